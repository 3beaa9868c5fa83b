"""The plan that holds, slot by slot, as the desk looks at it; it is made and repaired by `kagarobo tournament plan`."""

from judge.tournament.plan_tree import plan_from_tree
from tui.desk.deeds import Desk
from tui.desk.pages import Row, Sheet
from tui.i18n import _
from tui.plan_words import entrant_words

__all__ = ["plan_sheet"]


def plan_sheet(desk: Desk) -> Sheet:
    """Every slot of all parts, by time and table; what is on now or comes next is marked."""
    hall = desk.hall
    heads = (_("Time"), _("Table"), _("Teams"))
    if hall.plan is None:
        return Sheet(heads, (), empty=_("There is no plan. Make one with: kagarobo tournament plan"))
    slots = [slot for part in hall.plan.parts.values() for slot in plan_from_tree(part.plan).slots]
    slots.sort(key=lambda slot: (slot.start_ms, slot.table))
    coming_ms = next((slot.start_ms for slot in slots if slot.start_ms >= desk.now_ms()), None)
    rows = tuple(
        Row(f"{slot.start_ms}/{slot.table}", (
            f"{desk.moment(slot.start_ms):%m-%d %H:%M}", str(slot.table),
            " – ".join(", ".join(entrant_words(one, desk.names.teams) for one in side) for side in slot.match.sides),
        ), is_marked=slot.start_ms == coming_ms)
        for slot in slots
    )  # fmt: skip
    return Sheet(heads, rows, _("Version {version} of the plan. Marked: what comes next.", version=hall.plan.version))
