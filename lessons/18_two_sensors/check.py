"""Two sensors: 120 cm of the line in ten seconds, a bend among them, and never half a second without it."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import lost_line, way_mm

FAR_CM = 120
BEND_CM = 90  # the line is straight until there


def check(run: Run) -> Miss | None:
    lost = lost_line(run)
    way_cm = way_mm(run, 0, lost.at_ms if lost else None) / 10
    if lost is not None:
        return Miss("lost_in_bend" if way_cm >= BEND_CM else "lost_at_once", way_cm=way_cm)
    if way_cm < FAR_CM:
        return Miss("too_slow", way_cm=way_cm)
    return None
