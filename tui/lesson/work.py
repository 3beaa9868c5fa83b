"""The lessons' thread: it alone has the robot on the bench, and judges what it is asked to, the newest wish first."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from firmware.virtual.trial import TrialLeft
from lessons.classroom import Classroom, Verdict
from lessons.lesson import Lesson
from lessons.robot_try import judge_on_robot, port_of_robot

__all__ = ["Broke", "Event", "Judged", "Judging", "Work"]

END_S_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Judging:
    """A hidden try began."""

    number: int
    tries: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A program was judged."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Broke:
    """It could not be judged; whose fault that is, the error says."""

    error: Exception


Event = Judging | Judged | Broke


class Work:
    """Args: tell: called in the thread with what happens."""

    def __init__(self, home: Path, tell: Callable[[Event], object]) -> None:
        self._home, self._tell = home, tell
        self._wish: tuple[int, Lesson, Path, bool] | None = None
        self._count = 0
        self._news = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="lesson", daemon=True)
        self._thread.start()

    def judge(self, lesson: Lesson, program: Path, *, on_robot: bool = False) -> None:
        """Ask for a program to be judged, on the field or on the robot that is plugged in; one under way is left."""
        with self._news:
            self._count += 1
            self._wish = (self._count, lesson, program, on_robot)
            self._news.notify()

    def leave(self) -> None:
        """Nobody wants to know any more what is being judged."""
        with self._news:
            self._count += 1
            self._wish = None

    def close(self) -> None:
        """Leave no process behind."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self._thread.join(END_S_MAX)

    def _work(self) -> None:
        with Classroom(self._home) as room:
            while (wish := self._next()) is not None:
                number, lesson, program, on_robot = wish
                with suppress(TrialLeft):
                    self._fulfil(room, number, lesson, program, on_robot)

    def _next(self) -> tuple[int, Lesson, Path, bool] | None:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._wish is not None)
            wish, self._wish = self._wish, None
            return None if self._is_closed else wish

    def _fulfil(self, room: Classroom, number: int, lesson: Lesson, program: Path, on_robot: bool) -> None:
        def is_left() -> bool:
            return self._is_closed or self._count != number

        def on_try(place: int, tries: int) -> None:
            self._tell(Judging(place, tries))

        try:
            if on_robot:
                on_try(1, 1)
                verdict = judge_on_robot(lesson, program, port_of_robot(self._home, None))
            else:
                verdict = room.judge(lesson, program, on_try=on_try, is_left=is_left)
        except TrialLeft:
            raise
        except Exception as error:
            self._tell(Broke(error))
        else:
            if not is_left():
                self._tell(Judged(verdict))
