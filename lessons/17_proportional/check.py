"""Once around faster than on-off can (lesson 16), and with less than 60 % of its swing."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import lap_ms, lost_line, swing_deg, way_mm

LAP_CM, LEAST_MM = 286, 2400
LOST_MS = 1000
EARLY_MS = 100
ON_OFF_SWING_DEG = 3.2  # lesson 16's solution, root mean square; it takes 22.7 s
SWING_DEG_MAX = 0.6 * ON_OFF_SWING_DEG
LAP_S_MAX = 21


def check(run: Run) -> Miss | None:
    round_ms, lost = lap_ms(run, LEAST_MM), lost_line(run, LOST_MS)
    if lost is not None and (round_ms is None or lost.at_ms < round_ms):
        return Miss("lost", way_cm=way_mm(run, 0, lost.at_ms) / 10, lap_cm=LAP_CM)
    if round_ms is None and run.ending.at_ms < run.limit_ms - EARLY_MS:
        return Miss("ended", way_cm=way_mm(run) / 10, lap_cm=LAP_CM)
    if round_ms is None or round_ms > LAP_S_MAX * 1000:
        return Miss("too_slow", seconds=(round_ms or run.ending.at_ms) / 1000, most_s=LAP_S_MAX)
    actual_deg = swing_deg(run, round_ms)
    if actual_deg > SWING_DEG_MAX:
        return Miss("swings", actual_deg=actual_deg, most_deg=SWING_DEG_MAX, before_deg=ON_OFF_SWING_DEG)
    return None
