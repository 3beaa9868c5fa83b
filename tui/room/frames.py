"""A try as a browser's canvas draws it: taken from a trace while it grows, a bundle at a time, in whole numbers.

A frame: [t_ms, x_mm, y_mm, heading_deg, left, middle, right, distance_mm, light, tone_hz]; x to the right and y up on
the mat from its lower left corner, heading counter-clockwise from the picture's right, the line sensors in percent
black, the distance null where nothing was in sight, light 0 or 1, tone 0 for silence.
"""

import time
from collections.abc import Callable
from typing import Any

from firmware.virtual.field import FieldView
from firmware.virtual.plan import FieldPlan
from firmware.virtual.trial_trace import Trace

__all__ = ["Frame", "Frames", "blocks_of", "frame_of"]

EVERY = 2
"""Of the trace's pictures, 20 ms apart: 25 a second are a film."""
BUNDLE_S = 0.1
PRINTED_MAX = 300
LINE_CHARACTERS_MAX = 200

Frame = list[float | int | None]


def frame_of(at_us: int, view: FieldView) -> Frame:
    """Return a picture of the field as a frame."""
    distance = None if view.distance_mm is None else round(view.distance_mm)
    return [at_us // 1000, round(view.x_mm, 1), round(view.y_mm, 1), round(view.heading_deg, 1),
            *(round(share * 100) for share in view.line), distance, int(view.is_lit), view.tone_hz]  # fmt: skip


def blocks_of(plan: FieldPlan) -> list[list[int]]:
    """Return [left, bottom, right, top] of what stands on the mat in this try."""
    return [[round(side) for side in (one.left, one.bottom, one.right, one.top)] for one in plan.mat.blocks]


class Frames:
    """What of a trace was not told yet. Args: clock: seconds, for the pace of the bundles only."""

    def __init__(self, trace: Trace, clock: Callable[[], float] = time.monotonic) -> None:
        self._trace, self._clock = trace, clock
        self._next = self._printed = 0
        self._told_s = -BUNDLE_S

    def new(self) -> dict[str, Any]:
        """A bundle, if it is time for one and the robot has been seen twice; else nothing."""
        now_s = self._clock()
        if len(self._trace.times_us) <= self._next + EVERY or now_s - self._told_s < BUNDLE_S:
            return {}
        self._told_s = now_s
        return self._bundle(len(self._trace.times_us))

    def rest(self) -> dict[str, Any]:
        """Everything up to the end, its last picture too."""
        trace = self._trace
        found = self._bundle(len(trace.times_us))
        if trace.times_us and (not found["frames"] or found["frames"][-1][0] != trace.times_us[-1] // 1000):
            found["frames"].append(frame_of(trace.times_us[-1], trace.views[-1]))
        return found

    def _bundle(self, count: int) -> dict[str, Any]:
        trace = self._trace
        chosen = range(self._next, count, EVERY)
        self._next = chosen[-1] + EVERY if chosen else self._next
        lines = trace.printed[self._printed : PRINTED_MAX]
        self._printed += len(lines)
        return {
            "frames": [frame_of(trace.times_us[index], trace.views[index]) for index in chosen],
            "printed": [[line.at_us // 1000, line.text[:LINE_CHARACTERS_MAX]] for line in lines],
            "bounded": len(trace.printed) > PRINTED_MAX or trace.printed_more > 0,
        }
