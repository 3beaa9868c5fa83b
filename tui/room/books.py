"""Programs of the children: saved on the disk before the page hears of it, and never written over without a copy.

A version is the digest of the text, so it outlives a restart. A page sends the version that it began to type on
(`base`): when the book holds another one by then, the same child typed on at another machine, and both texts are kept.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lessons.exercise_book import ExerciseBook
from lessons.lesson import Lesson
from tui.room.store import Store

__all__ = ["TEXT_BYTES_MAX", "Books", "Conflict", "Program", "TooMuch"]

TEXT_BYTES_MAX = 64 * 1024
KEPT_MAX = 500
"""Copies of one lesson's program; a child that presses "run" every ten seconds makes as many in 80 minutes."""


@dataclass(frozen=True, slots=True)
class Program:
    """A text and its version."""

    text: str
    version: str


class Conflict(Exception):  # noqa: N818 - nobody did anything wrong
    """The book holds another text than the one that was typed on."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.version)
        self.program = program


class TooMuch(Exception):  # noqa: N818 - it says whose fault it is
    """More copies than a child can have typed."""


def version_of(text: str) -> str:
    """Return the version that a text is."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Books:
    """All exercise books of the class. Files are written in a thread, so that a slow disk stops no robot."""

    def __init__(self, home: Path, store: Store, now: Callable[[], datetime]) -> None:
        self._home, self._store, self._now = home, store, now
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self, learner: str, lesson: Lesson, language: str) -> Program:
        """Return the program; a lesson opened for the first time has its starter."""
        async with self._locks[learner]:
            return _program(ExerciseBook(self._home, learner).open(lesson, language))

    async def save(self, learner: str, lesson: Lesson, text: str, base: str, seat: str) -> Program:
        """Write a text that was typed on `base`; it is on the disk when this returns.

        Raises: Conflict: the book holds another text; this one is kept beside it. TooMuch: no room for a copy.
        """
        async with self._locks[learner]:
            book, after = ExerciseBook(self._home, learner), Program(text, version_of(text))
            file = book.program(lesson)
            before = _program(file) if file.exists() else None
            if before is not None and after.version != before.version and base != before.version:
                if not self._store.is_writer(learner, lesson.number, before.version, seat):
                    await asyncio.to_thread(self._keep, book, lesson, text)
                    raise Conflict(before)
                await asyncio.to_thread(self._keep, book, lesson, before.text)
            if before is None or after.version != before.version:
                self._store.note_writer(learner, lesson.number, after.version, seat)
                await asyncio.to_thread(book.save, lesson, text)
            return after

    async def keep(self, learner: str, lesson: Lesson) -> None:
        """Keep a copy of the program as it is. Raises: TooMuch."""
        async with self._locks[learner]:
            await asyncio.to_thread(self._keep, ExerciseBook(self._home, learner), lesson, None)

    async def share(self, learner: str, lesson: Lesson) -> str | None:
        """Keep a copy of the program as it is; return its name, None: there is no program. Raises: TooMuch."""
        await self.keep(learner, lesson)
        book = ExerciseBook(self._home, learner)
        file = book.program(lesson)
        if not file.exists():
            return None
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return next((one.name for one in book.versions(lesson) if digest.startswith(one.stem.rpartition("-")[2])), None)

    def read(self, learner: str, lesson: Lesson) -> str | None:
        """Return the text as it is; None: nothing was typed yet."""
        file = ExerciseBook(self._home, learner).program(lesson)
        return _program(file).text if file.exists() else None

    def copy(self, learner: str, lesson: Lesson, name: str) -> str | None:
        """Return the text of a kept copy; None: it is gone, as of a child that was forgotten."""
        found = [one for one in ExerciseBook(self._home, learner).versions(lesson) if one.name == name]
        return found[0].read_text(encoding="utf-8", errors="replace") if found else None

    async def begin_again(self, learner: str, lesson: Lesson, language: str) -> Program:
        """Put the starter in the program's place; what was there is kept. Raises: TooMuch."""
        async with self._locks[learner]:
            book = ExerciseBook(self._home, learner)
            await asyncio.to_thread(self._keep, book, lesson, None)
            return _program(book.begin_again(lesson, language, self._stamp()))

    def find(self, learner: str, lesson: Lesson, version: str) -> str | None:
        """Return the text of a version, as it is or among the copies; None: it is gone."""
        book = ExerciseBook(self._home, learner)
        for file in (book.program(lesson), *reversed(book.versions(lesson))):
            if file.exists() and (found := _program(file)).version == version:
                return found.text
        return None

    def started(self, learner: str, lesson: Lesson) -> bool:
        """Whether a child has typed in a lesson: its program is another than the one that it began with."""
        file = ExerciseBook(self._home, learner).program(lesson)
        starters = {one.read_bytes() for one in lesson.folder.glob("starter*.py")}
        return file.exists() and file.read_bytes() not in starters

    def _keep(self, book: ExerciseBook, lesson: Lesson, text: str | None) -> None:
        if len(book.versions(lesson)) >= KEPT_MAX:
            raise TooMuch
        if text is None:
            book.keep(lesson, self._stamp())
        else:
            book.keep_text(lesson, text.encode(), self._stamp())

    def _stamp(self) -> str:
        return self._now().strftime("%Y%m%dT%H%M%S")


def _program(file: Path) -> Program:
    text = file.read_text(encoding="utf-8", errors="replace")
    return Program(text, version_of(text))
