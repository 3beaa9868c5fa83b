"""The commands of the stock mpremote that need no editor and no network do here what they do on any board."""

import hashlib
import os
import select
import shlex
from pathlib import Path

import pytest

from tests.firmware.conftest import StartBoard, VirtualBoard

PACKAGE = '{"urls": [["hello/__init__.py", "hello.py"]], "version": "1"}'
HELLO = "def hi(): print('hi')\n"
HELLO_SHA256 = hashlib.sha256(HELLO.encode()).hexdigest()

# Each row: the commands of one call of mpremote, and what is found in its output in this order. FOLDER is the host's.
COMMANDS = [
    pytest.param("exec print(6*7) + eval 6*8", ["42\n", "48\n"], id="exec, eval"),
    pytest.param("run FOLDER/program.py", ["ran as __main__\n"], id="run"),
    pytest.param("sleep 0.01 + soft-reset + eval 1 + disconnect", ["1\n"], id="sleep, soft-reset, disconnect"),
    pytest.param(
        "mkdir :d + touch :d/t + ls :d + tree : + rm :d/t + rmdir :d + fs ls :",
        ["0 t\n", "└── d\n    └── t\n", "rmdir :d\n", "ls :\n"],
        id="mkdir, touch, ls, tree, rm, rmdir",
    ),
    pytest.param(
        "cp FOLDER/hello.py :h.py + cat :h.py + sha256sum :h.py + cp :h.py FOLDER/back.py",
        [HELLO, HELLO_SHA256],
        id="cp, cat, sha256sum",
    ),
    pytest.param(
        "mount FOLDER exec 'import program' + run FOLDER/program.py + umount + exec 'import os; print(os.listdir())'",
        ["is mounted at /remote", "ran as program\n", "ran as __main__\n", "[]\n"],
        id="mount, umount",
    ),
    pytest.param(
        "mip install FOLDER/package.json + exec 'import hello; hello.hi()'",
        ["Installing: /lib/hello/__init__.py", "Done\n", "hi\n"],
        id="mip install of a local package.json",
    ),
    pytest.param(
        "df + rtc --set + rtc + romfs query",
        ["<VfsLfs2>   1048576", "\n(20", "ROMFS is not enabled on this device"],
        id="df, rtc, romfs (none here)",
    ),
]


@pytest.mark.parametrize(("line", "found"), COMMANDS)
def test_commands(virtual_robot: VirtualBoard, tmp_path: Path, line: str, found: list[str]) -> None:
    """The call ends with 0 and prints what it should."""
    (tmp_path / "program.py").write_text("print('ran as', __name__)\n")
    (tmp_path / "hello.py").write_text(HELLO)
    (tmp_path / "package.json").write_text(PACKAGE)

    done = virtual_robot.mpremote(*shlex.split(line.replace("FOLDER", str(tmp_path))))

    assert (0, "") == (done.returncode, done.stderr)
    at = 0
    for text in found:
        assert text in done.stdout[at:], done.stdout
        at = done.stdout.index(text, at) + len(text)


def test_resume_keeps_what_a_new_session_forgets(virtual_robot: VirtualBoard) -> None:
    """mpremote resets the board when it connects, unless told to resume."""
    virtual_robot.mpremote("exec", "x = 5")

    assert "5\n" == virtual_robot.mpremote("resume", "exec", "print(x)").stdout
    assert "False\n" == virtual_robot.mpremote("exec", "print('x' in globals())").stdout


def test_reset_starts_the_boards_program(virtual_robot: VirtualBoard) -> None:
    """`mpremote reset` is a hard reset: main.py runs, which a soft reset of mpremote leaves out."""
    virtual_robot.put(main="print('main runs')")
    assert "1\n" == virtual_robot.mpremote("exec", "print(1)").stdout

    assert 0 == virtual_robot.mpremote("reset").returncode

    port = os.open(virtual_robot.port, os.O_RDWR | os.O_NOCTTY)  # unlike pyserial it throws nothing away
    said = b""
    while not said.endswith(b">>> "):
        assert select.select([port], [], [], 5)[0], said
        said += os.read(port, 4096)
    os.close(port)
    assert b"main runs\r\nMicroPython " in said


def test_a_clock_that_was_set_goes_on(boards: StartBoard) -> None:
    """machine.RTC sets what time.time() says, ticks go on; the next start has forgotten it."""
    board = boards()
    with board.transport() as transport:
        transport.exec("import machine, time\nt = time.ticks_ms()")
        transport.exec("machine.RTC().datetime((2001, 2, 3, 0, 4, 5, 6, 7))")
        assert b"(2001, 2, 3, 5, 4, 5)\r\n" == transport.exec("print(machine.RTC().datetime()[:6])")
        assert b"(2001, 2, 3, 4, 5)\r\n" == transport.exec("print(time.gmtime()[:5])")
        assert b"True\r\n" == transport.exec("print(0 <= time.ticks_diff(time.ticks_ms(), t) < 60_000)")
    with board.transport(soft_reset=True) as transport:
        assert b"True\r\n" == transport.exec("import time; print(time.gmtime()[0] > 2020)")
