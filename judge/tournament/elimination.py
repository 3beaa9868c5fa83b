"""Single elimination for any number of teams: both teams of a heat run, the higher score advances.

Rules: byes go to the best seeds; a heat is decided only when both runs are signed; a tie goes through the heat's keys
and then stops and waits (or is drawn, if the definition says so): the bracket never moves silently. Whoever left, or
did not come to a heat, loses what was not run (a walkover); where neither comes, the better seed is passed on. A heat
that was run by teams that do not stand in it any more (an older result was corrected) stops there and waits too.
Heat ids: F1 the final, T1 the match for the third place, S1 S2, Q1 to Q4, then R16-1 and so on; order of seeds for
eight: 1v8 4v5 3v6 2v7.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from judge.challenge import Ranking
from judge.tournament.ranking import Entry, Figure, Order, Ranked, Why, rank

__all__ = [
    "CONTESTED", "NOBODY_ABSENT", "Absences", "Bracket", "Heat", "HeatState", "Placing", "Side", "bracket",
    "seed_pairs", "sharing",
]  # fmt: skip


class HeatState(Enum):
    """How far a heat is."""

    WAITING = "waiting"
    """A side is not known yet."""
    READY = "ready"
    """Both sides are known; at least one has still to run."""
    UNDECIDED = "undecided"
    """Both ran and are equal, or others ran than stand in it now (`CONTESTED`): someone has to decide."""
    DECIDED = "decided"
    BYE = "bye"
    """One side has no opponent and advances."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a heat. `team` is None while it is not known, and for ever where nobody is (`is_nobody`)."""

    team: str | None
    seed: int | None
    from_heat: str | None
    is_nobody: bool
    points: int | None
    run: str | None


@dataclass(frozen=True, slots=True)
class Heat:
    """Two sides (where robots meet in a ring, three perhaps), and the winner once there is one; `why`: what decided."""

    id: str
    sides: tuple[Side, ...]
    state: HeatState
    winner: str | None
    loser: str | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class Placing:
    """A team's place at the end, from 1; joint places are equal numbers."""

    place: int
    team: str


@dataclass(frozen=True, slots=True)
class Bracket:
    """The rounds, first to last, and what came of them."""

    rounds: tuple[tuple[Heat, ...], ...]
    champion: str | None
    placings: tuple[Placing, ...]
    third: Heat | None = None
    """The match for the third place, where there is one."""

    @property
    def heats(self) -> tuple[Heat, ...]:
        """All heats, in the order they can be run."""
        rounds = (*self.rounds[:-1], (self.third,), self.rounds[-1]) if self.third is not None else self.rounds
        return tuple(heat for heats in rounds for heat in heats)


@dataclass(frozen=True, slots=True)
class HeatRun:
    """A team's signed run in a heat: `figures` as the heat's keys need them, `points` among them."""

    run: str
    points: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Absences:
    """Who does not run any more: teams that left, and (heat, team) that did not come to one heat."""

    gone: Collection[str] = frozenset()
    missed: Collection[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.gone or self.missed)

    def holds(self, heat: str, team: str) -> bool:
        """Whether the team is not going to run in this heat."""
        return team in self.gone or (heat, team) in self.missed


THIRD: Final = "T1"
CONTESTED: Final = Why("played_by_others", {})
NOBODY_ABSENT: Final = Absences()
NOTHING_KEPT: Mapping[str, tuple[Entry, Entry]] = MappingProxyType({})
NOBODY_PLAYED: Mapping[str, Sequence[str]] = MappingProxyType({})
NO_RUN_OFF: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({})
Results = Callable[[str, str], HeatRun | None]
"""(heat id, team) -> its signed run there, or None."""


def seed_pairs(size: int) -> list[tuple[int, int]]:
    """The first round of a bracket of 2, 4, 8, ... by seeds, the better seed first."""
    line = _seed_line(size)
    return [(min(pair), max(pair)) for pair in zip(line[::2], line[1::2], strict=True)]


