"""Device time: microseconds since the boot, never back, in 64 bits.

The board's own counter wraps after 18 minutes. now_us() is called at least every few seconds, so no wrap is missed.
"""


class DeviceClock:
    """Extends a wrapping counter. ticks_us and ticks_diff are those of MicroPython's time module."""

    def __init__(self, ticks_us, ticks_diff):
        self._ticks_us = ticks_us
        self._ticks_diff = ticks_diff
        self._ticks = ticks_us()
        self._now_us = self._ticks

    def now_us(self):
        """Return the moment, in microseconds since the boot."""
        ticks = self._ticks_us()
        self._now_us += self._ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._now_us

    def at_us(self, ticks):
        """Return the moment of a stamp that ticks_us() gave less than 8 minutes before or after the last now_us()."""
        return self._now_us + self._ticks_diff(ticks, self._ticks)
