"""`kagarobo join ADDRESS`: this laptop becomes a table, the desk or a display of a hall."""

import argparse
import asyncio
from pathlib import Path

from judge.journal import Journal
from judge.journal.jetstream import LOST
from tui.command_io import WrongInput, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.hall_net.address import Address, read_address
from tui.hall_net.joining import CertificateDiffers, fill, is_let_in, is_of, pinned_certificate
from tui.hall_net.keys import KEEPER
from tui.hall_net.membership import Membership, leave
from tui.hall_net.release import release
from tui.i18n import _
from tui.now import wall

NODES = ("node-2", "node-3")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("address", nargs="?", metavar="ADDRESS", help=_("what the desk shows: kagarobo://…"))
    parser.add_argument("--leave", action="store_true", help=_("work alone again; what is recorded stays"))


def run(args: argparse.Namespace) -> ExitCode:
    """Become a member, and take what the hall has recorded."""
    try:
        if args.leave:
            leave(args.home)
            print_lines([_("This laptop works alone now.")])
            return ExitCode.DONE
        return asyncio.run(_join(args.address or "", args.home))
    except WrongInput as wrong:
        return refuse(wrong)


def _certificate(address: Address) -> str | None:
    servers = ", ".join(address.servers)
    try:
        return pinned_certificate(address)
    except CertificateDiffers as error:
        raise WrongInput(_("Somebody else answers at {servers}, not the hall. Nothing was sent. Show this to the desk.",
                           servers=error)) from error  # fmt: skip
    except OSError as error:
        raise WrongInput(_("No server answers at {servers}. Is this laptop in the hall's network?",
                           servers=servers)) from error  # fmt: skip


async def _join(text: str, home: Path) -> ExitCode:
    address = read_address(text)
    if address is not None and address.station in NODES:
        raise WrongInput(_("This address makes a server: kagarobo serve --with 'ADDRESS'"))
    membership = Membership.at(address, _certificate(address)) if address is not None else None
    if membership is None or membership.role in (None, KEEPER):
        raise WrongInput(_("This is no address of a hall. The desk shows it: kagarobo serve --invite table-1"))
    path = home / "tournament.db"
    if not is_of(path, membership.token):
        raise WrongInput(_("{path} is of another tournament. Move it away, or take another --home.", path=path))
    servers = ", ".join(membership.servers)
    try:
        if not await is_let_in(membership):
            raise WrongInput(_("The hall does not know this key any more. Ask the desk for a new one."))
        home.mkdir(parents=True, exist_ok=True)
        with Journal.open(path, membership.station, clock=wall) as journal:
            count = await fill(membership, journal, release())
            total = len(journal.facts())
    except LOST as error:
        raise WrongInput(_("No server answers at {servers}. Is this laptop in the hall's network?",
                           servers=servers)) from error  # fmt: skip
    membership.keep(home)
    print_lines([_("This laptop is {station} now: {count} facts came, it holds {total}.", station=membership.station,
                   count=count, total=total)])  # fmt: skip
    return ExitCode.DONE
