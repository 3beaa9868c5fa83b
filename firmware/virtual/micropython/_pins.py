"""Digital pins and PWM of a virtual board; `machine` hands them out.

What a pin is wired to is the field's business: one that is wired to nothing keeps what was written to it.
"""

# ruff: noqa: ARG002, RET503 - signatures are MicroPython's; value() with an argument returns nothing

from umachine import PinBase

import _world
from micropython import const

_DIGITAL = const(0)
_DUTY = const(1)
_FREQ = const(2)
_PULSE_NS = const(3)

_levels = {}  # pin -> kind << 40 | value, the last of DIGITAL, DUTY and PULSE_NS that was written
_freqs = {}  # pin -> Hz
_pulsed = set()  # pins that are a PWM's now, and not a plain input or output


# @micropython.native
def _tell(pin, kind, value):
    """Write, unless the pin holds that already (which costs the same time)."""
    held = _freqs if kind == _FREQ else _levels
    state = kind << 40 | value
    if held.get(pin) == state:
        _world.spend()
        return
    held[pin] = state
    if _world.connected:
        _world.tell(_world.WRITE, pin, kind, value)


def _held(pin, kind):
    """The value last written to the pin in this way, or 0."""
    state = _levels.get(pin, 0)
    return state & 0xFFFFFFFFFF if state >> 40 == kind else 0


def read(pin, kind, otherwise, value=0):
    if _world.connected:
        return _world.read(pin, kind, value)
    return _held(pin, _DIGITAL) if pin in _levels else otherwise


class _Irq:
    def __init__(self, handler, trigger):
        self._handler = handler
        self._trigger = trigger
        self._flags = 0

    def __call__(self, pin, level):
        self._flags = 2 if level else 1
        self._handler(pin)

    def flags(self):
        """The trigger bits of the edge that is being handled, or was last."""
        return self._flags

    def trigger(self):
        return self._trigger


class Pin(PinBase):
    IN = const(0)
    OUT = const(1)
    OPEN_DRAIN = const(2)
    PULL_UP = const(1)
    PULL_DOWN = const(2)
    IRQ_FALLING = const(1)
    IRQ_RISING = const(2)

    def __init__(self, id, mode=-1, pull=-1, *, value=None, alt=-1):
        if isinstance(id, Pin):
            id = id._number
        elif isinstance(id, str):
            id = 25 if id == "LED" else int(id[2:]) if id[:2] == "GP" else -1
        if not 0 <= id < 30:
            raise ValueError("invalid pin")
        self._number = id
        self._mode = 0
        self._pull = None
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None, alt=-1):
        if mode != -1:
            self._mode = mode
            _pulsed.discard(self._number)
        if pull != -1:
            self._pull = pull
        if value is not None:
            _tell(self._number, _DIGITAL, 1 if value else 0)

    def value(self, value=None):
        if value is not None:
            _tell(self._number, _DIGITAL, 1 if value else 0)
            return None
        if self._mode:
            _world.spend()
            return _held(self._number, _DIGITAL)
        return read(self._number, _DIGITAL, 1 if self._pull == 1 else 0)

    __call__ = value

    def on(self):
        _tell(self._number, _DIGITAL, 1)

    def off(self):
        _tell(self._number, _DIGITAL, 0)

    high = on
    low = off

    def toggle(self):
        _tell(self._number, _DIGITAL, 1 - _held(self._number, _DIGITAL))

    def irq(self, handler=None, trigger=3, *, hard=False):
        """Call handler(pin) at every such edge, during waits and readings; None disarms."""
        number = self._number
        irq = _Irq(handler, trigger)
        if handler is None:
            _world.handlers.pop(number, None)
        else:
            _world.handlers[number] = (self, irq)
        if _world.connected:
            _world.tell(_world.IRQ, number, 0 if handler is None else trigger, 0)
        return irq

    def __repr__(self):
        return "Pin(GPIO%d, mode=%s)" % (self._number, "OUT" if self._mode else "IN")


class Signal:
    """A pin that may be inverted: on() is always the active state."""

    def __init__(self, pin, *args, invert=False, **kwargs):
        self._pin = Pin(pin, *args, **kwargs) if args or kwargs else pin
        self._invert = 1 if invert else 0

    def value(self, value=None):
        if value is None:
            return self._pin.value() ^ self._invert
        self._pin.value((1 if value else 0) ^ self._invert)

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)


class PWM:
    def __init__(self, dest, *, freq=None, duty_u16=None, duty_ns=None, invert=False):
        self._number = dest._number if isinstance(dest, Pin) else Pin(dest)._number
        self._freq_hz = 0
        _pulsed.add(self._number)
        self.init(freq=freq, duty_u16=duty_u16, duty_ns=duty_ns)

    def init(self, *, freq=None, duty_u16=None, duty_ns=None):
        if freq is not None:
            self.freq(freq)
        if duty_u16 is not None:
            self.duty_u16(duty_u16)
        if duty_ns is not None:
            self.duty_ns(duty_ns)

    def freq(self, hz=None):
        if hz is None:
            return self._freq_hz
        if hz < 8:
            raise ValueError("freq too small")
        self._freq_hz = hz
        self._write(_FREQ, hz)

    # @micropython.native
    def duty_u16(self, duty=None):
        """Share of the period that is high, 0..65535 (more is all of it)."""
        if duty is None:
            return _held(self._number, _DUTY)
        duty = 0 if duty < 0 else 65535 if duty > 65535 else int(duty)
        self._write(_DUTY, duty)

    def duty_ns(self, ns=None):
        """Length of the high pulse, ns."""
        if ns is None:
            held = _held(self._number, _PULSE_NS)
            return held or self.duty_u16() * 1000000000 // (65535 * (self._freq_hz or 1))
        self._write(_PULSE_NS, int(ns))

    def deinit(self):
        self.duty_u16(0)

    # @micropython.native
    def _write(self, kind, value):
        """Reach the pin, unless it was made a plain input or output since: as on an RP2040, that takes it away."""
        if self._number in _pulsed:
            _tell(self._number, kind, value)
        else:
            _world.spend()
