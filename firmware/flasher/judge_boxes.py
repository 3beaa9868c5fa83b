"""Choose a board to be a judge box, and make it one; never a robot by mistake: its program would be lost."""

from pathlib import Path

from firmware.errors import BoardIsRobot, JudgeBoxUnclear
from firmware.flasher.class_book import ClassBook
from firmware.flasher.identity import Identity
from firmware.flasher.install import Installed, install_judge_box
from firmware.flasher.put_away import save_program
from firmware.flasher.survey import Robot, choose, present, survey

__all__ = ["choose_box", "make_judge_box"]


def choose_box(word: str | None, home: Path, book: ClassBook, *, is_new: bool, at: str) -> Robot:
    """Find the judge box that is meant, or the only one there is.

    Args: is_new: a board that is no judge box yet will do too, unless it is known as a robot.
    Raises: JudgeBoxUnclear: none, or more than one. BoardNotFound: none of this name.
    """
    if word is not None:
        return choose(word, home, book, at=at)
    boards = [robot for robot in present(home, book) if robot.kind != "robot"]
    boxes = [robot for robot in boards if robot.kind == "judge-box"]
    fitting = boxes or (boards if is_new else [])
    if len(fitting) != 1:
        raise JudgeBoxUnclear(tuple(robot.board.name for robot in fitting))
    return fitting[0]


def make_judge_box(robot: Robot, home: Path, book: ClassBook, *, force: bool, at: str, stamp: str) -> Installed:
    """Install the judge box's package and start it.

    Args: force: also on a robot; its program is kept on this computer first.
    Raises: BoardIsRobot; BackupFailed; what ask, fetch_program and install_judge_box raise.
    """
    if robot.kind != "judge-box":
        (robot,) = survey([robot], book, interrupts=True, at=at)
        if robot.error is not None:
            raise robot.error
        if _is_robot(robot.identity):
            if not force:
                raise BoardIsRobot(robot.name)
            save_program(home, book, robot, stamp)
    installed = install_judge_box(robot.board.port)
    if robot.key is not None:
        book.see_box(robot.key, at)
    return installed


def _is_robot(identity: Identity | None) -> bool:
    return identity is not None and identity.kind == "robot"
