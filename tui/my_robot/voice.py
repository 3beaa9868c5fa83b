"""Start the program on a robot and listen to what it says, in a thread of its own.

The port is ours only while the program runs: it is let go at the program's end, when the robot is pulled out, and when
somebody else needs it (`hush`), so that an editor with a serial monitor finds it free.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

import serial

from tui.my_robot.robot_words import Ending, RobotWords

__all__ = ["Voice"]

BAUD = 115200
SOFT_RESET = b"\x04"  # at the prompt, where an installation leaves a board: the program starts from its beginning
READ_S = 0.1
TELL_S = 0.1  # a program that prints without a pause must not keep the screen from its keys
LINES_AT_ONCE_MAX = 100  # of such a program the last lines are shown
QUIET_S = 0.5  # what was printed without a newline is shown after that
BYTES_MAX = 4096
WRITE_S_MAX = 2.0
PORT_GONE = (OSError, TypeError)  # SerialException is an OSError; TypeError is pyserial's, when the port goes in a read


class Voice:
    """A program that runs on a robot, and what it says.

    Args:
        port: of a robot that waits at its prompt.
        hear: called in the thread with the lines that came.
        note: called in the thread with what the robot says of itself.
        over: called in the thread when the program ended or the robot went; not when it is hushed.
    """

    def __init__(
        self,
        port: str,
        *,
        hear: Callable[[list[str]], object],
        note: Callable[[str], object],
        over: Callable[[Ending], object],
    ) -> None:
        self._port, self._hear, self._note, self._over = port, hear, note, over
        self._hushed = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="voice", daemon=True)

    def start(self) -> None:
        """Start the program."""
        self._thread.start()

    def hush(self) -> None:
        """Let go of the port; the program goes on. Returns when the port is free."""
        self._hushed.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _listen(self) -> None:
        try:
            # Not `with`, which would hide a port that went behind the error of closing it.
            port = serial.Serial(self._port, BAUD, timeout=READ_S, write_timeout=WRITE_S_MAX, exclusive=True)
        except (*PORT_GONE, ValueError):
            ending: Ending | None = Ending("gone")
        else:
            ending = self._listen_at(port)
        if ending is not None and not self._hushed.is_set():
            self._over(ending)

    def _listen_at(self, port: serial.Serial) -> Ending | None:
        words, lines = RobotWords(), deque[str](maxlen=LINES_AT_ONCE_MAX)
        heard_s = told_s = time.monotonic()
        try:
            port.write(SOFT_RESET)
            while not self._hushed.is_set() and words.ending is None:
                data = port.read(min(max(port.in_waiting, 1), BYTES_MAX))
                now_s = time.monotonic()
                lines += words.feed(data)
                if data:
                    heard_s = now_s
                elif now_s - heard_s > QUIET_S:
                    lines += words.flush()
                for note in words.notes:
                    self._note(note)
                words.notes.clear()
                if lines and now_s - told_s > TELL_S:
                    self._hear(list(lines))
                    lines.clear()
                    told_s = now_s
        except PORT_GONE:
            words.ending = Ending("gone")
        finally:
            _close(port)
            if lines:
                self._hear(list(lines))
        return words.ending


def _close(port: serial.Serial) -> None:
    try:
        port.close()
    except PORT_GONE:
        return  # it went by itself
