"""Read rows that may be damaged: row by row where a page is gone, each fact checked alone and in its chain."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from judge.errors import FactInvalid
from judge.facts import GENESIS, SCHEMA, Fact, FactRow, Unknown, decode_body, fact_hash, read_fact
from judge.findings import Finding
from judge.journal.database import FACT_COLUMNS, Connection

__all__ = ["Scan", "readable_rows", "scan_facts", "whole"]

Columns = tuple[Any, ...]
"""Those of FactRow, as they were read."""
UNREADABLE_IN_A_ROW_MAX = 10_000  # a damaged inner page hides at most some thousand rows


@dataclass(slots=True)
class Scan:
    """What a file holds: the facts that are right in themselves, by station and seq, and all that is wrong."""

    facts: list[Fact] = field(default_factory=list)
    lost: set[tuple[str, int]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that make the file damaged."""
        return [finding for finding in self.findings if finding.level == "error"]


def scan_facts(connection: Connection) -> Scan:
    """Read every fact that can be read, and check each by itself and against the one before it."""
    rows, is_whole = readable_rows(connection, "facts", FACT_COLUMNS)
    lost, _ = readable_rows(connection, "lost", "station, seq")
    scan = Scan(lost={(station, seq) for station, seq in lost})
    if not is_whole:
        scan.findings.append(Finding("J-PAGE", "error", "facts", {"rows": _missing(connection, rows)}))
    _walk(rows, scan)
    return scan


def readable_rows(connection: Connection, table: str, columns: str) -> tuple[list[Any], bool]:
    """Return the rows of a table in the order they were written, and whether that is all of them."""
    try:
        return list(connection.execute(f"SELECT {columns} FROM {table} ORDER BY rowid")), True
    except sqlite3.DatabaseError:
        return _rows_around_damage(connection, table, columns), False


def _rows_around_damage(connection: Connection, table: str, columns: str) -> list[Any]:
    """Read up to the first page that is damaged, and beyond it."""
    rows: list[Any] = []
    last = 0
    try:
        for rowid, *row in connection.execute(f"SELECT rowid, {columns} FROM {table} ORDER BY rowid"):
            last = rowid
            rows.append(tuple(row))
    except sqlite3.DatabaseError:
        rows += _one_by_one(connection, table, columns, last + 1)
    return rows


def _one_by_one(connection: Connection, table: str, columns: str, first: int) -> Iterator[Any]:
    """Read beyond a damaged page: each row is looked up alone, until nothing more can be there."""
    unreadable, rowid = 0, first
    while unreadable < UNREADABLE_IN_A_ROW_MAX:
        try:
            found = list(connection.execute(f"SELECT {columns} FROM {table} WHERE rowid = ?", (rowid,)))
        except sqlite3.DatabaseError:
            found = []
        yield from found
        unreadable = 0 if found else unreadable + 1
        rowid += 1


def _missing(connection: Connection, rows: Sequence[Any]) -> str:
    """Name the rows that the index knows and the table does not give ("" when the index is damaged too)."""
    try:
        named = list(connection.execute("SELECT station, seq FROM facts INDEXED BY sqlite_autoindex_facts_1"))
    except sqlite3.DatabaseError:
        return ""
    seen = {row[:2] for row in rows}
    return " ".join(f"{station}:{seq}" for station, seq in sorted(set(named) - seen, key=str))


class _Last(NamedTuple):
    """The row before; it may be known by two hashes, the one it has and the one it should have."""

    seq: int = 0
    hashes: tuple[str, ...] = (GENESIS,)
    lamport: int = 0


def _walk(rows: Sequence[Columns], scan: Scan) -> None:
    station, known, (seq, hashes, lamport) = "", GENESIS, _Last()
    for columns in _in_chains(rows):
        if str(columns[0]) != station:
            station, known, (seq, hashes, lamport) = str(columns[0]), GENESIS, _Last()
        try:
            fact = read_fact(columns, known)
        except FactInvalid as error:
            row = FactRow(*columns)
            scan.findings += _why_invalid(row, error)
            scan.findings += _why_unchained(row, _Last(seq, hashes, lamport), scan.lost)
            # Named once: the next row may rest on the hash this one has or on the one it should have.
            hashes = (str(row.hash), fact_hash(row)) if _is_plain(row) else (str(row.hash),)
            seq, known, lamport = whole(row.seq), GENESIS, whole(row.lamport)
            continue
        scan.facts.append(fact)
        if type(fact.body) is Unknown:
            scan.findings.append(Finding("J-KIND", "hint", fact.source, {"kind": fact.kind, "schema": fact.schema}))
        if fact.seq != seq + 1 or fact.prev not in hashes or fact.lamport <= lamport:
            scan.findings += _why_unchained(fact.row(), _Last(seq, hashes, lamport), scan.lost)
        seq, known, hashes, lamport = fact.seq, fact.hash, (fact.hash,), fact.lamport


def _in_chains(rows: Sequence[Columns]) -> list[Columns]:
    """Put each station's rows together in their order; what damage made of a seq comes first."""
    are_whole = {type(row[0]) for row in rows} <= {str} and {type(row[1]) for row in rows} <= {int}
    return sorted(rows, key=itemgetter(0, 1) if are_whole else lambda row: (str(row[0]), whole(row[1])))


def _why_invalid(row: FactRow, error: FactInvalid) -> Iterator[Finding]:
    source = f"{row.station}:{row.seq}"
    if error.field not in ("hash", "row"):
        code = "J-JSON" if error.field == "body" else "J-FIELD"
        yield Finding(code, "error", source, {"field": error.field, "needs": error.needs})
        return
    yield Finding("J-HASH", "error", source, {})
    try:
        # A schema that damage made nonsense of says nothing about the body: it may have every field there is.
        decode_body(str(row.kind), whole(row.schema) if whole(row.schema) >= 1 else SCHEMA, str(row.body))
    except FactInvalid as unread:
        yield Finding("J-JSON", "error", source, {"field": unread.field, "needs": unread.needs})


def _why_unchained(row: FactRow, last: _Last, lost: set[tuple[str, int]]) -> Iterator[Finding]:
    seq, lamport, source = whole(row.seq), whole(row.lamport), f"{row.station}:{row.seq}"
    if seq <= last.seq:
        yield Finding("J-DUP", "error", source, {})
        return
    if seq > last.seq + 1:
        missing = range(last.seq + 1, seq)
        is_declared = all((row.station, number) in lost for number in missing)
        fields = {"first": missing[0], "last": missing[-1]}
        source_missing = f"{row.station}:{missing[0]}"
        yield Finding(*(("J-LOST", "warning") if is_declared else ("J-GAP", "error")), source_missing, fields)
    elif row.prev not in last.hashes:
        yield Finding("J-PREV", "error", source, {})
    if lamport <= last.lamport:
        yield Finding("J-LAMPORT", "error", source, {"lamport": lamport, "before": last.lamport})


def _is_plain(row: FactRow) -> bool:
    return all(value is None or type(value) in (str, int) for value in row)


def whole(value: object) -> int:
    """Return a whole number as it is, and 0 for what damage made of one."""
    return value if type(value) is int else 0
