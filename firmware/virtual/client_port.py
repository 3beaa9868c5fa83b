"""The serial port that a client opens: a pty, and what waits to be read from it.

Nobody has to read it. A client that is there gets everything: while it is slow the board waits. When nothing has been
taken for STALL_S there is no client, as for a board's USB driver: from then on the oldest is dropped beyond
OUTPUT_BYTES_MAX, until somebody reads.
"""

import os
import time

from firmware.virtual.child import open_raw_pty

OUTPUT_BYTES_MAX = 16 * 1024
READ_BYTES = 64 * 1024
STALL_S = 0.5


class ClientPort:
    """Our side of the pty. The client's side stays open here too: so it keeps its settings, and writes do not fail."""

    def __init__(self) -> None:
        self.descriptor, self._far = open_raw_pty()
        self.path = os.ttyname(self._far)
        self._waiting = bytearray()
        self._stuck_since: float | None = None

    @property
    def has_output(self) -> bool:
        """Whether something waits for the client."""
        return bool(self._waiting)

    @property
    def takes_more(self) -> bool:
        """Whether the board may go on printing."""
        return len(self._waiting) < OUTPUT_BYTES_MAX or self._is_stalled()

    @property
    def patience_s(self) -> float | None:
        """How long until a client that takes nothing counts as none; None when that is not the question."""
        if self._stuck_since is None or self._is_stalled():
            return None
        return self._stuck_since + STALL_S - time.monotonic()

    def read(self) -> bytes:
        """Return what the client has sent."""
        return os.read(self.descriptor, READ_BYTES)

    def write(self, data: bytes) -> None:
        """Queue output."""
        self._waiting += data

    def flush(self) -> None:
        """Give the client what it takes now."""
        if self._waiting:
            try:
                del self._waiting[: os.write(self.descriptor, self._waiting)]
                self._stuck_since = None
            except BlockingIOError:
                if self._stuck_since is None:
                    self._stuck_since = time.monotonic()
        if self._is_stalled():
            del self._waiting[:-OUTPUT_BYTES_MAX]

    def close(self) -> None:
        """End the port; a client that has it open sees a hang-up."""
        os.close(self.descriptor)
        os.close(self._far)

    def _is_stalled(self) -> bool:
        return self._stuck_since is not None and time.monotonic() - self._stuck_since >= STALL_S
