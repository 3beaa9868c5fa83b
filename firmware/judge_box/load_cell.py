"""A load cell as a counter: each further step of weight that has come to rest is one signal.

For what no beam can count: balls in a box that fall two at a time. The amplifier is an HX711 (24 bits, 10 readings a
second), so the stamp is late by up to half a second; it counts, it does not time.

    WeightSteps   raw readings in, steps out; no pin
    LoadCell      an HX711 on two pins; source of the exchange: the HX711's data sheet (Avia Semiconductor)

Never run on the physical parts.
"""

REST_READINGS = 4  # so many readings in a row that agree: what was put in has stopped swinging
REST_SHARE = 4  # agree: within a step divided by this
PULSES = 25  # 24 bits, and one that chooses channel A with gain 128 for the next reading
SIGN_BIT = 1 << 23


class WeightSteps:
    """Counts steps of weight. raw_a_step: how much the reading grows by one ball; below 0 when it falls."""

    def __init__(self, raw_a_step):
        if not raw_a_step:
            raise ValueError("raw_a_step is 0")
        self._raw_a_step = raw_a_step
        self._zero = None  # the reading of no step
        self._steps = 0
        self._low = self._high = 0
        self._rest = 0

    def take(self, raw):
        """Take a reading; return how many steps came to rest since the last time. The first rest is the empty box.

        Something taken out is no signal: what is put in afterwards counts from there.
        """
        self._low, self._high = min(self._low, raw), max(self._high, raw)
        self._rest += 1
        if self._rest == 1 or (self._high - self._low) * REST_SHARE > abs(self._raw_a_step):
            self._low = self._high = raw
            self._rest = 1
            return 0
        if self._rest < REST_READINGS:
            return 0
        self._rest = 0
        return self._come_to_rest((self._low + self._high) // 2)

    def _come_to_rest(self, raw):
        if self._zero is None:
            self._zero = raw
            return 0
        steps = (2 * (raw - self._zero) + self._raw_a_step) // (2 * self._raw_a_step)  # to the nearest
        fresh = steps - self._steps
        self._steps = steps
        return max(0, fresh)


class LoadCell:
    """An HX711 on two pins."""

    def __init__(self, data_pin, clock_pin, raw_a_step):
        self._data = data_pin
        self._clock = clock_pin
        self._weight = WeightSteps(raw_a_step)

    def steps(self):
        """Return how many steps came to rest now; 0 at once while no reading is ready."""
        if self._data.value():  # low says that one is
            return 0
        raw = 0
        for pulse in range(PULSES):
            self._clock.value(1)
            self._clock.value(0)
            if pulse < PULSES - 1:
                raw = raw << 1 | self._data.value()
        return self._weight.take(raw - 2 * SIGN_BIT if raw & SIGN_BIT else raw)
