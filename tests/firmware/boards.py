"""Virtual boards for tests: each a process of its own, killed at the end like one whose cable is pulled."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def virtual_board(home: Path, kind: str = "robot", name: str = "aka") -> Iterator[str]:
    """Start a board and yield its port; the board's flash stays under home."""
    command = [sys.executable, "-m", "firmware.virtual", kind, "--home", str(home), "--name", name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        assert port, f"the board ended with {process.wait(10)}"
        yield port
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
