"""One writer: a lock on `<file>.lock`, held for life; the system lets go of it when its holder dies."""

import os
import sys
from pathlib import Path

from judge.errors import JournalTaken, NotAJournal

__all__ = ["WriterLock"]

PID_BYTES_MAX = 20
LOCKED_BYTE = 1_000_000  # Windows locks bytes, and a locked byte cannot be read: one far behind the pid


class WriterLock:
    """The right to write one journal.

    The lock file stays when the journal is closed: removing it would let two writers lock two files of one name.
    Raises: JournalTaken: a living process holds it (field: pid). NotAJournal: no lock can be made there.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise NotAJournal(str(path), "no_access" if path.parent.is_dir() else "missing") from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            pid = _pid(os.read(self._descriptor, PID_BYTES_MAX))
            os.close(self._descriptor)
            raise JournalTaken(str(path), pid) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let another process write."""
        os.close(self._descriptor)


def _pid(text: bytes) -> int | None:
    return int(text) if text.strip().isdigit() else None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
