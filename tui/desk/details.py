"""What stands below a page about the chosen line: everything that its columns have no room for."""

from collections.abc import Sequence

from judge.challenge import Definition
from judge.tournament.hall import HallTeam
from judge.tournament.state import Standing
from tui.desk.apart_words import apart_sides
from tui.desk.deeds import Desk
from tui.desk.pages import PLACES
from tui.desk.view import Page, View
from tui.desk.words import answer_words, stage_words, team_list, why_sentence
from tui.display.words import competition_title
from tui.fact_words import fact_sentence, role_name
from tui.i18n import _
from tui.table.reviews import time_line_words

__all__ = ["detail_lines"]


def detail_lines(view: View) -> list[str]:
    """Return what is said about the chosen line."""
    row = view.row if view.page is not Page.BRACKET else None
    desk = view.desk
    if view.page is Page.BRACKET:
        return _bracket(view)
    if row is None:
        return []
    match view.page:
        case Page.TEAMS:
            return _team(desk.hall.teams[row.id])
        case Page.STAGES:
            return _stage(desk, *row.id.rsplit("/", 1))
        case Page.STANDINGS:
            return _why(view, row.id)
        case Page.REVIEWS:
            return time_line_words(desk.facts, row.id, desk.names_of_run(row.id))
        case Page.CORRECTIONS:
            return _fact(view)
        case Page.DECISIONS:
            return _decision(desk, row.id)
    return []


def _team(team: HallTeam) -> list[str]:
    entered = team.entered
    about = [_("members: {count}", count=len(entered.members)), _("language: {language}", language=entered.language)]
    if entered.reading:
        about.insert(0, entered.reading)
    lines = [f"{team.number} {entered.name}: " + ", ".join(about)]
    for one in team.inspections[-2:]:
        measured = ", ".join(f"{name} {value}" for name, value in one.measures.items())
        passed = _("passed") if one.passed else _("not passed")
        lines.append(_("inspection: {passed}", passed=passed) + (f" ({measured})" if measured else ""))
    return lines


def _stage(desk: Desk, competition: str, stage: str) -> list[str]:
    state = desk.state(competition)
    of_stage = state.stage_state(stage)
    lines = [f"{competition_title(state)}: {stage_words(of_stage)}"]
    if of_stage.rule.type == "open_runs":
        runs = of_stage.definition.aggregation
        lines.append(_("{official} runs allowed, best {counted} count", official=runs.runs_official,
                       counted=runs.runs_counted))  # fmt: skip
    if of_stage.rule.size:
        lines.append(_("the best {size} of the stage before", size=of_stage.rule.size))
    freeze = desk.hall.frozen.get(competition)
    if freeze is not None:
        lines.append(_("The hall sees nothing new since it was frozen.") if freeze.revealed_from is None
                     else _("Revealed to the hall: from place {place} down.", place=freeze.revealed_from))  # fmt: skip
    if state.champion is not None and state.stage == "done":
        lines.append(_("Champion: {team}", team=desk.names.team(state.champion)))
    return lines


def _why(view: View, team: str) -> list[str]:
    """Why the team stands behind the one before it, and before the next."""
    state, stage = view.desk.state(view.competition), view.stage
    if stage is None or stage == PLACES or state.definition is None:
        return []
    of_stage = state.stage_state(stage)
    lists = [group.standings for group in of_stage.groups] or [of_stage.standings]
    lines = next((lines for lines in lists if any(line.team == team for line in lines)), ())
    place = next(place for place, line in enumerate(lines) if line.team == team)
    return [_between(view.desk, lines, at, state.definition) for at in (place - 1, place) if at >= 0]


def _between(desk: Desk, lines: Sequence[Standing], at: int, definition: Definition) -> str:
    other = desk.names.team(lines[at + 1].team) if at + 1 < len(lines) else ""
    return why_sentence(lines[at].why if other else None, desk.names.team(lines[at].team), other, definition)


def _bracket(view: View) -> list[str]:
    stage = view.stage_state
    if stage is None:
        return []
    ready = [heat for heat in stage.heats if heat.state.value in ("ready", "undecided")]
    lines = [
        _("heat {heat}", heat=heat.id)
        + ": "
        + team_list([side.team or "—" for side in heat.sides], view.desk.names.teams)
        + (" " + _("(waits for a decision)") if heat.state.value == "undecided" else "")
        for heat in ready
    ]
    champion = view.desk.state(view.competition).champion
    if champion is not None:
        lines.insert(0, _("Champion: {team}", team=view.desk.names.team(champion)))
    return lines


def _fact(view: View) -> list[str]:
    fact = view.fact()
    if fact is None:
        return []
    said = [f"{fact.source}  {fact_sentence(fact.body, view.desk.names_of(fact))}",
            _("recorded {at}, by {who}", at=f"{view.desk.local(fact.wall):%Y-%m-%d %H:%M:%S}",
              who=role_name(fact.by))]  # fmt: skip
    if fact.run is not None and fact.run in view.desk.hall.runs:
        run = view.desk.hall.runs[fact.run][1]
        said.append(_("run {run}: {teams}", run=fact.run, teams=team_list(run.teams, view.desk.names.teams)))
    return said


def _decision(desk: Desk, row: str) -> list[str]:
    competition, _slash, number = row.rpartition("/")
    state = desk.state(competition)
    decision = state.to_settle[int(number)]
    if decision.asks != "order":
        return apart_sides(desk, decision)
    words = answer_words(decision)
    lines = [_("Allowed: {answers}", answers=" / ".join(words[one] for one in decision.answers))]
    if decision.played:
        return [_("It was run by {teams}.", teams=team_list(decision.played, desk.names.teams)), *lines]
    lots = team_list(state.lots(decision), desk.names.teams)
    return [*lines, _("Lots of the seed would give: {teams}", teams=lots)]
