"""At least 20 numbers on the screen, each what the middle sensor saw then, and both white and black among them."""

import re

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import between

COUNT_MIN = 20
BLACK_MIN, WHITE_MAX = 70, 30
OFF_MAX = 15  # noise, and the way between the look and the print
LOOK_MS = 60
OTHER_SHARE_MAX = 0.2
TEXT_MAX = 30


def check(run: Run) -> Miss | None:
    found = [(one.at_ms, float(number[0])) for one in run.printed if (number := re.search(r"-?\d+(\.\d+)?", one.text))]
    if not run.printed:
        return Miss("prints_nothing")
    if not found or run.printed[0].text.startswith("<"):
        return Miss("no_numbers", text=run.printed[0].text.partition(" at 0x")[0][:TEXT_MAX])
    if len(found) < COUNT_MIN:
        return Miss("too_few", count=len(found))
    others = sum(not _was_seen(run, at_ms, number) for at_ms, number in found)
    if others > OTHER_SHARE_MAX * len(found):
        return Miss("not_the_sensor", count=others, total=len(found))
    most, least = max(number for _, number in found), min(number for _, number in found)
    if most < BLACK_MIN:
        return Miss("no_black", most=most)
    if least > WHITE_MAX:
        return Miss("no_white", least=least)
    return None


def _was_seen(run: Run, at_ms: int, number: float) -> bool:
    """Whether the middle sensor saw so much black around that moment."""
    seen = [one.line[1] for one in between(run, at_ms - LOOK_MS, at_ms + LOOK_MS)]
    return not seen or min(seen) - OFF_MAX <= number <= max(seen) + OFF_MAX
