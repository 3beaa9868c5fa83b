"""A child's program on a virtual board reaches its flash, its serial line and the field, and nothing else.

Each wall has its test. The programs here are hostile on purpose: try changes of the walls in a jail first.
"""

import json
import os
import platform
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.virtual import confine
from tests.firmware.conftest import StartBoard, VirtualBoard

TRY = """
def attempt(name, action):
    try:
        action()
    except Exception as error:
        return
    print(name)
"""


def what_worked(board: VirtualBoard, *attempts: str) -> list[str]:
    """Run each expression on the board; return those that did not fail."""
    program = TRY + "import os, uos, vfs, usocket as socket\n"
    program += "".join(f"attempt({text!r}, lambda: {text})\n" for text in attempts)
    return board.exec(program).splitlines()


# Files


def test_no_file_of_the_host_can_be_read_written_or_seen(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """The host's files cannot be opened, listed, looked at, made, renamed or removed; a canary tree is unchanged."""
    canary = tmp_path / "canary"
    canary.mkdir(mode=0o777)
    (canary / "file").write_text("alive")
    (canary / "file").chmod(0o666)
    host = f"vfs.VfsPosix('{canary}')"

    worked = what_worked(
        virtual_robot,
        "open('/etc/passwd')",
        "os.listdir('/etc')",
        "vfs.mount(vfs.VfsPosix('/'), '/host') or os.listdir('/host')",
        "open('/host/etc/passwd')",
        "os.stat('/host/etc/passwd')",
        f"{host}.open('file', 'r').read()",
        f"{host}.open('file', 'w').write('dead')",
        f"{host}.open('new', 'w')",
        f"{host}.stat('file')",
        f"list({host}.ilistdir('/'))",
        f"{host}.mkdir('new')",
        f"{host}.rename('file', 'gone')",
        f"{host}.remove('file')",
        f"{host}.rmdir('/')",
        f"{host}.chdir('/') or {host}.stat('.')",
        "open('/proc/self/environ')",
        "open('/dev/mem', 'r+b')",
        "__import__('umachine').mem8[0]",
    )

    assert worked == []
    assert {"file"} == {path.name for path in canary.iterdir()}
    assert (canary / "file").read_text() == "alive"
    assert b"" == Path(f"/proc/{virtual_robot.micropython_pid}/environ").read_bytes()


def test_the_own_flash_cannot_grow(virtual_robot: VirtualBoard) -> None:
    """A program that writes past the end of its flash, or fills it, gets an error; the file keeps its size."""
    flash = virtual_robot.home / "boards" / "robot-1.lfs"

    said = virtual_robot.exec(
        "import os\n"
        "for fd in range(3, 16):\n"
        "  try: f = open(fd, 'r+b', 0); f.seek(0, 2); print('size', f.tell(), f.write(b'x' * 4096))\n"
        "  except OSError as e: pass\n"
        "  keep = globals().setdefault('keep', []); keep.append(f)\n"
        "try:\n"
        "  with open('big', 'w') as f:\n"
        "    while True: f.write('x' * 4096)\n"
        "except OSError as e: print('full', e.errno)\n"
        "os.remove('big')\n"
    )

    assert said == "full 28\n"
    assert flash.stat().st_size == 1 << 20


# Network


def test_nothing_reaches_the_network(virtual_robot: VirtualBoard) -> None:
    """No socket can be made; listeners on this machine, TCP, UDP and by name, see nothing."""
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(("127.0.0.1", 0))
        to = {"tcp": tcp.getsockname()[1], "udp": udp.getsockname()[1]}
        address = "b'\\x02\\0' + bytes([{0} >> 8, {0} & 255, 127, 0, 0, 1]) + bytes(8)"

        worked = what_worked(
            virtual_robot,
            f"socket.socket(2, 1).connect({address.format(to['tcp'])})",
            f"socket.socket(2, 2).sendto(b'out', {address.format(to['udp'])})",
            "socket.socket(1, 1)",
            "socket.socket(10, 1)",
            "socket.socket(16, 3)",
            "socket.getaddrinfo('localhost', 80)",
        )

        assert worked == []
        tcp.setblocking(False)
        udp.setblocking(False)
        with pytest.raises(BlockingIOError):
            tcp.accept()
        with pytest.raises(BlockingIOError):
            udp.recv(100)


# Descriptors


def test_no_descriptor_but_tty_flash_and_channel(boards: StartBoard) -> None:
    """What the board's starter has open does not reach the program: writes into descriptors 0 to 63 arrive nowhere."""
    reader, writer = os.pipe()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        board = boards("--field-fd", str(theirs.fileno()), pass_fds=(theirs.fileno(), reader, writer))
        folder = f"/proc/{board.micropython_pid}/fd"
        open_there = [os.readlink(f"{folder}/{name}") for name in sorted(os.listdir(folder), key=int)]

        board.exec(
            "keep = [open(fd, 'r+b', 0) for fd in range(3, 64)]\n"
            "for f in keep:\n try: f.write(b'stray')\n except OSError: pass\n"
        )

        tty, *_ = open_there
        flash, channel = (str(board.home / "boards" / "robot-1.lfs"), f"socket:[{os.fstat(theirs.fileno()).st_ino}]")
        assert sorted([tty, tty, tty, flash, channel]) == sorted(open_there)
        assert tty.startswith("/dev/pts/")
        assert tty != board.port
        os.set_blocking(reader, False)
        with pytest.raises(BlockingIOError):
            os.read(reader, 100)
    os.close(reader)
    os.close(writer)


# Processes


def test_no_process_can_be_started(virtual_robot: VirtualBoard, tmp_path: Path) -> None:
    """os.system runs nothing."""
    witness = tmp_path / "witness"

    status = virtual_robot.exec(f"import uos; print(uos.system('echo > {witness}'))")

    assert int(status) != 0
    assert not witness.exists()


# Limits


def test_memory_threads_and_descriptors_are_bounded(virtual_robot: VirtualBoard) -> None:
    """No program can fill the machine: its heap is a board's, its address space and descriptors are limited."""
    limits = Path(f"/proc/{virtual_robot.micropython_pid}/limits").read_text()

    def limit(name: str) -> list[str]:
        return next(line for line in limits.splitlines() if line.startswith(name))[26:].split()[:2]

    assert confine.MEMORY_BYTES_MORE < int(limit("Max address space")[0]) < 4 * confine.MEMORY_BYTES_MORE
    assert ["0", "0"] == limit("Max core file size")
    assert [str(1 << 20)] * 2 == limit("Max file size")
    assert [str(confine.DESCRIPTORS_MAX)] * 2 == limit("Max open files")

    said = virtual_robot.exec(
        "import _thread, time\n"
        "try: bytearray(4 << 20)\n"
        "except MemoryError: print('small')\n"
        "def rest(): time.sleep(0.5)\n"
        "try:\n"
        "  for i in range(5000): _thread.start_new_thread(rest, ())\n"
        "except OSError: print('bounded')\n"
    )
    assert said == "small\nbounded\n"


# The calls below MicroPython: whatever native code in the process tries

FORBIDDEN = {
    "open": 2, "stat": 4, "shmget": 29, "socket": 41, "connect": 42, "sendto": 44, "bind": 49, "socketpair": 53,
    "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "chdir": 80, "rename": 82, "mkdir": 83, "unlink": 87,
    "chmod": 90, "chown": 92, "ptrace": 101, "setuid": 105, "setsid": 112, "mknod": 133, "prctl": 157, "chroot": 161,
    "mount": 165, "tkill": 200, "keyctl": 250, "openat": 257, "newfstatat": 262, "unshare": 272, "utimensat": 280,
    "rt_tgsigqueueinfo": 297, "perf_event_open": 298, "prlimit64": 302, "open_by_handle_at": 304, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "memfd_create": 319, "bpf": 321, "execveat": 322,
    "userfaultfd": 323, "io_uring_setup": 425, "pidfd_open": 434, "openat2": 437, "pidfd_getfd": 438,
}  # fmt: skip

NATIVE = """
import ctypes, json, os, sys
from firmware.virtual import confine
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(number, *[ctypes.c_long(argument) for argument in arguments])
    return ctypes.get_errno() if result == -1 else 0
forbidden = json.loads(sys.argv[1])
json.dumps({"warm": "up"})
parent, pid = os.getppid(), os.getpid()
confine.confine({0, 1, 2}, file_bytes_max=4096, parent_pid=parent)
answers = {name: call(number) for name, number in forbidden.items()}
answers["kill parent"] = call(62, parent, 0)
answers["tgkill parent"] = call(234, parent, parent, 0)
answers["tgkill self"] = call(234, pid, pid, 0)
answers["clone a process"] = call(56, 17, 0, 0, 0, 0)
answers["clone into a namespace"] = call(56, 0x10010000, 0, 0, 0, 0)
answers["clone3"] = call(435, 0, 0)
answers["own a descriptor's signals"] = call(72, 1, 8, parent)
answers["type into a tty"] = call(16, 0, 0x5412, 0)
answers["take a tty"] = call(16, 0, 0x540E, 0)
answers["read a clock"] = call(228, 1, ctypes.addressof(ctypes.create_string_buffer(16)))
os.write(1, json.dumps(answers).encode())
os._exit(0)
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86-64")
def test_the_kernel_refuses_every_call_that_leads_out() -> None:
    """Native code in a confined process gets EPERM for files, sockets, processes, signals, namespaces and the rest."""
    done = subprocess.run(
        [sys.executable, "-c", NATIVE, json.dumps(FORBIDDEN)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )

    answers = json.loads(done.stdout)
    expected = dict.fromkeys(answers, 1) | {"tgkill self": 0, "read a clock": 0, "clone3": 38}
    assert expected == answers


def judge(program: bytes, machine: int, number: int, *arguments: int) -> int:
    """Run a seccomp filter on one call, as the kernel does."""
    data = struct.pack("<IIQ6Q", number, machine, 0, *arguments, *[0] * (6 - len(arguments)))
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("<HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            holds = accumulator == value if code == 0x15 else bool(accumulator & value)
            at += if_true if holds else if_false


@pytest.mark.parametrize(
    ("machine", "arch", "read", "socket_", "execve", "clone", "tgkill", "ioctl"),
    [("x86_64", 0xC000003E, 0, 41, 59, 56, 234, 16), ("aarch64", 0xC00000B7, 63, 198, 221, 220, 131, 29)],
)
def test_the_filter_of_each_machine(
    machine: str, arch: int, read: int, socket_: int, execve: int, clone: int, tgkill: int, ioctl: int
) -> None:
    """Reading is allowed, sockets and programs are not, threads and own signals are; a foreign call table kills."""
    program = confine.filter_program(machine, pid=77)

    def answer(number: int, *arguments: int) -> int:
        return judge(program, arch, number, *arguments)

    assert answer(read) == confine.ALLOW
    assert [confine.EPERM] * 4 == [answer(socket_), answer(execve), answer(read | 0x40000000), answer(9999)]
    assert (confine.ALLOW, confine.EPERM) == (answer(clone, 0x3D0F00), answer(clone, signal.SIGCHLD))
    assert (confine.ALLOW, confine.EPERM) == (answer(tgkill, 77, 78), answer(tgkill, 1, 78))
    assert (confine.ALLOW, confine.PRETEND, confine.EPERM) == tuple(
        answer(ioctl, 0, n) for n in (0x5401, 0x5404, 0x5412)
    )
    assert judge(program, 0x40000003, read) == confine.KILL_PROCESS


# No wall, no board

WITHOUT = """
import sys
from firmware.virtual import confine
from firmware.virtual.__main__ import main
block = {block}
arch = confine._load(4) + confine._unless(confine.AUDIT_ARCH[{machine!r}], confine.KILL_PROCESS)
confine._filter_calls(arch + confine._load(0) + block + confine._return(confine.ALLOW))
sys.argv = ["firmware.virtual", "robot", "--home", sys.argv[-1]]
sys.exit(main())
"""
NO_LANDLOCK = "confine._when(444, confine.EPERM)"
NO_SECCOMP = (
    "confine._op(0x15, 0, 4, {prctl})"
    " + confine._load(16) + confine._when(22, confine.EPERM) + confine._return(confine.ALLOW)"
)
NO_NAMESPACES = "confine._when({unshare}, confine.EPERM)"
NUMBERS = {
    "x86_64": {"prctl": 157, "unshare": 272},
    "aarch64": {"prctl": 167, "unshare": 97},
}


def without(call: str) -> str:
    """Return a program that runs a board where the kernel refuses a call."""
    machine = platform.machine()
    return WITHOUT.format(block=call.format(**NUMBERS[machine]), machine=machine)


@pytest.mark.parametrize("wall", [NO_LANDLOCK, NO_SECCOMP], ids=["Landlock", "seccomp"])
def test_a_machine_without_a_wall_gets_no_board(tmp_path: Path, wall: str) -> None:
    """Where the kernel refuses Landlock or seccomp no board starts: exit 3, the code no_confinement, no port."""
    done = subprocess.run(
        [sys.executable, "-c", without(wall), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert (3, "") == (done.returncode, done.stdout)
    assert "no_confinement" in done.stderr
    assert list((tmp_path / "boards").iterdir()) == []


def test_namespaces_are_only_one_more_wall(boards: StartBoard) -> None:
    """Where ordinary users may make no namespaces the board runs, and the other walls hold."""
    board = boards(program=without(NO_NAMESPACES))

    assert [] == what_worked(board, "socket.socket(2, 1)", "socket.socket(2, 2)", "open('/etc/passwd')")


def test_a_foreign_micropython_is_refused(boards: StartBoard) -> None:
    """KAGAROBO_MICROPYTHON names a program that would have to be started inside the walls: no board, and why."""
    board = boards(environ={"KAGAROBO_MICROPYTHON": "/usr/bin/micropython"})

    assert board.process.wait(5) == 3
    assert "no_micropython" in board.log.read_text()


def test_nothing_is_written_outside_the_home(
    boards: StartBoard, tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    """A board's life leaves its image below --home and nothing anywhere else in reach."""
    board = boards()
    board.put(main="print(1)")
    board.end()

    wait_until(lambda: not list(board.home.glob("boards/*.json")))
    assert {"home"} == {path.name for path in tmp_path.iterdir()}
    assert {board.log, board.home / "boards", board.home / "boards" / "robot-1.lfs"} == set(board.home.rglob("*"))
