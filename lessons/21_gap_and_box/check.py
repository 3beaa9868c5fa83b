"""Gaps and a box: all along the line, over its two gaps, and 8 to 20 cm before the box it stands."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import bumps, lost_line, stands, way_mm

WAY_MM_MIN = 1600  # as far as the last part of the line
GAP_MS = 1500  # a gap is crossed in less
NEAR_CM, FAR_CM = 8, 20


def check(run: Run) -> Miss | None:
    lost = lost_line(run, GAP_MS)
    way_mm_on_line = way_mm(run, 0, lost.at_ms if lost else None)
    if way_mm_on_line < WAY_MM_MIN and lost is not None:
        has_stopped = any(stand.begin.at_ms >= lost.at_ms for stand in stands(run, GAP_MS // 2))
        is_there = way_mm(run) - way_mm_on_line < 150 and has_stopped
        return Miss("in_the_gap" if is_there else "off_track", way_cm=way_mm_on_line / 10)
    if bumps(run):
        return Miss("touched")
    if way_mm_on_line < WAY_MM_MIN:
        return Miss("in_the_gap", way_cm=way_mm_on_line / 10)
    distance_cm = (run.end.distance_mm or 2000) / 10
    if distance_cm > FAR_CM:
        return Miss("too_early", distance_cm=distance_cm)
    if distance_cm < NEAR_CM:
        return Miss("touched")
    return None
