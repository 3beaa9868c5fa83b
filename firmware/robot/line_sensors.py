"""Reflectance sensors in a row across the nose: left, middle, right. The middle one may be missing."""

from robot.parts import make_adc, need

NAMES = ("left line sensor", "middle line sensor", "right line sensor")


class LineSensors:
    """Each reads 0 on white and 100 on black (percent black); white_u16 and black_u16 are what the pins say there."""

    def __init__(self, pins, white_u16, black_u16):
        self._adcs = [None if pin is None else make_adc(pin) for pin in pins]
        self.set_ranges([(white_u16, black_u16)] * len(pins))

    def set_ranges(self, ranges):
        """Take [(white_u16, black_u16)] of each sensor."""
        self._whites_u16 = [white for white, _ in ranges]
        self._spans_u16 = [black - white for white, black in ranges]

    def read_u16(self, number):
        """Return what the pin says; 0 for a sensor that is missing."""
        adc = self._adcs[number]
        return 0 if adc is None else adc.read_u16()

    def is_there(self, number):
        """Return whether the robot has this sensor."""
        return self._adcs[number] is not None

    def percent(self, number):
        """Return one sensor's percent black: 0 left, 1 middle, 2 right. Raises: NotThereError."""
        adc = self._adcs[number]
        if adc is None:
            need(adc, NAMES[number])
        percent = (adc.read_u16() - self._whites_u16[number]) * 100 // self._spans_u16[number]
        return 0 if percent < 0 else 100 if percent > 100 else percent
