"""What the window shows beside the field, and whom it asks for it. All words come from outside, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from firmware.virtual.placing import Pose
from firmware.virtual.plan import FieldPlan
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window.playback import Playback

__all__ = ["Bars", "Heading", "Item", "Line", "Row", "Stage"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part of the panel."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A name on the left, a value on the right."""

    name: str
    value: str
    is_big: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A name and a bar for each share, 0 to 1."""

    name: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str
    is_alarm: bool = False


Item = Heading | Row | Bars | Line


class Stage(Protocol):
    """Who holds the trials. Called from the window's thread, 60 times a second: must not wait for anything."""

    @property
    def plan(self) -> FieldPlan:
        """The field."""

    @property
    def trace(self) -> Trace | None:
        """The trial that is shown; it may grow. Another object: another trial. None: there is none yet."""

    @property
    def is_stale(self) -> bool:
        """The trace is of something that is no longer wanted, and is shown as if behind glass."""

    @property
    def title(self) -> str:
        """The window's title."""

    def look(self) -> None:
        """See whether the program's file was saved; raise what went wrong in the trial's thread."""

    def panel(self, playback: Playback, typed: str) -> Sequence[Item]:
        """The panel at this moment; `typed` are the digits of a seed that is being typed."""

    def news(self, playback: Playback) -> Sequence[Line]:
        """What is said below the field: what is being done, a mistake, how it ended."""

    def keys(self, *, is_placing: bool) -> Sequence[tuple[str, str]]:
        """The keys and what they do, for the help line: of the film, or of a robot that is being moved."""

    @property
    def start(self) -> Pose:
        """Where the robot is set down for the next trial."""

    def run_again(self, seed: int | None = None, start: Pose | None = None) -> None:
        """Hold another trial, with this seed or the same, from this start or the same."""

    def toggle_noise(self) -> None:
        """Noise on or off, and run again."""

    def save_picture(self, png: bytes) -> None:
        """Keep a picture of the window."""
