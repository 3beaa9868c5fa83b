"""SumoBot's ring and what its referee sees: who touches the floor outside, who is locked, when nobody moves.

    bout begins ─▶ one is out ─▶ bout_a | bout_b          the other is out within NEAR_TOGETHER_MS ─▶ restart
                ─▶ neither gets anywhere for `locked_ms` ─▶ restart; after a few of them, late enough ─▶ draw

Pure: the referee is told the robots' places and the time, and says which gate is passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, Drive
from firmware.virtual.plan_reader import PlanReader

__all__ = ["RING_GATES", "RingPlan", "RingReferee", "read_ring"]

RING_GATES = ("bout_a", "bout_b", "restart", "draw")
NEAR_TOGETHER_MS = 300
MOVES_MM = 30.0  # less is getting nowhere
TURNS_COS = 0.9  # 25 degrees: one that turns looks for the other
DRAW_FROM_MS = 60_000
RESTARTS_MAX = 3  # in a row, before a draw is called


@dataclass(frozen=True, slots=True)
class RingPlan:
    """A raised ring. The second robot's start is that of side B."""

    x_mm: float
    y_mm: float
    radius_mm: float
    height_mm: float
    locked_ms: int
    b_x_mm: float
    b_y_mm: float
    b_heading_deg: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is on it."""
        away_x, away_y = x - self.x_mm, y - self.y_mm
        return away_x * away_x + away_y * away_y <= self.radius_mm * self.radius_mm


def read_ring(read: PlanReader) -> RingPlan:
    """Read [ring] and [start_b].

    Raises: FieldError: a key is missing or wrong, or a robot would not stand on it at the start.
    """
    ring = RingPlan(
        x_mm=read.number("ring", "x_mm"),
        y_mm=read.number("ring", "y_mm"),
        radius_mm=read.amount("ring", "radius_mm"),
        height_mm=read.amount("ring", "height_mm"),
        locked_ms=int(read.amount("ring", "locked_ms")),
        b_x_mm=read.number("start_b", "x_mm"),
        b_y_mm=read.number("start_b", "y_mm"),
        b_heading_deg=read.number("start_b", "heading_deg"),
    )
    if ring.radius_mm < 2 * (BODY_FRONT_MM + BODY_BACK_MM):
        raise read.fail("ring.radius_mm", "two robots must have room on it")
    if not ring.holds(ring.b_x_mm, ring.b_y_mm):
        raise read.fail("start_b", "must lie on the ring")
    if not ring.holds(read.number("start", "x_mm"), read.number("start", "y_mm")):
        raise read.fail("start", "must lie on the ring")
    return ring


class RingReferee:
    """Looks at two robots, in the order of sides A and B. `begin` before each bout."""

    def __init__(self, plan: RingPlan) -> None:
        self._plan = plan
        self._restarts = 0
        self.begin(0)

    def begin(self, now_ms: int) -> None:
        """A bout begins; nobody is out."""
        self._out_ms: list[int | None] = [None, None]
        self._is_told = False
        self._stood_at: list[tuple[float, float, float, float]] = []
        self._stood_ms = now_ms

    def look(self, drives: Sequence[Drive], now_ms: int, match_ms: int) -> str | None:
        """The gate that is passed now, if one is; one a bout.

        Args: now_ms: the field's clock. match_ms: since the match began.
        """
        if self._is_told:
            return None
        told = self._look_outside(drives, now_ms) or self._look_for_a_lock(drives, now_ms)
        if told is None:
            return None
        self._is_told = True
        self._restarts = self._restarts + 1 if told == "restart" else 0
        if self._restarts >= RESTARTS_MAX and match_ms >= DRAW_FROM_MS:
            return "draw"
        return told

    def _look_outside(self, drives: Sequence[Drive], now_ms: int) -> str | None:
        """A robot tips over the edge when its axle is beyond it."""
        for side, drive in enumerate(drives):
            if self._out_ms[side] is None and not self._plan.holds(drive.x_mm, drive.y_mm):
                self._out_ms[side] = now_ms
        first, second = self._out_ms
        if first is not None and second is not None:
            return "restart"
        if first is not None and now_ms - first >= NEAR_TOGETHER_MS:
            return "bout_b"
        if second is not None and now_ms - second >= NEAR_TOGETHER_MS:
            return "bout_a"
        return None

    def _look_for_a_lock(self, drives: Sequence[Drive], now_ms: int) -> str | None:
        places = [(drive.x_mm, drive.y_mm, drive.cos, drive.sin) for drive in drives]
        if not self._stood_at or any(_has_moved(*pair) for pair in zip(self._stood_at, places, strict=True)):
            self._stood_at, self._stood_ms = places, now_ms
            return None
        return "restart" if now_ms - self._stood_ms >= self._plan.locked_ms else None


def _has_moved(before: tuple[float, float, float, float], now: tuple[float, float, float, float]) -> bool:
    away_x, away_y = now[0] - before[0], now[1] - before[1]
    is_elsewhere = away_x * away_x + away_y * away_y > MOVES_MM * MOVES_MM
    return is_elsewhere or before[2] * now[2] + before[3] * now[3] < TURNS_COS
