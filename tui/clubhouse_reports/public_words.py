"""What a reader of the public dataset is told: its metadata for Datasette, in the town's languages."""

from typing import Any

from tui.i18n import _, language
from tui.kpi_words import definition_words
from tui.town import Town, pick_name

__all__ = ["metadata"]

DATABASE = "clubhouse"


def metadata(town: Town, site: str) -> dict[str, Any]:
    """Return Datasette's metadata.json, in the language spoken."""
    name = pick_name(town.site(site).names, language(), town.languages[0])
    hidden = _("Counts of 1 to {most} visits or children are hidden, and as many more as are needed so that no sum, "
               "difference or other edition gives one back; a zero is shown.",
               most=town.privacy.hidden_below - 1)  # fmt: skip
    return {
        "title": _("{site}: published figures", site=name),
        "description": hidden,
        "source": f"{town.name(language())}, {name}",
        "databases": {
            DATABASE: {
                "tables": {
                    "publications": {"description": _("Every edition of every month and fiscal year, signed."),
                                     "columns": _publication_words()},
                    "counts": {"description": hidden, "columns": _count_words(), "sort": "month"},
                    "months": {"description": _("Visits by month and school stage, newest editions.")},
                    "years": {"description": _("Visits and children of a fiscal year, newest editions.")},
                    "changes": {"description": _("What an edition shows differently from the one before it.")},
                }
            }
        },
    }  # fmt: skip


def _publication_words() -> dict[str, str]:
    return {
        "opening_days": _("Days with a counted visit on a planned day, or that staff said were held."),
        "frozen": _("Stands for everything frozen with it, for whoever keeps the frozen figures."),
        "statement": _("What is public of this edition, as it was signed."),
        "signature": _("Ed25519, over the statement, by the public key beside it."),
    }


def _count_words() -> dict[str, str]:
    return {
        "month": _("The month; * stands for the whole fiscal year."),
        "stage": _("The school stage; * stands for all, unnamed for heads without a name."),
        "what": _("visits: {visits}  children: {children}", visits=definition_words("nobe"),
                  children=definition_words("jitsu")),
        "value": _("The count; empty where it is hidden."),
        "is_hidden": _("1 where the count is hidden."),
    }  # fmt: skip
