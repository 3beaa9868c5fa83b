"""What the flashing rows share: real source, virtual boards on a line, commands timed as a person waits for them."""

import ast
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import firmware.robot
from firmware.virtual.spawn import BoardProcess

__all__ = ["LINE", "SOURCE_BYTES", "Bench", "bench", "median_s", "seconds", "source"]

SOURCE_BYTES = 50_000
LINE = ("--baud", "115200")
COMMAND_S_MAX = 300
MEMORY = "/dev/shm"


@dataclass(frozen=True)
class Bench:
    """Boards under one home, and a folder for programs."""

    home: Path
    ports: list[str]

    def program(self, salt: str) -> Path:
        """A program that is on no board yet."""
        path = self.home / "program.py"
        path.write_bytes(source() + f"# {salt}\n".encode())
        return path

    def flash(self, program: Path, *options: str) -> None:
        """`kagarobo flash`: check, keep what was there, send, read back, start."""
        command = [sys.executable, "-m", "tui", "--home", str(self.home), "flash", str(program), *options]
        subprocess.run(command, check=True, capture_output=True, timeout=COMMAND_S_MAX)

    def copy(self, program: Path) -> None:
        """`mpremote fs cp`."""
        copy = [sys.executable, "-m", "mpremote", "connect", self.ports[0], "fs", "cp", str(program), ":copied.py"]
        subprocess.run(copy, check=True, capture_output=True, timeout=COMMAND_S_MAX)


@contextmanager
def bench(board_count: int, *options: str, in_memory: bool = False) -> Iterator[Bench]:
    """Start robots with an empty flash.

    Args: in_memory: the flash lies where no disk is waited for, if the system has such a folder.
    Raises: FirmwareError: this machine has no virtual boards.
    """
    folder = MEMORY if in_memory and os.access(MEMORY, os.W_OK) else None
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kagarobo-bench-", dir=folder)))
        boards = [
            stack.enter_context(BoardProcess("robot", f"r{number}", home, in_field=False, options=options))
            for number in range(board_count)
        ]
        yield Bench(home, [board.port for board in boards])


def source() -> bytes:
    """Some 50 kB of Python that people wrote and that compiles: the robot library's own modules, one after another."""
    folder = Path(firmware.robot.__file__).parent
    text = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))
    lines = text[:SOURCE_BYTES].splitlines(keepends=True)[:-1]
    while True:
        try:
            ast.parse(b"".join(lines))
            return b"".join(lines)
        except SyntaxError:
            lines.pop()


def seconds(step: Callable[..., object], *arguments: object) -> float:
    """How long it takes."""
    begin_s = time.perf_counter()
    step(*arguments)
    return time.perf_counter() - begin_s


def median_s(durations_s: list[float]) -> float:
    """One value for several: the machine has other things to do at times."""
    return statistics.median(durations_s)
