"""The virtual board's watchdog: nobody feeds it, and the board starts anew, knowing why."""

import contextlib
import os
import select
import sys
import tty
from collections.abc import Iterator

import pytest

from tests.firmware.conftest import VirtualBoard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="virtual boards run on Linux")

MAIN = """
import machine, time
if machine.reset_cause() == machine.WDT_RESET:
    print("bitten")
else:
    print("first")
    machine.WDT(timeout=50)
    while True:
        try:
            time.sleep_ms(10)
        except Exception:
            pass
"""


def test_a_board_that_nobody_feeds_starts_anew_and_knows_why(virtual_robot: VirtualBoard) -> None:
    """The next life runs main.py again, with WDT_RESET for its cause, even when the program catches what it can."""
    virtual_robot.put(main=MAIN)
    with open_port(virtual_robot.port) as port:
        os.write(port, b"\x03\x03\x04")
        printed = read_until(port, b"bitten")

    assert printed.index(b"first") < printed.index(b"bitten")
    assert virtual_robot.exec("import machine\nprint(machine.reset_cause() == machine.WDT_RESET)") == "True\n"


@contextlib.contextmanager
def open_port(path: str) -> Iterator[int]:
    """The board's port, as bytes."""
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    try:
        yield port
    finally:
        os.close(port)


def read_until(port: int, wanted: bytes) -> bytes:
    """What comes until that does, within 10 s."""
    printed = b""
    while wanted not in printed:
        assert select.select([port], [], [], 10.0)[0], printed
        printed += os.read(port, 4096)
    return printed
