"""A wheel's encoder counted by the PIO of an RP2040 or RP2350, without the processor. Never run on a physical board.

Only there is `rp2`: `encoder` imports this module only there.
"""

# ruff: noqa: F821 - the words of the program are rp2's

from array import array

import machine
import rp2

TURN_UP_COUNTS = 8  # between two readings at once no wheel turns further


@rp2.asm_pio(out_shiftdir=rp2.PIO.SHIFT_RIGHT)
def quadrature():
    """Count in X. The state, phases A and B, is where the program waits; A is the first input pin, B the jump pin."""
    label("both_low")
    mov(osr, pins)
    out(y, 1)
    jmp(y_dec, "up")
    jmp(pin, "down")
    jmp("both_low")
    label("up")
    mov(x, invert(x))  # there is no counting up, so: down from the other side
    jmp(x_dec, "up_done")
    label("up_done")
    mov(x, invert(x))
    jmp("look")
    label("down")
    jmp(x_dec, "look")
    label("look")
    mov(osr, pins)
    out(y, 1)
    jmp(not_y, "a_low")
    jmp(pin, "both_high")
    label("a_high")
    jmp(pin, "up")
    mov(osr, pins)
    out(y, 1)
    jmp(not_y, "down")
    jmp("a_high")
    label("both_high")
    mov(osr, pins)
    out(y, 1)
    jmp(not_y, "up")
    jmp(pin, "both_high")
    jmp("down")
    label("a_low")
    jmp(pin, "b_high")
    jmp("both_low")
    label("b_high")
    mov(osr, pins)
    out(y, 1)
    jmp(y_dec, "down")
    jmp(pin, "b_high")
    jmp("up")


class PioCounter:
    """number: the state machine, 0 to 3."""

    def __init__(self, number, pin_a, pin_b):
        first = machine.Pin(pin_a, machine.Pin.IN, machine.Pin.PULL_UP)
        second = machine.Pin(pin_b, machine.Pin.IN, machine.Pin.PULL_UP)
        self._machine = rp2.StateMachine(number, quadrature, in_base=first, jmp_pin=second)
        self._copy = rp2.asm_pio_encode("mov(isr, x)", 0)
        self._push = rp2.asm_pio_encode("push(noblock)", 0)
        self._word = array("i", [0])
        self._machine.exec("set(x, 0)")
        self._machine.active(1)

    def value(self):
        """Return the count. A reading in the midst of counting up gives the other side of zero: so it is read twice."""
        before = self._read()
        while True:
            count = self._read()
            if -TURN_UP_COUNTS <= count - before <= TURN_UP_COUNTS:
                return count
            before = count

    def _read(self):
        self._machine.exec(self._copy)
        self._machine.exec(self._push)
        self._machine.get(self._word)
        return self._word[0]
