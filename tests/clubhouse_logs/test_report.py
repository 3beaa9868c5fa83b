"""The yearly figure as a whole."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from clubhouse_logs.opening_calendar import OpeningRule, TownCalendar
from clubhouse_logs.report import DEFINITIONS, YearlyReport, yearly
from clubhouse_logs.target import Target

KAGA = Target("clubhouse-users", "D", 800, 2019, 1500, 2022, baseline_since=date(2019, 5, 25))


@pytest.fixture
def busy_door(door: Any) -> Any:
    """Two years: three children in FY2021, five and a class of ten in FY2022, one visit after the cut-off."""
    door.visit("2021-06-05T01:00:00Z", 1)
    door.visit("2022-03-31T14:59:59Z", 2)  # the old year's last second
    door.visit("2022-03-31T15:00:00Z", 3)  # the new year's first: Friday, 1 April
    for child in (1, 2, 4, 5):
        door.visit("2022-10-01T01:00:00Z", child)
    door.visit("2022-10-01T01:03:00Z", 1, station="back-door")
    door.visit("2022-10-01T05:00:00Z", 1)
    door.visit("2022-10-02T02:00:00Z", count=10)
    door.visit("2022-10-02T02:00:00Z", 9, role="mentor")
    door.held("2022-10-07")
    door.visit("2022-11-04T01:00:00Z", 6)
    return door


def build_report(door: Any, calendar: TownCalendar, **changes: Any) -> YearlyReport:
    settings: dict[str, Any] = {"fiscal_year": 2022, "target": KAGA, "as_of": date(2022, 10, 31)}
    return yearly(door.facts, town_calendar=calendar, **{**settings, **changes})


def test_every_figure_of_a_year_up_to_its_cut_off(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """Counted by hand: 5 children once a day and a class of 10; four days held, one of them empty."""
    report = build_report(busy_door, weekend_calendar)

    assert (15, 16, 17) == (report.nobe, report.nobe_entries, report.nobe_raw)
    assert (5, 10) == (report.jitsu, report.anonymous)
    assert (3, 2, 2) == (report.new, report.returning, report.reactivated)
    assert (157, 4, Decimal("3.8")) == (
        report.opening_days_planned,
        report.opening_days_held,
        report.per_opening_day,
    )
    assert Decimal("1.0") == report.visit_days_per_person
    assert [("2022-04", 1, 1, 1), ("2022-10", 14, 4, 3)] == [
        (row.month, row.nobe, row.jitsu, row.opening_days_held) for row in report.months if row.nobe
    ]
    assert 7 == len(report.months)


def test_the_target_stands_beside_the_pace_a_day(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """800 of a partial 2019 is 8.42 a day and worth 1,322 over a full year; 64 planned days remain."""
    target = build_report(busy_door, weekend_calendar).target

    assert target is not None
    assert (15, "CY2019-partial") == (target.value, target.baseline_period)
    assert Decimal("-112.1") == target.progress_percent
    assert (Decimal("1500.00"), Decimal("1500.00")) == (target.expected_linear, target.expected_geometric)
    assert 64 == target.remaining_days
    assert Decimal("23.20") == target.required_pace
    assert (Decimal("8.42"), Decimal("9.55")) == (target.baseline_per_opening_day, target.goal_per_opening_day)
    assert Decimal("1322.1") == target.baseline_annualised


@pytest.mark.parametrize(("definition", "value"), [("D", 15), ("E", 16), ("R", 17), ("U", 5)])
def test_the_target_counts_by_its_declared_definition(
    busy_door: Any, weekend_calendar: TownCalendar, definition: str, value: int
) -> None:
    """Until the city says whether 800 was 延べ or 実, the town file does."""
    target = build_report(busy_door, weekend_calendar, target=replace(KAGA, definition=definition)).target

    assert target is not None
    assert (value, definition) == (target.value, target.definition)


def test_a_year_without_a_fact_has_no_means(weekend_calendar: TownCalendar, door: Any) -> None:
    """Zero visits are 0; means without a denominator are null, not 0."""
    data = build_report(door, weekend_calendar).as_json()

    assert (0, 0, 0, None, None) == tuple(
        data[key] for key in ("nobe", "jitsu", "opening_days_held", "per_opening_day", "visit_days_per_person")
    )


def test_a_cut_off_before_the_year_counts_nothing(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """All days remain; no month has begun."""
    report = build_report(busy_door, weekend_calendar, as_of=date(2022, 3, 31))

    assert (0, 0, ()) == (report.nobe, report.opening_days_held, report.months)
    assert report.target is not None
    assert (157, Decimal("9.55")) == (report.target.remaining_days, report.target.required_pace)


def test_a_year_that_is_over_needs_no_pace(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """No planned day remains after 31 March."""
    report = build_report(busy_door, weekend_calendar, as_of=date(2023, 3, 31))

    assert 12 == len(report.months)
    assert 16 == report.nobe
    assert report.target is not None
    assert (0, None) == (report.target.remaining_days, report.target.required_pace)


def test_a_town_without_a_target_still_has_its_year(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """The target is the town's to set or not."""
    assert build_report(busy_door, weekend_calendar, target=None).as_json()["target"] is None


