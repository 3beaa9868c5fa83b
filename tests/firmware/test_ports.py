"""What `kagarobo boards` lists."""

import json
import os
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from firmware.errors import BoardNotFound
from firmware.flasher import ports
from firmware.flasher.ports import find, list_boards
from tests.firmware.boards import virtual_board


def usb_port(device: str, vid: int | None, pid: int | None, serial_number: str | None) -> ListPortInfo:
    """What pyserial says of one port of the machine."""
    port = ListPortInfo(device, skip_link_detection=True)  # type: ignore[no-untyped-call]
    port.vid, port.pid, port.serial_number = vid, pid, serial_number
    return port


@pytest.fixture(autouse=True)
def _no_usb(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may have boards of its own."""
    monkeypatch.setattr(ports, "comports", list)


def test_virtual_boards_are_listed_while_they_live(tmp_path: Path) -> None:
    """Both kinds are listed by name, with port and process; gone when their process is."""
    with virtual_board(tmp_path, "robot", "momo") as robot, virtual_board(tmp_path, "judge-box", "aka") as box:
        boards = list_boards(tmp_path)

    assert [(board.name, board.kind, board.port) for board in boards] == [
        ("aka", "judge-box", box),
        ("momo", "robot", robot),
    ]
    assert {board.source for board in boards} == {"virtual"}
    assert all(board.pid and board.vid_pid is None for board in boards)
    assert list_boards(tmp_path) == []


def test_usb_boards_are_known_by_their_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pico is listed, a printer and a port without USB are not; all of it can be written as JSON."""
    plugged = [
        usb_port("/dev/ttyUSB9", 0x04B8, 0x0202, "printer"),
        usb_port("/dev/ttyS0", None, None, None),
        usb_port("/dev/ttyACM1", 0x2E8A, 0x0005, None),
        usb_port("/dev/ttyACM0", 0x2E8A, 0x0005, "e6616408432f4a2c"),
    ]
    monkeypatch.setattr(ports, "comports", lambda: plugged)

    boards = list_boards(tmp_path)

    assert [board.name for board in boards] == ["e6616408432f4a2c", "ttyACM1"]
    assert json.loads(json.dumps(boards[0].as_json())) == {
        "name": "e6616408432f4a2c",
        "kind": "raspberry-pi",
        "port": "/dev/ttyACM0",
        "source": "usb",
        "vid_pid": "2e8a:0005",
        "pid": None,
        "in_field": False,
    }


def test_a_board_is_found_by_name_and_by_port(tmp_path: Path) -> None:
    """Either will do; a name that is not there is refused with the names that are."""
    with virtual_board(tmp_path, "robot", "momo") as port:
        assert find("momo", tmp_path) == find(port, tmp_path)
        with pytest.raises(BoardNotFound) as missing:
            find("murasaki", tmp_path)

    assert (missing.value.name, missing.value.known) == ("murasaki", ("momo",))


def test_a_port_of_an_unknown_maker_is_taken_at_its_word(tmp_path: Path) -> None:
    """A device that exists can be named by its path, though nobody lists it."""
    outer, inner = os.openpty()
    try:
        board = find(os.ttyname(inner), tmp_path)
    finally:
        os.close(outer)
        os.close(inner)

    assert (board.kind, board.source) == ("unknown", "usb")
