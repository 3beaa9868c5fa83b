"""Two things at a time: the tune sounds while the wheels turn, and nothing keeps the blinking light waiting."""

from itertools import pairwise

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import first_move_ms, last_move_ms, notes, way_mm

WAY_CM, WAY_OFF_CM = 40, 3
TUNE_HZ = (523, 392, 523, 392)
BLINK_MS, LATE_MS = 50, 20  # the light changes so often; nobody may keep it waiting longer than that
EDGE_MS = 200  # at the beginning and the end of the way the light may just be starting


def check(run: Run) -> Miss | None:
    heard = notes(run)
    if not heard:
        return Miss("silent", expected=len(TUNE_HZ))
    if tuple(note.hertz for note in heard) != TUNE_HZ:
        return Miss("other_tune", actual=len(heard), expected=len(TUNE_HZ))
    way_cm = way_mm(run) / 10
    if abs(way_cm - WAY_CM) > WAY_OFF_CM:
        return Miss("wrong_way", actual_cm=way_cm, expected_cm=WAY_CM)
    begin_ms, end_ms = first_move_ms(run) or 0, last_move_ms(run) or 0
    with_wheels = [note for note in heard if note.end_ms > begin_ms and note.begin_ms < end_ms]
    if len(with_wheels) < len(heard):
        return Miss("one_after_other", actual=len(with_wheels), expected=len(heard))
    late_ms = longest_light_ms(run, begin_ms, end_ms)
    if late_ms > BLINK_MS + LATE_MS:
        return Miss("light_waits", late_ms=late_ms, expected_ms=BLINK_MS)
    return None


def longest_light_ms(run: Run, begin_ms: float, end_ms: float) -> float:
    """For how long the light stayed as it was, at most, while the wheels turned."""
    inside = [change.at_ms for change in run.lights if begin_ms + EDGE_MS < change.at_ms < end_ms - EDGE_MS]
    moments = [begin_ms + EDGE_MS, *inside, end_ms - EDGE_MS]
    return max(later - earlier for earlier, later in pairwise(moments))
