"""Where the line is under three sensors, or two, and how to steer along it.

`LineFinder` and `steer` are whole-number arithmetic without hardware; `LineFollower` puts them on a drive base.
Sign: a line to the right of the robot's middle is positive, and so is the turn towards it.
"""

from .drivebase import TICK_MS

SEEN_PERCENT_MIN = 60  # of black on all three together: less is no line, or the bare floor
SEEN_ASIDE_PERCENT_MIN = 12  # of black under one of two: less is a line between them, or none
CENTRAL_UM = 8000  # a line that vanishes nearer to the middle than this has ended; further out, it went to the side
END_MM = 30  # that much without a line after a central one: its end
LOST_MM = 200  # that much without a line: lost for good
LOST_ASIDE_MM = 500  # the same with two sensors: a robot that keeps the line well between them sees nothing for long
STUCK_TICKS = 100  # in that time it must make a quarter of its way, or something holds it
KP_DEG_S_MM = 9  # turn rate for a line 1 mm aside
KD_DEG_S_MM_S = 3  # tenths: turn rate for a line that moves aside 1 mm a second
TURN_DEG_S_MAX = 250


class LineFinder:
    """Remembers on which side the line was last seen. spacing_um: from one sensor to the next."""

    def __init__(self, spacing_um):
        self._spacing_um = spacing_um
        self.offset_um = 0
        self.is_seen = False
        self._seen_um = 0

    def look(self, left, middle, right):
        """Take three readings in percent black; return where the line is, in micrometres to the right of the middle.

        Without a line: straight ahead when it ended, else a little beyond the sensor that saw it last.
        """
        black = left + middle + right
        self.is_seen = black >= SEEN_PERCENT_MIN
        if self.is_seen:
            self.offset_um = self._seen_um = (right - left) * self._spacing_um // black
        elif self.was_central():
            self.offset_um = 0
        else:
            self.offset_um = self._spacing_um * 3 // 2 * (1 if self._seen_um > 0 else -1)
        return self.offset_um

    def look_aside(self, left, right):
        """As look, for a robot without a sensor in the middle: two that see white have the line between them.

        So where a line ends, or is lost, is noticed only when neither has seen it for long.
        """
        self.is_seen = max(left, right) >= SEEN_ASIDE_PERCENT_MIN
        self._seen_um = 0
        self.offset_um = (right - left) * self._spacing_um // 100 if self.is_seen else 0
        return self.offset_um

    def was_central(self):
        """Return whether the line was near the middle when it was last seen."""
        return abs(self._seen_um) < CENTRAL_UM


def steer(offset_um, moved_um, dt_ms):
    """Return the turn rate in degrees a second: proportional to the offset, and to how fast it changes."""
    turn = (KP_DEG_S_MM * offset_um + KD_DEG_S_MM_S * moved_um * 100 // dt_ms) // 1000
    return TURN_DEG_S_MAX if turn > TURN_DEG_S_MAX else -TURN_DEG_S_MAX if turn < -TURN_DEG_S_MAX else turn


class LineFollower:
    """base: DriveBase. sensors: LineSensors."""

    def __init__(self, base, sensors, spacing_mm):
        self._base = base
        self._sensors = sensors
        self._spacing_um = spacing_mm * 1000

    def follow(self, speed_mm_s, is_over, ends_with_line):
        """Follow until is_over() or, if wanted, the end of the line; then stop. False: lost the line, or stuck."""
        base = self._base
        end_mm, lost_mm = (END_MM, LOST_MM) if self._sensors.is_there(1) else (LOST_ASIDE_MM, LOST_ASIDE_MM)
        finder = LineFinder(self._spacing_um)
        before_um = self._look(finder)
        seen_mm = checked_mm = base.way_mm()
        expected_mm = speed_mm_s * STUCK_TICKS * TICK_MS // 4000
        ticks = 0
        arrives = True
        while not is_over():
            offset_um = self._look(finder)
            way_mm = base.way_mm()
            ticks += 1
            if ticks % STUCK_TICKS == 0:
                if way_mm - checked_mm < expected_mm:
                    arrives = False
                    break
                checked_mm = way_mm
            if finder.is_seen:
                seen_mm = way_mm
            if ends_with_line and finder.was_central() and way_mm - seen_mm >= end_mm:
                break
            if way_mm - seen_mm >= lost_mm:
                arrives = False
                break
            base.drive(speed_mm_s, steer(offset_um, offset_um - before_um, TICK_MS))
            before_um = offset_um
            base.wait_ms(TICK_MS)
        base.stop()
        return arrives

    def _look(self, finder):
        """Return where the line is, in micrometres to the right of the middle."""
        sensors = self._sensors
        if sensors.is_there(1):
            return finder.look(sensors.percent(0), sensors.percent(1), sensors.percent(2))
        return finder.look_aside(sensors.percent(0), sensors.percent(2))
