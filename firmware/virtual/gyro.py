"""The gyro of the virtual robot: what an LSM6DSOX would have stored about the upright axis since it was last asked.

A reading is the mean rate since the reading before it, times this chip's gain, plus its error at rest, which wanders
and moves while the chip becomes warm, plus noise; the readings between two questions share one mean rate, so that
their sum is the angle itself. The standard robot's amounts are after the chip's data sheet: gain within about 1 %,
error at rest about 0.5 degrees a second, noise 3.8 mdps a root hertz.
"""

from collections import deque

from firmware.virtual.noise import Stream, unit_noise
from firmware.virtual.robot_model import RobotModel

__all__ = ["Gyro"]

STORE_READINGS = 512
PERIOD_US = 4778  # 208.34 Hz, and this chip's clock is 0.45 % fast: it says so in its register FREQ_FINE
READINGS_A_SECOND = 208  # whole ones: the error at rest moves so often
_PLACE = 31


class Gyro:
    """heading_deg: counter-clockwise, not folded, as the physics has it. noise_share: of its faults, 0 for none."""

    def __init__(self, seed: int, now_us: int, heading_deg: float, model: RobotModel, noise_share: float = 1.0) -> None:
        draws = Stream(seed, 6)
        self._seed = seed
        self._noise_share = noise_share
        self._gain = 1 + draws.spread(model.gyro_gain_spread) * noise_share
        self._error_mdps = draws.spread(model.gyro_error_mdps) * noise_share
        self._warming_mdps = draws.spread(model.gyro_warm_mdps) * noise_share  # what is still to come
        self._wanders = Stream(seed, 7)
        self._model = model
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
            shake_mdps = self._model.gyro_shake_mdps if is_rolling else 0.0
            noise_mdps = (self._model.gyro_noise_mdps + shake_mdps) * self._noise_share
            for _ in range(new):
                self._count += 1
                if self._count % READINGS_A_SECOND == 0:
                    self._drift()
                noise = noise_mdps * unit_noise(self._seed, _PLACE, self._count)
                self._store.append(int(rate_mdps + self._error_mdps + noise))
        return len(self._store)

    def _drift(self) -> None:
        """A second has passed."""
        warmer_mdps = self._warming_mdps / self._model.gyro_warm_s
        self._warming_mdps -= warmer_mdps
        self._error_mdps += warmer_mdps + self._wanders.spread(self._model.gyro_wander_mdps) * self._noise_share

    def take(self) -> int:
        """Return the oldest reading, in thousandths of a degree a second; 0 from an empty store."""
        return self._store.popleft() if self._store else 0

    def forget(self) -> None:
        """Empty the store."""
        self._store.clear()
