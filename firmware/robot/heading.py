"""Where the robot looks, by its gyro: rates added up to an angle; the gyro's own error, learned at rest. No hardware.

Whole numbers that fit in 31 bits. A rate is what the sensor says (16 bits, any unit); the angle is in thousandths of a
degree, with the sign of the rates.
"""

PARTS = 16  # of the sensor's unit: the error at rest is known that well
REST_COUNT = 52  # readings, a quarter of a second: enough for the error at rest
REST_SPREAD_MAX = 60  # more between the least and the greatest of them: the robot was not at rest


class Heading:
    """units_per_deg: how many of the sensor's units, added up reading by reading, make one degree."""

    def __init__(self, units_per_deg):
        self._parts_per_deg = units_per_deg * PARTS
        self._deg = 0
        self._part = 0  # of a degree, in parts of a unit
        self._error = 0  # parts of a unit in each reading
        self.is_learned = False
        self.forget_rest()

    def begin(self):
        """Here is 0."""
        self._deg = self._part = 0

    def turn(self, rate):
        """Take one reading while the robot may move."""
        part = self._part + rate * PARTS - self._error
        if not -self._parts_per_deg < part < self._parts_per_deg:
            self._deg += part // self._parts_per_deg
            part %= self._parts_per_deg
        self._part = part

    def mdeg(self):
        """Return the angle since begin(), in thousandths of a degree."""
        return self._deg * 1000 + self._part // PARTS * 1000 // (self._parts_per_deg // PARTS)

    def rest(self, rate):
        """Take one reading while the robot should be at rest."""
        self._rest_sum += rate
        self._rest_count += 1
        self._rest_min = min(self._rest_min, rate)
        self._rest_max = max(self._rest_max, rate)
        if self._rest_count < REST_COUNT:
            return
        if self._rest_max - self._rest_min <= REST_SPREAD_MAX:
            self._error = self._rest_sum * PARTS // REST_COUNT
            self.is_learned = True
        self.forget_rest()

    def forget_rest(self):
        """The robot moves: what was taken at rest so far is too little."""
        self._rest_sum = self._rest_count = 0
        self._rest_min, self._rest_max = 32767, -32768
