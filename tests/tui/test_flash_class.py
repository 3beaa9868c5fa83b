"""A class is flashed at once: three bad robots are named with what to do, and keep no other from its program."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from firmware.flasher.transport import BoardLink
from firmware.virtual.spawn import BoardProcess
from tests.firmware.flasher.listening import heard_on
from tui import i18n
from tui.__main__ import main
from tui.exit_codes import ExitCode

FILL = """
import os
space = os.statvfs('/')
with open('/full.bin', 'wb') as file:
    for _ in range(space[3] - 6):
        file.write(bytes(space[0]))
print('ready')
"""
HUNG = "import micropython\nmicropython.kbd_intr(-1)\nprint('ready')\nwhile True:\n    pass\n"
OLD = """
import sys
class Old:
    implementation = ('micropython', (1, 19, 1))
    def __getattr__(self, name):
        return getattr(sys, name)
sys.modules['sys'] = Old()
print('ready')
"""
BAD = {"full": FILL, "hung": HUNG, "old": OLD}
SAID = {
    "full": ("board_full", "Delete your own files from it."),
    "hung": ("board_silent", "Press its reset button and try again."),
    "old": ("micropython_too_old", "Ask an adult to install MicroPython."),
}
CLASSES = [pytest.param(2, id="five robots"), pytest.param(7, id="ten robots", marks=pytest.mark.torture)]


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def spoil(port: str, main_program: str) -> None:
    """Give a board a main.py that is not ours, and wait until it has done its harm."""
    with BoardLink(port) as link:
        link.enter(seconds_max=10)
        link.execute(f"with open('/main.py', 'w') as file:\n    file.write({main_program!r})\n", "test")
        link.restart()
    assert b"ready" in heard_on(port, b"ready")


@pytest.mark.skipif(sys.platform != "linux", reason="virtual boards are confined on Linux only")
@pytest.mark.parametrize("good_count", CLASSES)
def test_three_bad_robots_keep_no_other_from_its_program(
    good_count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One hangs, one is full, one has another MicroPython: the others are done, the three named, and the exit is 3."""
    program, home = tmp_path / "good.py", tmp_path / "home"
    program.write_text("print('" + "".join(f"{number:x}" for number in range(9000)) + "')\n")
    good = [f"good-{number}" for number in range(good_count)]
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        starts = [pool.submit(BoardProcess, "robot", name, home, in_field=False) for name in [*good, *BAD]]
        boards = {board.name: stack.enter_context(board) for board in (start.result() for start in starts)}
        list(pool.map(lambda name: spoil(boards[name].port, BAD[name]), BAD))

        exit_code = main(["--lang", "en", "--home", str(home), "flash", str(program), "--all", "--json"])
        rows = {row["board"]: row for row in json.loads(capsys.readouterr().out)["boards"]}

    assert ExitCode.FAILED == exit_code == 3
    assert {"done"} == {rows[name]["result"] for name in good}
    assert SAID == {name: (rows[name]["result"], rows[name]["to_do"]) for name in BAD}
