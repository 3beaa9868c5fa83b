"""A button or a switch to ground: pressed reads 0."""

from machine import Pin


class Button:
    """A button on a pin with the board's own pull-up."""

    def __init__(self, pin):
        self._pin = Pin(pin, Pin.IN, Pin.PULL_UP)

    def is_pressed(self):
        """Return whether it is pressed now."""
        return self._pin.value() == 0