def bracket(
    seeds: Sequence[Entry],
    results: Results,
    ranking: Ranking,
    *,
    decided: Mapping[str, Sequence[Order]],
    draw_seed: int,
    third_place: str = "semifinal_result",
    kept: Mapping[str, tuple[Entry, Entry]] = NOTHING_KEPT,
    absent: Absences = NOBODY_ABSENT,
    run_off: Mapping[str, Sequence[Sequence[str]]] = NO_RUN_OFF,
    played: Mapping[str, Sequence[str]] = NOBODY_PLAYED,
) -> Bracket:
    """Play the bracket as far as the results go.

    Args: seeds: best first, any number. decided: the director's orders of teams, by heat id.
    third_place: semifinal_result, shared, or match. absent: whose heats are walkovers. run_off: what came of run-offs,
    by heat id. played: who has run, by heat id.
    kept: heats whose two teams stand, whoever would have come there (`decisions.heat_kept`).
    """
    if len(seeds) < 2:
        champion = seeds[0].id if seeds else None
        return Bracket((), champion, tuple(Placing(1, entry.id) for entry in seeds))
    size = 2
    while size < len(seeds):
        size *= 2
    entries = {entry.id: entry for pair in (seeds, *kept.values()) for entry in pair}
    numbers = {entry.id: number for number, entry in enumerate(seeds, start=1)}
    referee = _HeatReferee(entries, results, ranking, decided, draw_seed, absent, run_off, played)
    sides = [[_seeded(seeds, number) for number in pair] for pair in seed_pairs(size)]
    rounds: list[tuple[Heat, ...]] = []
    while True:
        heats = tuple(
            referee.heat(heat_id, *_as_kept(sides[n], kept.get(heat_id, ()), numbers))
            for n, heat_id in enumerate(_heat_id(len(sides), n + 1) for n in range(len(sides)))
        )
        rounds.append(heats)
        if len(heats) == 1:
            break
        advancing = [_advancing(heat) for heat in heats]
        sides = [list(pair) for pair in zip(advancing[::2], advancing[1::2], strict=True)]
    third = _third(rounds, referee, kept, numbers) if third_place == "match" else None
    return Bracket(tuple(rounds), rounds[-1][0].winner, _placings(rounds, referee, third_place, third), third)


@dataclass(frozen=True, slots=True)
class _HeatReferee:
    """Decides single heats; what it needs is the same for all of them."""

    entries: Mapping[str, Entry]
    results: Results
    ranking: Ranking
    decided: Mapping[str, Sequence[Order]]
    draw_seed: int
    absent: Absences
    run_off: Mapping[str, Sequence[Sequence[str]]]
    played: Mapping[str, Sequence[str]]

    def heat(self, heat_id: str, first: Side, second: Side) -> Heat:
        sides = (self._with_run(heat_id, first), self._with_run(heat_id, second))
        teams = [side.team for side in sides if side.team is not None]
        is_known = all(side.is_nobody or side.team is not None for side in sides)
        if is_known and not set(self.played.get(heat_id, ())) <= set(teams):
            return Heat(heat_id, sides, HeatState.UNDECIDED, None, None, CONTESTED)
        if any(side.is_nobody for side in sides):
            state = HeatState.BYE if teams else HeatState.WAITING
            return Heat(heat_id, sides, state, teams[0] if teams else None, None, None)
        if len(set(teams)) < 2:
            return Heat(heat_id, sides, HeatState.WAITING, None, None, None)
        is_absent = self.absent and any(self.absent.holds(heat_id, team) for team in teams)
        if any(side.run is None for side in sides):
            if is_absent:
                return self._walkover(heat_id, sides)
            return Heat(heat_id, sides, HeatState.READY, None, None, None)
        lines = self.rank([(heat_id, team) for team in teams], heat_id)
        if lines[0].is_joint and is_absent:
            return self._walkover(heat_id, sides)
        if lines[0].is_joint:
            return Heat(heat_id, sides, HeatState.UNDECIDED, None, None, lines[0].why)
        return Heat(heat_id, sides, HeatState.DECIDED, lines[0].entry.id, lines[1].entry.id, lines[0].why)

    def _walkover(self, heat_id: str, sides: tuple[Side, ...]) -> Heat:
        """Whoever came has won; where neither did, the better seed."""
        order = sorted(sides, key=lambda side: (self.absent.holds(heat_id, side.team or ""), side.seed or 0))
        return Heat(heat_id, sides, HeatState.DECIDED, order[0].team, order[1].team, Why("walkover", {}))

    def rank(self, places: Sequence[tuple[str, str]], place: str) -> list[Ranked]:
        """Rank teams by their runs in the heats given with them."""
        entries = []
        for heat_id, team in places:
            run = self.results(heat_id, team)
            entries.append(Entry(team, self.entries[team].number, run.figures if run is not None else {}))
        draw_seed = self.draw_seed if self.ranking.then == "draw" else None
        return rank(
            entries,
            self.ranking.keys,
            decided=self.decided.get(place, ()),
            run_off=self.run_off.get(place, ()),
            draw_seed=draw_seed,
            place=place,
        )

    def _with_run(self, heat_id: str, side: Side) -> Side:
        run = None if side.team is None else self.results(heat_id, side.team)
        if run is None:
            return side
        return Side(side.team, side.seed, side.from_heat, side.is_nobody, run.points, run.run)


