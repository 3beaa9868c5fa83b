"""The monthly and the yearly form: every visit in one column, half-years that add up, 実 counted anew for each row."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from clubhouse_logs import kpi
from clubhouse_logs.forms import UNKNOWN, UNNAMED, Form, monthly_form, yearly_form
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year, month
from clubhouse_logs.record import Record, fold_record
from judge.facts import PersonDescribed, TotalStated
from tests.clubhouse_logs.conftest import Door

STAGES = ("ES", "MS", "HS")
NEXT_YEAR = date(2023, 4, 1)


def a_record(door: Door, calendar: TownCalendar, seed: int) -> Record:
    """A year of visits by chance: named children of four stages (one without), groups without names."""
    chance = random.Random(seed)
    for number in range(1, 9):
        child, stage = door.child(number), (*STAGES, None)[number % 4]
        if stage is not None:
            door.write(PersonDescribed(child, "2022-04-01", stage, None))
    for day in range(0, 365, 3):
        at = date(2022, 4, 1) + timedelta(days=day)
        for number in chance.sample(range(1, 9), chance.randint(0, 4)):
            door.visit(f"{at}T05:00:00Z", number)
        if chance.random() < 0.2:
            door.visit(f"{at}T06:00:00Z", count=chance.randint(1, 5))
    return fold_record(door.facts, calendar)


@pytest.fixture
def form(door: Door, weekend_calendar: TownCalendar) -> Form:
    return yearly_form(a_record(door, weekend_calendar, 7), fiscal_year(2022, 4), stages=STAGES, as_of=NEXT_YEAR)


def test_the_columns_of_every_row_add_up_to_its_visits(form: Form) -> None:
    assert (*STAGES, UNKNOWN, UNNAMED) == form.stages
    assert all(sum(row.by_stage) == row.nobe for row in form.rows)
    assert form.rows[-1].nobe > 0


def test_months_add_up_to_half_years_and_these_to_the_year(form: Form) -> None:
    """延べ and opening days; 実 is never more than the sum, nor less than the largest part."""
    kinds = [row.kind for row in form.rows]
    assert [*["month"] * 6, "first-half", *["month"] * 6, "second-half", "year-sum"] == kinds
    months = [row for row in form.rows if row.kind == "month"]
    first, second, year = (row for row in form.rows if row.kind not in ("month", "day"))
    for part, whole in ((months[:6], first), (months[6:], second), ([first, second], year)):
        assert sum(row.nobe for row in part) == whole.nobe
        assert sum(row.opening_days for row in part) == whole.opening_days
        assert max(row.jitsu for row in part) <= whole.jitsu <= sum(row.jitsu for row in part)


def test_the_days_of_a_month_add_up_to_the_years_row_of_it(door: Door, weekend_calendar: TownCalendar) -> None:
    record = a_record(door, weekend_calendar, 11)
    year = yearly_form(record, fiscal_year(2022, 4), stages=STAGES, as_of=NEXT_YEAR)
    october = monthly_form(record, month(2022, 10), stages=STAGES, as_of=NEXT_YEAR)
    row = next(one for one in year.rows if one.period.start == date(2022, 10, 1) and one.kind == "month")
    assert (row.nobe, row.jitsu, row.opening_days) == (
        october.rows[-1].nobe, october.rows[-1].jitsu, october.rows[-1].opening_days
    )  # fmt: skip
    assert sum(one.nobe for one in october.rows if one.kind == "day") == row.nobe


def test_nothing_after_the_cut_off_is_counted(door: Door, weekend_calendar: TownCalendar) -> None:
    record = a_record(door, weekend_calendar, 7)
    form = yearly_form(record, fiscal_year(2022, 4), stages=STAGES, as_of=date(2022, 9, 30))
    first, second, year = (row for row in form.rows if row.kind not in ("month", "day"))
    assert (first.nobe, 0) == (year.nobe, second.nobe)
    assert (True, False, False) == (first.is_over, second.is_over, year.is_over)
    assert second.per_day is None


def test_a_total_of_a_document_is_shown_and_in_no_sum(door: Door, weekend_calendar: TownCalendar) -> None:
    door.write(TotalStated("2022-05-01", "2022-05-31", "clubhouse", 61, "unstated", "2022-05.xls"))
    door.visit("2022-06-03T05:00:00Z", 1)
    form = yearly_form(fold_record(door.facts, weekend_calendar), fiscal_year(2022, 4), stages=STAGES, as_of=NEXT_YEAR)
    may = form.rows[1]
    assert (61, "unstated", 0) == (may.stated, may.stated_counts, may.nobe)
    assert 1 == form.rows[-1].nobe


def test_the_mean_of_the_form_that_was_copied() -> None:
    """2,981 visitors on 29 days are 102.8 a day, 34,481 on 348 are 99.1."""
    assert Decimal("102.8") == kpi.rounded(Fraction(2981, 29), 1)
    assert Decimal("99.1") == kpi.rounded(Fraction(34481, 348), 1)
