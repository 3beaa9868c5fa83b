"""The facts of a whole tournament in the reader's words, one line each."""

from collections.abc import Callable

from judge.fact_body import Body
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionLeft,
    CompetitionOpened,
    HeatForfeited,
    LineCalled,
    LineChanged,
    LineJoined,
    LineLeft,
    LineMissed,
    PaperPrinted,
    PlacesRevealed,
    PlanMade,
    RoundPublished,
    StandingsFrozen,
    TableClosed,
    TableReopened,
    TablesAssigned,
    TeamArrived,
    TeamInspected,
    TournamentFounded,
)
from tui.i18n import _

__all__ = ["hall_sentence", "leave_reason", "paper_name"]


def hall_sentence(body: Body, team: Callable[[str], str], local: Callable[[str], str]) -> str | None:
    """Return what a fact of a whole tournament says; None: it is of another kind.

    Args: team: a team's name by its id. local: a moment as the hall's clock shows it.
    """
    match body:
        case TournamentFounded():
            return _("The tournament {title} was founded: {days} days, {tables} tables.",
                     title=body.title, days=len(body.dates), tables=body.tables)  # fmt: skip
        case CompetitionOpened():
            return _("Competition {competition} opened: {challenge}, {division}, stages: {stages}.",
                     competition=body.competition, challenge=body.definition, division=body.division,
                     stages=", ".join(str(stage.get("id", "?")) for stage in body.stages))  # fmt: skip
        case CompetitionEntered():
            return _("{team} entered {competition}.", team=team(body.team), competition=body.competition)
        case CompetitionLeft():
            return _("{team} left {competition} ({reason}).",
                     team=team(body.team), competition=body.competition, reason=leave_reason(body.reason))  # fmt: skip
        case HeatForfeited():
            return _("{team} lost heat {heat} without running it ({reason}).",
                     team=team(body.team), heat=body.heat, reason=leave_reason(body.reason))  # fmt: skip
        case TeamArrived():
            return _("{team} arrived.", team=team(body.team))
        case TeamInspected(passed=True):
            return _("The robot of {team} passed inspection.", team=team(body.team))
        case TeamInspected():
            return _("The robot of {team} did not pass inspection.", team=team(body.team))
        case RoundPublished():
            return _("Round {number} of {stage} was published ({competition}): {count} meetings.", number=body.number,
                     stage=body.stage if body.group is None else f"{body.stage} {body.group}",
                     competition=body.competition, count=len(body.pairings))  # fmt: skip
        case PlanMade():
            return _("Version {version} of the plan holds ({part}).", version=body.version, part=body.part)
        case StandingsFrozen():
            return _("The standings of {competition} are frozen for the hall.", competition=body.competition)
        case PlacesRevealed():
            return _("The hall may see {competition} from place {place} down.",
                     competition=body.competition, place=body.from_place)  # fmt: skip
        case PaperPrinted():
            return _paper_sentence(body, team)
    return _line_sentence(body, team, local)


def leave_reason(reason: str) -> str:
    """Return why a team does not run any more."""
    return {"withdrew": _("withdrew"), "no_show": _("did not come"), "disqualified": _("disqualified")}.get(
        reason, reason
    )


def paper_name(paper: str) -> str:
    """Return what kind of paper it is."""
    return {
        "certificate": _("certificate"),
        "notice": _("notice"),
        "sheet": _("score sheet"),
        "plan": _("plan"),
        "bracket": _("bracket"),
        "list": _("team list"),
    }.get(paper, paper)


def _paper_sentence(body: PaperPrinted, team: Callable[[str], str]) -> str:
    if body.team is not None and body.place:
        return _("Printed for {team}: {paper}, place {place} in {competition}.", team=team(body.team),
                 paper=paper_name(body.paper), place=body.place, competition=body.competition or "—")  # fmt: skip
    return _("Printed: {paper}.", paper=paper_name(body.paper))


def _line_sentence(body: Body, team: Callable[[str], str], local: Callable[[str], str]) -> str | None:
    match body:
        case LineJoined(official=official):
            words = _("{team} joined the line for an official run ({competition}).") if official else _(
                "{team} joined the line to practise ({competition}).")  # fmt: skip
            return words.format(team=team(body.team), competition=body.competition)
        case LineChanged(robot_here=True):
            return _("{team} is in line with its robot ({competition}).",
                     team=team(body.team), competition=body.competition)  # fmt: skip
        case LineChanged():
            return _("{team} keeps its place in line; the robot is not here ({competition}).",
                     team=team(body.team), competition=body.competition)  # fmt: skip
        case LineCalled():
            return _("{team} was told to come now ({competition}).",
                     team=team(body.team), competition=body.competition)  # fmt: skip
        case LineMissed():
            return _("{team} was called and did not come: to the end of the line ({competition}).",
                     team=team(body.team), competition=body.competition)  # fmt: skip
        case LineLeft():
            return _("{team} left the line ({competition}).", team=team(body.team), competition=body.competition)
        case ClosingSet(closes_at=None):
            return _("The line of {competition} stays open.", competition=body.competition)
        case ClosingSet(closes_at=closes_at):
            assert closes_at is not None
            return _("The line of {competition} closes at {at}.", competition=body.competition, at=local(closes_at))
        case TablesAssigned():
            return _("{competition} is held at tables {tables}.",
                     competition=body.competition, tables=", ".join(map(str, body.tables)))  # fmt: skip
        case TableClosed():
            return _("Table {table} is closed ({reason}).", table=body.table, reason=body.reason)
        case TableReopened():
            return _("Table {table} is open again.", table=body.table)
    return None
