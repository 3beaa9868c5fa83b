"""20 cm, a quarter to the right, 20 cm; and the number of the line that was wrong is printed."""

import re

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import turned_deg, way_mm

LINE = 8
TURN_DEG = 90
ALLOWED_DEG = 15
EXPECTED_CM = 40
ALLOWED_CM = 4


def check(run: Run) -> Miss | None:
    actual_deg, actual_cm = turned_deg(run), way_mm(run) / 10
    if abs(actual_deg - TURN_DEG) > ALLOWED_DEG:
        return Miss("turn_gone", actual_deg=actual_deg)
    if abs(actual_cm - EXPECTED_CM) > ALLOWED_CM:
        return Miss("way", expected_cm=EXPECTED_CM, actual_cm=actual_cm)
    named = [int(number) for line in run.printed for number in re.findall(r"\d+", line.text)]
    if LINE in named:
        return None
    if not any(named):
        return Miss("not_named")
    return Miss("wrong_line", actual=next(number for number in named if number))
