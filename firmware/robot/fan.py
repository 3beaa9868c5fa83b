"""A fan behind a transistor: a high pin lets it blow."""

from machine import Pin


class Fan:
    """Still until it is switched on."""

    def __init__(self, pin):
        self._pin = Pin(pin, Pin.OUT, value=0)

    def blow(self, is_on):
        """Switch it on or off."""
        self._pin.value(1 if is_on else 0)
