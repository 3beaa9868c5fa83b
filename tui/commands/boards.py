"""`kagarobo boards`: what is plugged in, real and virtual."""

import argparse
import json
import sys

from firmware.flasher.ports import list_boards
from tui.exit_codes import ExitCode
from tui.flash_words import no_board
from tui.i18n import _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """List the boards; the answer is no when there is none."""
    boards = list_boards(args.home)
    if args.json:
        json.dump([board.as_json() for board in boards], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return ExitCode.DONE
    if not boards:
        sys.stderr.write(no_board() + "\n")
        return ExitCode.NO
    for board in boards:
        sys.stdout.write(f"{board.name}  {board.kind}  {board.port}  {board.source}\n")
    return ExitCode.DONE
