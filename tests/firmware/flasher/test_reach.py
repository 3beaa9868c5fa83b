"""Whatever runs on a board, the next program gets onto it, within the 3 s that `BoardLink.enter` allows itself."""

import os
import pty
import random
import re
import select
import subprocess
import sys
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firmware.errors import BoardFull, BoardSilent, MicroPythonMissing, MicroPythonTooOld, ProgramHoldsOn
from firmware.flasher.install import install_program
from firmware.flasher.transport import REACH_S_MAX, BoardLink
from tests.firmware.boards import virtual_board
from tests.firmware.flasher.listening import heard_on

HELLO = b"here I am"
HERE = "print('here ' + 'I am')\n"
HOSTILE = {
    "prints for ever": "while True:\n    print('spam and spam')\n",
    "floods the port": "import sys\nwhile True:\n    sys.stdout.buffer.write(b'\\xff\\x04>' * 400)\n",
    "is silent for ever": "while True:\n    pass\n",
    "sleeps for ever": "import time\nwhile True:\n    time.sleep(1000)\n",
    "swallows Ctrl-C": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n"
    ),
    "swallows it twice": (
        "while True:\n    try:\n        while True:\n            try:\n                while True:\n"
        "                    pass\n            except BaseException:\n                pass\n"
        "    except BaseException:\n        pass\n"
    ),
    "swallows it and tells": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except KeyboardInterrupt:\n        print('no!')\n"
    ),
    "swallows it in functions": (
        "def work():\n    try:\n        while True:\n            pass\n    except:\n        return\n"
        "while True:\n    work()\n"
    ),
    "swallows it without a name": (
        "while True:\n    try:\n        while True:\n            pass\n    except :\n        pass\n"
    ),
    "turns Ctrl-C off": "import micropython\nmicropython.kbd_intr(-1)\nwhile True:\n    pass\n",
    "turns Ctrl-C off by name": "from micropython import kbd_intr\nkbd_intr(-1)\nwhile True:\n    pass\n",
    "imitates the prompt": (
        "while True:\n    try:\n        input('raw REPL; CTRL-B to exit\\r\\n>')\n"
        "    except KeyboardInterrupt:\n        print('OK\\r\\n\\x04\\x04>', end='')\n"
    ),
    "imitates it at once": (
        "while True:\n    try:\n        while True:\n"
        "            print('raw REPL; CTRL-B to exit\\r\\n>OK1\\r\\n\\x04\\x04>')\n"
        "    except KeyboardInterrupt:\n        pass\n"
    ),
    "waits for input": "while True:\n    input('your name? ')\n",
    "resets itself": "import machine\nmachine.soft_reset()\n",
    "writes its log to the last block": (
        "n = 0\nwith open('/log.txt', 'w') as file:\n    while True:\n"
        "        file.write('%d so far so good\\n' % n * 100)\n"
    ),
    "runs out of memory": "heap = []\nwhile True:\n    heap.append(bytes(1000))\n",
    "calls itself": "def again():\n    again()\nagain()\n",
    "deletes every file": (
        "import os\ndef wipe(path):\n    for entry in list(os.ilistdir(path)):\n"
        "        name = path + '/' + entry[0]\n        if entry[1] & 0x4000:\n            wipe(name)\n"
        "            os.rmdir(name)\n        else:\n            os.remove(name)\nwipe('')\nprint(os.listdir('/'))\n"
    ),
}
QUICK = (
    "floods the port",
    "is silent for ever",
    "swallows it twice",
    "swallows it without a name",
    "turns Ctrl-C off by name",
    "imitates it at once",
    "waits for input",
    "deletes every file",
)
FILLS = """
import os
os.mkdir('/data')
with open('/small.txt', 'w') as file:
    file.write('little')
try:
    with open('/data/log.txt', 'w') as file:
        while True:
            file.write('so far so good ' * 100)
            file.flush()
except OSError:
    print('full')
"""
WALLED_IN = "import micropython\nmicropython.kbd_intr(-1)\nprint('never')\nwhile True:\n    pass\n"
BANNER = b"raw REPL; CTRL-B to exit\r\n>"


@pytest.fixture(scope="module", name="board")
def _board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One robot: each program finds what the one before has left."""
    with virtual_board(tmp_path_factory.mktemp("home")) as port:
        yield port


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind in QUICK else pytest.mark.torture) for kind in HOSTILE]
)
def test_the_next_program_gets_onto_the_board(kind: str, board: str, tmp_path: Path) -> None:
    """A mentor never has to press a button because of what a child's program does."""
    hostile, good = tmp_path / "hostile.py", tmp_path / "good.py"
    hostile.write_text(f"{HERE}{HOSTILE[kind]}")
    good.write_text(f"{HERE}# after one that {kind}\n")

    install_program(board, hostile)
    assert HELLO in heard_on(board, HELLO)
    installed = install_program(board, good)

    assert not installed.is_unchanged
    assert HELLO in heard_on(board, HELLO)


