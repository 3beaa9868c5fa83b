"""How fast the field's time passes for a person who watches: pause, slower, faster, as fast as it goes."""

import threading
import time

from tui.i18n import _

__all__ = ["DemoStoppedError", "Pace"]

SPEEDS = (1, 2, 5, 10, 20, 50, 0)
"""Field seconds a wall second; 0: as fast as it goes."""
START = 4
LOOK_S = 0.05  # how long a pause or a stop goes unnoticed at most


class DemoStoppedError(Exception):
    """The person who watched left."""


class Pace:
    """Called by the field, in its own thread, with its time; sleeps until a wall clock at that speed would show it."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._index = START
        self._is_paused = False
        self._from: tuple[int, float] | None = None

    def __call__(self, now_us: int) -> None:
        """Wait for the wall clock. Raises: DemoStoppedError: nobody watches any more."""
        while True:
            if self._stop.is_set():
                raise DemoStoppedError
            if self._is_paused:
                self._from = None
                time.sleep(LOOK_S)
                continue
            speed = SPEEDS[self._index]
            if not speed:
                self._from = None
                return
            if self._from is None or now_us < self._from[0]:
                self._from = (now_us, time.monotonic())
            due_s = self._from[1] + (now_us - self._from[0]) / 1e6 / speed
            left_s = due_s - time.monotonic()
            if left_s <= 0:
                if left_s < -1:
                    self._from = None  # the hall waited for a disk or a board: no hurrying after it
                return
            time.sleep(min(left_s, LOOK_S))

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        self._is_paused = not self._is_paused

    def faster(self) -> None:
        """One step faster."""
        self._index = min(self._index + 1, len(SPEEDS) - 1)
        self._from = None

    def slower(self) -> None:
        """One step slower."""
        self._index = max(self._index - 1, 0)
        self._from = None

    def words(self) -> str:
        """Say how fast it goes."""
        if self._is_paused:
            return _("paused")
        speed = SPEEDS[self._index]
        return _("{speed} times as fast as life", speed=speed) if speed else _("as fast as it goes")
