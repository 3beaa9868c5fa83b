"""A month, a year or a span as old tables label them: 2019年, 令和元年度, 2019年5月, R1.5, 5月, 2019/5/25〜2019/12/31.

Rules: a fiscal year only where 年度 says so, in the cell or above it; 平成31年度 and 令和元年度 are one year;
       a month alone has its year only in a file of a known fiscal year; what cannot be read is None, never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from unicodedata import normalize

from clubhouse_logs.kanji_numbers import with_digits
from clubhouse_logs.periods import ONE_DAY, Period, calendar_year, fiscal_year, month
from clubhouse_logs.written_dates import Cell, read_date, read_year

__all__ = ["read_period"]

YEAR_MONTH = re.compile(
    r"(?P<year>(?:\d{4}|(?:令和|平成|昭和|[RHS])\s*\d{1,2}))\s*[-/.年]\s*(?P<month>\d{1,2})月?(?:分|計)?", re.I
)
MONTH_ALONE = re.compile(r"(?P<month>\d{1,2})(?:月(?:分|計)?)?")
SPAN = re.compile(r"\s*(?:[〜～~]|から)\s*")


def read_period(
    cell: Cell, *, is_fiscal: bool = False, fiscal_year_number: int | None, start_month: int
) -> Period | None:
    """Read one cell as the period a number is of; None when there is no one reading.

    Args: is_fiscal: the column's title says 年度. fiscal_year_number: of the whole file, when it is known.
    """
    if isinstance(cell, datetime | date):
        return month(cell.year, cell.month) if cell.day == 1 else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and 1 <= cell <= 12:
        return _month_of(fiscal_year_number, cell, start_month)
    if not isinstance(cell, str | int):
        return None
    written = read_year(cell)
    if written.year is not None:
        return fiscal_year(written.year, start_month) if written.is_fiscal or is_fiscal else calendar_year(written.year)
    text = with_digits(normalize("NFKC", str(cell)).strip().replace("元年", "1年"))
    return _from_text(text.removesuffix("まで"), fiscal_year_number, start_month)


def _from_text(text: str, fiscal_year_number: int | None, start_month: int) -> Period | None:
    if (ends := SPAN.split(text)) and len(ends) == 2:
        first, last = (read_date(end, fiscal_year=fiscal_year_number, start_month=start_month).day for end in ends)
        return Period(first, last + ONE_DAY) if first and last and first <= last else None
    if found := YEAR_MONTH.fullmatch(text):
        year, number = read_year(f"{found['year']}年").year, int(found["month"])
        return month(year, number) if year is not None and 1 <= number <= 12 else None
    if found := MONTH_ALONE.fullmatch(text):
        return _month_of(fiscal_year_number, int(found["month"]), start_month)
    return None


def _month_of(fiscal_year_number: int | None, number: int, start_month: int) -> Period | None:
    if fiscal_year_number is None or not 1 <= number <= 12:
        return None
    return month(fiscal_year_number + (number < start_month), number)
