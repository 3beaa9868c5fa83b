"""`kagarobo clubhouse visits`: who came on a day, by random ids; a visit entered by mistake taken back, or back in."""

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from clubhouse_logs.door import Presence
from judge.fact_shapes import is_word
from tui.clubhouse_commands.options import add_town, day, open_office, town_and_site
from tui.clubhouse_house import read_record
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "visits", _("who came on a day; take a visit back"))
    part.add_argument("--day", metavar="DATE", type=day, help=_("which day; without it, the last one with a visit"))
    part.add_argument("--until", metavar="DATE", type=day, help=_("from --day to this day, both counted"))
    part.add_argument("--void", metavar="ID", help=_("take this visit back; a voiding's own id brings it back"))
    part.add_argument("--reason", metavar="WORD", default="mistake", help=_("why, in one word"))
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Print a day's visits, or take one back."""
    if args.void is not None:
        return _void(args)
    town, site = town_and_site(args)
    _facts, record = read_record(args.home, town, site_id=site)
    days = [one.day for one in record.presences]
    first = args.day or (max(days) if days else datetime.now(town.timezone).date())
    last = args.until or first
    found = [one for one in record.presences if first <= one.day <= last]
    if args.json:
        print_json([_visit_json(one) for one in found])
    else:
        print_lines(_lines(found, first, last, town.timezone))
    return ExitCode.DONE


def _void(args: argparse.Namespace) -> ExitCode:
    if not is_word(args.reason):
        raise WrongInput(_("The reason is one word of letters and digits, such as mistake."))
    with open_office(args) as club:
        correction = club.undo(args.void, reason=args.reason)
    if args.json:
        print_json({"taken_back": args.void, "by": correction.source})
    say(_("Taken back. To have it back: kagarobo clubhouse visits --void {id}", id=correction.source))
    return ExitCode.DONE


def _lines(found: Sequence[Presence], first: date, last: date, zone: Any) -> list[str]:
    lines = [str(first) if first == last else f"{first}…{last}"]
    for one in found:
        came, went = (None if at is None else at.astimezone(zone) for at in (one.came_in, one.went_out))
        until = f"{went:%H:%M}" if went is not None else "  –  "
        who = one.person or _("{count} without a name", count=one.count)
        lines.append(f"{one.day}  {came:%H:%M}  {until}  {who:<14} {one.role:<9} {' '.join(one.visits)}")
    lines.append(_("{count} visits", count=len(found)))
    return lines


def _visit_json(one: Presence) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "came_in": one.came_in.isoformat(),
        "went_out": None if one.went_out is None else one.went_out.isoformat(),
        "out_kind": str(one.out_kind),
        "person": one.person,
        "count": one.count,
        "role": one.role,
        "visits": list(one.visits),
    }


PARTS = {"visits": run}
