"""`kagarobo flash PROGRAM`: check it, put it onto a robot, prove that it arrived, start it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from firmware.errors import BoardNotFound, ProgramRefused
from firmware.flasher.install import install_program, rollback
from firmware.flasher.ports import Board, find, list_boards
from tui.exit_codes import ExitCode
from tui.flash_words import installed_line, not_sent, rolled_back_line
from tui.i18n import _
from tui.program_words import finding_lines


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("program", type=Path, nargs="?", help=_("the program, a .py file"))
    parser.add_argument("--to", metavar="NAME", help=_("the robot's name or port; without it, the only one there is"))
    parser.add_argument("--rollback", action="store_true", help=_("put the previous program back"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """Flash one robot, or roll it back."""
    if (args.program is None) != args.rollback:
        sys.stderr.write(_("Name a program to put onto the robot, or --rollback for the previous one.") + "\n")
        return ExitCode.WRONG_USE
    board = _board(args)
    if args.rollback:
        done = rollback(board.port)
        return _report(args, asdict(done) | {"board": board.name}, rolled_back_line(board.name, done))
    try:
        installed = install_program(board.port, args.program)
    except ProgramRefused as refused:
        for finding in refused.findings:
            sys.stderr.write("\n".join(finding_lines(finding)) + "\n")
        sys.stderr.write(not_sent(args.program.name) + "\n")
        return ExitCode.NO
    return _report(args, asdict(installed) | {"board": board.name}, installed_line(board.name, installed))


def _board(args: argparse.Namespace) -> Board:
    if args.to:
        return find(args.to, args.home)
    boards = [board for board in list_boards(args.home) if board.kind != "judge-box"]
    if len(boards) != 1:
        raise BoardNotFound(args.to or "", tuple(board.name for board in boards))
    return boards[0]


def _report(args: argparse.Namespace, document: dict[str, object], words: str) -> ExitCode:
    if args.json:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(words + "\n")
    return ExitCode.DONE
