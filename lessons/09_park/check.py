"""Park between two lines: wholly inside, nose first, straight, and the wall behind it not touched."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import bumps, points, turned_deg

AHEAD_MM, AHEAD_ALLOWED_MM = 600, 42  # 260 mm between the lines, a robot is 160 wide and a line 12
RIGHT_MM_MIN = 330  # its tail is behind the line's beginning
CORNER_DEG, ASKEW_DEG_MAX = 90, 12


def check(run: Run) -> Miss | None:
    ahead_mm, right_mm = points(run)[-1]
    corner_deg = turned_deg(run)
    if corner_deg < -CORNER_DEG / 2:
        return Miss("wrong_side")
    if bumps(run):
        return Miss("bumped")
    if abs(corner_deg - CORNER_DEG) > ASKEW_DEG_MAX:
        return Miss("askew", actual_deg=abs(corner_deg - CORNER_DEG))
    if ahead_mm < AHEAD_MM - AHEAD_ALLOWED_MM:
        return Miss("too_early", off_cm=(AHEAD_MM - ahead_mm) / 10)
    if ahead_mm > AHEAD_MM + AHEAD_ALLOWED_MM:
        return Miss("too_late", off_cm=(ahead_mm - AHEAD_MM) / 10)
    if right_mm < RIGHT_MM_MIN:
        return Miss("not_in", off_cm=(RIGHT_MM_MIN - right_mm) / 10 + 1)
    return None
