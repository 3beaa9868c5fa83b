"""A wheel's encoder: how far it has turned."""

import machine


class WheelEncoder:
    """Counts up while the wheel rolls forward."""

    def __init__(self, number):
        self._encoder = machine.Encoder(number)

    def count(self):
        """Return the counts since the board started."""
        return self._encoder.value()
