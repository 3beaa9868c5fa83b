"""`kagarobo boards`: who is there, what is on each, and the work on a whole set."""

import json
import os
import sys
import time
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from firmware.errors import PortPermission, PortTaken
from firmware.flasher.class_book import KnownRobot, Put
from firmware.flasher.identity import BoxSeen, Busy, Identity, Note
from firmware.flasher.ports import Board
from firmware.flasher.survey import Robot
from firmware.flasher.transport import BoardLink
from firmware.virtual.spawn import BoardProcess
from tests.firmware.bench import Bench
from tests.firmware.flasher.uf2_files import INFO_RP2350, make_drive, uf2, write_uf2
from tui import i18n
from tui.__main__ import main
from tui.board_words import board_row, boards_head
from tui.class_words import charge_line, driver_hint
from tui.exit_codes import ExitCode
from tui.i18n import CHILDRENS_LANGUAGES, use_language
from tui.text_table import columns_of, table_lines

with_virtual_boards = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

LED_PIN = 25


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language belongs to the process: the next test finds the one it left. No board of this machine is there."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setattr("firmware.flasher.ports.comports", list)
    return


def identity(**changes: object) -> Identity:
    """A robot as it should be."""
    plain: dict[str, object] = {
        "name": "aoi", "sticker": 7, "unique_id": "e6", "machine": "Raspberry Pi Pico with RP2040",
        "micropython": "1.28.0", "robot_library": "abc", "robot_version": "0.1.0", "box_library": "",
        "box_version": "", "program": "1a2b3c4d" + "0" * 56, "launcher": "# kagarobo",
        "note": Note("good.py", "2026-11-23T14:05", "c07"), "battery_mv": 7900, "battery_low_mv": 6600,
    }  # fmt: skip
    return Identity(**{**plain, **changes})  # type: ignore[arg-type]


BOARD = Board("e661", "raspberry-pi", "/dev/ttyACM0", "usb", "2e8a:0005", None)
KNOWN = KnownRobot("usb:e661", "robot", "aoi", 7, 7900, False, "2026-11-23T14:05")
PUT = Put("usb:e661", "c07", "good.py", "1a2b3c4d" + "0" * 56, "2026-11-23T14:05")
SEEN = {
    "waits": Robot(BOARD, identity(), None, KNOWN, PUT),
    "kept back": Robot(BOARD, identity(crashes=3), None, KNOWN, PUT),
    "busy": Robot(BOARD, Busy(), None, KNOWN, PUT),
    "low": Robot(BOARD, identity(battery_mv=6000), None, KNOWN, PUT),
    "switched off": Robot(BOARD, identity(battery_mv=0), None, KNOWN, PUT),
    "taken": Robot(BOARD, None, PortTaken("/dev/ttyACM0", "thonny", 4711), KNOWN, PUT),
    "not allowed": Robot(BOARD, None, PortPermission("/dev/ttyACM0", "dialout"), None, None),
    "never seen": Robot(BOARD, Busy(), None, None, None),
    "bare": Robot(BOARD, identity(name=None, sticker=None, robot_library="", program="", note=None), None, None, None),
    "judge box": Robot(BOARD, BoxSeen("0.1.0", 8), None, None, None),
    "on the field": Robot(Board("r", "robot", "/dev/pts/1", "virtual", None, 7, True), None, None, None, None),
}


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_every_board_has_a_row_in_the_readers_language(language: str) -> None:
    """Whatever it is doing, its row says so; columns stand under each other, and easy Japanese has no kanji."""
    use_language(language)
    lines = table_lines([boards_head(), *map(board_row, SEEN.values())])
    at = {columns_of(line[: line.index("/dev/")]) for line in lines[1:]}

    assert 1 + len(SEEN) == len(lines)
    assert 1 == len(at)
    assert all(board_row(robot)[-1] for robot in SEEN.values())
    assert language != "ja-easy" or not any("\u3400" <= character <= "\u9fff" for line in lines for character in line)


