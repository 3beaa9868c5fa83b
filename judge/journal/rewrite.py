"""The one exception to "a journal is only ever added to": a person is erased, and another id stands in every row.

Rules: only ids change; every fact stays, with its number, its order and its time, and each chain is sealed anew;
       the same ids with the same stand-ins give the same rows on every machine, so copies that were apart agree again;
       nothing of an old row is left in the file or beside it: secure_delete, the write-ahead log truncated, vacuumed;
       nobody else has the file open to write, or nothing is done.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from judge.errors import JournalDamaged, JournalWriteFailed
from judge.fact_codec import canonical
from judge.facts import Fact, FactRow, fact_hash, read_fact
from judge.journal.database import FACT_COLUMNS, open_for_reading, open_for_writing, single, write_failed
from judge.journal.lock import WriterLock
from judge.journal.rows import scan_facts

__all__ = ["persons_in", "persons_of", "replace_persons", "with_stand_ins"]

PERSON = re.compile(r"\bp-[a-z2-7]{10}\b")
UPDATE = """UPDATE facts SET "by" = ?, run = ?, body = ?, prev = ?, hash = ? WHERE station = ? AND seq = ?"""


def persons_in(path: Path) -> set[str]:
    """Return every person's id that stands anywhere in a journal.

    Raises: NotAJournal, JournalTooNew.
    """
    connection = open_for_reading(path)
    try:
        found: set[str] = set()
        for columns in connection.execute('SELECT station, "by", run, body FROM facts'):
            found.update(*(PERSON.findall(text) for text in columns if text))
    finally:
        connection.close()
    return found


def persons_of(facts: Iterable[Fact]) -> set[str]:
    """Return every person's id that stands anywhere in facts."""
    texts = (text for fact in facts for text in (fact.station, fact.by, fact.run, fact.text) if text)
    return {person for text in texts for person in PERSON.findall(text)}


def with_stand_ins(facts: Sequence[Fact], stand_ins: Mapping[str, str]) -> list[Fact]:
    """Return facts as an erasure leaves them: those of a copy that was elsewhere, so that it agrees with ours again.

    A fact whose forerunner is missing among them keeps what it says of it.
    """
    if not stand_ins:
        return list(facts)
    rows = sorted((fact.row() for fact in facts), key=lambda row: (row.station, row.seq))
    _count, resealed = _resealed(rows, stand_ins)
    changed = {(row.station, row.seq): read_fact(row) for row in resealed}
    return [changed.get((fact.station, fact.seq), fact) for fact in facts]


def replace_persons(path: Path, stand_ins: Mapping[str, str]) -> int:
    """Put other ids in the place of persons' ids; return how many facts named them.

    Raises: JournalTaken: a program writes to it. JournalDamaged, NotAJournal, JournalTooNew, JournalWriteFailed:
            also when a reader keeps old pages alive; done again later, it is done.
    """
    if not stand_ins.keys() & persons_in(path) and not _has_traces(path, stand_ins):
        return 0
    lock = WriterLock(path)
    try:
        connection = open_for_writing(path)
        try:
            return _replace(path, connection, stand_ins)
        except sqlite3.Error as error:
            raise write_failed(path, error) from error
        finally:
            connection.close()
    finally:
        lock.release()


def _has_traces(path: Path, persons: Iterable[str]) -> bool:
    """Old pages that an attempt left behind when it was cut short."""
    for file in (path, Path(f"{path}-wal")):
        held = file.read_bytes() if file.exists() else b""
        if any(person.encode() in held for person in persons):
            return True
    return False


def _replace(path: Path, connection: Any, stand_ins: Mapping[str, str]) -> int:
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")  # VACUUM must not leave its copy in a folder for all
    errors = scan_facts(connection).errors
    if errors:
        raise JournalDamaged(str(path), errors)
    rows = [FactRow(*row) for row in connection.execute(f"SELECT {FACT_COLUMNS} FROM facts ORDER BY station, seq")]
    count, resealed = _resealed(rows, stand_ins)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for row in resealed:
            connection.execute(UPDATE, (row.by, row.run, row.body, row.prev, row.hash, row.station, row.seq))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("VACUUM")
    if single(connection, "PRAGMA wal_checkpoint(TRUNCATE)"):
        raise JournalWriteFailed(str(path), "busy", "a reader keeps old pages alive")
    return count


def _resealed(rows: Iterable[FactRow], stand_ins: Mapping[str, str]) -> tuple[int, list[FactRow]]:
    """The rows that change, for their own ids or for those of the rows they rest on."""
    count, changed, hashes = 0, list[FactRow](), dict[str, str]()
    for row in rows:
        run = None if row.run is None else _replaced(row.run, stand_ins)
        body = _replaced(row.body, stand_ins)
        new = row._replace(by=_replaced(row.by, stand_ins), run=run, prev=hashes.get(row.prev, row.prev))
        if body != row.body:
            new = new._replace(body=canonical(json.loads(body)))  # an id that is a key has another place now
        count += (new.by, new.run, new.body) != (row.by, row.run, row.body)
        if new != row:
            new = new._replace(hash=fact_hash(new))
            read_fact(new)
            hashes[row.hash] = new.hash
            changed.append(new)
    return count, changed


def _replaced(text: str, stand_ins: Mapping[str, str]) -> str:
    return PERSON.sub(lambda found: stand_ins.get(found[0], found[0]), text)
