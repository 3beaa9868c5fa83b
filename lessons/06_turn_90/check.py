"""Turn 90: it looks 85 to 95 degrees further to the right at the end, and its middle has stayed where it was."""

from math import hypot

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import points, turned_deg

EXPECTED_DEG = 90
ALLOWED_DEG = 5
AWAY_CM_MAX = 5


def check(run: Run) -> Miss | None:
    actual_deg = turned_deg(run)
    away_cm = max(hypot(x_mm, y_mm) for x_mm, y_mm in points(run)) / 10
    if away_cm > AWAY_CM_MAX:
        return Miss("drove_away", actual_cm=away_cm)
    if actual_deg < 0:
        return Miss("to_the_left", actual_deg=-actual_deg)
    if actual_deg < EXPECTED_DEG - ALLOWED_DEG:
        return Miss("too_little", expected_deg=EXPECTED_DEG, actual_deg=actual_deg)
    if actual_deg > EXPECTED_DEG + ALLOWED_DEG:
        return Miss("too_much", expected_deg=EXPECTED_DEG, actual_deg=actual_deg)
    return None
