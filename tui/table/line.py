"""Who may come to the table next: the line of teams, first things first.

Rule: the line is worked out of the fold each time it is asked for; where robots meet, it is a line of matches.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from judge.facts import RunOpened
from judge.run_state import RunStage
from judge.tournament.fold import NextRun, TournamentState, next_official

__all__ = ["PRACTICE", "Candidate", "line", "run_id"]

PRACTICE = "practice"
MEETING_TEAMS_MAX = 12  # of the teams that wait, where three meet: the list stays short enough to look through


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run (or a match) that could be opened now; `number` counts the first team's runs of this stage from 1."""

    teams: tuple[str, ...]
    number: int
    stage: str
    heat: str | None

    @property
    def is_official(self) -> bool:
        """It counts."""
        return self.stage != PRACTICE

    def opened(self, table: int) -> RunOpened:
        """The fact that opens it."""
        return RunOpened(self.teams[0], self.number, self.is_official, self.stage, self.heat, table)


def line(state: TournamentState, sides: int, *, is_official: bool) -> list[Candidate]:
    """Return what may be opened now. Args: sides: how many robots meet; 1: a robot runs alone."""
    if is_official:
        waiting = next_official(state)
    else:
        waiting = tuple(NextRun(team.id, _practised(state, team.id) + 1, PRACTICE, None) for team in state.teams)
    if sides == 1:
        return [Candidate((run.team,), run.number, run.stage, run.heat) for run in waiting]
    return _heats(waiting, sides) if state.bracket is not None and is_official else _meetings(state, waiting, sides)


def run_id(candidate: Candidate, taken: Iterable[str | None]) -> str:
    """Return a run's id: who, where and the how-manieth; one that is run again gets a number more."""
    place = candidate.heat or {"open_runs": "open"}.get(candidate.stage, candidate.stage)
    base = f"{'-'.join(candidate.teams)}-{place}-{candidate.number}"[:58]
    used, again, name = set(taken), 1, base
    while name in used:
        again += 1
        name = f"{base}.{again}"
    return name


def _practised(state: TournamentState, team: str) -> int:
    opened = [run.opened for run in state.runs if run.opened is not None and team in run.teams]
    return sum(body.stage == PRACTICE for body in opened)


def _heats(waiting: Iterable[NextRun], sides: int) -> list[Candidate]:
    by_heat: dict[str | None, list[NextRun]] = {}
    for run in waiting:
        by_heat.setdefault(run.heat, []).append(run)
    return [
        Candidate(tuple(run.team for run in runs), runs[0].number, runs[0].stage, heat)
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
        Candidate(tuple(run.team for run in runs), runs[0].number, runs[0].stage, None)
        for runs in sorted(combinations(waiting, sides), key=key)
    ]
