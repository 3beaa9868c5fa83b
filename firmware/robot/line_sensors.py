"""Three reflectance sensors in a row across the nose."""

from machine import ADC


class LineSensors:
    """Each reads 0 on white and 100 on black (percent black); white_u16 and black_u16 are what the pins say there."""

    def __init__(self, pins, white_u16, black_u16):
        self._adcs = [ADC(pin) for pin in pins]
        self._white_u16 = white_u16
        self._span_u16 = black_u16 - white_u16

    def percent(self, number):
        """Return one sensor's percent black: 0 left, 1 middle, 2 right."""
        percent = (self._adcs[number].read_u16() - self._white_u16) * 100 // self._span_u16
        return min(100, max(0, percent))
