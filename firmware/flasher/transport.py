"""Talk to a board: the module that opens mpremote's SerialTransport and says what went wrong with it.

`BoardLink` opens a port, stops what runs there, executes code in the raw REPL and starts the program again. Two things
are added to mpremote's protocol code, both at the port below it: no wait is without end, and what failed has a cause
(nobody there, taken, not allowed, silent, gone half-way) instead of "could not enter raw repl".

Rules:
- Ctrl-C is never sent after a soft reset: on some boards that pair erases the file system (micropython#10898).
- Nothing is printed: stdout belongs to the command that called.
"""

import logging
import os
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
from firmware.flasher.contact import OLDEST_WORDS, QUIET_S, READ_S_MAX, Contact
from firmware.flasher.port_holder import find_holder, group_of
from firmware.flasher.raw_exec import BAUD, RawExec

if sys.platform != "win32":
    import termios

__all__ = ["BoardLink"]

# mpremote prints what it read when a prompt does not come; here that is for the log.
transport_serial.print = logging.getLogger(__name__).debug  # type: ignore[attr-defined]

# SerialException is an OSError, and so is EIO from a pty whose other end died; setting up a port that went is neither.
PORT_GONE: tuple[type[Exception], ...] = (OSError,) if sys.platform == "win32" else (OSError, termios.error)
OPEN_FAILED: tuple[type[Exception], ...] = (TransportError, ValueError, *PORT_GONE)
WRITE_S_MAX = 5.0
REACH_S_MAX = 3.0
EXEC_S_MAX = 60.0  # 250 kB onto a slow flash, erased and read back
REBOOT_S_MAX = 5.0
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
        self._raw = RawExec(self._transport, self._bounded)

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
        contact = Contact(self._bounded)
        while (left_s := give_up_s - time.monotonic()) > 0:
            found = self._guarded("reach", left_s, partial(contact.attempt, give_up_s))
            if found is not None:
                self._transport.in_raw_repl = True
                if found.is_too_old:
                    raise MicroPythonTooOld(self.port, found.words, OLDEST_WORDS)
                return
        if contact.has_no_firmware:
            raise MicroPythonMissing(self.port)
        raise ProgramHoldsOn(self.port) if contact.was_talked_to else BoardSilent(self.port, "reach")

    def exchange(self, data: bytes, is_enough: Callable[[bytes], bool], seconds_max: float) -> bytes:
        """Send bytes as they are, and return what is heard until it is enough, or for so long; nothing is interrupted.

        Raises: BoardVanished: the port went away.
        """
        return bytes(
            self._guarded("listen", seconds_max + WRITE_S_MAX, partial(self._talk, data, is_enough, seconds_max))
        )

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
            return _text(self._guarded(stage, seconds_max, lambda: self._run(source, payload, seconds_max)))
        finally:
            self._bounded.count_into(None)

    def begin(self, code: str, stage: str, *, payload: bytes) -> None:
        """Send code that answers and then asks how to go on (`k_go_on`), and do not wait for it: `hear` does.

        Raises: as execute; what the code itself raises comes with `hear`.
        """
        self._guarded(stage, WRITE_S_MAX, lambda: self._raw.begin(code.encode(), payload))

    def hear(self, stage: str, seconds_max: float) -> str:
        """Return what the code said until it asked how to go on. Raises: as execute."""
        return _text(self._guarded(stage, seconds_max, lambda: self._raw.until_asked(seconds_max)))

    def go_on(
        self, line: str, stage: str, *, payload: bytes = b"", on_written: Callable[[int], None] | None = None
    ) -> str:
        """Answer code that asks how to go on, and return what it printed from there; arguments and errors as execute.

        Args: line: one line of code, or an empty one to end it.
        """
        self._bounded.count_into(on_written)
        try:
            return _text(self._guarded(stage, EXEC_S_MAX, lambda: self._continue(line.encode(), payload)))
        finally:
            self._bounded.count_into(None)

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

    def _talk(self, data: bytes, is_enough: Callable[[bytes], bool], seconds_max: float) -> bytes:
        give_up_s = time.monotonic() + seconds_max
        before_s, self._bounded.timeout_s = self._bounded.timeout_s, QUIET_S
        try:
            if data:
                self._bounded.write(data)
            heard = b""
            while not is_enough(heard) and time.monotonic() < give_up_s:
                heard += self._bounded.read_some()
        finally:
            self._bounded.timeout_s = before_s
        return heard

    def _run(self, source: bytes, payload: bytes, seconds_max: float) -> bytes:
        self._raw.begin(source, payload)
        return self._raw.follow(seconds_max)

    def _continue(self, line: bytes, payload: bytes) -> bytes:
        self._raw.go_on(line, payload)
        return self._raw.follow(EXEC_S_MAX)

    def _to_prompt(self) -> None:
        """A Ctrl-D before the friendly prompt is there would reset into the raw REPL, and main.py would not run."""
        self._transport.exit_raw_repl()
        self._bounded.read_past(FRIENDLY_PROMPT, REBOOT_S_MAX)

    def _reset(self) -> None:
        self._bounded.write(b"\x04")
        self._bounded.read_past(SOFT_REBOOT, REBOOT_S_MAX)

    def _guarded(self, stage: str, seconds_max: float, step: Callable[[], Any]) -> Any:
        """Run one step within its time and turn whatever fails into its cause."""
        self._bounded.allow(seconds_max)
        try:
            return step()
        except TransportExecError as error:
            trace = error.error_output.strip()
            if "ENOSPC" in trace or "OSError: 28" in trace:
                raise BoardFull(self.port, stage) from error
            raise BoardRefused(self.port, stage, trace.rsplit("\n", 1)[-1].strip()) from error
        except serial.SerialTimeoutException as error:
            raise BoardSilent(self.port, stage) from error
        except PORT_GONE as error:
            raise BoardVanished(self.port, stage) from error
        except (TransportError, struct.error, Overdue) as error:
            if not os.path.exists(self.port) and os.name == "posix":
                raise BoardVanished(self.port, stage) from error
            raise BoardSilent(self.port, stage) from error


def _text(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").replace("\r\n", "\n")


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
