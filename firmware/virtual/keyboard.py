"""What the client sends, on its way to MicroPython: passed on byte for byte, but for Ctrl-C.

Ctrl-C overtakes: it is judged as it comes in, and becomes an interrupt while a program runs. Input is held at
INPUT_BYTES_MAX while a prompt reads; while a program runs that does not read it, more is dropped, so that Ctrl-C is
always seen. What is sent while no process is up waits for the next one.
"""

import logging
import time

from firmware.virtual import interrupts
from firmware.virtual.child import Child
from firmware.virtual.repl_state import CtrlC, Phase, ReplState

INPUT_BYTES_MAX = 64 * 1024
CTRL_C = b"\x03"
CTRL_D = b"\x04"
CTRL_C_WAIT_S = 1.0  # for a program that is still being compiled
ROW_MAX = 32  # Ctrl-C at once; then the relay looks at its other work
CTRL_C_LOOK_S = 0.002
ENDING_S = 0.5  # how long a Ctrl-D may take to end the process before it counts as not meant so

log = logging.getLogger(__name__)


class Keyboard:
    """The input of one board, over all its lives."""

    def __init__(self) -> None:
        self._sent = bytearray()  # not yet judged
        self._typed = bytearray()  # judged, not yet taken by the tty
        self._ctrl_c_since: float | None = None
        self._ending_since: float | None = None

    @property
    def has_ctrl_c(self) -> bool:
        """Whether a Ctrl-C waits for the next process."""
        return CTRL_C in self._sent

    @property
    def has_typed(self) -> bool:
        """Whether bytes wait for the tty to take them."""
        return bool(self._typed)

    def takes_more(self, state: ReplState) -> bool:
        """Whether the client's port is to be read."""
        return state.phase is Phase.RUNNING or len(self._sent) + len(self._typed) < INPUT_BYTES_MAX

    def wait_s(self) -> float | None:
        """How long until something waiting is to be judged again; None when nothing waits for time."""
        if self._ctrl_c_since is not None:
            return CTRL_C_LOOK_S
        if self._ending_since is not None:
            return self._ending_since + ENDING_S - time.monotonic()
        return None

    def receive(self, data: bytes) -> None:
        """Take what the client has sent."""
        self._sent += data

    def forget(self) -> None:
        """A process has ended: what it had not read is lost, what was not yet judged is kept."""
        self._typed.clear()
        self._ctrl_c_since = self._ending_since = None

    def push(self, child: Child) -> None:
        """Write what the tty takes now."""
        del self._typed[: child.write(bytes(self._typed))]

    def pass_on(self, child: Child, state: ReplState) -> None:
        """Judge what has been sent, as far as that is possible now."""
        if state.is_raw_boot:
            self._interrupt_boot(child)
            return
        while self._sent and self._may_type(state):
            at = self._sent.find(CTRL_C)
            if at == 0:
                count = self._judge_ctrl_c(child, state)
                if not count:
                    return
                del self._sent[:count]
                continue
            end = at if at > 0 else len(self._sent)
            # up to a Ctrl-D: it may end the process, and then what follows belongs to the next one
            after_ctrl_d = self._sent.find(CTRL_D, 0, end) + 1
            data = bytes(self._sent[: after_ctrl_d or end])
            del self._sent[: len(data)]
            self._type(data, state)

    def _interrupt_boot(self, child: Child) -> None:
        """Give boot.py the first Ctrl-C that waits, and keep the rest for the prompt."""
        at = self._sent.find(CTRL_C)
        if at < 0:
            self._ctrl_c_since = None
        elif interrupts.interrupt(child.pid):
            del self._sent[at]
            self._ctrl_c_since = None
        elif self._ctrl_c_since is None:
            self._ctrl_c_since = time.monotonic()

    def _may_type(self, state: ReplState) -> bool:
        if state.phase is Phase.STARTING:
            return False
        if state.phase is not Phase.ENDING:
            self._ending_since = None
            return True
        if self._ending_since is None:
            self._ending_since = time.monotonic()
        elif time.monotonic() - self._ending_since >= ENDING_S:
            self._ending_since = None
            state.did_not_end()
            return True
        return False

    def _judge_ctrl_c(self, child: Child, state: ReplState) -> int:
        """Deal with a Ctrl-C, or with a row of them; return how many, 0 when it is too early to tell what it means."""
        catches, computes = interrupts.look(child.pid)
        meaning = state.meaning_of_ctrl_c(catches=catches, computes=computes)
        if meaning is CtrlC.WAIT:
            if self._ctrl_c_since is None:
                self._ctrl_c_since = time.monotonic()
            if time.monotonic() - self._ctrl_c_since < CTRL_C_WAIT_S:
                return 0
        self._ctrl_c_since = None
        if meaning is CtrlC.INTERRUPT:
            row = self._sent[:ROW_MAX]
            sent = interrupts.interrupt(child.pid, len(row) - len(row.lstrip(CTRL_C)))
            if sent:
                return sent
        self._type(CTRL_C, state)
        return 1

    def _type(self, data: bytes, state: ReplState) -> None:
        if state.phase is Phase.RUNNING and len(self._typed) >= INPUT_BYTES_MAX:
            log.warning("%d bytes dropped: the program does not read its input", len(data))
            return
        state.typed(data)
        self._typed += data
