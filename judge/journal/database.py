"""A journal's SQLite file: its tables, its version, and how it is opened for writing and for reading.

Rule 1: nothing is changed in a file before we know that it is a journal of a version we understand.
Rule 2: the statements here and in `store` are all that writes; they use only what sqlite3 and apsw share, so that
the power-cut test runs these very statements over a disk of its own.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from judge.errors import JournalTooNew, JournalWriteFailed, NotAJournal
from judge.journal.migrations import DEFINITIONS, keep_copy, migrate

__all__ = ["Connect", "Connection", "connect_file", "open_for_reading", "open_for_writing", "write_failed"]

APPLICATION_ID = 0x6B616761  # "kaga"
VERSION = 2
BUSY_S = 5.0  # a reader may hold the file during a checkpoint; no writer ever does

TABLES = (
    """CREATE TABLE facts(
        station TEXT NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL, at_ms INTEGER, wall TEXT NOT NULL,
        "by" TEXT NOT NULL, schema INTEGER NOT NULL, kind TEXT NOT NULL, run TEXT, body TEXT NOT NULL,
        prev TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (station, seq))""",
    """CREATE TABLE evidence(
        station TEXT NOT NULL, seq INTEGER NOT NULL, run TEXT, chunks BLOB NOT NULL,
        prev TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (station, seq))""",
    # What a recovery could not read: a hole that is declared here is no damage.
    "CREATE TABLE lost(station TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (station, seq))",
    DEFINITIONS,
)
FACT_COLUMNS = 'station, seq, lamport, at_ms, wall, "by", schema, kind, run, body, prev, hash'
DEFINITION_COLUMNS = "hash, id, text"
EVIDENCE_COLUMNS = "station, seq, run, chunks, prev, hash"
INSERT_FACT = f"INSERT INTO facts({FACT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_EVIDENCE = f"INSERT INTO evidence({EVIDENCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
INSERT_DEFINITION = f"INSERT OR IGNORE INTO definitions({DEFINITION_COLUMNS}) VALUES (?, ?, ?)"
INSERT_LOST = "INSERT INTO lost(station, seq) VALUES (?, ?)"


class Connection(Protocol):
    """What sqlite3 and apsw connections have in common, as far as the journal uses it."""

    @property
    def in_transaction(self) -> bool:
        """True between BEGIN and COMMIT or ROLLBACK."""

    def execute(self, sql: str, parameters: Sequence[str | int | bytes | None] = ..., /) -> Iterable[tuple[Any, ...]]:
        """Run one statement; rows come when the result is iterated."""

    def close(self) -> None:
        """Let go of the file."""


Connect = Callable[[str], Connection]


def connect_file(path: str) -> Connection:
    """Open the file with the standard library; transactions are ours to begin."""
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY_S)


def open_for_writing(
    path: Path, connect: Connect = connect_file, *, journal_mode: str = "WAL", keeps_copy: bool = True
) -> Connection:
    """Open a journal, or make one where there is no file or an empty one; one of an earlier version is migrated.

    Args: keeps_copy: as it was written, the earlier file stays beside the new one (`judge.journal.migrations`).
    Raises: NotAJournal, JournalTooNew: the file is left as it is. JournalWriteFailed: the disk refused.
    """
    try:
        connection = connect(str(path))
    except sqlite3.Error as error:
        raise NotAJournal(str(path), _reason(path)) from error
    try:
        version = _version(connection, path)
        if 0 < version < VERSION and keeps_copy:
            keep_copy(path, version)
        mode = single(connection, f"PRAGMA journal_mode={journal_mode}")
        # Beside a rollback journal (a mirror, or a disk that cannot do WAL) its deletion must be synced as well.
        connection.execute("PRAGMA synchronous=FULL" if mode == "wal" else "PRAGMA synchronous=EXTRA")
        connection.execute("PRAGMA fullfsync=ON")  # macOS: fsync alone stops at the drive's cache
        if version == 0:
            _create(connection)
        elif version < VERSION:
            migrate(connection, version, VERSION)
    except OSError as error:
        connection.close()
        raise JournalWriteFailed(str(path), "full" if error.errno == errno.ENOSPC else "io", str(error)) from error
    except sqlite3.Error as error:
        connection.close()
        raise write_failed(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a journal without changing it.

    Raises: NotAJournal (missing, empty, folder, no_access, other_file), JournalTooNew.
    """
    if not path.is_file() or not os.access(path, os.R_OK) or path.stat().st_size == 0:
        raise NotAJournal(str(path), _reason(path))
    # A write-protected stick has no room for SQLite's shared memory; a file that stands alone needs none.
    is_fixed = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if is_fixed else "")
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_S)
    except sqlite3.Error as error:
        raise NotAJournal(str(path), "no_access") from error
    try:
        if _version(connection, path) == 0:
            raise NotAJournal(str(path), "empty")
    except BaseException:
        connection.close()
        raise
    return connection


def write_failed(path: Path, error: sqlite3.Error) -> JournalWriteFailed:
    """Say in our words why SQLite could not write."""
    name = getattr(error, "sqlite_errorname", "")
    reason = "full" if name == "SQLITE_FULL" else "busy" if name.startswith("SQLITE_BUSY") else "io"
    return JournalWriteFailed(str(path), reason, f"{name} {error}".strip())


def single(connection: Connection, sql: str) -> Any:
    """Return the one value a statement gives."""
    return next(iter(list(connection.execute(sql))))[0]


def _version(connection: Connection, path: Path) -> int:
    """The version of a journal; 0: there is nothing in the file."""
    try:
        application_id = single(connection, "PRAGMA application_id")
        version = single(connection, "PRAGMA user_version")
        tables = single(connection, "SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        raise NotAJournal(str(path), "no_access") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # sqlite3 cannot even say a damaged table's name
        raise NotAJournal(str(path), "other_file") from error
    if application_id == 0 and version == 0 and tables == 0:
        return 0
    if application_id != APPLICATION_ID:
        raise NotAJournal(str(path), "other_file")
    if version > VERSION:
        raise JournalTooNew(str(path), version, VERSION)
    return int(version)


def _create(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        connection.execute(table)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _reason(path: Path) -> str:
    if path.is_dir():
        return "folder"
    if not path.exists():
        return "missing"
    return "empty" if os.access(path, os.R_OK) and path.stat().st_size == 0 else "no_access"
