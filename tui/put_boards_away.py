"""`kagarobo boards --put-away`: what each child had is kept, and every robot waits with a known program."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware.flasher.check import check, errors_in
from firmware.flasher.class_book import ClassBook
from firmware.flasher.install import Installed, Progress
from firmware.flasher.ports import Board
from firmware.flasher.put_away import PUT_AWAY_PROGRAM, ClassSet, to_charge
from firmware.flasher.side_by_side import Outcome, install_all
from firmware.flasher.survey import Robot, present, survey
from tui.class_words import charge_line, left_alone, put_away_head, put_away_row
from tui.command_io import print_json, print_lines, say
from tui.error_log import keep
from tui.exit_codes import ExitCode
from tui.flash_wall import Bars
from tui.flash_words import no_robot, not_sent
from tui.now import minute, stamp
from tui.program_words import finding_lines
from tui.text_table import table_lines

__all__ = ["boards_at_hand", "may_be_put_away", "put_all_away", "run"]


def run(args: argparse.Namespace) -> ExitCode:
    """Put all robots away, side by side; exit 3 when one of them could not be."""
    program: Path = args.program or PUT_AWAY_PROGRAM
    if args.program is not None and not _may_be_sent(program):
        return ExitCode.NO
    book = ClassBook(args.home)
    classes = ClassSet(args.home, book, minute(), stamp())
    boards = boards_at_hand(args.home, book, classes.at)
    robots = [robot for robot in boards if may_be_put_away(robot)]
    for robot in boards:
        if robot not in robots:
            say(left_alone(robot))
    if not robots:
        say(no_robot())
        return ExitCode.FAILED
    labels = {robot.board.port: robot.label for robot in robots}
    with Bars([robot.board for robot in robots], labels) as bars:
        outcomes = put_all_away(classes, robots, program, on_progress=bars.sent, on_end=bars.ended)
    for outcome in outcomes:
        if outcome.error is not None:
            keep(outcome.error, args.home)
    _report(args, robots, outcomes)
    return ExitCode.FAILED if any(outcome.error for outcome in outcomes) else ExitCode.DONE


def boards_at_hand(home: Path, book: ClassBook, at: str) -> list[Robot]:
    """Return every board that is there, asked; programs that run are stopped for it."""
    return survey(present(home, book), book, interrupts=True, at=at)


def may_be_put_away(robot: Robot) -> bool:
    """Whether it is a robot, or one that cannot say so and is to be reported."""
    return robot.error is not None or (robot.kind == "robot" and robot.identity is not None)


def put_all_away(
    classes: ClassSet,
    robots: Sequence[Robot],
    program: Path = PUT_AWAY_PROGRAM,
    *,
    on_progress: Callable[[Board, int, int], None] = lambda _board, _sent, _in_all: None,
    on_end: Callable[[Outcome], None] = lambda _outcome: None,
) -> list[Outcome]:
    """Put robots away side by side; return the outcomes in their order. The callbacks are called from threads."""
    by_port = {robot.board.port: robot for robot in robots}

    def install(board: Board, progress: Progress) -> Installed:
        robot = by_port[board.port]
        if robot.error is not None:
            raise robot.error
        return classes.put_away(robot, program, progress)

    return install_all([robot.board for robot in robots], install, on_progress=on_progress, on_end=on_end)


def _report(args: argparse.Namespace, robots: Sequence[Robot], outcomes: Sequence[Outcome]) -> None:
    low = to_charge(robots)
    if args.json:
        rows = [_entry(robot, outcome) for robot, outcome in zip(robots, outcomes, strict=True)]
        print_json({"robots": rows, "to_charge": [robot.label for robot in low]})
        return
    print_lines(table_lines([put_away_head(), *map(put_away_row, robots, outcomes)]))
    if low:
        print_lines([charge_line(low)])


def _entry(robot: Robot, outcome: Outcome) -> dict[str, object]:
    return {
        "robot": robot.name,
        "sticker": robot.sticker,
        "port": robot.board.port,
        "child": robot.child,
        "result": "done" if outcome.error is None else getattr(outcome.error, "code", "unexpected"),
        "battery_mv": robot.identity.battery_mv if robot.identity else None,
    }


def _may_be_sent(program: Path) -> bool:
    findings = check(program)
    for finding in findings:
        say("\n".join(finding_lines(finding)))
    if errors_in(findings):
        say(not_sent(program.name))
        return False
    return True
