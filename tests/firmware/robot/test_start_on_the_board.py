"""The boot guard and the ways back, on a confined virtual board with the real installation on its flash."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from firmware.flasher.install import install_judge_box, install_program
from tests.firmware.conftest import StartBoard, VirtualBoard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux")

PROMPT = b">>> "
CRASHING = "x = 1\nprint('it is' + ' alive')\nx / 0\n"
GOOD = "print('the good' + ' one')\n"
HANGING = "print('it' + ' hangs')\nwhile True:\n    pass\n"


@contextmanager
def prompt(board: VirtualBoard) -> Iterator[serial.Serial]:
    """The board's friendly prompt."""
    with serial.Serial(board.port, timeout=10) as port:
        port.write(b"\r\x03\x03")
        port.read_until(PROMPT)
        port.write(b"\r\x01")
        port.read_until(b"raw REPL; CTRL-B to exit\r\n>")
        port.write(b"\x02")
        port.read_until(PROMPT)
        yield port


def restart(port: serial.Serial, until: bytes = PROMPT) -> bytes:
    """Ctrl-D; what the board says until then."""
    port.write(b"\x04")
    return bytes(port.read_until(until))


def install(board: VirtualBoard, folder: Path, text: str, *, start: bool = False) -> None:
    path = folder / "program.py"
    path.write_text(text)
    install_program(board.port, path, start=start)


def test_three_crashes_then_safe_mode_then_a_flash_is_the_way_out(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """In safe mode the board is reached as always; another program runs at once, and so does the same one."""
    install(virtual_robot, tmp_path, CRASHING)
    with prompt(virtual_robot) as port:
        runs = [b"it is alive" in restart(port) for _ in range(3)]
        safe = restart(port, b"flash a program.\r\n")
        assert runs == [True, True, True]
        assert b"safe mode" in safe
        assert b"it is alive" not in safe
        port.read_until(b"safe_mode,crashes")

        port.write(b"\x03")
        assert b"Traceback" not in port.read_until(PROMPT)

    install(virtual_robot, tmp_path, CRASHING)
    with prompt(virtual_robot) as port:
        assert b"it is alive" in restart(port)

    install(virtual_robot, tmp_path, GOOD)
    with prompt(virtual_robot) as port:
        assert b"the good one" in restart(port)


def test_a_program_that_hangs_until_the_watchdog_bites_is_kept_back_too(
    virtual_robot: VirtualBoard, tmp_path: Path
) -> None:
    """Killed while it runs, as by a reset. boot.py stands in for the chip's register, which says that it was one."""
    install(virtual_robot, tmp_path, HANGING)
    virtual_robot.put(boot="import machine\nmachine.reset_cause = lambda: machine.WDT_RESET\n")
    with prompt(virtual_robot) as port:
        said = restart(port, b"it hangs\r\n")
        for _ in range(2):
            os.kill(virtual_robot.micropython_pid, signal.SIGKILL)
            said += port.read_until(b"it hangs\r\n")
        os.kill(virtual_robot.micropython_pid, signal.SIGKILL)
        said += port.read_until(b"flash a program.\r\n")

    assert said.count(b"it hangs") == 3
    assert b"safe mode" in said


DAMAGES = {
    "no library at all": "for name in os.listdir('/lib/robot'): rm('/lib/robot/' + name)\n",
    "no wire": "rm('/lib/wire.py')\n",
    "half a launcher": "half('/lib/robot/launcher.py')\n",
    "half a board": "half('/lib/robot/boards/virtual.py')\n",
    "garbage in the middle": "with open('/lib/robot/boot_guard.py', 'wb') as file: file.write(bytes(range(256)))\n",
    "an empty telemetry": "open('/lib/robot/telemetry.py', 'w').close()\n",
    "no boards": "rm('/lib/robot/boards')\n",
}
TOOLS = """
import os
def rm(path):
    if os.stat(path)[0] & 0x4000:
        for name in os.listdir(path): rm(path + '/' + name)
        os.rmdir(path)
    else: os.remove(path)
def half(path):
    with open(path) as file: text = file.read()
    with open(path, 'w') as file: file.write(text[:len(text) // 2])
"""


def test_a_robot_with_a_damaged_library_reaches_its_prompt_and_is_mended(
    virtual_robot: VirtualBoard, tmp_path: Path
) -> None:
    """Its program does not run, for nothing would stop the motors; the board says what to do, and a flash does it."""
    for name, damage in DAMAGES.items():
        install(virtual_robot, tmp_path, GOOD)
        virtual_robot.exec(TOOLS + damage)
        with prompt(virtual_robot) as port:
            said = restart(port)
        assert said.endswith(PROMPT), name
        assert b"the good one" not in said, name
        assert b"flash the program again" in said, name

    install(virtual_robot, tmp_path, GOOD)
    with prompt(virtual_robot) as port:
        assert b"the good one" in restart(port)


@pytest.mark.parametrize("damage", ["rm('/lib/judge_box')", "half('/lib/judge_box/box.py')", "rm('/lib/wire.py')"])
def test_a_judge_box_with_a_damaged_library_reaches_its_prompt(boards: StartBoard, damage: str) -> None:
    """And says what to do."""
    board = boards(kind="judge-box")
    install_judge_box(board.port, start=False)
    board.exec(TOOLS + damage)
    with prompt(board) as port:
        said = restart(port)

    assert said.endswith(PROMPT)
    assert b"install it again" in said


def test_the_motors_stop_when_a_program_deletes_the_library_it_runs_on(
    virtual_robot: VirtualBoard, tmp_path: Path
) -> None:
    """What stops them is in memory before the program begins; the report still comes, and then the prompt."""
    program = (
        TOOLS + "from machine import PWM, Pin\nPWM(Pin(10), freq=1000, duty_u16=60000)\nrm('/lib')\nprint(1 / 0)\n"
    )
    install(virtual_robot, tmp_path, program)
    with prompt(virtual_robot) as port:
        said = restart(port)
        port.write(
            b"import machine\rprint('pins', [machine.Pin(n, machine.Pin.OUT).value() for n in (10, 11, 12, 13)])\r"
        )
        pins = port.read_until(b"]\r\n")

    assert b"ZeroDivisionError" in said
    assert b"the motors are off" in said
    assert b"pins [0, 0, 0, 0]" in pins


@pytest.mark.parametrize("delay_ms", [0, 5, 20, 60, 150])
def test_a_flash_right_after_the_start_is_safe(virtual_robot: VirtualBoard, tmp_path: Path, delay_ms: int) -> None:
    """The flasher's Ctrl-C may meet the boot, the launcher or the program: the new program is there and runs."""
    install(virtual_robot, tmp_path, HANGING, start=True)
    time.sleep(delay_ms / 1000)  # the moment is what varies
    install(virtual_robot, tmp_path, GOOD)
    with prompt(virtual_robot) as port:
        assert b"the good one" in restart(port)
