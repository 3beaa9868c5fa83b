"""After the class: each program under its child with a stamp, each robot at rest, and numbers without a name."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.flasher.asking import ask, name_robot
from firmware.flasher.payload import sha256_of
from firmware.flasher.programs import ChildPrograms
from firmware.flasher.put_away import PUT_AWAY_PROGRAM
from firmware.virtual.spawn import BoardProcess
from lessons.exercise_book import ExerciseBook
from lessons.lesson import load_lessons
from lessons.progress import Progress
from tui.room.class_end import (
    ClassReport,
    LessonDone,
    RobotEnd,
    keep_programs,
    last_report,
    lessons_done,
    put_robots_away,
    write_report,
)

FOX, BEAR, CAT = "p-foxfoxfoxf", "p-bearbearbe", "p-catcatcatc"
LESSONS = load_lessons(numbers=(1, 2, 3))
NOW = datetime.now(UTC)


def test_every_program_is_kept_with_a_stamp_once(tmp_path: Path) -> None:
    """Doing it again keeps no second copy of the same text."""
    first, second, _third = LESSONS
    for child, lesson in ((FOX, first), (FOX, second), (BEAR, first)):
        ExerciseBook(tmp_path, child).save(lesson, f"# {child} {lesson.number}\n")
    counts = [keep_programs(tmp_path, (FOX, BEAR, CAT), LESSONS, NOW) for _ in range(2)]
    (kept,) = ExerciseBook(tmp_path, BEAR).versions(first)

    assert [3, 3] == counts
    assert f"# {BEAR} 1\n" == kept.read_text()
    assert kept.name.startswith(f"{NOW:%Y%m%dT%H%M%S}-")


def test_only_what_happened_in_this_class_is_counted(tmp_path: Path) -> None:
    """A lesson passed a week ago is no lesson of today, one that was only tried has no pass."""
    first, second, third = LESSONS
    week_ago, began = NOW - timedelta(days=7), NOW - timedelta(minutes=90)
    for child, lesson, at in ((FOX, first, NOW), (BEAR, first, NOW), (CAT, third, week_ago)):
        Progress(tmp_path, child).note_check(lesson.number, "", 3, at.isoformat(timespec="seconds"))
    ExerciseBook(tmp_path, CAT).save(second, "forward(10)\n")

    assert (LessonDone(1, 2, 2), LessonDone(2, 1, 0)) == lessons_done(tmp_path, (FOX, BEAR, CAT), LESSONS, began)


def test_a_report_comes_back_as_it_was_and_names_nobody(tmp_path: Path) -> None:
    """The newest of several; no id of a child is in the file."""
    old = ClassReport("", "2026-11-17T10:00+09:00", "2026-11-17T11:30+09:00", 1, 1, (), ())
    new = ClassReport("B", "2026-11-24T10:00+09:00", "2026-11-24T11:30+09:00", 2, 3, (LessonDone(1, 2, 1),),
                      (RobotEnd("7 aka", None, True),))  # fmt: skip
    assert None is last_report(tmp_path)
    for report, now in ((new, NOW), (old, NOW - timedelta(days=7))):
        path = write_report(tmp_path, report, now)

    assert new == last_report(tmp_path)
    assert "p-" not in path.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")
def test_a_robot_is_put_away_and_what_was_on_it_stays_with_its_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The robot waits with a known program; the child's own comes back from the laptop."""
    monkeypatch.setattr("firmware.flasher.ports.comports", list)
    program = "from robot import *\nprint(1)\n"
    ChildPrograms(tmp_path, FOX).keep(program.encode())
    with BoardProcess("robot", "r07", tmp_path, in_field=False) as board:
        name_robot(board.port, "aka", 7)
        ends = put_robots_away(tmp_path, NOW)
        on_it = ask(board.port, interrupts=True).program

    assert (RobotEnd("7 aka", None, is_to_charge=False),) == ends
    assert sha256_of(PUT_AWAY_PROGRAM.read_bytes()) == on_it
    assert program == ChildPrograms(tmp_path, FOX).last().read_text()
