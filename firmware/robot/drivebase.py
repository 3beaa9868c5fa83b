"""Two wheels that move together: straight, turn, drive. Both follow their goals by encoder, every 10 ms.

Inside: counts and milliseconds. `clock` is MicroPython's time module, or another with its ticks and sleep_ms.
A `drive` goes on between the program's words: each word that looks or waits keeps the wheels on their goals (`tick`).
"""

from .guard import Guard
from .motion import Motion
from .profile import step_towards

TICK_MS = 10
TICK_MS_MAX = 100  # after a pause of the program's own, count no more than this
ACCELERATION_MM_S2 = 600
TURN_ACCELERATION_DEG_S2 = 1500
STEER_ACCELERATION_DEG_S2 = 6000  # while driving: steering must be quick, the wheels' own weight softens it


class DriveBase:
    """left, right: Wheel. counts_per_m: counts a metre of floor. track_mm: between the wheels. latch: StopLatch."""

    def __init__(self, left, right, counts_per_m, track_mm, clock, latch):
        self._left = left
        self._right = right
        self._counts_per_m = counts_per_m
        self._turn_counts_per_rev = track_mm * 22 * counts_per_m // 7000  # each wheel's way in one whole turn
        self._clock = clock
        self._latch = latch
        self.guard = Guard()  # asked at every tick
        self._tick_ms = 0
        self._is_driving = False
        self._motion = None  # the movement under way
        self._goes_on = False  # the last movement ended without a stop, and nothing came since
        self._speed = self._turn_speed = 0  # counts a second, now
        self._speed_goal = self._turn_speed_goal = 0
        self._way_counts = 0  # of both wheels together, since the start
        self._last_counts = (0, 0)

    # -- words -------------------------------------------------------------------------------------------------------

    # The three movements return a Motion at once: wait for it, or let tick() keep it going.

    def straight(self, distance_mm, speed_mm_s, goes_on=False):
        """Drive a distance; negative is backward."""
        counts = self._to_counts(distance_mm)
        return self._move(counts, counts, self._to_counts(speed_mm_s), self._to_counts(ACCELERATION_MM_S2), goes_on)

    def turn(self, angle_deg, rate_deg_s, goes_on=False):
        """Turn on the spot; positive is to the right."""
        counts = self._turn_to_counts(angle_deg)
        acceleration = self._turn_to_counts(TURN_ACCELERATION_DEG_S2)
        return self._move(counts, -counts, self._turn_to_counts(rate_deg_s), acceleration, goes_on)

    def curve(self, radius_mm, angle_deg, speed_mm_s, goes_on=False):
        """Drive an arc of a circle; positive is to the right. A negative radius drives it backward.

        speed_mm_s: of the outer wheel.
        """
        way = self._to_counts(radius_mm) * abs(int(angle_deg)) // 180 * 22 // 7
        turn = self._turn_to_counts(angle_deg)
        return self._move(
            way + turn, way - turn, self._to_counts(speed_mm_s), self._to_counts(ACCELERATION_MM_S2), goes_on
        )

    def drive(self, speed_mm_s, turn_rate_deg_s):
        """Set out at a speed and a turn rate, and go on until stop() or the next movement."""
        self._latch.check()
        self._goes_on = False
        if not self._is_driving:
            self._motion = None
            self._begin()
            self._is_driving = True
        self._speed_goal = self._to_counts(speed_mm_s)
        self._turn_speed_goal = self._turn_to_counts(turn_rate_deg_s)

    def stop(self):
        """Motors off, now."""
        self._is_driving = self._goes_on = False
        self._motion = None
        self._speed = self._turn_speed = 0
        self._left.stop()
        self._right.stop()

    def way_mm(self):
        """Return how far the middle between the wheels has rolled since the start; backward takes it back."""
        return self._way_counts * 500 // self._counts_per_m

    # -- time --------------------------------------------------------------------------------------------------------

    def tick(self):
        """Keep a drive going: does its work when 10 ms are over since the last time, and nothing before."""
        if self._motion is not None:
            if self._since_tick_ms() >= TICK_MS:
                self._step()
        elif self._is_driving and self._since_tick_ms() >= TICK_MS:
            self._roll()

    def is_moving(self, motion):
        """Return whether that movement is still under way. Raises: RobotStopped."""
        self._latch.check()
        return self._motion is motion

    def finish(self, motion):
        """Wait for a movement's end. Raises: RobotStopped."""
        while self.is_moving(motion):
            self._clock.sleep_ms(TICK_MS)
            if self._motion is motion:
                self._step()

    def wait_ms(self, duration_ms):
        """Let time pass, and keep a drive going."""
        clock = self._clock
        self.guard.check()
        if not (self._is_driving or self._motion is not None or self.guard.is_awake):
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
        self.guard.check()
        self._latch.check()
        dt_ms = self._next_dt_ms()
        self._speed = step_towards(self._speed, self._speed_goal, self._to_counts(ACCELERATION_MM_S2) * dt_ms // 1000)
        self._turn_speed = step_towards(
            self._turn_speed, self._turn_speed_goal, self._turn_to_counts(STEER_ACCELERATION_DEG_S2) * dt_ms // 1000
        )
        self._left.roll(self._speed + self._turn_speed, dt_ms)
        self._right.roll(self._speed - self._turn_speed, dt_ms)
        self._count_way()

    def _move(self, left_counts, right_counts, speed, acceleration, goes_on):
        """Set out to bring both wheels to their goals by the same profile; return the Motion."""
        motion = Motion(self, left_counts, right_counts, max(1, abs(speed)), acceleration, goes_on)
        speed_now = motion.speed_to_take_over(self._speed, self._turn_speed) if self._goes_on else 0
        if speed_now > 0:
            self._latch.check()
            self._is_driving = False
        else:
            self.stop()
            self._begin()
        self._goes_on = False
        motion.start(self._left.goal(), self._right.goal(), speed_now)
        self._motion = motion
        return motion

    def _step(self):
        """One tick of the movement under way."""
        self.guard.check()
        self._latch.check()
        motion = self._motion
        dt_ms = self._next_dt_ms()
        motion.follow(self._left, self._right, dt_ms)
        self._count_way()
        if not motion.is_over(self._left, self._right):
            return
        if not motion.goes_on:
            self.stop()
            return
        self._motion = None
        self._is_driving = self._goes_on = True
        self._speed, self._turn_speed = self._speed_goal, self._turn_speed_goal = motion.speeds()
