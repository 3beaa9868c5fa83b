"""What can go wrong with lessons: each has a stable `code` and fields; tui makes the sentence.

LessonError
├── LessonFileError       a lesson's own files: read by its author, never by a child
├── LessonMissing         there is no lesson of that number
├── BadLearner            neither a member's id nor an alias
└── ProgressUnreadable    a learner's record is damaged, or newer than this program
"""

# ruff: noqa: N818 - an error is named for the situation, as everywhere in this house

from pathlib import Path
from typing import ClassVar

__all__ = ["BadLearner", "LessonError", "LessonFileError", "LessonMissing", "ProgressUnreadable"]


class LessonError(Exception):
    """A `code`, and the `fields` a shell needs to word it."""

    code: ClassVar[str] = "lesson"

    def __init__(self, **fields: object) -> None:
        super().__init__(" ".join([self.code, *(f"{name}={value}" for name, value in fields.items())]))
        self.fields = fields


class LessonFileError(LessonError):
    """A lesson cannot be used: file, place in it, and why."""

    code = "lesson-file"

    def __init__(self, file: Path, place: str, why: str) -> None:
        super().__init__(file=f"{file.parent.name}/{file.name}", place=place, why=why)


class LessonMissing(LessonError):
    """There is no lesson of that number."""

    code = "lesson-missing"

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class BadLearner(LessonError):
    """Neither a member's id nor an alias."""

    code = "learner-bad"

    def __init__(self, learner: str) -> None:
        super().__init__(learner=learner)


class ProgressUnreadable(LessonError):
    """A learner's record cannot be used."""

    code = "progress-unreadable"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)
