"""A wheel's encoder: how far it has turned. Every edge of both phases counts, so a turn has four counts a slot.

Counted by the board's own unit where it has one (`machine.Encoder`), by the RP2040's and RP2350's PIO, else by an
interrupt at each edge, which a busy program can make late and, beyond some 2,000 counts a second, miss.
"""

import sys

import machine


class WheelEncoder:
    """Counts up while the wheel rolls forward. setting: a board's (number, pin A, pin B, sign of forward)."""

    def __init__(self, setting):
        number, pin_a, pin_b, self._sign = setting
        self._read = make_counter(number, pin_a, pin_b)

    def count(self):
        """Return the counts since the board started."""
        return self._sign * self._read()


def make_counter(number, pin_a, pin_b):
    """Return a function that gives the count; it goes up when A rises before B."""
    if hasattr(machine, "Encoder"):
        return machine.Encoder(number, machine.Pin(pin_a), machine.Pin(pin_b), phases=4).value
    if sys.platform == "rp2":
        from robot.encoder_pio import PioCounter

        return PioCounter(number, pin_a, pin_b).value
    return EdgeCounter(machine.Pin, pin_a, pin_b).value


class EdgeCounter:
    """Counts in interrupts. pin: machine.Pin."""

    STEPS = (0, 1, -1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, -1, 1, 0)  # by the old (B, A) and the new; no step at a jump

    def __init__(self, pin, pin_a, pin_b):
        self._a = pin(pin_a, pin.IN, pin.PULL_UP)
        self._b = pin(pin_b, pin.IN, pin.PULL_UP)
        self._count = 0
        self._state = self._b.value() << 1 | self._a.value()
        for phase in (self._a, self._b):
            phase.irq(self._on_edge, pin.IRQ_RISING | pin.IRQ_FALLING)

    def value(self):
        """Return the count."""
        return self._count

    def _on_edge(self, _pin):
        state = self._b.value() << 1 | self._a.value()
        self._count += self.STEPS[self._state << 2 | state]
        self._state = state
