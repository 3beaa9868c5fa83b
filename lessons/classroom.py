"""A program judged by a lesson: looked at, put onto a robot, tried on the hidden seeds until one try misses.

    check (no board) ─▶ flash ─▶ try 0, 1, 2 … ─▶ what every lesson judges ─▶ the lesson's check ─▶ its concept

The first miss is the verdict: a child gets one thing to try at a time.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from firmware.flasher.check import Finding, check, errors_in
from firmware.virtual.bench import Bench
from firmware.virtual.guests import Flash
from firmware.virtual.trial_trace import Trace
from lessons.check_file import Check, load_check
from lessons.field_run import hold
from lessons.general import general_miss
from lessons.lesson import Lesson
from lessons.miss import Miss
from lessons.program import Program
from lessons.run import Run

__all__ = ["Classroom", "Verdict", "judge_run", "refused"]

FLASHES_KEPT = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """`miss` is None when every try went well."""

    lesson: Lesson
    miss: Miss | None
    tries: int
    """How many were held."""
    run: Run | None
    """The one that missed, else the first; None when the program was refused before it ran."""
    findings: tuple[Finding, ...] = ()
    """What the look without a board found, warnings too."""

    @property
    def has_passed(self) -> bool:
        """The child may go on."""
        return self.miss is None


def judge_run(run: Run, lesson: Lesson, check_run: Check) -> Miss | None:
    """Judge one run, wherever it comes from."""
    if run.before is not None:
        miss = general_miss(run.before, lesson)
        if miss is not None:
            return miss
    miss = general_miss(run, lesson) or check_run(run)
    if miss is None and lesson.concept is not None and not run.program.has(lesson.concept):
        return Miss("concept")
    return miss


def refused(finding: Finding) -> Miss:
    """What a child hears whose program would not run."""
    return Miss("refused", code=finding.code, line=finding.line or 0, **finding.fields)


class Classroom:
    """A robot on the bench and a field; to be used by one thread. A context manager: it leaves no process behind."""

    def __init__(self, home: Path, flashes_kept: int = FLASHES_KEPT) -> None:
        """Args: flashes_kept: of so many programs the flash is not made anew when they come again."""
        self._bench = Bench(home)
        self._flashes_kept = flashes_kept
        self._images: dict[str, Flash] = {}

    def judge(
        self,
        lesson: Lesson,
        program: Path,
        *,
        tries: int | None = None,
        on_try: Callable[[int, int], None] = lambda _number, _tries: None,
        is_left: Callable[[], bool] = lambda: False,
    ) -> Verdict:
        """Judge a program by a lesson.

        Args: tries: instead of the lesson's own number. on_try: called before each with (number from 1, of how many).
        Raises: BoardError, FlasherError: there is no board to run it on. TrialLeft: `is_left` said so.
        """
        findings = tuple(check(program))
        errors = errors_in(list(findings))
        if errors:
            return Verdict(lesson, refused(errors[0]), 0, None, findings)
        image, source = self._flashed(program), Program(program.read_text(encoding="utf-8-sig"))
        check_run, tries = load_check(lesson.check_file), tries or lesson.seeds
        first: Run | None = None
        for number in range(tries):
            on_try(number + 1, tries)
            run = hold(lesson, image, source, number, is_left)
            first = first or run
            miss = judge_run(run, lesson, check_run)
            if miss is not None:
                return Verdict(lesson, miss, number + 1, run, findings)
        return Verdict(lesson, None, tries, first, findings)

    def judge_try(
        self,
        lesson: Lesson,
        program: Path,
        number: int,
        *,
        on_trace: Callable[[Trace], None] = lambda _trace: None,
        is_left: Callable[[], bool] = lambda: False,
    ) -> Verdict:
        """Judge hidden try NUMBER (from 0) alone: for those who take turns on a bench, a try a turn.

        Args: on_trace: see `field_run.hold`. Raises: as `judge`.
        """
        findings = tuple(check(program)) if number == 0 else ()
        errors = errors_in(list(findings))
        if errors:
            return Verdict(lesson, refused(errors[0]), 0, None, findings)
        source = Program(program.read_text(encoding="utf-8-sig"))
        run = hold(lesson, self._flashed(program), source, number, is_left, on_trace)
        return Verdict(lesson, judge_run(run, lesson, load_check(lesson.check_file)), number + 1, run, findings)

    def _flashed(self, program: Path) -> Flash:
        """The robot's flash with this program; made anew only for another one."""
        digest = hashlib.sha256(program.read_bytes()).hexdigest()
        if digest not in self._images:
            while len(self._images) >= self._flashes_kept:
                del self._images[next(iter(self._images))]
            self._images[digest] = self._bench.flash(program)
        return self._images[digest]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bench.close()
