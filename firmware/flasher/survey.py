"""Look at all boards at once: who each one is, or why it cannot be asked.

Every board is asked in a thread of its own with a port of its own, so that a silent one costs the others nothing.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import BoardNotFound, FlasherError, NoRobotFree, RobotAmbiguous
from firmware.flasher.asking import ask
from firmware.flasher.class_book import ClassBook, KnownRobot, Put
from firmware.flasher.identity import BoxSeen, Busy, Identity
from firmware.flasher.ports import Board, list_boards
from firmware.flasher.side_by_side import AT_ONCE

__all__ = ["Robot", "choose", "next_free", "present", "survey"]


@dataclass(frozen=True, slots=True)
class Robot:
    """A board that is there, with what is known of it."""

    board: Board
    answer: Identity | BoxSeen | Busy | None
    """What it said just now; None: it was not asked, or could not answer."""
    error: FlasherError | None
    """Why it could not be asked."""
    remembered: KnownRobot | None
    put: Put | None
    """What this computer put onto it last."""

    @property
    def label(self) -> str:
        """What stands on it: number and name."""
        return self.name if self.sticker is None else f"{self.sticker} {self.name}"

    @property
    def identity(self) -> Identity | None:
        """What it said, if it is one that says who it is."""
        return self.answer if isinstance(self.answer, Identity) else None

    @property
    def key(self) -> str | None:
        """Under what it is remembered; None when it has no number of its own and was not asked."""
        identity = self.identity
        return self.board.key or (f"id:{identity.unique_id}" if identity else None)

    @property
    def name(self) -> str:
        """The robot's own name, else the board's."""
        if self.identity is not None:
            return self.identity.name or self.board.name
        return (self.remembered.name if self.remembered else None) or self.board.name

    @property
    def sticker(self) -> int | None:
        """The number on it."""
        if self.identity is not None:
            return self.identity.sticker
        return self.remembered.sticker if self.remembered else None

    @property
    def kind(self) -> str:
        """`robot`, `judge-box`, `bare` (MicroPython alone), or `unknown`."""
        if isinstance(self.answer, BoxSeen):
            return "judge-box"
        if self.identity is not None and not (self.identity.kind == "bare" and self.board.source == "virtual"):
            return self.identity.kind
        if self.remembered is not None and self.remembered.kind != "bare":
            return self.remembered.kind
        return self.board.kind if self.board.kind in ("robot", "judge-box") else "unknown"

    @property
    def child(self) -> str | None:
        """Whose program is on it, as far as anybody wrote it down."""
        identity = self.identity
        if identity is not None and identity.note is not None:
            return identity.note.child
        return self.put.child if self.put else None


def present(home: Path, book: ClassBook) -> list[Robot]:
    """List the boards that are there with what is remembered of them; nothing is opened."""
    boards = list_boards(home)
    known = {robot.key: robot for robot in book.robots()} if boards else {}
    return [Robot(board, None, None, known.get(board.key or ""), book.last_put(board.key)) for board in boards]


def survey(robots: Sequence[Robot], book: ClassBook, *, interrupts: bool, at: str) -> list[Robot]:
    """Ask boards who they are, side by side, and remember it.

    Args:
        interrupts: a program that runs is stopped for it; judge boxes are never stopped, nor boards in a field asked.
        at: now, for the book.
    """
    if not robots:
        return []

    def one(robot: Robot) -> Identity | BoxSeen | Busy | FlasherError | None:
        if robot.board.in_field:
            return None
        try:
            return ask(robot.board.port, interrupts=interrupts, kind=robot.kind)
        except FlasherError as error:
            return error

    with ThreadPoolExecutor(max_workers=2 * AT_ONCE, thread_name_prefix="ask") as pool:
        answers = list(pool.map(one, robots))
    return [_noted(robot, answer, book, at) for robot, answer in zip(robots, answers, strict=True)]


def _noted(robot: Robot, answer: Identity | BoxSeen | Busy | FlasherError | None, book: ClassBook, at: str) -> Robot:
    if isinstance(answer, FlasherError):
        return Robot(robot.board, None, answer, robot.remembered, robot.put)
    seen = Robot(robot.board, answer, None, robot.remembered, robot.put)
    key = seen.key
    if key is not None and isinstance(answer, Identity):
        return Robot(robot.board, answer, None, book.see(key, answer, at), book.last_put(key))
    if key is not None and isinstance(answer, BoxSeen):
        book.see_box(key, at)
    return seen


def choose(word: str, home: Path, book: ClassBook, *, at: str) -> Robot:
    """Find the robot that somebody means: by its sticker's number, its name, the board's name, or its port.

    The one that is remembered is asked first, because stickers are changed; then those at their prompt are asked. No
    other robot's program is stopped.

    Raises: BoardNotFound, with the names that are there. RobotAmbiguous: two robots with one number.
    """
    robots = present(home, book)
    for robot in robots:
        if word in {robot.board.name, robot.board.port}:
            return robot
    likely = survey([robot for robot in robots if _is_called(robot, word)], book, interrupts=True, at=at)
    found = [robot for robot in likely if _is_called(robot, word)]
    if not found:
        found = [robot for robot in survey(robots, book, interrupts=False, at=at) if _is_called(robot, word)]
    if len(found) > 1:
        raise RobotAmbiguous(word, tuple(robot.board.port for robot in found))
    if found:
        return found[0]
    if Path(word).is_char_device():
        return Robot(Board(Path(word).name, "unknown", word, "usb", None, None), None, None, None, None)
    raise BoardNotFound(word, tuple(robot.label for robot in robots))


def next_free(home: Path, book: ClassBook, child: str | None, *, at: str) -> Robot:
    """Return the robot for the next child: the one that has this child's program already, else one that has nobody's.

    Robots are taken by sticker. One that cannot be asked, or drives with a program that nobody wrote down, is not free.

    Raises: BoardNotFound: none is there. NoRobotFree: each carries a child's program.
    """
    robots = [robot for robot in present(home, book) if robot.kind != "judge-box"]
    if not robots:
        raise BoardNotFound("", ())
    asked = survey(robots, book, interrupts=False, at=at)
    asked.sort(key=lambda robot: (robot.sticker is None, robot.sticker or 0, robot.board.port))
    own = [robot for robot in asked if child is not None and robot.child == child and robot.error is None]
    free = [robot for robot in asked if _is_free(robot)]
    if not own and not free:
        raise NoRobotFree(tuple(robot.label for robot in asked))
    return (own or free)[0]


def _is_free(robot: Robot) -> bool:
    is_known = robot.identity is not None or (isinstance(robot.answer, Busy) and robot.put is not None)
    return is_known and robot.kind != "judge-box" and robot.child is None


def _is_called(robot: Robot, word: str) -> bool:
    return word == robot.name or (word.isdecimal() and int(word) == robot.sticker)
