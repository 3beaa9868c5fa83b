"""The desk's sentences about what was done apart: what is asked, what each side says, and what may be answered."""

from collections.abc import Mapping

from judge.facts import Body, Corrected, RunOpened, TournamentOpened
from judge.hall_kinds import CompetitionOpened
from judge.tournament.state import Asks, Decision, Side
from tui.desk.deeds import Desk
from tui.fact_words import Names, fact_sentence, role_name
from tui.i18n import _

__all__ = ["apart_choices", "apart_place", "apart_sides", "apart_title"]


def apart_place(decision: Decision) -> str:
    """What the question is about, in a column."""
    if decision.asks == "runs":
        return _("{stage}: more runs than {count}", stage=decision.stage or "", count=decision.counted)
    if decision.asks == "target":
        return _("{run}: an old target", run=decision.where)
    return _("corrections of {run}", run=decision.where)


def apart_title(decision: Decision) -> str:
    """What is asked, in a sentence."""
    if decision.asks == "runs":
        return _("There are {many} runs and {count} are allowed; until you decide, the first ones count.",
                 many=len(decision.sides), count=decision.counted)  # fmt: skip
    if decision.asks == "target":
        return _("Run {run} was begun under another target than was announced; it is scored by the one that holds.",
                 run=decision.where)  # fmt: skip
    return _("These corrections of {run} were made apart; until you decide, the last one holds.", run=decision.where)


def apart_sides(desk: Desk, decision: Decision) -> list[str]:
    """What each side says: who, where, when, and what the run is worth by it."""
    return [_side(desk, side, decision.asks) for side in decision.sides]


def apart_choices(desk: Desk, decision: Decision) -> dict[str, str]:
    """Answer -> words: it stands, it is run again, or the number of a side."""
    if decision.asks == "target":
        return {"stands": _("it counts, scored by the target that holds"), "rerun": _("it is void and is run again")}
    stands = _("it stands as it is now")
    sides = enumerate(apart_sides(desk, decision), start=1)
    if decision.asks == "runs":
        return {"stands": stands, **{str(n): _("does not count: {side}", side=words) for n, words in sides}}
    return {"stands": stands, **{str(n): _("right is: {side}", side=words) for n, words in sides}}


def _side(desk: Desk, side: Side, asks: Asks) -> str:
    points = _("{points} points", points=side.points) if side.points is not None else _("no result")
    last = side.facts[-1]
    at = f"{desk.local(last.wall):%H:%M}"
    if asks == "target" and isinstance(last.body, RunOpened):
        return f"{_values(last.body.announced)}: {points}"
    if isinstance(last.body, RunOpened):
        return _("run {run}, table {table}, {at}: {points}", run=side.run or "", table=last.body.table, at=at,
                 points=points)  # fmt: skip
    names = desk.names_of_run(side.run) if side.run is not None else desk.names
    bodies = [fact.body.replacement or fact.body for fact in side.facts if isinstance(fact.body, Corrected)]
    said = " ".join(_said(body, names) for body in bodies)
    if side.run is not None:
        said = f"{points}. {said}"
    return _("{station}, {who}, {at}: {said}", station=last.station, who=role_name(last.by), at=at, said=said)


def _said(body: Body, names: Names) -> str:
    """Of how a competition was opened its values: they are what was typed."""
    if isinstance(body, CompetitionOpened | TournamentOpened):
        return _values(body.overlay)
    return fact_sentence(body, names)


def _values(values: Mapping[str, object]) -> str:
    return " ".join(f"{name} = {value}" for name, value in values.items())
