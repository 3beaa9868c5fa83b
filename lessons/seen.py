"""What checks ask of a run: ways, turns, stops, light, notes, the line. Pure; each works on a real robot's run too.

Where x and y are needed, `points` works the way out from wheels and heading when nobody saw the robot from above.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, hypot, radians, sin, sqrt

from lessons.run import Change, Run, Sample

__all__ = [
    "BLACK_PERCENT", "Note", "Span", "Stand", "bumps", "closure_mm", "crossings", "first_move_ms", "lap_ms", "laps",
    "last_move_ms", "lit_spans", "lost_line", "nearest_mm", "notes", "off_line_mm", "points", "rms", "sample_at",
    "stands", "swing_deg", "turned_deg", "turns", "way_mm", "wheels_moved_mm",
]  # fmt: skip

BLACK_PERCENT = 50
MOVES_MM = 1.0  # a wheel that has gone so far since a moment ago moves
STANDS_MS = 200  # a stop shorter than this is a wobble
SENSOR_SPACING_MM = 12.0
LINE_SEEN_PERCENT = 60
BUMP_APART_MS = 300  # the nose rattles at a wall: that is one bump
LAP_DEG = 350  # a whole round, less what a robot looked aslant at first
SWING_SAMPLES = 25  # half a second to each side


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to a moment; `end_ms` is the run's end for what was still on then."""

    begin_ms: float
    end_ms: float
    is_whole: bool = True
    """False: the run ended in the middle of it."""

    @property
    def length_ms(self) -> float:
        """How long it was."""
        return self.end_ms - self.begin_ms


@dataclass(frozen=True, slots=True)
class Note:
    """A tone of the buzzer."""

    hertz: int
    begin_ms: float
    end_ms: float

    @property
    def length_ms(self) -> float:
        """How long it sounded; the library keeps the last 20 ms of a note silent."""
        return self.end_ms - self.begin_ms


@dataclass(frozen=True, slots=True)
class Stand:
    """The robot stood, from one sample to another."""

    begin: Sample
    end: Sample

    @property
    def length_ms(self) -> int:
        """For how long."""
        return self.end.at_ms - self.begin.at_ms


def sample_at(run: Run, at_ms: float) -> Sample:
    """The last sample that is not later; the first one when all are."""
    return next((sample for sample in reversed(run.samples) if sample.at_ms <= at_ms), run.start)


def between(run: Run, begin_ms: float = 0, end_ms: float | None = None) -> list[Sample]:
    """Samples of a part of the run."""
    return [one for one in run.samples if begin_ms <= one.at_ms and (end_ms is None or one.at_ms <= end_ms)]


# -- driving -----------------------------------------------------------------------------------------------------------


def wheels_moved_mm(run: Run) -> float:
    """How far the wheel that moved most was from where it began, at any time."""
    return max(max(abs(one.left_mm), abs(one.right_mm)) for one in run.samples)


def way_mm(run: Run, begin_ms: float = 0, end_ms: float | None = None) -> float:
    """How far the middle between the wheels has rolled by the encoders; backward is taken away."""
    part = between(run, begin_ms, end_ms)
    return (part[-1].left_mm + part[-1].right_mm - part[0].left_mm - part[0].right_mm) / 2 if part else 0.0


def turned_deg(run: Run, begin_ms: float = 0, end_ms: float | None = None) -> float:
    """By how much it turned; to the right is positive."""
    part = between(run, begin_ms, end_ms)
    return part[-1].heading_deg - part[0].heading_deg if part else 0.0


def points(run: Run) -> list[tuple[float, float]]:
    """Where the axle's middle was at each sample, mm: x ahead from the start, y to the right of it."""
    if run.is_seen:
        return _from_start(run)
    x = y = 0.0
    found = [(x, y)]
    for before, now in pairwise(run.samples):
        step_mm = (now.left_mm + now.right_mm - before.left_mm - before.right_mm) / 2
        ahead = radians((before.heading_deg + now.heading_deg) / 2)
        x, y = x + step_mm * cos(ahead), y + step_mm * sin(ahead)
        found.append((x, y))
    return found


def _from_start(run: Run) -> list[tuple[float, float]]:
    """The mat's x and y as seen from the robot at its start."""
    ahead = radians(run.start_direction_deg)
    found = []
    for one in run.samples:
        assert one.x_mm is not None
        assert one.y_mm is not None
        assert run.start.x_mm is not None
        assert run.start.y_mm is not None
        x, y = one.x_mm - run.start.x_mm, one.y_mm - run.start.y_mm
        found.append((x * cos(ahead) + y * sin(ahead), x * sin(ahead) - y * cos(ahead)))
    return found


def closure_mm(run: Run) -> float:
    """How far from its start it ended."""
    return hypot(*points(run)[-1])


def first_move_ms(run: Run) -> int | None:
    """When a wheel set out; None: never."""
    start = run.start
    for one in run.samples:
        if max(abs(one.left_mm - start.left_mm), abs(one.right_mm - start.right_mm)) > MOVES_MM:
            return one.at_ms
    return None


def last_move_ms(run: Run) -> int | None:
    """When the wheels came to rest for good; None: they never moved."""
    end = run.end
    for one in reversed(run.samples):
        if max(abs(one.left_mm - end.left_mm), abs(one.right_mm - end.right_mm)) > MOVES_MM:
            return one.at_ms
    return None


