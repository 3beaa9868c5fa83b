"""What each page of the desk shows, as rows made anew from the fold; a row's `id` says what a key does something to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judge.hall_kinds import TeamInspected
from judge.run_state import RunStage
from judge.tournament.hall import HallTeam
from judge.tournament.line import Waiting
from judge.tournament.state import Decision, StageState, Standing, TournamentState
from tui.desk.apart_words import apart_place
from tui.desk.deeds import Desk
from tui.desk.words import (
    NOTHING,
    leave_reasons,
    place_of_decision,
    stage_state,
    stage_words,
    table_reasons,
    team_list,
    why_short,
)
from tui.display.words import competition_title, total_words
from tui.i18n import _

__all__ = ["PLACES", "Row", "Sheet", "decisions_sheet", "line_sheet", "reviews_sheet", "stages_sheet",
           "standings_sheet", "tables_sheet", "tables_with_standings", "teams_sheet"]  # fmt: skip

MINUTE_MS = 60_000
PLACES = "places"
"""What stands behind the stages once all is over: the places."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line. `is_marked`: somebody has to do something about it."""

    id: str
    cells: tuple[str, ...]
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. `note`: what holds for all of it; `empty`: what is said when there is no row."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = ""


def teams_sheet(desk: Desk) -> Sheet:
    """Everyone, with what the check-in needs."""
    hall = desk.hall
    here = sum(team.is_arrived for team in hall.teams.values())
    rows = tuple(
        Row(team.id, (str(team.number), team.entered.name, team.entered.division,
                      _("here") if team.is_arrived else NOTHING, _inspected(team.inspections), _entries(desk, team)),
            is_marked=not team.is_arrived)
        for team in hall.teams.values()
    )  # fmt: skip
    heads = (_("No."), _("Team"), _("Div."), _("Arrived"), _("Inspected"), _("Competitions"))
    return Sheet(heads, rows, _("{here} of {all} teams are here.", here=here, all=len(rows)), _("No team has entered."))


def _inspected(inspections: Sequence[TeamInspected]) -> str:
    """The last look at each competition's robot."""
    last = {one.competition: one for one in inspections}
    if not last:
        return NOTHING
    failed = [one for one in last.values() if not one.passed]
    return _("not passed") if failed else _("passed")


def _entries(desk: Desk, team: HallTeam) -> str:
    words = []
    for name, state in desk.hall.competitions.items():
        entry = state.entries.get(team.id)
        if entry is None:
            continue
        about = [_("late")] if entry.is_late else []
        about += [] if entry.status == "in" else [leave_reasons()[entry.status]]
        words.append(name + (f" ({', '.join(about)})" if about else ""))
    return ", ".join(words)


def stages_sheet(desk: Desk) -> Sheet:
    """All competitions, stage by stage."""
    rows = []
    for name in desk.competitions:
        state = desk.state(name)
        for number, stage in enumerate(state.stages):
            title = competition_title(state) if number == 0 else ""
            frozen = _("frozen") if name in desk.hall.frozen else ""
            cells = (title, stage_words(stage), stage_state(stage), _entrants(stage), _progress(state, stage), frozen)
            rows.append(Row(f"{name}/{stage.id}", cells, is_marked=bool(stage.decisions)))
    heads = (_("Competition"), _("Stage"), _("State"), _("Teams"), _("Done"), _("Hall"))
    return Sheet(heads, tuple(rows))


def _entrants(stage: StageState) -> str:
    return str(len(stage.entrants)) if stage.entrants else NOTHING


def _progress(state: TournamentState, stage: StageState) -> str:
    """Heats that were decided, or runs that were signed."""
    if stage.rule.type == "open_runs":
        return _("{count} runs", count=sum(
            run.stage is RunStage.SIGNED and run.opened is not None and run.opened.stage == stage.id
            and run.opened.official for run in state.runs
        ))  # fmt: skip
    done = sum(heat.winner is not None or heat.state.value == "decided" for heat in stage.heats)
    return f"{done}/{len(stage.heats)}" if stage.heats else NOTHING


def line_sheet(desk: Desk, competition: str) -> Sheet:
    """Who waits for a run of a competition."""
    inputs = desk.hall.lines.get(competition)
    if inputs is None:
        return Sheet((), (), empty=_("This competition has no line."))
    line = inputs.at(desk.now_ms())
    state = desk.state(competition)
    rows = tuple(_waiting(desk, waiting) for waiting in line.waiting)
    heads = (_("Place"), _("No."), _("Team"), _("Run"), _("Robot"), _("Left"), _("Expected wait"))
    runs_open = [team for team, entry in state.entries.items() if entry.status == "in"]
    running = state.running
    below = line.below(runs_open, inputs.rules.runs_required) if running and running.rule.type == "open_runs" else ()
    note = _("The line is open.") if line.is_open else _("The line is closed; who stands in it still runs.")
    if below:
        numbers = ", ".join(str(desk.hall.teams[team].number) for team in below)
        note += " " + _("To be called, fewer than {runs} runs: {teams}", runs=inputs.rules.runs_required, teams=numbers)
    return Sheet(heads, rows, note, _("Nobody is in line."))


