"""A robot's MicroPython for one try: confined as a board is, without a serial port, its words read through a pipe.

A pipe and not a tty, because what was written into it can be read at once: so a printed line belongs to a moment of the
field's clock, the same in every repetition. Its flash is a copy in memory, gone with the process.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import Self

from firmware.errors import BoardError, NoConfinement, NoMicroPython
from firmware.virtual import marks
from firmware.virtual.board import check_machine
from firmware.virtual.child import HEAP_BYTES, LAUNCHER, ROOT, STATUS_BYTES_MAX, import_path
from firmware.virtual.launcher import BLOCK_BYTES, PROGRAMS

__all__ = ["Guest"]

READ_BYTES = 65536


class Guest:
    """A running process. Its main.py runs at once; `words` gives what it printed, `channel` is the field's end.

    Args: image: the content of a robot's flash.
    Raises: NoConfinement, NoMicroPython: no program may run on this machine.
    """

    def __init__(self, image: bytes) -> None:
        check_machine()
        mark = b"\xff" + os.urandom(8)
        self._splitter = marks.Splitter(mark)
        self._is_at_prompt = False
        self.is_reset = False  # this life of the board is over, and nobody gives it another
        self.channel, far = socket.socketpair()
        self._output, output = os.pipe()
        keys, self._keys = os.pipe()  # nobody ever types, and it is never at its end
        self._status, status = os.pipe()
        os.set_blocking(self._output, False)
        self._flash = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        flash = self._flash
        with far:
            flash.write(image)
            flash.flush()
            settings = {
                "root": str(ROOT),
                "packages": import_path(),
                "image_fd": flash.fileno(),
                "image_blocks": len(image) // BLOCK_BYTES,
                "field_fd": far.fileno(),
                "is_exact": False,
                "status_fd": status,
                "mark": mark.hex(),
                "programs": list(PROGRAMS),
                "fresh": False,
                "was_bitten": False,
                "heap_bytes": HEAP_BYTES,
                "parent_pid": os.getpid(),
            }
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(settings)],
                stdin=keys,
                stdout=output,
                stderr=output,
                pass_fds=[flash.fileno(), far.fileno(), status],
                start_new_session=True,
                env={},
                cwd="/",
            )
        for descriptor in (keys, output, status):
            os.close(descriptor)

    @property
    def pid(self) -> int:
        """The process that runs MicroPython."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """False when it ended."""
        return self._process.poll() is None

    def words(self) -> bytes:
        """What it printed since the last call, line ends as on a serial line (CR LF), without the prompt at the end."""
        pieces = []
        while data := self._read():
            for kind, piece in self._splitter.feed(data):
                self._is_at_prompt = self._is_at_prompt or kind == marks.PROMPT
                self.is_reset = self.is_reset or kind == marks.OVER
                if kind in (marks.TEXT, marks.BYTES) and not self._is_at_prompt:
                    pieces.append(piece)
        return b"".join(pieces)

    def _read(self) -> bytes:
        try:
            return os.read(self._output, READ_BYTES)
        except BlockingIOError:
            return b""

    def refusal(self) -> BoardError | None:
        """Why it never became MicroPython; None when it did. Waits until it is one or the other."""
        text = os.read(self._status, STATUS_BYTES_MAX)
        if not text:
            return None
        answer = json.loads(text)
        kind = NoConfinement if answer["code"] == NoConfinement.code else NoMicroPython
        return kind(reason=answer["reason"])

    def image(self) -> bytes:
        """The content of its flash, as a power cut would leave it now."""
        return os.pread(self._flash.fileno(), os.fstat(self._flash.fileno()).st_size, 0)

    def kill(self) -> None:
        """End it now; its channel closes with it."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and give everything back but the channel, which is the world's."""
        self._process.kill()
        self._process.wait()
        for descriptor in (self._output, self._keys, self._status):
            os.close(descriptor)
        self._flash.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