def stands(run: Run, least_ms: int = STANDS_MS) -> list[Stand]:
    """Each time it stood for at least so long, before, between and after its movements."""
    found, begin, before = [], run.start, run.start
    for one in run.samples[1:]:
        if max(abs(one.left_mm - begin.left_mm), abs(one.right_mm - begin.right_mm)) > MOVES_MM:
            if before.at_ms - begin.at_ms >= least_ms:
                found.append(Stand(begin, before))
            begin = one
        before = one
    if before.at_ms - begin.at_ms >= least_ms:
        found.append(Stand(begin, before))
    return found


def turns(run: Run, least_deg: float = 20.0) -> list[float]:
    """Turns on the spot, one after the other, in degrees; to the right is positive. Driving in between parts them."""
    found, turned = [], 0.0
    for before, now in pairwise(run.samples):
        left, right = now.left_mm - before.left_mm, now.right_mm - before.right_mm
        step_deg, is_driving = now.heading_deg - before.heading_deg, abs(left + right) / 2 > 1.0 and left * right > 0
        if is_driving or (turned * step_deg < 0 and abs(step_deg) > 0.5):
            found.append(turned)
            turned = 0.0
        if not is_driving:
            turned += step_deg
    return [one for one in (*found, turned) if abs(one) >= least_deg]


# -- light and sound ---------------------------------------------------------------------------------------------------


def lit_spans(run: Run) -> list[Span]:
    """Each time the light was on."""
    return [Span(begin, end, is_whole) for value, begin, end, is_whole in _spans(run, run.lights) if value]


def notes(run: Run) -> list[Note]:
    """The tones it played, in order; rests are the gaps between them."""
    return [Note(value, begin, end) for value, begin, end, _ in _spans(run, run.tones) if value]


def _spans(run: Run, changes: tuple[Change, ...]) -> list[tuple[int, float, float, bool]]:
    spans, value, since_ms = [], 0, 0.0
    for change in changes:
        if change.value != value:
            spans.append((value, since_ms, change.at_ms, True))
            value, since_ms = change.value, change.at_ms
    return [*spans, (value, since_ms, float(run.end.at_ms), False)]


# -- looking -----------------------------------------------------------------------------------------------------------


def crossings(run: Run, sensor: int = 1) -> list[Sample]:
    """Each time a sensor (0 left, 1 middle, 2 right) came from white onto black."""
    return [now for before, now in pairwise(run.samples) if before.line[sensor] < BLACK_PERCENT <= now.line[sensor]]


def off_line_mm(run: Run, begin_ms: float = 0, end_ms: float | None = None) -> list[float | None]:
    """Where the line was under the sensors, sample by sample: mm to the right of the middle; None where none was."""
    found: list[float | None] = []
    for one in between(run, begin_ms, end_ms):
        left, middle, right = one.line
        black = left + middle + right
        found.append((right - left) * SENSOR_SPACING_MM / black if black >= LINE_SEEN_PERCENT else None)
    return found


def lost_line(run: Run, longest_ms: int = 500) -> Sample | None:
    """When the line was lost: no sensor saw it for longer than that from this moment on; None: it never was."""
    last = run.start
    for one, offset in zip(run.samples, off_line_mm(run), strict=True):
        if offset is not None:
            last = one
        elif one.at_ms - last.at_ms > longest_ms:
            return last
    return None


def rms(values: list[float]) -> float:
    """Root of the mean square; 0 of nothing."""
    return sqrt(sum(value * value for value in values) / len(values)) if values else 0.0


def laps(run: Run) -> float:
    """How many rounds of a course it turned through by its heading, whichever way round."""
    return abs(turned_deg(run)) / 360


def lap_ms(run: Run, least_mm: float) -> int | None:
    """When it had turned through a whole round, and driven at least so far; None: it never had."""
    return next(
        (
            one.at_ms
            for one in run.samples
            if abs(one.heading_deg - run.start.heading_deg) >= LAP_DEG and one.left_mm + one.right_mm >= 2 * least_mm
        ),
        None,
    )


def swing_deg(run: Run, end_ms: float | None = None) -> float:
    """How far the nose swings to and fro: root mean square of where it looks, against its mean over a second.

    A straight way and an even bend give 0, whatever their turn; so does less than a second.
    """
    headings = [one.heading_deg for one in between(run, 0, end_ms)]
    sums = list(accumulate(headings, initial=0.0))
    width = 2 * SWING_SAMPLES + 1
    return rms(
        [headings[at + SWING_SAMPLES] - (sums[at + width] - sums[at]) / width for at in range(len(headings) - width)]
    )


def bumps(run: Run) -> list[Sample]:
    """Each time the nose touched something."""
    found, last_ms = [], -BUMP_APART_MS
    for before, now in pairwise(run.samples):
        if now.is_bumped:
            if not before.is_bumped and now.at_ms - last_ms >= BUMP_APART_MS:
                found.append(now)
            last_ms = now.at_ms
    return found


def nearest_mm(run: Run) -> float | None:
    """The smallest distance ahead that was measured; None: nothing was ever ahead."""
    return min((one.distance_mm for one in run.samples if one.distance_mm is not None), default=None)
