"""A virtual board answers the stock mpremote as a board on a cable does."""

import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial

from firmware.virtual.channel import ANSWER, NOTHING_AHEAD
from tests.firmware.conftest import StartBoard, VirtualBoard

INTERRUPTED = b"KeyboardInterrupt"


def open_port(board: VirtualBoard) -> serial.Serial:
    return serial.Serial(board.port, timeout=5)


def friendly(port: serial.Serial) -> None:
    """Bring the board to its friendly prompt."""
    port.write(b"\r\x03\x01")
    assert port.read_until(b"raw REPL; CTRL-B to exit\r\n>").endswith(b">")
    port.write(b"\x02")
    assert port.read_until(b'"help()" for more information.\r\n>>> ').endswith(b">>> ")


# mpremote's commands


def test_exec_prints_and_ends_lines_as_a_board_does(virtual_robot: VirtualBoard) -> None:
    """`mpremote exec` shows what the program prints; a print ends in CR LF on the wire."""
    with virtual_robot.transport() as transport:
        assert transport.exec("print(1)\nprint('a\\r\\nb')") == b"1\r\na\r\nb\r\n"

    done = virtual_robot.mpremote("exec", "print(6 * 7)")

    assert (0, "42\n") == (done.returncode, done.stdout)


def test_an_error_on_the_board_is_an_error_of_mpremote(virtual_robot: VirtualBoard) -> None:
    """`mpremote exec` of a failing program shows the traceback and exits with 1."""
    done = virtual_robot.mpremote("exec", "1/0")

    assert done.returncode == 1
    assert "ZeroDivisionError: divide by zero" in done.stdout + done.stderr


