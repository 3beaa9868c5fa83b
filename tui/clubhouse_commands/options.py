"""What the parts of `kagarobo clubhouse` share: which town and site, its record, and the office that writes."""

import argparse
import os
from datetime import date, datetime
from pathlib import Path

from clubhouse_logs.clubhouse import Clubhouse
from tui.clubhouse_house import open_clubhouse
from tui.command_io import WrongInput
from tui.i18n import _
from tui.town import Town

__all__ = ["OFFICE", "add_town", "day", "open_office", "read_bytes", "town_and_site"]

OFFICE = "office"
YEAR_MIN, YEAR_MAX = 1900, 2200
FILE_BYTES_MAX = 64 * 1024 * 1024


def add_town(part: argparse.ArgumentParser) -> None:
    """Add --town and --site."""
    part.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))
    part.add_argument("--site", help=_("one of the town's sites; without it, the first"))


def town_and_site(args: argparse.Namespace) -> tuple[Town, str]:
    """Return the town and the id of its site. Raises: TownError. WrongInput: no such site."""
    town = Town.load(args.town)
    known = [site.id for site in town.sites]
    if args.site is not None and args.site not in known:
        raise WrongInput(_("There is no site {site}, but: {sites}.", site=args.site, sites=", ".join(known)))
    return town, args.site or known[0]


def open_office(args: argparse.Namespace) -> Clubhouse:
    """Open the clubhouse to write at the desk; close it."""
    town, site = town_and_site(args)
    return open_clubhouse(args.home, town, site_id=site, station=OFFICE, clock=lambda: datetime.now(town.timezone))


def day(text: str) -> date:
    """Read an option as a date."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("a date, YYYY-MM-DD")) from error
    if not YEAR_MIN <= found.year <= YEAR_MAX:
        raise argparse.ArgumentTypeError(_("a year from {low} to {high}", low=YEAR_MIN, high=YEAR_MAX))
    return found


def read_bytes(path: Path) -> bytes:
    """Read a file somebody named. Raises: WrongInput: missing, no file, no access, or too large."""
    if not path.is_file():
        raise WrongInput(_("There is no file {path}. Is the name right?", path=path))
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise WrongInput(_("{path} cannot be read. Look at its permissions.", path=path)) from error
    if len(data) > FILE_BYTES_MAX:
        raise WrongInput(_("{path} is larger than {most} bytes.", path=path, most=FILE_BYTES_MAX))
    return data
