"""The wall table: whatever happened to a board, a child reads a result and one thing to do."""

import re

import pytest

from firmware import errors
from firmware.flasher.class_book import KnownRobot, Put
from firmware.flasher.install import Installed
from firmware.flasher.ports import Board
from firmware.flasher.side_by_side import Outcome, install_all
from firmware.flasher.survey import Robot
from tui import i18n
from tui.flash_wall import wall_lines
from tui.i18n import CHILDRENS_LANGUAGES, use_language

DONE = Installed("good.py", "0" * 64, 9, 0.5, None, None, False)
FAILURES = (
    errors.BoardSilent("p", "ask"),
    errors.BoardVanished("p", "program"),
    errors.BoardNotFound("p"),
    errors.BoardFull("p", "program"),
    errors.BoardRefused("p", "program", "ValueError"),
    errors.PortTaken("p"),
    errors.PortPermission("p"),
    errors.VerifyFailed("p", "/program.py", "a", "b"),
    errors.BackupFailed("backups", "full"),
    ZeroDivisionError("our own mistake"),
)


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def board(name: str) -> Board:
    """A robot of this name."""
    return Board(name, "robot", f"/dev/{name}", "usb", None, None)


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_every_failure_has_a_row_of_three_parts(language: str) -> None:
    """Result and what to do, each in the reader's language; easy Japanese without kanji."""
    use_language(language)

    lines = wall_lines([Outcome(board(f"b{number}"), None, error) for number, error in enumerate(FAILURES)])

    assert 1 + len(FAILURES) == len(lines)
    for line in lines:
        assert 3 == len(re.split(r"\s{2,}", line)), line
        assert language != "ja-easy" or not re.search(r"[\u3400-\u9fff]", line)


def test_the_wall_names_the_sticker_and_for_whom_a_program_was_kept() -> None:
    """A class set reads its numbers; a column that nobody has anything in is left out."""
    use_language("en")
    outcomes = [Outcome(board("b0"), DONE, None), Outcome(board("b1"), None, errors.BoardFull("p", "program"))]
    known = KnownRobot("virtual:b0", "robot", "momo", 7, None, False, "2026-11-23T14:05")
    put = Put("virtual:b0", "c07", "mine.py", "1" * 64, "2026-11-23T14:05")
    robots = {"/dev/b0": Robot(board("b0"), None, None, known, put)}

    named, plain = wall_lines(outcomes, robots), wall_lines(outcomes)

    assert ["no.", "board", "kept", "for"] == named[0].split()[:4]
    assert ["7", "momo", "c07", "done"] == named[1].split()[:4]
    assert ["b1", "full"] == named[2].split()[:2]
    assert ["board", "result"] == plain[0].split()[:2]


def test_a_board_s_failure_is_its_own() -> None:
    """Twenty boards, three at once, every third one breaks: each has its outcome, in the order of the boards."""
    boards = [board(f"b{number}") for number in range(20)]
    ended: list[str] = []
    moved: list[str] = []

    def install(one: Board, progress: object) -> Installed:
        assert callable(progress)
        progress(1, 2)
        if boards.index(one) % 3 == 0:
            raise FAILURES[boards.index(one) % len(FAILURES)]
        return DONE

    outcomes = install_all(
        boards,
        install,
        on_progress=lambda one, _sent, _in_all: moved.append(one.name),
        on_end=lambda outcome: ended.append(outcome.board.name),
        at_once=3,
    )

    assert boards == [outcome.board for outcome in outcomes]
    assert [number % 3 == 0 for number in range(20)] == [outcome.error is not None for outcome in outcomes]
    assert sorted(ended) == sorted(moved) == sorted(one.name for one in boards)
