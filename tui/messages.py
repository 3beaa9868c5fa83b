"""One exception, its reader's sentence: what happened, where, what to do now.

Rooms below raise errors with a stable `code` and fields and know no language; the sentences stand in `tui.error_words`.
What has none is a mistake of ours: the reader is told where the log is, and never sees a traceback.
"""

import sys
from pathlib import Path

from tui.error_log import keep
from tui.error_words.table import sentence_of
from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["say_error"]


def say_error(error: BaseException, *, log_folder: Path) -> ExitCode:
    """Print the reader's sentence for ERROR to stderr, keep the traceback in the log, and return the exit code."""
    log_path = keep(error, log_folder)
    log = str(log_path) if log_path else "—"
    known = sentence_of(error, log=log)
    if known is not None:
        exit_code, text = known
        sys.stderr.write(f"kagarobo: {text} [{error.code}]\n")  # type: ignore[attr-defined]
        return exit_code
    text = _(
        "Something in kagarobo went wrong that it did not expect: {error}. Nothing recorded is lost. "
        "The details are in {log}.",
        error=type(error).__name__,
        log=log,
    )
    sys.stderr.write(f"kagarobo: {text}\n")
    return ExitCode.FAILED
