"""`kagarobo boards --prepare`: bare boards in, named robots out, one after another, with a person at the table."""

import argparse
import time
from collections.abc import Collection
from pathlib import Path

from firmware.errors import BoardSilent, FlasherError, MicroPythonMissing
from firmware.flasher.class_book import ClassBook
from firmware.flasher.ports import Board, find
from firmware.flasher.prepare import ask_one, bring_up, next_drive, next_unnamed, prepare
from firmware.flasher.put_away import ClassSet
from firmware.flasher.survey import Robot
from firmware.flasher.uf2 import Drive, read_drive
from tui.class_words import hold_bootsel, prepared_line, without_micropython, writing_line
from tui.command_io import print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.messages import say_error
from tui.now import minute, stamp

__all__ = ["run"]

LOOK_S = 0.5
NO_DRIVE_MAKERS = ("espressif", "usb-serial")


def run(args: argparse.Namespace) -> ExitCode:
    """Prepare the one board that was named, or every bare one until Ctrl-C or --count; exit 3 when one failed."""
    book = ClassBook(args.home)
    prepared: list[Robot] = []
    if args.to:
        robot = _asked(book, find(args.to, args.home))
        prepared.append(_prepare(args, book, robot))
        failed = 0
    else:
        failed = _one_after_another(args, book, prepared)
    if args.json:
        print_json([_entry(robot) for robot in prepared])
    return ExitCode.FAILED if failed else ExitCode.DONE


def _one_after_another(args: argparse.Namespace, book: ClassBook, prepared: list[Robot]) -> int:
    """Fill PREPARED; return how many boards failed. A board that failed is not tried again before it was unplugged."""
    tried_ports: set[str] = set()
    tried_drives: set[Path] = set()
    failed = 0
    has_asked = False
    try:
        while args.count is None or len(prepared) + failed < args.count:
            tried_drives = {folder for folder in tried_drives if read_drive(folder) is not None}
            found = _next(args, book, tried_ports, tried_drives)
            if found is None:
                if not has_asked:
                    say(hold_bootsel())
                has_asked = True
                time.sleep(LOOK_S)
                continue
            has_asked = False
            try:
                if isinstance(found, Drive):
                    tried_drives.add(found.folder)
                    found = _from_drive(args, book, found)
                tried_ports.add(found.board.port)
                prepared.append(_prepare(args, book, found))
            except FlasherError as error:
                say_error(error, log_folder=args.home)
                failed += 1
    except KeyboardInterrupt:
        return failed  # the person has no board left
    return failed


def _next(
    args: argparse.Namespace, book: ClassBook, tried_ports: Collection[str], tried_drives: Collection[Path]
) -> Drive | Robot | None:
    folders = None if args.drive is None else [args.drive]
    drive = next_drive(folders, but=tried_drives)
    return drive or next_unnamed(args.home, book, but=tried_ports, at=minute())


def _from_drive(args: argparse.Namespace, book: ClassBook, drive: Drive) -> Robot:
    """Put MicroPython onto a board; it comes up with its serial port."""
    say(writing_line(drive))
    return _asked(book, bring_up(drive, args.home, given=args.firmware))


def _asked(book: ClassBook, board: Board) -> Robot:
    try:
        return ask_one(board, book, interrupts=True, at=minute())
    except (BoardSilent, MicroPythonMissing):
        if board.kind in NO_DRIVE_MAKERS:
            say(without_micropython(board.port))
        raise


def _prepare(args: argparse.Namespace, book: ClassBook, robot: Robot) -> Robot:
    classes = ClassSet(args.home, book, minute(), stamp())
    ready = prepare(robot, classes, name=args.name, sticker=args.sticker)
    if not args.json:
        print_lines([prepared_line(ready)])
    return ready


def _entry(robot: Robot) -> dict[str, object]:
    return {"port": robot.board.port, "robot": robot.name, "sticker": robot.sticker}
