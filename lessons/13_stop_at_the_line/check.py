"""The sensors stand on the line: at no time farther than 1 cm past its near edge."""

from itertools import pairwise

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import BLACK_PERCENT, way_mm

OVER_CM_MAX = 1
DOUBT_MM = 2.5  # where an edge is, a sensor knows no better
ON_PERCENT_MIN = 30


def check(run: Run) -> Miss | None:
    ways_mm = [(one.left_mm + one.right_mm) / 2 for one in run.samples]
    edge_mm = _edge_mm(run, ways_mm)
    if edge_mm is not None and max(ways_mm) - edge_mm > OVER_CM_MAX * 10 + DOUBT_MM:
        return Miss("overrun", over_cm=(max(ways_mm) - edge_mm) / 10, allowed_cm=OVER_CM_MAX)
    if max(run.end.line) >= ON_PERCENT_MIN:
        return None
    actual_cm = way_mm(run) / 10
    return Miss("backward", actual_cm=-actual_cm) if actual_cm < 0 else Miss("not_reached", actual_cm=actual_cm)


def _edge_mm(run: Run, ways_mm: list[float]) -> float | None:
    """After which way a sensor was half on the line for the first time; between two samples, because it drives fast."""
    blacks = [max(one.line) for one in run.samples]
    for (before, now), (way_before, way_now) in zip(pairwise(blacks), pairwise(ways_mm), strict=True):
        if before < BLACK_PERCENT <= now:
            return way_before + (way_now - way_before) * (BLACK_PERCENT - before) / (now - before)
    return None
