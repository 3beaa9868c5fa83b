"""A bare board becomes a robot with a name: firmware, serial port, library, sticker; virtual boards go the same way."""

import sys
import threading
import time
from pathlib import Path

import pytest

from firmware.errors import BoardAbsent, FirmwareUnfit
from firmware.flasher.asking import ask
from firmware.flasher.class_book import ClassBook
from firmware.flasher.identity import Identity
from firmware.flasher.payload import collect_library, sha256_of
from firmware.flasher.prepare import ask_one, bring_up, next_drive, next_sticker, next_unnamed, prepare
from firmware.flasher.put_away import PUT_AWAY_PROGRAM, ClassSet
from firmware.flasher.uf2 import read_firmware
from firmware.virtual.spawn import BoardProcess
from tests.firmware.flasher.uf2_files import INFO_RP2350, make_drive, uf2, write_uf2

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

AT, STAMP = "2026-11-23T14:05", "20261123T140500Z"


class Bootloader(threading.Thread):
    """Plays a Pico with its BOOTSEL button held: takes a firmware, goes away as a drive, comes back with a port."""

    def __init__(self, drive: Path, home: Path, expected_bytes: int) -> None:
        super().__init__(name="bootloader")
        self._drive, self._home, self._expected_bytes = drive, home, expected_bytes
        self.board: BoardProcess | None = None
        self.chip = ""

    def run(self) -> None:
        give_up_s = time.monotonic() + 10
        while time.monotonic() < give_up_s:
            for path in self._drive.glob("*.uf2"):
                if path.stat().st_size == self._expected_bytes:
                    self.chip = read_firmware(path).chip
                    for file in list(self._drive.iterdir()):
                        file.unlink()
                    self.board = BoardProcess("robot", "fresh", self._home, in_field=False)
                    self.stop_with.wait(20)
                    return
            time.sleep(0.02)

    stop_with = threading.Event()


def test_from_a_held_button_to_a_named_robot(tmp_path: Path) -> None:
    """The firmware that fits is taken from the folder; the board comes up, and is number 1 with our library."""
    home = tmp_path / "home"
    file = write_uf2(home / "firmware", "pico.uf2", uf2())
    write_uf2(home / "firmware", "xrp.uf2", uf2(0xE48BFF59, "SparkFun XRP Controller with RP2350"))
    folder = make_drive(tmp_path / "RPI-RP2")
    book = ClassBook(home)
    loader = Bootloader(folder, home, file.stat().st_size)
    loader.stop_with.clear()
    loader.start()
    try:
        drive = next_drive([folder], but=())
        assert drive is not None
        board = bring_up(drive, home, given=None, seconds_max=10)
        robot = ask_one(board, book, interrupts=True, at=AT)
        ready = prepare(robot, ClassSet(home, book, AT, STAMP), name=None, sticker=None)
        is_left = next_unnamed(home, book, but=(), at=AT)
        is_waiting = next_drive([folder], but=())
    finally:
        loader.stop_with.set()
        loader.join()
        if loader.board is not None:
            loader.board.stop()

    assert "RP2040" == loader.chip
    assert ("robot-1", 1) == (ready.name, ready.sticker)
    assert ready.identity is not None
    assert collect_library("robot").version == ready.identity.robot_library
    assert sha256_of(PUT_AWAY_PROGRAM.read_bytes()) == ready.identity.program
    assert (None, None) == (is_left, is_waiting)
    assert 2 == next_sticker(book)


def test_a_board_that_does_not_come_up_is_said(tmp_path: Path) -> None:
    """The wrong file for this board, or a cable that only charges."""
    file = write_uf2(tmp_path, "pico.uf2", uf2())
    drive = next_drive([make_drive(tmp_path / "RPI-RP2")], but=())
    assert drive is not None

    with pytest.raises(BoardAbsent):
        bring_up(drive, tmp_path / "home", given=file, seconds_max=0.3)


def test_nothing_is_written_onto_the_wrong_revision(tmp_path: Path) -> None:
    """An RP2040 file, and a board with an RP2350."""
    file = write_uf2(tmp_path, "pico.uf2", uf2())
    folder = make_drive(tmp_path / "RP2350", INFO_RP2350)
    drive = next_drive([folder], but=())
    assert drive is not None

    with pytest.raises(FirmwareUnfit):
        bring_up(drive, tmp_path / "home", given=file)
    assert ["INFO_UF2.TXT"] == [path.name for path in folder.iterdir()]


def test_a_program_that_is_on_a_board_stays_when_it_is_named(tmp_path: Path) -> None:
    """A robot in use gets a name; what a child had on it is not replaced. One that drives is not stopped."""
    book = ClassBook(tmp_path)
    with BoardProcess("robot", "aka", tmp_path, in_field=False) as board:
        classes = ClassSet(tmp_path, book, AT, STAMP)
        program = tmp_path / "mine.py"
        program.write_text("print('mine')\n")
        robot = next_unnamed(tmp_path, book, but=(), at=AT)
        assert robot is not None
        classes.install(robot, program, name="mine.py", child=None)
        again = next_unnamed(tmp_path, book, but=(), at=AT)
        assert again is not None
        prepare(again, classes, name="momo", sticker=7)
        answer = ask(board.port, interrupts=True)

        program.write_text("while True:\n    pass\n")
        classes.install(again, program, name="mine.py", child=None)
        is_named = next_unnamed(tmp_path, ClassBook(tmp_path / "another"), but=(), at=AT)

    assert isinstance(answer, Identity)
    assert ("momo", 7, sha256_of(b"print('mine')\n")) == (answer.name, answer.sticker, answer.program)
    assert is_named is None
