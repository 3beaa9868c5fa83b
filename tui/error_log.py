"""The log of errors: what a helper needs and the reader of the sentence does not.

It stands in the data folder, and it may be sent to whoever looks after kagarobo. So it holds where something went wrong
and the fields of our own errors, and never a child's source text or what a person typed: of a foreign exception only
what it says about the code or the system is kept.
"""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tui.error_words.table import known_fields

__all__ = ["LOG_NAME", "keep"]

LOG_NAME = "kagarobo.log"
LINE_FORMAT = "%(asctime)s %(message)s"
SAYS_NO_DATA = (OSError, TypeError, AttributeError, NameError, ImportError, RuntimeError, MemoryError)
"""Their messages name files, types and names of ours; a ValueError's or a KeyError's may be what a person typed."""
CAUSES_MAX = 10


def keep(error: BaseException, folder: Path) -> Path | None:
    """Add an error with its traceback to the log in FOLDER; return the log, or None when the disk does not take it."""
    path = folder / LOG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None  # the sentence still reaches the reader; a full or read-only disk must not hide it
    handler.setFormatter(logging.Formatter(LINE_FORMAT))
    logger = logging.getLogger("kagarobo.errors")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        logger.error("%s", "\n".join(_chain_lines(error)))
    finally:
        logger.removeHandler(handler)
        handler.close()
    return path


def _chain_lines(error: BaseException) -> Iterator[str]:
    """The error and what led to it, the first cause last."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen and len(seen) < CAUSES_MAX:
        yield ("caused by " if seen else "") + _said(cause)
        yield from (line.rstrip("\n") for line in traceback.format_tb(cause.__traceback__))
        seen.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _said(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    code = getattr(error, "code", None)
    if isinstance(code, str):
        fields = {field: _kept(value) for field, value in known_fields(error).items()}
        return f"{name} {code} {fields}"
    return f"{name}: {error}" if isinstance(error, SAYS_NO_DATA) else name


def _kept(value: Any) -> Any:
    """A finding's code and place stay; the child's line, which it holds as well, does not."""
    if isinstance(value, (list, tuple)):
        return [_kept(part) for part in value]
    code = getattr(value, "code", None)
    if code is None:
        return value
    return f"{code} at {getattr(value, 'line', None) or getattr(value, 'source', '-')}"
