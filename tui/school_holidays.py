"""The school holidays of a town, the same days every year: figures are broken down by them, and nothing is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tui.town_file import Table

__all__ = ["SchoolHolidays", "read_school_holidays"]

MONTH_AND_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """From `first` to `last`, MM-DD, both part of it; over New Year where `last` comes first."""

    first: str
    last: str
    is_assumed: bool

    def __contains__(self, day: date) -> bool:
        at = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


def read_school_holidays(table: Table) -> SchoolHolidays:
    """Read one entry. Raises: TownError: an end is no month and day."""
    holidays = SchoolHolidays(_end(table, "first"), _end(table, "last"), is_assumed=table.flag("assumed"))
    table.close()
    return holidays


def _end(table: Table, key: str) -> str:
    end = table.text(key)
    if not MONTH_AND_DAY.fullmatch(end):
        raise table.wrong(key, "not-a-date", end)
    return end
