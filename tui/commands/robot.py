"""`kagarobo robot measure LOG`: a virtual robot made of what a real one printed about itself."""

import argparse
from dataclasses import asdict
from pathlib import Path

from firmware.virtual.measure_robot import Measured, fit
from firmware.virtual.robot_model import LIMITS, write_robot
from tui.command_io import print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("ACTION"))
    line = _("make a robot file of what measure_me.py printed")
    measure = actions.add_parser("measure", help=line, description=line)
    measure.add_argument("log", type=Path, help=_("the text that the robot printed"))
    measure.add_argument("--out", type=Path, metavar="FILE.toml", help=_("where the robot's file goes; beside the log"))
    measure.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """Measure, write the file, say how sure each amount is.

    Raises: RobotFileError: the log is not whole. OSError: it cannot be read, or the file not be written.
    """
    measured = fit(args.log, args.log.read_text(encoding="utf-8", errors="replace").splitlines())
    out = args.out or args.log.with_suffix(".toml")
    notes = {name: f"± {sure:.2g}" for name, sure in measured.sure.items()}
    out.write_text(write_robot(measured.model, {"en": args.log.stem}, notes), encoding="utf-8")
    if args.json:
        print_json({"file": str(out), "model": asdict(measured.model), "sure": measured.sure})
    else:
        print_lines([*_rows(measured), _("Written: {path}. Try it: kagarobo play PROGRAM --robot {path}", path=out)])
    return ExitCode.DONE


def _rows(measured: Measured) -> list[str]:
    """The amounts that were measured, in the order of the file."""
    names = [name for keys in LIMITS.values() for name in keys if name in measured.sure]
    return [f"  {name:<18}{getattr(measured.model, name):>10.3f}  ± {measured.sure[name]:.2g}" for name in names]
