"""Stands between a client's serial port and the MicroPython processes that are the board's lives.

One thread, no clock but for waiting. Bytes go both ways; on top of that it does what on a board the USB driver and the
reset button do: Ctrl-C becomes an interrupt while a program runs, and a process that ends is followed by the next one.
"""

import logging
import select
import signal
import socket
import struct
import time
from collections.abc import Callable, Sequence

from firmware.errors import BoardWontStart, ImageDamaged
from firmware.virtual import marks
from firmware.virtual.child import Child
from firmware.virtual.client_port import ClientPort
from firmware.virtual.keyboard import Keyboard
from firmware.virtual.launcher import PROGRAMS
from firmware.virtual.repl_state import RAW_BANNER, Phase, ReplState

START_S = 20.0
STARTS_MAX = 5
LAST_OUTPUT_BYTES = 500
SHORT_LIFE_S = 1.0
SHORT_LIVES_FREE = 2
PAUSE_S_MAX = 5.0
WATCHDOG_STATUS = 18  # machine.WDT bit; as a hard reset, and machine.reset_cause() says so in the next life
HARD_RESET_STATUS = 17  # machine.reset(): `raise SystemExit(17)`; comes up in the friendly prompt, with main.py
HALT_FRAME = struct.pack("<BBHi", 8, 0, 0, 0)

log = logging.getLogger(__name__)


