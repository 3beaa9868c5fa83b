"""What the field's gates see: pure geometry and small state, asked every few milliseconds.

home_out    the whole body has left home, for the first time since it stood inside
tower_in    the nose is at the tower and the robot has stood still_ms
tower_out   the nose has moved away_mm from where it was at tower_in
home_in     the axle's middle is inside home and the robot has stood still_ms, after home_out
"""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from firmware.virtual.mat import Mat, Rect
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM, Drive

if TYPE_CHECKING:
    from firmware.virtual.plan import GatePlan

__all__ = ["GateWatch", "body_overlaps", "reach"]

_REACH_MM = sqrt(BODY_FRONT_MM * BODY_FRONT_MM + BODY_HALF_MM * BODY_HALF_MM)
_MIDDLE_MM = (BODY_FRONT_MM - BODY_BACK_MM) / 2
_LENGTH_HALF_MM = (BODY_FRONT_MM + BODY_BACK_MM) / 2


def body_overlaps(x: float, y: float, cos: float, sin: float, rect: Rect) -> bool:
    """Whether the robot's body (axle at x, y, looking along cos, sin) and an upright rectangle share any point.

    Two rectangles are apart when one of their four side directions separates them.
    """
    half_width, half_height = (rect.right - rect.left) / 2, (rect.top - rect.bottom) / 2
    away_x = x + _MIDDLE_MM * cos - (rect.left + half_width)
    away_y = y + _MIDDLE_MM * sin - (rect.bottom + half_height)
    steep_cos, steep_sin = abs(cos), abs(sin)
    return (
        abs(away_x) <= half_width + _LENGTH_HALF_MM * steep_cos + BODY_HALF_MM * steep_sin
        and abs(away_y) <= half_height + _LENGTH_HALF_MM * steep_sin + BODY_HALF_MM * steep_cos
        and abs(away_x * cos + away_y * sin) <= _LENGTH_HALF_MM + half_width * steep_cos + half_height * steep_sin
        and abs(away_y * cos - away_x * sin) <= BODY_HALF_MM + half_width * steep_sin + half_height * steep_cos
    )


class GateWatch:
    """The four gates a robot passes; balls are counted where they fall."""

    def __init__(self, plan: "GatePlan", mat: Mat) -> None:
        self._plan = plan
        self._home = mat.home
        angle = plan.tower_heading_deg * 3.141592653589793 / 180
        self._ahead = (cosine(angle), sine(angle))
        self._face = mat.line[-1]
        self._tower_at = (0.0, 0.0)
        self.still_ms = 0
        self.is_out = False
        self.is_at_tower = False

    def nose_to_tower(self, drive: Drive) -> tuple[float, float]:
        """(distance ahead, distance to the left) from the nose to the middle of the tower's face, mm."""
        away_x = self._face[0] - (drive.x_mm + BODY_FRONT_MM * drive.cos)
        away_y = self._face[1] - (drive.y_mm + BODY_FRONT_MM * drive.sin)
        cos, sin = self._ahead
        return away_x * cos + away_y * sin, away_y * cos - away_x * sin

    def is_nose_near(self, drive: Drive) -> bool:
        """Whether the nose is at the tower, looking at it."""
        cos, sin = self._ahead
        if drive.cos * cos + drive.sin * sin < 0.7:
            return False
        ahead, aside = self.nose_to_tower(drive)
        return -10.0 < ahead <= self._plan.tower_near_mm and abs(aside) < self._plan.tower_lateral_mm

    def look(self, drive: Drive, passed_ms: int) -> list[str]:
        """Names of the gates passed since the last look, which was `passed_ms` ago."""
        plan = self._plan
        limit = plan.still_mm_s
        if -limit < drive.left_mm_s < limit and -limit < drive.right_mm_s < limit:
            self.still_ms += passed_ms
        else:
            self.still_ms = 0
        has_stood = self.still_ms >= plan.still_ms
        home = self._home
        passed = []
        if self.is_out:
            if has_stood and home.holds(drive.x_mm, drive.y_mm):
                self.is_out = False
                passed.append("home_in")
        elif not home.holds(drive.x_mm, drive.y_mm) and not body_overlaps(
            drive.x_mm, drive.y_mm, drive.cos, drive.sin, home
        ):
            self.is_out = True
            passed.append("home_out")
        if self.is_at_tower:
            away_x = drive.x_mm + BODY_FRONT_MM * drive.cos - self._tower_at[0]
            away_y = drive.y_mm + BODY_FRONT_MM * drive.sin - self._tower_at[1]
            if away_x * away_x + away_y * away_y > plan.away_mm * plan.away_mm:
                self.is_at_tower = False
                passed.append("tower_out")
        elif has_stood and self.is_out and self.is_nose_near(drive):
            self.is_at_tower = True
            self._tower_at = (drive.x_mm + BODY_FRONT_MM * drive.cos, drive.y_mm + BODY_FRONT_MM * drive.sin)
            passed.append("tower_in")
        return passed


def reach(blocks: Sequence[Rect]) -> tuple[float, float, float]:
    """Circle outside which no part of a body touches any of the blocks: x, y, radius; radius 0 without blocks."""
    if not blocks:
        return 0.0, 0.0, 0.0
    left, right = min(block.left for block in blocks), max(block.right for block in blocks)
    bottom, top = min(block.bottom for block in blocks), max(block.top for block in blocks)
    width, height = right - left, top - bottom
    return (left + right) / 2, (bottom + top) / 2, sqrt(width * width + height * height) / 2 + _REACH_MM
