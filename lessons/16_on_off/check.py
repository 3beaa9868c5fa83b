"""Once around the line, never a second without it."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import lap_ms, lost_line, way_mm

LAP_CM, LEAST_MM = 286, 2400  # the inner edge is shorter
LOST_MS = 1000
EARLY_MS = 100


def check(run: Run) -> Miss | None:
    round_ms, lost = lap_ms(run, LEAST_MM), lost_line(run, LOST_MS)
    if lost is not None and (round_ms is None or lost.at_ms < round_ms):
        return Miss("lost", way_cm=way_mm(run, 0, lost.at_ms) / 10, lap_cm=LAP_CM)
    if round_ms is not None:
        return None
    if run.ending.at_ms < run.limit_ms - EARLY_MS:
        return Miss("ended", way_cm=way_mm(run) / 10, lap_cm=LAP_CM)
    return Miss("too_slow", way_cm=way_mm(run) / 10, lap_cm=LAP_CM, seconds=run.limit_ms / 1000)
