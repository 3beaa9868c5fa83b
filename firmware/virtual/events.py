"""What a world tells its owner (`on_event`): frozen, past tense; times are us of the field's clock."""

from dataclasses import dataclass

__all__ = ["BoardHalted", "BoardHere", "BoardLost", "BoardSilent", "GatePassed", "ProgramNeverWaits", "WorldEvent"]


@dataclass(frozen=True, slots=True)
class GatePassed:
    """A gate of the field was passed; `number` counts a world's gate edges from 1."""

    number: int
    gate: str
    at_us: int


@dataclass(frozen=True, slots=True)
class BoardHere:
    """A board's program began to use the field (its clock starts at 0 now)."""

    board: str
    at_us: int


@dataclass(frozen=True, slots=True)
class BoardHalted:
    """A board's program is over, or its process ended; the board itself is still there."""

    board: str
    at_us: int


@dataclass(frozen=True, slots=True)
class BoardLost:
    """A board's channel was closed: its process is gone."""

    board: str
    at_us: int


@dataclass(frozen=True, slots=True)
class BoardSilent:
    """A board that the world waits for has neither asked nor computed for seconds: it waits for its serial line."""

    board: str
    device_us: int


@dataclass(frozen=True, slots=True)
class ProgramNeverWaits:
    """A program used too much CPU time without reading a clock, a pin or a sensor; it was interrupted, then killed.

    `device_us` is the board's own time at the last exchange, which is the same in every repetition.
    """

    board: str
    device_us: int
    was_killed: bool


WorldEvent = GatePassed | BoardHere | BoardHalted | BoardLost | BoardSilent | ProgramNeverWaits
