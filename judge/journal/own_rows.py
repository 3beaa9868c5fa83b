"""A journal's rows as the network needs them, read beside its writer and by another thread."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from judge.facts import FactRow
from judge.journal.database import FACT_COLUMNS, open_for_reading, single
from judge.journal.definitions import KeptDefinition, kept_definitions

__all__ = ["RowReader"]


class RowReader:
    """Reads one journal's file; it belongs to the thread that opened it. Close it.

    Raises: NotAJournal, JournalTooNew: on opening.
    """

    def __init__(self, path: Path) -> None:
        self._connection: sqlite3.Connection = open_for_reading(path)

    def after(self, station: str, seq: int, most: int) -> list[FactRow]:
        """Return a station's next rows behind a number."""
        query = f"SELECT {FACT_COLUMNS} FROM facts WHERE station = ? AND seq > ? ORDER BY seq LIMIT ?"
        return [FactRow(*row) for row in self._connection.execute(query, (station, seq, most))]

    def hash_of(self, station: str, seq: int) -> str | None:
        """Return the hash of one row; None: there is none."""
        rows = self._connection.execute("SELECT hash FROM facts WHERE station = ? AND seq = ?", (station, seq))
        return next((str(digest) for (digest,) in rows), None)

    def tails(self) -> dict[str, int]:
        """Return every station's last number."""
        return dict(self._connection.execute("SELECT station, max(seq) FROM facts GROUP BY station").fetchall())

    def count(self) -> int:
        """Return how many facts there are."""
        return int(single(self._connection, "SELECT count(*) FROM facts"))

    def definitions(self) -> Mapping[str, KeptDefinition]:
        """Return the definitions that are kept beside the facts, by their hashes."""
        return kept_definitions(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
