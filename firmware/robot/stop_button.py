"""The button as an emergency stop: pressed while a program runs, nothing moves any more, within 100 ms.

By an interrupt, so that it also stops a program that never looks. A board with a stop button of its own (STOP_PIN) has
it for nothing else. On a board with one button, a press is the program's while it waits for one, and from the moment
it first asks `button_pressed()`; else it is the stop. Before the first movement there is nothing to stop: who presses
early, while the program still gets ready, has not stopped the robot.
"""

import time

from machine import Pin
from robot.stop_latch import BY_BUTTON

BOUNCE_MS = 300  # a button that was pressed to start may spring a few times


class StopButton:
    """pin: to ground, with the board's own pull-up. is_shared: it is also the program's button.

    stop: called with the latch set already. has_moved: asked about a shared button.
    """

    def __init__(self, pin, is_shared, latch, stop, has_moved):
        self._is_shared = is_shared
        self._latch = latch
        self._stop = stop
        self._has_moved = has_moved
        self.give_back()
        self._pin = Pin(pin, Pin.IN, Pin.PULL_UP)
        self._pin.irq(self._on_press, Pin.IRQ_FALLING)

    def lend(self):
        """The program wants the button: a press is no stop. Return whether it was; a button of its own always is."""
        if not self._is_shared:
            return False
        was_stop, self.is_stop = self.is_stop, False
        return was_stop

    def give_back(self):
        """A press is a stop again, as soon as the button has stopped springing."""
        self.is_stop = True
        self._since_ms = time.ticks_ms()

    def _on_press(self, _pin):
        if self._is_shared and not self._has_moved():
            return
        if self.is_stop and time.ticks_diff(time.ticks_ms(), self._since_ms) >= BOUNCE_MS:
            self._latch.set(BY_BUTTON)
            self._stop()
