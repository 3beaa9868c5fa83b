"""What a reader is told when a lesson or a learner's record cannot be used. The codes are those of `lessons.errors`."""

from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["lesson_sentences"]


def lesson_sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {
        "lesson-file": (ExitCode.WRONG_USE, _("{file}: {place}: {why}. Correct the lesson's files.")),
        "lesson-missing": (ExitCode.WRONG_USE, _("There is no lesson {number}. See them all: kagarobo lesson list")),
        "learner-bad": (ExitCode.WRONG_USE, _("Nobody called {learner} learns here. Choose: kagarobo lesson")),
        "progress-unreadable": (
            ExitCode.FAILED,
            _("The record {path} cannot be read. Programs are safe beside it; move it away to begin anew."),
        ),
        "progress-unreadable:newer": (
            ExitCode.FAILED, _("The record {path} was written by a newer kagarobo. Install that one here, too.")),
    }  # fmt: skip
