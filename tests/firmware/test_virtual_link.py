"""Virtual boards on slow lines, with plugs that are pulled, and with flashes that are kept, copied and emptied."""

import contextlib
import os
import select
import shutil
import time
from pathlib import Path

import pytest
import serial

from firmware.virtual import registry
from firmware.virtual.spawn import BoardProcess
from tests.firmware.conftest import StartBoard, VirtualBoard

BAUD = 230_400
BYTE_S = 10 / BAUD


# The slow line


def test_a_transfer_takes_the_time_of_its_bytes(boards: StartBoard) -> None:
    """At 230400 baud 6 kB to the board and 6 kB back arrive unchanged, no faster than 23,040 bytes a second."""
    board = boards("--baud", str(BAUD))
    data = os.urandom(6000)
    with board.transport() as transport:
        transport.exec("import sys")
        transport.exec_raw_no_follow("d = sys.stdin.buffer.read(6000); sys.stdout.buffer.write(b'got')")
        before = time.monotonic()
        transport.serial.write(data.replace(b"\x03", b"\x02"))
        transport.read_until(1, b"got")
        there_s = time.monotonic() - before
        transport.follow(5)
        before = time.monotonic()
        transport.exec_raw_no_follow("sys.stdout.buffer.write(d)")
        back = transport.serial.read(6000)
        back_s = time.monotonic() - before
        transport.follow(5)

    assert data.replace(b"\x03", b"\x02") == back
    assert there_s >= 6003 * BYTE_S
    assert back_s >= 6000 * BYTE_S


