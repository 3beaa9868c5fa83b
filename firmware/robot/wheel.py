"""One driven wheel: a motor that follows a moving place, watched by an encoder. The parts are given; no pins here."""

BEHIND_MAX = 400  # counts: a wheel that is held does not save up more than this


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
        self._goal_counts = 0
        self._goal_part = 0  # thousandths of a count
        self._behind_sum = 0  # counts times milliseconds

    def begin(self):
        """A movement begins here: what was left of the last one is forgotten."""
        self.counts = self._encoder.count()
        self._goal_counts = self.counts
        self._goal_part = 0
        self._behind_sum = 0

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
        self.counts = self._encoder.count()
        behind = self.behind()
        if not -BEHIND_MAX <= behind <= BEHIND_MAX:
            behind = min(BEHIND_MAX, max(-BEHIND_MAX, behind))
            self._goal_counts = self.counts + behind
        else:
            self._behind_sum = min(50000, max(-50000, self._behind_sum + behind * dt_ms))
        effort = speed_counts_s * 1000 // self._full_speed_counts_s
        effort += behind * self._kp + self._behind_sum * self._ki // 1000
        if speed_counts_s > 0:
            effort += self._start_effort
        elif speed_counts_s < 0:
            effort -= self._start_effort
        self._motor.effort(effort)
