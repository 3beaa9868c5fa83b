"""`kagarobo clubhouse kpi`: all figures of this computer's clubhouse, or the yearly ones of one journal's file."""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from clubhouse_logs.counted import Counted
from clubhouse_logs.duplicates import pairs
from clubhouse_logs.figures import figures_of
from clubhouse_logs.forms import yearly_form
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.people import People
from clubhouse_logs.periods import ONE_DAY, fiscal_year, fiscal_year_of
from clubhouse_logs.report import yearly
from clubhouse_logs.visits import fold
from judge.facts import Fact, Visited
from judge.journal import read_facts
from tui.clubhouse_commands.options import YEAR_MAX, YEAR_MIN, add_town, day, town_and_site
from tui.clubhouse_house import house_folder, read_counting, say_how_read
from tui.clubhouse_reports.figure_lines import document, figure_lines
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.finding_words import finding_line
from tui.i18n import _, language
from tui.kpi_words import report_lines
from tui.tournament_rosters import season_of, with_roster
from tui.town import Town


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    kpi = add_part(parts, "kpi", _("the figures of a fiscal year, each with what it counts"))
    of_file = _("one journal, a .db file; without it, this computer's clubhouse with all its stations")
    kpi.add_argument("file", metavar="FILE", nargs="?", type=Path, help=of_file)
    add_town(kpi)
    kpi.add_argument("--fiscal-year", "--year", dest="year", type=_year,
                     help=_("the fiscal year; without it, the one of the last visit"))  # fmt: skip
    kpi.add_argument("--as-of", metavar="DATE", type=day,
                     help=_("the last day that counts, YYYY-MM-DD; without it, today or the year's last"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Print the figures; what staff should look at goes to stderr."""
    town, site = town_and_site(args)
    return _of_house(args, town, site) if args.file is None else _of_file(args, town, site)


def _of_house(args: argparse.Namespace, town: Town, site_id: str) -> ExitCode:
    """All fifteen definitions over the journals of this computer."""
    counting = read_counting(args.home, town, site_id=site_id)
    record = counting.counted
    calendar, site = record.calendar, town.site(site_id)
    today = calendar.local_date(datetime.now(calendar.timezone))
    last = record.last_visit or args.as_of or today
    say_how_read(counting)
    _say_if_elsewhere(record.sites, site_id)
    start_month = calendar.fiscal_year_start_month
    year = fiscal_year(fiscal_year_of(last, start_month) if args.year is None else args.year, start_month)
    as_of = min(args.as_of or today, year.end - ONE_DAY)
    records = record.records(
        year,
        as_of=as_of,
        target=town.clubhouse_target(),
        capacity=site.capacity_hard or site.capacity_soft,
        merge_gap_min=site.merge_gap_min,
    )
    records = replace(records, duplicates_open=_duplicates(args.home, site_id, record))
    records = with_roster(records, season_of(args.home, year, as_of), record)
    found = figures_of(record.tallies, period=year, as_of=as_of, records=records)
    if not found:
        raise WrongInput(_("{day} lies before that fiscal year: nothing of it can be counted.", day=as_of))
    if args.json:
        print_json(document(found))
    else:
        form = yearly_form(record, year, stages=[], as_of=as_of)
        print_lines(figure_lines(found, form, town.name(language()), merge_gap_min=site.merge_gap_min))
    return ExitCode.DONE


def _duplicates(home: Path, site_id: str, record: Counted) -> int:
    """How many pairs may be one child; nicknames are compared here and go nowhere."""
    path = house_folder(home, site_id) / "people.db"
    if not path.exists():
        return 0
    with People(path) as people:
        return len(pairs(people.members(), record.roots, record.inside()))


def _of_file(args: argparse.Namespace, town: Town, site_id: str) -> ExitCode:
    """The yearly report of one journal."""
    calendar, site = town.calendar(site_id), town.site(site_id)
    facts = read_facts(args.file)
    today = calendar.local_date(datetime.now(calendar.timezone))
    year = _last_year(facts, calendar, args.as_of or today) if args.year is None else args.year
    last_day = fiscal_year(year + 1, calendar.fiscal_year_start_month).start - ONE_DAY
    report = yearly(
        facts,
        town_calendar=calendar,
        fiscal_year=year,
        target=town.clubhouse_target(),
        as_of=args.as_of or min(today, last_day),
        merge_gap_min=site.merge_gap_min,
    )
    _say_if_elsewhere(Counter(fact.body.site for fact in facts if isinstance(fact.body, Visited)), site.id)
    for finding in report.findings:
        say(finding_line(finding))
    shown = report.as_json()
    if args.json:
        print_json(shown)
    else:
        print_lines(report_lines(shown, town.name(language()), merge_gap_min=site.merge_gap_min))
    return ExitCode.DONE


def _last_year(facts: Sequence[Fact], calendar: TownCalendar, default: date) -> int:
    visits = fold(facts, calendar).visits
    return fiscal_year_of(visits[-1].day if visits else default, calendar.fiscal_year_start_month)


def _say_if_elsewhere(sites: Mapping[str, int], site: str) -> None:
    """A journal of another town gives zeros, which must not pass for a year without children."""
    if not sites:
        say(_("No visit stands in this journal."))
    elif site not in sites:
        say(_("No visit of {site} stands in this journal, but of: {sites}. Is --town right?",
              site=site, sites=", ".join(sorted(sites))))  # fmt: skip


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and YEAR_MIN <= int(text) <= YEAR_MAX):
        raise argparse.ArgumentTypeError(_("a year from {low} to {high}", low=YEAR_MIN, high=YEAR_MAX))
    return int(text)


PARTS = {"kpi": run}