def _waiting(desk: Desk, one: Waiting) -> Row:
    team = desk.hall.teams[one.team]
    wait = NOTHING if one.expected_wait_ms is None else _("{minutes} min",
                                                          minutes=round(one.expected_wait_ms / MINUTE_MS))  # fmt: skip
    if one.is_called:
        wait = _("was called")
    elif one.comes_now:
        wait = _("come now")
    cells = (str(one.place), str(team.number), team.entered.name, _("official") if one.is_official else _("practice"),
             _("here") if one.is_robot_here else _("only a person"), str(one.runs_left), wait)  # fmt: skip
    return Row(one.team, cells, is_marked=one.comes_now or one.is_called)


def tables_sheet(desk: Desk) -> Sheet:
    """Who is at which table, since when."""
    rows = []
    for table in desk.hall.tables.values():
        served, run = ", ".join(table.competitions), None
        if table.run is not None:
            run = desk.hall.runs[table.run][1]
        if table.closed is not None:
            here, since = _("closed: {why}", why=table_reasons().get(table.closed, table.closed)), ""
        elif run is not None:
            here, since = team_list(run.teams, desk.names.teams), desk.since(table.run or "")
        else:
            here, since = _("free"), ""
        rows.append(Row(str(table.number), (str(table.number), served or NOTHING, here, since),
                        is_marked=table.closed is not None))  # fmt: skip
    return Sheet((_("Table"), _("Competitions"), _("Now here"), _("Since")), tuple(rows), empty=_("There is no table."))


def tables_with_standings(state: TournamentState) -> list[str]:
    """The stages that have standings, and the places once all is over."""
    stages = [stage.id for stage in state.stages if stage.standings or any(group.standings for group in stage.groups)]
    return stages + ([PLACES] if state.placings else [])


def standings_sheet(desk: Desk, competition: str, stage: str) -> Sheet:
    """The standings of a stage with the reason for every two neighbours; `PLACES`: where everybody came."""
    state = desk.state(competition)
    if stage == PLACES:
        rows = tuple(
            Row(line.team, (str(line.place), str(desk.hall.teams[line.team].number),
                            desk.hall.teams[line.team].entered.name))
            for line in state.placings
        )  # fmt: skip
        return Sheet((_("Place"), _("No."), _("Team")), rows)
    of_stage = state.stage_state(stage)
    heads = (_("Rank"), _("No."), _("Team"), _("Total"), _("Runs"), _("before the next, because"))
    if of_stage.groups and len(of_stage.groups) > 1:
        rows = tuple(
            row for group in of_stage.groups for row in _standings(desk, state, group.standings, f"{group.id} ")
        )
    else:
        rows = tuple(_standings(desk, state, of_stage.standings or _only(of_stage), ""))
    return Sheet(heads, rows, empty=_("There are no standings yet."))


def _only(stage: StageState) -> Sequence[Standing]:
    return stage.groups[0].standings if stage.groups else ()


def _standings(desk: Desk, state: TournamentState, lines: Sequence[Standing], group: str) -> Iterator[Row]:
    assert state.definition is not None
    reviewed = {team for run in state.under_review for team in run.teams}
    for line in lines:
        team = desk.hall.teams[line.team]
        runs = _("under review") if line.team in reviewed else _scores(state, line)
        yield Row(line.team, (
            f"{group}{line.rank}{'=' if line.is_joint else ''}", str(team.number), team.entered.name,
            total_words(state, line), runs, why_short(line.why, state.definition),
        ), is_marked=line.team in reviewed)  # fmt: skip


def _scores(state: TournamentState, line: Standing) -> str:
    """The scores of the signed runs, in their order; those that count stand without brackets."""
    scores = {run.run: run.points_of(line.team) for run in state.runs if run.stage is RunStage.SIGNED}
    words = []
    for run in line.result.signed:
        points = NOTHING if scores.get(run) is None else str(scores[run])
        words.append(points if run in line.result.counted else f"({points})")
    return " ".join(words)


def reviews_sheet(desk: Desk) -> Sheet:
    """The disputed runs, then those that wait for a second person."""
    waiting = [(name, run, _("dispute")) for name, run in desk.hall.under_review]
    waiting += [(name, run, _("second person")) for name, run in desk.to_confirm]
    rows = tuple(
        Row(run.run or "", (
            kind, name, run.run or "", team_list(run.teams, desk.names.teams),
            " : ".join(NOTHING if (points := run.points_of(team)) is None else str(points) for team in run.teams),
        ), is_marked=True)
        for name, run, kind in waiting
    )  # fmt: skip
    heads = (_("For"), _("Competition"), _("Run"), _("Teams"), _("Score"))
    return Sheet(heads, rows, empty=_("No run is under review, and none waits for a second person."))


def decisions_sheet(desk: Desk) -> Sheet:
    """What waits for the director."""
    rows = tuple(
        Row(f"{name}/{number}", (
            competition_title(desk.state(name)), _place(decision),
            team_list(decision.teams, desk.names.teams),
        ), is_marked=True)
        for name in desk.competitions
        for number, decision in enumerate(desk.state(name).to_settle)
    )  # fmt: skip
    false = [one.printed.paper for one in desk.hall.false_certificates]
    note = _("Certificates that became false: {teams}", teams=", ".join(
        desk.names.team(paper.team or "") for paper in false)) if false else ""  # fmt: skip
    heads = (_("Competition"), _("Where"), _("Teams"))
    return Sheet(heads, rows, note, _("Nothing waits for a decision."))


def _place(decision: Decision) -> str:
    if decision.asks != "order":
        return apart_place(decision)
    return place_of_decision(decision.where, decision.stage)
