"""The end of a class: every program kept under its child, every robot put away, and what the class did, in numbers.

    <home>/class/reports/STAMP.json     one a class; counts and robots, no child's id, so it may be printed and kept

All of it blocks (disk, robots): call it in a thread. Times come in as arguments.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from firmware.flasher.class_book import ClassBook
from firmware.flasher.put_away import ClassSet, to_charge
from lessons.exercise_book import ExerciseBook
from lessons.lesson import Lesson
from lessons.progress import Progress
from tui.error_log import keep
from tui.put_boards_away import boards_at_hand, may_be_put_away, put_all_away

__all__ = [
    "ClassReport", "LessonDone", "RobotEnd", "keep_programs", "last_report", "lessons_done", "put_robots_away",
    "write_report",
]  # fmt: skip

STAMP = "%Y%m%dT%H%M%S"
"""As a copy of a program is named: sortable."""


@dataclass(frozen=True, slots=True)
class LessonDone:
    """One lesson in this class."""

    number: int
    tried: int
    """Children whose program was tried or changed since the class began."""
    passed: int
    """Children among them who passed it for the first time."""


@dataclass(frozen=True, slots=True)
class RobotEnd:
    """How a robot was put away."""

    label: str
    trouble: str | None
    """The error's code; None: it waits with the program of a robot that waits."""
    is_to_charge: bool


@dataclass(frozen=True, slots=True)
class ClassReport:
    """What a class did. Times ISO 8601."""

    name: str
    began_at: str
    ended_at: str
    children: int
    programs: int
    """Programs that lie under their children now."""
    lessons: tuple[LessonDone, ...]
    robots: tuple[RobotEnd, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def keep_programs(home: Path, learners: Sequence[str], lessons: Sequence[Lesson], now: datetime) -> int:
    """Keep a stamped copy of every program as it is; return how many programs these children have.

    Raises: OSError: the disk does not take one; those before it are kept.
    """
    count = 0
    for learner in learners:
        book = ExerciseBook(home, learner)
        for lesson in lessons:
            if book.program(lesson).exists():
                book.keep(lesson, now.strftime(STAMP))
                count += 1
    return count


def lessons_done(
    home: Path, learners: Sequence[str], lessons: Sequence[Lesson], began_at: datetime
) -> tuple[LessonDone, ...]:
    """Count who tried and who passed what since the class began; lessons that nobody touched are left out.

    Raises: ProgressUnreadable: a child's record is damaged.
    """
    records = [(ExerciseBook(home, learner), Progress(home, learner)) for learner in learners]
    rows = []
    for lesson in lessons:
        passed = [_is_since(record.of(lesson.number).passed_at, began_at) for _book, record in records]
        touched = [_is_touched(book, lesson, began_at) for book, _record in records]
        tried = sum(one or other for one, other in zip(passed, touched, strict=True))
        if tried:
            rows.append(LessonDone(lesson.number, tried, sum(passed)))
    return tuple(rows)


def put_robots_away(home: Path, now: datetime) -> tuple[RobotEnd, ...]:
    """Keep what is on the robots that are plugged in, let them wait, and say which are to be charged.

    Raises: ClassBookUnreadable. What goes wrong with one robot is that robot's alone.
    """
    at, book = now.isoformat(timespec="minutes")[:16], ClassBook(home)
    robots = [robot for robot in boards_at_hand(home, book, at) if may_be_put_away(robot)]
    outcomes = put_all_away(ClassSet(home, book, at, f"{now:{STAMP}}"), robots)
    for outcome in outcomes:
        if outcome.error is not None:
            keep(outcome.error, home)
    low = {robot.board.port for robot in to_charge(robots)}
    return tuple(
        RobotEnd(robot.label, _code(outcome.error), robot.board.port in low)
        for robot, outcome in sorted(zip(robots, outcomes, strict=True), key=lambda pair: pair[0].sticker or 0)
    )


def write_report(home: Path, report: ClassReport, now: datetime) -> Path:
    """Keep a class's report, whole or not at all. Raises: OSError."""
    folder = home / "class" / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:{STAMP}}.json"
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path


def last_report(home: Path) -> ClassReport | None:
    """Return the newest class's report. Raises: ValueError, KeyError: it is damaged."""
    paths = sorted((home / "class" / "reports").glob("*.json"))
    if not paths:
        return None
    table = json.loads(paths[-1].read_text(encoding="utf-8"))
    lessons = tuple(LessonDone(**one) for one in table.pop("lessons"))
    robots = tuple(RobotEnd(**one) for one in table.pop("robots"))
    return ClassReport(**table, lessons=lessons, robots=robots)


def _is_touched(book: ExerciseBook, lesson: Lesson, began_at: datetime) -> bool:
    """Whether the program was saved since; a starter that was only opened and left as it is counts too."""
    program = book.program(lesson)
    return program.exists() and program.stat().st_mtime >= began_at.timestamp()


def _is_since(at: str | None, began_at: datetime) -> bool:
    """Whether an ISO 8601 moment, with or without its offset, is in the class."""
    if at is None:
        return False
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=began_at.tzinfo)) >= began_at.replace(microsecond=0)


def _code(error: Exception | None) -> str | None:
    return None if error is None else str(getattr(error, "code", "unexpected"))
