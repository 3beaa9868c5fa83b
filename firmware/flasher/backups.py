"""Keep on the PC what a child had on the robot, before it is replaced.

    <home>/backups/BOARD/TIMESTAMP-sha256[:12].py

The board's name and the moment are all that a name holds, never a person's. Time comes in as an argument.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import BackupFailed
from firmware.flasher.payload import sha256_of

__all__ = ["BACKUPS_MAX", "Backups"]

BACKUPS_MAX = 20  # a summer of one robot, some 100 kB


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
        except OSError as error:
            raise BackupFailed(str(self.folder), error.strerror or str(error)) from error
        return False

    def keep(self, content: bytes) -> Path:
        """Keep a program, whole or not at all, and only the last ones.

        Raises: BackupFailed: the disk does not take it.
        """
        path = self._path(sha256_of(content))
        staged = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with staged.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(path)
            for old in self._kept()[:-BACKUPS_MAX]:
                old.unlink()
        except OSError as error:
            raise BackupFailed(str(self.folder), error.strerror or str(error)) from error
        return path

    def _kept(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.folder.glob("*-*.py"))

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{self.at}-{sha256[:12]}.py"
