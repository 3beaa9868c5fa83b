"""What is to be done in a hall: the runs a table may open, the one thing its referee does next, and what may not be.

Rule: nothing here decides; a refusal is asked for before a fact is written, and a fact that was written all the same is
never dropped by the fold.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from judge.facts import RunOpened
from judge.run_state import Refusal, RunStage, RunState
from judge.tournament.hall_state import HallState, HallTable
from judge.tournament.state import PRACTICE, StageState, TournamentState, next_official

__all__ = ["Todo", "Turn", "may_enter", "may_join", "may_leave", "may_open", "todo", "turns"]

Code = Literal["start", "end", "answer", "sign", "decide", "table_closed", "open", "settle", "wait", "done"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A run (or a match of `teams`) that may be opened now. `comes_from`: a heat, or the line."""

    competition: str | None
    teams: tuple[str, ...]
    number: int
    stage: str
    heat: str | None
    comes_from: Literal["heat", "line"]

    @property
    def is_official(self) -> bool:
        """It counts."""
        return self.stage != PRACTICE

    def opened(self, table: int) -> RunOpened:
        """The fact that opens it."""
        return RunOpened(self.teams[0], self.number, self.is_official, self.stage, self.heat, table, self.competition)


@dataclass(frozen=True, slots=True)
class Todo:
    """What a referee does next. Codes, most urgent first:

    start, end, answer (its questions), sign, decide (it is disputed): of the run at the table (run, competition, and
    count of questions) · table_closed (reason) · open: the first of `turns` (team, stage, competition, heat where there
    is one) · settle: a tie or a correction waits (competition, where) · wait: for a team, or for another table · done:
    nothing is left in any competition of this table.
    """

    code: Code
    fields: Mapping[str, int | str] = field(default_factory=dict)


def turns(hall: HallState, table: int, now_ms: int) -> tuple[Turn, ...]:
    """The runs that may be opened at a table: heats and matches in their order, then who waits in line, robot here.

    Args: now_ms: since 1970. () for a table that is closed, or serves nothing.
    """
    of_table = hall.tables.get(table, HallTable(table, (), None, None))
    if of_table.closed is not None:
        return ()
    heats: list[Turn] = []
    lines: list[Turn] = []
    for name in of_table.competitions or tuple(hall.competitions if hall.is_single else ()):
        state = hall.competitions[name]
        heats += _heats(state)
        lines += _line(hall, name, state, now_ms)
    return (*heats, *lines)


def todo(hall: HallState, table: int, now_ms: int) -> Todo:
    """The one thing a table's referee does next."""
    of_table = hall.tables.get(table, HallTable(table, (), None, None))
    for name, run in _runs_at(hall, table):
        code = _of_run(hall.competitions[name], run)
        if code is not None:
            return Todo(code, {"run": run.run or "", "competition": name, "count": len(run.questions)})
    if of_table.closed is not None:
        return Todo("table_closed", {"reason": of_table.closed})
    served = [name for name in of_table.competitions or hall.competitions if name in hall.competitions]
    offered = turns(hall, table, now_ms)
    if offered:
        first = offered[0]
        named = {"team": first.teams[0], "stage": first.stage, "competition": first.competition or served[0]}
        return Todo("open", {**named, "heat": first.heat} if first.heat is not None else named)
    for name in served:
        state = hall.competitions[name]
        if state.decisions:
            return Todo("settle", {"competition": name, "where": state.decisions[0].where})
    return Todo("done" if all(hall.competitions[name].stage == "done" for name in served) else "wait")


def may_enter(hall: HallState, competition: str, team: str) -> Refusal | None:
    """Say why a team may not enter a competition now; None: it may.

    Codes: unknown-competition, unknown-team, another-division (division), entered-already, bracket-begun (stage): no
    one comes into an elimination that has begun.
    """
    state, of_team = hall.competitions.get(competition), hall.teams.get(team)
    if state is None or state.definition is None or state.opened is None:
        return Refusal("unknown-competition", {"competition": competition})
    if of_team is None:
        return Refusal("unknown-team", {"team": team})
    if not state.definition.admits(of_team.entered.division, state.opened.division):
        return Refusal("another-division", {"division": of_team.entered.division})
    entry = state.entries.get(team)
    if entry is not None and entry.status == "in":
        return Refusal("entered-already", {"team": team})
    running = state.running
    is_first = running is state.stages[0]
    if running is None or (running.rule.is_elimination and not (is_first and not _has_runs(state, running))):
        return Refusal("bracket-begun", {"stage": state.stage})
    return None


def may_leave(hall: HallState, competition: str, team: str) -> Refusal | None:
    """Say why a team may not leave a competition; None: it may. Codes: unknown-competition, not-in-it (team)."""
    state = hall.competitions.get(competition)
    if state is None:
        return Refusal("unknown-competition", {"competition": competition})
    entry = state.entries.get(team)
    return None if entry is not None and entry.status == "in" else Refusal("not-in-it", {"team": team})


def may_join(hall: HallState, competition: str, team: str, now_ms: int, *, is_official: bool) -> Refusal | None:
    """Say why a team may not join a line now; None: it may.

    Codes: no-line (competition), not-in-it, in-line-already, no-runs-left, line-closed, stage-over (stage).
    """
    inputs, left = hall.lines.get(competition), may_leave(hall, competition, team)
    if inputs is None:
        return Refusal("no-line", {"competition": competition})
    if left is not None:
        return left
    line, state = inputs.at(now_ms), hall.competitions[competition]
    if any(waiting.team == team for waiting in line.waiting):
        return Refusal("in-line-already", {"team": team})
    if not line.is_open:
        return Refusal("line-closed", {})
    running = state.running
    if is_official and (running is None or running.rule.type != "open_runs"):
        return Refusal("stage-over", {"stage": state.stage})
    if is_official and line.runs.get(team, 0) >= inputs.rules.runs_official:
        return Refusal("no-runs-left", {"team": team})
    return None


