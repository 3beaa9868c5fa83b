"""Gates across a line, behind a crossing: passed by the middle of the axle, in one direction only."""

from typing import TYPE_CHECKING

from firmware.virtual.mat import Segment

if TYPE_CHECKING:
    from firmware.virtual.robot_on_field import FieldRobot

__all__ = ["CrossingWatch"]

CARRIED_MM = 50.0  # further between two looks: a hand has moved it


class CrossingWatch:
    """Watches the ways taken at crossings. A gate runs from the left to the right of a robot that passes it."""

    def __init__(self, crossings: tuple[tuple[str, Segment], ...]) -> None:
        self._crossings = crossings
        self._at: tuple[float, float] | None = None

    def look(self, robot: "FieldRobot", passed_ms: int) -> list[str]:  # noqa: ARG002 - as all eyes are asked
        """Names of the gates passed since the last look."""
        x, y = robot.drive.x_mm, robot.drive.y_mm
        before, self._at = self._at, (x, y)
        if before is None or before == (x, y):
            return []
        if abs(x - before[0]) > CARRIED_MM or abs(y - before[1]) > CARRIED_MM:
            return []
        return [name for name, segment in self._crossings if _passes(segment, before, (x, y))]


def _passes(segment: Segment, before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Whether the way from `before` to `after` goes through the segment, with its beginning on the left."""
    (x, y), (to_x, to_y) = segment
    across_x, across_y = to_x - x, to_y - y
    was = across_x * (before[1] - y) - across_y * (before[0] - x)
    now = across_x * (after[1] - y) - across_y * (after[0] - x)
    if not was < 0 <= now:
        return False
    share = was / (was - now)
    at_x = before[0] + share * (after[0] - before[0]) - x
    at_y = before[1] + share * (after[1] - before[1]) - y
    return 0 <= at_x * across_x + at_y * across_y <= across_x * across_x + across_y * across_y
