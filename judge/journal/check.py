"""Look a journal over: every row, every chain and every page, changing nothing.

| code | level | what was found at `source` |
|---|---|---|
| J-HASH | error | the row's columns do not give its hash: one was changed (the body if J-JSON stands beside it) |
| J-PREV | error | the row does not rest on the one before it |
| J-GAP | error | rows `first` to `last` of a station are missing |
| J-DUP | error | a second row with the id of another |
| J-LAMPORT | error | the row's lamport does not grow |
| J-JSON, J-FIELD | error | the hash is right, but the body cannot be read, or a column is out of shape |
| J-PAGE | error | page `page` of the file is damaged; `rows` cannot be read ("": none, or not known) |
| J-EVIDENCE | error | the row of raw bytes does not give its hash, or does not rest on the one before it |
| J-DEFINITION | error | the definition `source` that is kept beside the facts does not give its hash: it is not used |
| J-LOST | warning | rows `first` to `last` were lost before a recovery, which said so |
| J-KIND | hint | a newer program wrote it; it is kept and passed on |

What a chain cannot show is a tail cut off cleanly: compare the head with the mirror's or with another station's.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from judge.errors import NotAJournal
from judge.facts import GENESIS
from judge.findings import Finding
from judge.journal.database import EVIDENCE_COLUMNS, open_for_reading
from judge.journal.definitions import definition_findings
from judge.journal.evidence import EvidenceRow, is_whole
from judge.journal.pages import page_findings
from judge.journal.rows import Scan, readable_rows, scan_facts, whole

__all__ = ["check", "good_evidence", "look_over"]

PAGE_BYTES = 4096  # SQLite's default, which the journal uses
OUR_MARKS = (b"CREATE TABLE facts(", b"CREATE TABLE evidence(")


def check(path: str | Path) -> list[Finding]:
    """Return all that is wrong with a journal, rows by name.

    Raises: NotAJournal (missing, empty, folder, no_access, other_file), JournalTooNew.
    """
    return look_over(Path(path)).findings


def look_over(path: Path) -> Scan:
    """Read what can be read, with all findings."""
    try:
        connection = open_for_reading(path)
        # A text that is no UTF-8 any more comes with its bytes escaped, so that its row can be named.
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    except NotAJournal as error:
        if error.reason == "other_file" and _was_ours(path):
            return Scan(findings=[Finding("J-PAGE", "error", "page 1", {"page": 1, "rows": ""})])
        raise
    try:
        scan = scan_facts(connection)
        scan.findings += _evidence_findings(connection)
        scan.findings += definition_findings(connection)
        scan.findings += page_findings(connection)
    finally:
        connection.close()
    return scan


def good_evidence(connection: sqlite3.Connection) -> list[EvidenceRow]:
    """Return the rows of raw bytes that are right in themselves."""
    rows, _ = readable_rows(connection, "evidence", EVIDENCE_COLUMNS)
    return [row for row in map(EvidenceRow._make, rows) if is_whole(row)]


def _evidence_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows, are_all = readable_rows(connection, "evidence", EVIDENCE_COLUMNS)
    if not are_all:
        yield Finding("J-PAGE", "error", "evidence", {"rows": ""})
    prev: dict[str, str] = {}
    for row in sorted(map(EvidenceRow._make, rows), key=lambda row: (str(row.station), whole(row.seq))):
        if not is_whole(row) or row.prev != prev.get(row.station, GENESIS):
            yield Finding("J-EVIDENCE", "error", f"{row.station}:{row.seq}", {"run": str(row.run or "")})
        prev[row.station] = row.hash


def _was_ours(path: Path) -> bool:
    with path.open("rb") as file:
        first_page = file.read(PAGE_BYTES)
    return any(mark in first_page for mark in OUR_MARKS)
