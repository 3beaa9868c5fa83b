"""For the whole time the axle's middle stays in the ring, and the robot keeps coming to its black line."""

from itertools import pairwise
from math import dist, hypot

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import BLACK_PERCENT, points, stands

RING_MM = 350
STANDS_MS_MAX = 3000
ENDS_EARLY_MS = 500
VISITS_MIN = 3
PLACES_APART_MM = 100


def check(run: Run) -> Miss | None:
    for one, (ahead_mm, right_mm) in zip(run.samples, points(run), strict=True):
        if hypot(ahead_mm, right_mm) > RING_MM:
            return Miss("left_circle", at_s=one.at_ms / 1000)
    if run.ending.at_ms < run.limit_ms - ENDS_EARLY_MS:
        return Miss("ended", seconds=run.ending.at_ms / 1000, whole_s=run.limit_ms / 1000)
    stood_ms = max((stand.length_ms for stand in stands(run)), default=0)
    if stood_ms > STANDS_MS_MAX:
        return Miss("stood", stood_s=stood_ms / 1000)
    visits = _visits(run)
    return Miss("few_visits", count=visits, least=VISITS_MIN) if visits < VISITS_MIN else None


def _visits(run: Run) -> int:
    """At how many places, one after the other, a sensor came onto the black; turning on the spot finds no new one."""
    way = points(run)
    places: list[tuple[float, float]] = []
    for at, (before, now) in enumerate(pairwise(run.samples), 1):
        if max(before.line) < BLACK_PERCENT <= max(now.line):
            place = way[at]
            if not places or dist(place, places[-1]) >= PLACES_APART_MM:
                places.append(place)
    return len(places)
