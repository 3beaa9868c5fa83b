"""`kagarobo clubhouse kpi`: the yearly figures of a clubhouse's journal, each with what it counts."""

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year, fiscal_year_of
from clubhouse_logs.report import yearly
from clubhouse_logs.visits import fold
from judge.facts import Fact, Visited
from judge.journal import read_facts
from tui.command_io import add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.finding_words import finding_line
from tui.i18n import _, language
from tui.kpi_words import report_lines
from tui.town import Town

YEAR_MIN, YEAR_MAX = 1900, 2200


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    kpi = add_part(parts, "kpi", _("the figures of a fiscal year, each with what it counts"))
    kpi.add_argument("file", metavar="FILE", type=Path, help=_("a clubhouse's journal, a .db file"))
    kpi.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))
    kpi.add_argument("--year", type=_year, help=_("the fiscal year; without it, the one of the last visit"))
    kpi.add_argument("--as-of", metavar="DATE", type=_day,
                     help=_("the last day that counts, YYYY-MM-DD; without it, today or the year's last"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Print the yearly report; what staff should look at goes to stderr."""
    town = Town.load(args.town)
    calendar, site = town.calendar(), town.site()
    facts = read_facts(args.file)
    today = calendar.local_date(datetime.now(calendar.timezone))
    year = _last_year(facts, calendar, args.as_of or today) if args.year is None else args.year
    last_day = fiscal_year(year + 1, calendar.fiscal_year_start_month).start.toordinal() - 1
    report = yearly(
        facts,
        town_calendar=calendar,
        fiscal_year=year,
        target=town.clubhouse_target(),
        as_of=args.as_of or min(today, date.fromordinal(last_day)),
        merge_gap_min=site.merge_gap_min,
    )
    _say_if_elsewhere(facts, site.id)
    for finding in report.findings:
        say(finding_line(finding))
    document = report.as_json()
    if args.json:
        print_json(document)
    else:
        print_lines(report_lines(document, town.name(language()), merge_gap_min=site.merge_gap_min))
    return ExitCode.DONE


def _last_year(facts: Sequence[Fact], calendar: TownCalendar, default: date) -> int:
    visits = fold(facts, calendar).visits
    return fiscal_year_of(visits[-1].day if visits else default, calendar.fiscal_year_start_month)


def _say_if_elsewhere(facts: Sequence[Fact], site: str) -> None:
    """A journal of another town gives zeros, which must not pass for a year without children."""
    sites = Counter(fact.body.site for fact in facts if isinstance(fact.body, Visited))
    if not sites:
        say(_("No visit stands in this journal."))
    elif site not in sites:
        say(_("No visit of {site} stands in this journal, but of: {sites}. Is --town right?",
              site=site, sites=", ".join(sorted(sites))))  # fmt: skip


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and YEAR_MIN <= int(text) <= YEAR_MAX):
        raise argparse.ArgumentTypeError(_("a year from {low} to {high}", low=YEAR_MIN, high=YEAR_MAX))
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("a date, YYYY-MM-DD")) from error
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        raise argparse.ArgumentTypeError(_("a year from {low} to {high}", low=YEAR_MIN, high=YEAR_MAX))
    return day


PARTS = {"kpi": run}
