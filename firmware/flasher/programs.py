"""Keep each child's programs on the PC, so that the last one comes back onto any robot.

    <home>/children/ID/NUMBER-sha256[:12].py

The highest number is the last program: no clock decides. ID is an opaque id; a file never holds a name.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from firmware.errors import BackupFailed, BadChildId, NoChildProgram
from firmware.flasher.backups import Backups
from firmware.flasher.payload import sha256_of

__all__ = ["PROGRAMS_MAX", "ChildPrograms", "ClassBackups"]

PROGRAMS_MAX = 20
# A random person id, or a short word with a digit in it: a name has none. COM1 and LPT1 are no folders on Windows.
ID = re.compile(r"p-[a-z2-7]{10}|(?!(?:com|lpt)\d$)(?=[a-z_-]*\d)[a-z0-9][a-z0-9_-]{0,31}", re.ASCII)
_T = TypeVar("_T")
KEPT = re.compile(r"(\d{4,})-([0-9a-f]{12})\.py")


@dataclass(frozen=True, slots=True)
class ChildPrograms:
    """The programs of one child. Raises: BadChildId: what is no id, and may be a name."""

    home: Path
    child: str

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.child):
            raise BadChildId(self.child)

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.home / "children" / self.child

    def holds(self, sha256: str) -> bool:
        """Whether this program is kept here, whole. Raises: BackupFailed: the disk cannot be read."""
        return self._find(sha256) is not None

    def keep(self, content: bytes) -> Path:
        """Keep a program as the child's last one, whole or not at all; only the last ones stay.

        Raises: BackupFailed: the disk does not take it.
        """
        sha256 = sha256_of(content)
        return self._guarded(lambda: self._keep(content, sha256))

    def keep_older(self, content: bytes) -> None:
        """Keep a program without making it the last one, when there is another.

        Raises: BackupFailed: the disk does not take it.
        """
        newest = self._newest()
        last = content if newest is None else newest.read_bytes()
        self.keep(content)
        self.keep(last)

    def make_last(self, sha256: str) -> None:
        """Make a program that is kept the last one. Raises: NoChildProgram: it is not kept. BackupFailed."""
        path = self._find(sha256)
        if path is None:
            raise NoChildProgram(self.child)
        self.keep(path.read_bytes())

    def last(self) -> Path:
        """Return the child's last program. Raises: NoChildProgram: none is kept, or none is whole."""
        newest = self._newest()
        if newest is None:
            raise NoChildProgram(self.child)
        return newest

    def _newest(self) -> Path | None:
        return next((path for path in reversed(self._guarded(self._kept)) if _is_whole(path)), None)

    def _keep(self, content: bytes, sha256: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = self._kept()
        number = 1 + (int(kept[-1].name.split("-")[0]) if kept else 0)
        path = self.folder / f"{number:04}-{sha256[:12]}.py"
        before = self._find(sha256)
        if before is not None:
            if before != kept[-1]:
                before.replace(path)
                return path
            return before
        staged = path.with_suffix(".new")
        with staged.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
        for old in self._kept()[:-PROGRAMS_MAX]:
            old.unlink()
        return path

    def _find(self, sha256: str) -> Path | None:
        paths = self._guarded(self._kept)
        return next((path for path in paths if path.stem.endswith(sha256[:12]) and _is_whole(path)), None)

    def _kept(self) -> list[Path]:
        """Oldest first."""
        paths = [path for path in self.folder.glob("*-*.py") if KEPT.fullmatch(path.name)]
        return sorted(paths, key=lambda path: (int(path.name.split("-")[0]), path.name))

    def _guarded(self, step: Callable[[], _T]) -> _T:
        try:
            return step()
        except OSError as error:
            raise BackupFailed(str(self.folder), error.strerror or str(error)) from error


def _is_whole(path: Path) -> bool:
    return sha256_of(path.read_bytes())[:12] == path.stem.split("-")[1]


@dataclass(frozen=True, slots=True)
class ClassBackups(Backups):
    """What was on a robot, kept under the child whose it is; nobody's is kept under the robot's name."""

    owner: ChildPrograms | None = None
    is_owners_last: bool = True
    """This robot was the last that the owner's program was put on: what is on it is the owner's last program."""
    safe: frozenset[str] = frozenset()
    """SHA-256 of programs that need not be kept: those that come with kagarobo, and what a child has just given."""

    def refresh(self, sha256: str) -> bool:
        """Whether this program is kept already. Raises: BackupFailed."""
        if sha256 in self.safe:
            return True
        if self.owner is not None:
            return self.owner.holds(sha256)
        return Backups.refresh(self, sha256)

    def keep(self, content: bytes) -> Path:
        """Keep a program. Raises: BackupFailed."""
        if self.owner is not None:
            if self.is_owners_last:
                self.owner.keep(content)
            else:
                self.owner.keep_older(content)
        return Backups.keep(self, content)

    def remember(self, content: bytes) -> None:
        """Keep a program that is about to be sent. Raises: BackupFailed."""
        if sha256_of(content) not in self.safe:
            Backups.remember(self, content)
