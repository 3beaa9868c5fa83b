"""`kagarobo judge-box flash | test`: make a board a judge box, and see that it is right before a run depends on it."""

import argparse

from tui.class_words import box_failed, box_line, box_passed, break_beam
from tui.command_io import add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.flash_words import installed_box_line
from tui.founding.tested_boxes import remember
from tui.i18n import _
from tui.now import minute, stamp


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="flash|test")
    flash = add_part(parts, "flash", _("put the judge box's program onto a board and test it"))
    flash.add_argument("--force", action="store_true", help=_(
        "also onto a robot: its program is kept on this computer, and it is a judge box from then on"
    ))  # fmt: skip
    test = add_part(parts, "test", _("test a judge box: its answers, its clock, its inputs"))
    for part in (flash, test):
        part.add_argument("--to", metavar="NAME", help=_("the board's name or port; without it, the only one there is"))
        part.add_argument("--beams", metavar="N", type=int, default=0, help=_(
            "break the beams of the first N inputs by hand, one after another, each within a minute"
        ))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Flash and test, or test; the answer is no when a line of the test is wrong."""
    from firmware.flasher.class_book import ClassBook
    from firmware.flasher.judge_boxes import choose_box, make_judge_box

    book = ClassBook(args.home)
    robot = choose_box(args.to, args.home, book, is_new=args.part == "flash", at=minute())
    if args.part == "flash":
        installed = make_judge_box(robot, args.home, book, force=args.force, at=minute(), stamp=stamp())
        if not args.json:
            say(installed_box_line(robot.board.name, installed))
    return _test(args, robot.board.name, robot.board.port)


def _test(args: argparse.Namespace, name: str, port: str) -> ExitCode:
    from firmware.flasher.box_self_test import examine_box

    lines = []
    for line in examine_box(port, beams=args.beams, on_beam=lambda number: say(break_beam(number))):
        lines.append(line)
        if not args.json:
            print_lines([box_line(line)])
    is_right = all(line.is_good for line in lines)
    remember(args.home, name, is_right=is_right, at=minute())
    if args.json:
        rows = [{"test": line.test, "is_good": line.is_good, **line.figures} for line in lines]
        print_json({"board": name, "port": port, "is_right": is_right, "lines": rows})
    else:
        say(box_passed(name) if is_right else box_failed(name))
    return ExitCode.DONE if is_right else ExitCode.NO
