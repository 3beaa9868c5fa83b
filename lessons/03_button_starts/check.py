"""Nothing moves before the button; within a second of it the robot sets out, and it drives 20 cm."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import first_move_ms, way_mm

EXPECTED_CM = 20
ALLOWED_CM = 2
LATE_MS_MAX = 1000


def check(run: Run) -> Miss | None:
    moved_ms = first_move_ms(run) or 0
    pressed_ms = next((one.at_ms for one in run.samples if one.is_pressed), run.limit_ms)
    if moved_ms < pressed_ms:
        return Miss("started_early", early_s=(pressed_ms - moved_ms) / 1000)
    if moved_ms > pressed_ms + LATE_MS_MAX:
        return Miss("started_late", late_s=(moved_ms - pressed_ms) / 1000)
    actual_cm = way_mm(run) / 10
    if actual_cm < EXPECTED_CM - ALLOWED_CM:
        return Miss("too_short", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    if actual_cm > EXPECTED_CM + ALLOWED_CM:
        return Miss("too_far", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    return None
