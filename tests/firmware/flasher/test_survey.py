"""Which robot is meant: by the sticker on it now, whatever this computer remembers."""

import sys
from pathlib import Path

import pytest

from firmware.errors import BoardNotFound, RobotAmbiguous
from firmware.flasher.asking import name_robot
from firmware.flasher.class_book import ClassBook
from firmware.flasher.install import rollback
from firmware.flasher.programs import ChildPrograms
from firmware.flasher.put_away import ClassSet
from firmware.flasher.survey import choose, next_free, present, survey
from firmware.virtual.spawn import BoardProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

AT, STAMP = "2026-11-23T14:05", "20261123T140500Z"


@pytest.fixture(autouse=True)
def _no_usb(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may have boards of its own."""
    monkeypatch.setattr("firmware.flasher.ports.comports", list)


def test_a_robot_is_found_by_what_stands_on_it_now(tmp_path: Path) -> None:
    """Stickers were exchanged at another computer: the number on the robot counts, not the one that is remembered."""
    book = ClassBook(tmp_path)
    with (
        BoardProcess("robot", "aka", tmp_path, in_field=False) as aka,
        BoardProcess("robot", "ao", tmp_path, in_field=False) as ao,
    ):
        name_robot(aka.port, "momo", 7)
        name_robot(ao.port, "ringo", 8)
        survey(present(tmp_path, book), book, interrupts=False, at=AT)
        name_robot(aka.port, "momo", 8)
        name_robot(ao.port, "ringo", 7)
        by_number = choose("7", tmp_path, book, at=AT)
        by_name = choose("momo", tmp_path, book, at=AT)
        by_port = choose(aka.port, tmp_path, book, at=AT)
        with pytest.raises(BoardNotFound) as unknown:
            choose("9", tmp_path, book, at=AT)
        name_robot(aka.port, "momo", 7)
        survey(present(tmp_path, book), book, interrupts=False, at=AT)
        with pytest.raises(RobotAmbiguous) as twice:
            choose("7", tmp_path, book, at=AT)

    assert ("ao", "aka", "aka") == (by_number.board.name, by_name.board.name, by_port.board.name)
    assert ("8 momo", "7 ringo") == tuple(unknown.value.known)
    assert {aka.port, ao.port} == set(twice.value.ports)


def test_a_program_rolled_back_is_its_childs_last_one(tmp_path: Path) -> None:
    """What runs on the robot is what the child comes back to; the robot is that child's again."""
    book = ClassBook(tmp_path)
    with BoardProcess("robot", "aka", tmp_path, in_field=False) as board:
        classes = ClassSet(tmp_path, book, AT, STAMP)
        program = tmp_path / "mine.py"
        for number, child in ((1, "c07"), (2, "c07"), (3, "c08")):
            program.write_text(f"print({number})\n")
            (robot,) = present(tmp_path, book)
            classes.install(robot, program, name="mine.py", child=child)
        (robot,) = present(tmp_path, book)
        done = rollback(board.port)
        classes.remember_rollback(robot, done.sha256)
        (back,) = present(tmp_path, book)
        own = next_free(tmp_path, book, "c07", at=AT)

    assert b"print(2)\n" == ChildPrograms(tmp_path, "c07").last().read_bytes()
    assert b"print(3)\n" == ChildPrograms(tmp_path, "c08").last().read_bytes()
    assert ("c07", "aka") == (back.child, own.board.name)
