"""`kagarobo clubhouse staff`: who has a PIN, and for what."""

import argparse
import os
from datetime import datetime

from clubhouse_logs.access import Access, AccessRole
from judge.facts import PersonAdded
from tui.clubhouse_commands.options import add_town, open_office
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.persons import PIN, add_who, person_named, type_pin, who_stands_here

ROLES = {"staff": AccessRole.STAFF, "manager": AccessRole.MANAGER}


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "staff", _("who has a PIN, and what it opens"))
    part.add_argument("--add", metavar="NAME", help=_("give this person a PIN: a nickname, new or known, or an id"))
    part.add_argument("--role", choices=tuple(ROLES), default="staff", help=_("what the PIN opens"))
    part.add_argument("--remove", metavar="NAME", help=_("take this person's PIN away"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """List, add or remove; what changes anything needs a manager, once there is one."""
    with open_office(args) as club:
        path = house_folder(args.home, club.calendar.site) / "people.db"
        now = datetime.now(club.calendar.timezone)
        with Access(path, entropy=os.urandom) as access:
            is_first = not access.staff()
            if (args.add or args.remove) and not is_first:
                who_stands_here(args, path, AccessRole.MANAGER, now)
            if args.add:
                if not club.find_members(args.add) and not args.add.startswith("p-"):
                    person = club.enter_name(args.add)
                    club.append([PersonAdded(person, "staff")], by="staff")
                else:
                    person = person_named(args.home, args.add)
                access.set_pin(person, ROLES[args.role], _new_pin())
            if args.remove and not access.take_away(person_named(args.home, args.remove)):
                raise WrongInput(_("{name} has no PIN.", name=args.remove))
            rows = [(one, club.people.member(one.person)) for one in access.staff()]
    if args.json:
        print_json([{"person": one.person, "role": one.role.name.lower()} for one, _member in rows])
    else:
        print_lines(
            f"{one.person}  {one.role.name.lower():<8} {member.nickname if member else '—'}" for one, member in rows
        )
    if not rows:
        say(_("Nobody has a PIN yet."))
    return ExitCode.DONE


def _new_pin() -> str:
    new = os.environ.get(f"{PIN}_NEW")
    if new is not None:
        return new
    pin = type_pin(_("The new PIN, six digits or more: "))
    if PIN not in os.environ and pin != type_pin(_("Once more: ")):
        raise WrongInput(_("The two are not the same. Nothing was written."))
    return pin


PARTS = {"staff": run}
