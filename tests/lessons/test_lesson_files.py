"""A lesson's folder is checked key by key, and what is wrong is named with its place."""

import shutil
from pathlib import Path

import pytest

from lessons.check_file import load_check
from lessons.errors import LessonFileError, LessonMissing
from lessons.lesson import FOLDER, find_lesson, load_lesson
from lessons.proof import text_problems

MODEL = FOLDER / "05_forward_30_cm"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model lesson, to be damaged."""
    return Path(shutil.copytree(MODEL, tmp_path / MODEL.name))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        pytest.param("number = 5", "number = 6", "number", id="another number than the folder's"),
        pytest.param('block = "drive"', 'block = "fly"', "block", id="no such block"),
        pytest.param("limit_s = 20", "limit_s = 2000", "limit_s", id="too long"),
        pytest.param("limit_s = 20", "limits_s = 20", "limit_s", id="misspelt"),
        pytest.param("seeds = 5", "seeds = 5\ncolour = 1", "colour", id="unknown key"),
        pytest.param('en = "Forward 30 cm"', "", "titles", id="a language is missing"),
        pytest.param('ten = "too_short"', 'ten = "too_shrot"', "wrong.ten", id="an answer that is not there"),
        pytest.param('ten = "too_short"\n', "", "wrong", id="a program nobody expects"),
        pytest.param('ten = "too_short"', 'ten = "never_moved"', "answers", id="an answer nobody gets"),
        pytest.param("seeds = 5", 'seeds = 5\nconcept = "for"', "answers.concept", id="a concept without an answer"),
        pytest.param("seeds = 5", 'seeds = 5\nconcept = "goto"', "concept", id="no such concept"),
    ],
)
def test_a_mistake_in_lesson_toml_is_named(folder: Path, old: str, new: str, place: str) -> None:
    """By its key; authors read that."""
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    load_lesson.cache_clear()

    with pytest.raises(LessonFileError) as raised:
        load_lesson(folder)

    assert place == raised.value.fields["place"]


def test_a_check_that_reaches_outside_is_refused(folder: Path) -> None:
    """It would not be the same everywhere."""
    check = folder / "check.py"
    check.write_text("import os\n" + check.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(LessonFileError, match="os"):
        load_check(check)


def test_kanji_that_a_child_of_eight_cannot_read_are_named(folder: Path) -> None:
    """A reading over them, or kana."""
    load_lesson.cache_clear()
    text = folder / "text.ja-easy.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n{保存|ほぞん}と保存\n", encoding="utf-8")

    assert ["ja-easy without a reading: 保存"] == text_problems(load_lesson(folder))


def test_a_lesson_that_is_not_there_is_said_so() -> None:
    """By its number."""
    with pytest.raises(LessonMissing):
        find_lesson(99)
