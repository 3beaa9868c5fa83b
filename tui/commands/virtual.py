"""`kagarobo virtual robot|judge-box`: a stand-in board in the foreground, until Ctrl-C."""

import argparse
import sys
from pathlib import Path

from firmware.virtual import board
from firmware.virtual.registry import BoardEntry
from tui.command_io import say
from tui.exit_codes import ExitCode
from tui.i18n import _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("kind", choices=board.KINDS, help=_("which board"))
    parser.add_argument("--name", help=_("the board's name; without it, robot-1, robot-2, …"))
    parser.add_argument("--image", type=Path, help=_("the file that is its flash; without it, one under --home"))


def run(args: argparse.Namespace) -> ExitCode:
    """Run the board; must be called in the main thread, where signals arrive."""
    options = board.BoardOptions(kind=args.kind, home=args.home, name=args.name, image=args.image)
    board.run(options, on_ready=_say_ready)
    return ExitCode.DONE


def _say_ready(entry: BoardEntry) -> None:
    sys.stdout.write(entry.port + "\n")  # alone on its line: scripts read it
    sys.stdout.flush()
    say(_("{name} waits on {port}. Ctrl-C ends it.", name=entry.name, port=entry.port))
