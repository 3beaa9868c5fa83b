"""`kagarobo clubhouse about`: everything held about one person, for that person; that it was looked at is recorded."""

import argparse
from datetime import datetime
from pathlib import Path

from clubhouse_logs.access import AccessRole
from judge.facts import PersonalDataViewed
from tui.clubhouse_commands.options import add_town, open_office
from tui.clubhouse_house import house_folder
from tui.command_io import add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.persons import add_who, person_named, who_stands_here


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "about", _("everything held about a child, as one page for them or their guardian"))
    part.add_argument("person", metavar="PERSON", help=_("a nickname, or a person's id"))
    part.add_argument("--to", metavar="FILE", type=Path, help=_("a new file for the page; without it, the screen"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Write the page, after the PIN was right and the look was recorded."""
    from tui.about_person import about_lines, held_about, write_page  # here: the words of every fact of every room

    person = person_named(args.home, args.person)
    with open_office(args) as club:
        folder, zone = house_folder(args.home, club.calendar.site), club.calendar.timezone
        viewer = who_stands_here(args, folder / "people.db", AccessRole.STAFF, datetime.now(zone))
        club.append([PersonalDataViewed(person, "about")], by=viewer.person)
        held = held_about(args.home, club.ids_of(person))
    if args.json:
        print_json(held.as_json())
    elif args.to is None:
        print_lines(about_lines(held, zone))
    else:
        write_page(about_lines(held, zone), args.to)
        say(_("Written: {file}", file=args.to))
    return ExitCode.DONE


PARTS = {"about": run}
