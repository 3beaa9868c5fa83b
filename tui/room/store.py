"""What the class remembers over a kill of its laptop's process: who is here, with which pictures, from which machine.

    <home>/class/people.db    nicknames that were typed in the class (erasable as the clubhouse's; `forget` knows it)
    <home>/class/class.db     ids only: the class, picture codes, seats (machines that entered), runs asked for

Programs and progress lie where lessons keep them, under the child's id. All of it belongs to one thread. A machine is
known by the digest of its cookie, so that a copy of the file opens nobody's exercise book.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from clubhouse_logs.people import People
from tui.forgetting import people_tables

__all__ = ["ClassRecord", "Seat", "Store"]

CODE_LETTERS = "23456789ACDEFHJKLMNPRTUVWXY"
"""Without those that a child at the wall takes for another."""
CODE_LENGTH = 5
SAME_CLASS = timedelta(hours=12)
"""A class that was heard of since is gone on with, unless it was ended."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS classes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL, room_key TEXT NOT NULL, mentor_key TEXT NOT NULL,
    began_at TEXT NOT NULL, heard_at TEXT NOT NULL, ended_at TEXT);
CREATE TABLE IF NOT EXISTS pictures (learner TEXT PRIMARY KEY, pictures TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pupils (class INTEGER NOT NULL, learner TEXT NOT NULL, lesson INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '', PRIMARY KEY (class, learner));
CREATE TABLE IF NOT EXISTS seats (digest TEXT PRIMARY KEY, class INTEGER NOT NULL, learner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS writers (learner TEXT NOT NULL, lesson INTEGER NOT NULL, version TEXT NOT NULL,
    seat TEXT NOT NULL, PRIMARY KEY (learner, lesson));
CREATE TABLE IF NOT EXISTS asked (run TEXT PRIMARY KEY, learner TEXT NOT NULL, lesson INTEGER NOT NULL,
    version TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """A class: one afternoon in one room."""

    id: int
    name: str
    code: str
    """On the wall."""
    room_key: str
    """The cookie of whoever typed the code."""
    mentor_key: str
    began_at: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A machine at which a child entered."""

    digest: str
    learner: str


def digest_of(token: str) -> str:
    """Return what is kept of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


class Store:
    """Args: now: with its offset. entropy: random bytes."""

    def __init__(self, home: Path, now: Callable[[], datetime], entropy: Callable[[int], bytes] = os.urandom) -> None:
        """Raises: OSError, sqlite3.Error: the files cannot be used."""
        self.home, self._now, self._entropy = home, now, entropy
        folder = home / "class"
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        file = folder / "class.db"
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(file, isolation_level=None)
        # Not FULL: what a kill leaves is whole, and what a power cut takes of it is entered again by typing a code.
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {SCHEMA}")
        self._typed = People(folder / "people.db")
        self._names: dict[str, str] = {}
        self.read_names()

    def close(self) -> None:
        """Let go of the files."""
        self._typed.close()
        self._db.close()

    # -- the class -----------------------------------------------------------------------------------------------

    def begin(self, name: str | None, *, is_new: bool = False) -> ClassRecord:
        """Go on with the class of this afternoon, or begin one. Args: name: None: keeps its name."""
        row = self._row("SELECT id, heard_at FROM classes WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1")
        now = self._now()
        if row is None or is_new or now - datetime.fromisoformat(row[1]) > SAME_CLASS:
            self._do("UPDATE classes SET ended_at = ? WHERE ended_at IS NULL", now.isoformat())
            self._do("DELETE FROM seats")
            self._do("DELETE FROM asked")
            self._do(
                "INSERT INTO classes (name, code, room_key, mentor_key, began_at, heard_at) VALUES (?, ?, ?, ?, ?, ?)",
                name or "", self._code(), self.token(), self.token(), now.isoformat(), now.isoformat(),
            )  # fmt: skip
        elif name is not None:
            self._do("UPDATE classes SET name = ? WHERE id = ?", name, row[0])
        self.hear()
        return self.record()

    def record(self) -> ClassRecord:
        """The class that goes on."""
        row = self._row("SELECT id, name, code, room_key, mentor_key, began_at FROM classes ORDER BY id DESC LIMIT 1")
        assert row is not None
        return ClassRecord(*row)

    def hear(self) -> None:
        """The class goes on now."""
        self._do("UPDATE classes SET heard_at = ? WHERE ended_at IS NULL", self._now().isoformat())

    def end(self) -> None:
        """The class is over; the next start begins another."""
        self._do("UPDATE classes SET ended_at = ? WHERE ended_at IS NULL", self._now().isoformat())

    def fresh_code(self) -> ClassRecord:
        """Draw another room code; who is in stays in."""
        self._do("UPDATE classes SET code = ? WHERE id = ?", self._code(), self.record().id)
        return self.record()

    def token(self) -> str:
        """128 random bits."""
        return self._entropy(16).hex()

    def _code(self) -> str:
        return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in self._entropy(CODE_LENGTH))

    # -- children ------------------------------------------------------------------------------------------------

    def read_names(self) -> None:
        """Take the nicknames of every table anew: somebody may have been entered at the door, or forgotten."""
        names: dict[str, str] = {}
        for table in people_tables(self.home):
            with People(table) as people:
                names |= {member.person: member.nickname for member in people.members()}
        self._names = names

    def name_of(self, learner: str) -> str | None:
        """A child's nickname; None when nobody is this."""
        return self._names.get(learner)

    def add(self, nickname: str) -> str:
        """Enter a child that is on no list; return its id."""
        learner = self._typed.add(nickname, stage=None, entropy=self._entropy(16))
        self._names[learner] = nickname
        self.come(learner)
        return learner

    def come(self, learner: str) -> None:
        """A child is in this class."""
        self._do("INSERT OR IGNORE INTO pupils (class, learner) VALUES (?, ?)", self.record().id, learner)

    def pupils(self) -> list[str]:
        """The children of this class, as they came."""
        found = self._rows("SELECT learner FROM pupils WHERE class = ? ORDER BY rowid", self.record().id)
        return [learner for (learner,) in found if learner in self._names]

    def is_pupil(self, learner: str) -> bool:
        """Whether a child is in this class."""
        return learner in self._names and self._pupil(learner) is not None

    def note_place(self, learner: str, lesson: int) -> None:
        """The lesson that a child is at."""
        self._do("UPDATE pupils SET lesson = ? WHERE class = ? AND learner = ?", lesson, self.record().id, learner)

    def note_language(self, learner: str, language: str) -> None:
        """What a child reads."""
        self._do("UPDATE pupils SET language = ? WHERE class = ? AND learner = ?", language, self.record().id, learner)

    def place(self, learner: str) -> int:
        """The lesson that a child was at in this class; 0: none yet."""
        row = self._pupil(learner)
        return 0 if row is None else int(row[0])

    def language(self, learner: str) -> str:
        """What a child reads; empty when it was never said."""
        row = self._pupil(learner)
        return "" if row is None else str(row[1])

    def _pupil(self, learner: str) -> Any:
        return self._row("SELECT lesson, language FROM pupils WHERE class = ? AND learner = ?",
                         self.record().id, learner)  # fmt: skip

    # -- picture codes and seats ---------------------------------------------------------------------------------

    def pictures(self, learner: str) -> tuple[str, ...]:
        """A child's picture code; empty: it chooses one when it enters."""
        row = self._row("SELECT pictures FROM pictures WHERE learner = ?", learner)
        return () if row is None else tuple(row[0].split())

    def set_pictures(self, learner: str, pictures: tuple[str, ...]) -> None:
        """Keep a child's picture code; empty: the child is to choose anew."""
        if pictures:
            self._do("INSERT OR REPLACE INTO pictures VALUES (?, ?)", learner, " ".join(pictures))
        else:
            self._do("DELETE FROM pictures WHERE learner = ?", learner)

    def sit(self, learner: str) -> str:
        """A child enters at a machine; return its cookie."""
        token = self.token()
        self.come(learner)
        self._do("INSERT INTO seats VALUES (?, ?, ?)", digest_of(token), self.record().id, learner)
        return token

    def seat(self, token: str) -> Seat | None:
        """Whose machine this is; None: nobody's of this class."""
        digest = digest_of(token)
        row = self._row("SELECT learner FROM seats WHERE digest = ? AND class = ?", digest, self.record().id)
        return None if row is None or row[0] not in self._names else Seat(digest, row[0])

    def stand_up(self, digest: str) -> None:
        """The child leaves the machine."""
        self._do("DELETE FROM seats WHERE digest = ?", digest)

    def stand_up_everywhere(self, learner: str) -> None:
        """No machine is the child's any more."""
        self._do("DELETE FROM seats WHERE learner = ?", learner)

    # -- programs and runs ---------------------------------------------------------------------------------------

    def note_writer(self, learner: str, lesson: int, version: str, seat: str) -> None:
        """A machine is about to write this version: if its answer is lost, its next save is no stranger's."""
        self._do("INSERT OR REPLACE INTO writers VALUES (?, ?, ?, ?)", learner, lesson, version, seat)

    def is_writer(self, learner: str, lesson: int, version: str, seat: str) -> bool:
        """Whether this machine wrote this version."""
        return self._row("SELECT 1 FROM writers WHERE learner = ? AND lesson = ? AND version = ? AND seat = ?",
                         learner, lesson, version, seat) is not None  # fmt: skip

    def begin_run(self, run: str, learner: str, lesson: int, version: str) -> None:
        """A run was asked for, of this version of the program."""
        self._do("INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?)", run, learner, lesson, version)

    def end_run(self, run: str) -> None:
        """It has its answer, or nobody wants it."""
        self._do("DELETE FROM asked WHERE run = ?", run)

    def take_lost_runs(self) -> list[tuple[str, str, int, str]]:
        """Return and forget (run, learner, lesson, version) of what the process before this one did not answer."""
        lost = self._rows("SELECT run, learner, lesson, version FROM asked ORDER BY rowid")
        self._do("DELETE FROM asked")
        return [(run, learner, lesson, version) for run, learner, lesson, version in lost if learner in self._names]

    def _do(self, command: str, *values: object) -> None:
        self._db.execute(command, values)

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._db.execute(query, values).fetchall()

    def _row(self, query: str, *values: object) -> Any:
        return self._db.execute(query, values).fetchone()
