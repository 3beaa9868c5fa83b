"""One life of a board: a MicroPython process on a tty of its own, confined by `launcher.py`."""

import errno
import json
import os
import site
import subprocess
import sys
import sysconfig
import termios
import tty
from collections.abc import Sequence
from pathlib import Path

from firmware.errors import BoardError, NoConfinement, NoMicroPython
from firmware.virtual.launcher import PROGRAMS

HEAP_BYTES = 1024 * 1024  # an RP2350 has about 450 kB to give, and everything is twice as wide here
STATUS_BYTES_MAX = 4096
LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = LAUNCHER.parent.parent.parent


def open_raw_pty() -> tuple[int, int]:
    """Return (board's side, client's side) of a new tty that changes nothing of what goes through it."""
    near, far = os.openpty()
    tty.setraw(far, termios.TCSANOW)
    os.set_blocking(near, False)
    return near, far


class Child:
    """A running MicroPython process. `near` is the relay's side of its tty."""

    def __init__(
        self,
        image_fd: int,
        image_blocks: int,
        *,
        field_fd: int | None = None,
        is_exact: bool = False,
        programs: Sequence[str] = PROGRAMS,
        fresh: bool = False,
        was_bitten: bool = False,
    ) -> None:
        """Start it.

        Args: image_fd, image_blocks: the flash, and its size in 4 KiB. field_fd: the field's channel. is_exact: with a
        handler armed, no time is counted without the field. programs: what to run before the prompt. fresh: format the
        flash first. was_bitten: the watchdog ended the life before this one.
        """
        self.mark = b"\xff" + os.urandom(8)
        self.near, far = open_raw_pty()
        self._status, status_fd = os.pipe()
        settings = {
            "root": str(ROOT),
            "packages": import_path(),
            "image_fd": image_fd,
            "image_blocks": image_blocks,
            "field_fd": field_fd,
            "is_exact": is_exact,
            "status_fd": status_fd,
            "mark": self.mark.hex(),
            "programs": list(programs),
            "fresh": fresh,
            "was_bitten": was_bitten,
            "heap_bytes": HEAP_BYTES,
            "parent_pid": os.getpid(),
        }
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(settings)],
                stdin=far,
                stdout=far,
                stderr=far,
                pass_fds=[fd for fd in (image_fd, status_fd, field_fd) if fd is not None],
                start_new_session=True,
                env={},
                cwd="/",
            )
        finally:
            os.close(far)
            os.close(status_fd)

    @property
    def pid(self) -> int:
        """The process that runs MicroPython."""
        return self._process.pid

    def read(self, size_bytes: int) -> bytes | None:
        """Return what it printed, at most so much; b"" when there is nothing now, None when it let go of its tty."""
        try:
            return os.read(self.near, size_bytes) or None
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == errno.EIO:
                return None
            raise

    def write(self, data: bytes) -> int:
        """Type bytes; return how many the tty took."""
        try:
            return os.write(self.near, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno == errno.EIO:  # it has ended; reading will say so
                return len(data)
            raise

    def end(self) -> int:
        """Make sure that it has ended; return its exit status, negative for a signal."""
        try:
            status = self._process.wait(timeout=0.5)  # the tty is let go a moment before the process is gone
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return status

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Give its descriptors back."""
        os.close(self.near)
        os.close(self._status)

    def refusal(self) -> BoardError | None:
        """Return why it never became MicroPython, or None if it did (call it after the end)."""
        text = os.read(self._status, STATUS_BYTES_MAX)
        if not text:
            return None
        answer = json.loads(text)
        kind = NoConfinement if answer["code"] == NoConfinement.code else NoMicroPython
        return kind(reason=answer["reason"])


def import_path() -> list[str]:
    """Return the folders that hold installed packages: the launcher starts without them, which is faster."""
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    if site.ENABLE_USER_SITE:
        paths.add(site.getusersitepackages())
    return sorted(paths)
