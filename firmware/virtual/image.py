"""The flash of a virtual board: a file of 4 KiB blocks, 1 MiB unless it is there already.

Only MicroPython (prelude) formats and reads it. A new one is built beside its place and put there when its file system
is mounted, so a file at that place is never half-made, and never formatted again.
"""

import fcntl
import os
from pathlib import Path

from firmware.errors import ImageDamaged, ImageTaken

BLOCK_BYTES = 4096
BLOCKS_NEW = 256
BLOCKS_MIN = 8


class Image:
    """An open image; `is_fresh` until `settle` has put a new one at its place."""

    def __init__(self, path: Path) -> None:
        """Open or begin it. Raises: ImageTaken, ImageDamaged (its size is no flash's)."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.is_fresh = not path.exists()
        self._open_path = path.with_name(path.name + ".new") if self.is_fresh else path
        self.descriptor = os.open(self._open_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self.descriptor)
            raise ImageTaken(image=str(path)) from error
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

    def close(self) -> None:
        """Close it; a new one that never got a file system goes."""
        if self.is_fresh:
            self._open_path.unlink(missing_ok=True)
        os.close(self.descriptor)
