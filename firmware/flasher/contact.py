"""Stop whatever runs on a board and find its raw REPL: rows of Ctrl-C, and a question that only a prompt can answer.

Knows the bytes, not the port: that is a `BoundedPort`, whose errors are for the transport.
"""

import re
import secrets
import time
from dataclasses import dataclass

import serial

from firmware.flasher.bounded_port import BoundedPort, Overdue

__all__ = ["CTRL_C", "OLDEST_WORDS", "QUIET_S", "READ_S_MAX", "Contact", "Found"]

READ_S_MAX = 2.0  # a board grants the next raw-paste window within milliseconds
ANSWER_S = 0.4  # a launcher brakes the motors for 150 ms before it lets go
ROW_S = 0.25  # how much longer each row of Ctrl-C is than the one before
ROW_BYTES, ROW_PAUSE_S = 32, 0.004  # below what a line of 115200 baud takes, or what follows would wait behind it
QUIET_S = 0.05
HEARD_BYTES_MAX = 4096
CTRL_C = b"\x03"
RAW_REPL = b"raw REPL; CTRL-B to exit\r\n"
WHO = b"import sys\nprint(%d*%d,sys.implementation[0],*sys.implementation[1])"
END_OF_ANSWER = b"\r\n\x04\x04>"
OLDEST = (1, 22)  # the first with everything that the library and the flasher use
OLDEST_WORDS = ".".join(map(str, OLDEST))
NO_FIRMWARE = re.compile(rb"invalid header: 0x|flash read err|No bootable app")  # an ESP32 that holds no program at all
ECHOED = b"\r\n\x01\x03"  # what a line that only echoes would have us hear


@dataclass(frozen=True, slots=True)
class Found:
    """What a board says that it is."""

    name: str
    version: tuple[int, ...]

    @property
    def is_too_old(self) -> bool:
        """Whether the library cannot run there."""
        return self.name != "micropython" or self.version[:2] < OLDEST

    @property
    def words(self) -> str:
        """`micropython 1.19`."""
        return f"{self.name} {'.'.join(map(str, self.version[:2]))}".strip()


class Contact:
    """The tries to reach one board, and what was heard meanwhile."""

    def __init__(self, port: BoundedPort) -> None:
        self._port = port
        self._tries = 0
        self._heard = bytearray()

    @property
    def has_no_firmware(self) -> bool:
        """Whether the chip's own loader said that there is nothing to start."""
        return NO_FIRMWARE.search(self._heard) is not None

    @property
    def was_talked_to(self) -> bool:
        """Whether anything was heard but an echo."""
        return bool(self._heard.strip(ECHOED))

    def attempt(self, give_up_s: float) -> Found | None:
        """Try once to stop what runs and to get an answer from a raw REPL; None without one.

        One Ctrl-C is enough for a program that does not catch it. One that does is hit by the next, if that comes while
        it still handles the first: so from the second try on they come in a row, longer each time.
        """
        tries, self._tries = self._tries, self._tries + 1
        try:
            self._port.timeout_s = QUIET_S
            if tries:
                self._port.write(b"\r" + CTRL_C * 2)
                self._press(min(time.monotonic() + ROW_S * tries, give_up_s - ANSWER_S))
                self._port.write(b"\r\x01")
            else:
                self._port.write(b"\r" + CTRL_C * 2 + b"\r\x01")
            answer_s = min(time.monotonic() + ANSWER_S, give_up_s)
            if RAW_REPL not in self._hear_until(RAW_REPL, answer_s):
                return None
            return self._ask_who(min(answer_s + ANSWER_S, give_up_s))
        except (Overdue, serial.SerialTimeoutException):
            return None
        finally:
            self._port.timeout_s = READ_S_MAX

    def _press(self, until_s: float) -> None:
        """Send Ctrl-C in a row, and take away what comes, or the board could not print on."""
        self._port.timeout_s = ROW_PAUSE_S
        while time.monotonic() < until_s:
            self._port.write(CTRL_C * ROW_BYTES)
            self._note(self._port.read_some())
        self._port.timeout_s = QUIET_S

    def _ask_who(self, until_s: float) -> Found | None:
        """Tell a raw REPL from a program that prints what one prints: it can multiply. Return its name and version."""
        one, other = (10_000 + secrets.randbelow(90_000) for _ in range(2))
        mark = str(one * other).encode()
        self._port.write(WHO % (one, other) + b"\x04")
        said = self._hear_until(END_OF_ANSWER, until_s, after=b"OK" + mark)
        if not said.endswith(END_OF_ANSWER):
            return None
        self._port.unread(b">")  # the prompt belongs to the next step
        words = said[said.rfind(mark) :].decode("ascii", "replace").split()
        name, numbers = (words[1:2] or [""])[0], [int(word) for word in words[2:] if word.isdigit()]
        return Found(name, tuple(numbers))

    def _hear_until(self, ending: bytes, until_s: float, *, after: bytes = b"") -> bytes:
        """Read until `ending` comes behind `after`, or the time is over; what follows stays for the next step."""
        said = bytearray()
        while time.monotonic() < until_s:
            said += self._note(self._port.read_some())
            at = said.find(ending, said.find(after)) if after in said else -1
            if at >= 0:
                self._port.unread(bytes(said[at + len(ending) :]))
                return bytes(said[: at + len(ending)])
            del said[:-HEARD_BYTES_MAX]
        return b""

    def _note(self, piece: bytes) -> bytes:
        self._heard[:] = (self._heard + piece)[-HEARD_BYTES_MAX:]
        return piece
