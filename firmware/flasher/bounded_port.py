"""A serial port that waits for nothing without end; it stands where mpremote reads and writes."""

import time
from collections.abc import Callable
from typing import Any

__all__ = ["BoundedPort", "Overdue"]


READ_BYTES_MAX = 4096


class Overdue(Exception):  # noqa: N818 - never leaves the transport
    """The time for one step is over."""


class BoundedPort:
    """pyserial's port with a deadline for each step and a count of what was written; stands where mpremote reads.

    mpremote reads byte by byte. What has come is fetched at once and handed out from memory, or each byte would cost
    two system calls.
    """

    def __init__(self, port: Any) -> None:
        self.port = port
        self._heard = bytearray()
        self.deadline_s = time.monotonic()
        self._on_written: Callable[[int], None] | None = None
        self._written = 0

    def count_into(self, on_written: Callable[[int], None] | None) -> None:
        """Report the bytes written from now on; None ends it."""
        self._on_written = on_written
        self._written = 0

    @property
    def is_counted(self) -> bool:
        """Whether somebody looks on."""
        return self._on_written is not None

    @property
    def timeout_s(self) -> float:
        """How long a read waits."""
        return float(self.port.timeout)

    @timeout_s.setter
    def timeout_s(self, seconds: float) -> None:
        self.port.timeout = seconds

    def allow(self, seconds: float) -> None:
        """Give the next step this long."""
        self.deadline_s = time.monotonic() + seconds

    def _check(self) -> None:
        if time.monotonic() > self.deadline_s:
            raise Overdue

    def inWaiting(self) -> int:  # noqa: N802 - mpremote calls pyserial by its old names
        self._check()
        return len(self._heard) or int(self.port.in_waiting)

    def read(self, count: int = 1) -> bytes:
        """Return so many bytes, or fewer when no more come within the port's timeout."""
        self._check()
        missing = count - len(self._heard)
        if missing > 0:
            self._heard += self.port.read(max(missing, min(int(self.port.in_waiting), READ_BYTES_MAX)))
        data = bytes(self._heard[:count])
        del self._heard[:count]
        return data

    def read_some(self) -> bytes:
        """Return what has come; b"" when nothing does within the port's timeout."""
        return self.read(len(self._heard) or min(max(1, int(self.port.in_waiting)), READ_BYTES_MAX))

    def read_past(self, ending: bytes, quiet_s_max: float) -> bytes:
        """Return what comes before the ending, and take that away too. Raises: Overdue: nothing came for so long."""
        heard = b""
        heard_s = time.monotonic()
        while ending not in heard:
            piece = self.read_some()
            heard += piece
            if piece:
                heard_s = time.monotonic()
            elif time.monotonic() - heard_s > quiet_s_max:
                raise Overdue
        said, _, after = heard.partition(ending)
        self.unread(after)
        return said

    def unread(self, data: bytes) -> None:
        """Put bytes back in front: they belong to the next step."""
        self._heard[:0] = data

    def write(self, data: bytes) -> int:
        self._check()
        written = int(self.port.write(data) or 0)
        self._written += len(data)
        if self._on_written is not None:
            self._on_written(self._written)
        return written
