"""Boards as processes of ours: up when they say so, gone when they are killed, and never left behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.errors import BoardWontStart
from firmware.virtual.registry import BoardEntry, list_boards
from firmware.virtual.spawn import BoardProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

REPOSITORY = Path(__file__).parents[2]
ANSWER_S = 5.0
PARENT = """
import sys, time
from pathlib import Path
from firmware.virtual.spawn import BoardProcess
boards = [BoardProcess("robot", name, Path(sys.argv[1]), in_field=False) for name in ("aka", "ao")]
print(*(board.pid for board in boards), flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent to hear of it does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat[stat.rindex(")") + 2] not in "ZX"


def children(pid: int) -> list[int]:
    """The processes right below one."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def answers(port: str) -> bool:
    """Whether a REPL behind a port says hello to Ctrl-B."""
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(descriptor, b"\r\x02")
        seen, deadline_s = b"", time.monotonic() + ANSWER_S
        while b">>>" not in seen and time.monotonic() < deadline_s:
            if select.select([descriptor], [], [], 0.1)[0]:
                seen += os.read(descriptor, 4096)
        return b">>>" in seen
    finally:
        os.close(descriptor)


def test_a_board_is_there_when_it_was_made_and_gone_when_it_is_stopped(tmp_path: Path) -> None:
    """Its port answers and it is listed; afterwards no process, no entry, and stopping again does nothing."""
    with BoardProcess("robot", "aka", tmp_path, in_field=False) as board:
        assert board.is_alive
        assert board.channel is None
        assert answers(board.port)
        assert [BoardEntry(board.port, "robot", "aka", board.pid)] == list_boards(tmp_path)
        below = children(board.pid)
    board.stop()

    assert not board.is_alive
    assert below
    assert [] == [pid for pid in (board.pid, *below) if is_running(pid)]
    assert [] == list_boards(tmp_path)


def test_a_board_in_a_field_has_its_channel(tmp_path: Path) -> None:
    """The field's end is ours; nobody else holds the board's end, so its death is heard there."""
    with BoardProcess("judge-box", "hako", tmp_path, in_field=True) as board:
        assert isinstance(board.channel, socket.socket)
        board.channel.settimeout(ANSWER_S)
        os.kill(board.pid, signal.SIGKILL)
        while board.channel.recv(4096):
            pass  # what it said before

    assert board.channel is None


def test_a_board_that_is_killed_is_not_alive(tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]) -> None:
    """What pulls it out of the table; a second board does not notice, and its name is free again."""
    with BoardProcess("robot", "aka", tmp_path, in_field=False) as board:
        with BoardProcess("robot", "ao", tmp_path, in_field=False) as other:
            below = children(board.pid)
            os.kill(board.pid, signal.SIGKILL)
            wait_until(lambda: not board.is_alive)
            wait_until(lambda: not any(is_running(pid) for pid in below))

            assert other.is_alive
            assert answers(other.port)
        with BoardProcess("robot", "aka", tmp_path, in_field=False) as again:
            assert again.is_alive


def test_boards_die_with_the_process_that_started_them(
    tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    """However it dies: after SIGKILL nobody is left to clean up, so the system does."""
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        relays = [int(word) for word in parent.stdout.readline().split()]
        everyone = [*relays, *(pid for relay in relays for pid in children(relay))]
        were_running = [is_running(pid) for pid in everyone]
        parent.kill()

    assert 2 == len(relays)
    assert 4 == len(everyone)
    assert all(were_running)
    wait_until(lambda: not any(is_running(pid) for pid in everyone))
    assert [] == list_boards(tmp_path)


def test_a_board_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    """A name that is taken: the error carries what the board said, and the one that runs goes on."""
    with BoardProcess("robot", "aka", tmp_path, in_field=False) as board:
        with pytest.raises(BoardWontStart) as caught:
            BoardProcess("robot", "aka", tmp_path, in_field=True)

        assert "aka" in str(caught.value.fields["output"])
        assert board.is_alive
