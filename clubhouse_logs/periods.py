"""Periods figures are given for: half-open [start, end) runs of local dates.

Rules: a period knows dates only, never instants (the calendar turns an instant into its date once, for everything);
       a year is named by the calendar year it starts in, so FY2022 of an April town is [2022-04-01, 2023-04-01).
Source: DEFINITIONS.md, Objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clubhouse_logs.errors import PeriodError

__all__ = [
    "ONE_DAY",
    "Period",
    "PeriodKind",
    "calendar_year",
    "days",
    "fiscal_year",
    "fiscal_year_of",
    "month",
    "months",
    "until_end_of",
]

ONE_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """What a period is called in print; the dates alone decide what is counted."""

    CALENDAR_YEAR = "calendar-year"
    FISCAL_YEAR = "fiscal-year"
    MONTH = "month"
    DAY = "day"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open [start, end) in local dates; never empty.

    Raises: PeriodError(period-is-empty): end is not after start.
    """

    start: date
    end: date
    """The first date that is not in the period."""
    kind: PeriodKind = PeriodKind.SPAN

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError("period-is-empty", start=self.start, end=self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def length_days(self) -> int:
        return (self.end - self.start).days


def calendar_year(year: int) -> Period:
    """Return January to December of a year."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), PeriodKind.CALENDAR_YEAR)


def fiscal_year(year: int, start_month: int) -> Period:
    """Return the twelve months from `start_month` of `year`.

    Raises: PeriodError(month-out-of-range): start_month is not 1 to 12.
    """
    _check_month(start_month)
    return Period(date(year, start_month, 1), date(year + 1, start_month, 1), PeriodKind.FISCAL_YEAR)


def fiscal_year_of(day: date, start_month: int) -> int:
    """Return the fiscal year a date lies in: the year before when the start month has not come yet."""
    _check_month(start_month)
    return day.year if day.month >= start_month else day.year - 1


def month(year: int, month_number: int) -> Period:
    """Return one calendar month."""
    _check_month(month_number)
    start = date(year, month_number, 1)
    return Period(start, _first_of_next_month(start), PeriodKind.MONTH)


def months(period: Period) -> list[Period]:
    """Cut a period at the firsts of its months; a partial first or last month stays partial."""
    cuts = [period.start]
    while (cut := _first_of_next_month(cuts[-1])) < period.end:
        cuts.append(cut)
    ends = [*cuts[1:], period.end]
    return [Period(start, end, PeriodKind.MONTH) for start, end in zip(cuts, ends, strict=True)]


def days(period: Period) -> Iterator[date]:
    """Yield every date of a period in order."""
    for offset in range(period.length_days):
        yield period.start + timedelta(days=offset)


def until_end_of(period: Period, as_of: date) -> Period | None:
    """Return the part of a period up to and with the day `as_of`; None when that day lies before it."""
    end = min(period.end, as_of + ONE_DAY)
    return Period(period.start, end, period.kind) if end > period.start else None


def _first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _check_month(number: int) -> None:
    if not 1 <= number <= 12:
        raise PeriodError("month-out-of-range", month=number)
