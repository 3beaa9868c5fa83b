"""What can go wrong with boards, real and virtual.

    FirmwareError
    ├── BoardError
    │   ├── NoConfinement
    │   ├── NoMicroPython
    │   ├── BadBoardName
    │   ├── BoardNameTaken
    │   ├── ImageDamaged
    │   ├── ImageTaken
    │   └── BoardWontStart
    └── FlasherError
        ├── CompilerMissing
        ├── ProgramRefused
        ├── BoardNotFound
        ├── PortTaken
        ├── PortPermission
        ├── BoardSilent
        ├── ProgramHoldsOn
        ├── MicroPythonMissing
        ├── MicroPythonTooOld
        ├── BoardVanished
        ├── BoardRefused
        ├── BoardFull
        ├── VerifyFailed
        ├── NoPreviousProgram
        ├── BackupFailed
        └── ClassError
            ├── BadRobotName
            ├── RobotAmbiguous
            ├── NoRobotFree
            ├── BadChildId
            ├── NoChildProgram
            ├── ClassBookUnreadable
            ├── BoardIsRobot
            ├── BoardIsJudgeBox
            ├── JudgeBoxUnclear
            ├── FirmwareMissing
            ├── FirmwareUnreadable
            ├── FirmwareUnfit
            ├── DriveFailed
            └── BoardAbsent

Each has a stable `code` and fields; tui makes the sentence. The English text of an exception is for the log.
"""

# ruff: noqa: N818 - an error is named for the situation, as everywhere in this house

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from firmware.flasher.check import Finding


class FirmwareError(Exception):
    """Something about a board failed; `code` says what, `fields` where and with what."""

    code: ClassVar[str] = "firmware"

    @property
    def fields(self) -> dict[str, object]:
        """What the sentence needs: the attributes of a dataclass error by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(f'{name}={value!r}' for name, value in self.fields.items())}"


# Virtual boards


class BoardError(FirmwareError):
    """A virtual board does not start, or had to end."""

    code: ClassVar[str] = "board"


@dataclass(eq=False)
class NoConfinement(BoardError):
    """This machine cannot keep a child's program away from its files, network and processes; no board runs without."""

    code: ClassVar[str] = "no_confinement"
    reason: str


@dataclass(eq=False)
class NoMicroPython(BoardError):
    """The MicroPython for this machine is missing, or is not one a board can use."""

    code: ClassVar[str] = "no_micropython"
    reason: str


@dataclass(eq=False)
class BadBoardName(BoardError):
    """A name is 1 to 32 of letters, digits, dot, dash and underscore, and starts with a letter or a digit."""

    code: ClassVar[str] = "bad_board_name"
    name: str


@dataclass(eq=False)
class BoardNameTaken(BoardError):
    """A board of this name runs under this home."""

    code: ClassVar[str] = "board_name_taken"
    name: str


@dataclass(eq=False)
class ImageDamaged(BoardError):
    """The flash image holds no readable file system; it was not changed. Move it away to start with an empty one."""

    code: ClassVar[str] = "image_damaged"
    image: str
    reason: str


@dataclass(eq=False)
class ImageTaken(BoardError):
    """Another board runs on this flash image."""

    code: ClassVar[str] = "image_taken"
    image: str


@dataclass(eq=False)
class BoardWontStart(BoardError):
    """MicroPython ended before it was up, several times; `output` is the last it printed."""

    code: ClassVar[str] = "board_wont_start"
    tries: int
    output: str


# The flasher


class FlasherError(FirmwareError):
    """A program did not get onto a board."""


@dataclass(eq=False)
class CompilerMissing(FlasherError):
    """mpy-cross is not there or does not start, so no program can be checked."""

    code: ClassVar[str] = "compiler_missing"
    reason: str


@dataclass(eq=False)
class ProgramRefused(FlasherError):
    """The program would not run; no board was touched."""

    code: ClassVar[str] = "program_refused"
    program: str
    findings: "Sequence[Finding]"


@dataclass(eq=False)
class BoardNotFound(FlasherError):
    """No board has this name, and no port either; `known` lists the names that are there."""

    code: ClassVar[str] = "board_not_found"
    name: str
    known: Sequence[str] = ()


@dataclass(eq=False)
class PortTaken(FlasherError):
    """Another program holds the port; which one, where the system tells."""

    code: ClassVar[str] = "port_taken"
    port: str
    holder: str | None = None
    holder_pid: int | None = None


@dataclass(eq=False)
class PortPermission(FlasherError):
    """The port is there and this user may not open it; `group` may."""

    code: ClassVar[str] = "port_permission"
    port: str
    group: str | None = None


@dataclass(eq=False)
class BoardSilent(FlasherError):
    """The port opens and MicroPython does not answer in time; `stage` says during what."""

    code: ClassVar[str] = "board_silent"
    port: str
    stage: str


@dataclass(eq=False)
class ProgramHoldsOn(FlasherError):
    """The board talks, and no Ctrl-C brings its prompt: a program does not let go, or it is no MicroPython."""

    code: ClassVar[str] = "program_holds_on"
    port: str


