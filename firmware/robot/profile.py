"""How to speed up, drive and slow down: a speed that looks like a trapezoid over time. Whole numbers, no hardware."""


class Trapezoid:
    """A way from 0 to `distance`, in any unit: speed in units a second, acceleration in units a second squared.

    All three are positive. A way too short for the speed gets a lower one.
    """

    def __init__(self, distance, speed, acceleration):
        ramp_ms = speed * 1000 // acceleration
        if speed * ramp_ms // 1000 > distance:
            speed = max(1, _root(distance * acceleration))
            ramp_ms = speed * 1000 // acceleration
        self._distance = distance
        self._speed = speed
        self._acceleration = acceleration
        self._ramp_ms = ramp_ms
        self._ramp = speed * ramp_ms // 2000
        self._cruise_ms = max(0, distance - 2 * self._ramp) * 1000 // speed
        self.end_ms = 2 * ramp_ms + self._cruise_ms

    def position(self, at_ms):
        """Return where to be, at_ms after the start."""
        if at_ms < self._ramp_ms:
            return self._acceleration * at_ms // 1000 * at_ms // 2000
        if at_ms < self._ramp_ms + self._cruise_ms:
            return self._ramp + self._speed * (at_ms - self._ramp_ms) // 1000
        left_ms = max(0, self.end_ms - at_ms)
        return self._distance - self._acceleration * left_ms // 1000 * left_ms // 2000

    def speed(self, at_ms):
        """Return how fast to be, at_ms after the start."""
        if at_ms < self._ramp_ms:
            return self._acceleration * at_ms // 1000
        if at_ms < self._ramp_ms + self._cruise_ms:
            return self._speed
        return self._acceleration * max(0, self.end_ms - at_ms) // 1000


def step_towards(value, goal, step_max):
    """Return value, moved towards goal by at most step_max."""
    way = goal - value
    return value + (step_max if way > step_max else -step_max if way < -step_max else way)


def _root(square):
    """Return the whole root of a number below 2**30."""
    root = 0
    bit = 1 << 14
    while bit:
        if (root + bit) * (root + bit) <= square:
            root += bit
        bit >>= 1
    return root
