"""Make a new journal from the good rows of a damaged one and of its mirrors; the damaged file stays as it is.

A row is good when it can be read and gives its hash. Rows behind a hole are kept: the hole is declared in the
table `lost`, so that the new journal opens, names it for ever, and goes on behind it. Where a station's chain
contradicts itself without a hole, nothing behind the contradiction is kept: that is no damage but a forgery.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.errors import JournalWriteFailed, NotAJournal
from judge.facts import Fact, order
from judge.findings import Finding
from judge.journal.check import good_evidence, look_over
from judge.journal.database import (
    INSERT_DEFINITION,
    INSERT_EVIDENCE,
    INSERT_FACT,
    INSERT_LOST,
    open_for_reading,
    open_for_writing,
)
from judge.journal.definitions import KeptDefinition, kept_definitions
from judge.journal.evidence import EvidenceRow

__all__ = ["Recovered", "recover"]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery kept, what it could not find (`station:seq`), and what it found wrong."""

    kept: int
    lost: tuple[str, ...]
    findings: tuple[Finding, ...]


def recover(path: str | Path, to: str | Path, *, mirrors: Sequence[str | Path] = ()) -> Recovered:
    """Write the good part of `path`, completed from `mirrors`, to the new file `to`.

    Raises: NotAJournal: no good row anywhere, or `path` is none. JournalTooNew. JournalWriteFailed: `to` exists
    (reason: exists) or the disk refused.
    """
    path, to = Path(path), Path(to)
    if to.exists():
        raise JournalWriteFailed(str(to), "exists", "a recovery writes a new file")
    sources = [path, *map(Path, mirrors)]
    scans = [look_over(source) for source in sources]
    by_id: dict[tuple[str, int], Fact] = {}
    for scan in reversed(scans):
        by_id |= {(fact.station, fact.seq): fact for fact in scan.facts}
    if not by_id:
        raise NotAJournal(str(path), "no_good_row")
    facts, lost = _chained(by_id)
    evidence, definitions = _beside(sources)
    _write(to, facts, lost, evidence, definitions)
    return Recovered(len(facts), tuple(f"{station}:{seq}" for station, seq in lost), tuple(scans[0].findings))


def _chained(by_id: dict[tuple[str, int], Fact]) -> tuple[list[Fact], list[tuple[str, int]]]:
    """Return the facts that rest on each other or on a hole, and the holes."""
    facts: list[Fact] = []
    lost: list[tuple[str, int]] = []
    for station in sorted({station for station, _ in by_id}):
        before: Fact | None = None
        for seq in sorted(seq for of, seq in by_id if of == station):
            fact = by_id[station, seq]
            last_seq = before.seq if before else 0
            if before and seq == last_seq + 1 and (fact.prev != before.hash or fact.lamport <= before.lamport):
                break
            lost += [(station, missing) for missing in range(last_seq + 1, seq)]
            facts.append(fact)
            before = fact
    return order(facts), lost


def _beside(sources: Sequence[Path]) -> tuple[list[EvidenceRow], list[KeptDefinition]]:
    """What stands beside the facts: the raw bytes, and the definitions they were played under."""
    rows: dict[tuple[str, int], EvidenceRow] = {}
    definitions: dict[str, KeptDefinition] = {}
    for source in reversed(sources):
        try:
            connection = open_for_reading(source)
        except NotAJournal:
            continue  # its first page is gone; look_over has said so
        try:
            rows |= {(row.station, row.seq): row for row in good_evidence(connection)}
            definitions |= kept_definitions(connection)
        finally:
            connection.close()
    return [rows[key] for key in sorted(rows)], list(definitions.values())


def _write(
    to: Path,
    facts: Sequence[Fact],
    lost: Sequence[tuple[str, int]],
    evidence: Sequence[EvidenceRow],
    definitions: Sequence[KeptDefinition],
) -> None:
    connection = open_for_writing(to)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for fact in facts:
            connection.execute(INSERT_FACT, fact.row())
        for row in evidence:
            connection.execute(INSERT_EVIDENCE, row)
        for hole in lost:
            connection.execute(INSERT_LOST, hole)
        for one in definitions:
            connection.execute(INSERT_DEFINITION, (one.hash, one.id, one.text))
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise JournalWriteFailed(str(to), "io", str(error)) from error
    finally:
        connection.close()