def test_a_clients_writes_back_up(boards: StartBoard) -> None:
    """A client cannot hand over 200 kB at once on a line that takes them for 9 s; what it got rid of is bounded."""
    board = boards("--baud", str(BAUD))
    port = os.open(board.port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    os.write(port, b"\r\x03while True: pass\r\r")
    taken = 0
    until = time.monotonic() + 0.3
    while time.monotonic() < until and taken < 200_000:
        if select.select([], [port], [], 0.05)[1]:
            taken += os.write(port, b" " * 4096)
    os.close(port)

    assert taken < 100_000


def test_raw_paste_and_files_work_on_a_slow_line(boards: StartBoard, tmp_path: Path) -> None:
    """mpremote's own flow control meets the line's: files go there and back on a slow line with latency."""
    board = boards("--baud", "460800", "--latency-ms", "2")
    (tmp_path / "sent.py").write_bytes(os.urandom(1500))

    done = board.mpremote(*f"cp {tmp_path}/sent.py :x + cp :x {tmp_path}/back + exec print(6*7)".split())

    assert (0, "") == (done.returncode, done.stderr)
    assert "42" in done.stdout
    assert (tmp_path / "sent.py").read_bytes() == (tmp_path / "back").read_bytes()


def test_latency_is_paid_each_way(boards: StartBoard) -> None:
    """With 60 ms each way an answer takes at least 120 ms, and a conversation in odd pieces stays in order."""
    board = boards("--latency-ms", "60")
    with serial.Serial(board.port, timeout=5) as port:
        port.write(b"\r\x03")
        port.read_until(b">>> ")
        time.sleep(0.2)  # what is still on its way is not the answer
        port.reset_input_buffer()
        before = time.monotonic()
        port.write(b"1")
        assert port.read(1) == b"1"
        assert time.monotonic() - before >= 0.12
        for piece in (b"234", b"5", b"6+", b"0" * 50, b"\r"):
            port.write(piece)
        assert port.read_until(b">>> ") == b"23456+" + b"0" * 50 + b"\r\n123456\r\n>>> "


def test_ctrl_c_reaches_a_flood_on_a_slow_line(boards: StartBoard) -> None:
    """A program that prints for ever waits for the line; Ctrl-C ends it, behind what was already on its way."""
    board = boards("--baud", str(BAUD))
    with board.transport() as transport:
        transport.exec_raw_no_follow("while True: print('a line that floods the port')")
        transport.serial.read(2000)
        transport.serial.write(b"\x03")

        assert b"KeyboardInterrupt" in transport.follow(5)[1]


def test_six_boards_side_by_side(tmp_path: Path) -> None:
    """Six boards on lines of their own take a file each at once; each has its own, in the time of one and a bit."""
    started = [
        BoardProcess("robot", f"r{number}", tmp_path, in_field=False, options=["--baud", "460800"])
        for number in range(6)
    ]
    try:
        assert [f"r{number}" for number in range(6)] == [entry.name for entry in registry.list_boards(tmp_path)]
        ports = [serial.Serial(board.port, timeout=5) for board in started]
        for number, port in enumerate(ports):
            port.write(b"\r\x03f = open('me', 'w'); f.write('%d' * 300); f.close(); open('me').read()[:3]\r" % number)
        for number, port in enumerate(ports):
            assert port.read_until(b"'%d%d%d'\r\n" % (number, number, number)).endswith(b"'\r\n")
            port.close()
    finally:
        for board in started:
            board.stop()


# The plug


@pytest.mark.parametrize("cut_after", [1, 700, 1900])
def test_a_pulled_plug_leaves_a_flash_that_mounts(boards: StartBoard, cut_after: int) -> None:
    """The board ends at once with 0 and a line, is no longer listed; its next start has the old file or the new."""
    first = boards("--name", "red")
    first.put(kept="0" * 900)
    first.end()
    board = boards("--name", "red", "--cut-after", str(cut_after))
    # A hang-up ends this: that is how a client learns of it.
    with serial.Serial(board.port, timeout=5) as port, contextlib.suppress(OSError):
        port.write(b"\r\x03")
        while port.read_until(b">>> "):
            port.write(b"f = open('kept.py', 'w'); f.write('1' * 900); f.close()\r")

    assert board.process.wait(5) == 0
    assert "red: the plug was pulled" in board.log.read_text()
    assert [] == registry.list_boards(board.home)
    kept = boards("--name", "red").exec("print(open('kept.py').read())").strip()
    assert kept in ("0" * 900, "1" * 900)


def test_the_plug_stays_in_before_its_byte(boards: StartBoard) -> None:
    """Everything before that byte is done as usual; the byte that is too much never reaches the board."""
    board = boards("--cut-after", "40")
    with serial.Serial(board.port, timeout=5) as port:
        port.write(b"\r\x03open('a', 'w').close()\r")  # 25 bytes
        port.read_until(b")\r\n>>> ")
        assert board.process.poll() is None
        port.write(b"open('b', 'w').close()\r")
        assert board.process.wait(5) == 0

    assert boards().exec("import os; print(os.listdir())") == "['a']\n"


# The flash


def test_a_flash_is_copied_and_emptied(boards: StartBoard, tmp_path: Path) -> None:
    """A copied image file is a board with the same files; --reset empties a flash, and no other."""
    image, copy = tmp_path / "red.lfs", tmp_path / "blue.lfs"
    first = boards("--image", str(image))
    first.put(a="kept")
    first.end()
    shutil.copyfile(image, copy)

    emptied = boards("--image", str(image), "--reset")
    copied = boards("--image", str(copy))

    assert emptied.exec("import os; print(os.listdir())") == "[]\n"
    assert copied.exec("print(open('a.py').read())") == "kept\n"
    assert {"red.lfs", "blue.lfs"} == {path.name for path in tmp_path.glob("*.lfs*")}


def test_reset_saves_a_damaged_flash_and_spares_one_in_use(boards: StartBoard, tmp_path: Path) -> None:
    """--reset starts on an image that no board can read; one that another board runs on is refused, untouched."""
    image = tmp_path / "one.lfs"
    image.write_bytes(b"damaged")

    first = boards("--image", str(image), "--reset")
    first.put(a="mine")
    second = boards("--image", str(image), "--reset")

    assert second.process.wait(5) == 3
    assert "image_taken" in second.log.read_text()
    assert first.exec("print(open('a.py').read())") == "mine\n"


# Hard resets


@pytest.mark.parametrize("prompt", ["raw paste", "plain raw", "friendly"])
def test_machine_reset_is_a_hard_reset(virtual_robot: VirtualBoard, prompt: str) -> None:
    """machine.reset() runs boot.py and main.py again and ends in the friendly prompt, whatever prompt it came from."""
    virtual_robot.put(boot="print('boot')", main="print('main')")
    before = virtual_robot.micropython_pid
    with virtual_robot.transport() as transport:
        port = transport.serial
        if prompt == "friendly":
            transport.exit_raw_repl()
            port.read_until(b">>> ")
            port.write(b"import machine; machine.reset()\r")
        else:
            transport.use_raw_paste = prompt == "raw paste"
            transport.exec_raw_no_follow("import machine; machine.reset()")
        said = port.read_until(b'"help()" for more information.\r\n>>> ')

        assert b"boot\r\nmain\r\nMicroPython " in said
        assert b"soft reboot" not in said
        transport.enter_raw_repl(soft_reset=False)
    assert virtual_robot.micropython_pid != before
