"""Talk to a board: the only module that touches mpremote's SerialTransport.

`BoardLink` opens a port, stops what runs there, executes code in the raw REPL and starts the program again. Two things
are added to mpremote's protocol code, both at the port below it: no wait is without end, and what failed has a cause
(nobody there, taken, not allowed, silent, gone half-way) instead of "could not enter raw repl".

Rules:
- Ctrl-C is never sent after a soft reset: on some boards that pair erases the file system (micropython#10898).
- Nothing is printed: stdout belongs to the command that called.
"""

import logging
import os
import re
import secrets
import struct
import sys
import time
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

import serial
from mpremote import transport_serial
from mpremote.transport import TransportError, TransportExecError

from firmware.errors import (
    BoardFull,
    BoardNotFound,
    BoardRefused,
    BoardSilent,
    BoardVanished,
    MicroPythonMissing,
    MicroPythonTooOld,
    PortPermission,
    PortTaken,
    ProgramHoldsOn,
)
from firmware.flasher.bounded_port import BoundedPort, Overdue
from firmware.flasher.port_holder import find_holder, group_of

if sys.platform != "win32":
    import termios

__all__ = ["BoardLink"]

# mpremote prints what it read when a prompt does not come; here that is for the log.
transport_serial.print = logging.getLogger(__name__).debug  # type: ignore[attr-defined]

# SerialException is an OSError, and so is EIO from a pty whose other end died; setting up a port that went is neither.
PORT_GONE: tuple[type[Exception], ...] = (OSError,) if sys.platform == "win32" else (OSError, termios.error)
OPEN_FAILED: tuple[type[Exception], ...] = (TransportError, ValueError, *PORT_GONE)
BAUD = 115200  # USB ports ignore it; the UART bridges of ESP32 boards start at it
READ_S_MAX = 2.0  # a board grants the next raw-paste window within milliseconds
WRITE_S_MAX = 5.0
REACH_S_MAX = 3.0
ANSWER_S = 0.4  # a launcher brakes the motors for 150 ms before it lets go
ROW_S = 0.25  # how much longer each row of Ctrl-C is than the one before
ROW_BYTES, ROW_PAUSE_S = 32, 0.004  # below what a line of 115200 baud takes, or what follows would wait behind it
QUIET_S = 0.05
PIECE_BYTES = 1024  # of a payload, for the progress
SLOWEST_S_A_BYTE = 4 * 10 / BAUD
READY = b"\x06"
HEARD_BYTES_MAX = SAID_BYTES_MAX = 4096
EXEC_S_MAX = 60.0  # 250 kB onto a slow flash, erased and read back
REBOOT_S_MAX = 5.0
CTRL_C = b"\x03"
RAW_REPL = b"raw REPL; CTRL-B to exit\r\n"
WHO = b"import sys\nprint(%d*%d,sys.implementation[0],*sys.implementation[1])"
END_OF_ANSWER = b"\r\n\x04\x04>"
OLDEST = (1, 22)  # the first with everything that the library and the flasher use
NO_FIRMWARE = re.compile(rb"invalid header: 0x|flash read err|No bootable app")  # an ESP32 that holds no program at all
ECHOED = b"\r\n\x01\x03"  # what a line that only echoes would have us hear
FRIENDLY_PROMPT = b">>> "
SOFT_REBOOT = b"soft reboot"


