"""The desk's sentences about what was done apart: what is asked, what each side says, and what may be answered."""

from judge.facts import Corrected, RunOpened
from judge.tournament.state import Decision, Side
from tui.desk.deeds import Desk
from tui.fact_words import fact_sentence, role_name
from tui.i18n import _

__all__ = ["apart_choices", "apart_place", "apart_sides", "apart_title"]


def apart_place(decision: Decision) -> str:
    """What the question is about, in a column."""
    if decision.asks == "runs":
        return _("{stage}: more than {count} runs", stage=decision.stage or "", count=decision.counted)
    return _("corrections of {run}", run=decision.where)


def apart_title(decision: Decision) -> str:
    """What is asked, in a sentence."""
    if decision.asks == "runs":
        return _("There are {many} runs and {count} are allowed; until you decide, the first ones count.",
                 many=len(decision.sides), count=decision.counted)  # fmt: skip
    return _("These corrections of {run} were made apart; until you decide, the last one holds.", run=decision.where)


def apart_sides(desk: Desk, decision: Decision) -> list[str]:
    """What each side says: who, where, when, and what the run is worth by it."""
    return [_side(desk, side) for side in decision.sides]


def apart_choices(desk: Desk, decision: Decision) -> dict[str, str]:
    """Answer -> words: it stands, or the number of a side."""
    stands = _("it stands as it is now")
    sides = enumerate(apart_sides(desk, decision), start=1)
    if decision.asks == "runs":
        return {"stands": stands, **{str(n): _("does not count: {side}", side=words) for n, words in sides}}
    return {"stands": stands, **{str(n): _("right is: {side}", side=words) for n, words in sides}}


def _side(desk: Desk, side: Side) -> str:
    points = _("{points} points", points=side.points) if side.points is not None else _("no result")
    last = side.facts[-1]
    at = f"{desk.local(last.wall):%H:%M}"
    if isinstance(last.body, RunOpened):
        return _("run {run}, table {table}, {at}: {points}", run=side.run or "", table=last.body.table, at=at,
                 points=points)  # fmt: skip
    names = desk.names_of_run(side.run) if side.run is not None else desk.names
    bodies = [fact.body.replacement or fact.body for fact in side.facts if isinstance(fact.body, Corrected)]
    said = " ".join(fact_sentence(body, names) for body in bodies)
    if side.run is not None:
        said = f"{points}. {said}"
    return _("{station}, {who}, {at}: {said}", station=last.station, who=role_name(last.by), at=at, said=said)
