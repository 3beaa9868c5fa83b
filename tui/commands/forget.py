"""`kagarobo forget`: a person erased from everything this computer holds, and whoever is no longer needed."""

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from clubhouse_logs.access import AccessRole
from clubhouse_logs.erasure import ErasedLine
from clubhouse_logs.erasure_ledger import read_ledger
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, print_json, print_lines, refuse, say
from tui.exit_codes import ExitCode
from tui.forgetting import Receipt, replay
from tui.i18n import _
from tui.persons import add_who, has_staff, person_named, who_stands_here
from tui.retention_run import Wanted, due_now, erase
from tui.town import Town


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("persons", metavar="PERSON", nargs="*", help=_("a nickname, or a person's id"))
    parser.add_argument("--retention", action="store_true",
                        help=_("everyone whose name the town's rules keep no longer"))  # fmt: skip
    parser.add_argument("--keep", metavar="PERSON", action="append", default=[],
                        help=_("with --retention: not this one; may be given again"))  # fmt: skip
    parser.add_argument("--again", action="store_true",
                        help=_("erase again whoever came back with files from elsewhere"))  # fmt: skip
    parser.add_argument("--ledger", metavar="FILE", type=Path, action="append", default=[],
                        help=_("with --again: the erasure ledger of another computer or of a backup"))  # fmt: skip
    parser.add_argument("--reason", default="request", choices=("request", "mistake"), help=_("why"))
    parser.add_argument("--dry-run", action="store_true", help=_("show who it would be; erase nothing"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    add_who(parser)
    parser.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))


def run(args: argparse.Namespace) -> ExitCode:
    """Erase, and print the receipt."""
    try:
        if sum([bool(args.persons), args.retention, args.again]) != 1:
            raise WrongInput(_("Name the persons to forget, or give --retention or --again."))
        if args.again:
            return _print(replay(args.home, *map(_ledger, args.ledger)), args)
        return _forget(args)
    except WrongInput as wrong:
        return refuse(wrong)


def _forget(args: argparse.Namespace) -> ExitCode:
    town = Town.load(args.town)
    today = datetime.now(town.timezone).date()
    named = [Wanted(person_named(args.home, text), args.reason) for text in args.persons]
    kept = {person_named(args.home, text) for text in args.keep}
    wanted = named or due_now(args.home, town, today, kept=kept)
    if args.dry_run:
        document = [{"person": one.person, "reason": one.reason, "since": str(one.since or today)} for one in wanted]
        if args.json:
            print_json(document)
        else:
            print_lines(f"{one.person}  {one.reason}  {one.since or today}" for one in wanted)
        say(_("Nothing was erased."))
        return ExitCode.DONE
    for site in town.sites:  # where somebody has a PIN, a manager's is needed
        table = house_folder(args.home, site.id) / "people.db"
        if table.exists() and has_staff(table):
            who_stands_here(args, table, AccessRole.MANAGER, datetime.now(town.timezone))
    return _print(erase(args.home, town, wanted, today), args)


def _ledger(path: Path) -> list[ErasedLine]:
    try:
        return read_ledger(path)
    except (OSError, ValueError) as error:
        raise WrongInput(_("{path} is no erasure ledger.", path=path)) from error


def _print(receipt: Receipt, args: argparse.Namespace) -> ExitCode:
    if args.json:
        print_json(receipt.as_json())
    else:
        print_lines(receipt_lines(receipt))
    return ExitCode.FAILED if receipt.left else ExitCode.DONE


def receipt_lines(receipt: Receipt) -> list[str]:
    """Return the receipt as it is handed out: what went, what stays, what was not looked into."""
    counted: tuple[tuple[int, Callable[[], str]], ...] = (
        (receipt.persons, lambda: _("ids erased")),
        (receipt.names, lambda: _("names gone from the tables of people")),
        (receipt.programs, lambda: _("programs gone")),
        (receipt.facts, lambda: _("records that stay, under a number that leads to nobody")),
        (receipt.files, lambda: _("other files in which the id was replaced")),
    )
    lines = [f"{count:>6}  {words()}" for count, words in counted]
    lines.append(_("Figures stay as they were published. Paper, and copies on sticks and other computers, are not "
                   "reached from here: bring them back with “kagarobo forget --again”."))  # fmt: skip
    lines += [_("Not looked into, because it is packed or printed: {file}", file=name)
              for name in receipt.not_looked_into]  # fmt: skip
    lines += [_("STILL THERE in: {file}. Close what has it open, and forget again.", file=name)
              for name in receipt.left]  # fmt: skip
    return lines
