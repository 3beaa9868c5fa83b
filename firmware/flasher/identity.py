"""Ask a board who it is: which robot, which library, which program, how much battery; and tell it its name.

A robot that drives is not disturbed: it is asked at its prompt only, unless the caller says that it may be interrupted.
A judge box is never interrupted; it is greeted with a sentence of the wire, which it answers while it works.

On the board, both small JSON files:
    /robot.txt      {"name": "aka", "sticker": 7}
    /program.txt    {"sha256": …, "name": "good.py", "at": "2026-11-23T14:05", "child": "c07"}, true of the program with
                    that hash alone
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from firmware.errors import BadRobotName, BoardRefused, BoardSilent, VerifyFailed
from firmware.flasher.payload import board_code, collect_library, helpers, packed_exec, sha256_of
from firmware.flasher.transport import BoardLink
from firmware.wire import Sentence, Splitter, encode

__all__ = [
    "NAME_CHARACTERS_MAX", "STICKER_MAX", "BoxSeen", "Busy", "Identity", "Note", "ask", "blink", "fetch_program",
    "library_state", "name_robot", "note_text",
]  # fmt: skip

ANSWER = "kagarobo "
PROGRAM = "/program.py"
CTRL_B = b"\x02"  # at a prompt: greet again. Nothing else is sent to a board that may be driving.
PROMPT = b">>> "
FLUSH_S = 0.02  # what was printed before is no answer
PROMPT_S_MAX = 0.6
BOX_S_MAX = 0.8
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


def ask(port: str, *, interrupts: bool, kind: str = "unknown") -> Identity | BoxSeen | Busy:
    """Ask the board at a port who it is, and leave it at its prompt.

    Args:
        interrupts: a program that runs is stopped for it; else the answer is Busy.
        kind: what it is known as: a `judge-box` is greeted and never interrupted, a `robot` is not greeted.

    Raises: BoardNotFound, PortTaken, PortPermission, BoardSilent, BoardVanished, BoardRefused.
    """
    with BoardLink(port) as link:
        if _is_at_prompt(link):
            return _ask_at_prompt(link)
        if kind == "judge-box" or (interrupts and kind != "robot"):
            box = _greet_box(link)
            if box is not None or kind == "judge-box":
                return box or Busy()
        return _ask_at_prompt(link) if interrupts else Busy()


def name_robot(port: str, name: str, sticker: int) -> None:
    """Give a board its name and the number on its sticker; they live on the board.

    Raises: BadRobotName, and what ask raises.
    """
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable() or not 0 < sticker <= STICKER_MAX:
        raise BadRobotName(name, sticker, STICKER_MAX)
    text = json.dumps({"name": name, "sticker": sticker})
    with BoardLink(port) as link:
        link.enter()
        _send_code(link)
        link.execute(f"k_write_small('/robot.txt',{text!r})\n", "ask")
        link.leave()


def blink(port: str, seconds: float) -> int:
    """Let a robot's light blink for so long; its program is stopped for it. Return how often it blinked.

    Raises: what ask raises.
    """
    with BoardLink(port) as link:
        link.enter()
        _send_code(link)
        (answer,) = _answers(link.execute(f"k_blink({int(seconds * 1000)})\n", "ask"))
        link.leave()
    return int(str(answer["blinks"]))


def fetch_program(port: str) -> bytes:
    """Bring the program of a board, b"" when it has none; what runs is stopped.

    Raises: VerifyFailed: it came damaged; and what ask raises.
    """
    with BoardLink(port) as link:
        link.enter()
        link.execute(helpers(), "backup")
        (answer,) = _answers(link.execute(f"k_answer({{'sha256':k_sha256({PROGRAM!r})}})\n", "backup"))
        sha256 = str(answer["sha256"])
        if not sha256:
            link.leave()
            return b""
        pieces = _answers(link.execute(f"k_fetch({PROGRAM!r})\n", "backup"))
        link.leave()
    content = b"".join(base64.b64decode(str(piece["piece"])) for piece in pieces)
    if sha256_of(content) != sha256:
        raise VerifyFailed(port, PROGRAM, sha256, sha256_of(content))
    return content


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


def _is_at_prompt(link: BoardLink) -> bool:
    """Whether the board greets again when asked to: a program that runs lets the one byte lie."""
    link.exchange(b"", lambda _heard: False, FLUSH_S)
    return link.exchange(CTRL_B, lambda heard: heard.endswith(PROMPT), PROMPT_S_MAX).endswith(PROMPT)


def _greet_box(link: BoardLink) -> BoxSeen | None:
    """Say hello in the wire's words; only a judge box answers."""
    heard = link.exchange(b"\n" + encode(Sentence("host", 0, 0, 0, "hello", ())), _has_hello, BOX_S_MAX)
    for sentence in _sentences(heard):
        if sentence.kind == "hello" and len(sentence.args) >= 2 and sentence.args[1].isdecimal():
            return BoxSeen(sentence.args[0], int(sentence.args[1]))
    return None


def _has_hello(heard: bytes) -> bool:
    return any(sentence.kind == "hello" for sentence in _sentences(heard))


def _sentences(heard: bytes) -> list[Sentence]:
    return [piece for _, piece in Splitter().feed(heard) if isinstance(piece, Sentence)]


def _ask_at_prompt(link: BoardLink) -> Identity:
    link.enter()
    _send_code(link)
    answers = _answers(link.execute("k_identity()\n", "ask"))
    link.leave()
    if not answers:
        raise BoardSilent(link.port, "ask")
    return _identity(answers[0])


def _send_code(link: BoardLink) -> None:
    code = helpers() + board_code("identity")
    packed = packed_exec(code)
    try:
        link.execute(packed.code, "ask", payload=packed.payload)
    except BoardRefused as error:
        if "ImportError" not in error.trace:
            raise
        link.execute(code, "ask")  # a small board without deflate


def _answers(printed: str) -> list[dict[str, object]]:
    """The board's own lines among whatever else was printed."""
    lines = [line for line in printed.splitlines() if line.startswith(ANSWER)]
    return [json.loads(line.removeprefix(ANSWER)) for line in lines]


def _identity(answer: Mapping[str, object]) -> Identity:
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
