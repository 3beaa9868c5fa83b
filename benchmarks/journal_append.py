"""Facts a second through `Journal.append`, against SQLite alone: the same rows, one insert and one commit each.

SQLite with WAL and synchronous=FULL is the floor: the journal does that and hashes, checks and remembers beside it.
Ours and theirs take turns, so that a disk that slows down slows down both; the median of the rounds counts.
"""

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.row import Row
from judge.facts import FactRow, Signalled
from judge.journal import Journal
from judge.journal.database import INSERT_FACT, TABLES

ROUNDS, FACTS_A_ROUND = 9, 100
AIM = 0.33  # at most three times as slow as SQLite alone
WALL = "2026-03-01T09:00:00+09:00"


def measure(rounds: int = ROUNDS, facts_a_round: int = FACTS_A_ROUND) -> Row:
    """Append, and insert the same rows without a journal, turn by turn."""
    ours_s: list[float] = []
    theirs_s: list[float] = []
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        bare = _bare(Path(folder) / "bare.db")
        try:
            with Journal.open(Path(folder) / "journal.db", "table-1", clock=lambda: WALL) as journal:
                for _round in range(rounds):
                    ours_s.append(_append(journal, facts_a_round))
                    theirs_s.append(_insert(bare, [fact.row() for fact in journal.facts()[-facts_a_round:]]))
        finally:
            bare.close()
    return Row(
        name="journal_append",
        peer="SQLite insert and commit of the same row, WAL, synchronous=FULL",
        ours=facts_a_round / median(ours_s),
        theirs=facts_a_round / median(theirs_s),
        unit="facts/s",
        aim=AIM,
    )


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLES[0])
    return connection


def _append(journal: Journal, count: int) -> float:
    """Append signals as a judge box sends them; return the seconds it took."""
    bodies = [Signalled("ball", {"boot": 3552606944, "n": number, "seq": number}, number) for number in range(count)]
    began_s = time.perf_counter()
    for at_ms, body in enumerate(bodies):
        journal.append(body, run="r1", at_ms=at_ms, by="judge_box")
    return time.perf_counter() - began_s


def _insert(bare: sqlite3.Connection, rows: Sequence[FactRow]) -> float:
    """Insert rows, each in a transaction of its own; return the seconds it took."""
    began_s = time.perf_counter()
    for row in rows:
        bare.execute(INSERT_FACT, row)
    return time.perf_counter() - began_s
