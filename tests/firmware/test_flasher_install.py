"""The flasher on virtual boards, over mpremote's real transport: what it promises when all goes well, and when not."""

import hashlib
import os
import pty
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from firmware.errors import (
    BoardFull,
    BoardIsJudgeBox,
    BoardNotFound,
    BoardRefused,
    BoardSilent,
    BoardVanished,
    NoPreviousProgram,
    PortPermission,
    PortTaken,
    ProgramHoldsOn,
    ProgramRefused,
)
from firmware.flasher.install import Installed, install_judge_box, install_program, rollback
from firmware.flasher.payload import helpers, puts_of, sha256_of
from firmware.flasher.ports import find
from firmware.flasher.transport import BoardLink
from tests.firmware.boards import virtual_board

STARTED = b"the program runs"
FIRST = "if __name__ == '__main__':\n    print('the program ' + 'runs')\n"
SECOND = "import robot\nprint('second')\n"


@pytest.fixture(scope="module", name="home")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module", name="board")
def _board(home: Path) -> Iterator[str]:
    """One robot for all tests that leave it usable."""
    with virtual_board(home) as port:
        yield port


def write_program(folder: Path, source: str, name: str = "good.py") -> Path:
    path = folder / name
    path.write_text(source, "utf-8")
    return path


def sha256_on_board(port: str, path: str) -> str:
    """What the board itself reads from its flash."""
    code = (
        "import hashlib, binascii\n"
        f"print(binascii.hexlify(hashlib.sha256(open({path!r}, 'rb').read()).digest()).decode())\n"
    )
    with BoardLink(port) as link:
        link.enter()
        printed = link.execute(code, "test")
        link.leave()
    return printed.strip()


def read_until(port: str, wanted: bytes, seconds_max: float = 5.0) -> bytes:
    """Listen to the port until the program has said something."""
    heard = b""
    opened = serial.serial_for_url(port, 115200, timeout=0.05, exclusive=True)  # type: ignore[no-untyped-call]
    with opened as listening:
        give_up_s = time.monotonic() + seconds_max
        while wanted not in heard and time.monotonic() < give_up_s:
            heard += listening.read(4096)
    return heard


def big_source(seed: int, byte_count: int = 50_000) -> str:
    """Source like a child's, only longer, and not the same line over and over."""
    chance = random.Random(seed)
    words = ["straight", "turn", "follow_line", "speed", "gripper", "wait", "distance", "battery"]
    lines: list[str] = []
    while sum(map(len, lines)) < byte_count:
        word, number = chance.choice(words), chance.randrange(1000)
        lines += [f"def {word}_{len(lines)}(value):\n", f"    # {word} {number}\n", f"    return value * {number}\n\n"]
    return "".join(lines)


def test_a_program_is_on_the_board_as_it_is_on_the_disk_and_starts(board: str, tmp_path: Path) -> None:
    """The hash the board reads back is the file's; after the installation the program runs as __main__."""
    path = write_program(tmp_path, FIRST + "# not seen before\n")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    progress: list[tuple[int, int]] = []

    installed = install_program(board, path, progress=lambda sent, in_all: progress.append((sent, in_all)))
    heard = read_until(board, STARTED)

    assert installed.sha256 == sha256
    assert STARTED in heard
    assert sha256_on_board(board, "/program.py") == sha256
    assert progress[0][0] == 0
    assert progress[-1][0] == progress[-1][1]
    assert progress == sorted(progress)


def test_the_same_program_again_sends_nothing(board: str, tmp_path: Path) -> None:
    """An unchanged program and library are recognised, and the program is started all the same."""
    path = write_program(tmp_path, FIRST)
    install_program(board, path, start=False)
    progress: list[tuple[int, int]] = []

    again = install_program(board, path, progress=lambda sent, in_all: progress.append((sent, in_all)))

    assert again.is_unchanged
    assert progress == []
    assert STARTED in read_until(board, STARTED)


def test_the_robot_library_comes_with_the_program(board: str, tmp_path: Path) -> None:
    """`import robot` works on a board that was empty, and the library is not sent twice."""
    install_program(board, write_program(tmp_path, SECOND))

    assert b"second" in read_until(board, b"second")


def test_a_library_file_that_was_deleted_comes_back(board: str, tmp_path: Path) -> None:
    """A child who removes a file of the library gets it again with the next program."""
    path = write_program(tmp_path, SECOND)
    install_program(board, path, start=False)
    with BoardLink(board) as link:
        link.enter()
        link.execute("import os\nos.remove('/lib/robot/__init__.py')\n", "test")
        link.leave()

    install_program(board, path)

    assert b"second" in read_until(board, b"second")


def test_a_rollback_brings_the_previous_program_back_and_forth(board: str, tmp_path: Path) -> None:
    """previous ↔ current: twice is as before."""
    first = install_program(board, write_program(tmp_path, FIRST), start=False)
    second = install_program(board, write_program(tmp_path, SECOND, "second.py"), start=False)

    back = rollback(board)
    heard = read_until(board, STARTED)
    forth = rollback(board, start=False)

    assert second.previous == first.sha256
    assert (back.sha256, back.previous) == (first.sha256, second.sha256)
    assert STARTED in heard
    assert (forth.sha256, forth.previous) == (second.sha256, first.sha256)


