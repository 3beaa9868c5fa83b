"""The one erasable table: the only place where a person's id meets a name.

Rules: the file is its owner's alone on disk (0600);
       forgetting leaves no byte of the name in the file or beside it: secure_delete, the write-ahead log truncated, the
       file vacuumed;
       the ledger holds digests of erased ids only, and whoever restores an older copy replays it with `replay`;
       a nickname may belong to several: names never decide who somebody is.
Facts, projections and logs hold the random id alone. One process writes; times and randomness are arguments.
"""

from __future__ import annotations

import os
import sqlite3
from base64 import b32encode
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

from clubhouse_logs.erasure import digest_of
from clubhouse_logs.visit_import import name_key
from judge.facts import person_id

__all__ = ["Member", "People"]

CARD_BYTES = 10
CARD_PREFIX = "k"  # so that a keyboard scanner's line is told from letters typed by hand
SCHEMA = """
CREATE TABLE IF NOT EXISTS people (person TEXT PRIMARY KEY, nickname TEXT NOT NULL, key TEXT NOT NULL, stage TEXT);
CREATE INDEX IF NOT EXISTS people_by_key ON people (key);
CREATE TABLE IF NOT EXISTS cards (token TEXT PRIMARY KEY, person TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cards_by_person ON cards (person);
CREATE TABLE IF NOT EXISTS erased_ids (digest TEXT PRIMARY KEY, erased_on TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Member:
    """As little as possible about one person."""

    person: str
    nickname: str
    stage: str | None
    """School stage; None when nobody said."""


class People:
    """The table in its file; close it, or use it in a `with`.

    Raises: OSError, sqlite3.Error: the file cannot be opened or is another program's.
    """

    def __init__(self, path: Path) -> None:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)  # also a file that an older program or a copy left open to others
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; {SCHEMA}")
        self._take_over_old_ledger()

    def __enter__(self) -> People:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, nickname: str, *, stage: str | None, entropy: bytes) -> str:
        """Enter somebody and return the new random id.

        Args: entropy: at least 7 random bytes. Raises: ValueError: fewer; or the id was given before.
        """
        person = person_id(entropy)
        if self._knows(person):
            raise ValueError(f"{person} was given before: the bytes are not random")
        self._db.execute("INSERT INTO people VALUES (?, ?, ?, ?)", (person, nickname, name_key(nickname), stage))
        return person

    def persons_of(self, key: str) -> list[str]:
        """Return the ids of everyone whose nickname has this `name_key`, in a fixed order."""
        return [row[0] for row in self._rows("SELECT person FROM people WHERE key = ? ORDER BY person", key)]

    def member(self, person: str) -> Member | None:
        """Return what is held about somebody; None for the unknown and the forgotten."""
        rows = self._rows("SELECT person, nickname, stage FROM people WHERE person = ?", person)
        return Member(*rows[0]) if rows else None

    def members(self) -> list[Member]:
        """Return everyone, in a fixed order."""
        return [Member(*row) for row in self._rows("SELECT person, nickname, stage FROM people ORDER BY person")]

    def version(self) -> int:
        """Return a number that changes when another program has changed the table."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def give_card(self, person: str, *, entropy: bytes) -> str:
        """Return a new card's token for somebody: random, so that a lost card tells nobody anything.

        Args: entropy: at least 10 random bytes. Raises: ValueError: fewer, or nobody has this id.
        """
        if len(entropy) < CARD_BYTES:
            raise ValueError(f"a card needs {CARD_BYTES} random bytes, not {len(entropy)}")
        if self.member(person) is None:
            raise ValueError(f"nobody is {person}")
        token = CARD_PREFIX + b32encode(entropy[:CARD_BYTES]).decode("ascii").lower()
        self._db.execute("INSERT INTO cards VALUES (?, ?)", (token, person))
        return token

    def person_of_card(self, token: str) -> str | None:
        """Return whose card it is, as any scanner types it (capitals, blanks around); None for a card nobody has."""
        rows = self._rows("SELECT person FROM cards WHERE token = ?", token.strip().lower())
        return rows[0][0] if rows else None

    def cards_of(self, person: str) -> int:
        """Return how many cards somebody has."""
        return len(self._rows("SELECT token FROM cards WHERE person = ?", person))

    def set_stage(self, person: str, stage: str | None) -> None:
        """Say which school stage somebody is in now; the facts say since when."""
        self._db.execute("UPDATE people SET stage = ? WHERE person = ?", (stage, person))

    def remove(self, person: str) -> None:
        """Take back somebody who was entered a moment ago and whom no fact names."""
        self._db.execute("DELETE FROM people WHERE person = ?", (person,))

    def forget(self, person: str, on: date) -> bool:
        """Erase somebody and write a digest of the id into the ledger; False when there was nobody to erase."""
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            gone = self._db.execute("DELETE FROM people WHERE person = ?", (person,)).rowcount > 0
            self._db.execute("DELETE FROM cards WHERE person = ?", (person,))
            if self._rows("SELECT name FROM sqlite_master WHERE name = 'staff'"):  # `access`: only where there are PINs
                self._db.execute("DELETE FROM staff WHERE person = ?", (person,))
            self._db.execute("INSERT OR IGNORE INTO erased_ids VALUES (?, ?)", (digest_of(person), on.isoformat()))
        self._scrub()
        return gone

    def ledger(self) -> dict[str, date]:
        """Return the digest of every erased id with the day it was first erased."""
        rows = self._rows("SELECT digest, erased_on FROM erased_ids ORDER BY digest")
        return {digest: date.fromisoformat(day) for digest, day in rows}

    def replay(self, ledger: Iterable[tuple[str, date]]) -> int:
        """Erase again whom a newer ledger names, after an older copy was restored; return how many were there."""
        known = dict(ledger)
        here = {digest_of(member.person): member.person for member in self.members()}
        erased = sum(self.forget(here[digest], day) for digest, day in known.items() if digest in here)
        rows = [(digest, day.isoformat()) for digest, day in known.items()]
        self._db.executemany("INSERT OR IGNORE INTO erased_ids VALUES (?, ?)", rows)
        return erased

    def _take_over_old_ledger(self) -> None:
        """An older program kept the ids themselves."""
        if not self._rows("SELECT name FROM sqlite_master WHERE name = 'erased'"):
            return
        rows = [(digest_of(person), day) for person, day in self._rows("SELECT person, erased_on FROM erased")]
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            self._db.executemany("INSERT OR IGNORE INTO erased_ids VALUES (?, ?)", rows)
            self._db.execute("DROP TABLE erased")
        self._scrub()

    def _knows(self, person: str) -> bool:
        return self.member(person) is not None or digest_of(person) in self.ledger()

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with closing(self._db.execute(query, values)) as cursor:
            return cursor.fetchall()

    def _scrub(self) -> None:
        """Leave no old page behind: neither free pages of the file nor the write-ahead log."""
        self._db.execute("VACUUM")
        busy = self._rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
        if busy:
            raise sqlite3.OperationalError("another program reads the people's table: close it, then forget again")
