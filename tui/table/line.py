"""Who may come to the table next, first things first.

Rules: the list is worked out of the fold each time it is asked for; where robots meet, it is a list of matches. Heats
and matches come first, then the line, then whoever is not in line: nobody has to use a line, but who stands in one
comes before who does not. In a journal of a single competition where nobody waits, it is everyone with runs left.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from judge.facts import RunOpened
from judge.run_state import RunStage
from judge.tournament.fold import NextRun, TournamentState, next_official
from judge.tournament.hall import HallState, Turn, turns
from judge.tournament.hall_state import HallTable
from judge.tournament.line import LineState, Waiting

__all__ = ["PRACTICE", "Candidate", "candidates", "line", "run_id"]

PRACTICE = "practice"
MEETING_TEAMS_MAX = 12  # of the teams that wait, where many could meet: the list stays short enough to look through


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run (or a match) that could be opened now; `number` counts the first team's runs of this stage from 1.

    `waiting`: the first team's place in line; None: it comes from a heat, or is not in line. `is_alone`: in a match,
    nobody is there to meet it yet, and it cannot be opened.
    """

    teams: tuple[str, ...]
    number: int
    stage: str
    heat: str | None
    competition: str | None = None
    waiting: Waiting | None = None
    is_alone: bool = False

    @property
    def is_official(self) -> bool:
        """It counts."""
        return self.stage != PRACTICE

    def opened(self, table: int) -> RunOpened:
        """The fact that opens it."""
        return RunOpened(self.teams[0], self.number, self.is_official, self.stage, self.heat, table, self.competition)


def candidates(
    hall: HallState, table: int, competition: str, waiting: LineState | None, sides: int, now_ms: int, *,
    is_official: bool,
) -> list[Candidate]:  # fmt: skip
    """Return what may be opened now at a table that judges a competition.

    Args: waiting: the competition's line; None: it has none. sides: how many robots meet; 1: a robot runs alone.
    """
    state, of_table = hall.competitions[competition], hall.tables.get(table)
    if of_table is not None and of_table.closed is not None:
        return []
    places = {place.team: place for place in waiting.waiting} if waiting is not None else {}
    if hall.is_single and not places:
        return line(state, sides, is_official=is_official)
    here = replace(hall, tables={**hall.tables, table: HallTable(table, (competition,), None, None)})
    found = [
        _of_turn(turn, places) for turn in turns(here, table, now_ms) if turn.is_official is is_official
    ]  # fmt: skip
    named = {team for one in found for team in one.teams}
    stage = found[0].stage if found else _open_stage(state) if is_official else PRACTICE
    left = [place for place in places.values() if place.is_official is is_official and place.team not in named]
    found += [
        Candidate((one.team,), 1 + _had(state, one.team, stage), stage, None, state.competition, one, sides > 1)
        for one in left
        if stage is not None
    ]
    if waiting is None or waiting.is_open:
        found += _not_in_line(state, set(places), sides, is_official=is_official)
    return found


def line(state: TournamentState, sides: int, *, is_official: bool) -> list[Candidate]:
    """Return everyone with runs left. Args: sides: how many robots meet; 1: a robot runs alone."""
    waiting = _everyone(state, is_official=is_official)
    if sides == 1:
        return [Candidate((run.team,), run.number, run.stage, run.heat, run.competition) for run in waiting]
    return _heats(waiting, sides) if state.bracket is not None and is_official else _meetings(state, waiting, sides)


def run_id(candidate: Candidate, taken: Iterable[str | None]) -> str:
    """Return a run's id: who, where and the how-manieth; one that is run again gets a number more."""
    place = candidate.heat or {"open_runs": "open"}.get(candidate.stage, candidate.stage)
    words = [candidate.competition] if candidate.competition is not None else []
    base = "-".join([*words, *candidate.teams, place, str(candidate.number)])[:58]
    used, again, name = set(taken), 1, base
    while name in used:
        again += 1
        name = f"{base}.{again}"
    return name


def _of_turn(turn: Turn, places: dict[str, Waiting]) -> Candidate:
    waiting = places.get(turn.teams[0]) if turn.comes_from == "line" else None
    return Candidate(turn.teams, turn.number, turn.stage, turn.heat, turn.competition, waiting)


def _open_stage(state: TournamentState) -> str | None:
    """The open runs that are on."""
    running = state.running
    return running.id if running is not None and running.rule.type == "open_runs" else None


def _not_in_line(state: TournamentState, in_line: set[str], sides: int, *, is_official: bool) -> list[Candidate]:
    if is_official and _open_stage(state) is None:
        return []
    others = tuple(run for run in _everyone(state, is_official=is_official) if run.team not in in_line)
    if sides == 1:
        return [Candidate((run.team,), run.number, run.stage, run.heat, run.competition) for run in others]
    return _meetings(state, others[:MEETING_TEAMS_MAX], sides)


def _everyone(state: TournamentState, *, is_official: bool) -> tuple[NextRun, ...]:
    if is_official:
        return next_official(state)
    return tuple(
        NextRun(team.id, _had(state, team.id, PRACTICE) + 1, PRACTICE, None, state.competition) for team in state.teams
    )


def _had(state: TournamentState, team: str, stage: str | None) -> int:
    """How many runs of a stage a team has had; a void one uses no attempt, but practice counts nothing anyway."""
    runs = [run for run in state.runs if team in run.teams and run.opened is not None and run.opened.stage == stage]
    return sum(stage == PRACTICE or run.stage is not RunStage.VOIDED for run in runs)


def _heats(waiting: Iterable[NextRun], sides: int) -> list[Candidate]:
    by_heat: dict[str | None, list[NextRun]] = {}
    for run in waiting:
        by_heat.setdefault(run.heat, []).append(run)
    return [
        Candidate(tuple(run.team for run in runs), runs[0].number, runs[0].stage, heat, runs[0].competition)
        for heat, runs in by_heat.items()
        if len(runs) == sides
    ]


def _meetings(state: TournamentState, waiting: tuple[NextRun, ...], sides: int) -> list[Candidate]:
    """Those who met least first, then whoever waits longest."""
    if sides > 2:
        waiting = waiting[:MEETING_TEAMS_MAX]
    met: Counter[frozenset[str]] = Counter()
    for run in state.runs:
        if run.stage is not RunStage.VOIDED:
            met.update(frozenset(pair) for pair in combinations(run.teams, 2))
    place = {run.team: number for number, run in enumerate(waiting)}

    def key(runs: tuple[NextRun, ...]) -> tuple[int, int, int]:
        places = [place[run.team] for run in runs]
        meetings = sum(met[frozenset((one.team, other.team))] for one, other in combinations(runs, 2))
        return meetings, sum(places), max(places)

    return [
        Candidate(tuple(run.team for run in runs), runs[0].number, runs[0].stage, None, runs[0].competition)
        for runs in sorted(combinations(waiting, sides), key=key)
    ]
