"""`time` on a virtual board: the field's clock, or the real one on a board of its own.

The interface is MicroPython's. Ticks wrap as on the boards, modulo 2**30: compare them with ticks_diff. Every reading
of the clock costs 20 us of the field's time. localtime is UTC (a board has no time zone).
"""

import sys
import utime

import _world
from micropython import const

_PERIOD = const(1 << 30)
_HALF = const(1 << 29)

_clock_us = _world.clock_us
_clock_ms = _world.clock_ms
_wait = _world.wait


# @micropython.native
def ticks_ms():
    return _clock_ms() & _PERIOD - 1


def ticks_us():
    return _clock_us() & _PERIOD - 1


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    if not -_HALF < delta < _HALF:
        raise OverflowError("ticks interval overflow")
    return ticks + delta & _PERIOD - 1


# @micropython.native
def ticks_diff(end, start):
    return (end - start + _HALF & _PERIOD - 1) - _HALF


def sleep_us(us):
    _wait(max(0, int(us)))


# @micropython.native
def sleep_ms(ms):
    us = int(ms * 1000)
    _wait(us if us > 0 else 0)


def sleep(seconds):
    _wait(max(0, int(seconds * 1000000)))


_ahead_ns = 0  # how far machine.RTC has set the clock forward


def time_ns():
    if not _world.connected:
        return utime.time_ns() + _ahead_ns
    return (_world.EPOCH_S * 1000000 + _world.world_us()) * 1000 + _ahead_ns


def _set_clock_ns(ns):
    """Set the clock, for machine.RTC; ticks go on as before."""
    global _ahead_ns
    _ahead_ns += ns - time_ns()


def time():
    return time_ns() // 1000000000


def gmtime(seconds=None):
    """(year, month, day, hour, minute, second, weekday from Monday = 0, day of the year from 1)."""
    return tuple(utime.gmtime(time() if seconds is None else seconds)[:8])


localtime = gmtime


def mktime(moment):
    """Seconds since 1970 of a UTC moment; the inverse of gmtime."""
    year, month, day, hour, minute, second = moment[:6]
    if month < 3:
        year -= 1
        month += 12
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 719469
    return ((days * 24 + hour) * 60 + minute) * 60 + second


import _tasks  # noqa: E402  (it imports from here)

sys.modules["_asyncio"] = _tasks  # asyncio's own queue, written in C, reads the real clock
