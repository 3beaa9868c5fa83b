"""What happens beside the screen: robots come and go, files are saved, a program travels, runs, speaks and ends."""

from dataclasses import dataclass

from firmware.flasher.check import Finding
from firmware.flasher.ports import Board
from tui.my_robot.folder import SavedFile
from tui.my_robot.robot_words import Ending

__all__ = [
    "BoardsSeen",
    "Checked",
    "Event",
    "Failed",
    "FilesSeen",
    "Heard",
    "Moved",
    "Noted",
    "ProgramOver",
    "ProgramRuns",
    "RobotStopped",
    "TryOver",
]


@dataclass(frozen=True, slots=True)
class BoardsSeen:
    """What is plugged in now."""

    boards: tuple[Board, ...]


@dataclass(frozen=True, slots=True)
class FilesSeen:
    """The programs of the folder, after a change."""

    files: tuple[SavedFile, ...]
    saved: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check says of a file."""

    file: SavedFile
    findings: tuple[Finding, ...]
    is_asked: bool
    """A person pressed the key, and waits for a word."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A program travels: the share that was sent, 0 to 1."""

    share: float


@dataclass(frozen=True, slots=True)
class ProgramRuns:
    """A program was started on a robot; `program` is None for the one that was brought back."""

    robot: str
    program: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Lines that a program printed, on a robot or on the field."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A robot said something of itself: a word of `robot_words.NOTES`."""

    robot: str
    note: str


@dataclass(frozen=True, slots=True)
class ProgramOver:
    """The program that was listened to is over."""

    robot: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class RobotStopped:
    """A robot was stopped by its key: it waits at its prompt, its motors are off."""

    robot: str


@dataclass(frozen=True, slots=True)
class TryOver:
    """The field was left; 0 or 1 are answers of `play`, anything else is trouble."""

    exit_code: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done; `ends_work` when it was the thing that went on with the robot."""

    error: Exception
    ends_work: bool


Event = (
    BoardsSeen
    | FilesSeen
    | Checked
    | Moved
    | ProgramRuns
    | Heard
    | Noted
    | ProgramOver
    | RobotStopped
    | TryOver
    | Failed
)
