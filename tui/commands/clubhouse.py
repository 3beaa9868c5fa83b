"""`kagarobo clubhouse`: a clubhouse's door and desk; each part is a module of `tui.clubhouse_commands`."""

import argparse

from tui.clubhouse_commands import (
    about,
    answer,
    backup,
    checkin,
    close_day,
    consent,
    imports,
    indicators,
    inside,
    kiosks,
    kpi,
    merge,
    programme,
    publish,
    report,
    staff,
    visits,
    year_end,
)  # fmt: skip
from tui.command_io import WrongInput, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _

ROOMS = (
    checkin, inside, kiosks, close_day, visits, programme, imports, kpi, indicators, report, answer, publish, year_end,
    about, consent, merge, staff, backup,
)  # fmt: skip
PARTS = {name: part for room in ROOMS for name, part in room.PARTS.items()}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts and their options."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=_("WHAT"))
    for room in ROOMS:
        room.configure(parts)


def run(args: argparse.Namespace) -> ExitCode:
    """Do the part that was asked for."""
    try:
        return ExitCode(PARTS[args.part](args))
    except WrongInput as wrong:
        return refuse(wrong)