def sharing(placings: Sequence[Placing], shared: Sequence[tuple[str, str]]) -> tuple[Placing, ...]:
    """Places in which each first team of `shared` has the place of the second, where that is the better one."""
    places = {placing.team: placing.place for placing in placings}
    for team, other in shared:
        if other in places:
            places[team] = min(places[other], places.get(team, places[other]))
    ordered = sorted(places.items(), key=lambda item: item[1])
    before = {place: number for number, (_, place) in reversed([*enumerate(ordered, start=1)])}
    return tuple(Placing(before[place], team) for team, place in ordered)


def _seed_line(size: int) -> list[int]:
    """Seeds from top to bottom: the seeds of a pair add up to size + 1, and every second pair is turned round."""
    line = [1, 2]
    while len(line) < size:
        top = 2 * len(line) + 1
        pairs = [(seed, top - seed) if n % 2 == 0 else (top - seed, seed) for n, seed in enumerate(line)]
        line = [seed for pair in pairs for seed in pair]
    return line


def _seeded(seeds: Sequence[Entry], number: int) -> Side:
    is_nobody = number > len(seeds)
    return Side(None if is_nobody else seeds[number - 1].id, None if is_nobody else number, None, is_nobody, None, None)


def _as_kept(sides: Sequence[Side], kept: Sequence[Entry], numbers: Mapping[str, int]) -> Sequence[Side]:
    """The sides of a heat; where the director kept the teams that played it, those."""
    if not kept:
        return sides
    return [
        Side(entry.id, numbers.get(entry.id), side.from_heat, False, None, None)
        for entry, side in zip(kept, sides, strict=True)
    ]


def _advancing(heat: Heat) -> Side:
    seed = next((side.seed for side in heat.sides if heat.winner is not None and side.team == heat.winner), None)
    return Side(heat.winner, seed, heat.id, False, None, None)


def _heat_id(heats_in_round: int, number: int) -> str:
    letter = {1: "F", 2: "S", 4: "Q"}.get(heats_in_round, f"R{2 * heats_in_round}-")
    return f"{letter}{number}"


def _losers(rounds: Sequence[tuple[Heat, ...]]) -> list[Heat]:
    """The semi-finals that somebody lost."""
    return [heat for heat in (rounds[-2] if len(rounds) > 1 else ()) if heat.loser is not None]


def _beaten(semi_final: Heat, finalists: Collection[str]) -> str:
    """Who of a semi-final was not in the final: the loser, unless the final was kept with that one in it."""
    teams = [side.team for side in semi_final.sides if side.team is not None and side.team not in finalists]
    return semi_final.loser if semi_final.loser is not None and semi_final.loser in teams else teams[0]


def _third(
    rounds: Sequence[tuple[Heat, ...]],
    referee: _HeatReferee,
    kept: Mapping[str, tuple[Entry, Entry]],
    numbers: Mapping[str, int],
) -> Heat | None:
    """The match of those who lost the semi-finals; None: there is nobody to play it."""
    if len(rounds) < 2:
        return None
    sides = [
        Side(heat.loser, numbers.get(heat.loser or ""), heat.id, heat.state is HeatState.BYE, None, None)
        for heat in rounds[-2]
    ]
    return referee.heat(THIRD, *_as_kept(sides, kept.get(THIRD, ()), numbers))


def _placings(
    rounds: Sequence[tuple[Heat, ...]], referee: _HeatReferee, third_place: str, third: Heat | None
) -> tuple[Placing, ...]:
    """First and second from the final; then the match, or the semi-finals' results, jointly where they are equal."""
    final = rounds[-1][0]
    if final.winner is None or final.loser is None or (third is not None and third.winner is None):
        return ()
    placings = [Placing(1, final.winner), Placing(2, final.loser)]
    losers = [(heat.id, _beaten(heat, (final.winner, final.loser))) for heat in _losers(rounds)]
    if third is not None and third.winner is not None:
        order = [third.winner, third.loser] if third.loser is not None else [third.winner]
        placings += [Placing(place, team) for place, team in enumerate(order, start=3)]
    elif third_place == "shared":
        placings += [Placing(3, team) for _, team in losers]
    else:
        placings += [Placing(2 + line.rank, line.entry.id) for line in referee.rank(losers, "third_place")]
    return tuple(placings)
