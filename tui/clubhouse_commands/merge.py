"""`kagarobo clubhouse merge`: which members may be one child; two made one, and two again."""

import argparse
from datetime import datetime

from clubhouse_logs.access import AccessRole
from clubhouse_logs.duplicates import pairs
from judge.facts import PersonalDataViewed, PersonsMerged
from tui.clubhouse_commands.options import add_town, open_office
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.persons import add_who, person_named, who_stands_here


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "merge", _("members who may be one child; two made one, and two again"))
    part.add_argument("persons", metavar="PERSON", nargs="*",
                      help=_("two ids: the second counts as the first; without them, who may be one"))  # fmt: skip
    part.add_argument("--undo", metavar="ID", help=_("make two again what this merge made one"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Suggest, merge or take a merge back; the program alone merges nobody."""
    if args.persons and (len(args.persons) != 2 or args.undo):
        raise WrongInput(_("Give two ids, or --undo with the id of a merge, or nothing."))
    with open_office(args) as club:
        zone = club.calendar.timezone
        table = house_folder(args.home, club.calendar.site) / "people.db"
        viewer = who_stands_here(args, table, AccessRole.STAFF, datetime.now(zone))
        if args.undo or args.persons:
            if args.undo:
                fact = club.undo(args.undo, by=viewer.person)
            else:
                kept, other = (person_named(args.home, text) for text in args.persons)
                (fact,) = club.append([PersonsMerged(kept, other)], by=viewer.person)
            if args.json:
                print_json({"fact": fact.source})
            say(_("To have it back: kagarobo clubhouse merge --undo {id}", id=fact.source))
            return ExitCode.DONE
        club.append([PersonalDataViewed(None, "merge")], by=viewer.person)
        record = club.record()
        found = pairs(club.people.members(), record.roots, record.presences)
    if args.json:
        print_json([{"one": pair.one.person, "other": pair.other.person, "variant": pair.is_variant} for pair in found])
    else:
        print_lines(
            f"{pair.one.person} {pair.one.nickname}  ·  {pair.other.person} {pair.other.nickname}" for pair in found
        )
    return ExitCode.DONE


PARTS = {"merge": run}
