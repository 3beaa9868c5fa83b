"""The head referee's page about a disputed run: signals and calls on one time line, and what may be decided."""

from collections.abc import Sequence

from judge.disputes import time_line
from judge.facts import Fact
from tui.challenge_words import seconds
from tui.fact_words import Names, fact_sentence
from tui.i18n import _

__all__ = ["rulings", "time_line_words"]


def rulings() -> dict[str, str]:
    """Return ruling -> words."""
    return {
        "stands": _("the run stands as it was called"),
        "amended": _("the run stands as it was corrected"),
        "void": _("the run is void and is run again"),
    }


def time_line_words(facts: Sequence[Fact], run: str, names: Names) -> list[str]:
    """Return a disputed run's time line, a line a moment; what was taken back is marked."""
    sources = {"signal": _("box"), "call": _("call"), "clock": _("clock"), "note": _("note")}
    lines = []
    for moment in time_line(facts, run):
        at = NO_TIME if moment.at_ms is None else seconds(moment.at_ms)
        mark = "" if moment.standing is not None else " " + _("(taken back)")
        words = fact_sentence(moment.standing or moment.fact.body, names)
        lines.append(f"{at:>9}  {sources[moment.source]}  {words}{mark}")
    return lines


NO_TIME = "—"
