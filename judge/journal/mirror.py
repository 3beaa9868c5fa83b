"""A copy of the journal kept in step on a stick, in a thread of its own: a stick may be slow, hang or be pulled.

Rule 1: the copy is made from what was committed, read back from the journal's file and checked once more.
Rule 2: nothing that happens to the stick reaches the writer; `error` says why the copy is behind.
Rule 3: a file that is not a copy of this journal is never written to.
The copy is one plain file (no WAL beside it), so a stick that is pulled holds all or none of a commit.
"""

import contextlib
import os
import queue
import sqlite3
import threading
from pathlib import Path
from typing import Any

from judge.errors import JournalTaken, JudgeError, MirrorBehind
from judge.facts import FactRow, read_fact
from judge.journal.database import (
    EVIDENCE_COLUMNS,
    FACT_COLUMNS,
    INSERT_DEFINITION,
    INSERT_EVIDENCE,
    INSERT_FACT,
    Connection,
    open_for_reading,
    open_for_writing,
)
from judge.journal.definitions import kept_definitions
from judge.journal.lock import WriterLock

__all__ = ["Mirror", "copy_once"]

RETRY_S = 3.0  # a stick that is put back is noticed this soon, even if nothing happens at the table
CLOSE_S = 10.0  # longer than a slow stick needs for its last facts
TABLES = (("facts", FACT_COLUMNS, INSERT_FACT), ("evidence", EVIDENCE_COLUMNS, INSERT_EVIDENCE))


def copy_once(source: Path, target: Path) -> None:
    """Bring a copy in step once, in this thread. Raises: MirrorBehind: as a mirror's `error`."""
    try:
        copy = _Copy(source, target)
        try:
            copy.step()
        finally:
            copy.close()
    except (sqlite3.Error, OSError, JudgeError) as error:
        raise _behind(target, error) from error


class Mirror:
    """The thread that copies `source` to `target`."""

    def __init__(self, source: Path, target: Path) -> None:
        self.error: JudgeError | None = None
        self._source, self._target = source, target
        self._copy: _Copy | None = None
        self._device: int | None = None
        self._wishes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._asked, self._done = 0, 0
        self._settled = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="journal mirror", daemon=True)
        self._thread.start()

    def follow(self) -> None:
        """Say that something was committed."""
        self._asked += 1
        self._wishes.put(True)

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything committed so far was tried."""
        asked = self._asked
        with self._settled:
            return self._settled.wait_for(lambda: self._done >= asked, timeout_s)

    def close(self) -> None:
        """Copy what is left and let go of the stick; a stick that hangs is left behind."""
        self._wishes.put(False)
        self._thread.join(CLOSE_S)

    def _work(self) -> None:
        is_open = True
        while is_open:
            is_open = self._next_wish()
            asked = self._asked
            try:
                self._step()
            except MirrorBehind as error:
                self.error = error
                self._drop()
            else:
                self.error = None
            with self._settled:
                self._done = asked
                self._settled.notify_all()
        self._drop()

    def _next_wish(self) -> bool:
        """Wait for a commit (or, when behind, for the time to try again); False when the journal closes."""
        try:
            wishes = [self._wishes.get(timeout=RETRY_S if self.error else None)]
            while not self._wishes.empty():
                wishes.append(self._wishes.get())
        except queue.Empty:
            return True
        return all(wishes)

    def _step(self) -> None:
        if self._copy is not None and not self._copy.is_in_place():
            self._drop()
        try:
            if self._copy is None:
                self._check_device()
                self._copy = _Copy(self._source, self._target)
            self._copy.step()
        except (sqlite3.Error, OSError, JudgeError) as error:
            raise _behind(self._target, error) from error

    def _check_device(self) -> None:
        """Where a stick was pulled, its empty folder may remain: do not fill the laptop's own disk."""
        device = os.stat(self._target.parent).st_dev
        if self._device is None:
            self._device = device
        if device != self._device:
            raise MirrorBehind(str(self._target), "gone", "another disk stands in its place")

    def _drop(self) -> None:
        if self._copy is not None:
            self._copy.close()
            self._copy = None


class _Copy:
    """Both files, open; owned by the mirror's thread."""

    def __init__(self, source: Path, target: Path) -> None:
        with contextlib.ExitStack() as stack:
            lock = WriterLock(target)
            stack.callback(lock.release)
            self._from = open_for_reading(source)
            stack.callback(self._from.close)
            self._to = open_for_writing(target, journal_mode="DELETE", keeps_copy=False)
            stack.callback(self._to.close)
            self._target, self._place = target, _place(target)
            self._copied = dict.fromkeys(("facts", "evidence"), 0)
            self._check_same_journal()
            self._close = stack.pop_all()

    def is_in_place(self) -> bool:
        """Tell whether the target's name still leads to the file we hold open."""
        return _place(self._target) == self._place

    def step(self) -> None:
        """Copy all rows that the target lacks, in one transaction."""
        rows = {table: self._lacking(table, columns) for table, columns, _ in TABLES}
        if not any(rows.values()):
            return
        definitions = kept_definitions(self._from).values() if rows["facts"] else ()
        self._to.execute("BEGIN IMMEDIATE")
        for table, _, insert in TABLES:
            for _, *row in rows[table]:
                self._to.execute(insert, row)
        for one in definitions:
            self._to.execute(INSERT_DEFINITION, (one.hash, one.id, one.text))
        self._to.execute("COMMIT")
        for table in rows:
            self._copied[table] = max([self._copied[table], *(row[0] for row in rows[table])])

    def close(self) -> None:
        """Let go of both files and of the lock."""
        self._close.close()

    def _lacking(self, table: str, columns: str) -> list[Any]:
        """Rows are never deleted, so those behind the last one we copied are all there is to look at."""
        sql = f"SELECT rowid, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid"
        rows = list(self._from.execute(sql, (self._copied[table],)))
        if self._copied[table] == 0:
            tails = _tails(self._to, table)
            rows = [row for row in rows if row[2] > tails.get(row[1], 0)]
        if table == "facts":
            for _, *row in rows:
                read_fact(FactRow(*row))
        return rows

    def _check_same_journal(self) -> None:
        for table, _, _ in TABLES:
            same = f"SELECT hash FROM {table} WHERE station = ? AND seq = ?"
            for tail in _tails(self._to, table).items():
                if list(self._from.execute(same, tail)) != list(self._to.execute(same, tail)):
                    detail = f"{table} {tail[0]}:{tail[1]} differs"
                    raise MirrorBehind(str(self._target), "other_journal", detail)


def _behind(target: Path, error: Exception) -> MirrorBehind:
    """Why a copy is behind."""
    if isinstance(error, MirrorBehind):
        reason = error.reason
    elif isinstance(error, JournalTaken):
        reason = "taken"
    else:
        reason = "io" if target.exists() else "gone"
    return MirrorBehind(str(target), reason, str(error))


def _tails(connection: Connection, table: str) -> dict[str, int]:
    return dict(connection.execute(f"SELECT station, max(seq) FROM {table} GROUP BY station"))


def _place(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
