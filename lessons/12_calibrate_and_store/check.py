"""Two lives: in the first the robot swings to learn the grey line; in the second it goes at once; both follow it."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import points

SWING_DEG_MIN = 80  # calibrate() swings over 120
SWING_DEG_MAX = 60  # what following a straight line may need
OFF_MM_MAX = 100
WAY_MM_MIN = 300


def check(run: Run) -> Miss | None:
    first = run.before or run
    if _swing_deg(first) < SWING_DEG_MIN:
        return Miss("not_learned")
    miss = _followed(first, 1)
    if miss is None and run.before is not None:
        if _swing_deg(run) > SWING_DEG_MAX:
            return Miss("learned_again", actual_deg=_swing_deg(run))
        miss = _followed(run, 2)
    return miss


def _followed(run: Run, life: int) -> Miss | None:
    way = points(run)
    off_mm = max(abs(right_mm) for _, right_mm in way)
    if off_mm > OFF_MM_MAX:
        return Miss("off_line", life=life, off_cm=off_mm / 10)
    if way[-1][0] < WAY_MM_MIN:
        return Miss("no_drive", life=life, actual_cm=max(0.0, way[-1][0]) / 10)
    return None


def _swing_deg(run: Run) -> float:
    """From the farthest to the left to the farthest to the right that it looked."""
    headings = [one.heading_deg for one in run.samples]
    return max(headings) - min(headings)
