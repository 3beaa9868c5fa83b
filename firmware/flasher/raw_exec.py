"""Code in a board's raw REPL, and the bytes that go past it: the protocol, below whatever an error means to a person.

Code that reads bytes says READY before it reads them, and after. Code that asks how to go on says READY too and waits
for one line. Longer code goes by mpremote's raw paste.
"""

import time
from typing import Any

from mpremote.transport import TransportError, TransportExecError

from firmware.flasher.bounded_port import BoundedPort, Overdue
from firmware.flasher.contact import CTRL_C, READ_S_MAX

__all__ = ["BAUD", "RawExec"]

BAUD = 115200  # USB ports ignore it; the UART bridges of ESP32 boards start at it
READY, END_OF_OUTPUT = b"\x06", b"\x04"
PIECE_BYTES = 1024  # of a payload, for the progress
PIECE_BYTES_UNSEEN = 8 * 1024  # when nobody looks on; the slowest line takes it within the port's write timeout
TYPED_BYTES_MAX = 255  # a raw prompt takes so much at once, as mpremote has always sent it
SLOWEST_S_A_BYTE = 4 * 10 / BAUD


class RawExec:
    """One exec after the other on a port that is in the raw REPL.

    Raises, everywhere: Overdue; TransportError, and TransportExecError with what the code printed and its complaint;
    and what a port raises that goes away.
    """

    def __init__(self, transport: Any, port: BoundedPort) -> None:
        """Args: transport: mpremote's, which reads and writes by this very port."""
        self._transport = transport
        self._port = port
        self._untaken_bytes = 0  # of a payload: sent, and the board has not said yet that it has them

    def begin(self, source: bytes, payload: bytes) -> None:
        """Send code, and the bytes that it reads, and do not wait for what it says."""
        if len(source) <= TYPED_BYTES_MAX:
            self._type(source)
        else:
            self._transport.exec_raw_no_follow(source)
        self._send(payload)

    def go_on(self, line: bytes, payload: bytes) -> None:
        """Answer code that asks how to go on; otherwise as begin."""
        self._port.write(line + b"\n")
        self._send(payload)

    def until_asked(self, seconds_max: float) -> bytes:
        """Return what the code says until it asks how to go on, or ends."""
        self._make_sure()
        until_s = time.monotonic() + seconds_max
        heard = b""
        while time.monotonic() < until_s:
            heard += self._port.read_some()
            said, asked, after = heard.partition(READY)
            if END_OF_OUTPUT in said:
                self._port.unread(heard)
                return self.follow(seconds_max)
            if asked:
                self._port.unread(after)
                return said
        raise Overdue

    def follow(self, seconds_max: float) -> bytes:
        """Return what the code says until its end."""
        self._make_sure()
        printed = self._port.read_past(END_OF_OUTPUT, seconds_max)
        complaint = self._port.read_past(END_OF_OUTPUT, seconds_max)
        if complaint:
            trace = complaint.decode("utf-8", "replace")
            raise TransportExecError(printed, trace)  # type: ignore[no-untyped-call]
        return printed

    def _type(self, source: bytes) -> None:
        """Type short code at the raw prompt: raw paste would wait for the board three times on the way."""
        self._port.read_past(b">", READ_S_MAX)
        self._port.write(source + b"\x04")
        if self._port.read(2) != b"OK":
            raise TransportError("the board did not take the code")

    def _send(self, payload: bytes) -> None:
        if not payload or not self._is_ready(READ_S_MAX):
            return  # one that broke meanwhile says so to whoever follows
        piece_bytes = PIECE_BYTES if self._port.is_counted else PIECE_BYTES_UNSEEN
        for begin in range(0, len(payload), piece_bytes):
            self._port.write(payload[begin : begin + piece_bytes])
        self._untaken_bytes = len(payload)

    def _make_sure(self) -> None:
        """Wait until what was sent has been taken."""
        untaken_bytes, self._untaken_bytes = self._untaken_bytes, 0
        if untaken_bytes and not self._is_ready(READ_S_MAX + untaken_bytes * SLOWEST_S_A_BYTE):
            self._port.write(CTRL_C)  # some of it was lost on the way, and it waits for the rest

    def _is_ready(self, seconds_max: float) -> bool:
        """Wait for READY; False when the program ended first, or nothing came."""
        until_s = time.monotonic() + seconds_max
        while time.monotonic() < until_s:
            heard = self._port.read(1)
            if heard == READY:
                return True
            if heard == END_OF_OUTPUT:  # the rest is for whoever follows
                self._port.unread(heard)
                return False
        return False
