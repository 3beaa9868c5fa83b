"""Read a journal that another program writes, again and again, each time only what is new."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from judge.errors import FactInvalid
from judge.facts import Fact, FactRow, read_fact
from judge.journal.chain import Chain
from judge.journal.database import FACT_COLUMNS, open_for_reading
from judge.journal.store import read_facts

__all__ = ["Follower"]


class Follower:
    """One journal's facts as they come; close it.

    Raises: NotAJournal, JournalTooNew: there is no journal to follow.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_for_reading(path)
        self._rowid = 0
        self._chain = Chain()
        self._is_whole = True  # a file that was recovered has holes, which are declared in it
        self._seen: tuple[tuple[int, int], ...] = ()

    def fresh(self) -> list[Fact]:
        """Return the facts committed since the last call, in the order they were written; [] costs two stats.

        Raises: JournalDamaged: `findings` name the rows.
        """
        looks = tuple(self._looks())
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

    def _looks(self) -> Iterator[tuple[int, int]]:
        for path in (self.path, Path(f"{self.path}-wal")):
            try:
                found = os.stat(path)
            except FileNotFoundError:
                yield 0, 0
            else:
                yield found.st_mtime_ns, found.st_size
