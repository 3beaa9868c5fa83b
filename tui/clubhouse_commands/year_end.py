"""`kagarobo clubhouse year-end`: the guided road into the next fiscal year, as a screen, as lines, or step by step."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast

from clubhouse_logs.access import AccessRole
from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.periods import fiscal_year_of
from clubhouse_logs.year_end import Step
from judge.facts import Body, ClosurePlanned, PersonalDataViewed, TargetSet
from tui.clubhouse_commands.options import add_town, day, open_office, town_and_site
from tui.clubhouse_commands.publish import planned_lines
from tui.clubhouse_house import house_folder
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.commands.forget import receipt_lines
from tui.exit_codes import ExitCode
from tui.i18n import _, language
from tui.kiosk.year_words import done_words, road_lines
from tui.persons import add_who, has_staff, person_named, who_stands_here
from tui.tablet import serving as tablet
from tui.town import Town, pick_name
from tui.year_end_road import Road


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "year-end", _("from one fiscal year into the next: a road of steps that can be left"))
    part.add_argument("--fiscal-year", type=int, metavar="2022", help=_("which year; without it, the one that ended"))
    part.add_argument("--lines", action="store_true", help=_("print how each step stands, instead of a screen"))
    part.add_argument(
        "--dry-run", action="store_true", help=_("say what would be frozen and who erased; write nothing")
    )
    part.add_argument("--do", choices=[one.value for one in Step], dest="step", help=_("do this step"))
    part.add_argument("--up", metavar="PERSON", action="append", default=[],
                      help=_("this child goes to the next school stage; may be given again"))  # fmt: skip
    part.add_argument("--renew", metavar="PERSON", action="append", default=[],
                      help=_("this child's form for the next year is back; may be given again"))  # fmt: skip
    part.add_argument("--keep", metavar="PERSON", action="append", default=[],
                      help=_("with --do retention: not this one; may be given again"))  # fmt: skip
    part.add_argument("--closure", nargs=3, metavar=("FIRST", "LAST", "REASON"),
                      help=_("closed from FIRST to LAST; REASON is one word, such as obon"))  # fmt: skip
    part.add_argument("--goal", type=int, nargs=2, metavar=("NUMBER", "YEAR"),
                      help=_("from the next year on, the target is NUMBER in the fiscal year YEAR"))  # fmt: skip
    part.add_argument("--out", type=Path, metavar="FOLDER", help=_("the folder for the yearly report"))
    add_who(part)
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Show the road, or do one step of it."""
    town, site = town_and_site(args)
    writes = bool(args.step or args.up or args.renew or args.closure or args.goal) and not args.dry_run
    is_screen = not (args.json or args.lines or args.dry_run or writes)
    if is_screen and not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongInput(_("The road needs a terminal, or --lines, --json, --dry-run or --do."))
    people, by = house_folder(args.home, site) / "people.db", "staff"
    with open_office(args) as club:  # makes the table of people where there is none yet
        today = club.today
    if (writes or is_screen) and has_staff(people):
        by = who_stands_here(args, people, AccessRole.MANAGER, datetime.now(town.timezone)).person
    number = args.fiscal_year or fiscal_year_of(today, town.fiscal_year_start_month) - 1
    out = args.out or args.home / "reports" / site / str(number)
    with Road(args.home, town, number, lambda: open_office(args), by=by, out=out) as road:
        if is_screen:
            return _show(road, town)
        if writes:
            _write(args, road, town)
        _print(args, road)
    return ExitCode.DONE


def _show(road: Road, town: Town) -> ExitCode:
    from tui.kiosk.screen import KioskApp
    from tui.kiosk.year_desk import YearEndDesk

    road.club.append([PersonalDataViewed(None, "year_end")], by=road.by)
    desk = YearEndDesk(road, stages=lambda: stage_words(town))
    app = KioskApp(
        desk, title=lambda: _("The end of the year"), clock=lambda: f"{datetime.now(town.timezone):%H:%M}",
        has_languages=False,
    )  # fmt: skip
    app.run()
    print_lines(road_lines(road, road.states()))
    return ExitCode(app.return_code or ExitCode.DONE)


def stage_words(town: Town) -> dict[str, str]:
    """Return the school stages by their ids, in the language spoken."""
    return {one.id: pick_name(one.names, language(), town.languages[0]) for one in town.divisions}


def _write(args: argparse.Namespace, road: Road, town: Town) -> None:
    for text in args.up:
        road.move_up(person_named(args.home, text))
    for text in args.renew:
        road.renew(person_named(args.home, text))
    bodies = [*_closure(args, road.club), *_goal(args, road, town)]
    if bodies:
        road.club.append(bodies, by=road.by)
    if args.step is None:
        return
    step = Step(args.step)
    if step is Step.RETENTION:
        receipt = road.erase(kept={person_named(args.home, text) for text in args.keep})
        for line in receipt_lines(receipt):
            say(line)
    for path in road.finish(step):
        say(_("Written: {file}", file=path))
    say(done_words(step))


def _print(args: argparse.Namespace, road: Road) -> None:
    states = road.states()
    due = [{"person": one.person, "since": one.word} for one in road.due()]
    planned = road.plan() if args.dry_run and road.is_over else None
    if args.json:
        print_json({"fiscal_year": road.number, "is_over": road.is_over, "steps": [one.as_json() for one in states],
                    "days_without_record": [one.isoformat() for one in road.days_without_record()], "due": due,
                    "next_edition": None if planned is None else planned.edition,
                    "next_edition_hides": None if planned is None else planned.hidden})  # fmt: skip
        return
    print_lines(road_lines(road, states))
    if args.dry_run:
        print_lines([] if planned is None else planned_lines(planned))
        print_lines(f"{one['person']}  {one['since']}" for one in due)
        say(_("Nothing was written."))


def _closure(args: argparse.Namespace, club: Clubhouse) -> list[Body]:
    if args.closure is None:
        return []
    first, last = (_date(text) for text in args.closure[:2])
    return [ClosurePlanned(first.isoformat(), last.isoformat(), club.calendar.site, args.closure[2])]


def _date(text: str) -> date:
    try:
        return day(text)
    except argparse.ArgumentTypeError as error:
        raise WrongInput(f"--closure: {error}") from error


def _goal(args: argparse.Namespace, road: Road, town: Town) -> list[Body]:
    """A target that goes on counting as the one before it, from the same start to another goal."""
    if args.goal is None:
        return []
    club = road.club
    known = club.record().target_on(club.today) or town.clubhouse_target(club.calendar.site)
    if known is None:
        raise WrongInput(_("The town file sets no target yet; write the first one there."))
    counts = cast(Literal["D", "E", "R", "U"], known.definition)  # a Target has checked it
    kind = cast(Literal["calendar-year", "fiscal-year"], known.baseline_kind.value)
    since = None if known.baseline_since is None else known.baseline_since.isoformat()
    return [
        TargetSet(
            known.indicator, club.calendar.site, road.next_year.start.isoformat(), counts, known.baseline,
            known.baseline_year, kind, since, *args.goal,
        )
    ]  # fmt: skip


PARTS = {"year-end": run}