def test_a_program_that_runs_for_ever_is_stopped_for_the_next_one(board: str, tmp_path: Path) -> None:
    """A loop that prints for ever does not keep the board from its next program."""
    endless = "while True:\n    print('and on')\n"
    install_program(board, write_program(tmp_path, endless))
    assert b"and on" in read_until(board, b"and on")

    install_program(board, write_program(tmp_path, FIRST))

    assert STARTED in read_until(board, STARTED)


def test_a_crash_names_the_line_of_the_program(board: str, tmp_path: Path) -> None:
    """The traceback a child gets ends in their own file and line."""
    install_program(board, write_program(tmp_path, "x = 1\nprint(x / 0)\n"))

    assert b'program.py", line 2' in read_until(board, b"ZeroDivisionError")


def test_a_syntax_error_is_refused_before_the_board_is_touched(tmp_path: Path) -> None:
    """The child's line is named and no port is opened: this one does not even exist."""
    path = write_program(tmp_path, "from robot import straight\n\nstraight(30\n")

    with pytest.raises(ProgramRefused) as refusal:
        install_program("/dev/no-such-board", path)

    assert [(finding.code, finding.line) for finding in refusal.value.findings] == [("bracket_open", 3)]


def test_a_board_that_is_not_there_is_named(tmp_path: Path, home: Path) -> None:
    """A port or a name that does not exist is BoardNotFound, with the names that do."""
    with pytest.raises(BoardNotFound) as by_port:
        install_program("/dev/no-such-board", write_program(tmp_path, FIRST))
    with pytest.raises(BoardNotFound) as by_name:
        find("murasaki", home)

    assert by_port.value.name == "/dev/no-such-board"
    assert by_name.value.name == "murasaki"


def test_a_port_that_is_taken_names_who_has_it(board: str, tmp_path: Path) -> None:
    """Another program's port is PortTaken, with that program's name and process id where the system tells."""
    holder = write_program(
        tmp_path,
        "import sys, serial\n"
        "port = serial.serial_for_url(sys.argv[1], exclusive=True)\n"
        "print('open', flush=True)\n"
        "input()\n",
        "thonny.py",
    )
    command = [sys.executable, str(holder), board]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        with pytest.raises(PortTaken) as taken:
            install_program(board, write_program(tmp_path, FIRST))
    finally:
        process.communicate("\n", timeout=10)

    assert taken.value.port == board
    if sys.platform == "linux":
        assert (taken.value.holder, taken.value.holder_pid) == ("thonny.py", process.pid)


@contextmanager
def bare_pty() -> Iterator[tuple[int, str]]:
    """A port with nobody behind it."""
    outer, inner = pty.openpty()
    try:
        yield outer, os.ttyname(inner)
    finally:
        os.close(outer)
        os.close(inner)


def test_a_port_one_may_not_open_is_a_question_of_permission() -> None:
    """EACCES is PortPermission and names the group that may."""
    with bare_pty() as (_, port):
        os.chmod(port, 0)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)  # root may open everything
        try:
            with pytest.raises(PortPermission) as refused:
                BoardLink(port)
        finally:
            os.seteuid(user)

    assert refused.value.group is not None


def test_a_silent_port_ends_in_bounded_time() -> None:
    """Where no MicroPython answers, it is said after the time allowed, not waited for ever."""
    with bare_pty() as (_, port), BoardLink(port) as link:
        begin_s = time.monotonic()
        with pytest.raises(BoardSilent):
            link.enter(seconds_max=0.3)

    assert time.monotonic() - begin_s < 3


def test_a_flooded_port_ends_in_bounded_time() -> None:
    """Output without end is no answer either."""
    with bare_pty() as (outer, port):
        os.set_blocking(outer, False)
        over = threading.Event()

        def flood() -> None:
            while not over.is_set():
                try:
                    os.write(outer, b"spam and spam and " * 50)
                    os.read(outer, 4096)
                except BlockingIOError:
                    over.wait(0.001)

        thread = threading.Thread(target=flood)
        thread.start()
        try:
            with BoardLink(port) as link, pytest.raises(ProgramHoldsOn):
                link.enter(seconds_max=0.3)
        finally:
            over.set()
            thread.join()


def test_a_program_s_own_error_is_told_from_a_lost_board(board: str) -> None:
    """What MicroPython raises comes back as its last line."""
    with BoardLink(board) as link:
        link.enter()
        with pytest.raises(BoardRefused) as refused:
            link.execute("1 / 0\n", "test")
        link.leave()

    assert refused.value.trace.startswith("ZeroDivisionError")


FILL = """
import os
space = os.statvfs('/')
with open('/full.bin', 'wb') as file:
    for _ in range(space[3] - 6):
        file.write(bytes(space[0]))
"""


