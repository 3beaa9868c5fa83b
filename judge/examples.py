"""Whether a definition's own examples hold: scored, added up and ranked by the same code as a tournament.

Rule: what an example states is compared, what it leaves out is not; an example that cannot be worked out at all (a
parameter out of its range, a table without the cell) does not hold either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from judge.challenge import Definition
from judge.challenge_checks import points_max
from judge.errors import DefinitionError
from judge.scoring import Call, Score, score
from judge.tournament.matches import match_entries, match_result
from judge.tournament.open_runs import aggregate
from judge.tournament.ranking import Entry, rank
from judge.vectors import Vector, VectorRun

__all__ = ["WrongExample", "wrong_examples"]

SEED = 7  # of a definition whose ranking ends in the draw


@dataclass(frozen=True, slots=True)
class WrongExample:
    """An example that does not give what it states. `what`: which of its expectations; `place`: counted from 0."""

    place: int
    name: str
    what: str
    expect: object
    found: object


def wrong_examples(definition: Definition) -> list[WrongExample]:
    """Work all examples of a definition out; return those that do not hold."""
    wrong = []
    for place, vector in enumerate(definition.vectors):
        try:
            under = definition.with_overlay(vector.params)
        except DefinitionError as error:
            wrong.append(WrongExample(place, vector.name, "set", dict(vector.params), error.reason))
            continue
        for what, expect in vector.expects.items():
            found = _found(under, vector, what)
            if found != expect:
                wrong.append(WrongExample(place, vector.name, what, expect, found))
    return wrong


def _found(definition: Definition, vector: Vector, what: str) -> object:
    scores = [_score(definition, vector.division, run) for run in vector.runs]
    if what in ("rank", "heat") and any(
        len(run.teams) != max(1, len(one.sides)) for run, one in _pairs(vector, scores)
    ):
        return "a team for each side of each run"
    finders: dict[str, Callable[[], object]] = {
        "score": lambda: dict(scores[-1].sides) or scores[-1].points,
        "each": lambda: [next(iter(one.sides.values()), one.points) for one in scores],
        "ended": lambda: scores[-1].ended or "",
        "max": lambda: points_max(definition, vector.division),
        "total": lambda: _entries(definition, vector, scores)[0].figures["total"],
        "rank": lambda: _rank(definition, _entries(definition, vector, scores), is_heat=False),
        "heat": lambda: _rank(definition, _heat_entries(vector, scores), is_heat=True),
    }
    return finders[what]()


def _score(definition: Definition, division: str, run: VectorRun) -> Score:
    calls = [Call(call.at_ms, call.kind, call.args) for call in run.calls]
    return score(definition, division, calls, ended_ms=run.ended_ms)


def _entries(definition: Definition, vector: Vector, scores: Sequence[Score]) -> list[Entry]:
    """What each team has from its runs or matches; runs that are nobody's are one team's."""
    sides = definition.match.sides if definition.match is not None else ("",)
    owners = [
        run.teams if len(run.teams) == max(1, len(one.sides)) else sides[: max(1, len(one.sides))]
        for run, one in _pairs(vector, scores)
    ]
    teams = list(dict.fromkeys(team for some in owners for team in some))
    if definition.match is not None:
        results = [match_result(some, one) for some, one in zip(owners, scores, strict=True)]
        return match_entries(teams, results, definition.aggregation)
    entries = []
    for number, team in enumerate(teams, start=1):
        own = [one for some, one in zip(owners, scores, strict=True) if some == (team,)]
        used = own[: definition.aggregation.runs_official]
        together = aggregate([one.points if one.has_result else None for one in used], definition.aggregation)
        entries.append(Entry(team, number, {**together.figures, "runs": len(used)}))
    return entries


def _pairs(vector: Vector, scores: Sequence[Score]) -> list[tuple[VectorRun, Score]]:
    return list(zip(vector.runs, scores, strict=True))


def _heat_entries(vector: Vector, scores: Sequence[Score]) -> list[Entry]:
    """Both runs of a heat, or both sides of a match."""
    entries: list[Entry] = []
    for run, one in _pairs(vector, scores):
        for team, points in zip(run.teams, one.sides.values() or (one.points,), strict=True):
            figures = {"points": points if one.has_result else None, "last_scoring_ms": one.last_scoring_ms}
            entries.append(Entry(team, len(entries) + 1, figures))
    return entries


def _rank(definition: Definition, entries: Sequence[Entry], *, is_heat: bool) -> list[str]:
    """Teams best first, those who share a place joined by `=`."""
    ranking = definition.elimination.heat if is_heat else definition.ranking
    lines = rank(entries, ranking.keys, draw_seed=SEED if ranking.then == "draw" else None, place="example")
    places: dict[int, list[str]] = {}
    for line in lines:
        places.setdefault(line.rank, []).append(line.entry.id)
    return [" = ".join(teams) for teams in places.values()]
