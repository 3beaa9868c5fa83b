"""One person forgotten in everything a home holds, and forgotten again in whatever comes back from elsewhere.

    <home>/erased.jsonl      the erasure ledger: digests and stand-ins, no ids

Rules: the ledger's line is on the disk first, so an erasure that was cut short is finished by the next `replay`;
       facts keep their number and go on counting under another id, so no figure changes;
       names, programs and what was remembered of them go; every other file has the stand-in in the id's place;
       afterwards every file is read once more: what still holds an id is in the receipt, not hidden.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.checkpoint import FILE as CHECKPOINT
from clubhouse_logs.erasure import ErasedLine, digest_of, merged, stand_ins
from clubhouse_logs.erasure_ledger import add_lines, read_ledger
from clubhouse_logs.people import People
from firmware.flasher.class_book import ClassBook
from judge.errors import NotAJournal
from judge.facts import person_id
from judge.journal.lock import WriterLock
from judge.journal.rewrite import persons_in, replace_persons

__all__ = [
    "LEDGER",
    "Receipt",
    "files_of_home",
    "forget",
    "is_people_table",
    "ledger_of",
    "new_lines",
    "people_tables",
    "replay",
]

LEDGER = "erased.jsonl"
PERSON_BYTES = re.compile(rb"\bp-[a-z2-7]{10}\b")
SQLITE_MAGIC = b"SQLite format 3\0"
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"kagarobo backup")


@dataclass(slots=True)
class Receipt:
    """What was done, in numbers; nobody's id, so that it may be printed and kept."""

    persons: int = 0
    names: int = 0
    """Rows of tables of people that are gone."""
    facts: int = 0
    """Facts that go on counting under another id."""
    programs: int = 0
    """A child's programs that are gone, wherever they were kept."""
    files: int = 0
    """Other files in which the id was replaced."""
    not_looked_into: list[str] = field(default_factory=list)
    """Packed, printed or encrypted files, which may name somebody inside."""
    left: list[str] = field(default_factory=list)
    """Files that still hold an id: nothing, unless something went wrong."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def ledger_of(home: Path) -> Path:
    """Return where a home keeps its erasure ledger."""
    return home / LEDGER


def people_tables(home: Path) -> list[Path]:
    """Return the tables of names that a home holds."""
    return [path for path in files_of_home(home) if is_people_table(path)]


def is_people_table(path: Path) -> bool:
    """Tell whether a file is a table of names."""
    return path.name.endswith("people.db")


def new_lines(
    persons: Iterable[str], home: Path, *, today: date, reason: str, entropy: Callable[[int], bytes]
) -> list[ErasedLine]:
    """Return the ledger's lines for persons, those it has already among them; writes nothing."""
    known = merged(read_ledger(ledger_of(home)))
    made = (known.get(digest_of(person)) or _line(person, today, reason, entropy) for person in persons)
    return list(made)


def forget(home: Path, persons: Sequence[str], lines: Iterable[ErasedLine]) -> Receipt:
    """Erase persons, all their ids, from everything below a home.

    Args: lines: theirs, of `new_lines`. Raises: JournalTaken: a program writes a journal; nothing was erased yet.
            JournalDamaged, JournalWriteFailed, sqlite3.OperationalError, OSError: done again, it goes on.
    """
    lines = list(lines)
    for path in files_of_home(home):
        if _is_journal(path):
            WriterLock(path).release()  # a kiosk that is open would go on with what it has in memory
    add_lines(ledger_of(home), lines)
    return _sweep(home, stand_ins(persons, merged(lines)))


def replay(home: Path, *ledgers: Iterable[ErasedLine]) -> Receipt:
    """Erase again whom the home's ledger or another one names, wherever they are back.

    Raises: as `forget`.
    """
    add_lines(ledger_of(home), [line for ledger in ledgers for line in ledger])
    known = merged(read_ledger(ledger_of(home)))
    return _sweep(home, stand_ins(sorted(_persons_below(home)), known))