def test_a_full_board_says_so_and_keeps_its_program(board: str, tmp_path: Path) -> None:
    """No room for the new program: BoardFull, and the old one still starts."""
    install_program(board, write_program(tmp_path, FIRST), start=False)
    with BoardLink(board) as link:
        link.enter()
        link.execute(FILL, "test")
        link.leave()

    try:
        with pytest.raises(BoardFull):
            install_program(board, write_program(tmp_path, big_source(4), "big.py"))
        with BoardLink(board) as link:
            link.enter()
            link.restart()
        heard = read_until(board, STARTED)
    finally:
        with BoardLink(board) as link:
            link.enter()
            link.execute("import os\nos.remove('/full.bin')\n", "test")
            link.leave()

    assert STARTED in heard


@pytest.mark.parametrize("has_deflate", [True, False])
def test_a_small_board_gets_a_file_in_parts(has_deflate: bool, board: str) -> None:
    """What does not fit into the heap at once is sent in several execs, also without `deflate`, and arrives whole."""
    content = random.Random(3).randbytes(9_000) + big_source(3, 30_000).encode()

    puts = puts_of({"/parts.bin": content}, has_deflate=has_deflate, memory_bytes=24_000)
    with BoardLink(board) as link:
        link.enter()
        link.execute(helpers(), "test")
        for put in puts:
            link.execute(put.code, "test", payload=put.payload)
        printed = link.execute("print(k_sha256('/parts.bin'))\nk_remove('/parts.bin')\n", "test")
        link.leave()

    assert len(puts) > 2
    assert printed.strip() == sha256_of(content)


def test_a_cable_pulled_half_way_leaves_the_old_program(tmp_path: Path) -> None:
    """The board dies in the middle of a transfer: BoardVanished, and with the same image it starts the old program."""
    home = tmp_path / "home"
    with virtual_board(home) as port:
        installed = install_program(port, write_program(tmp_path, FIRST), start=False)
        pid = find("aka", home).pid
        assert pid is not None

        def pull(sent: int, in_all: int) -> None:
            if sent > in_all // 2:
                os.kill(pid, signal.SIGKILL)

        with pytest.raises(BoardVanished) as vanished:
            install_program(port, write_program(tmp_path, big_source(1), "big.py"), progress=pull)

    assert vanished.value.stage == "program"
    with virtual_board(home) as port:
        assert sha256_on_board(port, "/program.py") == installed.sha256
        repaired = install_program(port, write_program(tmp_path, FIRST))
        assert repaired.is_unchanged
        assert STARTED in read_until(port, STARTED)


POWER_CUT = """
import os as _real_os
class _CutOs:
    def __init__(self, renames):
        self.renames = renames
    def __getattr__(self, name):
        return getattr(_real_os, name)
    def rename(self, old, new):
        if self.renames == 0:
            raise KeyboardInterrupt
        self.renames -= 1
        _real_os.rename(old, new)
os = _CutOs({renames})
"""


@pytest.mark.parametrize("renames", [0, 1, 2, 3, 4])
def test_a_power_cut_between_two_renames_leaves_a_program_to_run(renames: int, board: str, tmp_path: Path) -> None:
    """Whatever rename is the last before the cut, in a switch or a rollback, there is a program that starts."""
    new = FIRST + "# new\n"
    install_program(board, write_program(tmp_path, "print('older')\n"), start=False)
    install_program(board, write_program(tmp_path, FIRST), start=False)
    [put] = puts_of({"/program.py.new": new.encode()}, has_deflate=True, memory_bytes=200_000)
    switch = f"k_switch_program({sha256_of(new.encode())!r})\nk_rollback()\n"

    with BoardLink(board) as link:
        link.enter()
        link.execute(helpers() + put.code, "test", payload=put.payload)
        with pytest.raises(BoardRefused, match="KeyboardInterrupt"):
            link.execute(POWER_CUT.format(renames=renames) + switch, "test")
        link.restart()

    assert STARTED in read_until(board, STARTED)
    again = install_program(board, write_program(tmp_path, FIRST), start=False)
    assert again.is_unchanged == (renames != 2)
    assert renames < 2 or again.previous == sha256_of(new.encode())


def test_nothing_to_go_back_to_is_said(tmp_path: Path) -> None:
    """A board that never had a program has no previous one; a judge box is installed with its own package."""
    home = tmp_path / "home"
    with virtual_board(home, "judge-box", "hako") as port:
        with pytest.raises(NoPreviousProgram):
            rollback(port)
        installed: Installed = install_judge_box(port)
        again = install_judge_box(port, start=False)
        with pytest.raises(BoardIsJudgeBox):
            install_program(port, write_program(tmp_path, FIRST))
        with BoardLink(port) as link:
            link.enter()
            version = link.execute("import judge_box, wire\nprint(judge_box.VERSION)\n", "test").strip()
            link.leave()

    assert not installed.is_unchanged
    assert again.is_unchanged
    assert version
