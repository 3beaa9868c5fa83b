"""`kagarobo lesson` without its screen."""

import json
import sys
from pathlib import Path

import pytest

from lessons.lesson import find_lesson
from tui.__main__ import main
from tui.exit_codes import ExitCode

needs_boards = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")


def lesson(home: Path, *words: str, language: str = "en") -> int:
    """Call the command."""
    return main(["--home", str(home), "--lang", language, "lesson", *words])


@pytest.mark.parametrize(
    ("language", "title"),
    [("ja", "30 cm進む"), ("ja-easy", "進(すす)む"), ("en", "Forward 30 cm"), ("zh-tw", "Forward")],
)
def test_lessons_are_listed_and_shown_in_the_readers_language(
    language: str, title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Readings stand in brackets; who reads Chinese gets English."""
    assert ExitCode.DONE == lesson(tmp_path, "list", language=language)
    assert ExitCode.DONE == lesson(tmp_path, "show", "5", language=language)

    assert 2 <= capsys.readouterr().out.count(title)


@needs_boards
def test_start_check_and_progress_are_one_learners(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The starter does not pass; the solution in the same file does, and is remembered."""
    assert ExitCode.DONE == lesson(tmp_path, "start", "5", "--json")
    program = Path(json.loads(capsys.readouterr().out)["program"])
    assert ExitCode.NO == lesson(tmp_path, "check", "5")
    program.write_bytes(find_lesson(5).solution.read_bytes())
    assert ExitCode.DONE == lesson(tmp_path, "check", "5")
    capsys.readouterr()

    assert ExitCode.DONE == lesson(tmp_path, "progress", "--json")

    record = json.loads(capsys.readouterr().out)[0]["lessons"]["5"]
    assert (2, "") == (record["checks"], record["last_answer"])
    assert record["passed_at"]


@needs_boards
def test_a_verdict_is_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the answer, its figures and its sentence."""
    wrong = find_lesson(5).wrong_program("ten")

    assert ExitCode.NO == lesson(tmp_path, "check", "5", str(wrong), "--json")

    document = json.loads(capsys.readouterr().out)
    assert (False, "too_short", 30) == (
        document["has_passed"], document["miss"]["answer"], document["miss"]["expected_cm"],
    )  # fmt: skip
    assert "10 cm" in document["sentence"]


def test_what_cannot_be_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No such lesson; nobody learns here; the screen without a terminal."""
    assert ExitCode.WRONG_USE == lesson(tmp_path, "show", "99")
    assert ExitCode.WRONG_USE == lesson(tmp_path, "check", "5")
    assert ExitCode.WRONG_USE == lesson(tmp_path)

    told = capsys.readouterr().err
    assert "99" in told
    assert 3 == len(told.strip().splitlines())


def test_a_lesson_for_the_field_only_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every lesson whose robot cannot tell enough has its reason."""
    from lessons.lesson import load_lessons

    for one in (one for one in load_lessons() if not one.is_for_robot):
        assert ExitCode.WRONG_USE == lesson(tmp_path, "check", str(one.number), str(one.starter), "--robot")
        assert one.not_on_robot["en"].split("{")[0] in capsys.readouterr().err
