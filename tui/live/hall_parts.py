"""The pages about the whole hall: what is on now and next, the lines, all teams."""

from collections.abc import Iterator

from judge.tournament.line import Waiting
from judge.tournament.state import TournamentState, next_official
from tui.desk.words import stage_state, table_reasons
from tui.display.pages import coming_slots, entrant_words, stage_words, team_name
from tui.display.words import clock_words, competition_title, heads, line_note, waiting_row
from tui.fact_words import stage_name
from tui.i18n import _
from tui.live.parts import Cell, Content, Line, Links, Part, Table, cells
from tui.live.watch import Seen
from tui.live.words import site_title

__all__ = ["index_page", "lines_page", "results_page", "team_cell", "team_cells", "teams_page"]

PLAN_ROWS = 20
HEAT_ROWS = 20
BETWEEN = " – "


def team_cell(seen: Seen, team: str, *, is_strong: bool = False) -> Cell:
    """A team by its name, in its own language, with its page."""
    name = team_name(seen.hall, team)
    return Cell(name.text, name.lang, seen.names.teams.get(team), is_strong)


def team_cells(seen: Seen, teams: tuple[str, ...]) -> Cell:
    """Teams side by side; one alone has its page."""
    if len(teams) == 1:
        return team_cell(seen, teams[0])
    return Cell(BETWEEN.join(team_name(seen.hall, team).text for team in teams))


def index_page(seen: Seen, now_ms: int) -> Content:
    """What is on now, who comes now, what is next, and where to look further."""
    parts: list[Part] = [*_tables(seen), *_coming(seen, now_ms), *_heats(seen), *_plan(seen, now_ms), *_reviews(seen)]
    return Content(Cell(_("Now")), site_title(seen.hall), (*parts, _competitions(seen)))


def results_page(seen: Seen) -> Content:
    """Where to look, once the tournament is over: its competitions, each with who won it."""
    return Content(Cell(_("Results")), site_title(seen.hall), (_competitions(seen),))


def lines_page(seen: Seen, now_ms: int) -> Content:
    """Every line that is open or has somebody in it, with the expected waits."""
    parts: list[Part] = []
    for name, state, waiting, note in _lines(seen, now_ms):
        lines = tuple(_waiting(seen, one) for one in waiting)
        parts.append(
            Table(f"line-{name}", competition_title(state), "line", heads("line"), lines, note or _nobody(waiting))
        )
    return Content(Cell(_("Lines")), site_title(seen.hall), tuple(parts))


def teams_page(seen: Seen) -> Content:
    """Every team, with its page."""
    lines = tuple(
        Line((Cell(str(team.number)), team_cell(seen, team.id), Cell(team.entered.division)))
        for team in seen.hall.teams.values()
    )
    table = Table("teams", _("Teams"), "teams", (_("No."), _("Team"), _("Div.")), lines)
    return Content(Cell(_("Teams")), site_title(seen.hall), (table,) if lines else ())


def _tables(seen: Seen) -> Iterator[Table]:
    lines = []
    for table in seen.hall.tables.values():
        if table.closed is not None:
            why = _("closed: {why}", why=table_reasons().get(table.closed, table.closed))
            lines.append(Line(cells(str(table.number), "", why)))
        elif table.run is not None:
            name, run = seen.hall.runs[table.run]
            title = competition_title(seen.hall.competitions[name])
            lines.append(Line((Cell(str(table.number)), Cell(title), team_cells(seen, run.teams))))
    if lines:
        yield Table("tables", _("Now at the tables"), "tables", heads("tables"), tuple(lines))


def _coming(seen: Seen, now_ms: int) -> Iterator[Table]:
    lines = []
    for name, state, waiting, _note in _lines(seen, now_ms):
        serving = BETWEEN.join(str(table.number) for table in seen.hall.tables.values() if name in table.competitions)
        lines += [
            Line(
                (Cell(serving), Cell(competition_title(state)), team_cell(seen, one.team)), is_marked=one.is_robot_here
            )
            for one in waiting
            if one.comes_now
        ]
    if lines:
        yield Table("coming", _("Come now"), "tables", heads("tables"), tuple(lines))


def _heats(seen: Seen) -> Iterator[Table]:
    """The heats and matches that may be run now, of all that is not frozen."""
    lines = []
    for name, state in seen.states.items():
        if name in seen.hall.frozen:
            continue
        heats: dict[tuple[str, str], dict[str, None]] = {}
        for one in next_official(state):
            if one.heat is not None:
                heats.setdefault((one.stage, one.heat), {})[one.team] = None
        lines += [
            Line((Cell(competition_title(state)), Cell(stage_name(stage, heat)), team_cells(seen, tuple(teams))))
            for (stage, heat), teams in heats.items()
        ]
    if lines:
        title = (_("Challenge"), _("Run"), _("Team"))
        yield Table("heats", _("Heats that come next"), "heats", title, tuple(lines[:HEAT_ROWS]))


def _plan(seen: Seen, now_ms: int) -> Iterator[Table]:
    hall = seen.hall
    if hall.plan is None or hall.frame is None:
        return
    lines = tuple(
        Line(cells(
            clock_words(slot.start_ms, hall.frame.timezone), str(slot.table),
            BETWEEN.join(", ".join(entrant_words(hall, one) for one in side) for side in slot.match.sides),
        ))
        for slot in coming_slots(hall, now_ms)[:PLAN_ROWS]
    )  # fmt: skip
    if lines:
        title = _("What is next (plan {version})", version=hall.plan.version)
        yield Table("plan", title, "plan", heads("plan"), lines)


def _reviews(seen: Seen) -> Iterator[Table]:
    lines = tuple(
        Line((Cell(competition_title(state)), team_cells(seen, run.teams),
              Cell(stage_name(run.opened.stage, run.opened.heat) if run.opened is not None else "")))
        for name, state in seen.states.items()
        if name not in seen.hall.frozen
        for run in state.under_review
    )  # fmt: skip
    if lines:
        yield Table("review", _("Under review"), "review", heads("review"), lines)


def _competitions(seen: Seen) -> Links:
    links = []
    for name, state in seen.states.items():
        if state.definition is None:
            continue
        links.append((Cell(competition_title(state), href=seen.names.competitions[name]), _stands(seen, name, state)))
    return Links("competitions", _("Competitions"), tuple(links))


def _stands(seen: Seen, name: str, state: TournamentState) -> str:
    """How far a competition is, or who won it."""
    if name in seen.hall.frozen:
        return _("(frozen)")
    if state.stage == "done":
        return _("Champion: {team}", team=", ".join(team_name(seen.hall, team).text for team in state.champions))
    running = state.running
    return f"{stage_words(running)}: {stage_state(running)}" if running is not None else ""


def _lines(seen: Seen, now_ms: int) -> Iterator[tuple[str, TournamentState, tuple[Waiting, ...], str]]:
    """The lines of competitions whose open runs are on: id, state, who waits, and whether the line is closed."""
    for name, state in seen.states.items():
        if name not in seen.hall.lines or state.definition is None:
            continue
        if state.running is None or state.running.rule.type != "open_runs":
            continue
        line = seen.hall.lines[name].at(now_ms)
        yield name, state, line.waiting, line_note(line)


def _waiting(seen: Seen, one: Waiting) -> Line:
    place, number, _name, run, wait = waiting_row(one, seen.hall.teams[one.team].number, "")
    return Line((Cell(place), Cell(number), team_cell(seen, one.team), Cell(run), Cell(wait)), is_marked=one.comes_now)


def _nobody(waiting: tuple[Waiting, ...]) -> str:
    return "" if waiting else _("Nobody is in line.")
