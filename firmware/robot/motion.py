"""A movement with an end: both wheels go to their goals by one profile. Whole numbers, no hardware.

The wheel with the longer way sets the pace; the other one makes its share of it. A movement that `goes_on` does not
slow down: its profile is longer by the way that braking would take, and it is over where braking would begin. One that
takes over a speed begins inside its profile in the same way.
"""

from .profile import Trapezoid

SETTLE_MS_MAX = 400
SETTLED_COUNTS = 4
SHARE = 8192  # a wheel's part of the longer way, in this many parts: 100,000 counts of it still are a small integer


class Motion:
    """What straight, turn and curve give: `done()` says whether it is over, `wait()` waits for that."""

    def __init__(self, base, left_counts, right_counts, speed, acceleration, goes_on):
        self._base = base
        self._longer = max(1, abs(left_counts), abs(right_counts))
        self._left_share = left_counts * SHARE // self._longer
        self._right_share = right_counts * SHARE // self._longer
        self._speed = speed
        self._acceleration = acceleration
        self.goes_on = goes_on

    def done(self):
        """Return whether it is over; keeps it going."""
        self._base.tick()
        return not self._base.is_moving(self)

    def wait(self):
        """Wait for its end."""
        self._base.finish(self)

    # -- inside ------------------------------------------------------------------------------------------------------

    def speed_to_take_over(self, speed, turn_speed):
        """Return how much of the wheels' speeds fits this movement, as a speed of its longer way; 0 for none."""
        left, right = speed + turn_speed, speed - turn_speed
        if left * self._left_share <= 0 or right * self._right_share <= 0:
            return 0
        longer = left if abs(self._left_share) >= abs(self._right_share) else right
        return min(self._speed, abs(longer))

    def start(self, left_begin, right_begin, speed_now):
        """Set out from these counts, at a speed that is taken over."""
        self._left_begin, self._right_begin = left_begin, right_begin
        self._before = speed_now * speed_now // (2 * self._acceleration)
        after = self._speed * self._speed // (2 * self._acceleration) if self.goes_on else 0
        self._profile = Trapezoid(self._before + self._longer + after, self._speed, self._acceleration)
        self._at_ms = speed_now * 1000 // self._acceleration
        self._way = self._speed_now = 0

    def follow(self, left, right, trim, dt_ms):
        """Move both wheels' goals on by dt_ms. trim: counts to add to the left one and to take from the right one."""
        self._at_ms += dt_ms
        self._way = self._profile.position(self._at_ms) - self._before
        self._speed_now = self._profile.speed(self._at_ms)
        left.go_to(self._left_begin + trim + self._part(self._left_share), self._pace(self._left_share), dt_ms)
        right.go_to(self._right_begin - trim + self._part(self._right_share), self._pace(self._right_share), dt_ms)

    def _part(self, share):
        return share * self._way // SHARE

    def _pace(self, share):
        return share * self._speed_now // SHARE

    def is_over(self, left, right):
        """Return whether it has arrived; one that does not go on must settle, for a while at most."""
        if self.goes_on:
            return self._way >= self._longer
        late_ms = self._at_ms - self._profile.end_ms
        if late_ms >= SETTLE_MS_MAX:
            return True
        return late_ms >= 0 and abs(left.behind()) <= SETTLED_COUNTS and abs(right.behind()) <= SETTLED_COUNTS

    def speeds(self):
        """Return (speed, turn speed) of now, in counts a second."""
        left, right = self._pace(self._left_share), self._pace(self._right_share)
        return (left + right) // 2, (left - right) // 2
