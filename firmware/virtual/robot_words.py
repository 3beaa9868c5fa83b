"""What a robot says on its port, taken apart: the program's own lines, and how the launcher says it ended.

The traceback between the launcher's two marks is no line of the child's: the ending says the same in better words.
"""

from firmware.wire import Sentence, Splitter

__all__ = ["RobotWords"]

BEGIN_MARK = "----- program.py broke -----"  # as in robot.launcher
END_MARK = "----- the motors are off -----"

LINE_CHARACTERS_MAX = 1000

_Ending = tuple[str, str, int, str]


class RobotWords:
    """One life of a robot. `ending` is (kind, error type, line, message) once the launcher has spoken.

    After `lines_max` lines the others are only counted (`unseen`): a loop may print 50,000 times a second.
    """

    def __init__(self, lines_max: int) -> None:
        self._lines_left = lines_max
        self._splitter = Splitter()
        self._text = ""
        self._is_mid_line = False  # of what the splitter was given
        self._is_traceback = False
        self.unseen = 0
        self.ending: _Ending | None = None
        self.is_program_gone = False

    def hear(self, data: bytes) -> list[str]:
        """Take what was printed; return the whole lines of it that are to be shown."""
        if not self._lines_left and not self._is_traceback and b"$" not in data and b"-" not in data:
            # No sentence and no mark of the launcher can begin here.
            head, end, rest = data.partition(b"\n") if self._is_mid_line else (b"", b"", data)
            self.unseen += rest.count(b"\n")
            data = head + end
        if not data:
            return []
        self._is_mid_line = not data.endswith(b"\n")
        for piece in self._splitter.feed(data):
            if piece[0] == "text":
                self._text += piece[1].decode("utf-8", "replace")
            else:
                self._take(piece[1])
        *lines, self._text = self._text.split("\n")
        self._text = self._text[:LINE_CHARACTERS_MAX]
        return self._shown(lines)

    def flush(self) -> list[str]:
        """Return the rest, which has no line end."""
        self._text += self._splitter.flush().decode("utf-8", "replace")
        lines = [self._text] if self._text.strip() else []
        self._text = ""
        return self._shown(lines)

    def _shown(self, lines: list[str]) -> list[str]:
        """Drop the traceback, and what is too much."""
        lines = [line[:LINE_CHARACTERS_MAX] for line in self._without_traceback(lines)]
        shown, more = lines[: self._lines_left], lines[self._lines_left :]
        self._lines_left -= len(shown)
        self.unseen += len(more)
        return shown

    def _without_traceback(self, lines: list[str]) -> list[str]:
        kept = []
        for line in (line.rstrip("\r") for line in lines):
            if line.endswith(BEGIN_MARK):  # behind what the program left without a line end
                self._is_traceback = True
                kept += [line.removesuffix(BEGIN_MARK)] if line != BEGIN_MARK else []
            elif line == END_MARK:
                self._is_traceback = False
            elif not self._is_traceback:
                kept.append(line)
        return kept

    def _take(self, sentence: Sentence) -> None:
        if sentence.kind != "tele":
            return
        if sentence.args == ("files", "gone"):
            self.is_program_gone = True
        if sentence.args[:1] != ("program",):
            return
        kind, *rest = sentence.args[1:] or ("done",)
        if kind != "error":
            self.ending = ("stopped" if kind == "stopped" else "done", "", 0, "")
            return
        error, line, message = (*rest, "", "", "")[:3]
        self.ending = ("error", error if error.isidentifier() else "error", int(line) if line.isdigit() else 0, message)