def test_run_runs_a_file_of_the_host(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """`mpremote run` runs it as __main__, with the search path of a board."""
    program = tmp_path / "program.py"
    program.write_text("import sys\nprint(__name__, sys.path)\n")

    assert virtual_robot.mpremote("run", str(program)).stdout == "__main__ ['', '.frozen', '/lib']\n"


def test_files_go_there_and_back(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """mkdir, cp, ls, tree, cat, sha256sum, touch, rm, df: a file of random bytes comes back unchanged."""
    sent, back = tmp_path / "sent.bin", tmp_path / "back.bin"
    sent.write_bytes(os.urandom(5000))
    (tmp_path / "a.py").write_text("print('a')\n")

    done = virtual_robot.mpremote(
        *f"mkdir :d + cp {sent} :d/x.bin + cp {tmp_path}/a.py :a.py + ls : + tree : + cat :a.py + sha256sum :d/x.bin "
        f"+ cp :d/x.bin {back} + touch :t + rm :t + ls : + df".split()
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert sent.read_bytes() == back.read_bytes()
    assert "└── x.bin" in done.stdout
    assert "print('a')" in done.stdout
    assert "1048576" in done.stdout.splitlines()[-1]


def test_rm_r_empties_the_flash_and_nothing_else(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """`mpremote rm -r :/` removes every file of the board; a canary tree on the host is as before."""
    canary = tmp_path / "canary"
    (canary / "deep").mkdir(parents=True)
    (canary / "deep" / "file").write_text("alive")
    virtual_robot.mpremote("mkdir", ":d", "+", "touch", ":d/a", "+", "touch", ":b")

    done = virtual_robot.mpremote("rm", "-r", ":/")

    assert "cannot remove :/ " in done.stderr  # as on every board: the root itself stays
    assert virtual_robot.exec("import os; print(os.listdir('/'))") == "[]\n"
    assert (canary / "deep" / "file").read_text() == "alive"


def test_bytes_are_not_cooked(virtual_robot: VirtualBoard) -> None:
    """sys.stdout.buffer writes every byte as it is, between cooked text."""
    with virtual_robot.transport() as transport:
        transport.exec_raw_no_follow("import sys; print('x'); sys.stdout.buffer.write(bytes(range(256))); print('y')")

        assert b"x\r\n" + bytes(range(256)) + b"y\r\n\x04\x04" == transport.serial.read(3 + 256 + 3 + 2)


def test_mount_serves_the_host_folder(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """`mpremote mount` moves binary frames both ways, Ctrl-C bytes and lone line ends among them."""
    data = b"\x03\n\r\n\x04\x18" * 200
    (tmp_path / "data.bin").write_bytes(data)

    done = virtual_robot.mpremote(
        "mount",
        str(tmp_path),
        "exec",
        "d = open('data.bin', 'rb').read(); open('copy.bin', 'wb').write(d); print(len(d))",
    )

    assert str(len(data)) in done.stdout, done
    assert data == (tmp_path / "copy.bin").read_bytes()


# Resets


def test_soft_reset_forgets_the_program_and_keeps_the_files(virtual_robot: VirtualBoard) -> None:
    """`mpremote soft-reset` empties memory; the flash stays."""
    virtual_robot.put(f="kept")
    virtual_robot.exec("x = 1")

    assert virtual_robot.mpremote("soft-reset").returncode == 0

    assert virtual_robot.exec("print('x' in globals(), open('f.py').read())") == "False kept\n"


def test_the_friendly_prompt_resets_into_boot_and_main(virtual_robot: VirtualBoard) -> None:
    """Ctrl-D runs boot.py, then main.py, in one namespace that the prompt keeps; an error is printed, not fatal."""
    virtual_robot.put(boot="print(1); a = 2", main="print(a)\ndef f(): 1/0\nf()")
    with open_port(virtual_robot) as port:
        friendly(port)
        port.write(b"\x04")

        said = port.read_until(b">>> ")

        assert said.startswith(
            b"\r\nMPY: soft reboot\r\n1\r\n2\r\nTraceback (most recent call last):\r\n"
            b'  File "main.py", line 3, in <module>\r\n  File "main.py", line 2, in f\r\n'
            b"ZeroDivisionError: divide by zero\r\nMicroPython "
        )
        port.write(b"print(a)\r")
        assert port.read_until(b">>> ") == b"print(a)\r\n2\r\n>>> "


def test_the_raw_prompt_resets_without_main(virtual_robot: VirtualBoard) -> None:
    """Ctrl-D at the raw prompt runs boot.py only and comes back raw: that is how mpremote gets past a bad main.py."""
    virtual_robot.put(boot="print(1)", main="print(2)")
    with virtual_robot.transport() as transport:
        assert transport.read_until(1, b">") == b">"
        transport.serial.write(b"\x04")

        assert transport.read_until(1, b">") == b"OK\r\nMPY: soft reboot\r\n1\r\nraw REPL; CTRL-B to exit\r\n>"


def test_an_error_in_boot_keeps_main_from_running(virtual_robot: VirtualBoard) -> None:
    """As on a board: main.py is not started after a boot.py that failed."""
    virtual_robot.put(boot="1/0", main="print(2)")
    with open_port(virtual_robot) as port:
        friendly(port)
        port.write(b"\x04")

        said = port.read_until(b">>> ")

    assert b'File "boot.py", line 1' in said
    assert b"2\r\n" not in said


@pytest.mark.parametrize(
    "program", ["import sys\nsys.exit()", "import machine\nmachine.reset()", "raise SystemExit(3)"]
)
def test_a_main_that_resets_for_ever_is_slowed_down_and_reachable(boards: StartBoard, program: str) -> None:
    """A board that resets itself again and again still answers mpremote, which can delete main.py."""
    board = boards()
    board.put(main=program)
    with open_port(board) as port:
        friendly(port)
        port.write(b"\x04")
        assert port.read_until(b"soft reboot\r\n" if "machine" not in program else b"\n")

    done = board.mpremote("rm", ":main.py")

    assert done.returncode == 0, done
    assert board.exec("print(1)") == "1\n"


def test_a_process_that_is_killed_is_followed_by_another(
    virtual_robot: VirtualBoard, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    """A crash of MicroPython is a reset, not the end of the board; what was written before is there."""
    virtual_robot.put(kept="yes")
    before = virtual_robot.micropython_pid

    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{before}").exists())

    assert virtual_robot.exec("print(open('kept.py').read())") == "yes\n"


# Ctrl-C


@pytest.mark.parametrize("raw_paste", [True, False], ids=["raw paste", "plain raw"])
@pytest.mark.parametrize("program", ["while True: pass", "import time\ntime.sleep(60)", "input()"])
def test_ctrl_c_ends_a_running_program(virtual_robot: VirtualBoard, program: str, raw_paste: bool) -> None:
    """Ctrl-C is a KeyboardInterrupt however the program was started, also right after the start, also twice."""
    with virtual_robot.transport() as transport:
        transport.use_raw_paste = raw_paste
        transport.exec("x = 1")
        for pause_s in (0, 0.1):
            transport.exec_raw_no_follow(program)
            time.sleep(pause_s)  # both moments are meant: while it compiles, while it runs
            transport.serial.write(b"\x03\x03")

            assert INTERRUPTED in transport.follow(5)[1]

        assert transport.exec("print(x)") == b"1\r\n"


def test_ctrl_c_overtakes_input_that_nobody_reads(virtual_robot: VirtualBoard) -> None:
    """A program that does not read 200 kB of input is interrupted by the Ctrl-C behind them."""
    with virtual_robot.transport() as transport:
        transport.exec_raw_no_follow("print('go')\nwhile True: pass")
        transport.read_until(1, b"go\r\n")
        transport.serial.write(b" " * 200_000 + b"\x03")

        assert INTERRUPTED in transport.follow(5)[1]


def test_ctrl_c_ends_a_main_that_runs_since_the_boot(virtual_robot: VirtualBoard) -> None:
    """Ctrl-C typed before the board is up again is kept for main.py and raised in its first line: not before, not lost.

    On a real board one that comes before main.py is a byte like others, and lost: who wants to be sure sends it again,
    as the flasher does. Here it is kept, because a lost one could not be told from one that did not work.
    """
    virtual_robot.put(main="while True: pass")
    with open_port(virtual_robot) as port:
        friendly(port)
        port.write(b"\x04\x03")

        said = port.read_until(b">>> ")

    assert said.startswith(b"\r\nMPY: soft reboot\r\nTraceback (most recent call last):\r\n")
    assert b'File "main.py", line 1, in <module>\r\nKeyboardInterrupt: \r\n' in said
    assert said.endswith(b">>> ")


def test_ctrl_c_at_the_friendly_prompt(virtual_robot: VirtualBoard) -> None:
    """It ends a loop typed there, and drops a line that is being typed; the board's memory stays."""
    with open_port(virtual_robot) as port:
        friendly(port)
        port.write(b"x = 5\r")
        port.read_until(b">>> ")
        port.write(b"while True: pass\r\r")
        port.read_until(b"... \r\n")
        port.write(b"\x03")
        assert INTERRUPTED in port.read_until(b">>> ")
        port.write(b"half a li\x03")
        port.read_until(b">>> ")
        port.write(b"x\r")
        assert port.read_until(b">>> ") == b"x\r\n5\r\n>>> "


def test_ctrl_c_after_the_last_moment_does_not_reset_the_board(virtual_robot: VirtualBoard) -> None:
    """A Ctrl-C that meets the end of the program interrupts it or does nothing; memory is kept either way."""
    with virtual_robot.transport() as transport:
        transport.exec("x = 1")
        for pause_us in range(0, 2000, 50):
            transport.exec_raw_no_follow("for i in range(1000): pass")
            until = time.perf_counter() + pause_us / 1e6
            while time.perf_counter() < until:
                pass
            transport.serial.write(b"\x03")
            transport.follow(5)
        assert transport.exec("print(x)") == b"1\r\n"


def test_a_program_may_read_ctrl_c_as_data(virtual_robot: VirtualBoard) -> None:
    """After micropython.kbd_intr(-1) the byte 3 arrives like any other."""
    with virtual_robot.transport() as transport:
        transport.exec_raw_no_follow(
            "import micropython, sys\nmicropython.kbd_intr(-1)\nprint('ready')\nprint(sys.stdin.buffer.read(3))\n"
        )
        assert transport.read_until(1, b"ready\r\n").endswith(b"ready\r\n")
        transport.serial.write(b"a\x03b")

        assert transport.follow(5) == (b"b'a\\x03b'\r\n", b"")


def test_what_is_typed_ahead_is_not_lost(virtual_robot: VirtualBoard) -> None:
    """Bytes that arrive while a program runs are there for the prompt after it."""
    with open_port(virtual_robot) as port:
        friendly(port)
        port.write(b"import time; time.sleep_ms(200)\rprint(40 + 2)\r")

        assert b"42" in port.read_until(b"42\r\n>>> ")


def test_an_interrupt_does_not_hurt_the_flash(virtual_robot: VirtualBoard) -> None:
    """Programs interrupted while they write leave a file system that mounts and holds the other files."""
    virtual_robot.put(kept="yes")
    with virtual_robot.transport() as transport:
        for pause_ms in range(10):
            transport.exec_raw_no_follow(
                "while True:\n with open('log.py', 'w') as f:\n  for i in range(200): f.write('x' * 500)\n"
            )
            time.sleep(pause_ms / 1000 + 0.01)  # the moment of the interrupt is what varies
            transport.serial.write(b"\x03")
            assert INTERRUPTED in transport.follow(5)[1]
        transport.exit_raw_repl()

    assert virtual_robot.mpremote("soft-reset").returncode == 0
    virtual_robot.put(log="1")
    assert virtual_robot.exec("print(open('kept.py').read(), open('log.py').read())") == "yes 1\n"


# The port


def test_nobody_has_to_read(virtual_robot: VirtualBoard) -> None:
    """A program that prints into an unread port goes on after half a second, and Ctrl-C still reaches it."""
    with virtual_robot.transport() as transport:
        transport.exec_raw_no_follow(
            "for i in range(20000): print('a line that nobody reads', i)\nopen('done', 'w').close()\nwhile True: pass"
        )
        time.sleep(1.5)  # nobody reads for longer than the port's patience
        transport.serial.write(b"\x03")
        assert INTERRUPTED in transport.follow(5)[1]
        assert transport.exec("import os; print(os.listdir())") == b"['done']\r\n"


def test_a_slow_reader_gets_everything(virtual_robot: VirtualBoard) -> None:
    """A client that reads with pauses loses nothing: the board waits for it."""
    with virtual_robot.transport() as transport:
        transport.exec_raw_no_follow("for i in range(10000): print('%06d' % i)")
        got = b""
        while len(got) < 80000:
            time.sleep(0.02)  # the slowness itself
            got += transport.serial.read(8000)
        assert b"".join(b"%06d\r\n" % i for i in range(10000)) == got


# Lives of the board


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(virtual_robot: VirtualBoard, number: int) -> None:
    """SIGINT and SIGTERM end it with 0; its process and its registry entry are gone, its flash is there."""
    child = virtual_robot.micropython_pid

    assert virtual_robot.end(number) == 0

    assert not Path(f"/proc/{child}").exists()
    assert {"robot-1.lfs"} == {path.name for path in (virtual_robot.home / "boards").iterdir()}
    assert virtual_robot.log.read_text() == ""


def test_micropython_dies_with_its_relay(
    virtual_robot: VirtualBoard, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    """A relay that is killed leaves no program running."""
    child = virtual_robot.micropython_pid

    virtual_robot.end(signal.SIGKILL)

    wait_until(lambda: not Path(f"/proc/{child}").exists())


def test_files_survive_the_board(boards: StartBoard) -> None:
    """The next board of that name has the flash of the last one, also after kill -9."""
    first = boards("--name", "red")
    first.put(a="kept")
    first.end(signal.SIGKILL)

    second = boards("--name", "red")

    assert second.exec("print(open('a.py').read())") == "kept\n"


def test_a_power_cut_leaves_the_old_file_or_the_new_one(
    virtual_robot: VirtualBoard, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    """MicroPython killed in the middle of its writes: the flash mounts, and a file is as it was before or after."""
    virtual_robot.put(kept="0" * 3000)
    for cut in range(6):
        pid = virtual_robot.micropython_pid
        with virtual_robot.transport() as transport:
            transport.exec_raw_no_follow(
                "n = 0\nwhile True:\n n += 1\n with open('kept.py', 'w') as f:\n"
                "  for i in range(30): f.write(str(n % 10) * 100)\n print(n)\n"
            )
            transport.read_until(1, b"\n")
            time.sleep(0.003 * cut)  # the moment of the cut is what varies
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: not Path(f"/proc/{pid}").exists())  # type: ignore[misc]

        kept = virtual_robot.exec("print(open('kept.py').read())").strip()

        assert (3000, 1) == (len(kept), len(set(kept)))


@pytest.mark.parametrize("damage", ["garbage", "cut"])
def test_a_damaged_image_is_refused_and_kept(boards: StartBoard, tmp_path: Path, damage: str) -> None:
    """An image that holds no file system is never formatted: the board says so, with its path, and exits with 3."""
    image = tmp_path / "bad.lfs"
    image.write_bytes(b"precious" * 512 * (16 if damage == "garbage" else 1) + (b"" if damage == "garbage" else b"!"))
    before = image.read_bytes()

    board = boards("--image", str(image))

    assert board.process.wait(5) == 3
    assert "image_damaged" in board.log.read_text()
    assert str(image) in board.log.read_text()
    assert before == image.read_bytes()


def test_two_boards_of_one_name_or_image_are_refused(boards: StartBoard, tmp_path: Path) -> None:
    """The second one exits with 3 and says which; the first is not disturbed."""
    image = str(tmp_path / "one.lfs")
    first = boards("--name", "red", "--image", image)

    same_name, same_image = boards("--name", "red"), boards("--name", "blue", "--image", image)

    assert (3, 3) == (same_name.process.wait(5), same_image.process.wait(5))
    assert "board_name_taken: name='red'" in same_name.log.read_text()
    assert "image_taken" in same_image.log.read_text()
    assert first.exec("print(1)") == "1\n"


def test_boards_find_names_and_do_not_meet(boards: StartBoard) -> None:
    """Without a name boards are robot-1, robot-2, judge-box-1; each has a flash of its own."""
    robots = [boards(), boards(), boards(kind="judge-box")]

    for number, board in enumerate(robots):
        board.put(me=str(number))

    assert ["0\n", "1\n", "2\n"] == [board.exec("print(open('me.py').read())") for board in robots]
    assert {"robot-1.lfs", "robot-2.lfs", "judge-box-1.lfs"} == {p.name for p in robots[0].home.glob("boards/*.lfs")}


def test_a_board_of_its_own_has_the_real_clock(virtual_robot: VirtualBoard) -> None:
    """Without a field time.sleep and asyncio take wall time."""
    before = time.monotonic()
    virtual_robot.exec(
        "import time, asyncio\ntime.sleep(0.2)\nasync def main(): await asyncio.sleep_ms(100)\nasyncio.run(main())"
    )

    assert 0.3 <= time.monotonic() - before < 3


# The field's channel


@pytest.fixture
def field() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The field's end of a channel, and the board's."""
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    with ours, theirs:
        yield ours, theirs


def test_the_field_hears_hello_and_halt(boards: StartBoard, field: tuple[socket.socket, socket.socket]) -> None:
    """The first use of time says HELLO with MicroPython's process; its end, however it comes, is followed by HALT."""
    ours, theirs = field
    board = boards("--field-fd", str(theirs.fileno()), pass_fds=(theirs.fileno(),))
    first = board.micropython_pid
    with board.transport() as transport:
        transport.exec_raw_no_follow("import time; time.ticks_us(); print('told')")
        assert struct.unpack("<BBHi", ours.recv(8, socket.MSG_WAITALL)) == (1, 0, 0, first)
        ours.sendall(ANSWER.pack(1000, first, 0, *NOTHING_AHEAD))
        # Typed at the prompt: the field is told at once not to wait for the next word, then it is asked for the time.
        assert struct.unpack("<BBHi", ours.recv(8, socket.MSG_WAITALL)) == (8, 0, 0, 0)
        assert struct.unpack("<BBHi", ours.recv(8, socket.MSG_WAITALL)) == (2, 0, 0, 0)
        ours.sendall(ANSWER.pack(1020, 0, 0, *NOTHING_AHEAD))
        assert transport.follow(5)[0] == b"told\r\n"

    os.kill(first, signal.SIGKILL)

    assert struct.unpack("<BBHi", ours.recv(8, socket.MSG_WAITALL)) == (8, 0, 0, 0)
    assert board.exec("print(1)") == "1\n"
    assert board.micropython_pid != first


def test_a_taken_port_is_only_a_busy_port(virtual_robot: VirtualBoard) -> None:
    """mpremote says that another program has the port; the board does not notice."""
    with open_port(virtual_robot) as port:
        port.exclusive = True

        done = virtual_robot.mpremote("exec", "print(1)")

    assert done.returncode != 0
    assert isinstance(done, subprocess.CompletedProcess)
    assert virtual_robot.exec("print(1)") == "1\n"