@dataclass(eq=False)
class MicroPythonMissing(FlasherError):
    """The chip starts and finds no firmware."""

    code: ClassVar[str] = "micropython_missing"
    port: str


@dataclass(eq=False)
class MicroPythonTooOld(FlasherError):
    """The board runs another Python, or a MicroPython older than the library needs; nothing was changed."""

    code: ClassVar[str] = "micropython_too_old"
    port: str
    found: str
    """`micropython 1.19`, `circuitpython 9.2`."""
    oldest: str


@dataclass(eq=False)
class BoardVanished(FlasherError):
    """The board went away half-way; what it held before is untouched."""

    code: ClassVar[str] = "board_vanished"
    port: str
    stage: str


@dataclass(eq=False)
class BoardRefused(FlasherError):
    """MicroPython raised on the board; `trace` is its last line."""

    code: ClassVar[str] = "board_refused"
    port: str
    stage: str
    trace: str


@dataclass(eq=False)
class BoardFull(FlasherError):
    """No room on the board for the program; the old one is untouched."""

    code: ClassVar[str] = "board_full"
    port: str
    stage: str
    largest: str | None = None
    """The largest file that is not ours; None when there is none, or the board did not say."""


@dataclass(eq=False)
class VerifyFailed(FlasherError):
    """What the board read back is not what was sent; the old program is untouched."""

    code: ClassVar[str] = "verify_failed"
    port: str
    path: str
    sha256_sent: str
    sha256_read: str


@dataclass(eq=False)
class NoPreviousProgram(FlasherError):
    """There is nothing to go back to."""

    code: ClassVar[str] = "no_previous_program"
    port: str


@dataclass(eq=False)
class BackupFailed(FlasherError):
    """What was on the board could not be kept on this computer, so it was not replaced."""

    code: ClassVar[str] = "backup_failed"
    folder: str
    reason: str


# A class set


class ClassError(FlasherError):
    """Something about many robots and many children's programs."""


@dataclass(eq=False)
class BadRobotName(ClassError):
    """A robot's name is 1 to 24 printable characters, its sticker a number from 1."""

    code: ClassVar[str] = "bad_robot_name"
    name: str
    sticker: int
    sticker_max: int


@dataclass(eq=False)
class RobotAmbiguous(ClassError):
    """More than one robot has this name or number; `ports` are theirs."""

    code: ClassVar[str] = "robot_ambiguous"
    name: str
    ports: Sequence[str]


@dataclass(eq=False)
class NoRobotFree(ClassError):
    """Every robot that is there carries a child's program; `known` are the robots."""

    code: ClassVar[str] = "no_robot_free"
    known: Sequence[str]


@dataclass(eq=False)
class BadChildId(ClassError):
    """What was given is no opaque id; it may be a name, and no file may hold one."""

    code: ClassVar[str] = "bad_child_id"
    child: str


@dataclass(eq=False)
class NoChildProgram(ClassError):
    """Nothing is kept under this child's id."""

    code: ClassVar[str] = "no_child_program"
    child: str


@dataclass(eq=False)
class ClassBookUnreadable(ClassError):
    """The book of robots and programs is damaged, or the disk does not take it."""

    code: ClassVar[str] = "class_book_unreadable"
    path: str
    reason: str


@dataclass(eq=False)
class BoardIsRobot(ClassError):
    """A robot was about to become a judge box; it was left as it is."""

    code: ClassVar[str] = "board_is_robot"
    name: str


@dataclass(eq=False)
class BoardIsJudgeBox(ClassError):
    """A judge box was about to get a child's program; it was left as it is."""

    code: ClassVar[str] = "board_is_judge_box"
    name: str


@dataclass(eq=False)
class JudgeBoxUnclear(ClassError):
    """It is not clear which board is meant as the judge box: none is there, or there are several, `known`."""

    code: ClassVar[str] = "judge_box_unclear"
    known: Sequence[str] = ()


@dataclass(eq=False)
class FirmwareMissing(ClassError):
    """No MicroPython for this chip was given, and none lies in the folder."""

    code: ClassVar[str] = "firmware_missing"
    chip: str
    folder: str


@dataclass(eq=False)
class FirmwareUnreadable(ClassError):
    """The file is not a whole UF2 file; `reason` is a word for why."""

    code: ClassVar[str] = "firmware_unreadable"
    file: str
    reason: str


@dataclass(eq=False)
class FirmwareUnfit(ClassError):
    """The firmware is for another chip than the board's; nothing was written."""

    code: ClassVar[str] = "firmware_unfit"
    file: str
    firmware_chip: str
    board_chip: str


@dataclass(eq=False)
class DriveFailed(ClassError):
    """The board's drive does not take the firmware."""

    code: ClassVar[str] = "drive_failed"
    drive: str
    reason: str


@dataclass(eq=False)
class BoardAbsent(ClassError):
    """After its firmware was written, no board came up."""

    code: ClassVar[str] = "board_absent"
    waited_s: float
