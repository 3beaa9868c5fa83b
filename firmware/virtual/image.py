"""The flash of a virtual board: a file of 4 KiB blocks, 1 MiB unless it is there already.

Only MicroPython (prelude) formats and reads it. A new one is built beside its place and put there when its file system
is mounted, so a file at that place is never half-made, and never formatted again.

While no board runs on it, the file is all there is of a flash: a copy of it is a copy of the board, put back it is the
board as it was. While a board runs on it, a copy is what a power cut would leave.
"""

import fcntl
import os
from pathlib import Path

from firmware.errors import ImageDamaged, ImageTaken
from firmware.virtual.launcher import BLOCK_BYTES, BLOCKS_NEW

BLOCKS_MIN = 8


class Image:
    """An open image; `is_fresh` until `settle` has put a new one at its place."""

    def __init__(self, path: Path, *, reset: bool = False) -> None:
        """Open or begin it.

        Args: reset: begin a new one even where there is one, which stays until the new one holds a file system.
        Raises: ImageTaken, ImageDamaged (its size is no flash's).
        """
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        there = path.exists()
        self.is_fresh = reset or not there
        self._open_path = path.with_name(path.name + ".new") if self.is_fresh else path
        self._replaced = self._open_alone(path) if reset and there else None
        try:
            self.descriptor = self._open_alone(self._open_path)
        except ImageTaken:
            self._let_go_of_replaced()
            raise
        if self.is_fresh:
            os.ftruncate(self.descriptor, 0)  # the rest of a board that was killed at its first start
            os.pwrite(self.descriptor, b"\xff" * (BLOCKS_NEW * BLOCK_BYTES), 0)
        size_bytes = os.fstat(self.descriptor).st_size
        self.blocks = size_bytes // BLOCK_BYTES
        if size_bytes % BLOCK_BYTES or self.blocks < BLOCKS_MIN:
            os.close(self.descriptor)
            raise ImageDamaged(image=str(path), reason=f"{size_bytes} bytes are not whole blocks of {BLOCK_BYTES}")

    def settle(self) -> None:
        """Put a new image at its place: it holds a file system now."""
        if self.is_fresh:
            os.fsync(self.descriptor)
            self._open_path.rename(self.path)
            self.is_fresh = False
            self._let_go_of_replaced()

    def close(self) -> None:
        """Close it; a new one that never got a file system goes."""
        if self.is_fresh:
            self._open_path.unlink(missing_ok=True)
        self._let_go_of_replaced()
        os.close(self.descriptor)

    def _open_alone(self, path: Path) -> int:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise ImageTaken(image=str(self.path)) from error
        return descriptor

    def _let_go_of_replaced(self) -> None:
        """Free the image that a reset takes the place of; it was held so that no other board starts on it."""
        if self._replaced is not None:
            os.close(self._replaced)
            self._replaced = None
