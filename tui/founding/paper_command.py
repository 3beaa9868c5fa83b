"""`kagarobo tournament export --paper`: sheets, lists, brackets, certificates and notices as PDFs and pictures."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import get_args

from judge.journal import Journal, read_definitions, read_facts
from judge.tournament.hall import fold_hall
from tui.command_io import WrongInput, print_lines, refuse, say
from tui.exit_codes import ExitCode
from tui.founding.pack import write
from tui.founding.paper import What, printed_facts, wanted_documents
from tui.i18n import _
from tui.kept_definitions import known_definitions

__all__ = ["add_options", "kinds", "run"]

PLACES = 3
PIXELS_PER_INCH = 110
RECORDED_AS = "desk"


def add_options(part: argparse.ArgumentParser) -> None:
    """Add what paper needs beside `--paper`."""
    part.add_argument("--folder", type=Path, default=Path(), metavar="FOLDER", help=_("with --paper: where it goes"))
    part.add_argument("--upright", action="store_true",
                      help=_("certificates from top to bottom, where it is written so"))  # fmt: skip
    part.add_argument("--places", type=int, default=PLACES, metavar="N",
                      help=_("certificates for the first N; 0: for everyone who took part"))  # fmt: skip
    part.add_argument("--issuer", action="append", default=[], metavar="NAME",
                      help=_("who gives the certificate; may be given again"))  # fmt: skip
    part.add_argument("--pixels", type=int, default=PIXELS_PER_INCH, metavar="N",
                      help=_("how fine the pictures are, in pixels an inch"))  # fmt: skip


def kinds() -> tuple[str, ...]:
    """What may be printed."""
    return get_args(What)


def run(args: argparse.Namespace) -> ExitCode:
    """Write the files; that certificates were printed is a fact."""
    path = args.journal or args.home / "tournament.db"
    facts = read_facts(path)
    hall = fold_hall(facts, known_definitions(facts, read_definitions(path)))
    wanted = wanted_documents(hall, args.paper, places=args.places, is_upright=args.upright, issuers=args.issuer)
    if not wanted:
        say(_("There is nothing to print yet."))
        return ExitCode.NO
    try:
        files = write(args.folder, wanted, pixels_per_inch=args.pixels)
    except OSError as error:
        return refuse(WrongInput(_("{path} cannot be written: {why}", path=args.folder, why=error.strerror)))
    print_lines(map(str, files))
    if args.paper == "certificates" and args.places:
        with Journal.open(path, RECORDED_AS, clock=lambda: datetime.now().astimezone().isoformat()) as journal:
            for body in printed_facts(hall, args.places):
                journal.append(body, by="staff")
    return ExitCode.DONE
