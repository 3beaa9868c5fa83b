"""A robot that stops when nobody speaks to it: armed by the program, off by itself."""

import time

from machine import Timer
from robot.stop_latch import BY_SILENCE

LOOK_MS = 40  # by a timer, so that a program that computes for long is stopped too


class KeepAlive:
    """ear: Ear. stop: called with the latch set already."""

    def __init__(self, timer_id, ear, latch, stop):
        self._timer_id = timer_id
        self._timer = None
        self._ear = ear
        self._latch = latch
        self._stop = stop
        self._limit_ms = 0

    def arm(self, limit_ms):
        """From now on the computer must say something in each limit_ms; 0 asks for nothing any more."""
        self._limit_ms = limit_ms
        if limit_ms and self._timer is None:
            self._timer = Timer(self._timer_id, mode=Timer.PERIODIC, period=LOOK_MS, callback=self._look)
        elif not limit_ms and self._timer is not None:
            self._timer.deinit()
            self._timer = None

    def _look(self, _timer):
        self._ear.check()
        if time.ticks_diff(time.ticks_ms(), self._ear.heard_ms) >= self._limit_ms and not self._latch.is_set:
            self._latch.set(BY_SILENCE)
            self._stop()
