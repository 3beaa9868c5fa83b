"""The form a new child takes home: a line for the child, and what the guardian writes. No name is printed on it, so
that every copy is alike and none has to be kept or destroyed. It is whole in Japanese, English and Traditional Chinese.
"""

from typing import Any

from tui.i18n import _, language, speaking
from tui.kiosk.form_words import form_child
from tui.paper.lists import Column, Section, listing
from tui.paper.press import Said, said

__all__ = ["FORM_VERSION", "consent_form"]

FORM_VERSION = "v1"
"""Of its wording: a consent names the one that was signed."""
WRITTEN_PT = 11.0


def consent_form(house: str, days: int, years: int) -> dict[str, Any]:
    """Return the data of template `table`: in the language that is spoken, the child's line in the easy form of it.

    Args: house: the site's name. days: how long a child stays a provisional member. years: how long a name is kept.
    """
    grown_up = "ja" if language() == "ja-easy" else language()
    with speaking("ja-easy" if grown_up == "ja" else grown_up):
        childs_line = said(form_child(days))
    with speaking(grown_up):
        return _form(house, days, years, childs_line)


def _form(house: str, days: int, years: int, childs_line: Said) -> dict[str, Any]:
    box = "□"
    facts = [
        [_("What we keep"), _("A nickname, the school stage, and on which days the child came. Nothing else.")],
        [_("What for"), _("To know who is inside, and to count visits for the town. Published are numbers only.")],
        [_("How long"),
         _("Until {years} fiscal years after the last visit are over; then the name is erased.", years=years)],
        [_("Your right"), _("Ask at any time to see everything we hold, to correct it, or to have it erased.")],
        [_("Without this form"), _("After {days} days the nickname is erased; visits stay as numbers.", days=days)],
    ]  # fmt: skip
    yes = [
        [box, _("My child may be a member of the clubhouse.")],
        [box, _("Visits may be linked with RoboRAVE, to count how many clubhouse children take part.")],
    ]
    write = [[_("The child's nickname here"), ""], [_("Guardian's name"), ""], [_("Date"), ""]]
    two = [Column("", 3), Column("", 9)]
    return listing(
        _("To the family: may your child be a member?"),
        [
            Section([Column("")], [[childs_line]]),
            Section(two, facts),
            Section([Column("", 1), Column("", 14)], yes, title=_("Please tick what you agree to")),
            Section(two, write, title=_("Please write"), row_pt=WRITTEN_PT, note=_("Bring this paper back to staff.")),
        ],
        subtitle=house,
    )  # fmt: skip
