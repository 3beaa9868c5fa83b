"""Who a board is, as it says itself: which robot, which library, which program, how much battery. Nothing is sent here.

On the board, both small JSON files:
    /robot.txt      {"name": "aka", "sticker": 7}
    /program.txt    {"sha256": …, "name": "good.py", "at": "2026-11-23T14:05", "child": "c07"}, true of the program with
                    that hash alone
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from firmware.flasher.payload import collect_library

__all__ = [
    "NAME_CHARACTERS_MAX", "STICKER_MAX", "BoxSeen", "Busy", "Identity", "Note", "identity_of", "library_state",
    "note_text",
]  # fmt: skip

NAME_CHARACTERS_MAX = 24
STICKER_MAX = 999
BATTERY_THERE_MV = 1000
CRASHES_MAX = 3  # the boot guard's own
JUDGE_BOX_WORDS = "judge box"


@dataclass(frozen=True, slots=True)
class Note:
    """What is written down about a program when it is put onto a board."""

    name: str
    """The program's file name."""
    at: str
    """When, ISO 8601 to the minute."""
    child: str | None
    """The opaque id of whose it is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a board said about itself."""

    name: str | None
    sticker: int | None
    unique_id: str
    """The chip's own number, hexadecimal."""
    machine: str
    micropython: str
    robot_library: str
    """Its version, "" when it is not whole or not there."""
    robot_version: str
    box_library: str
    box_version: str
    program: str
    """SHA-256 of /program.py, "" without one."""
    launcher: str
    """The first line of /main.py, "" without one: a launcher of ours says there what it starts."""
    note: Note | None
    """Of that very program; None when nothing is known of it."""
    battery_mv: int | None
    battery_low_mv: int | None
    crashes: int = 0
    """How often in a row the program broke at once, as the robot's boot guard counts."""

    @property
    def kind(self) -> str:
        """`robot`, `judge-box` or `bare`: MicroPython and nothing of ours."""
        if self.box_library and (not self.robot_library or JUDGE_BOX_WORDS in self.launcher):
            return "judge-box"
        return "robot" if self.robot_library or self.program or self.name else "bare"

    @property
    def is_kept_back(self) -> bool:
        """Whether the robot does not start its program any more, because it broke too often."""
        return self.crashes >= CRASHES_MAX

    @property
    def is_battery_low(self) -> bool:
        """Whether it is to be charged; a battery that is switched off says nothing."""
        return self.battery_mv is not None and BATTERY_THERE_MV <= self.battery_mv < (self.battery_low_mv or 0)

    @property
    def is_battery_there(self) -> bool:
        """Whether any voltage worth the name is measured."""
        return self.battery_mv is not None and self.battery_mv >= BATTERY_THERE_MV


@dataclass(frozen=True, slots=True)
class Busy:
    """A program runs on it, and it was not to be interrupted."""


@dataclass(frozen=True, slots=True)
class BoxSeen:
    """A judge box at its work."""

    version: str
    inputs: int


def note_text(sha256: str, note: Note) -> str:
    """Return what /program.txt holds about a program."""
    return json.dumps({"sha256": sha256, "name": note.name, "at": note.at, "child": note.child})


def library_state(identity: Identity) -> str:
    """Compare a robot's (or a judge box's) library with ours: `same`, `older`, `newer`, `other` or `none`."""
    name = "judge_box" if identity.kind == "judge-box" else "robot"
    version, word = (
        (identity.box_library, identity.box_version)
        if name == "judge_box"
        else (identity.robot_library, identity.robot_version)
    )
    ours = _our_library(name)
    if not version:
        return "none"
    if version == ours[0]:
        return "same"
    theirs, mine = _numbers(word), _numbers(ours[1])
    return "older" if theirs < mine else "newer" if theirs > mine else "other"


@cache
def _our_library(name: str) -> tuple[str, str]:
    """The version and the word for it of the library that this program would install."""
    library = collect_library(name)
    lines = library.files["__init__.py"].decode().splitlines()
    words = [line.split('"')[1] for line in lines if line.startswith("VERSION = ")]
    return library.version, words[0] if words else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def identity_of(answer: Mapping[str, object]) -> Identity:
    """Read a board's answer, which somebody may have written files for: what makes no sense is not there."""
    robot, program = answer["robot"], str(answer["program"])
    assert isinstance(robot, dict)
    name, sticker = robot.get("name"), robot.get("sticker")
    battery = answer["battery"]
    millivolts, low = battery if isinstance(battery, list) else (None, None)
    return Identity(
        name=name if isinstance(name, str) and name else None,
        sticker=sticker if isinstance(sticker, int) and 0 < sticker <= STICKER_MAX else None,
        unique_id=str(answer["id"]),
        machine=str(answer["machine"]),
        micropython=str(answer["micropython"]),
        robot_library=str(answer["robot_library"]),
        robot_version=str(answer["robot_version"]),
        box_library=str(answer["box_library"]),
        box_version=str(answer["box_version"]),
        program=program,
        launcher=str(answer["launcher"]),
        note=_note(answer["note"], program),
        battery_mv=millivolts,
        battery_low_mv=low,
        crashes=_crashes(str(answer["guard"])),
    )


def _note(said: object, program: str) -> Note | None:
    """A note of another program is none: the power failed between the two, or somebody else put this one there."""
    if not isinstance(said, dict) or not program or said.get("sha256") != program:
        return None
    child = said.get("child")
    return Note(str(said.get("name", "")), str(said.get("at", "")), child if isinstance(child, str) else None)


def _crashes(guard_line: str) -> int:
    """Read the boot guard's line: crashes, whether it runs, and of which program; 0 without one."""
    fields = guard_line.split()
    return int(fields[0]) if len(fields) == 3 and fields[0].isdecimal() else 0