def test_a_figure_on_an_assumed_rule_says_so(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """One assumed rule in force in the year, or in the baseline's, marks the report."""
    assumed = OpeningRule(date(2022, 7, 1), frozenset({2, 3, 4, 5}), time(10), time(17), is_assumed=True)
    calendar = replace(weekend_calendar, rules=(*weekend_calendar.rules, assumed))

    assert "sourced" == build_report(busy_door, weekend_calendar).as_json()["calendar"]
    assert "assumed" == build_report(busy_door, calendar).as_json()["calendar"]
    assert "sourced" == build_report(busy_door, calendar, fiscal_year=2021).as_json()["calendar"]


def test_every_number_has_a_definition_and_the_document_is_plain(
    busy_door: Any, weekend_calendar: TownCalendar
) -> None:
    """Whole numbers, texts and decimals as texts; no definition without its figure and none left out."""
    data = build_report(busy_door, weekend_calendar).as_json()

    assert data == json.loads(json.dumps(data))
    stated = {
        "fiscal_year", "baseline", "goal", "goal_year", "value", "remaining_days",  # what a target is, or counts as
        "site", "start", "end", "as_of", "timezone", "calendar", "months", "target", "definitions", "findings",
        "indicator", "definition", "baseline_period",
    }  # fmt: skip
    assert set(DEFINITIONS) == (set(data) | set(data["target"])) - stated
    assert all(not isinstance(value, float) for value in [*data.values(), *data["target"].values()])


@pytest.mark.parametrize("machine_zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_machines_time_zone_changes_nothing(machine_zone: str) -> None:
    """The same facts under three TZ settings give the same document, byte for byte."""
    program = """
import json
from datetime import date
from clubhouse_logs.report import yearly
from judge.facts import GENESIS, Visited, seal
from tui.town import Town
town = Town.load()
visit = Visited(person=None, count=3, at="2022-03-31T15:00:00Z", site="clubhouse", role="youth", source="paper")
fact = seal(visit, station="door", seq=1, lamport=1, at_ms=None, wall="2022-04-04T15:00:00Z", by="staff", run=None,
            prev=GENESIS)
report = yearly([fact], town_calendar=town.calendar(), fiscal_year=2022, target=town.clubhouse_target(),
                as_of=date(2022, 4, 1))
print(json.dumps(report.as_json(), sort_keys=True))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": machine_zone},
        capture_output=True,
        text=True,
        check=True,
    )

    data = json.loads(done.stdout)
    assert (3, 1, "3.0", 209) == (
        data["nobe"],
        data["opening_days_held"],
        data["per_opening_day"],
        data["opening_days_planned"],
    )
