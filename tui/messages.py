"""One exception, its reader's sentence: what happened, where, what to do now.

Rooms below raise errors with a stable `code` and fields and know no language. Here each code has its sentence and its exit
code. What has no sentence is a mistake of ours: the reader is told where the log is, and never sees a traceback.
"""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui.exit_codes import ExitCode
from tui.i18n import _

LOG_NAME = "kagarobo.log"


def say_error(error: BaseException, *, log_folder: Path) -> ExitCode:
    """Print the reader's sentence for ERROR to stderr, keep the traceback in the log, and return the exit code."""
    log_path = _log(error, log_folder)
    code = getattr(error, "code", None)
    known = sentences().get(str(code)) if code is not None else None
    if known is None:
        text = _(
            "Something in kagarobo went wrong that it did not expect: {error}. Nothing recorded is lost. "
            "The details are in {log}.",
            error=type(error).__name__,
            log=log_path or "-",
        )
        exit_code = ExitCode.FAILED
    else:
        exit_code, template = known
        text = template.format_map(_Fields(vars(error)))
        text = f"{text} [{code}]"
    sys.stderr.write(f"kagarobo: {text}\n")
    return exit_code


class _Fields(dict[str, Any]):
    """An error's fields; one that is not there shows as a dash rather than hiding the sentence."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__({**fields, **fields.get("fields", {})})

    def __missing__(self, key: str) -> str:
        return "—"


def _log(error: BaseException, folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(folder / LOG_NAME, encoding="utf-8")
    except OSError:
        return None  # the sentence still reaches the reader; a full or read-only disk must not hide it
    logger = logging.getLogger("kagarobo")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        logger.error("%s %s", getattr(error, "code", ""), vars(error), exc_info=error)
    finally:
        logger.removeHandler(handler)
        handler.close()
    return folder / LOG_NAME


def sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return code -> (exit code, sentence with named fields), in the reader's language."""
    return {}
