"""The hopper on the robot and the balls that fall out of it, one at a time, while the servo is open."""

from firmware.virtual.noise import Stream
from firmware.virtual.plan import FieldPlan

__all__ = ["Hopper"]

OPEN_NS = 1_500_000  # a servo pulse longer than this holds the gate open


class Hopper:
    """Balls on board, in the tower and lost. Two balls never fall within `apart_ms`, so that each can be counted."""

    def __init__(self, seed: int, plan: FieldPlan) -> None:
        self._plan = plan
        self._draws = Stream(seed, 3)
        self._next_ms = 0
        self._last_ms = -plan.ball_apart_ms
        self.is_open = False
        self.on_board = plan.hopper_balls
        self.in_tower = 0
        self.lost = 0

    def reload(self) -> None:
        """Fill it to the brim (the player, at home)."""
        self.on_board = self._plan.hopper_balls

    def command(self, pulse_ns: int, now_ms: int) -> None:
        """Take a servo pulse; the first ball needs `travel_ms` after the gate opens."""
        opens = pulse_ns > OPEN_NS
        if opens and not self.is_open:
            self._next_ms = max(now_ms + self._plan.ball_travel_ms, self._last_ms + self._plan.ball_apart_ms)
        self.is_open = opens

    def fall(self, now_ms: int, is_at_tower: bool) -> bool:
        """Let a ball fall if one is due; return whether it went into the tower."""
        if not self.is_open or now_ms < self._next_ms or self.on_board == 0:
            return False
        jitter = self._plan.ball_jitter_ms
        self._next_ms = now_ms + int(self._plan.ball_interval_ms + self._draws.between(-jitter, jitter))
        self._last_ms = now_ms
        self.on_board -= 1
        if is_at_tower:
            self.in_tower += 1
        else:
            self.lost += 1
        return is_at_tower
