"""A serial port that waits for nothing without end; it stands where mpremote reads and writes."""

import time
from collections.abc import Callable
from typing import Any

__all__ = ["BoundedPort", "Overdue"]


class Overdue(Exception):  # noqa: N818 - never leaves the transport
    """The time for one step is over."""


class BoundedPort:
    """pyserial's port with a deadline for each step and a count of what was written; stands where mpremote reads."""

    def __init__(self, port: Any) -> None:
        self.port = port
        self.deadline_s = time.monotonic()
        self._on_written: Callable[[int], None] | None = None
        self._written = 0

    def count_into(self, on_written: Callable[[int], None] | None) -> None:
        """Report the bytes written from now on; None ends it."""
        self._on_written = on_written
        self._written = 0

    def allow(self, seconds: float) -> None:
        """Give the next step this long."""
        self.deadline_s = time.monotonic() + seconds

    def _check(self) -> None:
        if time.monotonic() > self.deadline_s:
            raise Overdue

    def inWaiting(self) -> int:  # noqa: N802 - mpremote calls pyserial by its old names
        self._check()
        return int(self.port.in_waiting)

    def read(self, count: int = 1) -> bytes:
        self._check()
        return bytes(self.port.read(count))

    def write(self, data: bytes) -> int:
        self._check()
        written = int(self.port.write(data) or 0)
        self._written += len(data)
        if self._on_written is not None:
            self._on_written(self._written)
        return written
