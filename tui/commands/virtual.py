"""`kagarobo virtual robot|judge-box`: a stand-in board in the foreground, until Ctrl-C."""

import argparse
import sys
from pathlib import Path

from firmware.virtual import board
from firmware.virtual.link import Link
from firmware.virtual.registry import BoardEntry
from tui.command_io import say
from tui.exit_codes import ExitCode
from tui.i18n import _

WHOLE_MAX = 10**9


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("kind", choices=board.KINDS, help=_("which board"))
    parser.add_argument("--name", help=_("the board's name; without it, robot-1, robot-2, …"))
    parser.add_argument("--image", type=Path, help=_(
        "the file that is its flash; without it, one under --home. A copy of the file is a copy of the board"
    ))  # fmt: skip
    parser.add_argument("--reset", action="store_true", help=_("empty the flash first, without asking"))
    parser.add_argument("--baud", metavar="N", type=_whole, help=_("a line of N bits a second each way, ten a byte"))
    parser.add_argument("--latency-ms", metavar="N", type=_whole, default=0,
                        help=_("a line on which every byte takes N ms more, each way"))  # fmt: skip
    parser.add_argument("--jitter-ms", metavar="N", type=_whole, default=0,
                        help=_("a line on which each message takes up to N ms more, at random, each way"))  # fmt: skip
    parser.add_argument("--cut-after", metavar="BYTES", type=_whole,
                        help=_("pull the plug when so many bytes have come from the computer"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Run the board; must be called in the main thread, where signals arrive."""
    options = board.BoardOptions(
        kind=args.kind,
        home=args.home,
        name=args.name,
        image=args.image,
        reset=args.reset,
        link=Link(baud=args.baud, latency_ms=args.latency_ms, jitter_ms=args.jitter_ms, cut_after=args.cut_after),
    )
    board.run(options, on_ready=_say_ready, on_cut=_say_cut)
    return ExitCode.DONE


def _say_ready(entry: BoardEntry) -> None:
    sys.stdout.write(entry.port + "\n")  # alone on its line: scripts read it
    sys.stdout.flush()
    say(_("{name} waits on {port}. Ctrl-C ends it.", name=entry.name, port=entry.port))


def _say_cut(name: str) -> None:
    say(_("The plug of {name} was pulled. What its flash held at that moment is there at its next start.", name=name))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= WHOLE_MAX):
        raise argparse.ArgumentTypeError(_("a whole number from {low} to {high}", low=1, high=WHOLE_MAX))
    return int(text)
