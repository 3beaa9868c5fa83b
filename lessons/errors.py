"""What is wrong with a lesson's own files: read by its author, never by a child."""

from pathlib import Path

__all__ = ["LessonFileError", "LessonMissing"]


class LessonFileError(Exception):
    """A lesson cannot be used: file, place in it, and why."""

    def __init__(self, file: Path, place: str, why: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}: {place}: {why}")
        self.file, self.place, self.why = file, place, why


class LessonMissing(Exception):  # noqa: N818 - as the others: what happened
    """There is no lesson of that number."""

    def __init__(self, number: int, numbers: list[int]) -> None:
        super().__init__(f"lesson {number}")
        self.number, self.numbers = number, numbers
