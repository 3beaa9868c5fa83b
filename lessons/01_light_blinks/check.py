"""The light goes on five times or more: half a second on, half a second off, each within 10 %."""

import itertools

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import lit_spans

TIMES = 5
HALF_S = 0.5
SHARE = 0.1


def check(run: Run) -> Miss | None:
    spans = lit_spans(run)
    if not spans:
        return Miss("never_lit")
    if len(spans) == 1 and not spans[0].is_whole:
        return Miss("stays_on")
    for span in spans:
        if span.is_whole and not _is_half(span.length_ms):
            return Miss("on_time", expected_s=HALF_S, actual_s=span.length_ms / 1000)
    for before, after in itertools.pairwise(spans):
        if not _is_half(after.begin_ms - before.end_ms):
            return Miss("off_time", expected_s=HALF_S, actual_s=(after.begin_ms - before.end_ms) / 1000)
    if len(spans) < TIMES:
        return Miss("too_few", expected=TIMES, actual=len(spans))
    return None


def _is_half(length_ms: float) -> bool:
    return abs(length_ms / 1000 - HALF_S) <= HALF_S * SHARE
