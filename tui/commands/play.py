"""`kagarobo play PROGRAM`: try a program on a simulated field, in a window or as figures.

The program runs confined, as on a virtual board: it reaches no file and no network of this computer.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from firmware.errors import NoConfinement
from firmware.flasher.check import check, errors_in
from firmware.virtual.plan import field_ids, load_plan
from firmware.virtual.robot_model import load_robot, robot_names
from tui.command_io import WrongInput, print_json, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.program_words import finding_lines

DEFAULT_FIELD = "line_following"
SEED_MAX = 2**31 - 1
SEEDS_MAX = 1000
SPEED_MIN, SPEED_MAX = 0.1, 50.0
AS_FAST_AS_IT_GOES = "max"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("program", type=Path, help=_("the program, a .py file"))
    fields, robots = ", ".join(field_ids()), ", ".join(robot_names())
    parser.add_argument("--field", type=_field, default=DEFAULT_FIELD, metavar="ID|FILE.toml",
                        help=_("the field to try it on: {ids}, or a file of your own", ids=fields))  # fmt: skip
    parser.add_argument("--robot", type=_robot, default="standard", metavar="ID|FILE.toml",
                        help=_("the robot's amounts: {ids}, or a file of your own", ids=robots))  # fmt: skip
    seeds = parser.add_mutually_exclusive_group()
    seeds.add_argument("--seed", type=_count(0, SEED_MAX), default=1, metavar="N",
                       help=_("which chance: the same number gives the same run"))  # fmt: skip
    seeds.add_argument("--seeds", type=_count(1, SEEDS_MAX), metavar="N",
                       help=_("try it with N chances and say how often it works; no window"))  # fmt: skip
    parser.add_argument("--headless", action="store_true", help=_("no window, as fast as the computer goes"))
    parser.add_argument("--speed", type=_speed, default=1.0, metavar="X|max",
                        help=_("how fast the window begins: 1 is as in life"))  # fmt: skip
    parser.add_argument("--no-noise", action="store_true", help=_("a world without chance: perfect sensors and wheels"))
    parser.add_argument("--beside", nargs=2, metavar=("JOURNAL", "RUN"),
                        help=_("show a run that was recorded at a table beside it, in the window"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout; no window"))


def run(args: argparse.Namespace) -> ExitCode:
    """Try the program; the answer is no when it would not run, or broke, or never went well.

    Raises: NoConfinement: this machine cannot keep the program away from its files.
    """
    if sys.platform != "linux":
        raise NoConfinement(reason=f"boards are confined on Linux only, this is {sys.platform}")
    if not (args.headless or args.json or args.seeds):
        return _show(args)
    if not _may_run(args.program):
        return ExitCode.NO
    return _try_seeds(args) if args.seeds else _try_once(args)


def _show(args: argparse.Namespace) -> ExitCode:
    from tui.play.recorded import read_recording
    from tui.play.show import show

    try:
        recording = read_recording(Path(args.beside[0]), args.beside[1]) if args.beside else None
    except WrongInput as wrong:
        return refuse(wrong)
    plan = load_plan(args.field)
    return show(
        args.program, args.home, plan, args.seed, args.speed, has_noise=not args.no_noise, recording=recording,
        model=load_robot(args.robot),
    )  # fmt: skip


def _may_run(program: Path) -> bool:
    """Show what the check finds; a warning does not keep a program from the field."""
    findings = check(program)
    for finding in findings:
        sys.stderr.write("\n".join(finding_lines(finding)) + "\n")
    return not errors_in(findings)


def _flash(args: argparse.Namespace) -> bytes:
    from firmware.virtual.bench import Bench

    with Bench(args.home) as bench:
        return bench.flash(args.program)


def _try_once(args: argparse.Namespace) -> ExitCode:
    from firmware.virtual.trial import Trial
    from tui.play.report import document, printed_lines, trace_lines
    from tui.play.tally import Tally

    plan = load_plan(args.field)
    tally = Tally(plan)
    trial = Trial(
        _flash(args),
        plan,
        args.seed,
        limit_us=tally.limit_us,
        has_noise=not args.no_noise,
        model=load_robot(args.robot),
    )
    trace = trial.hold()
    held = document(trace, tally)
    if args.json:
        print_json({"program": args.program.name, **held})
    else:
        printed = printed_lines(trace)
        heading = [_("What the program printed:")] if printed else []
        print_lines([*heading, *printed, *trace_lines(trace, tally)])
    return ExitCode.DONE if held["ending"]["kind"] in ("done", "time") else ExitCode.NO


def _try_seeds(args: argparse.Namespace) -> ExitCode:
    from tui.play.many import Order, hold_many
    from tui.play.report import seed_line
    from tui.play.words import seeds_sentence

    documents = []
    order = Order(_flash(args), args.field, not args.no_noise, load_robot(args.robot))
    for held in hold_many(order, range(1, args.seeds + 1)):
        documents.append(held)
        if not args.json:
            print_lines([seed_line(held)])
    done = sum(held["has_succeeded"] for held in documents)
    if args.json:
        print_json({"program": args.program.name, "tries": len(documents), "succeeded": done, "runs": documents})
    else:
        print_lines([seeds_sentence(done, len(documents))])
    return ExitCode.DONE if done else ExitCode.NO


def _count(low: int, high: int) -> Any:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() else -1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(_("a whole number from {low} to {high}", low=low, high=high))
        return number

    return read


def _field(text: str) -> str | Path:
    """A field that comes with the program, or the path of somebody's own."""
    return _named_or_file(text, field_ids())


def _robot(text: str) -> str | Path:
    """A robot that comes with the program, or the path of somebody's own."""
    return _named_or_file(text, robot_names())


def _named_or_file(text: str, ids: list[str]) -> str | Path:
    if text in ids:
        return text
    if text.endswith(".toml"):
        return Path(text)
    raise argparse.ArgumentTypeError(_("one of {ids}, or the path of a .toml file", ids=", ".join(ids)))


def _speed(text: str) -> float:
    """Field seconds a wall second; 0: as fast as it goes."""
    if text == AS_FAST_AS_IT_GOES:
        return 0.0
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise argparse.ArgumentTypeError(_("a number from {low} to {high}, or max", low=SPEED_MIN, high=SPEED_MAX))
    return speed
