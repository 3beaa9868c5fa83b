"""`kagarobo boards`: what is plugged in, real and virtual, who each one is, and the work on a whole set."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.flasher.ports import list_boards
from tui.class_words import driver_hint, name_first, one_thing
from tui.command_io import print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.flash_words import no_board
from tui.i18n import _
from tui.now import minute

if TYPE_CHECKING:
    from firmware.flasher.survey import Robot

BLINK_S = 3.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    parser.add_argument("--ask", action="store_true", help=_(
        "ask boards whose program runs too: it is stopped for that. Judge boxes are never stopped"
    ))  # fmt: skip
    parser.add_argument("--blink", metavar="ROBOT", help=_("let a robot's light blink: its sticker's number or name"))
    parser.add_argument("--put-away", action="store_true", help=_(
        "keep what is on every robot, put one known program onto all of them, and say which to charge"
    ))  # fmt: skip
    parser.add_argument("--program", type=Path, help=_("the program for --put-away; without it, one that only waits"))
    preparing = parser.add_argument_group(_("new boards"))
    preparing.add_argument("--prepare", action="store_true", help=_(
        "make robots of bare boards, one after another: MicroPython, the library, a name and a sticker's number"
    ))  # fmt: skip
    preparing.add_argument("--firmware", type=Path, metavar="FILE", help=_(
        "MicroPython as a .uf2 file; without it, the one in the folder firmware under --home that fits the board"
    ))  # fmt: skip
    preparing.add_argument("--drive", type=Path, metavar="FOLDER", help=_(
        "where the board's drive is, if it is not found by itself"
    ))  # fmt: skip
    preparing.add_argument("--count", type=int, metavar="N", help=_("end after N boards; without it, at Ctrl-C"))
    preparing.add_argument("--to", metavar="PORT", help=_("this board alone, also to give it another name"))
    preparing.add_argument("--name", help=_("its name; without it, robot-1, robot-2, …"))
    preparing.add_argument("--sticker", type=int, metavar="N", help=_("its number; without it, the next that is free"))


def run(args: argparse.Namespace) -> ExitCode:
    """List the boards (the answer is no when there is none), or do what was asked with them."""
    if sum(map(bool, (args.prepare, args.blink, args.put_away))) > 1:
        say(one_thing())
        return ExitCode.WRONG_USE
    if (args.name or args.sticker is not None or args.to) and not (args.prepare and args.to):
        say(name_first())
        return ExitCode.WRONG_USE
    if args.prepare:
        from tui.prepare_boards import run as prepare

        return prepare(args)
    if args.put_away:
        from tui.put_boards_away import run as put_away

        return put_away(args)
    return _blink(args) if args.blink else _list(args)


def _list(args: argparse.Namespace) -> ExitCode:
    if not list_boards(args.home):
        if args.json:
            print_json([])
            return ExitCode.DONE
        say(no_board())
        say(driver_hint())
        return ExitCode.NO
    from firmware.flasher.class_book import (
        ClassBook,  # what needs a port or the book is loaded for a board that is there
    )
    from firmware.flasher.survey import present, survey
    from tui.board_words import board_row, boards_head
    from tui.text_table import table_lines

    book = ClassBook(args.home)
    robots = survey(present(args.home, book), book, interrupts=args.ask, at=minute())
    robots.sort(key=lambda robot: (robot.sticker is None, robot.sticker or 0, robot.board.source, robot.board.name))
    if args.json:
        print_json([_entry(robot) for robot in robots])
    else:
        print_lines(table_lines([boards_head(), *map(board_row, robots)]))
    return ExitCode.DONE


def _entry(robot: "Robot") -> dict[str, object]:
    """A board's part of the document; what is not known is null."""
    from firmware.flasher.identity import BoxSeen, Busy, library_state

    identity = robot.identity
    if robot.error is not None:
        state = robot.error.code
    else:
        state = {Busy: "busy", BoxSeen: "at_work"}.get(
            type(robot.answer), "waits" if robot.identity else "on_the_field"
        )
    note = identity.note if identity else None
    program = None
    if identity is not None and identity.program:
        program = {
            "sha256": identity.program,
            "name": note.name if note else None,
            "at": note.at if note else None,
        }
    elif identity is None and robot.put is not None:
        program = {"sha256": robot.put.sha256, "name": robot.put.program, "at": robot.put.at}
    return robot.board.as_json() | {
        "state": state,
        "is": robot.kind,
        "robot": robot.name,
        "sticker": robot.sticker,
        "child": robot.child,
        "program": program,
        "library": library_state(identity) if identity else None,
        "micropython": identity.micropython if identity else None,
        "machine": identity.machine if identity else None,
        "is_kept_back": identity.is_kept_back if identity else None,
        "battery_mv": identity.battery_mv if identity else None,
        "is_battery_low": identity.is_battery_low if identity else None,
    }


def _blink(args: argparse.Namespace) -> ExitCode:
    from firmware.flasher.asking import blink
    from firmware.flasher.class_book import ClassBook
    from firmware.flasher.survey import choose
    from tui.class_words import blinked_line

    robot = choose(args.blink, args.home, ClassBook(args.home), at=minute())
    blinks = blink(robot.board.port, BLINK_S)
    if args.json:
        print_json({"board": robot.board.name, "port": robot.board.port, "blinks": blinks})
    else:
        print_lines([blinked_line(robot)])
    return ExitCode.DONE
