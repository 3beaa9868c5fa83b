"""The field's end of one board's channel: frames in batches, answers one by one.

Frames (little-endian): from the board 8 bytes `<BBHi` op, pin, arg, value; to the board 64 bytes: `<qiI` now_us, value,
whether edges may wait for it, and two words for each step told ahead (`habits`), 0 where there is none.
A board sends its unanswered frames together with the question that follows them, so one read usually brings all.
"""

import socket
import struct
from collections.abc import Callable

from firmware.virtual.looking import DONT_WAIT, HAS_DONT_WAIT, PatientSocket

__all__ = [
    "AHEAD_MAX",
    "ANSWER",
    "EDGE",
    "FAR",
    "HALT",
    "HELLO",
    "IRQ",
    "NOTHING_AHEAD",
    "PASS",
    "POLL",
    "READ",
    "READ_COST_US",
    "REQUEST",
    "SYNC",
    "WAIT",
    "WAITED",
    "WRITE",
    "Channel",
    "Frame",
]

READ_COST_US = 20  # what an operation costs the board
RECEIVE_BYTES = 2048
TICK_S = 0.05  # how long a blocking read lasts before the caller looks at clocks and processes
REQUEST = struct.Struct("<BBHi")
ANSWER = struct.Struct("<qiI12i")
_ANSWERS = [struct.Struct(f"<qiI{count}i{48 - 4 * count}x").pack for count in range(13)]  # a word of 0 is no step
AHEAD_MAX = 6
WAITED = 0x40  # in place of the kind of a reading: a wait that is over at that moment
FAR = 0x8000  # in a word: holds only for a board that gave no command since the answer
NOTHING_AHEAD = [0] * 12

Frame = tuple[int, int, int, int]


# HELLO to READ, EDGE and SYNC are answered. Plain numbers: they are compared 10,000 times a simulated second.
HELLO, WAIT, POLL, READ, WRITE, IRQ, EDGE, HALT, PASS, SYNC = range(1, 11)


class Channel:
    """A stream socket in frames. `is_closed` once the other end is gone."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.descriptor = sock.fileno()
        self.is_closed = False
        self._rest = b""
        self._recv: Callable[[int, int], bytes] = sock.recv
        self._send: Callable[[bytes, int], int] = sock.send
        if not HAS_DONT_WAIT:
            patient = PatientSocket(sock, TICK_S)
            self._recv, self._send = patient.recv, patient.send
            return
        sock.setblocking(True)
        seconds, share = divmod(TICK_S, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(seconds), int(share * 1_000_000)))

    def receive(self, *, wait: bool) -> list[Frame]:
        """Whole frames that have come; with `wait`, after at most TICK_S. Empty: nothing yet, or `is_closed`."""
        try:
            data = self._recv(RECEIVE_BYTES, 0 if wait else DONT_WAIT)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            data = b""
        if not data:
            self.is_closed = True
            return []
        if self._rest or len(data) & 7:
            data = self._rest + data
            whole = len(data) & ~7
            data, self._rest = data[:whole], data[whole:]
        return list(REQUEST.iter_unpack(data))

    def answer(self, now_us: int, value: int, has_edges: bool, words: list[int] = NOTHING_AHEAD) -> None:
        """Send one answer, and with it up to 12 words of what is told ahead.

        A board never has more than a few under way, so the socket always takes it.
        """
        try:
            self._send(_ANSWERS[len(words)](now_us, value, has_edges, *words), DONT_WAIT)
        except OSError:
            self.is_closed = True

    def close(self) -> None:
        """Give the socket back."""
        self.is_closed = True
        self.socket.close()
