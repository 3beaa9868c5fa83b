"""A square of 20 cm with a loop: four corners of 90 degrees, four equal sides, and back where it began within 5 cm."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import closure_mm, turned_deg, turns, way_mm

CORNERS = 4
SIDE_CM = 20
CORNER_LEAST_DEG = 30
CORNER_ALLOWED_DEG = 10
SIDE_ALLOWED_CM = 2
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
    side_cm = way_mm(run) / CORNERS / 10
    if abs(side_cm - SIDE_CM) > SIDE_ALLOWED_CM:
        return Miss("side", expected_cm=SIDE_CM, actual_cm=side_cm)
    if closure_mm(run) > CLOSURE_MM_MAX or abs(turned_deg(run)) < 300:
        return Miss("open", actual_cm=closure_mm(run) / 10)
    return None