def _sweep(home: Path, replaced: Mapping[str, str]) -> Receipt:
    receipt = Receipt(persons=len(replaced))
    if not replaced:
        return receipt
    today = {line.stands_as: date.fromisoformat(line.date) for line in read_ledger(ledger_of(home))}
    for person, number in replaced.items():
        receipt.programs += _forget_programs(home, person)
        for table in people_tables(home):
            with People(table) as people:
                receipt.names += people.forget(person, today[number])
    for path in list(files_of_home(home)):
        _replace_in(path, replaced, receipt)
    for path in sorted(home.rglob("*"), key=lambda path: -len(path.parts)):
        new = path.name
        for person, number in replaced.items():
            new = new.replace(person, number)
        if new != path.name:
            path.rename(path.with_name(new))
    receipt.left = [str(path.relative_to(home)) for path in files_of_home(home, every=True) if _holds(path, replaced)]
    return receipt


def _replace_in(path: Path, replaced: Mapping[str, str], receipt: Receipt) -> None:
    if path.name.startswith(CHECKPOINT):
        receipt.files += _remove_traces(path, replaced)
    elif _is_journal(path):
        receipt.facts += replace_persons(path, replaced)
    elif _starts_with(path, SQLITE_MAGIC):
        receipt.files += _replace_in_tables(path, replaced)
    elif any(_starts_with(path, magic) for magic in PACKED):
        receipt.not_looked_into.append(path.name)
    elif _holds(path, replaced):
        content = path.read_bytes()
        path.write_bytes(PERSON_BYTES.sub(lambda found: _stand_in(found[0], replaced), content))
        receipt.files += 1


def _remove_traces(path: Path, persons: Iterable[str]) -> bool:
    """A checkpoint is made anew from journals at will: one that knows an id is written over and removed."""
    if not _holds(path, persons):
        return False
    path.write_bytes(bytes(path.stat().st_size))
    path.unlink()
    return True


def _replace_in_tables(path: Path, replaced: Mapping[str, str]) -> bool:
    """Any other database: tables that were made from facts, and what other rooms remember."""
    if not _holds(path, replaced) and not _holds(Path(f"{path}-wal"), replaced):
        return False
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete=ON")
        database.execute("PRAGMA temp_store=MEMORY")
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for (table,) in tables.fetchall():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info([{table}])")]
            for column in columns:
                for person, number in replaced.items():
                    database.execute(
                        f"UPDATE [{table}] SET [{column}] = replace([{column}], ?, ?) WHERE [{column}] LIKE ?",
                        (person, number, f"%{person}%"),
                    )
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _forget_programs(home: Path, person: str) -> int:
    """A child's own programs, what was kept of them on boards' behalf, and what is remembered of both."""
    count = 0
    folder = home / "children" / person
    if folder.is_dir():
        count += sum(path.is_file() for path in folder.rglob("*"))  # what was written in lessons, too
        shutil.rmtree(folder)
    if (home / "class.db").exists():
        for sha256 in ClassBook(home).forget(person):
            kept = [*home.glob(f"backups/*/*-{sha256[:12]}.py"), *home.glob(f"sent/{sha256}.py")]
            for path in kept:
                path.unlink()
            count += len(kept)
    return count


def _line(person: str, today: date, reason: str, entropy: Callable[[int], bytes]) -> ErasedLine:
    return ErasedLine(digest_of(person), person_id(entropy(16)), today.isoformat(), reason)


def _persons_below(home: Path) -> set[str]:
    """Every id that stands anywhere in a home."""
    found: set[str] = set()
    for path in files_of_home(home):
        if _is_journal(path):
            found |= persons_in(path)
        elif is_people_table(path):
            with People(path) as people:
                found |= {member.person for member in people.members()}
        else:
            found |= {person.decode() for person in PERSON_BYTES.findall(path.read_bytes())}
    return found | {path.name for path in home.glob("children/*") if PERSON_BYTES.fullmatch(path.name.encode())}


def files_of_home(home: Path, *, every: bool = False) -> Iterator[Path]:
    """The files below a home; without `every`, not those that SQLite keeps beside its own."""
    beside = ("-wal", "-shm", "-journal", ".lock")
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and (every or not path.name.endswith(beside)):
            yield path


def _is_journal(path: Path) -> bool:
    if is_people_table(path) or not _starts_with(path, SQLITE_MAGIC):
        return False
    try:
        persons_in(path)
    except NotAJournal:
        return False
    return True


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _holds(path: Path, persons: Iterable[str]) -> bool:
    if not path.exists():
        return False
    content = path.read_bytes()
    return any(person.encode() in content for person in persons)


def _stand_in(person: bytes, replaced: Mapping[str, str]) -> bytes:
    return replaced.get(person.decode(), person.decode()).encode()
