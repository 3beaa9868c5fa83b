"""`kagarobo clubhouse`: a clubhouse's door and desk; each part is a module of `tui.clubhouse_commands`."""

import argparse

from tui.clubhouse_commands import about, backup, checkin, close_day, imports, inside, kpi, staff, visits
from tui.command_io import WrongInput, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _

ROOMS = (checkin, inside, close_day, visits, imports, kpi, about, staff, backup)
PARTS = {
    **checkin.PARTS,
    **inside.PARTS,
    **close_day.PARTS,
    **visits.PARTS,
    **imports.PARTS,
    **kpi.PARTS,
    **about.PARTS,
    **staff.PARTS,
    **backup.PARTS,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts and their options."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=_("WHAT"))
    for room in ROOMS:
        room.configure(parts)


def run(args: argparse.Namespace) -> ExitCode:
    """Do the part that was asked for."""
    try:
        return PARTS[args.part](args)
    except WrongInput as wrong:
        return refuse(wrong)
