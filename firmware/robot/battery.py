"""The battery, through the divider that brings it down to what the board can measure."""

from robot.parts import make_adc

REFERENCE_MV = 3300


class Battery:
    """divider: how many times the battery is above what the pin sees."""

    def __init__(self, pin, divider):
        self._adc = make_adc(pin)
        self._full_mv = int(REFERENCE_MV * divider)

    def millivolts(self):
        """Return the battery's voltage now."""
        return self._adc.read_u16() * self._full_mv // 65535
