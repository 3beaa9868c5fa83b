"""A lesson as its folder says it: lesson.toml read and checked, texts by name. `README.md` is its contract.

A wrong key, a missing language or a number out of range is named with its file: authors read that, not children.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from firmware.virtual.physics import RobotModel
from firmware.virtual.plan import FieldPlan, load_plan
from lessons.errors import LessonMissing
from lessons.lesson_file import LessonFile

__all__ = ["BLOCKS", "FOLDER", "LANGUAGES", "Expected", "Lesson", "Texts", "find_lesson", "load_lesson", "load_lessons"]

FOLDER = Path(__file__).parent
BLOCKS = ("hello", "drive", "sense", "follow", "together")
LANGUAGES = ("ja", "ja-easy", "en")
HINTS = 3
WRONG_MIN = 5

Texts = Mapping[str, str]
"""By language."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a wrong program must hear."""

    answer: str
    seeds: int
    """Among so many tries one must find it out."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. Times ms."""

    folder: Path
    number: int
    block: str
    titles: Texts
    field: str | Path
    seeds: int
    limit_ms: int
    has_noise: bool
    must_end: bool
    must_move: bool
    lives: int
    concept: str | None
    models: tuple[RobotModel, ...]
    """Try N has the robot `models[N % len(models)]`."""
    presses_ms: tuple[int, ...]
    press_spread_ms: int
    press_length_ms: int
    hands: tuple[tuple[int, int, int], ...]
    """(from ms, to ms, mm): a hand is held so far ahead of the distance sensor."""
    not_on_robot: Texts
    """Why only the field can judge it; empty for a lesson that a real robot can do too."""
    hints: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, Texts]
    """By answer id."""
    wrong: Mapping[str, Expected]
    """By the name of a program in wrong/, without .py."""

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def starter(self) -> Path:
        """What the child begins with, its comments in English."""
        return self.folder / "starter.py"

    def starter_for(self, language: str) -> Path:
        """What the child begins with: starter.ja.py where there is one, as comments are for reading."""
        own = [self.folder / f"starter.{one}.py" for one in (language, language.partition("-")[0])]
        return next((file for file in own if file.is_file()), self.starter)

    @property
    def solution(self) -> Path:
        """One way to do it."""
        return self.folder / "solution.py"

    @property
    def check_file(self) -> Path:
        """`check(run)`."""
        return self.folder / "check.py"

    @property
    def picture(self) -> Path:
        """Drawn from the solution's trace."""
        return self.folder / "picture.svg"

    @property
    def is_for_robot(self) -> bool:
        """Whether a real robot can be judged by its telemetry."""
        return not self.not_on_robot

    def wrong_program(self, name: str) -> Path:
        """A program that must not pass."""
        return self.folder / "wrong" / f"{name}.py"

    def text(self, language: str) -> str:
        """What the child reads, Markdown with {漢字|かんじ}."""
        return (self.folder / f"text.{language}.md").read_text(encoding="utf-8")

    def plan(self) -> FieldPlan:
        """Its field. Raises: FieldError."""
        return load_plan(self.field)


def load_lessons(folder: Path = FOLDER, numbers: Collection[int] = ()) -> list[Lesson]:
    """Return every lesson, or those with these numbers, in their order. Raises: LessonFileError."""
    folders = [file.parent for file in sorted(folder.glob("[0-9][0-9]_*/lesson.toml"))]
    return [load_lesson(one) for one in folders if not numbers or int(one.name[:2]) in numbers]


def find_lesson(number: int, folder: Path = FOLDER) -> Lesson:
    """Return lesson NUMBER. Raises: LessonMissing, LessonFileError."""
    lessons = load_lessons(folder)
    found = next((lesson for lesson in lessons if lesson.number == number), None)
    if found is None:
        raise LessonMissing(number)
    return found


@lru_cache(maxsize=64)
def load_lesson(folder: Path) -> Lesson:
    """Read one lesson's folder. Raises: LessonFileError."""
    file = LessonFile(folder / "lesson.toml")
    answers = {name: file.texts(f"answers.{name}", LANGUAGES) for name in file.names("answers")}
    concept = file.word("concept", None)
    number = int(file.number("number", 1, 99))
    if not folder.name.startswith(f"{number:02d}_"):
        raise file.refused("number", f"the folder's name must begin with {number:02d}_")
    lesson = Lesson(
        folder=folder,
        number=number,
        block=file.one_of("block", BLOCKS),
        titles=file.texts("titles", LANGUAGES),
        field=file.field(),
        seeds=int(file.number("seeds", 1, 50, 5)),
        limit_ms=int(file.number("limit_s", 1, 180) * 1000),
        has_noise=file.flag("has_noise", True),
        must_end=file.flag("must_end", True),
        must_move=file.flag("must_move", True),
        lives=int(file.number("lives", 1, 2, 1)),
        concept=concept,
        models=file.models(),
        presses_ms=file.times_ms("player", "presses_s"),
        press_spread_ms=int(file.number("player.spread_s", 0, 10, 0) * 1000),
        press_length_ms=int(file.number("player.press_s", 0.05, 10, 0.15) * 1000),
        hands=file.hands(),
        not_on_robot=file.texts("not_on_robot", LANGUAGES) if file.names("not_on_robot") else {},
        hints={language: file.lines(f"hints.{language}", HINTS) for language in LANGUAGES},
        answers=answers,
        wrong={name: _expected(file, name) for name in file.names("wrong")},
    )
    file.finish()
    file.check_concept(concept, answers)
    file.check_wrong({name: one.answer for name, one in lesson.wrong.items()}, answers, WRONG_MIN)
    file.check_files([f"text.{language}.md" for language in LANGUAGES])
    return lesson


def _expected(file: LessonFile, name: str) -> Expected:
    answer, seeds = file.expected(name)
    return Expected(answer, seeds)
