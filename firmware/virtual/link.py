"""The line between a client and its board: how slow it is, and when its plug is pulled.

Rule 1: no clock, no port: bytes and moments in, bytes and moments out. Moments are ns of a clock that never goes back.
Rule 2: whole numbers only, so that a byte never arrives before its time, however long the transfer.

A line is never faster than its rate (8N1: ten bits a byte). It may be slower: arrivals are looked at every GRAIN_NS.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Lane", "Link"]

BITS_A_BYTE = 10  # start bit, eight of data, stop bit
SECOND_NS = 1_000_000_000
GRAIN_NS = 4_000_000  # a chip on USB, too, hands over what has gathered, not byte for byte
FIFO_NS = 20_000_000  # what a sender may have handed over ahead; longer than a busy machine lets us wait
FIFO_BYTES_MIN = 16  # as in a plain UART
LANE_BYTES_MAX = 64 * 1024  # on their way on a line without a rate, but with latency


@dataclass(frozen=True, slots=True)
class Link:
    """What line a board hangs on; the default is one that costs no time."""

    baud: int | None = None
    """Bits a second in each direction, ten a byte; None for no limit."""
    latency_ms: int = 0
    """From one end to the other, each way, on top of the rate."""
    jitter_ms: int = 0
    """Up to so much more for each message, drawn anew each time; bytes never overtake each other."""
    cut_after: int | None = None
    """The plug is pulled when the client has sent so many bytes; None for never."""


class Lane:
    """One direction of a line: bytes come out in order, each when its time has come."""

    def __init__(self, link: Link, draw: Callable[[int], int] = lambda _most: 0) -> None:
        """Args: draw: a whole number from 0 to the one given, for the jitter."""
        self._baud = link.baud
        self._latency_ns = link.latency_ms * 1_000_000
        self._jitter_ns, self._draw = link.jitter_ms * 1_000_000, draw
        self._pieces: deque[tuple[int, bytes]] = deque()  # (when its first bit comes out, the rest of the piece)
        self._size_bytes = 0
        self._last_out_at = 0  # when the last piece has come out, of a line with jitter
        self._sent_at = 0  # when everything handed over so far has left the sender

    @property
    def size_bytes(self) -> int:
        """How many bytes are on their way, or have arrived and were not taken."""
        return self._size_bytes

    def room_bytes(self, now: int) -> int:
        """Return how many bytes the sender may hand over now: what it holds back is bounded, and so is the line."""
        if self._baud is None:
            return max(0, LANE_BYTES_MAX - self._size_bytes)
        fifo_bytes = max(FIFO_BYTES_MIN, self._bytes_in(FIFO_NS))
        unsent_bytes = -self._bytes_in(-max(0, self._sent_at - now))
        line_bytes = fifo_bytes + self._bytes_in(self._latency_ns)
        return max(0, min(fifo_bytes - unsent_bytes, line_bytes - self._size_bytes))

    def put(self, data: bytes, now: int) -> None:
        """Hand over bytes; they queue behind what is still being sent."""
        if not data:
            return
        begins_at = max(now, self._sent_at)
        self._sent_at = begins_at + self._duration_ns(len(data))
        out_at = begins_at + self._latency_ns
        if self._jitter_ns:
            out_at = max(out_at + self._draw(self._jitter_ns), self._last_out_at)
            self._last_out_at = out_at + self._duration_ns(len(data))
        self._pieces.append((out_at, data))
        self._size_bytes += len(data)

    def take(self, now: int) -> bytes:
        """Return what has arrived."""
        taken = bytearray()
        while self._pieces:
            at, data = self._pieces[0]
            arrived_bytes = self._arrived_bytes(at, len(data), now)
            taken += data[:arrived_bytes]
            if arrived_bytes < len(data):
                self._pieces[0] = (at + self._duration_ns(arrived_bytes), data[arrived_bytes:])
                break
            self._pieces.popleft()
        self._size_bytes -= len(taken)
        return bytes(taken)

    def next_at(self) -> int | None:
        """Return when it is worth looking again: the end of a short message, a grain of a long one; None if empty."""
        if not self._pieces:
            return None
        first_at = self._pieces[0][0]
        last_at, last = self._pieces[-1]
        one_byte_at = first_at + self._duration_ns(1)
        return min(last_at + self._duration_ns(len(last)), max(one_byte_at, first_at + GRAIN_NS))

    def _arrived_bytes(self, at: int, size_bytes: int, now: int) -> int:
        if now < at:
            return 0
        return size_bytes if self._baud is None else min(size_bytes, self._bytes_in(now - at))

    def _duration_ns(self, size_bytes: int) -> int:
        """How long so many bytes take to send, rounded up."""
        return 0 if self._baud is None else -(-size_bytes * BITS_A_BYTE * SECOND_NS // self._baud)

    def _bytes_in(self, duration_ns: int) -> int:
        """How many whole bytes can be sent in a time, rounded down."""
        return duration_ns * (self._baud or 0) // (BITS_A_BYTE * SECOND_NS)
