"""`kagarobo clubhouse close-day`: a day at its end, as a guided screen, as lines, or as one document."""

import argparse
import sys
from datetime import datetime

from clubhouse_logs.access import AccessRole
from clubhouse_logs.clubhouse import Clubhouse
from judge.facts import Body, DayHeld, DayReviewed, PersonalDataViewed
from tui.clubhouse_commands.options import add_town, day, open_office
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, add_part, print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kiosk.day_desk import DayEndDesk
from tui.kiosk.day_end import day_end
from tui.kiosk.day_words import day_lines
from tui.persons import add_who, has_staff, who_stands_here
from tui.tablet import serving as tablet

HELD = {"yes": True, "no": False}


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "close-day", _("a day at its end: who is still inside, what is open, its number"))
    part.add_argument("--day", metavar="DATE", type=day, help=_("which day; without it, today"))
    part.add_argument("--lines", action="store_true", help=_("print the day, by random ids, instead of a screen"))
    part.add_argument("--open", choices=tuple(HELD), dest="held", help=_("say whether the clubhouse was open that day"))
    part.add_argument("--done", action="store_true", help=_("close the day"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Show the day, write down what was said about it."""
    is_screen = not (args.json or args.lines or args.held or args.done)
    if is_screen and not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongInput(_("Closing a day needs a terminal, or --lines, --json, --open or --done."))
    with open_office(args) as club:
        asked = args.day or club.today
        if asked > club.today:
            raise WrongInput(_("{day} has not come yet.", day=asked))
        if is_screen:
            return _show(args, club)
        bodies: list[Body] = []
        if args.held is not None:
            bodies.append(DayHeld(asked.isoformat(), club.calendar.site, HELD[args.held]))
        if args.done:
            inside = day_end(club.record(), club.facts(), asked).inside
            bodies.append(DayReviewed(asked.isoformat(), club.calendar.site, sum(one.count for one in inside)))
        if bodies:
            club.append(bodies, by="staff")
        end, zone = day_end(club.record(), club.facts(), asked), club.calendar.timezone
    if args.json:
        print_json(end.as_json())
    else:
        print_lines(day_lines(end, {}, zone))
    return ExitCode.DONE


def _show(args: argparse.Namespace, club: Clubhouse) -> ExitCode:
    from tui.kiosk.screen import KioskApp

    zone = club.calendar.timezone
    people, by = house_folder(args.home, club.calendar.site) / "people.db", "staff"
    if has_staff(people):
        by = who_stands_here(args, people, AccessRole.STAFF, datetime.now(zone)).person
    club.append([PersonalDataViewed(None, "close_day")], by=by)
    desk = DayEndDesk(club, args.day or club.today, by=by, now=lambda: datetime.now(zone))
    app = KioskApp(
        desk, title=lambda: _("The end of the day"), clock=lambda: f"{datetime.now(zone):%H:%M}", has_languages=False
    )  # fmt: skip
    app.run()
    end = desk.end
    print_lines(day_lines(end, {}, zone))
    return ExitCode(app.return_code or ExitCode.DONE)


PARTS = {"close-day": run}