def test_a_row_says_what_is_known_and_no_more() -> None:
    """A busy robot is known from before; a battery that is off has no voltage; a low one is to be charged."""
    use_language("en")
    rows = {name: board_row(robot) for name, robot in SEEN.items()}

    assert ("7", "aoi", "robot", "/dev/ttyACM0", "good.py 1a2b3c4d 2026-11-23T14:05") == rows["busy"][:5]
    assert "busy: its program runs" == rows["busy"][-1]
    assert "in use by thonny" == rows["taken"][-1]
    assert ("7.9 V", "6.0 V charge!", "") == (rows["waits"][6], rows["low"][6], rows["switched off"][6])
    assert ("", "e661", "raspberry-pi") == rows["never seen"][:3]
    assert "new board" == rows["bare"][2]
    assert "kept back: it broke 3 times" == rows["kept back"][-1]
    assert ("judge box", "at work") == (rows["judge box"][2], rows["judge box"][-1])
    assert "Charge: 7 aoi" == charge_line([SEEN["low"]])


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_a_board_that_is_not_listed_has_a_hint_for_this_computer(platform: str, language: str) -> None:
    """Another cable first; on Windows and old Macs the driver is named."""
    use_language(language)
    hint = driver_hint(platform)

    assert ("CP210x" in hint and "CH340" in hint) == (platform != "linux")
    assert ("ケーブル" in hint) == language.startswith("ja")


def test_no_board_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer is no; as a document it is an empty list."""
    assert ExitCode.NO == main(["--lang", "en", "--home", str(tmp_path), "boards"])
    said = capsys.readouterr().err
    assert ExitCode.DONE == main(["--lang", "en", "--home", str(tmp_path), "boards", "--json"])

    assert "No board found." in said
    assert "Try another cable" in said
    assert [] == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "words",
    [["--prepare", "--put-away"], ["--blink", "7", "--prepare"], ["--name", "aoi"], ["--prepare", "--sticker", "3"]],
    ids=" ".join,
)
def test_wrong_use_is_said(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One thing at a time; a name is for one board."""
    assert ExitCode.WRONG_USE == main(["--lang", "en", "--home", str(tmp_path), "boards", *words])
    assert "--prepare" in capsys.readouterr().err


@with_virtual_boards
def test_a_set_from_bare_boards_to_the_shelf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prepared, found by number, another's program kept with the child, brought back, put away: the mentor's day."""
    home = tmp_path / "home"
    program = tmp_path / "mine.py"
    program.write_text("print('mine')\n")

    def say(*words: str) -> tuple[int, str, str]:
        exit_code = main(["--lang", "en", "--home", str(home), *words])
        return exit_code, *capsys.readouterr()

    def listed() -> dict[int, dict[str, object]]:
        return {entry["sticker"]: entry for entry in json.loads(say("boards", "--ask", "--json")[1])}

    with (
        BoardProcess("robot", "aka", home, in_field=False),
        BoardProcess("robot", "ao", home, in_field=False) as ao,
    ):
        prepared = say("boards", "--prepare", "--count", "2")
        renamed = say("boards", "--prepare", "--to", "ao", "--name", "momo", "--sticker", "7")
        flashed = say("flash", str(program), "--to", "7", "--child", "c07")
        by_next = say("flash", str(program), "--to", "next", "--child", "c08", "--json")
        again = say("flash", str(program), "--to", "next", "--child", "c07", "--json")
        none_free = say("flash", str(program), "--to", "next", "--child", "c09")
        carrying = listed()
        with BoardLink(ao.port) as link:  # the child has changed it on the robot, in another program
            link.enter()
            link.execute("with open('/program.py', 'w') as file:\n    file.write('print(8)\\n')\n", "test")
            link.leave()
        put_away = say("boards", "--put-away")
        shelved = listed()
        back = say("flash", "--back", "c07", "--to", "momo")
        asked = listed()
        nobody = say("flash", "--back", "c99", "--to", "7")
        unknown = say("flash", str(program), "--to", "42")

    assert ExitCode.DONE == prepared[0]
    assert "Put sticker 1 on it." in prepared[1]
    assert "momo is ready" in renamed[1]
    assert flashed[1].startswith("7 momo: mine.py is on the robot")
    assert 1 == json.loads(by_next[1])["sticker"]
    assert 7 == json.loads(again[1])["sticker"]
    assert ExitCode.FAILED == none_free[0]
    assert ("c07", "c08") == (carrying[7]["child"], carrying[1]["child"])
    assert "mine.py" == carrying[7]["program"]["name"]  # type: ignore[index]
    assert ExitCode.DONE == put_away[0]
    assert {None} == {entry["child"] for entry in shelved.values()}
    assert "7 momo: p" not in back[1]
    assert ("c07", "same") == (asked[7]["child"], asked[7]["library"])
    assert b"print(8)\n" == next((home / "children" / "c07").glob("0002-*.py")).read_bytes()
    assert [b"print('mine')\n"] == [path.read_bytes() for path in (home / "children" / "c09").iterdir()]
    assert (ExitCode.WRONG_USE, True) == (nobody[0], "No program is kept under the id c99" in nobody[2])
    assert (ExitCode.WRONG_USE, True) == (unknown[0], "1 robot-1, 7 momo" in unknown[2])


@with_virtual_boards
def test_busy_boards_are_listed_all_the_same_and_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One drives, one is open in another program, one is on the field: each has its reason, and nobody waits long."""
    program = tmp_path / "endless.py"
    program.write_text("while True:\n    pass\n")
    with (
        BoardProcess("robot", "drives", tmp_path, in_field=False),
        BoardProcess("robot", "held", tmp_path, in_field=False) as held,
        BoardProcess("robot", "played", tmp_path, in_field=True) as played,
        Bench(played) as bench,
    ):
        main(["--lang", "en", "--home", str(tmp_path), "flash", str(program), "--to", "drives"])
        capsys.readouterr()
        with BoardLink(held.port):
            begin_s = time.monotonic()
            main(["--lang", "en", "--home", str(tmp_path), "boards", "--json"])
            seconds = time.monotonic() - begin_s
        states = {entry["name"]: entry["state"] for entry in json.loads(capsys.readouterr().out)}
        blinked = main(["--lang", "en", "--home", str(tmp_path), "boards", "--blink", "played", "--json"])
        lights = [value for pin, value in bench.written if pin == LED_PIN]

    assert {"drives": "busy", "held": "port_taken", "played": "on_the_field"} == states
    assert seconds < 10
    assert ExitCode.DONE == blinked
    assert [1, 0] * 3 == lights[:6]


