"""`kagarobo clubhouse publish`: figures frozen as a signed edition, and the public dataset of all editions."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from clubhouse_logs.access import AccessRole
from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.frozen import Frozen
from clubhouse_logs.periods import Period, fiscal_year
from tui.clubhouse_commands.options import add_town, open_office, town_and_site
from tui.clubhouse_commands.report import month_of
from tui.clubhouse_house import house_folder
from tui.clubhouse_publishing import Planned, editions_of, freeze, plan_edition, write_public
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.persons import add_who, has_staff, who_stands_here
from tui.town import Town


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "publish", _("freeze a month's or a year's figures, and write the public dataset"))
    add_town(part)
    which = part.add_mutually_exclusive_group()
    which.add_argument("--month", metavar="2022-10", help=_("freeze this month"))
    which.add_argument("--fiscal-year", type=int, metavar="2022", help=_("freeze this fiscal year"))
    part.add_argument("--out", type=Path, metavar="FOLDER",
                      help=_("write all editions there for the public: SQLite, and Datasette's metadata"))  # fmt: skip
    part.add_argument("--dry-run", action="store_true", help=_("say what the edition would be; write nothing"))
    add_who(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Freeze where a period is named, then list or write what is published."""
    town, site = town_and_site(args)
    period = _period(args, town)
    planned, written = None, list[Path]()
    with open_office(args) as club:
        if period is not None:
            planned = plan_edition(
                club.record(), editions_of(args.home, town, site, club.record()), town, site, period,
                today=club.today,
            )  # fmt: skip
        if planned is not None and planned.said is not None and not args.dry_run:
            freeze(club, args.home, planned, by=_who(args, club))
        editions = editions_of(args.home, town, site, club.record())
    if args.out is not None and not args.dry_run:
        written = write_public(args.home, town, site, editions, args.out)
    if args.json:
        print_json(_document(planned, editions, written))
        return ExitCode.DONE
    if planned is not None:
        print_lines(planned_lines(planned))
    if planned is None or args.out is not None:
        print_lines(_edition_line(one) for one in editions)
    print_lines(str(path) for path in written)
    if args.dry_run:
        say(_("Nothing was written."))
    return ExitCode.DONE


def planned_lines(planned: Planned) -> list[str]:
    """Return an edition in words: what it hides, and what is not as in the one before."""
    last = planned.period.start
    if planned.said is None:
        return [_("Edition {edition} from {first} on still holds: nothing has changed.", edition=planned.edition,
                  first=last)]  # fmt: skip
    lines = [_("Edition {edition} from {first} on: {shown} counts are shown, {hidden} are hidden.",
               edition=planned.edition, first=last, shown=len(planned.said["table"]["shown"]),
               hidden=planned.hidden)]  # fmt: skip
    if planned.room is not None:
        lines.append(_("Checked, alone and with every other edition: each hidden count stays open by {room} or more.",
                       room=planned.room))  # fmt: skip
    if planned.said["table"]["carried"]:
        lines.append(_("Corrections that would tell of few wait, in: {months}. The figures here have them.",
                       months=", ".join(planned.said["table"]["carried"])))  # fmt: skip
    return lines + [f"  {one['id']}: {_dash(one['before'])} → {_dash(one['after'])}" for one in planned.said["changes"]]


def _period(args: argparse.Namespace, town: Town) -> Period | None:
    if args.month is not None:
        return month_of(args.month)
    if args.fiscal_year is None:
        return None
    if not 1900 <= args.fiscal_year <= 2200:
        raise WrongInput(_("--fiscal-year takes a year such as 2022."))
    return fiscal_year(args.fiscal_year, town.fiscal_year_start_month)


def _who(args: argparse.Namespace, club: Clubhouse) -> str:
    """Where somebody has a PIN, a manager's is needed."""
    people = house_folder(args.home, club.calendar.site) / "people.db"
    if not has_staff(people):
        return "staff"
    return who_stands_here(args, people, AccessRole.MANAGER, datetime.now(club.calendar.timezone)).person


def _edition_line(one: Frozen) -> str:
    return _("{period}, edition {edition} of {day}: {shown} shown, {hidden} hidden", period=one.name,
             edition=one.edition, day=one.published_on, shown=len(one.table.edition.shown),
             hidden=len(one.table.edition.hidden))  # fmt: skip


def _document(planned: Planned | None, editions: list[Frozen], written: list[Path]) -> dict[str, Any]:
    return {
        "planned": None if planned is None else {
            "edition": planned.edition, "is_new": planned.said is not None, "room": planned.room,
            "snapshot": planned.said,
        },
        "editions": [
            {"period": one.name, "edition": one.edition, "published_on": one.published_on.isoformat(),
             "shown": len(one.table.edition.shown), "hidden": len(one.table.edition.hidden), "digest": one.digest,
             "changes": [dict(change) for change in one.changes]}
            for one in editions
        ],
        "written": [str(path) for path in written],
    }  # fmt: skip


def _dash(value: object) -> object:
    return "—" if value is None else value


PARTS = {"publish": run}
