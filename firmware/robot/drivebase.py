"""Two wheels that move together: straight, turn, drive. Both follow their goals by encoder, every 10 ms.

Inside: counts and milliseconds. `clock` is MicroPython's time module, or another with its ticks and sleep_ms.
A `drive` goes on between the program's words: each word that looks or waits keeps the wheels on their goals (`tick`).

With a gyro, a movement goes by where the robot looks: the encoders of wheels that slip or differ tell another angle,
and the difference (`trim`) is added to the goals. Without one, or when it falls silent, the encoders alone must do.

What happens in a tick takes no heap: whole numbers of 31 bits, and no function with more than 11 values at once.
"""

from .guard import Guard
from .motion import Motion
from .profile import step_towards

TICK_MS = 10
TICK_MS_MAX = 100  # after a pause of the program's own, count no more than this
ACCELERATION_MM_S2 = 600
TURN_ACCELERATION_DEG_S2 = 1500
STEER_ACCELERATION_DEG_S2 = 6000  # while driving: steering must be quick, the wheels' own weight softens it
STUCK_MS = 500  # a wheel that makes no way for so long at high effort is held by something


class RobotStuck(Exception):  # noqa: N818 - a child reads it in a traceback
    """A movement makes no way; the motors are off."""


class DriveBase:
    """left, right: Wheel. counts_per_m: counts a metre of floor. track_mm: between the wheels. latch: StopLatch.

    gyro: None, or what has begin(), move(), end(), mdeg() and is_there (see `imu`). on_stuck: called before RobotStuck
    is raised.
    """

    def __init__(self, left, right, counts_per_m, track_mm, clock, latch, gyro=None):
        self._left = left
        self._right = right
        self._counts_per_m = counts_per_m
        self._turn_counts_per_rev = track_mm * 22 * counts_per_m // 7000  # each wheel's way in one whole turn
        self._acceleration = self._to_counts(ACCELERATION_MM_S2)
        self._turn_acceleration = self._turn_to_counts(TURN_ACCELERATION_DEG_S2)
        self._steer_acceleration = self._turn_to_counts(STEER_ACCELERATION_DEG_S2)
        self._clock = clock
        self._latch = latch
        self.gyro = gyro
        self.guard = Guard()  # asked at every tick
        self.on_stuck = None
        self._tick_ms = clock.ticks_ms()
        self.has_moved = False  # the wheels were driven, ever
        self._is_driving = False
        self._motion = None  # the movement under way
        self._goes_on = False  # the last movement ended without a stop, and nothing came since
        self._speed = self._turn_speed = 0  # counts a second, now
        self._speed_goal = self._turn_speed_goal = 0
        self._way_m = self._way_counts = 0  # since the start: whole metres, and counts of both wheels together
        self._last_sum = self._begin_difference = self._last_trim = 0

    # -- words -------------------------------------------------------------------------------------------------------

    # The three movements return a Motion at once: wait for it, or let tick() keep it going.

    def straight(self, distance_mm, speed_mm_s, goes_on=False):
        """Drive a distance; negative is backward."""
        counts = self._to_counts(distance_mm)
        return self._move(counts, counts, self._to_counts(speed_mm_s), self._acceleration, goes_on)

    def turn(self, angle_deg, rate_deg_s, goes_on=False):
        """Turn on the spot; positive is to the right."""
        counts = self._turn_to_counts(angle_deg)
        return self._move(counts, -counts, self._turn_to_counts(rate_deg_s), self._turn_acceleration, goes_on)

    def curve(self, radius_mm, angle_deg, speed_mm_s, goes_on=False):
        """Drive an arc of a circle; positive is to the right. A negative radius drives it backward.

        speed_mm_s: of the outer wheel.
        """
        way = self._to_counts(radius_mm) * abs(int(angle_deg)) // 180 * 22 // 7
        turn = self._turn_to_counts(angle_deg)
        return self._move(way + turn, way - turn, self._to_counts(speed_mm_s), self._acceleration, goes_on)

    def drive(self, speed_mm_s, turn_rate_deg_s):
        """Set out at a speed and a turn rate, and go on until stop() or the next movement."""
        self._latch.check()
        self._goes_on = False
        if not self._is_driving:
            self._motion = None
            self._begin()
            if self.gyro is not None:
                self.gyro.move()
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
        if self.gyro is not None:
            self.gyro.end()

    def way_mm(self):
        """Return how far the middle between the wheels has rolled since the start; backward takes it back."""
        return self._way_m * 1000 + self._way_counts * 500 // self._counts_per_m

    def ways_tenths_mm(self):
        """Return how far each wheel has rolled by its encoder since the board started, in tenths of a millimetre."""
        per_m = self._counts_per_m
        found = []
        for wheel in (self._left, self._right):
            counts = wheel.read()
            found.append(counts // per_m * 10000 + counts % per_m * 10000 // per_m)
        return found

    # -- time --------------------------------------------------------------------------------------------------------

    def tick(self):
        """Keep a movement going: does its work when 10 ms are over since the last time, and nothing before.

        Raises: RobotStopped, RobotStuck; the motors are off then.
        """
        if self._since_tick_ms() < TICK_MS:
            return
        self._look_after()
        if self._motion is not None:
            self._step(self._motion)
        elif self._is_driving:
            self._roll()
        else:
            self._tick_ms = self._clock.ticks_ms()

    def is_moving(self, motion):
        """Return whether that movement is still under way. Raises: RobotStopped."""
        self._latch.check()
        return self._motion is motion

    def finish(self, motion):
        """Wait for a movement's end. Raises: RobotStopped, RobotStuck."""
        while self.is_moving(motion):
            self._sleep(TICK_MS)
            self.tick()

    def wait_ms(self, duration_ms):
        """Let time pass, and keep a movement going. Raises: RobotStopped, RobotStuck."""
        begin_ms = self._clock.ticks_ms()
        left_ms = duration_ms
        while left_ms > 0:
            self._sleep(left_ms)
            self.tick()
            left_ms = duration_ms - self._clock.ticks_diff(self._clock.ticks_ms(), begin_ms)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _to_counts(self, length_mm):
        return int(length_mm * self._counts_per_m) // 1000

    def _turn_to_counts(self, angle_deg):
        return int(angle_deg * self._turn_counts_per_rev) // 360

    def _since_tick_ms(self):
        return self._clock.ticks_diff(self._clock.ticks_ms(), self._tick_ms)

    def _sleep(self, left_ms):
        """Sleep until the next tick is due, at most left_ms: the ticks keep their distance whatever the work takes."""
        due_ms = TICK_MS - self._since_tick_ms()
        self._clock.sleep_ms(left_ms if left_ms < due_ms else due_ms if due_ms > 0 else 0)

    def _next_dt_ms(self):
        now_ms = self._clock.ticks_ms()
        dt_ms = self._clock.ticks_diff(now_ms, self._tick_ms)
        self._tick_ms = now_ms
        return dt_ms if dt_ms < TICK_MS_MAX else TICK_MS_MAX

    def _look_after(self):
        """Raises: RobotStopped, and whatever a watcher raises; the motors are off then."""
        try:
            self.guard.check()
            if self._motion is not None or self._is_driving:  # who stands may look and wait
                self._latch.check()
        except Exception:
            self.stop()
            raise

    def _begin(self):
        self.has_moved = True
        self._left.begin()
        self._right.begin()
        self._last_sum = self._left.counts + self._right.counts
        self._tick_ms = self._clock.ticks_ms()

    def _look(self):
        """Read both wheels."""
        self._left.look()
        self._right.look()
        total = self._left.counts + self._right.counts
        way = self._way_counts + total - self._last_sum
        self._last_sum = total
        if not 0 <= way < 2 * self._counts_per_m:
            self._way_m += way // (2 * self._counts_per_m)
            way %= 2 * self._counts_per_m
        self._way_counts = way

    def _roll(self):
        dt_ms = self._next_dt_ms()
        self._speed = step_towards(self._speed, self._speed_goal, self._acceleration * dt_ms // 1000)
        step = self._steer_acceleration * dt_ms // 1000
        self._turn_speed = step_towards(self._turn_speed, self._turn_speed_goal, step)
        self._look()
        self._left.roll(self._speed + self._turn_speed, dt_ms)
        self._right.roll(self._speed - self._turn_speed, dt_ms)

    def _move(self, left_counts, right_counts, speed, acceleration, goes_on):
        """Set out to bring both wheels to their goals by the same profile; return the Motion."""
        motion = Motion(self, left_counts, right_counts, max(1, abs(speed)), acceleration, goes_on)
        speed_now = motion.speed_to_take_over(self._speed, self._turn_speed) if self._goes_on else 0
        self._latch.check()
        if speed_now > 0:
            self._is_driving = False
        else:
            self.stop()
        if self.gyro is not None:
            self.gyro.begin()
        if speed_now == 0:
            self._begin()
        self._begin_difference = self._left.counts - self._right.counts
        self._last_trim = 0
        self._goes_on = False
        motion.start(self._left.goal(), self._right.goal(), speed_now)
        self._motion = motion
        return motion

    def _step(self, motion):
        """One tick of the movement under way."""
        left, right = self._left, self._right
        dt_ms = self._next_dt_ms()
        self._look()
        motion.follow(left, right, self._trim(), dt_ms)
        if left.held_ms >= STUCK_MS or right.held_ms >= STUCK_MS:
            self._give_up()
        if not motion.is_over(left, right):
            return
        if not motion.goes_on:
            self.stop()
            return
        self._motion = None
        self._is_driving = self._goes_on = True
        self._speed, self._turn_speed = self._speed_goal, self._turn_speed_goal = motion.speeds()

    def _trim(self):
        """Return by how many counts a wheel, by the encoders, went too far to the right of what the gyro says."""
        gyro = self.gyro
        if gyro is None or not gyro.is_there:
            return self._last_trim
        mdeg = gyro.mdeg()
        turns, mdeg = mdeg // 360000, mdeg % 360000  # in two parts: 31 bits
        counts = turns * self._turn_counts_per_rev + mdeg // 8 * self._turn_counts_per_rev // 45000
        self._last_trim = (self._left.counts - self._right.counts - self._begin_difference) // 2 - counts
        return self._last_trim

    def _give_up(self):
        self.stop()
        if self.on_stuck is not None:
            self.on_stuck()
        raise RobotStuck("something holds the robot")
