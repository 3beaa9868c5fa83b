"""Fast and steady: 130 cm of a winding line in six seconds, and never half a second without it."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import lost_line, off_line_mm, rms, way_mm

FAR_CM = 130
STRAIGHT_CM = 20  # the line is straight until there


def check(run: Run) -> Miss | None:
    lost = lost_line(run, 300)
    end_ms = lost.at_ms if lost else None
    way_cm = way_mm(run, 0, end_ms) / 10
    swing_mm = rms([offset for offset in off_line_mm(run, 0, end_ms) if offset is not None])
    if lost is not None and way_cm < STRAIGHT_CM * 2 and turned(run, lost.at_ms) < 3:
        return Miss("no_steering", way_cm=way_cm)
    if lost is not None:
        return Miss("swings_off", way_cm=way_cm, swing_mm=swing_mm)
    if way_cm < FAR_CM:
        return Miss("too_slow", way_cm=way_cm, expected_cm=FAR_CM)
    return None


def turned(run: Run, end_ms: int) -> float:
    """By how much it swung to and fro, at most, degrees."""
    headings = [one.heading_deg for one in run.samples if one.at_ms <= end_ms]
    return max(headings) - min(headings)
