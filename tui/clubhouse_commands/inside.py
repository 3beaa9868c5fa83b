"""`kagarobo clubhouse inside`: everyone inside now, for a fire drill: without a PIN, but recorded."""

import argparse
from datetime import datetime
from typing import Any

from clubhouse_logs.clubhouse import Inside
from judge.errors import JournalWriteFailed
from judge.facts import PersonalDataViewed
from tui.clubhouse_commands.options import add_town, town_and_site
from tui.clubhouse_house import open_clubhouse
from tui.command_io import add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kiosk.printer import PRINT_COMMAND, print_pdf
from tui.kiosk.words import role_words
from tui.paper.lists import Column, Section, listing
from tui.paper.press import Said, pdf, said


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "inside", _("everyone who is inside now, for a fire drill"))
    part.add_argument("--print", action="store_true", dest="to_printer", help=_("print the list to tick off"))
    part.add_argument("--print-with", metavar="COMMAND", default=PRINT_COMMAND,
                      help=_("the command that prints a PDF from its input; without it, {default}",
                             default=PRINT_COMMAND))  # fmt: skip
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Print who is inside, counted or not."""
    town, site_id = town_and_site(args)
    with open_clubhouse(args.home, town, site_id=site_id) as club:
        found = club.inside_now()
        try:
            club.append([PersonalDataViewed(None, "inside")], by="staff")
        except JournalWriteFailed:  # in a fire the list counts, not the record of it
            say(_("This look at the list could not be recorded: the disk takes nothing."))
    now = datetime.now(town.timezone)
    if args.json:
        print_json({"at": now.isoformat(timespec="seconds"), "heads": _heads(found),
                    "inside": [_json(one) for one in found]})  # fmt: skip
    else:
        print_lines(["  ".join(map(str, _row(one, now))) for one in found])
        print_lines([_("{at}: {heads} inside, as far as anybody saw", at=f"{now:%H:%M}", heads=_heads(found))])
    if args.to_printer:
        print_pdf(pdf("table", _page(found, now)), args.print_with)
    return ExitCode.DONE


def _heads(found: list[Inside]) -> int:
    return sum(one.presence.count for one in found)


def _row(one: Inside, now: datetime) -> tuple[str, str, str, int]:
    came = one.presence.came_in.astimezone(now.tzinfo)
    role = role_words().get(one.presence.role, one.presence.role)
    return f"{came:%H:%M}", one.nickname or one.presence.person or "—", role, one.presence.count


def _json(one: Inside) -> dict[str, Any]:
    return {
        "nickname": one.nickname,
        "person": one.presence.person,
        "count": one.presence.count,
        "role": one.presence.role,
        "came_in": one.presence.came_in.isoformat(),
    }


def _page(found: list[Inside], now: datetime) -> dict[str, Any]:
    columns = [
        Column("", 1), Column(_("In"), 2), Column(_("Who"), 6), Column(_("As"), 4), Column(_("Heads"), 2, "right")
    ]  # fmt: skip
    rows: list[list[Said | str]] = [["□", *(said(cell) for cell in _row(one, now))] for one in found]
    subtitle = _("{at}: {heads} inside, as far as anybody saw", at=f"{now:%Y-%m-%d %H:%M}", heads=_heads(found))
    return listing(_("Inside now"), [Section(columns, rows)], subtitle=subtitle)


PARTS = {"inside": run}
