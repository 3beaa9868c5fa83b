"""What a child reads about a try: how it ended, the table below it, and the words of the window."""

from firmware.virtual.trace import Ending
from tui.i18n import _
from tui.program_words import ending_line

__all__ = ["ending_sentence", "figure_names", "seeds_sentence"]


def ending_sentence(ending: Ending, limit_us: int) -> str:
    """Return how the program ended."""
    if ending.kind in ("error", "never_waits"):
        error = ending.error if ending.kind == "error" else ending.kind
        return ending_line({"error": error, "line": ending.line})
    return {
        "done": _("The program came to its end."),
        "stopped": _("The program was stopped."),
        "time": _(
            "The program was still running after {seconds} s, so it was ended here.", seconds=limit_us // 1000000
        ),
        "waits_for_keys": _("The program waits for somebody to type, and a robot has no keyboard. Take input() away."),
        "lost": _("The robot's Python stopped all at once. Show this to a mentor."),
    }[ending.kind]


def figure_names() -> dict[str, str]:
    """Return the names of the figures of a try."""
    return {
        "score": _("Score"),
        "time": _("Time"),
        "way": _("Way driven"),
        "turned": _("Turned to the right"),
        "lines": _("Lines crossed"),
        "bumps": _("Bumps"),
        "nearest": _("Nearest thing ahead"),
        "rate": _("Speed of the field"),
    }


def seeds_sentence(done: int, tries: int) -> str:
    """Return how often it went well."""
    return _("It worked {done} times out of {tries}.", done=done, tries=tries)
