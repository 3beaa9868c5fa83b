"""What a robot did in one try of a program: all that a lesson's check may look at.

The same from the simulated field (`lessons.field_run`) and from a real robot's own words (`lessons.robot_run`).
Units: ms from the program's start, mm, degrees, volts, percent black. Sign: forward and to the right are positive.
"""

from dataclasses import dataclass

from firmware.virtual.plan import FieldPlan
from lessons.program import Program

__all__ = ["Change", "Ending", "Passed", "Printed", "Run", "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment; there is one every 20 ms."""

    at_ms: int
    left_mm: float
    """The left wheel's way since the start, as its encoder counts it."""
    right_mm: float
    heading_deg: float
    """How far it has turned since the start: 0, to the right positive, 720 after two rounds."""
    line: tuple[float, float, float]
    """Left, middle, right: 0 white to 100 black."""
    distance_mm: float | None
    """To what is ahead of the nose; None: no echo, or not measured."""
    is_lit: bool
    tone_hz: int
    """0 is silence."""
    is_pressed: bool
    """The button."""
    is_bumped: bool
    battery_v: float
    x_mm: float | None = None
    """The axle's middle on the mat; None where nobody sees the robot from above (a real one)."""
    y_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From this moment on a light or a tone has another value."""

    at_ms: float
    value: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A line that the program printed."""

    at_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate of the field was passed."""

    at_ms: int
    gate: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How the program ended: kinds of `firmware.virtual.trial_trace.ENDINGS`; line is 0 when it is not known."""

    kind: str
    at_ms: int
    error: str = ""
    line: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One try. On the field samples go on for a second after the program's end: a robot may still roll."""

    samples: tuple[Sample, ...]
    """At least one; their times grow."""
    printed: tuple[Printed, ...]
    lights: tuple[Change, ...]
    """Each change of the light, to the millisecond; dark before the first."""
    tones: tuple[Change, ...]
    """Each change of the buzzer's tone in Hz; silent before the first."""
    gates: tuple[Passed, ...]
    ending: Ending
    program: Program
    limit_ms: int
    number: int = 0
    """Which of the hidden tries, from 0: pick by it what a lesson's `models` change from try to try."""
    printed_bytes: int = 0
    are_files_gone: bool = False
    """The program deleted itself from the robot."""
    start_direction_deg: float = 0.0
    """Where it looked at first on the mat: counter-clockwise from the picture's right."""
    floor: FieldPlan | None = None
    """The field; None for a real robot."""
    before: "Run | None" = None
    """The life before this one, in a lesson with `lives = 2`: the robot was switched off in between."""

    @property
    def start(self) -> Sample:
        """Where and how it stood at first."""
        return self.samples[0]

    @property
    def end(self) -> Sample:
        """The last that is known."""
        return self.samples[-1]

    @property
    def is_seen(self) -> bool:
        """Whether x and y are known."""
        return self.start.x_mm is not None
