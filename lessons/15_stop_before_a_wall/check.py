"""The nose stands 8 to 12 cm before the wall, and never touched it."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import bumps, turned_deg

LEAST_CM, MOST_CM = 8, 12
TURNED_DEG_MAX = 20


def check(run: Run) -> Miss | None:
    if bumps(run):
        return Miss("hit")
    actual_deg = abs(turned_deg(run))
    if actual_deg > TURNED_DEG_MAX or run.end.distance_mm is None:
        return Miss("turned", actual_deg=actual_deg)
    actual_cm = run.end.distance_mm / 10
    if actual_cm > MOST_CM:
        return Miss("too_far", actual_cm=actual_cm, least_cm=LEAST_CM, most_cm=MOST_CM)
    if actual_cm < LEAST_CM:
        return Miss("too_near", actual_cm=actual_cm, least_cm=LEAST_CM, most_cm=MOST_CM)
    return None
