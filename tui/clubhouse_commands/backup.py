"""`kagarobo clubhouse backup` and `restore`: the clubhouse in one file that its passphrase opens, and back."""

import argparse
import os
import sys
from datetime import datetime
from getpass import getpass
from pathlib import Path

from clubhouse_logs.backup import files_of, read_backup, restore_files, write_backup
from clubhouse_logs.erasure import merged
from clubhouse_logs.erasure_ledger import FILE, add_lines, read_ledger
from tui.clubhouse_commands.options import OFFICE, add_town, town_and_site
from tui.clubhouse_house import house_folder, open_clubhouse
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.commands.forget import receipt_lines
from tui.exit_codes import ExitCode
from tui.forgetting import ledger_of, replay
from tui.i18n import _
from tui.retention_run import write_erased

PASSPHRASE = "KAGAROBO_PASSPHRASE"


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parts and their options."""
    backup = add_part(parts, "backup", _("everything of the clubhouse into one file, sealed with a passphrase"))
    backup.add_argument("file", metavar="FILE", type=Path, help=_("the backup to write, on a stick for example"))
    restore = add_part(parts, "restore", _("a backup onto an empty computer; whoever was erased since stays erased"))
    restore.add_argument("file", metavar="FILE", type=Path, help=_("the backup"))
    restore.add_argument("--ledger", metavar="FILE", type=Path, action="append", default=[],
                         help=_("a newer erasure ledger than the one beside the backup"))  # fmt: skip
    restore.add_argument("--replace", action="store_true",
                         help=_("move the clubhouse that is here aside, under another name"))  # fmt: skip
    for part in (backup, restore):
        add_town(part)


def _backup(args: argparse.Namespace) -> ExitCode:
    _town, site = town_and_site(args)
    folder = house_folder(args.home, site)
    if not folder.is_dir():
        raise WrongInput(_("There is no clubhouse {site} on this computer yet.", site=site))
    lines = read_ledger(ledger_of(args.home))
    count = write_backup(args.file, files_of(folder), _passphrase(is_new=True), entropy=os.urandom)
    # Beside it and readable: whoever restores last month's backup needs this month's ledger, and it names nobody.
    add_lines(args.file.with_name(FILE), lines)
    if args.json:
        print_json({"file": str(args.file), "files": count, "bytes": args.file.stat().st_size})
    else:
        print_lines([_("{file}: {count} files, {bytes} bytes. Without its passphrase nobody opens it again.",
                       file=args.file, count=count, bytes=args.file.stat().st_size)])  # fmt: skip
    return ExitCode.DONE


def _restore(args: argparse.Namespace) -> ExitCode:
    town, site = town_and_site(args)
    folder = house_folder(args.home, site)
    if not args.file.is_file():
        raise WrongInput(_("There is no file {path}. Is the name right?", path=args.file))
    files = read_backup(args.file, _passphrase(is_new=False))
    if args.replace and folder.exists():
        aside = folder.with_name(f"{site}.before-{datetime.now(town.timezone):%Y%m%dT%H%M%S}")
        folder.rename(aside)
        say(_("What was here lies in {folder} now.", folder=aside))
    restore_files(files, folder)
    beside = args.file.with_name(FILE)
    receipt = replay(args.home, *map(read_ledger, [beside, *args.ledger]))
    with open_clubhouse(args.home, town, site_id=site, station=OFFICE) as club:
        lines = list(merged(read_ledger(ledger_of(args.home))).values())
        write_erased(club, lines, club.today)
    if args.json:
        print_json({"files": len(files), "erased_again": receipt.as_json()})
    else:
        print_lines([_("{count} files are back in {folder}.", count=len(files), folder=folder)])
        if receipt.persons:
            print_lines(receipt_lines(receipt))
    return ExitCode.DONE if not receipt.left else ExitCode.FAILED


def _passphrase(*, is_new: bool) -> str:
    """From the environment for a program, else typed: never on the command line, where others may read it."""
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongInput(_("Nobody can type a passphrase here: give it in the variable {name}.", name=PASSPHRASE))
    typed = getpass(_("Passphrase: "))
    if is_new and typed != getpass(_("Once more: ")):
        raise WrongInput(_("The two are not the same. Nothing was written."))
    return typed


PARTS = {"backup": _backup, "restore": _restore}