class Relay:
    """The loop of one board."""

    def __init__(
        self,
        port: ClientPort,
        start_child: Callable[[Sequence[str], bool, bool], Child],
        *,
        fresh: bool,
        image: str,
        on_mounted: Callable[[], None],
        on_ready: Callable[[], None],
        field: socket.socket | None = None,
    ) -> None:
        """Args: start_child: (programs, fresh, after a watchdog) -> a new process. fresh: the flash is to be formatted.
        image: its name. on_mounted, on_ready: called once, at the first time each. field: the board's end of the
        field's channel.
        """
        self._port = port
        self._start_child = start_child
        self._fresh = fresh
        self._image = image
        self._on_mounted = on_mounted
        self._on_ready = on_ready
        self._field = field
        self._child: Child | None = None
        self._keyboard = Keyboard()
        self._state = ReplState()
        self._splitter = marks.Splitter(b"\xff")
        self._swallowing: bytearray | None = None  # the friendly banner before a raw prompt
        self._is_up = self._was_mounted = self._was_ready = self._was_bitten = False
        self._born = self._start_at = 0.0
        self._failed_starts = self._short_lives = 0
        self._last_output = b""  # for the report on a board that does not start

    def run(self, stop: int) -> None:
        """Relay until the descriptor `stop` becomes readable or the plug is pulled.

        Raises: BoardError: the board cannot go on.
        """
        self._begin_life(raw=False)
        try:
            while self._turn(stop):
                pass
        finally:
            if self._child is not None:
                self._child.kill()
                self._child.close()
                self._halt_field()

    def _turn(self, stop: int) -> bool:
        """Wait for the next thing and do it; False when it was the stop, or the plug is pulled."""
        poll = select.poll()
        poll.register(stop, select.POLLIN)
        poll.register(self._port.descriptor, self._port_events())
        child = self._child
        if child is not None:
            poll.register(child.near, self._child_events())
        events = dict(poll.poll(self._wait_ms()))
        if stop in events:
            return False
        if events.get(self._port.descriptor, 0) & select.POLLIN:
            self._port.read()
        if self._keyboard.takes_more(self._state):
            self._keyboard.receive(self._port.take())
        if child is not None and child.near in events:
            self._take_output(child, events[child.near])
        self._start_or_give_up()
        if self._child is not None:
            self._keyboard.pass_on(self._child, self._state)
        self._port.flush()
        return not self._port.is_cut

    def _port_events(self) -> int:
        takes_more = self._keyboard.takes_more(self._state) and self._port.has_room
        return (select.POLLIN if takes_more else 0) | (select.POLLOUT if self._port.has_output else 0)

    def _child_events(self) -> int:
        return (select.POLLIN if self._port.takes_more else 0) | (select.POLLOUT if self._keyboard.has_typed else 0)

    def _wait_ms(self) -> float | None:
        """Return how long nothing may happen before something must be looked at, None for ever."""
        now = time.monotonic()
        port_wait_s = self._port.wait_s(for_input=self._keyboard.takes_more(self._state))
        waits = [wait_s for wait_s in (port_wait_s, self._keyboard.wait_s()) if wait_s is not None]
        if self._child is None:
            waits.append(self._start_at - now)
        elif not self._is_up:
            waits.append(self._born + START_S - now)
        return max(0.0, min(waits) * 1000) if waits else None

    # From MicroPython to the client

    def _take_output(self, child: Child, events: int) -> None:
        if events & select.POLLOUT:
            self._keyboard.push(child)
        if events & ~select.POLLOUT:
            output = child.read(self._port.piece_bytes)
            if output is None:
                self._end_life(child, child.end())
                return
            self._last_output = (self._last_output + output)[-LAST_OUTPUT_BYTES:]
            for kind, data in self._splitter.feed(output):
                if kind == marks.OVER:
                    child.kill()
                    self._end_life(child, int(data))
                    return
                self._take_piece(child, kind, data)

    def _take_piece(self, child: Child, kind: str, data: bytes) -> None:
        if kind == marks.TEXT:
            self._take_text(data)
        elif kind == marks.BYTES:
            self._state.printed_bytes()
            self._port.write(data)
        elif kind == marks.DAMAGED:
            raise ImageDamaged(image=self._image, reason=data.decode(errors="replace"))
        elif kind == marks.MOUNTED:
            if not self._was_mounted:
                self._was_mounted, self._fresh = True, False
                self._on_mounted()
        elif kind == marks.PROGRAM:
            self._is_up = True
            self._failed_starts = 0
            self._state.program_starts()
            if not self._was_ready:
                self._was_ready = True
                self._on_ready()
        elif kind == marks.PROMPT:
            if self._state.raw:
                self._swallowing = bytearray()
                child.write(b"\x01")
            self._state.prompt_comes()

    def _take_text(self, data: bytes) -> None:
        if self._swallowing is not None:
            self._swallowing += data
            at = self._swallowing.find(RAW_BANNER)
            if at < 0:
                return
            data = bytes(self._swallowing[at:])
            self._swallowing = None
        self._state.printed(data)
        self._port.write(data)

    # Lives

    def _start_or_give_up(self) -> None:
        """Start the next process when it is time; end one that does not come up."""
        now = time.monotonic()
        if self._child is None and now >= self._start_at:
            self._begin_life(raw=self._state.raw)
        elif self._child is not None and not self._is_up and now - self._born >= START_S:
            self._child.kill()
            self._end_life(self._child, -signal.SIGKILL)

    def _begin_life(self, *, raw: bool) -> None:
        """Start a process. A raw prompt comes without main.py; a board that resets itself again and again, while
        somebody presses Ctrl-C, comes without any program, or nobody would ever reach it.
        """
        programs: Sequence[str] = PROGRAMS[:1] if raw else PROGRAMS
        if self._short_lives and self._keyboard.has_ctrl_c:
            programs = ()
        self._state = ReplState(raw=raw)
        self._child = self._start_child(programs, self._fresh, self._was_bitten)
        self._splitter = marks.Splitter(self._child.mark)
        self._swallowing = None
        self._is_up = False
        self._born = time.monotonic()

    def _end_life(self, child: Child, status: int) -> None:
        """Bury a process and say what a board says; the next one starts at once, or later when it dies too often.

        Args: status: its exit status, negative for a signal.
        """
        refusal = child.refusal()
        self._child = None
        self._keyboard.forget()
        child.close()
        self._halt_field()
        if refusal is not None:
            raise refusal
        if not self._is_up:
            self._failed_starts += 1
            if self._failed_starts >= STARTS_MAX:
                raise BoardWontStart(tries=STARTS_MAX, output=self._last_output.decode(errors="replace"))
        self._was_bitten = status == WATCHDOG_STATUS
        is_hard = status in (HARD_RESET_STATUS, WATCHDOG_STATUS)
        raw = self._state.raw and status >= 0 and not is_hard
        if status < 0:
            self._port.write(b"\r\nMicroPython ended by signal %d\r\n" % -status)
        if not is_hard:
            self._port.write(b"MPY: soft reboot\r\n")
        self._start_at = time.monotonic() + self._pause_s(asked=self._state.phase is Phase.ENDING)
        self._state = ReplState(raw=raw)

    def _pause_s(self, *, asked: bool) -> float:
        """Return how long to wait before the next life, given that this one was ended by the client or by itself."""
        if asked or time.monotonic() - self._born >= SHORT_LIFE_S:
            self._short_lives = 0
            return 0.0
        self._short_lives += 1
        if self._short_lives <= SHORT_LIVES_FREE:
            return 0.0
        pause_s = min(0.05 * 2 ** (self._short_lives - SHORT_LIVES_FREE), PAUSE_S_MAX)
        log.warning("the board has reset itself %d times in a row; next start in %.1f s", self._short_lives, pause_s)
        return float(pause_s)

    def _halt_field(self) -> None:
        if self._field is None:
            return
        try:
            self._field.send(HALT_FRAME, socket.MSG_DONTWAIT)
        except OSError as error:
            log.info("the field was not told that the board has halted: %s", error)
