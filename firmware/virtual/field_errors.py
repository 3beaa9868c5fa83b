"""What can go wrong with a field or its world; each is a FirmwareError with a stable `code` and fields for its reader.

FieldError     a field's file cannot be used
RobotFileError a virtual robot's file cannot be used
WorldStuck     the field's clock stands still and nobody moves it on
BoardMissing   no board of that name is in the world
NoDisplay      there is no screen to open the field's window on
"""

# ruff: noqa: N818 - an error is named for the situation, as everywhere in this house

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from firmware.errors import FirmwareError

__all__ = ["BoardMissing", "FieldError", "NoDisplay", "RobotFileError", "WorldStuck"]


@dataclass(eq=False)
class FieldError(FirmwareError):
    """A field's TOML or SVG cannot be used: which file, which key or element id, and why."""

    code: ClassVar[str] = "field_file"
    file: Path
    part: str
    reason: str


@dataclass(eq=False)
class RobotFileError(FirmwareError):
    """A virtual robot's TOML cannot be used: which file, which key, and why."""

    code: ClassVar[str] = "robot_file"
    file: Path
    part: str
    reason: str


@dataclass(eq=False)
class WorldStuck(FirmwareError):
    """The clock stood still for longer than allowed (`waited_s`, wall time), because of `why`."""

    code: ClassVar[str] = "world_stuck"
    why: str
    at_us: int
    waited_s: float


@dataclass(eq=False)
class BoardMissing(FirmwareError):
    """No board of this name is in the world."""

    code: ClassVar[str] = "board_missing"
    board: str


@dataclass(eq=False)
class NoDisplay(FirmwareError):
    """No window can be opened here; `reason` is the graphics library's own word."""

    code: ClassVar[str] = "no_display"
    reason: str
