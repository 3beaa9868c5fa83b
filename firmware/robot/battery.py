"""The battery, through the divider that brings it down to what the board can measure."""

from machine import ADC

REFERENCE_MV = 3300


class Battery:
    """divider: how many times the battery is above what the pin sees."""

    def __init__(self, pin, divider):
        self._adc = ADC(pin)
        self._divider = divider

    def millivolts(self):
        """Return the battery's voltage now."""
        return self._adc.read_u16() * REFERENCE_MV * self._divider // 65535