@with_virtual_boards
def test_a_board_that_cannot_be_prepared_does_not_keep_the_next_one_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Firmware for another revision: refused by name; the board after it is prepared; exit 3."""
    drive = make_drive(tmp_path / "RP2350", INFO_RP2350)
    file = write_uf2(tmp_path, "beta.uf2", uf2(machine="SparkFun XRP Controller (Beta) with RP2040"))
    home = tmp_path / "home"
    with BoardProcess("robot", "aka", home, in_field=False):
        exit_code = main([
            "--lang", "en", "--home", str(home), "boards", "--prepare", "--count", "2", "--firmware", str(file),
            "--drive", str(drive),
        ])  # fmt: skip
    out, err = capsys.readouterr()

    assert ExitCode.FAILED == exit_code
    assert "beta.uf2 is for another board: it is for RP2040, SparkFun XRP Controller (Beta)" in err
    assert "the board is RP2350" in err
    assert "robot-1 is ready" in out
    assert ["INFO_UF2.TXT"] == [path.name for path in drive.iterdir()]


@pytest.mark.skipif(sys.platform == "win32", reason="plays a port with a pty")
def test_an_esp32_without_micropython_is_told_which_tools_help(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no drive of its own: mpflash and esptool are named, and its port."""
    outer, inner = os.openpty()
    port = ListPortInfo(os.ttyname(inner), skip_link_detection=True)  # type: ignore[no-untyped-call]
    port.vid, port.pid, port.serial_number = 0x10C4, 0xEA60, "0001"
    monkeypatch.setattr("firmware.flasher.ports.comports", lambda: [port])
    monkeypatch.setattr(BoardLink, "enter", partialmethod(BoardLink.enter, seconds_max=0.2))
    try:
        exit_code = main(["--lang", "en", "--home", str(tmp_path), "boards", "--prepare", "--to", "0001"])
    finally:
        os.close(outer)
        os.close(inner)
    said = capsys.readouterr().err

    assert ExitCode.FAILED == exit_code
    assert f"{port.device}: no MicroPython answers." in said
    assert "mpflash or esptool" in said
