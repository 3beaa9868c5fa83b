"""60 cm with a full battery and with a weak one: 57 to 63 cm each time, straight on. Every second try is a weak one."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import turned_deg, way_mm

EXPECTED_CM = 60
ALLOWED_CM = 3
TURNED_DEG_MAX = 20


def check(run: Run) -> Miss | None:
    actual_cm, actual_deg = way_mm(run) / 10, abs(turned_deg(run))
    if actual_deg > TURNED_DEG_MAX:
        return Miss("turned", actual_deg=actual_deg)
    if actual_cm < EXPECTED_CM - ALLOWED_CM and run.number % 2 == 1:
        return Miss("weak_short", actual_cm=actual_cm)
    if actual_cm < EXPECTED_CM - ALLOWED_CM:
        return Miss("too_short", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    if actual_cm > EXPECTED_CM + ALLOWED_CM:
        return Miss("too_far", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    return None
