"""A learner's desk: the program in hand as this screen and its file last agreed on, and what is kept of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from lessons.classroom import Verdict
from lessons.exercise_book import ExerciseBook
from lessons.lesson import Lesson
from lessons.picture import picture_of
from lessons.progress import Progress
from tui.my_robot.folder import Folder

__all__ = ["Desk"]


class Desk:
    """One learner's. Raises: BadLearner; ProgressUnreadable."""

    def __init__(self, home: Path, learner: str, now: Callable[[], datetime]) -> None:
        self.progress = Progress(home, learner)
        self.progress.begin()
        self._book, self._now = ExerciseBook(home, learner), now
        self._folder: Folder | None = None
        self._saved = ""

    def open(self, lesson: Lesson, language: str) -> str:
        """Turn to a lesson and return the program; one that is opened for the first time gets its starter."""
        program = self._book.open(lesson, language)
        self._folder = Folder(program.parent)
        self._folder.look()
        return self._read(program)

    def program(self, lesson: Lesson) -> Path:
        """The program's file."""
        return self._book.program(lesson)

    def saved_elsewhere(self, lesson: Lesson, typed: Callable[[], str]) -> str | None:
        """Return what another editor saved since the last look; None: nothing new.

        What was typed here and not saved yet would be lost by taking the other: it is kept as a version first.
        """
        program = self.program(lesson)
        found = None if self._folder is None else self._folder.look()
        if found is None or found.saved != program.name:
            return None
        text = program.read_text(encoding="utf-8", errors="replace")
        if text == self._saved:
            return None
        if typed() != self._saved:
            self._book.save(lesson, typed())
            self.keep(lesson)
            self._book.save(lesson, text)
        return self._read(program)

    def save(self, lesson: Lesson, typed: str) -> None:
        """Write what was typed, if anything was."""
        if typed != self._saved:
            self._book.save(lesson, typed)
            self._saved = typed

    def keep(self, lesson: Lesson) -> None:
        """Keep a copy of the program as it is."""
        self._book.keep(lesson, self._now().strftime("%Y%m%dT%H%M%S"))

    def begin_again(self, lesson: Lesson, language: str) -> str:
        """The starter once more; what was written so far is kept."""
        return self._read(self._book.begin_again(lesson, language, self._now().strftime("%Y%m%dT%H%M%S")))

    def note(self, verdict: Verdict) -> None:
        """Write down how a program was judged, and the picture of its run."""
        answer = "" if verdict.miss is None else verdict.miss.answer
        at = self._now().isoformat(timespec="seconds")
        self.progress.note_check(verdict.lesson.number, answer, verdict.tries, at)
        if verdict.run is not None and verdict.run.is_seen:
            pictures = self._book.folder / "pictures"
            pictures.mkdir(parents=True, exist_ok=True)
            picture = picture_of(verdict.lesson, verdict.run)
            (pictures / f"{verdict.lesson.id}.svg").write_text(picture, encoding="utf-8")

    def _read(self, program: Path) -> str:
        self._saved = program.read_text(encoding="utf-8", errors="replace")
        return self._saved
