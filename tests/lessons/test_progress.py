"""Progress follows the child, and no program is written over without a copy."""

from pathlib import Path

import pytest

from lessons.errors import BadLearner, ProgressUnreadable
from lessons.exercise_book import ExerciseBook
from lessons.lesson import find_lesson
from lessons.progress import Progress, learner_folder, learners

FOX, CRAB = "red-fox", "blue-crab-2"


def test_what_was_passed_first_stays_and_every_check_counts(tmp_path: Path) -> None:
    """Read again from the disk, it is the same."""
    progress = Progress(tmp_path, FOX)
    progress.note_check(5, "too_short", 1, "2026-04-01T10:00:00")
    progress.note_check(5, "", 5, "2026-04-01T10:05:00")
    progress.note_check(5, "too_far", 1, "2026-04-02T10:00:00")

    done = Progress(tmp_path, FOX).of(5)

    assert (3, "2026-04-01T10:05:00", 5, "too_far") == (done.checks, done.passed_at, done.tries, done.last_answer)
    assert [5] == Progress(tmp_path, FOX).passed()
    assert [FOX] == learners(tmp_path)


def test_two_children_at_one_computer_do_not_meet(tmp_path: Path) -> None:
    """Neither in their programs nor in their progress."""
    lesson = find_lesson(5)
    for learner, text in ((FOX, "straight(10)"), (CRAB, "straight(30)")):
        ExerciseBook(tmp_path, learner).save(lesson, text)
        Progress(tmp_path, learner).begin()

    assert "straight(10)" == ExerciseBook(tmp_path, FOX).open(lesson, "en").read_text(encoding="utf-8")
    assert [CRAB, FOX] == learners(tmp_path)


def test_beginning_again_keeps_what_was_written(tmp_path: Path) -> None:
    """The starter stands there, the old text beside it; the same text is kept once."""
    lesson, book = find_lesson(5), ExerciseBook(tmp_path, FOX)
    book.save(lesson, "straight(12)")
    book.keep(lesson, "20260401T100000")

    program = book.begin_again(lesson, "en", "20260401T100500")

    assert lesson.starter.read_bytes() == program.read_bytes()
    assert ["straight(12)"] == [version.read_text(encoding="utf-8") for version in book.versions(lesson)]


def test_a_starter_speaks_the_childs_language(tmp_path: Path) -> None:
    """Its comments are for reading."""
    lesson = find_lesson(5)

    text = ExerciseBook(tmp_path, FOX).open(lesson, "ja-easy").read_text(encoding="utf-8")

    assert "すすむ" in text


@pytest.mark.parametrize("name", ["../up", "Hanako", "", "red fox", "p-1"])
def test_no_name_and_no_path_is_a_learner(name: str, tmp_path: Path) -> None:
    """An opaque id, or an animal."""
    with pytest.raises(BadLearner):
        learner_folder(tmp_path, name)


def test_a_damaged_record_is_said_so_and_left_alone(tmp_path: Path) -> None:
    """It may be mended by hand."""
    file = learner_folder(tmp_path, FOX) / "progress.json"
    file.parent.mkdir(parents=True)
    file.write_text("{half", encoding="utf-8")

    with pytest.raises(ProgressUnreadable):
        Progress(tmp_path, FOX)

    assert "{half" == file.read_text(encoding="utf-8")
