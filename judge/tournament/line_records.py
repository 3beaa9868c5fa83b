"""What is recorded of a line: immutable, past tense. `at_ms` is the day's clock in ms, from one fixed moment."""

from dataclasses import dataclass

__all__ = [
    "Called", "Changed", "ClosingMoved", "Joined", "Left", "LineRecord", "Missed", "Returned", "RunUncounted", "Served",
    "TableFreed", "TablesOpened",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TablesOpened:
    """These tables serve the line from now on; a broken one is missing here."""

    tables: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A team joined, by card or number. `is_robot_here`: False while only a person holds the place."""

    team: str
    is_official: bool
    is_robot_here: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A waiting team's robot came or went, or it wants the other kind of run."""

    team: str
    is_official: bool
    is_robot_here: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Left:
    """A waiting team left the line."""

    team: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Called:
    """A waiting team was told to come now."""

    team: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A team that was called did not come: it goes to the end."""

    team: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Served:
    """A table took a waiting team: its run begins."""

    team: str
    table: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TableFreed:
    """The run at a table is over."""

    table: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Returned:
    """The run at a table could not be run through no fault of the team: it waits again, at the place it had."""

    table: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ClosingMoved:
    """The line closes at another moment than was said; None: it stays open."""

    closes_at_ms: int | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class RunUncounted:
    """An official run of a team that was over counts no more (it is void): the team has one run more."""

    team: str
    at_ms: int


LineRecord = (
    TablesOpened
    | Joined
    | Changed
    | Left
    | Called
    | Missed
    | Served
    | TableFreed
    | Returned
    | ClosingMoved
    | RunUncounted
)
