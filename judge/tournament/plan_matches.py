"""Matches for n teams, m matches each: made so that everyone rests, and meets as many others as there are.

Rules: every team has exactly m matches; where the seats do not come out even, some matches have a seat or two fewer,
       spread over their sides; nobody has two matches closer than the gap; the gap is never given up for variety.
Every round begins in the same order, which keeps the largest gap there is; seats are then exchanged, one pair at a
time, where the gap stays, by late acceptance (Burke and Bykov, 2017): an exchange stands when it is no worse than what
was there a while ago. Work is counted in exchanges tried and never in seconds, so equal seeds give equal matches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from judge.stable_random import Lots

__all__ = ["Variety", "gap_most", "make_matches", "variety"]

MEMORY = 30  # exchanges: how long ago "a while ago" is
EXCHANGES_EACH_SEAT = 2000
LOOK_EVERY = 1000
OPPONENT, PARTNER = 3, 1  # to meet the same opponent again is worse than to have the same partner again

Made = tuple[tuple[str, ...], ...]
"""A match: the teams of each side."""


@dataclass(frozen=True, slots=True)
class Variety:
    """What became of it: the least gap between two matches of a team, and how often two teams meet at most."""

    gap: int
    """In starts: 1 is the very next one. 0 where no team has two matches."""
    opponents: int
    partners: int


def gap_most(teams: int, a_match: int, abreast: int = 1) -> int:
    """Return the largest gap there can be: in so many starts, all matches have different teams."""
    return teams // (a_match * abreast)


def make_matches(
    teams: Sequence[str],
    *,
    matches_each: int,
    seed: int,
    sides: int = 2,
    a_side: int = 1,
    abreast: int = 1,
    gap: int = 1,
    exchanges: int | None = None,
) -> tuple[Made, ...]:
    """Make the matches, in the order they start, `abreast` of them at a time.

    Args: abreast: how many tables play at once. gap: starts between two matches of a team, 1 for the very next.
          exchanges: how many to try at most.
    Raises: ValueError: too few teams for this gap, a team twice, or no match to make.
    """
    a_match = sides * a_side
    if len(set(teams)) < len(teams) or min(matches_each, a_side, abreast, gap) < 1 or sides < 2:
        raise ValueError("a team twice, or nothing to make")
    if gap_most(len(teams), a_match, abreast) < gap:
        raise ValueError(f"{len(teams)} teams cannot rest {gap} starts with {abreast} matches of {a_match} at a time")
    lots = Lots(seed, "matches")
    sizes = _sizes(len(teams) * matches_each, sides, a_match)
    search = _Search(sizes, _shuffled(len(teams), lots), abreast, gap)
    search.run(len(search.team_at) * EXCHANGES_EACH_SEAT if exchanges is None else exchanges, lots)
    seat = iter(search.team_at)
    return tuple(tuple(tuple(teams[next(seat)] for _ in range(size)) for size in match) for match in sizes)


def variety(matches: Sequence[Made], abreast: int = 1) -> Variety:
    """Count what the matches are like, apart from how they were made."""
    starts: dict[str, list[int]] = {}
    opponents: dict[frozenset[str], int] = {}
    partners: dict[frozenset[str], int] = {}
    for number, sides in enumerate(matches):
        for one, other in combinations(range(len(sides)), 2):
            for pair in ((a, b) for a in sides[one] for b in sides[other]):
                opponents[frozenset(pair)] = opponents.get(frozenset(pair), 0) + 1
        for side in sides:
            for pair in combinations(side, 2):
                partners[frozenset(pair)] = partners.get(frozenset(pair), 0) + 1
            for team in side:
                starts.setdefault(team, []).append(number // abreast)
    gaps = [later - earlier for of_team in starts.values() for earlier, later in pairwise(of_team)]
    return Variety(min(gaps, default=0), max(opponents.values(), default=0), max(partners.values(), default=0))


class _Search:
    """The seats of all matches in a row, who sits where, and how often each two met."""

    def __init__(self, sizes: Sequence[Sequence[int]], order: Sequence[int], abreast: int, gap: int) -> None:
        seats = sum(map(sum, sizes))
        self.gap = gap
        self.team_at = [order[seat % len(order)] for seat in range(seats)]
        self.start_of, self.side_of = [0] * seats, [0] * seats
        self.others: list[list[tuple[int, int]]] = [[] for _ in range(seats)]
        """Of each seat: the other seats of its match, and what it weighs to meet there."""
        seat = side = 0
        for match, match_sizes in enumerate(sizes):
            mates = range(seat, seat + sum(match_sizes))
            for size in match_sizes:
                for number in range(seat, seat + size):
                    self.start_of[number], self.side_of[number] = match // abreast, side
                seat, side = seat + size, side + 1
            for one in mates:
                self.others[one] = [
                    (other, PARTNER if self.side_of[one] == self.side_of[other] else OPPONENT)
                    for other in mates
                    if other != one
                ]
        self.starts: list[list[int]] = [[] for _ in order]
        self.met = {weight: [[0] * len(order) for _ in order] for weight in (OPPONENT, PARTNER)}
        for seat, team in enumerate(self.team_at):
            self.starts[team].append(self.start_of[seat])
            for other, weight in self.others[seat]:
                self.met[weight][team][self.team_at[other]] += 1

    def run(self, exchanges: int, lots: Lots) -> None:
        """Exchange seats until nobody meets oftener than they must, or the work is done; keep the best."""
        seats, memory, cost = len(self.team_at), [0] * MEMORY, 0
        best, best_cost = list(self.team_at), 0
        for tried in range(exchanges):
            if tried % LOOK_EVERY == 0 and self._is_even():
                return
            first, second = lots.below(seats), lots.below(seats)
            if not self._may(first, second):
                continue
            after = cost + self._exchange(first, second)
            before = memory[tried % MEMORY]
            memory[tried % MEMORY] = min(cost, before)
            if after > cost and after > before:
                self._exchange(first, second)
                continue
            cost = after
            if cost < best_cost:
                best, best_cost = list(self.team_at), cost
        self.team_at = best

    def _is_even(self) -> bool:
        """Nobody meets anybody oftener than the number of matches makes someone meet someone."""
        return all(
            max(map(max, met)) <= max(1, -(-sum(map(sum, met)) // (len(met) * (len(met) - 1))))
            for met in self.met.values()
        )

    def _may(self, first: int, second: int) -> bool:
        """Whether the teams of two seats may change places: not on one side, and both keep their gap."""
        here, there = self.start_of[first], self.start_of[second]
        if self.side_of[first] == self.side_of[second] or self.team_at[first] == self.team_at[second]:
            return False
        return here == there or (
            self._fits(self.team_at[first], here, there) and self._fits(self.team_at[second], there, here)
        )

    def _fits(self, team: int, old: int, new: int) -> bool:
        return all(abs(start - new) >= self.gap or start == old for start in self.starts[team])

    def _exchange(self, first: int, second: int) -> int:
        """Let two teams change places; return what that costs."""
        one, two = self.team_at[first], self.team_at[second]
        cost = self._count(first, -1, second) + self._count(second, -1, first)
        self.team_at[first], self.team_at[second] = two, one
        cost += self._count(first, 1, second) + self._count(second, 1, first)
        for team, old, new in ((one, first, second), (two, second, first)):
            starts = self.starts[team]
            starts[starts.index(self.start_of[old])] = self.start_of[new]
        return cost

    def _count(self, seat: int, sign: int, without: int) -> int:
        """Add or take away who meets at a seat; return by how much the sum of squares changes.

        Two who change places within a match meet each other before and after.
        """
        team, cost, team_at = self.team_at[seat], 0, self.team_at
        for other, weight in self.others[seat]:
            if other == without:
                continue
            opposite, met = team_at[other], self.met[weight]
            times = met[team][opposite]
            met[team][opposite] = met[opposite][team] = times + sign
            cost += weight * (2 * sign * times + 1)
        return cost


def _sizes(seats: int, sides: int, a_match: int) -> list[list[int]]:
    """How many seats each side of each match has: all full, but for the last ones."""
    number = -(-seats // a_match)
    sizes = [[a_match // sides] * sides for _ in range(number)]
    for missing in range(number * a_match - seats):
        match = sizes[number - 1 - missing // sides % number]
        match[match.index(max(match))] -= 1
    return sizes


def _shuffled(count: int, lots: Lots) -> list[int]:
    order = list(range(count))
    for left in range(count, 1, -1):
        drawn = lots.below(left)
        order[left - 1], order[drawn] = order[drawn], order[left - 1]
    return order
