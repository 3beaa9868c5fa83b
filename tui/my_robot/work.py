"""What is done with a robot, or on the field, when a key is pressed: one thing at a time, each in a thread.

A program is left at the robot's prompt and then started by the one who listens, so that no word of it is lost.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from firmware.flasher.backups import Backups
from firmware.flasher.install import install_program, rollback
from firmware.flasher.transport import BoardLink
from tui.my_robot.events import Event, Failed, Heard, Moved, Noted, ProgramOver, ProgramRuns, RobotStopped, TryOver
from tui.my_robot.model import Robot
from tui.my_robot.robot_words import Ending
from tui.my_robot.try_out import TryOut
from tui.my_robot.voice import Voice

__all__ = ["Work"]

PICTURES_A_SECOND_MAX = 15


class Work:
    """The hands of the screen.

    Args: tell: called in the threads with what happens.
    """

    def __init__(self, home: Path, tell: Callable[[Event], object]) -> None:
        self._home, self._tell = home, tell
        self._voice: Voice | None = None
        self._try_out: TryOut | None = None
        self._thread: threading.Thread | None = None

    def send(self, robot: Robot, program: Path) -> None:
        """Put a program onto a robot, what was on it onto this computer's disk, and start it."""
        at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        backups = Backups(self._home, robot.board.name, at)

        def work() -> None:
            installed = install_program(
                robot.board.port, program, start=False, progress=self._progress(), backups=backups
            )
            self._start(robot, program.name, installed.sha256)

        self._begin(work)

    def go_back(self, robot: Robot) -> None:
        """Bring a robot's previous program back and start it."""

        def work() -> None:
            done = rollback(robot.board.port, start=False)
            self._start(robot, None, done.sha256)

        self._begin(work)

    def stop(self, robot: Robot) -> None:
        """Stop what runs on a robot; its launcher stops the motors before the prompt comes."""

        def work() -> None:
            with BoardLink(robot.board.port) as link:
                link.enter()
                link.leave()
            self._tell(RobotStopped(robot.name))

        self._begin(work)

    def try_out(self, program: Path, language: str) -> None:
        """Let a program drive on the field. Raises: OSError: the process does not start."""
        self._try_out = TryOut(
            program,
            self._home,
            language,
            hear=lambda lines: self._tell(Heard(tuple(lines))),
            over=lambda exit_code: self._tell(TryOver(exit_code)),
        )

    def end_try_out(self) -> None:
        """Take the program off the field."""
        if self._try_out is not None:
            self._try_out.end()
            self._try_out = None

    def close(self) -> None:
        """Let what goes on with a robot come to its end, and let go of everything."""
        if self._thread is not None:
            self._thread.join()
        self.hush()
        self.end_try_out()

    def hush(self) -> None:
        """Let go of the robot's port."""
        if self._voice is not None:
            self._voice.hush()
            self._voice = None

    def _begin(self, work: Callable[[], None]) -> None:
        """Do one thing in a thread; whatever it raises is told."""

        def run() -> None:
            self.hush()
            try:
                work()
            except Exception as error:
                self._tell(Failed(error, ends_work=True))

        self._thread = threading.Thread(target=run, name="robot", daemon=True)
        self._thread.start()

    def _start(self, robot: Robot, program: str | None, sha256: str) -> None:
        def over(ending: Ending) -> None:
            self._tell(ProgramOver(robot.name, ending))

        self._voice = Voice(
            robot.board.port,
            hear=lambda lines: self._tell(Heard(tuple(lines))),
            note=lambda word: self._tell(Noted(robot.name, word)),
            over=over,
        )
        self._tell(ProgramRuns(robot.name, program, sha256))
        self._voice.start()

    def _progress(self) -> Callable[[int, int], None]:
        """Return a listener that passes on what a person can follow, and the end."""
        told_s = 0.0

        def progress(sent: int, in_all: int) -> None:
            nonlocal told_s
            now_s = time.monotonic()
            if sent == in_all or now_s - told_s > 1 / PICTURES_A_SECOND_MAX:
                told_s = now_s
                self._tell(Moved(sent / in_all))

        return progress
