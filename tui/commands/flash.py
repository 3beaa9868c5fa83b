"""`kagarobo flash PROGRAM`: check it, put it onto a robot, prove that it arrived, start it."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.errors import BoardIsJudgeBox, BoardNotFound
from firmware.flasher.check import check, errors_in
from firmware.flasher.install import Installed, Progress, rollback
from firmware.flasher.ports import Board, find, list_boards
from firmware.flasher.side_by_side import Outcome, install_all
from tui.command_io import print_json, print_lines, say
from tui.error_log import keep
from tui.exit_codes import ExitCode
from tui.flash_words import came_back_line, installed_line, not_sent, outcome_words, rolled_back_line
from tui.i18n import _
from tui.now import minute, stamp
from tui.program_words import finding_lines

if TYPE_CHECKING:
    from firmware.flasher.survey import Robot

NEXT = "next"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("program", type=Path, nargs="?", help=_("the program, a .py file"))
    parser.add_argument("--to", metavar="ROBOT", help=_(
        "the robot's sticker number, name or port, or next for the next free one; without it, the only one there is"
    ))  # fmt: skip
    parser.add_argument("--all", action="store_true", help=_("every robot there is, side by side"))
    parser.add_argument("--child", metavar="ID", help=_(
        "keep the program under this child's id (never a name), so that it can be brought back"
    ))  # fmt: skip
    parser.add_argument("--back", metavar="ID", help=_("bring the last program of this child back, onto any robot"))
    parser.add_argument("--rollback", action="store_true", help=_("put the previous program back"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """Flash one robot or all, bring a child's program back, or roll one back."""
    if (args.program is not None) + bool(args.back) + args.rollback != 1:
        say(_("Name a program to put onto the robot, or --rollback for the previous one."))
        return ExitCode.WRONG_USE
    if args.all and (args.rollback or args.to or args.child or args.back):
        say(_("--all goes with a program alone."))
        return ExitCode.WRONG_USE
    if args.child and (args.rollback or args.back):
        say(_("--child goes with a program, and --back ID stands alone."))
        return ExitCode.WRONG_USE
    if args.child:
        if not _may_be_sent(args.program):
            return ExitCode.NO
        _keep(args)
    if not list_boards(args.home):
        if not args.to or args.to == NEXT:
            raise BoardNotFound("", ())
        find(args.to, args.home)  # a port that nobody lists is taken at its word
    return _Flash(args).run()


def _keep(args: argparse.Namespace) -> None:
    """Keep a child's program before anything is looked for: it comes back though every robot is dead."""
    from firmware.flasher.class_book import ClassBook
    from firmware.flasher.put_away import keep_program

    keep_program(args.home, ClassBook(args.home), args.child, args.program)


