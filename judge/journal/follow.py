"""Read a journal that another program writes, again and again, each time only what is new; or only a part of it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from judge.errors import FactInvalid
from judge.facts import Fact, FactRow, order, read_fact
from judge.journal.chain import Chain, Tail
from judge.journal.database import FACT_COLUMNS, open_for_reading, single
from judge.journal.store import read_facts

__all__ = ["Follower", "last_fact", "last_lamport", "select_facts"]


def select_facts(path: Path, where: str, *values: str | int) -> list[Fact]:
    """Return the facts that a condition of SQL picks, in the one order, each checked alone but not in its chain.

    For who needs a day out of years; `read_facts` checks the whole. Raises: NotAJournal, JournalTooNew; JournalDamaged:
    a row picked is wrong, and `findings` name all that are.
    """
    connection = open_for_reading(path)
    try:
        rows = connection.execute(f"SELECT {FACT_COLUMNS} FROM facts WHERE {where}", values).fetchall()
    finally:
        connection.close()
    try:
        return order(read_fact(FactRow(*row)) for row in rows)
    except FactInvalid:
        read_facts(path)
        raise


def last_lamport(path: Path) -> int:
    """Return the greatest order number in a journal; 0 for one without facts."""
    connection = open_for_reading(path)
    try:
        return int(single(connection, "SELECT coalesce(max(lamport), 0) FROM facts"))
    finally:
        connection.close()


def last_fact(path: Path) -> tuple[str, int, str] | None:
    """Return station, seq and hash of the fact written last; None for a journal without facts."""
    connection = open_for_reading(path)
    try:
        rows = connection.execute("SELECT station, seq, hash FROM facts ORDER BY rowid DESC LIMIT 1").fetchall()
    finally:
        connection.close()
    return rows[0] if rows else None


class Follower:
    """One journal's facts as they come; close it.

    Args: skips: the first call of `fresh` gives only what was written since now.
    Raises: NotAJournal, JournalTooNew: there is no journal to follow.
    """

    def __init__(self, path: Path, *, skips: bool = False) -> None:
        self.path = path
        self._connection = open_for_reading(path)
        self._rowid = 0
        self._chain = Chain()
        self._is_whole = True  # a file that was recovered has holes, which are declared in it
        self._seen: tuple[tuple[int, int], ...] = ()
        if skips:
            self._skip()

    def fresh(self) -> list[Fact]:
        """Return the facts committed since the last call, as they were written; [] costs two stats and a pragma.

        Raises: JournalDamaged: `findings` name the rows.
        """
        looks = (*self._looks(), (self._commits(), 0))
        if looks == self._seen:
            return []
        query = f"SELECT rowid, {FACT_COLUMNS} FROM facts WHERE rowid > ? ORDER BY rowid"
        rows = self._connection.execute(query, (self._rowid,)).fetchall()
        facts = self._checked([FactRow(*columns) for _, *columns in rows])
        self._rowid = max((rowid for rowid, *_ in rows), default=self._rowid)
        self._seen = looks  # from before the read: what came during it is met at the next call
        return facts

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _skip(self) -> None:
        """Begin behind the last row, in whose chain the next ones are checked."""
        last = "SELECT station, max(seq), hash, lamport, (SELECT max(rowid) FROM facts) FROM facts GROUP BY station"
        for station, seq, digest, lamport, rowid in self._connection.execute(last).fetchall():
            self._chain.tails[station] = Tail(seq, digest, lamport)
            self._chain.lamport = max(self._chain.lamport, lamport)
            self._rowid = rowid

    def _checked(self, rows: Sequence[FactRow]) -> list[Fact]:
        """Each alone and in its chain; where one does not fit, a look at the whole file says what is wrong."""
        facts = []
        try:
            for row in rows:
                fact = read_fact(row)
                self._is_whole = self._is_whole and self._chain.broken_by(fact) is None
                self._chain.add(fact)
                facts.append(fact)
        except FactInvalid:
            self._is_whole = False
        if not self._is_whole:
            fresh = {(row.station, row.seq) for row in rows}
            return [fact for fact in read_facts(self.path) if (fact.station, fact.seq) in fresh]
        return facts

    def _commits(self) -> int:
        """What changes with each commit of another: its bytes are in the file before its commit can be seen."""
        return int(single(self._connection, "PRAGMA data_version"))

    def _looks(self) -> Iterator[tuple[int, int]]:
        for path in (self.path, Path(f"{self.path}-wal")):
            try:
                found = os.stat(path)
            except FileNotFoundError:
                yield 0, 0
            else:
                yield found.st_mtime_ns, found.st_size
