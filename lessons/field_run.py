"""One try of a lesson's program on the simulated field, told as a Run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware.virtual.guests import Flash
from firmware.virtual.noise import Stream, hash_numbers
from firmware.virtual.physics import EVEN, RobotModel
from firmware.virtual.player_script import PlayerScript
from firmware.virtual.trial import Trial
from firmware.virtual.trial_trace import LIGHT, Trace
from lessons.lesson import Lesson
from lessons.program import Program
from lessons.run import Change, Ending, Passed, Printed, Run, Sample

__all__ = ["BATTERY_V", "hold", "seed_of", "told"]

BATTERY_V = 7.4  # what the field's battery gives when it is full
CPU_LIMIT_S = 1.5  # a child's program that computes longer without a look or a wait is stuck
SEEDS = 1_000_000


def seed_of(lesson: Lesson, number: int) -> int:
    """The seed of a hidden try."""
    return hash_numbers(lesson.number, number) % SEEDS


def hold(
    lesson: Lesson,
    image: Flash,
    program: Program,
    number: int,
    is_left: Callable[[], bool] = lambda: False,
    on_trace: Callable[[Trace], None] = lambda _trace: None,
) -> Run:
    """Hold hidden try NUMBER, all its lives.

    Args: on_trace: called before each life with the trace that will grow; `is_left` is asked while it does.
    Raises: NoConfinement, NoMicroPython: nothing may run on this machine. TrialLeft: `is_left` said so.
    """
    run: Run | None = None
    for life in range(lesson.lives):
        trial = _trial(lesson, image, number, life, is_left)
        on_trace(trial.trace)
        trace = trial.hold()
        image = trace.image_after
        run = replace(told(trace, program, number), before=run)
    assert run is not None
    return run


def _trial(lesson: Lesson, image: Flash, number: int, life: int, is_left: Callable[[], bool]) -> Trial:
    seed = seed_of(lesson, number)
    model = lesson.models[number % len(lesson.models)]
    return Trial(
        image,
        replace(lesson.plan(), player_press_ms=lesson.press_length_ms),
        hash_numbers(seed, life) % SEEDS if life else seed,
        limit_us=lesson.limit_ms * 1000,
        has_noise=lesson.has_noise,
        model=EVEN if model == RobotModel() and not lesson.has_noise else model,
        script=_script(lesson, seed),
        cpu_limit_s=CPU_LIMIT_S,
        is_left=is_left,
    )


def _script(lesson: Lesson, seed: int) -> PlayerScript:
    """The player's presses, each a little later than written: by how much is the seed's."""
    draw = Stream(hash_numbers(seed), 6)
    return PlayerScript(
        [(at_ms + int(draw.between(0, lesson.press_spread_ms))) * 1000 for at_ms in lesson.presses_ms],
        [(begin_ms * 1000, end_ms * 1000, ahead_mm) for begin_ms, end_ms, ahead_mm in lesson.hands],
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """What everything is counted from."""

    left_mm: float
    right_mm: float
    heading_deg: float


def told(trace: Trace, program: Program, number: int) -> Run:
    """A trial that is over, in a child's units: x and y on the mat, turns to the right, percent black."""
    assert trace.ending is not None
    first = trace.views[0]
    start, ending = _Start(first.left_mm, first.right_mm, first.heading_deg), trace.ending
    over_us = ending.at_us if trace.over_us is None else trace.over_us
    return Run(
        samples=tuple(_sample(trace, index, start) for index in range(len(trace.views))),
        printed=tuple(Printed(line.at_us // 1000, line.text) for line in trace.printed),
        lights=tuple(Change(one.at_us / 1000, one.value) for one in trace.changed if one.what == LIGHT),
        tones=tuple(Change(one.at_us / 1000, one.value) for one in trace.changed if one.what != LIGHT),
        gates=tuple(Passed(gate.at_us // 1000, gate.gate) for gate in trace.passed),
        ending=Ending(ending.kind, over_us // 1000, ending.error, ending.line, ending.message),
        program=program,
        limit_ms=trace.limit_us // 1000,
        number=number,
        printed_bytes=trace.printed_bytes,
        are_files_gone=trace.is_program_gone,
        start_direction_deg=first.heading_deg,
        floor=trace.plan,
    )


def _sample(trace: Trace, index: int, start: _Start) -> Sample:
    view = trace.views[index]
    left, middle, right = view.line
    return Sample(
        at_ms=trace.times_us[index] // 1000,
        left_mm=view.left_mm - start.left_mm,
        right_mm=view.right_mm - start.right_mm,
        heading_deg=start.heading_deg - view.heading_deg,
        line=(left * 100, middle * 100, right * 100),
        distance_mm=view.distance_mm,
        is_lit=view.is_lit,
        tone_hz=view.tone_hz,
        is_pressed=view.is_pressed,
        is_bumped=view.is_touching,
        battery_v=view.voltage * BATTERY_V,
        x_mm=view.x_mm,
        y_mm=view.y_mm,
    )
