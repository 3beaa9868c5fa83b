"""From "run" to the verdict: the line, the benches, and what a child's pages are told of both.

    ask ─▶ line_up ─▶ bench_pool ─▶ began, frames … ─▶ try_over ─▶ (the next try waits its turn) ─▶ verdict

Verdicts are written into the child's progress before they are told.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lessons.errors import LessonError
from lessons.lesson import Lesson, find_lesson
from lessons.miss import Miss
from lessons.progress import Progress
from tui.i18n import speaking
from tui.room import pupil_says
from tui.room.bench_pool import News, Pool
from tui.room.books import version_of
from tui.room.hub import Hub
from tui.room.line_up import LineUp, Turn
from tui.room.store import Store

__all__ = ["Answer", "Runs"]

TRY_S_GUESSED = 0.4
SHARE_OF_NEW = 0.1


@dataclass(slots=True)
class _Run:
    run: str
    learner: str
    lesson: Lesson
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program was told: for the mentor's page."""

    lesson: int
    words: str
    """What a mentor reads of it; empty when it passed."""


@dataclass(slots=True)
class _Pace:
    """How long a try takes here: a running mean."""

    try_s: float = TRY_S_GUESSED
    began_s: dict[str, float] = field(default_factory=dict)

    def begin(self, run: str, now_s: float) -> None:
        self.began_s[run] = now_s

    def end(self, run: str, now_s: float) -> None:
        began_s = self.began_s.pop(run, now_s)
        self.try_s += SHARE_OF_NEW * (now_s - began_s - self.try_s)


