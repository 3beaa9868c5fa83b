"""Two wheels that move together: straight, turn, drive. Both follow their goals by encoder, every 10 ms.

Inside: counts and milliseconds. `clock` is MicroPython's time module, or another with its ticks and sleep_ms.
A `drive` goes on between the program's words: each word that looks or waits keeps the wheels on their goals (`tick`).
"""

from .profile import Trapezoid, step_towards

TICK_MS = 10
TICK_MS_MAX = 100  # after a pause of the program's own, count no more than this
ACCELERATION_MM_S2 = 600
TURN_ACCELERATION_DEG_S2 = 1500
STEER_ACCELERATION_DEG_S2 = 6000  # while driving: steering must be quick, the wheels' own weight softens it
SETTLE_MS_MAX = 400
SETTLED_COUNTS = 4
SHARE = 8192  # a wheel's part of the longer way, in this many parts: 100,000 counts of it still are a small integer


class DriveBase:
    """left, right: Wheel. counts_per_m: counts a metre of floor. track_mm: between the wheels. latch: StopLatch."""

    def __init__(self, left, right, counts_per_m, track_mm, clock, latch):
        self._left = left
        self._right = right
        self._counts_per_m = counts_per_m
        self._turn_counts_per_rev = track_mm * 22 * counts_per_m // 7000  # each wheel's way in one whole turn
        self._clock = clock
        self._latch = latch
        self._tick_ms = 0
        self._is_driving = False
        self._speed = self._turn_speed = 0  # counts a second, now
        self._speed_goal = self._turn_speed_goal = 0
        self._way_counts = 0  # of both wheels together, since the start
        self._last_counts = (0, 0)

    # -- words -------------------------------------------------------------------------------------------------------

    def straight(self, distance_mm, speed_mm_s):
        """Drive a distance and stop there; negative is backward."""
        counts = self._to_counts(distance_mm)
        self._move(counts, counts, self._to_counts(speed_mm_s), self._to_counts(ACCELERATION_MM_S2))

    def turn(self, angle_deg, rate_deg_s):
        """Turn on the spot; positive is to the right."""
        counts = self._turn_to_counts(angle_deg)
        acceleration = self._turn_to_counts(TURN_ACCELERATION_DEG_S2)
        self._move(counts, -counts, self._turn_to_counts(rate_deg_s), acceleration)

    def curve(self, radius_mm, angle_deg, speed_mm_s):
        """Drive an arc of a circle; positive is to the right. A negative radius drives it backward.

        speed_mm_s: of the outer wheel.
        """
        way = self._to_counts(radius_mm) * abs(int(angle_deg)) // 180 * 22 // 7
        turn = self._turn_to_counts(angle_deg)
        self._move(way + turn, way - turn, self._to_counts(speed_mm_s), self._to_counts(ACCELERATION_MM_S2))

    def drive(self, speed_mm_s, turn_rate_deg_s):
        """Set out at a speed and a turn rate, and go on until stop() or the next movement."""
        self._latch.check()
        if not self._is_driving:
            self._begin()
            self._is_driving = True
        self._speed_goal = self._to_counts(speed_mm_s)
        self._turn_speed_goal = self._turn_to_counts(turn_rate_deg_s)

    def stop(self):
        """Motors off, now."""
        self._is_driving = False
        self._speed = self._turn_speed = 0
        self._left.stop()
        self._right.stop()

    def way_mm(self):
        """Return how far the middle between the wheels has rolled since the start; backward takes it back."""
        return self._way_counts * 500 // self._counts_per_m

    # -- time --------------------------------------------------------------------------------------------------------

    def tick(self):
        """Keep a drive going: does its work when 10 ms are over since the last time, and nothing before."""
        if self._is_driving and self._since_tick_ms() >= TICK_MS:
            self._roll()

    def wait_ms(self, duration_ms):
        """Let time pass, and keep a drive going."""
        clock = self._clock
        if not self._is_driving:
            clock.sleep_ms(duration_ms)
            return
        begin_ms = clock.ticks_ms()
        left_ms = duration_ms
        while left_ms > 0:
            clock.sleep_ms(min(left_ms, max(0, TICK_MS - self._since_tick_ms())))
            self.tick()
            left_ms = duration_ms - clock.ticks_diff(clock.ticks_ms(), begin_ms)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _to_counts(self, length_mm):
        return int(length_mm * self._counts_per_m) // 1000

    def _turn_to_counts(self, angle_deg):
        return int(angle_deg * self._turn_counts_per_rev) // 360

    def _since_tick_ms(self):
        return self._clock.ticks_diff(self._clock.ticks_ms(), self._tick_ms)

    def _next_dt_ms(self):
        now_ms = self._clock.ticks_ms()
        dt_ms = self._clock.ticks_diff(now_ms, self._tick_ms)
        self._tick_ms = now_ms
        return min(dt_ms, TICK_MS_MAX)

    def _begin(self):
        self._latch.check()
        self._left.begin()
        self._right.begin()
        self._last_counts = (self._left.counts, self._right.counts)
        self._tick_ms = self._clock.ticks_ms()

    def _count_way(self):
        left, right = self._last_counts
        self._last_counts = (self._left.counts, self._right.counts)
        self._way_counts += self._left.counts - left + self._right.counts - right

    def _roll(self):
        self._latch.check()
        dt_ms = self._next_dt_ms()
        self._speed = step_towards(self._speed, self._speed_goal, self._to_counts(ACCELERATION_MM_S2) * dt_ms // 1000)
        self._turn_speed = step_towards(
            self._turn_speed, self._turn_speed_goal, self._turn_to_counts(STEER_ACCELERATION_DEG_S2) * dt_ms // 1000
        )
        self._left.roll(self._speed + self._turn_speed, dt_ms)
        self._right.roll(self._speed - self._turn_speed, dt_ms)
        self._count_way()

    def _move(self, left_counts, right_counts, speed, acceleration):
        """Bring both wheels to their goals by the same profile, wait until they settle, and stop.

        The wheel with the longer way sets the pace; the other one makes its share of it.
        """
        self.stop()
        self._begin()
        longer = max(1, abs(left_counts), abs(right_counts))
        left_share, right_share = left_counts * SHARE // longer, right_counts * SHARE // longer
        left_begin, right_begin = self._left.counts, self._right.counts
        profile = Trapezoid(longer, max(1, abs(speed)), acceleration)
        at_ms = 0
        while at_ms < profile.end_ms + SETTLE_MS_MAX:
            self._clock.sleep_ms(TICK_MS)
            self._latch.check()
            dt_ms = self._next_dt_ms()
            at_ms += dt_ms
            way, speed_now = profile.position(at_ms), profile.speed(at_ms)
            self._left.go_to(left_begin + left_share * way // SHARE, left_share * speed_now // SHARE, dt_ms)
            self._right.go_to(right_begin + right_share * way // SHARE, right_share * speed_now // SHARE, dt_ms)
            self._count_way()
            if at_ms >= profile.end_ms and self._is_settled():
                break
        self.stop()

    def _is_settled(self):
        return abs(self._left.behind()) <= SETTLED_COUNTS and abs(self._right.behind()) <= SETTLED_COUNTS
