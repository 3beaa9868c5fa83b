"""Follows a board's prompt from both sides of the line: is it reading, taking an upload, or running a program?

Rule 1: no clock, no port, no process: bytes in, states out.
Rule 2: it may be fooled for a moment (a program can print a prompt), so nothing that matters hangs on it alone: whether
        Ctrl-C reaches a program is asked of the process itself, and `meaning_of_ctrl_c` joins the two.

Source: shared/runtime/pyexec.c of MicroPython 1.29, `pyexec_raw_repl`, `pyexec_friendly_repl` and `do_reader_stdin`.
"""

from enum import Enum

CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E = 1, 2, 3, 4, 5
ENTER = 13, 10
RAW_BANNER = b"raw REPL; CTRL-B to exit\r\n>"
PROMPTS = (b">>> ", b"... ", b"=== ")
TAIL_BYTES = len(RAW_BANNER)


class Phase(Enum):
    """What the board does with the next byte."""

    STARTING = "starting"  # nobody reads it yet
    READING = "reading"  # a prompt reads it
    UPLOADING = "uploading"  # raw paste takes it as program text; Ctrl-C and Ctrl-D end the upload
    RUNNING = "running"  # a program runs, or is being compiled
    ENDING = "ending"  # Ctrl-D at an empty prompt: the process ends


class CtrlC(Enum):
    """What a Ctrl-C of the client means now."""

    DATA = "data"  # a byte like others
    INTERRUPT = "interrupt"  # KeyboardInterrupt for the program
    WAIT = "wait"  # the program has not begun: ask again in a moment


class ReplState:
    """The state of one MicroPython process. `raw` is what survives it: a soft reset comes up in the same prompt."""

    def __init__(self, *, raw: bool = False) -> None:
        self.raw = raw
        self.phase = Phase.STARTING
        self._line = b""  # what the prompt has read, its first two bytes
        self._pasting = False  # Ctrl-E at the friendly prompt
        self._printed = False  # since the program was sent off
        self._eofs = 0  # Ctrl-D of a raw program's end: one after its output, one after its error
        self._tail = b""
        self._is_boot = False

    @property
    def is_raw_boot(self) -> bool:
        """Whether boot.py runs before a raw prompt. What is typed now is for that prompt, and MicroPython's comes up in
        the friendly one, so the raw one has to be asked for first.
        """
        return self.raw and self._is_boot

    def program_starts(self) -> None:
        """boot.py and main.py run now."""
        self._run()
        self._is_boot = True

    def prompt_comes(self) -> None:
        """The programs are over; MicroPython prints its banner next."""
        self.phase = Phase.STARTING
        self._is_boot = False

    def did_not_end(self) -> None:
        """Ctrl-D was expected to end the process and did not: a prompt reads on."""
        self._read()

    def printed_bytes(self) -> None:
        """Take note of output that is not text and tells nothing about the prompt."""
        self._printed = True

    def typed(self, data: bytes) -> None:
        """Take note of bytes on their way to MicroPython; those that a program reads tell nothing about a prompt."""
        if self.phase is Phase.RUNNING:
            return
        for byte in data:
            if self.phase is Phase.READING:
                self._typed_raw(byte) if self.raw else self._typed_friendly(byte)
            elif self.phase is Phase.UPLOADING and byte in (CTRL_C, CTRL_D):
                self._run()

    def printed(self, data: bytes) -> None:
        """Take note of bytes that MicroPython has printed, cooked; a prompt may be followed by what was typed ahead."""
        while data:
            end = self._raw_program_end(data) if self.raw and self.phase is Phase.RUNNING else self._prompt_end(data)
            self._printed_piece(data[:end])
            data = data[end:]

    def _prompt_end(self, data: bytes) -> int:
        """Return where the first prompt that counts now ends, or the whole length."""
        # A Ctrl-B may overtake the raw prompt it is meant for; then the friendly one comes unasked, and more after it.
        is_friendly_near = self.phase is Phase.STARTING or (self.raw and self.phase in (Phase.READING, Phase.ENDING))
        prompts = (RAW_BANNER, *PROMPTS) if is_friendly_near else (RAW_BANNER,)
        before = len(self._tail)
        joined = self._tail + data
        places = [(joined.find(prompt, max(0, before - len(prompt) + 1)), len(prompt)) for prompt in prompts]
        return min([at + length - before for at, length in places if at >= 0], default=len(data))

    def _printed_piece(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-TAIL_BYTES:]
        if self.phase is Phase.RUNNING:
            self._printed = True
            if not self.raw and self._tail.endswith(PROMPTS):
                self._read()
        elif self._tail == RAW_BANNER and (not self.raw or self.phase is Phase.STARTING):
            self.raw = True
            self._read()
        elif self._tail.endswith(PROMPTS) and (self.raw or self.phase is Phase.STARTING):
            self.raw = False
            if self.phase is not Phase.ENDING:
                self._read()

    def meaning_of_ctrl_c(self, *, catches: bool, computes: bool) -> CtrlC:
        """Decide about a Ctrl-C.

        Args: catches: whether the process handles SIGINT, as it does for a program. computes: whether it runs just now;
        a prompt sleeps until something is typed, one that computes has read a line and is about to run it.
        """
        if self.phase is Phase.UPLOADING:
            return CtrlC.DATA
        if catches and self.phase is not Phase.STARTING:
            return CtrlC.INTERRUPT
        if self.phase is Phase.STARTING or (self.phase is Phase.RUNNING and not self._printed):
            return CtrlC.WAIT
        if computes and (self.phase is Phase.READING or not self.raw):
            return CtrlC.WAIT
        return CtrlC.DATA

    def _read(self) -> None:
        self.phase = Phase.READING
        self._line = b""

    def _run(self) -> None:
        self.phase = Phase.RUNNING
        self._printed = False
        self._pasting = False
        self._eofs = 0
        self._line = b""

    def _typed_raw(self, byte: int) -> None:
        if byte == CTRL_A:
            if self._line == b"\x05A":
                self.phase = Phase.UPLOADING
            self._line = b""
        elif byte == CTRL_B:
            self.raw = False
            self._read()
        elif byte == CTRL_C:
            self._line = b""
        elif byte == CTRL_D:
            if self._line:
                self._run()
            else:
                self.phase = Phase.ENDING
        elif len(self._line) < 3:
            self._line += bytes([byte])

    def _typed_friendly(self, byte: int) -> None:
        if self._pasting:
            if byte == CTRL_D:
                self._run()
            elif byte == CTRL_C:
                self._pasting = False
        elif byte == CTRL_C:
            self._line = b""
        elif byte in ENTER:
            if self._line:
                self._run()
        elif self._line:  # Ctrl-A to Ctrl-E edit a line that has begun
            return
        elif byte == CTRL_A:
            self.raw = True
        elif byte == CTRL_D:
            self.phase = Phase.ENDING
        elif byte == CTRL_E:
            self._pasting = True
        elif byte >= 32:
            self._line = bytes([byte])

    def _raw_program_end(self, data: bytes) -> int:
        """Look for the prompt after a raw program's output and its error; return where it ends, or the whole length."""
        for at, byte in enumerate(data):
            if byte == CTRL_D:
                self._eofs += 1
            elif byte == ord(">") and self._eofs >= 2:
                self._read()
                return at + 1
        return len(data)
