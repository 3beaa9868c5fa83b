"""`kagarobo clubhouse indicators`: the rows of the town's plan and the town's own figures, each with its source."""

import argparse
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from clubhouse_logs.conversion import Proportion, conversion
from clubhouse_logs.counted import Counted
from clubhouse_logs.periods import ONE_DAY, Period, calendar_year, fiscal_year, fiscal_year_of
from clubhouse_logs.plan_values import PlanValue, TopicCount, plan_value, topic_counts, users_of
from clubhouse_logs.programme_deeds import TOPICS
from judge.fact_shapes import is_label
from judge.facts import ValueStated
from tui.clubhouse_commands.options import add_town, open_office, town_and_site
from tui.clubhouse_commands.programme import topic_words
from tui.clubhouse_house import read_counting, say_how_read
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.text_table import table_lines
from tui.tournament_rosters import LINKING, Season, seasons
from tui.town import Town
from tui.town_parts import Indicator

VALUE = re.compile(r"([A-Za-z0-9_-]+)=(-?\d{1,12})(?:\.(\d{1,6}))?")


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "indicators", _("the rows of the town's plan, and the town's own figures by year"))
    part.add_argument("--fiscal-year", type=int, metavar="YEAR", help=_("which year; without it, this one"))
    part.add_argument(
        "--set", dest="entered", metavar="ID=NUMBER", help=_("enter the value of a row that is not counted")
    )
    part.add_argument("--document", metavar="TEXT", help=_("what the value is from, for whoever reads it"))
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Print the table, or enter a value."""
    town, site_id = town_and_site(args)
    today = datetime.now(town.timezone).date()
    start_month = town.fiscal_year_start_month
    year = args.fiscal_year or fiscal_year_of(today, start_month)
    if args.entered is not None:
        _enter(args, town, year)
    counting = read_counting(args.home, town, site_id=site_id)
    say_how_read(counting)
    record, held = counting.counted, seasons(args.home)
    values = [(row, _value(row, record, town, _period(row, year, start_month))) for row in town.indicators]
    of_year = fiscal_year(year, start_month)
    topics = topic_counts(record.programmes, of_year, first=TOPICS)
    tournaments = [(one, _conversion(one, record)) for one in held if one.roster_locks in of_year]
    if args.json:
        print_json(
            {
                "fiscal_year": year,
                "plan": [_row_json(row, value) for row, value in values],
                "programmes": [
                    {"topic": one.topic, "programmes": one.programmes, "children": one.children,
                     "grown_ups": one.grown_ups}
                    for one in topics
                ],
                "tournaments": [_season_json(one, rate) for one, rate in tournaments],
            }
        )  # fmt: skip
    else:
        print_lines([*_plan_lines(values), "", *_topic_lines(topics), "", *_season_lines(tournaments)])
    return ExitCode.DONE


def _period(row: Indicator, year: int, start_month: int) -> Period:
    return calendar_year(year) if row.target_period == "calendar_year" else fiscal_year(year, start_month)


def _value(row: Indicator, record: Counted, town: Town, period: Period) -> PlanValue:
    target = record.target_on(period.end - ONE_DAY) or town.clubhouse_target()
    is_of_users = target is not None and target.indicator == row.id
    users = users_of(record.tallies, target, period) if is_of_users and target is not None else None
    return plan_value(row.id, record, period, users=users)


def _conversion(season: Season, record: Counted) -> Proportion:
    """Of the consenting visitors before this tournament, those who competed."""
    roots = record.roots
    roster = [one.renamed(roots.get(one.person, one.person)) for one in season.competitors]
    consenting = record.members.consenting(LINKING, season.roster_locks)
    found = conversion(
        record.tallies.visit_days, roster, roster_locks=season.roster_locks, consenting=consenting
    )  # fmt: skip
    return found.visitors


def _enter(args: argparse.Namespace, town: Town, year: int) -> None:
    found = VALUE.fullmatch(args.entered)
    rows = {row.id: row for row in town.indicators}
    if found is None or found[1] not in rows:
        raise WrongInput(_("--set takes a row of the plan and a number, such as {example}.", example="esg-network=12"))
    row = rows[found[1]]
    if row.source == "computed":
        raise WrongInput(_("{id} is counted from the record and is not entered.", id=row.id))
    if args.document is None or not is_label(args.document):
        raise WrongInput(_("Say what the value is from, with --document “Report of 2022”."))
    period, places = _period(row, year, town.fiscal_year_start_month), found[3] or ""
    number = int(found[2] + places)
    with open_office(args) as club:
        body = ValueStated(row.id, period.start.isoformat(), (period.end - ONE_DAY).isoformat(), number, len(places),
                           args.document)  # fmt: skip
        fact = club.append([body], by="staff")[0]
    say(_("Written. To take it back: kagarobo clubhouse visits --void {id}", id=fact.source))


def _plan_lines(values: list[tuple[Indicator, PlanValue]]) -> list[str]:
    heads = [_("The plan's row"), _("Baseline"), _("Goal"), _("Value"), _("From")]
    rows = [
        [row.indicator, f"{row.baseline} {row.baseline_unit}", f"{row.target} {row.target_unit}", _shown(value),
         _source(value)]
        for row, value in values
    ]  # fmt: skip
    return table_lines([heads, *rows])


def _shown(value: PlanValue) -> str:
    if value.counted is not None:
        return str(value.counted)
    return "—" if value.entered is None else str(value.entered)


def _source(value: PlanValue) -> str:
    if value.counted is not None and value.programmes:
        said = _("counted, {number} programmes", number=value.programmes)
    elif value.counted is not None:
        said = _("counted, visits")
    else:
        return _("not entered") if value.entered is None else _("entered: {document}", document=value.document)
    if value.entered is None:
        return said
    return said + " " + _("({document} says {number})", document=value.document, number=value.entered)


def _topic_lines(topics: list[TopicCount]) -> list[str]:
    heads = [_("Programmes"), _("Held"), _("Children"), _("Grown-ups")]
    rows = [[topic_words(one.topic), str(one.programmes), str(one.children), str(one.grown_ups)] for one in topics]
    return table_lines([heads, *rows])


def _season_lines(tournaments: list[tuple[Season, Proportion]]) -> list[str]:
    if not tournaments:
        return [_("No tournament of this year lies below this folder.")]
    lines = []
    for season, rate in tournaments:
        lines.append(_("Tournament of {day}: {children} children competed.", day=season.roster_locks,
                       children=season.children))  # fmt: skip
        if rate.rate is None:
            lines.append("  " + _("From the clubhouse: nobody who came before it consented to be linked."))
        else:
            lines.append("  " + _("From the clubhouse: {count} of {of} who consented to be linked, {rate} % ({low} – "
                                  "{high} %).", count=rate.count, of=rate.of, rate=_percent(rate.rate),
                                  low=_percent(rate.low), high=_percent(rate.high)))  # fmt: skip
    return lines


def _percent(share: Any) -> str:
    return f"{float(share) * 100:.1f}"


def _row_json(row: Indicator, value: PlanValue) -> dict[str, Any]:
    entered: Decimal | None = value.entered
    return {
        "id": row.id, "indicator": row.indicator, "baseline": row.baseline, "target": row.target,
        "unit": row.target_unit, "counted": value.counted, "programmes": value.programmes,
        "entered": None if entered is None else str(entered), "document": value.document,
    }  # fmt: skip


def _season_json(season: Season, rate: Proportion) -> dict[str, Any]:
    return {
        "day": season.roster_locks.isoformat(), "children": season.children,
        "conversion": {"count": rate.count, "of": rate.of, "low": round(rate.low, 4), "high": round(rate.high, 4)},
    }  # fmt: skip


PARTS = {"indicators": run}
