"""What a robot says on its port: the words the program prints, and how the program ended. No port here.

Sentences of the wire, MicroPython's own greetings and the traceback between the launcher's marks are not for a child.
"""

import re
import unicodedata
from dataclasses import dataclass

from firmware.wire import Sentence, Splitter

__all__ = ["Ending", "RobotWords"]

LINE_BYTES_MAX = 400  # a longer one is shown in parts
BROKE_MARK, OFF_MARK = "----- program.py broke -----", "----- the motors are off -----"  # robot.launcher prints them
GREETINGS = re.compile(
    r"(>>> *)*(MPY: soft reboot|MicroPython \S+ on .*|Type \"help\(\)\".*|no program on this robot yet)? *"
)
OWN_WORDS = re.compile(
    r"safe mode: .*|press the button: it runs again\..*|battery low: .* volts|no gyro: driving by the wheels alone"
)
NOTES = {
    ("program", "safe_mode"): "safe_mode",
    ("program", "previous"): "previous",
    ("judge", "waiting"): "waits_for_start",
    ("battery_low",): "battery_low",
}
"""How a sentence begins -> what it says, for which there are words in the reader's language; the robot's own go."""
TAB = "    "
MOVES_CURSOR = ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program ended."""

    word: str
    """`done`, `stopped` (Ctrl-C), `missing` (there is none), `gone` (the robot was pulled out), or the error's name."""
    line: int = 0
    """Of the program; 0: not known."""


class RobotWords:
    """Turns the bytes of a robot's port into lines.

    `ending` is there when the program is over; `notes` grows by what the robot says of itself, and is its reader's to
    empty. What a program tells by `tell()` is for curves, many a second, and is not for reading.
    """

    def __init__(self) -> None:
        self.ending: Ending | None = None
        self.notes: list[str] = []
        self._splitter = Splitter()
        self._line = b""
        self._is_in_trace = False

    def feed(self, data: bytes) -> list[str]:
        """Take bytes, however they are cut; return the lines that are whole now."""
        lines = []
        for _what, piece in self._splitter.feed(data):
            if self.ending is not None:
                break  # MicroPython's greeting, and whatever somebody types after it
            if isinstance(piece, bytes):
                self._line += piece
                if piece.endswith(b"\n") or len(self._line) > LINE_BYTES_MAX:
                    lines += self._taken()
            else:
                lines += self._taken()
                self._heard(piece)
        return lines

    def flush(self) -> list[str]:
        """Return what was printed without a newline, when nothing has followed for a while."""
        if self.ending is not None:
            return []
        self._line += self._splitter.flush()
        if self._line.lstrip(b"\r\n").startswith(b">>>"):
            return []
        return self._taken()

    def _heard(self, sentence: Sentence) -> None:
        args = sentence.args
        note = NOTES.get(args[:2]) or NOTES.get(args[:1])
        if sentence.kind != "tele":
            return
        if note is not None:
            self.notes.append(note)
        elif args[:1] == ("program",):
            self.ending = _ending(args[1:])

    def _taken(self) -> list[str]:
        text, self._line = self._line.decode("utf-8", "replace").strip("\r\n"), b""
        if not text or GREETINGS.fullmatch(text) or OWN_WORDS.fullmatch(text):
            return []
        if text in (BROKE_MARK, OFF_MARK):
            self._is_in_trace = text == BROKE_MARK
            return []
        return [] if self._is_in_trace else [_plain(text)]


def _ending(args: tuple[str, ...]) -> Ending:
    if args[:1] != ("error",):
        return Ending(args[0] if args else "done")
    error = args[1] if len(args) > 1 and args[1].isidentifier() else "error"
    return Ending(error, int(args[2]) if len(args) > 2 and args[2].isdigit() else 0)


def _plain(text: str) -> str:
    """A line that moves no cursor: control characters become question marks, and so does what was no text."""
    text = text.replace("\t", TAB).replace("\ufffd", "?")
    return "".join("?" if unicodedata.category(each) in MOVES_CURSOR else each for each in text)
