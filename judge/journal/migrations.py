"""How a file of an earlier release becomes one of this release: a copy of it stays beside it, as it was written.

Rule 1: nothing in the file changes before the copy of it is whole and on the disk.
Rule 2: all steps and the new version number are one transaction: the file is the old one or the new one, never between.
A file that is only read stays as it is.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Protocol

__all__ = ["DEFINITIONS", "STEPS", "keep_copy", "migrate"]

# The definitions that a tournament was opened under, as they were read: a later release may have changed its own.
DEFINITIONS = "CREATE TABLE definitions(hash TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL)"
STEPS: dict[int, tuple[str, ...]] = {1: (DEFINITIONS,)}
"""Version -> the statements that make a file of it one of the next version."""


class Executes(Protocol):
    """What is needed of a connection."""

    def execute(self, sql: str, parameters: Sequence[str | int | bytes | None] = ..., /) -> Any:
        """Run one statement."""


def migrate(connection: Executes, version: int, to: int) -> None:
    """Make the steps from one version to another, all or none. Raises: sqlite3.Error: the disk refused."""
    connection.execute("BEGIN IMMEDIATE")
    for step in range(version, to):
        for statement in STEPS[step]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version={to}")
    connection.execute("COMMIT")


def keep_copy(path: Path, version: int) -> Path:
    """Copy a file beside itself, page by page and with what is still in its WAL; return where the copy is.

    `day.db` of version 1 is kept as `day.v1.db`, or where there is such a file already as `day.v1-2.db` and so on.
    Raises: sqlite3.Error, OSError: the disk refused, and there is no copy.
    """
    copy = next(copy for copy in _copy_paths(path, version) if not copy.exists())
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one plain file: a copy may lie on a write-protected stick
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, copy)
    return copy


def _copy_paths(path: Path, version: int) -> Iterator[Path]:
    yield path.with_name(f"{path.stem}.v{version}{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}.v{version}-{number}{path.suffix}")
