"""`kagarobo clubhouse checkin`: the screen at the door, on a terminal or a tablet."""

import argparse
import os
import sys
import threading
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from clubhouse_logs.access import Access, AccessRole
from clubhouse_logs.clubhouse import Clubhouse
from tui.clubhouse_commands.options import add_town, town_and_site
from tui.clubhouse_house import house_folder, open_clubhouse
from tui.command_io import WrongInput, add_part, say
from tui.error_log import keep
from tui.exit_codes import ExitCode
from tui.i18n import _, language, pick_language, use_language
from tui.kiosk.form import consent_form
from tui.kiosk.printer import PRINT_COMMAND, print_pdf
from tui.paper.press import pdf
from tui.tablet import serving as tablet
from tui.town import Town, pick_name


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "checkin", _("the screen at the door: children come in by touch, keyboard or card"),
                    has_json=False)  # fmt: skip
    part.add_argument("--station", metavar="NAME", help=_("this kiosk's name; without it, the first that is free"))
    part.add_argument("--print-with", metavar="COMMAND", default=PRINT_COMMAND,
                      help=_("the command that prints a PDF from its input; without it, {default}",
                             default=PRINT_COMMAND))  # fmt: skip
    part.add_argument("--form", metavar="FILE", type=Path, help=_("write the consent form as a PDF, and end"))
    add_town(part)
    tablet.add_option(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Show the door until staff leaves it."""
    town, site_id = town_and_site(args)
    if args.form is not None:
        return _write_form(args.form, town, site_id)
    if args.tablet is not None and not tablet.is_on_tablet():
        tablet.serve(args.tablet, args.words, _("Clubhouse door"))
        return ExitCode.DONE
    if not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongInput(_("The door needs a terminal, or --tablet."))
    if not getattr(args, "lang", None) and not os.environ.get("KAGAROBO_LANG") and pick_language() == "ja":
        use_language("ja-easy")
    with ExitStack() as open_things:
        club = open_things.enter_context(open_clubhouse(args.home, town, site_id=site_id, station=args.station))
        access = open_things.enter_context(
            Access(house_folder(args.home, site_id) / "people.db", entropy=os.urandom)
        )  # fmt: skip
        return _show(club, access, town, args.print_with, args.home)


def _show(club: Clubhouse, access: Access, town: Town, print_command: str, home: Path) -> ExitCode:
    from tui.kiosk import words
    from tui.kiosk.door import Door, Guard
    from tui.kiosk.screen import KioskApp

    site = town.site(club.calendar.site)

    def now() -> datetime:
        return datetime.now(town.timezone)

    def check(person: str, pin: str) -> None:
        access.check(person, pin, needs=AccessRole.STAFF, now=now())

    def print_form() -> None:
        form, failed = _form(town, site.id), words.form_failed()  # here, because a thread must not change the language

        def press() -> None:
            try:
                print_pdf(pdf("table", form), print_command)
            except WrongInput as wrong:
                keep(wrong, home)
                app.post_message(KioskApp.Heard(failed))

        threading.Thread(target=press, name="form", daemon=True).start()

    door = Door(
        club,
        stages=lambda: stages(town),
        has_check_out=site.has_check_out,
        guard=Guard(lambda: [one.person for one in access.staff()], check),
        now=now,
        wants_form=print_form,
    )
    app = KioskApp(door, title=lambda: _name(town, site.id), clock=lambda: f"{now():%H:%M}")
    app.run()
    return ExitCode(app.return_code or ExitCode.DONE)


def stages(town: Town) -> list[tuple[str, str]]:
    """Return (id, name) of the town's school stages, in the language that is spoken."""
    return [(one.id, pick_name(one.names, language(), town.languages[0])) for one in town.divisions]


def _name(town: Town, site_id: str) -> str:
    return pick_name(town.site(site_id).names, language(), town.languages[0])


def _form(town: Town, site_id: str) -> dict[str, Any]:
    return consent_form(_name(town, site_id), town.privacy.provisional_days, town.privacy.identified_years)


def _write_form(to: Path, town: Town, site_id: str) -> ExitCode:
    try:
        to.write_bytes(pdf("table", _form(town, site_id)))
    except OSError as error:
        raise WrongInput(_("{path} cannot be written: {why}.", path=to, why=error.strerror or error)) from error
    say(_("Written: {path}", path=to))
    return ExitCode.DONE


PARTS = {"checkin": run}