class Runs:
    """Args: language_of: what a child reads. now: with its offset. clock: seconds. on_answer: after a verdict.

    text_of: the program of a version, from the exercise books.
    """

    def __init__(
        self,
        home: Path,
        store: Store,
        hub: Hub,
        *,
        workers: int,
        language_of: Callable[[str], str],
        now: Callable[[], datetime],
        clock: Callable[[], float],
        on_answer: Callable[[str, Answer], None] = lambda _learner, _answer: None,
        text_of: Callable[[str, Lesson, str], str | None] = lambda _learner, _lesson, _version: None,
    ) -> None:
        self._home, self._store, self._hub = home, store, hub
        self._language_of, self._now, self._clock, self._on_answer = language_of, now, clock, on_answer
        self._text_of = text_of
        self._line, self._pace = LineUp(), _Pace()
        self._runs: dict[str, _Run] = {}
        self.pool = Pool(home, workers, on_news=self._hear, on_free=self._serve)

    async def start(self) -> None:
        """Start the benches; hold anew what the process before this one was asked for and did not answer."""
        for run, learner, number, version in self._store.take_lost_runs():
            lesson = _lesson_of(number)
            text = None if lesson is None else self._text_of(learner, lesson, version)
            if lesson is None or text is None:
                self._tell_broke(learner, run, "restarted")
            else:
                self._ask(run, learner, lesson, text)
        await self.pool.start()

    def ask(self, learner: str, lesson: Lesson, text: str) -> dict[str, Any]:
        """Put a program into the line, in place of the child's earlier one; return {run, place, wait_s}."""
        return self._ask(secrets.token_hex(8), learner, lesson, text)

    def run_of(self, learner: str, lesson: int | None = None) -> str | None:
        """A child's run that waits or is under way. Args: lesson: in this lesson alone."""
        run = self._line.run_of(learner)
        return run if run is None or lesson in (None, self._runs[run].lesson.number) else None

    def _ask(self, run: str, learner: str, lesson: Lesson, text: str) -> dict[str, Any]:
        before = self._line.ask(learner, run, lesson.seeds)
        if before is not None:
            self._drop(before)
        self._runs[run] = _Run(run, learner, lesson, text)
        self._store.begin_run(run, learner, lesson.number, version_of(text))
        told = {"run": run, **self._wait_of(learner)}
        self._hub.publish(learner, "queued", told)
        self._serve()
        return told

    def stop(self, learner: str, run: str) -> bool:
        """Take a child's own run back; False: it has none of that name."""
        if not self._line.holds(learner, run):
            return False
        self._line.leave(learner)
        self._drop(run)
        self._tell_broke(learner, run, "stopped")
        return True

    def is_busy(self, learner: str) -> bool:
        """Whether a child's run waits or is under way."""
        return self._line.run_of(learner) is not None

    def _drop(self, run: str) -> None:
        """Nobody waits for it any more; its try ends at the next look."""
        self._runs.pop(run, None)
        self._store.end_run(run)
        self.pool.leave(run)

    def _wait_of(self, learner: str) -> dict[str, Any]:
        place = self._line.place(learner)
        ahead = max(0, place + 1 - self.pool.free)
        return {"place": place, "wait_s": round(ahead * self._pace.try_s / max(1, self.pool.count), 1)}

    def _serve(self) -> None:
        """Give tries to benches that are free."""
        has_moved = False
        while self.pool.free and (turn := self._line.next()) is not None:
            self._begin(turn)
            has_moved = True
        if has_moved:
            for child in self._line.waiting_firsts():
                self._hub.publish(child, "queued", {"run": self._line.run_of(child), **self._wait_of(child)})

    def _begin(self, turn: Turn) -> None:
        one = self._runs[turn.run]
        one.number = turn.number
        self._pace.begin(turn.run, self._clock())
        self.pool.give({"run": one.run, "lesson": one.lesson.number, "text": one.text, "number": turn.number})

    def _hear(self, run: str, news: News) -> None:
        one = self._runs.get(run)
        if one is not None and "began" in news:
            one_try = {"run": run, "lesson": one.lesson.number, **news["began"]}
            self._hub.publish(one.learner, "began", one_try)
        elif one is not None and "frames" in news:
            self._hub.publish(one.learner, "frames", {"run": run, "try": one.number + 1, **news})
        elif "over" in news:
            self._pace.end(run, self._clock())
            self._end_try(run, one, news["over"])

    def _end_try(self, run: str, one: _Run | None, over: News) -> None:
        if one is None:  # it was left: only the child's next program waits for this
            self._line.done_anywhere(run)
            return
        if "broke" in over or "left" in over:
            self._line.leave(one.learner)
            self._line.done(one.learner, run, goes_on=False)
            self._drop(run)
            self._tell_broke(one.learner, run, over.get("broke", "stopped"))
            return
        if "ending" in over:
            told = {"run": run, "try": one.number + 1, "ending": over["ending"]}
            self._hub.publish(one.learner, "try_over", told)
        miss = over["miss"]
        if self._line.done(one.learner, run, goes_on=miss is None):
            found = None if miss is None else Miss(miss["answer"], **miss["figures"])
            self._judge(one, found, over["tries"], over.get("source_line") or "")

    def _judge(self, one: _Run, miss: Miss | None, tries: int, source_line: str) -> None:
        answer, now, hints_read = "" if miss is None else miss.answer, self._now(), 0
        here = "" if miss is None else pupil_says.bare(pupil_says.verdict(one.lesson, miss, tries))
        with suppress(LessonError):  # a damaged record is said where the child enters; the verdict is told anyway
            progress = Progress(self._home, one.learner)
            noted = progress.note_check(one.lesson.number, answer, tries, now.isoformat(timespec="seconds"))
            hints_read = noted.hints
        with speaking(self._language_of(one.learner)):
            words = pupil_says.verdict(one.lesson, miss, tries)
        told: dict[str, Any] = {"run": one.run, "lesson": one.lesson.number, "tries": tries, "passed": miss is None,
                                "words": words}  # fmt: skip
        if miss is None:
            told |= {"line": None, "hint_no": None, "next": _next_lesson(one.lesson)}
        else:
            has_more = hints_read < len(one.lesson.hints["en"])
            told |= {"line": int(miss.figures.get("line", 0)) or None, "source_line": source_line, "answer": answer,
                     "hint_no": hints_read + 1 if has_more else None, "next": None}  # fmt: skip
        self._hub.publish(one.learner, "verdict", told)
        self._drop(one.run)
        self._on_answer(one.learner, Answer(one.lesson.number, here))

    def _tell_broke(self, learner: str, run: str, why: str) -> None:
        with speaking(self._language_of(learner)):
            self._hub.publish(learner, "broke", {"run": run, "why": why, "words": pupil_says.broke(why)})


def _next_lesson(lesson: Lesson) -> int | None:
    found = _lesson_of(lesson.number + 1)
    return None if found is None else found.number


def _lesson_of(number: int) -> Lesson | None:
    try:
        return find_lesson(number)
    except LessonError:
        return None
