"""`kagarobo clubhouse visits`: who came on a day, by random ids; a visit entered by mistake taken back, or back in."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clubhouse_logs.access import AccessRole
from clubhouse_logs.door import Presence
from clubhouse_logs.projection import project_house
from judge.fact_shapes import is_word
from judge.facts import PersonalDataViewed
from tui.clubhouse_commands.options import add_town, day, open_office, town_and_site
from tui.clubhouse_house import house_folder, read_record
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.persons import add_who, who_stands_here


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "visits", _("who came on a day; take a visit back"))
    part.add_argument("--day", metavar="DATE", type=day, help=_("which day; without it, the last one with a visit"))
    part.add_argument("--until", metavar="DATE", type=day, help=_("from --day to this day, both counted"))
    part.add_argument("--database", metavar="FILE", type=Path,
                      help=_("write readable tables of visits, days and programmes, for Datasette"))  # fmt: skip
    part.add_argument("--names", action="store_true", help=_("with nicknames; needs a PIN, and is recorded"))
    part.add_argument("--void", metavar="ID", help=_("take this visit back; a voiding's own id brings it back"))
    part.add_argument("--reason", metavar="WORD", default="mistake", help=_("why, in one word"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Print a day's visits, or take one back."""
    if args.void is not None:
        return _void(args)
    town, site = town_and_site(args)
    names = _names(args) if args.names else {}
    _facts, record = read_record(args.home, town, site_id=site)
    if args.database is not None:
        counts = project_house(record, args.database, until=datetime.now(town.timezone).date())
        if args.json:
            print_json(counts)
        else:
            print_lines(f"{count:>8}  {name}" for name, count in counts.items())
        return ExitCode.DONE
    days = [one.day for one in record.presences]
    first = args.day or (max(days) if days else datetime.now(town.timezone).date())
    last = args.until or first
    found = [one for one in record.presences if first <= one.day <= last]
    if args.json:
        print_json([_visit_json(one, names) for one in found])
    else:
        print_lines(_lines(found, first, last, town.timezone, names))
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


def _names(args: argparse.Namespace) -> dict[str, str]:
    """Nicknames by id, after the PIN was right and the look was recorded."""
    with open_office(args) as club:
        zone = club.calendar.timezone
        table = house_folder(args.home, club.calendar.site) / "people.db"
        viewer = who_stands_here(args, table, AccessRole.STAFF, datetime.now(zone))
        club.append([PersonalDataViewed(None, "visits")], by=viewer.person)
        return {member.person: member.nickname for member in club.people.members()}


def _lines(found: Sequence[Presence], first: date, last: date, zone: Any, names: Mapping[str, str]) -> list[str]:
    lines = [str(first) if first == last else f"{first}…{last}"]
    for one in found:
        came, went = (None if at is None else at.astimezone(zone) for at in (one.came_in, one.went_out))
        until = f"{went:%H:%M}" if went is not None else "  –  "
        who = one.person or _("{count} without a name", count=one.count)
        who = names.get(who, who)
        lines.append(f"{one.day}  {came:%H:%M}  {until}  {who:<14} {one.role:<9} {' '.join(one.visits)}")
    lines.append(_("{count} visits", count=len(found)))
    return lines


def _visit_json(one: Presence, names: Mapping[str, str]) -> dict[str, Any]:
    named = {"nickname": names[one.person]} if one.person is not None and one.person in names else {}
    return named | {
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
