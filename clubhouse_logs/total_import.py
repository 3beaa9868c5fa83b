"""A table of old totals: numbers of a month or a year for which there are no rows, with what each counts.

Rules: only a table that titles a period and a number is one; a table with a day in each row is a log (`visit_import`);
       延べ and 実 are what the title says, and unstated where it says neither;
       a total that stands there already, for the same period and of the same sort, is not added again; another number
       for it is a note, because two papers may differ and both are kept;
       a sum line (合計) is no total of its own: it would count its parts twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from unicodedata import normalize

from clubhouse_logs.periods import Period
from clubhouse_logs.visit_import import TOTALS
from clubhouse_logs.written_dates import Cell
from clubhouse_logs.written_periods import read_period

__all__ = ["KnownTotal", "PlannedTotal", "TotalOutcome", "TotalRow", "is_table_of_totals", "plan_totals"]

Counts = Literal["nobe", "jitsu", "unstated"]
_Of = tuple[date, date, Counts]
PERIODS = ("期間", "年月", "月", "年", "年度", "暦年", "period", "month", "year")
FISCAL = ("年度",)
NUMBERS: dict[Counts, tuple[str, ...]] = {
    "nobe": ("延べ", "延べ人数", "延べ利用者数", "延利用者数", "延べ利用人数", "延人数", "のべ人数", "nobe"),
    "jitsu": ("実", "実人数", "実利用者数", "実利用人数", "利用実人数", "jitsu"),
    "unstated": ("利用者数", "利用人数", "人数", "来館者数", "計", "count"),
}
NUMBER = re.compile(r"(?:約|およそ)?(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.0)?[人名]?")
ABOUT = ("約", "およそ")


class TotalOutcome(StrEnum):
    """What becomes of a row of a table of totals."""

    STATED = "stated"
    ALREADY_THERE = "already-there"
    QUESTION = "question"
    TITLE = "title"
    HEADER = "header"
    TOTAL = "total"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """A total that stands in the record."""

    period: Period
    counts: Counts
    number: int


@dataclass(frozen=True, slots=True)
class PlannedTotal:
    """One number a row states."""

    period: Period
    counts: Counts
    number: int


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row, numbered from 1 as a spreadsheet shows it."""

    row: int
    outcome: TotalOutcome
    reason: str
    """A question's code: period-unclear, number-unclear, nothing-stated; else empty."""
    notes: tuple[str, ...]
    """another-number-known, about (約)."""
    totals: tuple[PlannedTotal, ...]
    """What the row adds; without those that are known already."""


def is_table_of_totals(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether some row titles a period and a number, and no day."""
    return _header(rows)[0] is not None


def plan_totals(
    rows: Sequence[Sequence[Cell]], *, known: Iterable[KnownTotal], fiscal_year: int | None, start_month: int
) -> list[TotalRow]:
    """Say of every row what would become of it; nothing is written."""
    header, columns = _header(rows)
    found: dict[_Of, set[int]] = {}
    for one in known:
        found.setdefault(_of(one), set()).add(one.number)
    made = []
    for number, row in enumerate(rows, 1):
        if header is None or number <= header:
            made.append(_above(number, row, header))
            continue
        made.append(_row(number, row, columns, found, fiscal_year, start_month))
        for total in made[-1].totals:
            found.setdefault(_of(total), set()).add(total.number)
    return made


def _row(
    number: int, row: Sequence[Cell], columns: Mapping[str, int], known: Mapping[_Of, set[int]],
    fiscal_year: int | None, start_month: int,
) -> TotalRow:  # fmt: skip
    if not any(map(_text, row)):
        return TotalRow(number, TotalOutcome.EMPTY, "", (), ())
    if any(TOTALS.fullmatch(_text(cell).casefold()) for cell in row):
        return TotalRow(number, TotalOutcome.TOTAL, "", (), ())
    if _columns(row) == columns:
        return TotalRow(number, TotalOutcome.HEADER, "", (), ())
    fiscal = "fiscal" in columns
    label = row[columns["period"]] if columns["period"] < len(row) else None
    period = read_period(label, is_fiscal=fiscal, fiscal_year_number=fiscal_year, start_month=start_month)
    if period is None:
        return TotalRow(number, TotalOutcome.QUESTION, "period-unclear", (), ())
    cells = {name: row[columns[name]] for name in NUMBERS if name in columns and columns[name] < len(row)}
    written = {name: cell for name, cell in cells.items() if _text(cell) not in ("", "-", "―", "…")}
    read = {name: _number(cell) for name, cell in written.items()}
    if not read or None in read.values():
        return TotalRow(number, TotalOutcome.QUESTION, "number-unclear" if read else "nothing-stated", (), ())
    stated = [PlannedTotal(period, name, value) for name, value in read.items() if value is not None]
    fresh = tuple(one for one in stated if one.number not in known.get(_of(one), ()))
    notes = ["another-number-known"] * any(_of(one) in known for one in fresh)
    notes += ["about"] * any(_text(cell).startswith(ABOUT) for cell in written.values())
    outcome = TotalOutcome.STATED if fresh else TotalOutcome.ALREADY_THERE
    return TotalRow(number, outcome, "", tuple(notes), fresh)


def _of(one: KnownTotal | PlannedTotal) -> _Of:
    return one.period.start, one.period.end, one.counts


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int | None, dict[str, int]]:
    for number, row in enumerate(rows, 1):
        columns = _columns(row)
        if "period" in columns and any(name in columns for name in NUMBERS):
            return number, columns
    return None, {}


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = re.sub(r"\s+|\(.*\)$", "", _text(cell)).casefold()
        if title in PERIODS and "period" not in found:
            found["period"] = place
            if title in FISCAL:
                found["fiscal"] = place
        for name, titles in NUMBERS.items():
            if title in titles:
                found.setdefault(name, place)
    return found


def _above(number: int, row: Sequence[Cell], header: int | None) -> TotalRow:
    if number == header:
        return TotalRow(number, TotalOutcome.HEADER, "", (), ())
    return TotalRow(number, TotalOutcome.TITLE if any(map(_text, row)) else TotalOutcome.EMPTY, "", (), ())


def _number(cell: Cell) -> int | None:
    found = NUMBER.fullmatch(_text(cell))
    return int(found[1].replace(",", "")) if found else None


def _text(cell: Cell) -> str:
    return "" if cell is None else normalize("NFKC", str(cell)).strip()
