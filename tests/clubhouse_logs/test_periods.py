"""Periods are half-open runs of local dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubhouse_logs.errors import PeriodError
from clubhouse_logs.periods import Period, calendar_year, days, fiscal_year, fiscal_year_of, month, months, until_end_of

DATES = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "start_month", "year"),
    [
        pytest.param(date(2023, 3, 31), 4, 2022, id="last-day-of-an-April-year"),
        pytest.param(date(2023, 4, 1), 4, 2023, id="first-day-of-an-April-year"),
        pytest.param(date(2024, 2, 29), 4, 2023, id="leap-day"),
        pytest.param(date(2023, 1, 1), 1, 2023, id="January-year"),
        pytest.param(date(2023, 12, 31), 1, 2023, id="end-of-a-January-year"),
    ],
)
def test_the_fiscal_year_turns_at_its_start_month(day: date, start_month: int, year: int) -> None:
    """FY(d) = year if month >= start month, else the year before."""
    assert year == fiscal_year_of(day, start_month)
    assert day in fiscal_year(year, start_month)


def test_a_period_holds_its_start_and_not_its_end() -> None:
    """Periods are half-open [a, b)."""
    october = month(2022, 10)

    assert date(2022, 10, 1) in october
    assert date(2022, 10, 31) in october
    assert date(2022, 11, 1) not in october


@given(day=DATES, start_month=st.integers(1, 12))
def test_every_date_lies_in_one_fiscal_year_and_one_month(day: date, start_month: int) -> None:
    """Months cut a year without gap or overlap, for any start month."""
    year = fiscal_year(fiscal_year_of(day, start_month), start_month)

    assert 12 == len(months(year))
    assert 1 == sum(day in part for part in months(year))
    assert year.length_days == sum(part.length_days for part in months(year))


def test_a_january_fiscal_year_is_the_calendar_year() -> None:
    """A town whose fiscal year is the calendar year counts the same dates."""
    assert (calendar_year(2024).start, calendar_year(2024).end) == (
        fiscal_year(2024, 1).start,
        fiscal_year(2024, 1).end,
    )
    assert 366 == len(list(days(calendar_year(2024))))


def test_partial_months_stay_partial() -> None:
    """A span that starts and ends inside months is cut at their firsts only."""
    parts = months(Period(date(2019, 5, 25), date(2019, 7, 2)))

    expected = [
        (date(2019, 5, 25), date(2019, 6, 1)),
        (date(2019, 6, 1), date(2019, 7, 1)),
        (date(2019, 7, 1), date(2019, 7, 2)),
    ]
    assert expected == [(part.start, part.end) for part in parts]


def test_a_cut_off_counts_its_own_day() -> None:
    """`as_of` is the last day counted; before the period there is nothing."""
    year = fiscal_year(2022, 4)

    assert until_end_of(year, date(2022, 3, 31)) is None
    first_day = until_end_of(year, date(2022, 4, 1))
    assert first_day is not None
    assert 1 == first_day.length_days
    assert year == until_end_of(year, date(2030, 1, 1))


def test_an_empty_period_and_a_thirteenth_month_are_refused() -> None:
    """Impossible periods raise a code, never an empty figure."""
    with pytest.raises(PeriodError) as empty:
        Period(date(2022, 4, 1), date(2022, 4, 1))
    assert "period-is-empty" == empty.value.code

    with pytest.raises(PeriodError) as thirteenth:
        month(2022, 13)
    assert "month-out-of-range" == thirteenth.value.code
