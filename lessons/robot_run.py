"""One try on a real robot, told as a Run: made of the sentences that its diary (`robot.diary`) sends.

Pure: bytes in, a Run out. x and y are unknown, because nobody sees the robot from above; its heading comes from the
wheels, so a wheel that slips is not noticed. A distance is what the program measured last.
"""

import re
from math import degrees

from firmware.virtual.robot_words import RobotWords
from firmware.wire import Sentence, Splitter
from lessons.program import Program
from lessons.run import Change, Ending, Printed, Run, Sample

__all__ = ["PRINTED_MAX", "RobotDiary"]

PRINTED_MAX = 2000
BEGIN = b"$robot,"
END = re.compile(rb",tele,program,(?!safe_mode|previous)[^\n]*\n")
LIGHT, BUTTON, BUMP = 1, 2, 4
SEEN_ARGS = 8
TRACK_MM = 150.0


class RobotDiary:
    """Hears a robot out. Args: track_mm: between its wheels."""

    def __init__(self, track_mm: float = TRACK_MM) -> None:
        self._track_mm = track_mm
        self._words = RobotWords(PRINTED_MAX)
        self._splitter = Splitter()
        self._samples: list[Sample] = []
        self._printed: list[Printed] = []
        self._lights: list[Change] = []
        self._tones: list[Change] = []
        self._began_us: int | None = None
        self._at_ms = 0.0
        self._bytes = 0
        self._own_bytes = 0
        self._start_mm = (0.0, 0.0)
        self._has_begun = False
        self._before = b""  # the last bytes, in which the first sentence may begin

    @property
    def at_ms(self) -> float:
        """The robot's own time since it began to tell."""
        return self._at_ms

    @property
    def is_over(self) -> bool:
        """The robot said how its program ended."""
        return self._words.ending is not None

    @staticmethod
    def is_end(data: bytes) -> bool:
        """Whether the launcher's last word stands there, whole."""
        return END.search(data) is not None

    def hear(self, data: bytes) -> None:
        """Take what came from the robot's port, from its first sentence, which comes before the program."""
        if self.is_over:
            return
        if not self._has_begun:
            data = self._before + data
            begin = data.find(BEGIN)
            self._has_begun = begin >= 0
            if not self._has_begun:
                self._before = data[-len(BEGIN) :]
                return
            data = data[begin:]
        end = END.search(data)
        data = data[: end.end()] if end else data
        self._bytes += len(data)
        for piece in self._splitter.feed(data):
            if isinstance(piece[1], Sentence):
                self._take(piece[1])
        self._printed += [Printed(int(self._at_ms), line) for line in self._words.hear(data)]

    def run(self, program: Program, limit_ms: int, *, is_broken_off: bool = False) -> Run | None:
        """Return what was heard; None when the robot never told how it stands.

        Args: is_broken_off: the time was over, and it was stopped.
        """
        if not self._samples:
            return None
        self._printed += [Printed(int(self._at_ms), line) for line in self._words.flush()]
        return Run(
            samples=tuple(self._samples),
            printed=tuple(self._printed),
            lights=tuple(self._lights),
            tones=tuple(self._tones),
            gates=(),
            ending=self._ending(is_broken_off),
            program=program,
            limit_ms=limit_ms,
            printed_bytes=self._bytes - self._own_bytes,
            are_files_gone=self._words.is_program_gone,
        )

    def _ending(self, is_broken_off: bool) -> Ending:
        if is_broken_off or self._words.ending is None:
            return Ending("time" if is_broken_off else "lost", int(self._at_ms))
        kind, error, line, message = self._words.ending
        return Ending(kind, int(self._at_ms), error, line, message)

    def _take(self, sentence: Sentence) -> None:
        if sentence.kind != "tele":
            return
        self._own_bytes += sum(len(arg) + 1 for arg in sentence.args) + 40
        if self._began_us is None:
            self._began_us = sentence.time_us
        self._at_ms = max(self._at_ms, (sentence.time_us - self._began_us) / 1000)
        name, *args = sentence.args
        if not all(arg.lstrip("-").isdigit() for arg in args):
            return
        if name == "seen" and len(args) == SEEN_ARGS - 1:
            self._take_seen([int(arg) for arg in args])
        elif name in ("light", "tone") and len(args) == 1:
            (self._lights if name == "light" else self._tones).append(Change(self._at_ms, int(args[0])))

    def _take_seen(self, seen: list[int]) -> None:
        left, right, lines, flags, tone_hz, distance_mm, millivolts = seen
        if not self._samples:
            self._start_mm = (left / 10, right / 10)
        left_mm, right_mm = left / 10 - self._start_mm[0], right / 10 - self._start_mm[1]
        self._samples.append(
            Sample(
                at_ms=int(self._at_ms),
                left_mm=left_mm,
                right_mm=right_mm,
                heading_deg=degrees((left_mm - right_mm) / self._track_mm),
                line=(lines // 1_000_000, lines // 1000 % 1000, lines % 1000),
                distance_mm=None if distance_mm < 0 else distance_mm,
                is_lit=bool(flags & LIGHT),
                tone_hz=tone_hz,
                is_pressed=bool(flags & BUTTON),
                is_bumped=bool(flags & BUMP),
                battery_v=millivolts / 1000,
            )
        )
