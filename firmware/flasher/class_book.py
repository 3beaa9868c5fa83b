"""What this computer remembers of a class: which robots there are, and whose program was put on which.

    <home>/class.db     robots      one row a robot, as it was last seen
                        puts        one row for each program that was put on a robot, oldest first
                        programs    what a child calls each of its programs

A robot that drives need not be asked when it is remembered. The programs themselves lie under children/ (see programs);
a book that is lost loses no program. No row holds a person's name: a child is an opaque id.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from firmware.errors import ClassBookUnreadable
from firmware.flasher.identity import Identity

__all__ = ["ClassBook", "KnownRobot", "Put"]

BUSY_S_MAX = 10.0  # others write too: a whole class is flashed side by side
TABLES = (
    """create table if not exists robots (key text primary key, kind text not null, name text, sticker integer,
       battery_mv integer, is_battery_low integer not null, seen_at text not null)""",
    """create table if not exists puts (robot text not null, child text, program text not null, sha256 text not null,
       at text not null)""",
    """create table if not exists programs (child text, sha256 text, name text not null,
       primary key (child, sha256))""",
)


@dataclass(frozen=True, slots=True)
class KnownRobot:
    """A robot or a judge box as it was last seen."""

    key: str
    """Board.key, or `id:` and the chip's number."""
    kind: str
    """`robot`, `judge-box` or `bare`."""
    name: str | None
    sticker: int | None
    battery_mv: int | None
    is_battery_low: bool
    seen_at: str


@dataclass(frozen=True, slots=True)
class Put:
    """A program that was put on a robot."""

    robot: str
    """The robot's key."""
    child: str | None
    """None: nobody's; the robot is free."""
    program: str
    """Its file name."""
    sha256: str
    at: str


class ClassBook:
    """The book of one home; it may be read and written by several programs at once.

    Raises (each method): ClassBookUnreadable: the file is damaged, or the disk does not take it.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "class.db"

    def see(self, key: str, identity: Identity, at: str) -> KnownRobot:
        """Remember a robot as it is now."""
        robot = KnownRobot(
            key, identity.kind, identity.name, identity.sticker, identity.battery_mv, identity.is_battery_low, at
        )
        self._remember(robot)
        return robot

    def see_box(self, key: str, at: str) -> None:
        """Remember that this board is a judge box."""
        self._remember(KnownRobot(key, "judge-box", None, None, None, False, at))

    def robot(self, key: str | None) -> KnownRobot | None:
        """Return what is remembered of a robot."""
        return next((robot for robot in self.robots() if robot.key == key), None) if key else None

    def robots(self) -> list[KnownRobot]:
        """Return all that were ever seen, by sticker."""
        with self._open() as database:
            rows = database.execute("select * from robots order by sticker is null, sticker, key").fetchall()
        return [KnownRobot(**{**dict(row), "is_battery_low": bool(row["is_battery_low"])}) for row in rows]

    def put(self, put: Put) -> None:
        """Write down that a program is on a robot now."""
        with self._open() as database:
            database.execute("insert into puts values (:robot, :child, :program, :sha256, :at)", asdict(put))

    def last_put(self, key: str | None) -> Put | None:
        """Return what was put on a robot last."""
        return self._last("robot = :value", key) if key else None

    def last_put_of(self, child: str) -> Put | None:
        """Return where a child's program was put last."""
        return self._last("child = :value", child)

    def put_of(self, key: str | None, sha256: str) -> Put | None:
        """Return how this program came onto this robot, when it was put there last."""
        return self._last("robot = :value and sha256 = :sha256", key, sha256=sha256) if key else None

    def name_program(self, child: str, sha256: str, name: str) -> None:
        """Remember what a child calls a program."""
        with self._open() as database:
            database.execute("insert or replace into programs values (?, ?, ?)", (child, sha256, name))

    def program_name(self, child: str, sha256: str) -> str | None:
        """Return what a child calls a program."""
        query = "select name from programs where child = ? and sha256 = ?"
        with self._open() as database:
            row = database.execute(query, (child, sha256)).fetchone()
        return str(row["name"]) if row else None

    def forget(self, child: str) -> list[str]:
        """Forget what a child put where and what it called its programs; return the sha256 of those nobody else has."""
        mine = "select sha256 from puts where child = ?1 union select sha256 from programs where child = ?1"
        others = "select sha256 from puts where child is not ?1 union select sha256 from programs where child is not ?1"
        with self._open() as database:
            database.execute("pragma secure_delete=on")
            found = [str(row["sha256"]) for row in database.execute(f"{mine} except {others}", (child,))]
            database.execute("delete from puts where child = ?", (child,))
            database.execute("delete from programs where child = ?", (child,))
            database.execute("vacuum")
        return found

    def _last(self, where: str, value: str, **more: str) -> Put | None:
        query = f"select robot, child, program, sha256, at from puts where {where} order by rowid desc limit 1"
        with self._open() as database:
            row = database.execute(query, {"value": value, **more}).fetchone()
        return Put(**row) if row else None

    def _remember(self, robot: KnownRobot) -> None:
        values = ":key, :kind, :name, :sticker, :battery_mv, :is_battery_low, :seen_at"
        with self._open() as database:
            database.execute(f"insert or replace into robots values ({values})", asdict(robot))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Each statement is a transaction of its own."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, timeout=BUSY_S_MAX, isolation_level=None)
            try:
                database.row_factory = sqlite3.Row
                for table in TABLES:
                    database.execute(table)
                yield database
            finally:
                database.close()
        except (sqlite3.Error, OSError) as error:
            raise ClassBookUnreadable(str(self._path), str(error)) from error
