"""One child's robot after the other: put programs on, bring them back, and put the whole set away.

The order is the promise. A child's program is kept on the PC before it is sent, and what is on a robot is kept before
it is replaced; so a robot that dies takes no program with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.errors import BoardIsJudgeBox
from firmware.flasher.asking import fetch_program
from firmware.flasher.class_book import ClassBook, Put
from firmware.flasher.identity import Note, note_text
from firmware.flasher.install import Installed, Progress, send_program
from firmware.flasher.payload import ON_BOARD, sha256_of
from firmware.flasher.programs import ChildPrograms, ClassBackups
from firmware.flasher.survey import Robot

__all__ = ["PUT_AWAY_PROGRAM", "ClassSet", "backups_of", "keep_program", "save_program", "to_charge"]

PUT_AWAY_PROGRAM = ON_BOARD / "put_away.py"


@dataclass(frozen=True, slots=True)
class ClassSet:
    """The robots of one home at one moment.

    Args: at: now, ISO 8601 to the minute, for notes; stamp: the same, sortable and to the second, for file names.
    """

    home: Path
    book: ClassBook
    at: str
    stamp: str

    def install(
        self, robot: Robot, program: Path, *, name: str, child: str | None, progress: Progress | None = None
    ) -> Installed:
        """Keep a child's program, which was checked, put it onto a robot, and write down whose it is.

        Args: name: of the program, as the child knows it.
        Raises: BoardIsJudgeBox; BackupFailed, BadChildId; and what send_program raises.
        """
        if robot.kind == "judge-box":
            raise BoardIsJudgeBox(robot.name)
        if child is not None:
            keep_program(self.home, self.book, child, program, name)
        return self._send(robot, program.read_bytes(), Note(name, self.at, child), progress)

    def put_away(self, robot: Robot, program: Path, progress: Progress | None = None) -> Installed:
        """Keep what is on a robot under its child's id, and put the program of a robot that waits onto it.

        Raises: as install.
        """
        if robot.kind == "judge-box":
            raise BoardIsJudgeBox(robot.name)
        return self._send(robot, program.read_bytes(), Note(program.name, self.at, None), progress)

    def remember_rollback(self, robot: Robot, sha256: str) -> None:
        """Write down that a robot's program before is back on it; it is its child's last program now."""
        before = self.book.put_of(robot.key, sha256)
        if robot.key is None or before is None:
            return
        self.book.put(Put(robot.key, before.child, before.program, sha256, self.at))
        if before.child is not None:
            programs = ChildPrograms(self.home, before.child)
            if programs.holds(sha256):
                programs.make_last(sha256)

    def _send(self, robot: Robot, content: bytes, note: Note, progress: Progress | None) -> Installed:
        sha256 = sha256_of(content)
        backups = backups_of(self.home, self.book, robot, self.stamp, sender=note.child)
        if note.child is not None:
            backups = replace(backups, safe=backups.safe | {sha256})
        text = note_text(sha256, note)
        installed = send_program(robot.board.port, content, note.name, progress=progress, backups=backups, note=text)
        if robot.key is not None:
            self.book.put(Put(robot.key, note.child, note.name, sha256, self.at))
        return installed


def keep_program(home: Path, book: ClassBook, child: str, program: Path, name: str | None = None) -> None:
    """Keep a program as a child's last one. Args: name: what the child calls it, if not as the file.

    Raises: BadChildId, BackupFailed.
    """
    content = program.read_bytes()
    ChildPrograms(home, child).keep(content)
    book.name_program(child, sha256_of(content), name or program.name)


def backups_of(home: Path, book: ClassBook, robot: Robot, stamp: str, sender: str | None = None) -> ClassBackups:
    """Return where what is on a robot is kept before it is replaced: with the child whose it is, if anybody's.

    It becomes its child's last program only if nothing newer is: no program on another robot, and none of the same
    child (the sender) that is about to replace it.
    """
    child = robot.child
    ours = frozenset({sha256_of(PUT_AWAY_PROGRAM.read_bytes())})
    if child is None:
        return ClassBackups(home, robot.board.name, stamp, safe=ours)
    last = book.last_put_of(child)
    is_last = child != sender and (last is None or last.robot == robot.key)
    return ClassBackups(home, robot.board.name, stamp, ChildPrograms(home, child), is_last, ours)


def save_program(home: Path, book: ClassBook, robot: Robot, stamp: str) -> None:
    """Keep what is on a robot without replacing it. Raises: BackupFailed; what fetch_program raises."""
    content = fetch_program(robot.board.port)
    backups = backups_of(home, book, robot, stamp)
    if content and not backups.refresh(sha256_of(content)):
        backups.keep(content)


def to_charge(robots: Sequence[Robot]) -> list[Robot]:
    """The robots whose battery is low, as they said themselves."""
    return [robot for robot in robots if robot.identity is not None and robot.identity.is_battery_low]
