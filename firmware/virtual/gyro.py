"""The gyro of the virtual robot: what an LSM6DSOX would have stored about the upright axis since it was last asked.

A reading is the mean rate since the reading before it, times this chip's gain, plus its error at rest, which drifts,
plus noise; the readings between two questions share one mean rate, so that their sum is the angle itself. Amounts after
the chip's data sheet: gain within about 1 %, error at rest about 0.5 degrees a second, noise 3.8 mdps a root hertz.
"""

from collections import deque

from firmware.virtual.noise import Stream, unit_noise

__all__ = ["Gyro"]

STORE_READINGS = 512
PERIOD_US = 4778  # 208.34 Hz, and this chip's clock is 0.45 % fast: it says so in its register FREQ_FINE
GAIN_SPREAD = 0.004
ERROR_SPREAD_MDPS = 500.0
DRIFT_SPREAD_MDPS = 2.0  # each second
NOISE_MDPS = 60.0
SHAKE_MDPS = 300.0  # more noise while the wheels turn
_PLACE = 31


class Gyro:
    """heading_deg: counter-clockwise, not folded, as the physics has it. noise_share: of its faults, 0 for none."""

    def __init__(self, seed: int, now_us: int, heading_deg: float, noise_share: float = 1.0) -> None:
        draws = Stream(seed, 6)
        self._seed = seed
        self._noise_share = noise_share
        self._gain = 1 + draws.spread(GAIN_SPREAD) * noise_share
        self._error_mdps = draws.spread(ERROR_SPREAD_MDPS) * noise_share
        self._drifts = Stream(seed, 7)
        self._begin_us = now_us
        self._heading_deg = heading_deg
        self._count = 0  # readings since the beginning
        self._store: deque[int] = deque(maxlen=STORE_READINGS)

    def look(self, now_us: int, heading_deg: float, *, is_rolling: bool) -> int:
        """Store what was due until now; return how many readings wait."""
        new = (now_us - self._begin_us) // PERIOD_US - self._count
        if new > 0:
            rate_mdps = (heading_deg - self._heading_deg) * 1_000_000_000 / (new * PERIOD_US) * self._gain
            self._heading_deg = heading_deg
            noise_mdps = (NOISE_MDPS + (SHAKE_MDPS if is_rolling else 0.0)) * self._noise_share
            for _ in range(new):
                self._count += 1
                if self._count % 208 == 0:
                    self._error_mdps += self._drifts.spread(DRIFT_SPREAD_MDPS) * self._noise_share
                noise = noise_mdps * unit_noise(self._seed, _PLACE, self._count)
                self._store.append(int(rate_mdps + self._error_mdps + noise))
        return len(self._store)

    def take(self) -> int:
        """Return the oldest reading, in thousandths of a degree a second; 0 from an empty store."""
        return self._store.popleft() if self._store else 0

    def forget(self) -> None:
        """Empty the store."""
        self._store.clear()
