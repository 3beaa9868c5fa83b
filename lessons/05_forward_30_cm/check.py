"""Forward 30 cm: the middle between the wheels ends 28 to 32 cm ahead, and the robot still looks where it looked."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import turned_deg, way_mm

EXPECTED_CM = 30
ALLOWED_CM = 2
TURNED_DEG_MAX = 20


def check(run: Run) -> Miss | None:
    actual_cm, actual_deg = way_mm(run) / 10, turned_deg(run)
    if abs(actual_deg) > TURNED_DEG_MAX:
        return Miss("turned", actual_deg=abs(actual_deg))
    if actual_cm < 0:
        return Miss("backward", actual_cm=-actual_cm)
    if actual_cm < EXPECTED_CM - ALLOWED_CM:
        return Miss("too_short", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    if actual_cm > EXPECTED_CM + ALLOWED_CM:
        return Miss("too_far", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    return None
