"""`kagarobo clubhouse consent`: what a family agreed to on the form, written down by staff, or withdrawn."""

import argparse
from datetime import datetime

from clubhouse_logs.access import AccessRole
from judge.facts import Body, ConsentGiven, ConsentWithdrawn, MemberConfirmed
from tui.clubhouse_commands.options import add_town, day, open_office
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, add_part, print_json, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kiosk.form import FORM_VERSION
from tui.persons import add_who, person_named, who_stands_here
from tui.tournament_rosters import LINKING

MEMBERSHIP = "membership"


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "consent", _("what a family ticked on the form, or withdrew"))
    part.add_argument("person", metavar="PERSON", help=_("a nickname, or a person's id"))
    part.add_argument("--member", action="store_true", help=_("the child may be a member"))
    part.add_argument("--linking", action="store_true", help=_("visits may be linked with the tournament"))
    part.add_argument("--withdraw-linking", action="store_true", help=_("they may not be linked any more"))
    part.add_argument("--by", choices=("guardian", "self"), default="guardian", help=_("who signed"))
    part.add_argument("--day", metavar="DATE", type=day, help=_("the day on the form; without it, today"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Write down what was agreed to, after the PIN was right."""
    if args.linking and args.withdraw_linking:
        raise WrongInput(_("Either they may be linked or not: give one of the two."))
    if not (args.member or args.linking or args.withdraw_linking):
        raise WrongInput(_("Say what the form says: --member, --linking or --withdraw-linking."))
    person = person_named(args.home, args.person)
    with open_office(args) as club:
        folder, zone = house_folder(args.home, club.calendar.site), club.calendar.timezone
        staff = who_stands_here(args, folder / "people.db", AccessRole.STAFF, datetime.now(zone))
        on = (args.day or club.today).isoformat()
        bodies: list[Body] = []
        if args.member:
            bodies.append(MemberConfirmed(person, on, None))
            bodies.append(ConsentGiven(person, MEMBERSHIP, FORM_VERSION, args.by, on))
        if args.linking:
            bodies.append(ConsentGiven(person, LINKING, FORM_VERSION, args.by, on))
        if args.withdraw_linking:
            bodies.append(ConsentWithdrawn(person, LINKING, on))
        facts = club.append(bodies, by=staff.person)
    if args.json:
        print_json({"facts": [fact.source for fact in facts]})
    say(_("Written. To take it back: kagarobo clubhouse visits --void {id}", id=facts[-1].source))
    return ExitCode.DONE


PARTS = {"consent": run}
