"""What one try of a program was like: pictures of the field every 20 ms, gates, printed lines, and how it ended.

One thread writes a `Trace`, any number may read it meanwhile: it only grows, and what stands in it never changes.
Times are microseconds from the run's start.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import hypot

from firmware.virtual.field import FieldNote, FieldView, view_of
from firmware.virtual.plan import FieldPlan

__all__ = ["ENDINGS", "LIGHT", "TONE", "Changed", "Ending", "Passed", "Printed", "Trace", "Travel", "Views"]

ENDINGS = ("done", "error", "stopped", "never_waits", "waits_for_keys", "reset", "time", "decided", "lost")
"""done: by itself. error: a mistake in it. stopped: Ctrl-C. never_waits: too long without a clock, a pin or a sensor.
waits_for_keys: `input()`. reset: the board was reset. time: it would have gone on.
decided: a match is over. lost: its MicroPython crashed."""
DARK = 0.5
BUMP_APART_US = 300_000  # the nose rattles at a wall: that is one bump


LIGHT, TONE = "light", "tone"


@dataclass(frozen=True, slots=True)
class Changed:
    """The light went on (1) or off (0), or the buzzer has another tone (Hz, 0: silence)."""

    at_us: int
    what: str
    """LIGHT or TONE."""
    value: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate was passed."""

    gate: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A line that the program printed, without its end."""

    text: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How the program ended: `kind` is one of ENDINGS; an error has its type, its line in the program and its text."""

    kind: str
    at_us: int
    error: str = ""
    line: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Travel:
    """What a trace adds up to."""

    way_mm: float
    """Of the axle's middle, over the floor."""
    turned_deg: float
    """To the left is positive."""
    lines: int
    """How often the middle sensor came onto black."""
    bumps: int
    nearest_mm: float | None
    """The smallest distance that the rangefinder could have seen."""


class Views:
    """Pictures of the field, in their order, kept as notes: each becomes a picture when somebody first looks at it.

    A try is often held for its score alone, and a picture costs more than the moment that it shows.
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: list[FieldView | FieldNote] = []

    def append(self, view: FieldView | FieldNote) -> None:
        """Add one at the end."""
        self._kept.append(view)

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int) -> FieldView:
        kept = self._kept[index]
        if isinstance(kept, FieldView):
            return kept
        view = self._kept[index] = view_of(kept)
        return view

    def __iter__(self) -> Iterator[FieldView]:
        return map(self.__getitem__, range(len(self._kept)))

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Views | list) else NotImplemented

    def __repr__(self) -> str:
        return repr(list(self))

    __hash__ = None  # type: ignore[assignment]


@dataclass(slots=True)
class Trace:
    """One try. `ending` is None while it goes on."""

    plan: FieldPlan
    seed: int
    limit_us: int
    times_us: list[int] = field(default_factory=list)
    views: Views = field(default_factory=Views)
    """One for each of `times_us`."""
    passed: list[Passed] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    printed_more: int = 0
    """Lines beyond those of `printed`."""
    printed_bytes: int = 0
    """Everything that came from the robot."""
    changed: list[Changed] = field(default_factory=list)
    is_program_gone: bool = False
    """The program deleted itself from the robot."""
    over_us: int | None = None
    """When the program came to its end by itself; the trace goes on for a second, for what still rolls."""
    image_after: bytes | Mapping[str, bytes] = b""
    """The robot's flash at the end."""
    ending: Ending | None = None
    wall_s: float = 0.0

    def add_view(self, at_us: int, view: FieldView | FieldNote) -> None:
        """Note a picture; times never go back. The picture comes first, so a reader never finds a time without one."""
        self.views.append(view)
        self.times_us.append(at_us)

    @property
    def end_us(self) -> int:
        """How far it has come."""
        return self.times_us[-1] if self.times_us else 0

    def index_at(self, at_us: int) -> int:
        """The last picture that is not later; -1 while there is none."""
        return max(0, bisect_right(self.times_us, at_us) - 1) if self.times_us else -1

    def travel(self) -> Travel:
        """Add it up, as far as it has come."""
        way_mm, lines, bumps, last_bump_us = 0.0, 0, 0, -BUMP_APART_US
        nearest_mm: float | None = None
        views = list(self.views)[: len(self.times_us)]
        for before, now, at_us in zip(views, views[1:], self.times_us[1:], strict=False):
            way_mm += hypot(now.x_mm - before.x_mm, now.y_mm - before.y_mm)
            lines += before.line[1] < DARK <= now.line[1]
            if now.is_touching:
                bumps += not before.is_touching and at_us - last_bump_us >= BUMP_APART_US
                last_bump_us = at_us
            if now.distance_mm is not None and (nearest_mm is None or now.distance_mm < nearest_mm):
                nearest_mm = now.distance_mm
        turned_deg = views[-1].heading_deg - views[0].heading_deg if views else 0.0
        return Travel(way_mm, turned_deg, lines, bumps, nearest_mm)
