"""Count the side streets: turn left into the second one and follow it to its end."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import points, turned_deg, way_mm

FIRST_MM, APART_MM = 450, 400  # the first side street from the start, and each one from the one before
STREET_MM_MIN = 220
TURNED_DEG_MIN = 50


def check(run: Run) -> Miss | None:
    ahead_mm, right_mm = points(run)[-1]
    if turned_deg(run) > TURNED_DEG_MIN:
        return Miss("to_the_right")
    if abs(turned_deg(run)) < TURNED_DEG_MIN:
        return Miss("passed_all", way_cm=way_mm(run) / 10)
    street = round((ahead_mm - FIRST_MM) / APART_MM) + 1
    if street != 2:
        return Miss("wrong_street", actual=max(street, 1))
    if -right_mm < STREET_MM_MIN:
        return Miss("not_to_the_end", way_cm=max(-right_mm, 0) / 10)
    return None
