"""Make robots of bare boards, one after another: MicroPython, the library, a name and a sticker's number.

    hold BOOTSEL, plug in ─▶ a drive ─▶ firmware that fits its chip ─▶ a serial port ─▶ name ─▶ library ─▶ put away

A board that has MicroPython already, real or virtual, goes the same way from the serial port on.
"""

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from firmware.errors import BoardAbsent, BoardIsJudgeBox
from firmware.flasher.asking import name_robot
from firmware.flasher.class_book import ClassBook
from firmware.flasher.identity import Identity
from firmware.flasher.install import Progress
from firmware.flasher.ports import Board, list_boards
from firmware.flasher.put_away import PUT_AWAY_PROGRAM, ClassSet
from firmware.flasher.survey import Robot, present, survey
from firmware.flasher.uf2 import Drive, find_drives, pick_firmware, write_firmware

__all__ = ["FIRMWARE_FOLDER", "ask_one", "bring_up", "next_drive", "next_sticker", "next_unnamed", "prepare"]

FIRMWARE_FOLDER = "firmware"
BOARD_S_MAX = 30.0  # MicroPython's first start makes its file system
RIGHTS_S_MAX = 3.0  # udev takes up to a second
LOOK_S = 0.2


def next_unnamed(home: Path, book: ClassBook, *, but: Collection[str], at: str) -> Robot | None:
    """Return a robot that waits at its prompt and has no name; one whose program runs is somebody's and left alone.

    Args: but: ports that are not to be looked at again.
    """
    waiting = [
        robot
        for robot in present(home, book)
        if robot.board.port not in but and robot.kind != "judge-box" and not _has_name(robot)
    ]
    asked = survey(waiting, book, interrupts=False, at=at)
    return next((robot for robot in asked if robot.identity is not None and robot.identity.name is None), None)


def next_drive(folders: Iterable[Path] | None, *, but: Collection[Path]) -> Drive | None:
    """Return a board that waits for firmware. Args: folders: where to look; None is every drive of this computer."""
    return next((drive for drive in find_drives(folders) if drive.folder not in but), None)


def bring_up(drive: Drive, home: Path, *, given: Path | None, seconds_max: float = BOARD_S_MAX) -> Board:
    """Put MicroPython onto a board that waits for it, and return it when it is there with its serial port.

    Args: given: the firmware; None takes the one for the board's chip from <home>/firmware.
    Raises: FirmwareUnfit, FirmwareMissing, FirmwareUnreadable: nothing was written. DriveFailed. BoardAbsent.
    """
    firmware = pick_firmware(drive, given=given, folder=home / FIRMWARE_FOLDER)
    before = {board.port for board in list_boards(home)}
    write_firmware(firmware, drive)
    give_up_s = time.monotonic() + seconds_max
    while time.monotonic() < give_up_s:
        for board in list_boards(home):
            if board.port not in before:
                _wait_for_rights(board)
                return board
        time.sleep(LOOK_S)
    raise BoardAbsent(seconds_max)


def ask_one(board: Board, book: ClassBook, *, interrupts: bool, at: str) -> Robot:
    """Ask one board who it is. Raises: what kept it from answering."""
    (robot,) = survey([Robot(board, None, None, book.robot(board.key), None)], book, interrupts=interrupts, at=at)
    if robot.error is not None:
        raise robot.error
    return robot


def next_sticker(book: ClassBook) -> int:
    """Return the smallest number that no robot has."""
    taken = {robot.sticker for robot in book.robots()}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def prepare(
    robot: Robot, classes: ClassSet, *, name: str | None, sticker: int | None, progress: Progress | None = None
) -> Robot:
    """Give a board its name and number, the library, and a first program if it has none; return it as it is then.

    Args: name: without one, `robot-` and the number. sticker: without one, the smallest number that is free.
    Raises: BoardIsJudgeBox, BadRobotName; what name_robot and install_program raise.
    """
    identity = robot.identity
    if robot.kind == "judge-box":
        raise BoardIsJudgeBox(robot.name)
    number = sticker or (identity.sticker if identity and identity.sticker else next_sticker(classes.book))
    name_robot(robot.board.port, name or (identity.name if identity and identity.name else f"robot-{number}"), number)
    named = ask_one(robot.board, classes.book, interrupts=True, at=classes.at)
    if not _has_program(named.identity):
        classes.put_away(named, PUT_AWAY_PROGRAM, progress)
        named = ask_one(robot.board, classes.book, interrupts=True, at=classes.at)
    return named


def _wait_for_rights(board: Board) -> None:
    """Wait until the system has given the new port its rights; one that never gets them is named when it is opened."""
    until_s = time.monotonic() + RIGHTS_S_MAX
    while os.name == "posix" and not os.access(board.port, os.R_OK | os.W_OK) and time.monotonic() < until_s:
        time.sleep(LOOK_S)


def _has_program(identity: Identity | None) -> bool:
    return identity is not None and bool(identity.program)


def _has_name(robot: Robot) -> bool:
    return robot.remembered is not None and robot.remembered.name is not None
