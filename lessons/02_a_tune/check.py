"""C4, D4, E4, in this order and nothing else, half a second each."""

from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import notes

TUNE = (("C4", 262), ("D4", 294), ("E4", 330))
LENGTH_S = 0.5
SHARE = 0.1
GAP_S = 0.02  # the library keeps the end of each note silent
HERTZ_OFF_MAX = 4


def check(run: Run) -> Miss | None:
    heard = notes(run)
    if not heard:
        return Miss("no_sound")
    for place, (note, (name, hertz)) in enumerate(zip(heard, TUNE, strict=False), start=1):
        if abs(note.hertz - hertz) > HERTZ_OFF_MAX:
            return Miss("wrong_note", place=place, expected=name)
    if len(heard) != len(TUNE):
        return Miss("too_few" if len(heard) < len(TUNE) else "too_many", expected=len(TUNE), actual=len(heard))
    for place, note in enumerate(heard, start=1):
        actual_s = note.length_ms / 1000 + GAP_S
        if abs(actual_s - LENGTH_S) > LENGTH_S * SHARE:
            return Miss("length", place=place, expected_s=LENGTH_S, actual_s=actual_s)
    return None
