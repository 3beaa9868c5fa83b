"""One driven wheel: a motor that follows a moving place, watched by an encoder. The parts are given; no pins here.

Whole numbers that fit in 31 bits, and no frame of more than 11 values: a tick takes no heap.
"""

BEHIND_MAX = 400  # counts: a wheel that is held does not save up more than this
BEHIND_SUM_MAX = 50000
HIGH_EFFORT = 500  # per mille: a wheel that does not turn for this is held
HELD_PART = 100  # in the time that counts as held, a free wheel makes more than this part of a second's full speed


class Wheel:
    """settings: a board's FULL_SPEED_COUNTS_S and its START_EFFORT, WHEEL_KP and WHEEL_KI."""

    def __init__(self, motor, encoder, full_speed_counts_s, start_effort, kp, ki):
        self._motor = motor
        self._encoder = encoder
        self._full_speed_counts_s = full_speed_counts_s
        self._start_effort = start_effort
        self._kp = kp
        self._ki = ki
        self.counts = 0  # since the board started, as last read
        self.held_ms = 0  # for how long it has made no way at high effort
        self._held_at_counts = 0
        self._goal_counts = 0
        self._goal_part = 0  # thousandths of a count
        self._behind_sum = 0  # counts times milliseconds

    def begin(self):
        """A movement begins here: what was left of the last one is forgotten."""
        self.look()
        self._goal_counts = self._held_at_counts = self.counts
        self._goal_part = self._behind_sum = self.held_ms = 0

    def look(self):
        """Read the encoder; whatever follows a goal in this tick goes by this reading."""
        self.counts = self._encoder.count()

    def read(self):
        """Return what the encoder says now; whoever follows a goal does not notice."""
        return self._encoder.count()

    def roll(self, speed_counts_s, dt_ms):
        """Move the goal on at a speed for dt_ms, and the wheel after it."""
        self._goal_part += speed_counts_s * dt_ms
        self._goal_counts += self._goal_part // 1000
        self._goal_part %= 1000
        self._follow(speed_counts_s, dt_ms)

    def go_to(self, goal_counts, speed_counts_s, dt_ms):
        """Follow a goal that is given; speed_counts_s is how fast it moves."""
        self._goal_counts = goal_counts
        self._follow(speed_counts_s, dt_ms)

    def behind(self):
        """Return how many counts the wheel was from its goal: positive when the goal is ahead."""
        return self._goal_counts - self.counts

    def goal(self):
        """Return where the wheel should be now, in counts."""
        return self._goal_counts

    def stop(self):
        """Stop and hold."""
        self._motor.brake()

    def _follow(self, speed_counts_s, dt_ms):
        behind = self._goal_counts - self.counts
        if -BEHIND_MAX <= behind <= BEHIND_MAX:
            total = self._behind_sum + behind * dt_ms
            if total > BEHIND_SUM_MAX:
                total = BEHIND_SUM_MAX
            elif total < -BEHIND_SUM_MAX:
                total = -BEHIND_SUM_MAX
            self._behind_sum = total
        else:
            behind = min(BEHIND_MAX, max(-BEHIND_MAX, behind))
            self._goal_counts = self.counts + behind
        effort = speed_counts_s * 1000 // self._full_speed_counts_s
        effort += behind * self._kp + self._behind_sum * self._ki // 1000
        if speed_counts_s > 0:
            effort += self._start_effort
        elif speed_counts_s < 0:
            effort -= self._start_effort
        self._motor.effort(effort)
        self._watch(effort, dt_ms)

    def _watch(self, effort, dt_ms):
        """Count for how long it has been held."""
        way_counts = abs(self.counts - self._held_at_counts)
        if -HIGH_EFFORT < effort < HIGH_EFFORT or way_counts > self._full_speed_counts_s // HELD_PART:
            self._held_at_counts = self.counts
            self.held_ms = 0
        else:
            self.held_ms += dt_ms