class _Flash:
    """One call of the command, with boards at hand."""

    def __init__(self, args: argparse.Namespace) -> None:
        from firmware.flasher.class_book import ClassBook  # a command that finds no board opens no book
        from firmware.flasher.put_away import ClassSet

        self._args = args
        self._book = ClassBook(args.home)
        self._classes = ClassSet(args.home, self._book, minute(), stamp())

    def run(self) -> ExitCode:
        args = self._args
        if args.rollback:
            return self._roll_back()
        if args.all:
            return self._flash_all()
        if args.back:
            return self._bring_back()
        return self._flash_one()

    def _flash_one(self) -> ExitCode:
        args = self._args
        robot = self._robot(args.child)
        if not args.child and not _may_be_sent(args.program):
            return ExitCode.NO
        installed = self._classes.install(robot, args.program, name=args.program.name, child=args.child)
        document = asdict(installed) | {"board": robot.board.name, "robot": robot.name, "sticker": robot.sticker}
        return _report(args, document, [installed_line(robot.label, installed)])

    def _bring_back(self) -> ExitCode:
        from firmware.flasher.payload import sha256_of
        from firmware.flasher.programs import ChildPrograms

        args = self._args
        program = ChildPrograms(args.home, args.back).last()
        name = self._book.program_name(args.back, sha256_of(program.read_bytes())) or program.name
        robot = self._robot(args.back)
        installed = self._classes.install(robot, program, name=name, child=args.back)
        document = asdict(installed) | {"board": robot.board.name, "robot": robot.name, "sticker": robot.sticker}
        return _report(args, document, [came_back_line(robot.label, installed)])

    def _roll_back(self) -> ExitCode:
        robot = self._robot(None)
        if robot.kind == "judge-box":
            raise BoardIsJudgeBox(robot.name)
        done = rollback(robot.board.port)
        self._classes.remember_rollback(robot, done.sha256)
        return _report(self._args, asdict(done) | {"board": robot.board.name}, [rolled_back_line(robot.label, done)])

    def _flash_all(self) -> ExitCode:
        from tui.flash_wall import Bars, wall_lines  # one robot needs no bars

        args = self._args
        robots = {robot.board.port: robot for robot in self._present()}
        if not _may_be_sent(args.program):
            return ExitCode.NO

        def install(board: Board, progress: Progress) -> Installed:
            return self._classes.install(
                robots[board.port], args.program, name=args.program.name, child=None, progress=progress
            )

        boards = [robot.board for robot in robots.values()]
        with Bars(boards, {port: robot.label for port, robot in robots.items()}) as bars:
            outcomes = install_all(boards, install, on_progress=bars.sent, on_end=bars.ended)
        failed = [outcome.error for outcome in outcomes if outcome.error is not None]
        for error in failed:
            keep(error, args.home)
        rows = [_row(outcome) for outcome in outcomes]
        _report(args, {"program": args.program.name, "boards": rows}, wall_lines(outcomes, robots))
        return ExitCode.FAILED if failed else ExitCode.DONE

    def _robot(self, child: str | None) -> "Robot":
        """Return the robot that is meant: the one named, the next free one, or the only one there is."""
        from firmware.flasher.survey import choose, next_free, survey

        args = self._args
        if args.to == NEXT:
            return next_free(args.home, self._book, child, at=self._classes.at)
        robot = choose(args.to, args.home, self._book, at=self._classes.at) if args.to else self._only_one()
        if child is None or robot.key is not None:
            return robot
        return survey([robot], self._book, interrupts=True, at=self._classes.at)[0]  # no number on its USB chip

    def _only_one(self) -> "Robot":
        robots = self._present()
        if len(robots) != 1:
            raise BoardNotFound("", tuple(robot.label for robot in robots))
        return robots[0]

    def _present(self) -> "list[Robot]":
        from firmware.flasher.survey import present

        robots = [robot for robot in present(self._args.home, self._book) if robot.kind != "judge-box"]
        if not robots:
            raise BoardNotFound("", ())
        return sorted(robots, key=lambda robot: (robot.sticker is None, robot.sticker or 0))


def _may_be_sent(program: Path) -> bool:
    """Show what the check finds; a warning does not keep a program from a robot."""
    findings = check(program)
    for finding in findings:
        say("\n".join(finding_lines(finding)))
    if errors_in(findings):
        say(not_sent(program.name))
        return False
    return True


def _row(outcome: Outcome) -> dict[str, object]:
    """A board's part of the document; `result` is done, unchanged, or the error's code."""
    result, to_do = outcome_words(outcome.error, is_unchanged=False)
    place = {"board": outcome.board.name, "port": outcome.board.port}
    if outcome.installed is not None:
        word = "unchanged" if outcome.installed.is_unchanged else "done"
        return {**place, "result": word, "installed": asdict(outcome.installed)}
    return {**place, "result": getattr(outcome.error, "code", "unexpected"), "words": result, "to_do": to_do}


def _report(args: argparse.Namespace, document: dict[str, object], lines: list[str]) -> ExitCode:
    if args.json:
        print_json(document)
    else:
        print_lines(lines)
    return ExitCode.DONE
