"""What the child's screen knows, and how each thing that happens changes it. Pure: no clock, no port, no widget.

Rules:
- The robot that was chosen stays chosen by its name, also while it is pulled out. Nothing is sent to another one that
  happened to be there; one that is plugged in after mine went is meant.
- A program that was just saved is the one that the child works on.
- One thing at a time is done with a robot; a check never waits for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from firmware.flasher.check import ERROR, Finding
from firmware.flasher.ports import Board
from tui.my_robot.folder import SavedFile

__all__ = ["Doing", "Key", "MyRobot", "Program", "Robot", "Said", "choose", "refusal", "with_files", "with_robots"]


class Doing(Enum):
    """What goes on with a robot right now."""

    NOTHING = auto()
    SENDING = auto()
    GOING_BACK = auto()
    STOPPING = auto()


class Key(Enum):
    """The five keys of the bar, in their order."""

    CHECK = "check"
    TRY = "try"
    SEND = "send"
    STOP = "stop"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Robot:
    """A board with the name it is known by here: its own, with the port where two boards have the same."""

    name: str
    board: Board


@dataclass(frozen=True, slots=True)
class Program:
    """A file of the folder and what the check says of it."""

    file: SavedFile
    findings: tuple[Finding, ...] | None = None
    """None: it is not checked yet."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def first(self) -> Finding | None:
        """The one mistake to show: the first that keeps it from running, else the first that is odd."""
        found = self.findings or ()
        return next((finding for finding in found if finding.level == ERROR), found[0] if found else None)

    @property
    def would_run(self) -> bool:
        """False while it has a mistake, and while nobody looked yet."""
        return self.findings is not None and not any(finding.level == ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Said:
    """The one sentence on the screen: `topic` picks it in `tui.my_robot.words`, `fields` fill it."""

    topic: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MyRobot:
    """All that the screen shows."""

    robots: tuple[Robot, ...] = ()
    chosen_robot: str | None = None
    """By name; it may be pulled out just now."""
    programs: tuple[Program, ...] = ()
    chosen_program: str | None = None
    doing: Doing = Doing.NOTHING
    share: float | None = None
    """How much was sent, from 0 to 1; None: nothing is being sent."""
    is_trying: bool = False
    """A program is on the field, which needs no robot."""
    running_on: str | None = None
    """The robot whose program runs and is listened to."""
    said: Said = Said("hello")
    on_robot: Mapping[str, str] = field(default_factory=dict)
    """Robot -> the program that was put on it from here; empty: one that nobody here knows by name."""
    known: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 -> the name of a program that was put on a robot from here."""

    @property
    def robot(self) -> Robot | None:
        """The chosen robot, when it is plugged in."""
        return next((robot for robot in self.robots if robot.name == self.chosen_robot), None)

    @property
    def robot_to_stop(self) -> Robot | None:
        """The robot that drives, whichever is chosen; else the chosen one, which may drive by itself."""
        running = next((robot for robot in self.robots if robot.name == self.running_on), None)
        return running or self.robot

    @property
    def program(self) -> Program | None:
        """The chosen program."""
        return next((program for program in self.programs if program.name == self.chosen_program), None)


def with_robots(state: MyRobot, boards: Sequence[Board]) -> MyRobot:
    """Take in what is plugged in now; judge boxes are nobody's robot."""
    robots = _named([board for board in boards if board.kind != "judge-box"])
    if robots == state.robots:
        return state
    before, now = {robot.name for robot in state.robots}, {robot.name for robot in robots}
    came = [robot.name for robot in robots if robot.name not in before]
    gone = [robot.name for robot in state.robots if robot.name not in now]
    state = replace(state, robots=robots, chosen_robot=_chosen(state.chosen_robot, now, came))
    if state.doing is not Doing.NOTHING:
        return state  # what goes wrong with it will be said, and more to the point
    if gone and state.said.topic == "trouble":
        return state  # it said already what the cable broke off
    if gone and (state.chosen_robot in gone or not now):
        return replace(state, said=Said("robot_gone", {"robot": gone[0]}))
    if came:
        return replace(state, said=Said("robot_came", {"robot": came[0]}))
    return state


def with_files(state: MyRobot, files: Sequence[SavedFile], saved: str | None) -> MyRobot:
    """Take in the programs of the folder; what the check said of a file that did not change stays.

    Args: saved: the program that was saved last, new or again; None when no file was.
    """
    known = {program.file: program for program in state.programs}
    programs = tuple(known.get(file, Program(file)) for file in files)
    names = [program.name for program in programs]
    chosen = saved or (state.chosen_program if state.chosen_program in names else None)
    return replace(state, programs=programs, chosen_program=chosen or (names[0] if names else None))


def with_findings(state: MyRobot, file: SavedFile, findings: Sequence[Finding]) -> MyRobot:
    """Take in what the check says of a file; of one that was saved again meanwhile it says nothing."""
    programs = tuple(Program(file, tuple(findings)) if program.file == file else program for program in state.programs)
    return replace(state, programs=programs)


def choose(state: MyRobot, *, robot: str | None = None, program: str | None = None) -> MyRobot:
    """Point at a robot or a program of the lists; one that is not there changes nothing."""
    if robot in {known.name for known in state.robots}:
        state = replace(state, chosen_robot=robot)
    if program in {known.name for known in state.programs}:
        state = replace(state, chosen_program=program)
    return state


def refusal(state: MyRobot, key: Key) -> Said | None:
    """Why a key can do nothing just now, as the one thing to do first; None when it can."""
    if key is Key.STOP and state.is_trying:
        return None
    if key not in (Key.CHECK, Key.TRY) and state.doing is not Doing.NOTHING:
        return Said("wait")
    if key in (Key.CHECK, Key.TRY, Key.SEND):
        if state.program is None:
            return Said("need_program")
        if key is not Key.CHECK and not state.program.would_run:
            first = state.program.first
            return Said("need_check" if first is None else "need_fix", {"program": state.program.name})
    robot = state.robot_to_stop if key is Key.STOP else state.robot
    if key in (Key.SEND, Key.STOP, Key.BACK) and robot is None:
        return Said("need_choice" if state.robots else "need_robot")
    return None


def _named(boards: Sequence[Board]) -> tuple[Robot, ...]:
    """Cheap USB chips all have the serial number 0001; the port tells them apart."""
    names = [board.name for board in boards]
    return tuple(
        Robot(board.name if names.count(board.name) == 1 else f"{board.name} {board.port}", board) for board in boards
    )


def _chosen(chosen: str | None, now: set[str], came: Sequence[str]) -> str | None:
    if chosen in now:
        return chosen
    if len(came) == 1 and (chosen is not None or len(now) == 1):
        return came[0]
    return chosen
