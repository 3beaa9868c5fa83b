"""Virtual boards for tests: real processes, real ports, everything with a time limit."""

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mpremote.transport_serial import SerialTransport

START_S = 10.0
END_S = 5.0
COMMAND_S = 15.0


@dataclass
class VirtualBoard:
    """A running `python -m firmware.virtual …`."""

    process: subprocess.Popen[bytes]
    port: str
    home: Path
    log: Path

    @property
    def micropython_pid(self) -> int:
        """The process that runs MicroPython now: the relay's only child."""
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(text.split()[0])

    def mpremote(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the stock mpremote on it."""
        return subprocess.run(
            [sys.executable, "-m", "mpremote", "connect", self.port, *arguments],
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )

    @contextlib.contextmanager
    def transport(self, *, soft_reset: bool = False) -> Iterator[Any]:
        """mpremote's transport in its raw REPL; reads give up after 5 s."""
        transport: Any = SerialTransport(self.port, timeout=5)  # type: ignore[no-untyped-call]
        try:
            transport.enter_raw_repl(soft_reset=soft_reset)
            yield transport
            transport.exit_raw_repl()
        finally:
            transport.close()

    def exec(self, program: str) -> str:
        """Run a program in a fresh connection, without a reset; return its output with plain line ends."""
        with self.transport() as transport:
            return transport.exec(program).decode().replace("\r\n", "\n")

    def put(self, **files: str) -> None:
        """Write files to its flash: put(main="…") writes main.py."""
        self.exec("".join(f"with open('{name}.py', 'w') as f: f.write({text!r})\n" for name, text in files.items()))

    def end(self, number: int = 15) -> int:
        """Signal the board and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(END_S)


def start_board(
    home: Path,
    *arguments: str,
    kind: str = "robot",
    pass_fds: tuple[int, ...] = (),
    environ: dict[str, str] | None = None,
    program: str | None = None,
) -> VirtualBoard:
    """Start a board and wait for its port; `port` is empty when it ended instead.

    Args: program: Python text that runs the board instead of `-m firmware.virtual`.
    """
    run = ["-m", "firmware.virtual", kind] if program is None else ["-c", program]
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"log-{time.monotonic_ns()}.txt"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, *run, "--home", str(home), *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            pass_fds=pass_fds,
            env={**os.environ, **(environ or {})},
        )
    assert process.stdout is not None
    ready = select.select([process.stdout], [], [], START_S)[0]
    line = process.stdout.readline().decode().strip() if ready else ""
    return VirtualBoard(process, line, home, log)


StartBoard = Callable[..., VirtualBoard]


@pytest.fixture
def boards(tmp_path: Path) -> Iterator[StartBoard]:
    """Start boards under one home, each with the arguments given; all of them are ended."""
    started: list[VirtualBoard] = []

    def start(*arguments: str, **options: object) -> VirtualBoard:
        board = start_board(tmp_path / "home", *arguments, **options)  # type: ignore[arg-type]
        started.append(board)
        return board

    yield start
    for board in started:
        if board.process.poll() is None:
            board.process.terminate()
            try:
                board.process.wait(END_S)
            except subprocess.TimeoutExpired:
                board.process.kill()
                board.process.wait()
        assert board.process.stdout is not None
        board.process.stdout.close()


@pytest.fixture
def virtual_robot(boards: StartBoard) -> VirtualBoard:
    """A robot that is up, with an empty flash."""
    board = boards()
    assert board.port, board.log.read_text()
    return board


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Wait for something that another process does; fails after 5 s."""

    def wait(condition: Callable[[], bool]) -> None:
        until = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < until, "it did not happen within 5 s"
            time.sleep(0.005)

    return wait
