"""`kagarobo flash PROGRAM`: check it, put it onto a robot, prove that it arrived, start it."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from firmware.errors import BoardNotFound
from firmware.flasher.backups import Backups
from firmware.flasher.check import check, errors_in
from firmware.flasher.install import Installed, Progress, install_program, rollback
from firmware.flasher.ports import Board, find, list_boards
from firmware.flasher.side_by_side import Outcome, install_all
from tui.error_log import keep
from tui.exit_codes import ExitCode
from tui.flash_words import installed_line, not_sent, outcome_words, rolled_back_line
from tui.i18n import _
from tui.program_words import finding_lines


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("program", type=Path, nargs="?", help=_("the program, a .py file"))
    parser.add_argument("--to", metavar="NAME", help=_("the robot's name or port; without it, the only one there is"))
    parser.add_argument("--all", action="store_true", help=_("every robot there is, side by side"))
    parser.add_argument("--rollback", action="store_true", help=_("put the previous program back"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """Flash one robot or all, or roll one back."""
    if (args.program is None) != args.rollback:
        sys.stderr.write(_("Name a program to put onto the robot, or --rollback for the previous one.") + "\n")
        return ExitCode.WRONG_USE
    if args.all and (args.rollback or args.to):
        sys.stderr.write(_("--all goes with a program alone.") + "\n")
        return ExitCode.WRONG_USE
    if args.rollback:
        board = _board(args)
        done = rollback(board.port)
        return _report(args, asdict(done) | {"board": board.name}, [rolled_back_line(board.name, done)])
    boards = _robots(args) if args.all else [_board(args)]
    if not _may_be_sent(args.program):
        return ExitCode.NO
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")

    def install(board: Board, progress: Progress | None = None) -> Installed:
        return install_program(board.port, args.program, progress=progress, backups=Backups(args.home, board.name, at))

    if args.all:
        return _flash_all(args, boards, install)
    installed = install(boards[0])
    document = asdict(installed) | {"board": boards[0].name}
    return _report(args, document, [installed_line(boards[0].name, installed)])


def _may_be_sent(program: Path) -> bool:
    """Show what the check finds; a warning does not keep a program from a robot."""
    findings = check(program)
    for finding in findings:
        sys.stderr.write("\n".join(finding_lines(finding)) + "\n")
    if errors_in(findings):
        sys.stderr.write(not_sent(program.name) + "\n")
        return False
    return True


def _flash_all(
    args: argparse.Namespace, boards: list[Board], install: Callable[[Board, Progress], Installed]
) -> ExitCode:
    from tui.flash_wall import Bars, wall_lines  # one robot needs no bars

    with Bars(boards) as bars:
        outcomes = install_all(boards, install, on_progress=bars.sent, on_end=bars.ended)
    failed = [outcome.error for outcome in outcomes if outcome.error is not None]
    for error in failed:
        keep(error, args.home)
    rows = [_row(outcome) for outcome in outcomes]
    _report(args, {"program": args.program.name, "boards": rows}, wall_lines(outcomes))
    return ExitCode.FAILED if failed else ExitCode.DONE


def _row(outcome: Outcome) -> dict[str, object]:
    """A board's part of the document; `result` is done, unchanged, or the error's code."""
    result, to_do = outcome_words(outcome.error, is_unchanged=False)
    place = {"board": outcome.board.name, "port": outcome.board.port}
    if outcome.installed is not None:
        word = "unchanged" if outcome.installed.is_unchanged else "done"
        return {**place, "result": word, "installed": asdict(outcome.installed)}
    return {**place, "result": getattr(outcome.error, "code", "unexpected"), "words": result, "to_do": to_do}


def _robots(args: argparse.Namespace) -> list[Board]:
    boards = [board for board in list_boards(args.home) if board.kind != "judge-box"]
    if not boards:
        raise BoardNotFound("", ())
    return boards


def _board(args: argparse.Namespace) -> Board:
    if args.to:
        return find(args.to, args.home)
    boards = _robots(args)
    if len(boards) != 1:
        raise BoardNotFound("", tuple(board.name for board in boards))
    return boards[0]


def _report(args: argparse.Namespace, document: dict[str, object], lines: list[str]) -> ExitCode:
    if args.json:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return ExitCode.DONE