def test_a_full_disk_names_what_fills_it_and_is_freed_by_its_removal(tmp_path: Path) -> None:
    """The board is reached all the same; what to delete is named, and then the program goes on."""
    hostile, good = tmp_path / "hostile.py", tmp_path / "good.py"
    hostile.write_text(HERE + FILLS)
    good.write_text(HERE + f"text = '{random.Random(5).randbytes(9000).hex()}'\n")
    with virtual_board(tmp_path / "home") as port:
        install_program(port, hostile)
        assert b"full" in heard_on(port, b"full")
        with pytest.raises(BoardFull) as full:
            install_program(port, good)
        assert HELLO in restarted(port)
        delete = [sys.executable, "-m", "mpremote", "connect", port, "fs", "rm", f":{full.value.largest}"]
        subprocess.run(delete, check=True, capture_output=True, timeout=30)
        installed = install_program(port, good)

    assert full.value.largest == "/data/log.txt"
    assert not installed.is_unchanged


def restarted(port: str) -> bytes:
    """Start what is on the board; return what it says."""
    with BoardLink(port) as link:
        link.enter()
        link.restart()
    return heard_on(port, HELLO)


def test_a_main_that_is_not_ours_and_lets_nobody_in_is_named(tmp_path: Path) -> None:
    """Without our launcher Ctrl-C can be switched off for good: that is said, as what it is, in the time promised."""
    with virtual_board(tmp_path / "home") as port:
        with BoardLink(port) as link:
            link.enter()
            link.execute(f"with open('/main.py', 'w') as file:\n    file.write({WALLED_IN!r})\n", "test")
            link.restart()
        assert b"never" in heard_on(port, b"never")
        with BoardLink(port) as link, pytest.raises(BoardSilent) as silent:
            link.enter(seconds_max=1.0)

    assert "reach" == silent.value.stage
    assert REACH_S_MAX <= 3.0


@contextmanager
def answered(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A port at which `answer` talks."""
    outer, inner = pty.openpty()
    tty.setraw(inner)
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            if select.select([outer], [], [], 0.01)[0]:
                os.write(outer, answer(os.read(outer, 4096)))

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield os.ttyname(inner)
    finally:
        over.set()
        thread.join()
        os.close(outer)
        os.close(inner)


def raw_repl_of(name: str, version: str) -> Callable[[bytes], bytes]:
    """What a raw REPL answers to Ctrl-A and to the flasher's question."""

    def answer(heard: bytes) -> bytes:
        said = BANNER if b"\x01" in heard else b""
        question = re.search(rb"print\((\d+)\*(\d+)", heard)
        if question is not None:
            product = int(question[1]) * int(question[2])
            said += f"OK{product} {name} {version}\r\n\x04\x04>".encode()
        return said

    return answer


def test_a_prompt_that_is_only_printed_is_not_believed() -> None:
    """A program that prints what a raw REPL prints, and an answer it has seen before, is no board that listens."""
    with (
        answered(lambda _: BANNER + b"OK42 micropython 1 29 0\r\n\x04\x04>") as port,
        BoardLink(port) as link,
        pytest.raises(ProgramHoldsOn),
    ):
        link.enter(seconds_max=0.5)


@pytest.mark.parametrize(
    ("name", "version", "found"),
    [
        ("micropython", "1 19 1", "micropython 1.19"),
        ("micropython", "1 21 0 ", "micropython 1.21"),
        ("circuitpython", "9 2 1", "circuitpython 9.2"),
    ],
)
def test_another_python_is_named(name: str, version: str, found: str) -> None:
    """An old MicroPython or a CircuitPython is said before anything is sent."""
    with (
        answered(raw_repl_of(name, version)) as port,
        BoardLink(port) as link,
        pytest.raises(MicroPythonTooOld) as wrong,
    ):
        link.enter(seconds_max=1)

    assert (wrong.value.found, wrong.value.oldest) == (found, "1.22")


@pytest.mark.parametrize("version", ["1 22 0", "1 29 0 preview", "2 0 0"])
def test_a_micropython_that_is_new_enough_is_taken(version: str) -> None:
    """Also one that is newer than any we know."""
    with answered(raw_repl_of("micropython", version)) as port, BoardLink(port) as link:
        link.enter(seconds_max=1)


def test_a_chip_without_firmware_is_named() -> None:
    """An ESP32 that holds nothing says so for ever, in its own words."""
    with (
        answered(lambda _: b"rst:0x10 (RTCWDT_RTC_RESET)\r\ninvalid header: 0xffffffff\r\n") as port,
        BoardLink(port) as link,
        pytest.raises(MicroPythonMissing),
    ):
        link.enter(seconds_max=0.5)
