"""The serial port that a client opens: a pty, the line behind it, and what waits to be read from it.

Nobody has to read it. A client that is there gets everything: while it is slow the board waits. When nothing has been
taken for STALL_S there is no client, as for a board's USB driver: from then on the oldest is dropped beyond
OUTPUT_BYTES_MAX, until somebody reads. On a slow line a client's writes back up in the pty, as on a real port.
"""

import os
import random
import time

from firmware.virtual.child import open_raw_pty
from firmware.virtual.link import Lane, Link

OUTPUT_BYTES_MAX = 16 * 1024
PIECE_BYTES = 64 * 1024
PIECE_BYTES_SLOW = 256  # what waits before a slow line stands between a Ctrl-C and its effect
STALL_S = 0.5


class ClientPort:
    """Our side of the pty. The client's side stays open here too: so it keeps its settings, and writes do not fail."""

    def __init__(self, link: Link | None = None) -> None:
        link = link or Link()
        self.descriptor, self._far = open_raw_pty()
        self.path = os.ttyname(self._far)
        self.piece_bytes = PIECE_BYTES if link.baud is None else PIECE_BYTES_SLOW  # to print at once
        draws = random.Random()  # a real line's delays repeat for nobody
        self._to_board, self._to_client = (Lane(link, lambda most: draws.randint(0, most)) for _ in range(2))
        self._printed = bytearray()  # not yet on the line
        self._waiting = bytearray()  # behind the line, not yet taken by the client
        self._stuck_since: float | None = None
        self._uncut_bytes = link.cut_after  # how many the client may still send; None for any number

    @property
    def has_output(self) -> bool:
        """Whether something waits for the client."""
        return bool(self._waiting)

    @property
    def has_room(self) -> bool:
        """Whether the client may go on sending."""
        return self._room_bytes() > 0

    @property
    def takes_more(self) -> bool:
        """Whether the board may go on printing."""
        return not self._printed and (len(self._waiting) < OUTPUT_BYTES_MAX or self._is_stalled())

    @property
    def is_cut(self) -> bool:
        """Whether everything has come over that the client could send before its plug was pulled."""
        return self._uncut_bytes == 0 and not self._to_board.size_bytes

    def wait_s(self, *, for_input: bool) -> float | None:
        """Return how long until something is to be looked at here without a word from the client; None for ever.

        Args: for_input: whether what comes over the line is wanted now.
        """
        now = time.monotonic_ns()
        moments = [self._to_client.next_at(), self._to_board.next_at() if for_input else None]
        waits = [max(0, at - now) / 1e9 for at in moments if at is not None]
        if self._stuck_since is not None and not self._is_stalled():  # how long it still counts as a client
            waits.append(self._stuck_since + STALL_S - now / 1e9)
        return min(waits, default=None)

    def read(self) -> None:
        """Put what the client has sent on the line, as much as that takes."""
        data = os.read(self.descriptor, self._room_bytes())
        if self._uncut_bytes is not None:
            self._uncut_bytes -= len(data)
        self._to_board.put(data, time.monotonic_ns())

    def take(self) -> bytes:
        """Return what has come over the line."""
        return self._to_board.take(time.monotonic_ns())

    def write(self, data: bytes) -> None:
        """Queue output."""
        self._printed += data

    def flush(self) -> None:
        """Move output along the line, and give the client what it takes now."""
        now = time.monotonic_ns()
        on_line = self._printed[: self._to_client.room_bytes(now)]
        self._to_client.put(bytes(on_line), now)
        del self._printed[: len(on_line)]
        self._waiting += self._to_client.take(now)
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

    def _room_bytes(self) -> int:
        room_bytes = self._to_board.room_bytes(time.monotonic_ns())
        return room_bytes if self._uncut_bytes is None else min(room_bytes, self._uncut_bytes)

    def _is_stalled(self) -> bool:
        return self._stuck_since is not None and time.monotonic() - self._stuck_since >= STALL_S
