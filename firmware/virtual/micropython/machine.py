"""`machine` on a virtual board: pins, PWM, ADC, encoders and timers that act on the field.

Only MicroPython's own interface, so that one driver runs here and on an RP2040. What a pin is wired to is the field's
business: a pin that is wired to nothing keeps what was written to it. On a board of its own every pin is like that.
"""

# ruff: noqa: ARG001, ARG002 - signatures are MicroPython's

import umachine
from umachine import PinBase, mem8, mem16, mem32  # noqa: F401 - part of the interface

import _world
from _i2c import I2C  # noqa: F401 - part of the interface
from _pins import PWM, Pin, Signal  # noqa: F401 - part of the interface
from _pins import read as _read
from micropython import const

_ADC = const(1)
_COUNT = const(2)
_PULSE = const(3)
_ENCODER_PIN = const(20)
_FLAME_PIN = const(19)

_HARD_RESET = const(17)  # the relay knows this exit status
_BITTEN = const(18)  # and this one
_was_bitten = False  # by the watchdog, in the life before

PWRON_RESET = const(1)
WDT_RESET = const(3)


class ADC:
    def __init__(self, pin):
        if isinstance(pin, Pin):
            pin = pin._number
        self._number = pin + 26 if 0 <= pin <= 3 else pin
        if not 26 <= self._number <= 29 and self._number != _FLAME_PIN:
            raise ValueError("Pin doesn't have ADC capabilities")

    # @micropython.native
    def read_u16(self):
        return _world.read(self._number, _ADC) if _world.connected else _read(self._number, _ADC, 0)

    def read_uv(self):
        return self.read_u16() * 3300000 // 65535


class Encoder:
    """A quadrature counter: 0 is the left wheel, 1 the right one."""

    def __init__(self, id, phase_a=None, phase_b=None, **kwargs):
        if id not in (0, 1):
            raise ValueError("Encoder doesn't exist")
        self._number = _ENCODER_PIN + id
        self._zero = 0

    def init(self, *args, **kwargs):
        self._zero = 0

    # @micropython.native
    def value(self, value=None):
        """Count since the start; with an argument: the count before, and it goes on from there."""
        count = _world.read(self._number, _COUNT) if _world.connected else _read(self._number, _COUNT, 0)
        before = count - self._zero
        if value is not None:
            self._zero = count - value
        return before

    def deinit(self):
        pass


class Timer:
    """A timer of the field's clock; the callback runs during waits and readings, as a soft interrupt does."""

    ONE_SHOT = const(0)
    PERIODIC = const(1)

    def __init__(self, id=-1, **kwargs):
        self._entry = None
        if kwargs:
            self.init(**kwargs)

    def init(self, *, mode=PERIODIC, freq=-1, period=-1, callback=None, tick_hz=1000, hard=False):
        self.deinit()
        period_us = int(1000000 / freq) if freq != -1 else period * 1000000 // tick_hz
        if period_us <= 0:
            raise ValueError("period too small")
        self._period_us = period_us if mode == self.PERIODIC else 0
        self._callback = callback
        self._entry = [_world.clock_us() + period_us, self]
        _world.timers.append(self._entry)

    def _fire(self, entry):
        if self._period_us:
            entry[0] += self._period_us
            if entry[0] <= _world.peek_us():  # a callback longer than its period misses beats, and does not pile up
                entry[0] = _world.peek_us() + self._period_us
        else:
            self.deinit()
        if self._callback is not None:
            self._callback(self)

    def deinit(self):
        if self._entry in _world.timers:
            _world.timers.remove(self._entry)
        self._entry = None


class WDT:
    """The watchdog: nobody fed it in time, so the board resets; there is no way to stop it.

    It bites at the next thing that costs time. A program that catches even that is bitten again at each.
    """

    def __init__(self, id=0, timeout=5000):
        self._timeout_us = timeout * 1000
        self._entry = [_world.clock_us() + self._timeout_us, self]
        _world.timers.append(self._entry)

    def feed(self):
        self._entry[0] = _world.clock_us() + self._timeout_us

    def _fire(self, entry):
        raise SystemExit(_BITTEN)


def time_pulse_us(pin, pulse_level, timeout_us=1000000):
    """Length of the next pulse in us; -2 when it did not begin, -1 when it did not end in time."""
    return _read(pin._number, _PULSE, -2, timeout_us)


class RTC:
    """The clock of `time.time()`, in UTC; what is set is forgotten at a reset, as on a board without a battery."""

    def __init__(self, id=0):
        pass

    def datetime(self, moment=None):
        """(year, month, day, weekday from Monday = 0, hour, minute, second, us); with an argument, set it."""
        import time

        if moment is not None:
            year, month, day, _, hour, minute, second, us = moment
            time._set_clock_ns((time.mktime((year, month, day, hour, minute, second)) * 1000000 + us) * 1000)
            return None
        us = time.time_ns() // 1000
        year, month, day, hour, minute, second, weekday, _ = time.gmtime(us // 1000000)
        return (year, month, day, weekday, hour, minute, second, us % 1000000)


def reset():
    """A hard reset: boot.py and main.py run again, whatever prompt asked for it."""
    raise SystemExit(_HARD_RESET)


def soft_reset():
    umachine.soft_reset()


def reset_cause():
    return WDT_RESET if _was_bitten else PWRON_RESET


def unique_id():
    return b"virtual\0"


def freq(hz=None):
    return 125000000


def idle():
    _world.wait(1000)


def lightsleep(time_ms=0):
    _world.wait(time_ms * 1000)


def disable_irq():
    return 0


def enable_irq(state):
    pass