class BoardLink:
    """An open port to one board, in the raw REPL from `enter()` on; a context manager that closes the port.

    Args:
        port: the device path (`/dev/ttyACM0`, `COM3`, `/dev/pts/4`).

    Raises:
        BoardNotFound, PortTaken, PortPermission: the port cannot be opened.
    """

    def __init__(self, port: str) -> None:
        self.port = port
        self._transport = _open(port)
        self._serial = self._transport.serial
        self._bounded = BoundedPort(self._serial)
        self._transport.serial = self._bounded

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def enter(self, seconds_max: float = REACH_S_MAX) -> None:
        """Stop whatever runs and enter the raw REPL, without a reset.

        Raises:
            ProgramHoldsOn: something answers, and it is no prompt: the program does not let go of the board.
            MicroPythonMissing, MicroPythonTooOld: the board is there and cannot take a program.
            BoardSilent: nothing was heard at all.
            BoardVanished: the port went away.
        """
        give_up_s = time.monotonic() + seconds_max
        heard = bytearray()
        tries = 0
        while (left_s := give_up_s - time.monotonic()) > 0:
            found = self._guarded("reach", left_s, partial(self._reach, tries, give_up_s, heard))
            if found is not None:
                self._refuse_too_old(found)
                return
            tries += 1
        if NO_FIRMWARE.search(heard):
            raise MicroPythonMissing(self.port)
        raise ProgramHoldsOn(self.port) if heard.strip(ECHOED) else BoardSilent(self.port, "reach")

    def execute(
        self,
        code: str,
        stage: str,
        *,
        payload: bytes = b"",
        seconds_max: float = EXEC_S_MAX,
        on_written: Callable[[int], None] | None = None,
    ) -> str:
        """Run code in the raw REPL and return what it printed.

        Args:
            stage: a word for the step, for errors.
            payload: what the code reads by `k_take`, sent when it says so.
            on_written: called with the bytes sent so far while code and payload travel.

        Raises:
            BoardRefused: it raised on the board. BoardFull: for want of room.
            BoardSilent, BoardVanished: no answer in time; no board any more.
        """
        source = code.encode()
        self._bounded.count_into(on_written)
        try:
            printed: bytes = self._guarded(stage, seconds_max, lambda: self._run(source, payload, seconds_max))
        finally:
            self._bounded.count_into(None)
        return printed.decode("utf-8", "replace").replace("\r\n", "\n")

    def leave(self) -> None:
        """Leave the raw REPL and run nothing; a Ctrl-D (or a press on reset) starts the program later."""
        self._guarded("leave", REBOOT_S_MAX, self._to_prompt)

    def restart(self) -> None:
        """Soft-reset the board so that boot.py and main.py run; return when the board says that it does."""
        self.leave()
        self._guarded("start", REBOOT_S_MAX, self._reset)

    def close(self) -> None:
        """Give the port back; a port that is gone already is closed all the same."""
        self._transport.serial = self._serial
        try:
            self._transport.close()
        except PORT_GONE:
            self._serial.close()  # the modem lines of a vanished port cannot be set; the descriptor still closes

    def _reach(self, tries: int, give_up_s: float, heard: bytearray) -> list[str] | None:
        """Try once to stop what runs and to get an answer from a raw REPL; return what it says it is, None without.

        One Ctrl-C is enough for a program that does not catch it. One that does is hit by the next, if that comes while
        it still handles the first: so from the second try on they come in a row, longer each time.
        """
        self._serial.timeout = QUIET_S
        try:
            self._bounded.write(b"\r" + CTRL_C * 2)
            until_s = min(time.monotonic() + ROW_S * tries, give_up_s - ANSWER_S)
            self._serial.timeout = ROW_PAUSE_S
            while time.monotonic() < until_s:
                self._bounded.write(CTRL_C * ROW_BYTES)
                self._hear_until(b"", until_s, heard, is_short=True)
            self._serial.timeout = QUIET_S
            self._bounded.write(b"\r\x01")
            answer_s = min(time.monotonic() + ANSWER_S, give_up_s)
            if RAW_REPL not in self._hear_until(RAW_REPL, answer_s, heard):
                return None
            found = self._ask_who(min(answer_s + ANSWER_S, give_up_s), heard)
        except (Overdue, serial.SerialTimeoutException):
            return None
        finally:
            self._serial.timeout = READ_S_MAX
        self._transport.in_raw_repl = found is not None
        return found

    def _ask_who(self, until_s: float, heard: bytearray) -> list[str] | None:
        """Tell a raw REPL from a program that prints what one prints: it can multiply. Return its name and version."""
        one, other = (10_000 + secrets.randbelow(90_000) for _ in range(2))
        mark = str(one * other).encode()
        self._bounded.write(WHO % (one, other) + b"\x04")
        said = self._hear_until(END_OF_ANSWER, until_s, heard, after=mark)
        at = said.rfind(b"OK" + mark)
        if at < 0 or not said.endswith(END_OF_ANSWER):
            return None
        self._bounded.unread(b">")
        return said[at + 2 : -len(END_OF_ANSWER)].decode("ascii", "replace").split()[1:]

    def _refuse_too_old(self, found: list[str]) -> None:
        name, *numbers = found or [""]
        version = tuple(int(number) for number in numbers if number.isdigit())
        if name != "micropython" or version[:2] < OLDEST:
            words = f"{name} {'.'.join(map(str, version[:2]))}".strip()
            raise MicroPythonTooOld(self.port, words, ".".join(map(str, OLDEST)))

    def _hear_until(
        self, ending: bytes, until_s: float, heard: bytearray, *, after: bytes = b"", is_short: bool = False
    ) -> bytes:
        """Read until `ending` comes behind `after`, or the time is over; what was heard is noted, as far as it is new.

        Args: is_short: no longer than there is something to read now.
        """
        said = bytearray()
        while time.monotonic() < until_s:
            piece = self._bounded.read_some()
            if is_short and not piece:
                break
            said += piece
            heard[:] = (heard + piece)[-HEARD_BYTES_MAX:]
            at = said.find(ending, said.find(after)) if after in said else -1
            if ending and at >= 0:
                self._bounded.unread(bytes(said[at + len(ending) :]))
                return bytes(said[: at + len(ending)])
            if is_short:
                break
            del said[:-SAID_BYTES_MAX]
        return bytes(said)

    def _run(self, source: bytes, payload: bytes, seconds_max: float) -> bytes:
        self._transport.exec_raw_no_follow(source)
        if payload:
            self._send(payload)
        printed, complaint = self._transport.follow(timeout=seconds_max)
        if complaint:
            trace = complaint.decode("utf-8", "replace")
            raise TransportExecError(printed, trace)  # type: ignore[no-untyped-call]
        return bytes(printed)

    def _send(self, payload: bytes) -> None:
        """Send bytes to a program that says READY before it reads them, and after; one that broke meanwhile says so."""
        if not self._is_ready(READ_S_MAX):
            return
        for begin in range(0, len(payload), PIECE_BYTES):
            self._bounded.write(payload[begin : begin + PIECE_BYTES])
        if not self._is_ready(READ_S_MAX + len(payload) * SLOWEST_S_A_BYTE):
            self._bounded.write(CTRL_C)  # some of it was lost on the way, and it waits for the rest

    def _is_ready(self, seconds_max: float) -> bool:
        """Wait for READY; False when the program ended first, or nothing came."""
        until_s = time.monotonic() + seconds_max
        while time.monotonic() < until_s:
            heard = self._bounded.read(1)
            if heard == READY:
                return True
            if heard == b"\x04":  # the end of its output: the rest is for whoever follows
                self._bounded.unread(heard)
                return False
        return False

    def _to_prompt(self) -> None:
        """A Ctrl-D before the friendly prompt is there would reset into the raw REPL, and main.py would not run."""
        self._transport.exit_raw_repl()
        self._read_past(FRIENDLY_PROMPT)

    def _reset(self) -> None:
        self._bounded.write(b"\x04")
        self._read_past(SOFT_REBOOT)

    def _read_past(self, ending: bytes) -> None:
        if not self._transport.read_until(1, ending, timeout=REBOOT_S_MAX).endswith(ending):
            raise Overdue

    def _guarded(self, stage: str, seconds_max: float, step: Callable[[], Any]) -> Any:
        """Run one step within its time and turn whatever fails into its cause."""
        self._bounded.allow(seconds_max)
        try:
            return step()
        except TransportExecError as error:
            trace = error.error_output.strip()
            if "ENOSPC" in trace or "OSError: 28" in trace:
                raise BoardFull(self.port, stage, printed=error.status_code.decode("utf-8", "replace")) from error
            raise BoardRefused(self.port, stage, trace.rsplit("\n", 1)[-1].strip()) from error
        except serial.SerialTimeoutException as error:
            raise BoardSilent(self.port, stage) from error
        except PORT_GONE as error:
            raise BoardVanished(self.port, stage) from error
        except (TransportError, struct.error, Overdue) as error:
            if not os.path.exists(self.port) and os.name == "posix":
                raise BoardVanished(self.port, stage) from error
            raise BoardSilent(self.port, stage) from error


def _open(port: str) -> Any:
    """Open the port for us alone, or say why not."""
    for _ in range(2):  # a port that was free again when asked for the cause gets a second try
        try:
            transport: Any = transport_serial.SerialTransport(  # type: ignore[no-untyped-call]
                port, BAUD, exclusive=True, timeout=READ_S_MAX
            )
            transport.serial.write_timeout = WRITE_S_MAX
            transport.is_pty = True  # for mpremote: wait in read(), which wakes at once, not 10 ms at a time
            return transport
        except OPEN_FAILED as error:
            _raise_cause(port, error)
    raise PortTaken(port, *find_holder(port))


def _raise_cause(port: str, cause: Exception) -> None:
    """mpremote says only "failed to access": ask pyserial, and return when it opens after all."""
    try:
        serial.serial_for_url(port, BAUD, exclusive=True, timeout=0).close()
    except OPEN_FAILED as error:
        text = str(error)
        number = getattr(error, "errno", None)
        if "PermissionError" in text or "exclusively lock" in text or number == 16:  # Windows; our lock; EBUSY
            raise PortTaken(port, *find_holder(port)) from cause
        if number == 13:
            raise PortPermission(port, group_of(port)) from cause
        raise BoardNotFound(port) from cause
