"""Try a program on the field: `kagarobo play` in a process of its own, in its window, or in lines where there is none.

A process, because a window wants a main thread, and because a program that hangs is ended with it.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

__all__ = ["TryOut", "has_display"]

END_S_MAX = 5.0


class TryOut:
    """A program on the field.

    Args:
        hear: called in a thread with each line that `play` prints, its complaints too.
        over: called in the thread with its exit code, once; not when it was ended from here.
    """

    def __init__(
        self,
        program: Path,
        home: Path,
        language: str,
        *,
        hear: Callable[[list[str]], object],
        over: Callable[[int], object],
    ) -> None:
        self._hear, self._over = hear, over
        self._is_ended = False
        # -P: a child's own random.py in the folder must not be taken for Python's.
        command = [sys.executable, "-P", "-m", "tui", "--home", str(home), "--lang", language, "play", str(program)]
        self._process = subprocess.Popen(
            command if has_display() else [*command, "--headless"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self._thread = threading.Thread(target=self._listen, name="try", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take the program off the field."""
        self._is_ended = True
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_S_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                self._hear([line.decode("utf-8", "replace").rstrip("\r\n")])
        exit_code = self._process.wait()
        if not self._is_ended:
            self._over(exit_code)


def has_display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
