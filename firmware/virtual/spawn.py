"""Start virtual boards as processes of their own, tied to ours: when we die, however we die, they do.

A board has to be a process: it is pulled out of the table by killing it, and a second board must not notice.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from firmware.errors import BoardWontStart

__all__ = ["BoardProcess"]

START_S_MAX = 30.0  # 0.4 s on a quiet machine; a noisy one with two cores and a full disk cache is slower
STOP_S_MAX = 5.0
PR_SET_PDEATHSIG = 1


class BoardProcess:
    """One running board: its device path, its pid, and the field's end of its channel.

    Args: options: more of `python -m firmware.virtual`, say ["--baud", "115200"].
    Raises: BoardWontStart: it did not come up; `output` is what it said on stderr.
    """

    def __init__(self, kind: str, name: str, home: Path, *, in_field: bool, options: Sequence[str] = ()) -> None:
        self.kind, self.name = kind, name
        self.channel: socket.socket | None = None
        # -P: what lies in the folder we are called from, a child's own random.py say, is no part of the board.
        command = [sys.executable, "-P", "-m", "firmware.virtual", kind, "--home", str(home), "--name", name, *options]
        boards_end: socket.socket | None = None
        if in_field:
            self.channel, boards_end = socket.socketpair()
            command += ["--field-fd", str(boards_end.fileno())]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[boards_end.fileno()] if boards_end else [],
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        finally:
            if boards_end is not None:
                boards_end.close()
        try:
            self.port = self._read_port()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The board's process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """False when the board was killed or gave up."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the board and let go of its channel. Calling it again does nothing."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_S_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read_port(self) -> str:
        """The first line of stdout, once mpremote can connect."""
        assert self._process.stdout is not None
        deadline_s = time.monotonic() + START_S_MAX
        line = b""
        while not line.endswith(b"\n"):
            left_s = deadline_s - time.monotonic()
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, left_s))
            piece = os.read(self._process.stdout.fileno(), 4096) if ready else b""
            if not piece:
                raise BoardWontStart(tries=1, output=self._last_words())
            line += piece
        return line.decode().strip()

    def _last_words(self) -> str:
        self._process.kill()
        assert self._process.stderr is not None
        return self._process.stderr.read().decode(errors="replace")[-2000:]


def _die_with_parent() -> None:
    """In the child, before it becomes the board: be killed when the thread that started it ends (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
