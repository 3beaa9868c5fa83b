"""A rectangle of 30 by 15 cm with a function of one's own: four corners, its two lengths, and back within 5 cm."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import closure_mm, points, turns

CORNERS = 4
LONG_CM, SHORT_CM, ALLOWED_CM = 30, 15, 5  # a turn on the spot swings its middle a little, too
CORNER_LEAST_DEG, CORNER_ALLOWED_DEG = 30, 10
CLOSURE_MM_MAX = 50


def check(run: Run) -> Miss | None:
    corners = turns(run, CORNER_LEAST_DEG)
    if len(corners) < CORNERS:
        return Miss("few_corners", actual=len(corners))
    if len(corners) > CORNERS:
        return Miss("many_corners", actual=len(corners))
    corner_deg = sum(abs(corner) for corner in corners) / CORNERS
    if abs(corner_deg - 90) > CORNER_ALLOWED_DEG:
        return Miss("corner", actual_deg=corner_deg)
    if closure_mm(run) > CLOSURE_MM_MAX:
        return Miss("not_closed", actual_cm=closure_mm(run) / 10)
    xs, ys = zip(*points(run), strict=True)
    short_cm, long_cm = sorted(((max(xs) - min(xs)) / 10, (max(ys) - min(ys)) / 10))
    if abs(long_cm - LONG_CM) > ALLOWED_CM or abs(short_cm - SHORT_CM) > ALLOWED_CM:
        return Miss("size", long_cm=long_cm, short_cm=short_cm)
    return None
