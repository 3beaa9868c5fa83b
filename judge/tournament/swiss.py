"""Swiss: every round, teams of equal score meet; nobody meets anyone twice, nobody has two byes.

Rules: a round once published is a record (a correction of an older result changes scores, never who met); teams enter
and leave between rounds at will, and who enters late has no points for what they missed; with an odd number one team
has a bye, the lowest that had none. Whose scores are equal is put into an order by the ranking's keys, then by lots of
the published seed for that round. The pairing is a maximum-weight matching (rustworkx): as many pairs as there can be,
then the least sum of squares of the steps between score groups, then the upper half of a group against the lower.

With r rounds played and n teams in, nobody is left over while r < n / 2: each team has at least half of the others,
the bye among them, still to meet, and such a graph always has a perfect matching (Dirac). Later, whoever cannot be
paired without a rematch is named, and nothing is paired in silence.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import rustworkx

from judge.challenge import Ranking
from judge.tournament.pairing import Pairing
from judge.tournament.ranking import Entry, Order, Ranked, rank

__all__ = [
    "SwissEntry",
    "SwissResults",
    "SwissRound",
    "SwissState",
    "SwissTeam",
    "next_round",
    "pair",
    "swiss",
]


@dataclass(frozen=True, slots=True)
class SwissTeam:
    """A team of the stage. `from_round`: the first it is paired in; `until_round`: the last, None: to the end."""

    id: str
    number: int
    from_round: int = 1
    until_round: int | None = None

    def plays(self, number: int) -> bool:
        """Whether the team is to be paired in a round."""
        return self.from_round <= number and (self.until_round is None or number <= self.until_round)


@dataclass(frozen=True, slots=True)
class SwissRound:
    """A round to be published; the bye, if there is one, comes last. `unpaired`: who cannot be paired by the rules."""

    number: int
    pairings: tuple[Pairing, ...]
    unpaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SwissEntry:
    """What the pairing has to know of a team."""

    id: str
    score: int
    met: frozenset[str]
    had_bye: bool
    times_first: int


SwissResults = Callable[[int, str], int | None]
"""(round from 1, team) -> its points from the match of that round, or None while there is no result."""


@dataclass(frozen=True, slots=True)
class SwissState:
    """How far it is. `missing`: (round, pairing) without a result. `entries`: by team, those who left among them."""

    rounds: int
    teams: tuple[SwissTeam, ...]
    entries: Mapping[str, SwissEntry]
    standings: tuple[Ranked, ...]
    missing: tuple[tuple[int, Pairing], ...]


def swiss(
    teams: Sequence[SwissTeam],
    published: Sequence[Sequence[Pairing]],
    results: SwissResults,
    ranking: Ranking,
    *,
    bye_points: int,
    draw_seed: int,
    decided: Sequence[Order] = (),
) -> SwissState:
    """Standings and scores from the published rounds and the results there are.

    The figures for the ranking's keys: `points`; `buchholz`, the sum of the points of those a team met; `matches`.
    """
    points, met, against = (
        Counter[str](),
        {team.id: list[str]() for team in teams},
        {team.id: Counter[str]() for team in teams},
    )
    byes, firsts = set[str](), Counter[str]()
    missing: list[tuple[int, Pairing]] = []
    for number, pairings in enumerate(published, start=1):
        for pairing in pairings:
            if pairing.second is None:
                byes.add(pairing.first)
                points[pairing.first] += bye_points
                continue
            firsts[pairing.first] += 1
            for team, other in ((pairing.first, pairing.second), (pairing.second, pairing.first)):
                won = results(number, team)
                met[team].append(other)
                points[team] += won or 0
                against[team][other] += won or 0
            if results(number, pairing.first) is None or results(number, pairing.second) is None:
                missing.append((number, pairing))
    entries = [Entry(team.id, team.number, _figures(team.id, points, met[team.id]), against[team.id]) for team in teams]
    seed = draw_seed if ranking.then == "draw" else None
    standings = rank(entries, ranking.keys, decided=decided, draw_seed=seed, place="swiss")
    known = {
        team.id: SwissEntry(team.id, points[team.id], frozenset(met[team.id]), team.id in byes, firsts[team.id])
        for team in teams
    }
    return SwissState(len(published), tuple(teams), known, tuple(standings), tuple(missing))


def next_round(state: SwissState, ranking: Ranking, *, draw_seed: int, seeds: Sequence[str] = ()) -> SwissRound:
    """Propose the next round for those who play in it.

    Args: seeds: the order of those who came out of an earlier stage, which puts equals in order instead of lots.
    Raises: ValueError: a result of an earlier round is missing.
    """
    if state.missing:
        raise ValueError(f"{len(state.missing)} matches have no result")
    number = state.rounds + 1
    playing = {team.id for team in state.teams if team.plays(number)}
    lines = [line.entry for line in state.standings if line.entry.id in playing]
    ordered = rank(lines, ranking.keys, decided=[Order(tuple(seeds))], draw_seed=draw_seed, place=f"swiss-{number}")
    entries = sorted((state.entries[line.entry.id] for line in ordered), key=lambda entry: -entry.score)
    pairings, unpaired = pair(entries)
    return SwissRound(number, pairings, unpaired)


def pair(entries: Sequence[SwissEntry]) -> tuple[tuple[Pairing, ...], tuple[str, ...]]:
    """Pair entries, which stand best first, equal scores together; return the pairings and who is left over."""
    count = len(entries)
    costs = _costs(entries)
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count + count % 2))
    # The matching looks for the most, so each cost is taken from one figure above all of them.
    top = max(costs.values(), default=0) + 1
    graph.add_edges_from([(one, other, top - cost) for (one, other), cost in costs.items()])
    matching = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    matched = sorted((min(edge), max(edge)) for edge in matching)
    pairings = [_sided(entries[one], entries[other]) for one, other in matched if other < count]
    pairings += [Pairing(entries[one].id, None) for one, other in matched if other == count]
    found = {place for edge in matched for place in edge}
    return tuple(pairings), tuple(entry.id for place, entry in enumerate(entries) if place not in found)


def _costs(entries: Sequence[SwissEntry]) -> dict[tuple[int, int], int]:
    """What each allowed pair costs, by their places from 0; the place after the last one is the bye.

    One step between score groups outweighs whatever is to be gained inside them; a bye outweighs all steps together,
    so that two meet rather than one of them has a bye and the other nothing.
    """
    count = len(entries)
    scores = sorted({entry.score for entry in entries}, reverse=True)
    group_of = {score: group for group, score in enumerate(scores)}
    sizes = Counter(entry.score for entry in entries)
    groups = [group_of[entry.score] for entry in entries]
    step = (count + 1) ** 3
    bye = count * (len(scores) + 1) ** 2 * step
    costs: dict[tuple[int, int], int] = {}
    for one, entry in enumerate(entries):
        half = max(1, sizes[entry.score] // 2)
        for other in range(one + 1, count):
            if entries[other].id not in entry.met:
                costs[one, other] = (groups[other] - groups[one]) ** 2 * step + (other - one - half) ** 2
        if count % 2 and not entry.had_bye:
            costs[one, count] = bye + (len(scores) - groups[one]) ** 2 * step + (count - 1 - one) ** 2
    return costs


def _sided(better: SwissEntry, other: SwissEntry) -> Pairing:
    """Who has had the first side less often has it now; else the better one."""
    if other.times_first < better.times_first:
        return Pairing(other.id, better.id)
    return Pairing(better.id, other.id)


def _figures(team: str, points: Mapping[str, int], met: Sequence[str]) -> dict[str, int]:
    return {"points": points[team], "buchholz": sum(points[other] for other in met), "matches": len(met)}
