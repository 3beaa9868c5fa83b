"""Learn what white and black look like: swing over the line, and remember what each sensor saw at most and at least."""

import time

from robot import calibration
from robot.drivebase import TICK_MS

SWING_DEG = 60  # to each side
RATE_DEG_S = 90


def learn(base, line, sensor_count):
    """Swing to the right, to the left and back; return whether every sensor saw the line. Else nothing is changed."""
    lows, highs = [65535] * sensor_count, [0] * sensor_count
    for angle_deg in (SWING_DEG, -2 * SWING_DEG, SWING_DEG):
        base.drive(0, RATE_DEG_S if angle_deg > 0 else -RATE_DEG_S)
        begin_ms = time.ticks_ms()
        while time.ticks_diff(time.ticks_ms(), begin_ms) < abs(angle_deg) * 1000 // RATE_DEG_S:
            for number in range(sensor_count):
                level = line.read_u16(number)
                lows[number] = min(lows[number], level)
                highs[number] = max(highs[number], level)
            base.wait_ms(TICK_MS)
    base.stop()
    ranges = []
    for number in range(sensor_count):
        if not line.is_there(number):
            ranges.append((0, 65535))
        elif calibration.is_good(lows[number], highs[number]):
            ranges.append((lows[number], highs[number]))
        else:
            print("calibrate: sensor", number + 1, "saw no line")
            return False
    line.set_ranges(ranges)
    calibration.save(ranges)
    return True
