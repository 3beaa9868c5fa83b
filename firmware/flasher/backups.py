"""Keep on the PC what a child had on the robot, before it is replaced.

    <home>/backups/BOARD/TIMESTAMP-sha256[:12].py
    <home>/sent/sha256.py

What was sent from here need not be read back over the line before it is replaced: so the last ones that were sent are
kept too, for all boards together.
The board's name and the moment are all that a name holds, never a person's. Time comes in as an argument.
"""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import BackupFailed
from firmware.flasher.payload import sha256_of

__all__ = ["BACKUPS_MAX", "Backups"]

BACKUPS_MAX = 20  # a summer of one robot, some 100 kB
SENT_MAX = 100  # a day of a class


@dataclass(frozen=True, slots=True)
class Backups:
    """The programs that were on one board."""

    home: Path
    board: str
    at: str
    """Now, sortable: `20261123T140500Z`."""

    @property
    def folder(self) -> Path:
        """Where they lie; what a file name cannot hold on some system becomes a dash."""
        return self.home / "backups" / (re.sub(r"[^A-Za-z0-9_-]", "-", self.board)[:64] or "-")

    def refresh(self, sha256: str) -> bool:
        """Whether this program is kept already; if so, it counts as kept now.

        Raises: BackupFailed: the disk does not take it.
        """
        try:
            for path in self._kept():
                if path.stem.endswith(f"-{sha256[:12]}") and sha256_of(path.read_bytes()) == sha256:
                    path.replace(self._path(sha256))
                    return True
            sent = self._sent / f"{sha256}.py"
            content = sent.read_bytes() if sent.exists() else b""
        except OSError as error:
            raise BackupFailed(str(self.folder), error.strerror or str(error)) from error
        if sha256_of(content) != sha256:
            return False
        self.keep(content)
        return True

    def keep(self, content: bytes) -> Path:
        """Keep a program, whole or not at all, and only the last ones.

        Raises: BackupFailed: the disk does not take it.
        """
        path = self._path(sha256_of(content))
        _write(path, content)
        for old in self._kept()[:-BACKUPS_MAX]:
            old.unlink(missing_ok=True)
        return path

    def remember(self, content: bytes) -> None:
        """Keep a program that is about to be sent.

        Raises: BackupFailed: the disk does not take it.
        """
        _write(self._sent / f"{sha256_of(content)}.py", content)
        for old in sorted(self._sent.glob("*.py"), key=_moment)[:-SENT_MAX]:
            old.unlink(missing_ok=True)

    @property
    def _sent(self) -> Path:
        return self.home / "sent"

    def _kept(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.folder.glob("*-*.py"))

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{self.at}-{sha256[:12]}.py"


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; threads of other boards do so beside us."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
    except OSError as error:
        raise BackupFailed(str(path.parent), error.strerror or str(error)) from error


def _moment(path: Path) -> int:
    """When it was written; what another thread has just removed is the oldest."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
