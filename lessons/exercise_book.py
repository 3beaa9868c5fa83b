"""A learner's programs, one a lesson, and every version that was judged: nothing is written over without a copy."""

import hashlib
import os
import shutil
from pathlib import Path

from lessons.lesson import Lesson
from lessons.progress import learner_folder

__all__ = ["ExerciseBook"]

BEFORE = "before"


class ExerciseBook:
    """Programs of one learner. `stamp` arguments are now, as 20260401T130000Z."""

    def __init__(self, home: Path, learner: str) -> None:
        """Raises: BadLearner."""
        self.folder = learner_folder(home, learner)

    def program(self, lesson: Lesson) -> Path:
        """Where the learner's program of a lesson is, or will be."""
        return self.folder / f"{lesson.id}.py"

    def open(self, lesson: Lesson, language: str) -> Path:
        """Return the program; a lesson that is opened for the first time gets its starter."""
        program = self.program(lesson)
        if not program.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(lesson.starter_for(language), program)
        return program

    def keep(self, lesson: Lesson, stamp: str) -> Path | None:
        """Keep a copy of the program as it is now; None when the same text is kept already, or there is none."""
        program = self.program(lesson)
        if not program.exists():
            return None
        return self.keep_text(lesson, program.read_bytes(), stamp)

    def keep_text(self, lesson: Lesson, content: bytes, stamp: str) -> Path | None:
        """Keep a text beside the program, as `keep` does."""
        digest = hashlib.sha256(content).hexdigest()[:12]
        kept = self.folder / BEFORE / lesson.id
        if any(kept.glob(f"*-{digest}.py")):
            return None
        kept.mkdir(parents=True, exist_ok=True)
        copy = kept / f"{stamp}-{digest}.py"
        copy.write_bytes(content)
        return copy

    def versions(self, lesson: Lesson) -> list[Path]:
        """The copies, the oldest first."""
        return sorted((self.folder / BEFORE / lesson.id).glob("*.py"))

    def begin_again(self, lesson: Lesson, language: str, stamp: str) -> Path:
        """Put the starter in the program's place; what was there is kept."""
        self.keep(lesson, stamp)
        self.program(lesson).unlink(missing_ok=True)
        return self.open(lesson, language)

    def save(self, lesson: Lesson, text: str) -> Path:
        """Write the program, as an editor does: beside it, then in its place; on the disk when this returns."""
        program = self.program(lesson)
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = program.with_suffix(".new")
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(program)
        _flush_folder(self.folder)
        return program


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut; where a folder cannot be opened (Windows) the system does it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