def may_open(hall: HallState, body: RunOpened) -> Refusal | None:
    """Say why a run may not be opened; None: it may. Whom a table takes, it takes: the line says who was passed.

    Codes: unknown-competition, not-in-it (team), table-closed (reason), table-busy (run), unknown-stage (stage),
    stage-not-running (stage), not-in-the-heat (heat).
    """
    names = [body.competition] if body.competition is not None else list(hall.competitions)[:2]
    if len(names) != 1 or names[0] not in hall.competitions:
        return Refusal("unknown-competition", {"competition": body.competition or "-"})
    state, of_table = hall.competitions[names[0]], hall.tables.get(body.table)
    left = may_leave(hall, names[0], body.team)
    if left is not None:
        return left
    if of_table is not None and of_table.closed is not None:
        return Refusal("table-closed", {"reason": of_table.closed})
    if of_table is not None and of_table.run is not None:
        return Refusal("table-busy", {"run": of_table.run})
    return None if body.stage == PRACTICE else _may_open_in(state, body)


def _may_open_in(state: TournamentState, body: RunOpened) -> Refusal | None:
    stage = next((one for one in state.stages if one.id == body.stage), None)
    if stage is None:
        return Refusal("unknown-stage", {"stage": body.stage})
    if stage.state != "running":
        return Refusal("stage-not-running", {"stage": body.stage})
    heat = next((heat for heat in stage.heats if heat.id == body.heat), None)
    is_in_heats = stage.rule.type != "open_runs" or body.heat is not None
    if is_in_heats and (heat is None or body.team not in [side.team for side in heat.sides]):
        return Refusal("not-in-the-heat", {"heat": body.heat or "-"})
    return None


def _heats(state: TournamentState) -> Iterator[Turn]:
    stage = state.running
    if stage is None or (stage.rule.type == "open_runs" and not stage.run_offs):
        return
    meets = stage.definition.match is not None
    by_heat: dict[str | None, list[str]] = {}
    numbers: dict[tuple[str | None, str], int] = {}
    for run in next_official(state):
        if run.heat is None:  # open runs are the line's
            continue
        by_heat.setdefault(run.heat, []).append(run.team)
        numbers[run.heat, run.team] = run.number
    for heat, teams in by_heat.items():
        for turn in [tuple(teams)] if meets else [(team,) for team in teams]:
            yield Turn(state.competition, turn, numbers[heat, turn[0]], stage.id, heat, "heat")


def _line(hall: HallState, name: str, state: TournamentState, now_ms: int) -> Iterator[Turn]:
    if name not in hall.lines:
        return
    stage = next((one for one in state.stages if one.rule.type == "open_runs" and not one.is_over), None)
    waiting = [one for one in hall.lines[name].at(now_ms).waiting if one.is_robot_here]
    for is_official in (True, False):
        there = [one.team for one in waiting if one.is_official is is_official]
        of_stage = stage.id if is_official and stage is not None else PRACTICE
        if is_official and stage is None:
            continue
        for teams in _meetings(state, stage, there):
            number = 1 + _had(state, teams[0], of_stage)
            yield Turn(state.competition, teams, number, of_stage, None, "line")


def _meetings(state: TournamentState, stage: StageState | None, there: list[str]) -> list[tuple[str, ...]]:
    """Each by itself; where robots meet, the first in line with those it has met least, and so on down the line."""
    definition = stage.definition if stage is not None else state.definition
    if definition is None or definition.match is None or state.opened is None:
        return [(team,) for team in there]
    sides = definition.param("sides", state.opened.division) if "sides" in definition.params else 2
    met = Counter(
        frozenset(two) for run in state.runs if run.stage is not RunStage.VOIDED for two in combinations(run.teams, 2)
    )
    left, meetings = list(there), []
    while len(left) >= sides:
        first = left.pop(0)
        others = sorted(left, key=lambda team: met[frozenset((first, team))])[: sides - 1]
        left = [team for team in left if team not in others]
        meetings.append((first, *others))
    return meetings


def _had(state: TournamentState, team: str, stage: str) -> int:
    """How many runs of a stage a team has had that are not void."""
    opened = [run.opened for run in state.runs if team in run.teams and run.stage is not RunStage.VOIDED]
    return sum(one is not None and one.stage == stage for one in opened)


def _has_runs(state: TournamentState, stage: StageState) -> bool:
    return any(run.opened is not None and run.opened.stage == stage.id for run in state.runs)


def _runs_at(hall: HallState, table: int) -> Iterable[tuple[str, RunState]]:
    """The runs of a table that somebody has still to do something about, the latest first."""
    return [
        (name, run)
        for name, run in reversed(list(hall.runs.values()))
        if run.opened is not None and run.opened.table == table and run.stage not in (RunStage.VOIDED, RunStage.NEW)
    ]


def _of_run(state: TournamentState, run: RunState) -> Code | None:
    match run.stage:
        case RunStage.OPENED:
            return "start"
        case RunStage.STARTED:
            return "end"
        case RunStage.ENDED:
            return "answer" if run.questions else "sign"
        case RunStage.DISPUTED:
            return "decide"
        case _:
            return "answer" if run.questions and state.stage != "done" else None
