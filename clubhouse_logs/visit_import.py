"""A paper log or spreadsheet as visits: a dry run that says of every row what would become of it, and why.

Rules: every row of the file has exactly one outcome, title rows and totals too; nothing is dropped without a word;
       what is not clear is a question and no visit; nothing is guessed, and what is assumed is a note on its row;
       a visit that is already in the journal is not added again, so the same file twice, in any encoding, adds nothing;
       names are for the erasable table alone: they stand in the plan, never in a fact.
Source: DEFINITIONS.md, "Input as it really comes".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from unicodedata import normalize

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.written_dates import Cell, DateReading, SheetEpoch, read_date, read_time

__all__ = ["Outcome", "PlannedVisit", "RowPlan", "name_key", "plan_import", "planned"]

COLUMNS = {
    "day": ("日付", "年月日", "利用日", "来館日", "月日", "date"),
    "came": ("入館", "入館時刻", "入室", "入室時刻", "来館時刻", "開始", "時刻", "in"),
    "name": ("氏名", "名前", "なまえ", "お名前", "ニックネーム", "name"),
    "count": ("人数", "利用者数", "利用人数", "来館者数", "count"),
}
TOTALS = re.compile(r"(総?合計|小計|総?計|累計|平均|上半期計|下半期計|年間合計|月計|total)")
DITTO = frozenset({"〃", '"', "''", "同上", "々", "”"})
HEADS_MAX = 1000
"""More in one row is a month's total in the wrong column."""


class Outcome(StrEnum):
    """What becomes of a row."""

    VISIT = "visit"
    ALREADY_THERE = "already-there"
    QUESTION = "question"
    TITLE = "title"
    HEADER = "header"
    TOTAL = "total"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit a row would add."""

    name: str | None
    """As written, widths folded; None for a headcount."""
    person: str | None
    """The id the name is known by; None for somebody new and for a headcount."""
    count: int
    day: date
    at: datetime
    """The instant of coming in, UTC."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the file, numbered from 1 as a spreadsheet shows it."""

    row: int
    outcome: Outcome
    reason: str
    """A question's code (those of `written_dates`; also count-unclear, nobody, no-header,
    name-of-several), else empty."""
    notes: tuple[str, ...]
    """What was assumed: date-from-above, time-not-written (opening time taken), day-not-planned, new-person."""
    visit: PlannedVisit | None
    candidates: tuple[date | timedelta, ...] = ()


def name_key(name: str) -> str:
    """Return what two writings of one name share: widths, spaces and case folded; 髙 and 高 stay two."""
    return re.sub(r"\s+", "", normalize("NFKC", name)).casefold()


def planned(rows: Iterable[RowPlan]) -> list[PlannedVisit]:
    """Return the visits an import would add."""
    return [row.visit for row in rows if row.outcome is Outcome.VISIT and row.visit is not None]


def plan_import(
    rows: Sequence[Sequence[Cell]],
    *,
    calendar: TownCalendar,
    persons_of: Callable[[str], Sequence[str]],
    existing: Iterable[PlannedVisit] = (),
    fiscal_year: int | None = None,
    epoch: SheetEpoch | None = None,
) -> list[RowPlan]:
    """Say of every row what an import would make of it; nothing is written.

    Args: persons_of: `name_key` -> person ids, from the erasable table; none for somebody new, several share it.
          existing: visits of the journal already, each good for one row. fiscal_year: of the whole file, when known.
    """
    header, columns = _header(rows)
    plan = _Plan(calendar, persons_of, Counter(map(_identity, existing)), fiscal_year, epoch, columns)
    return [
        _above(number, row, header)
        if header is None or number < header
        else RowPlan(number, Outcome.HEADER, "", (), None)
        if number == header
        else plan.row(number, row)
        for number, row in enumerate(rows, 1)
    ]


@dataclass(slots=True)
class _Plan:
    """What the rows below the header share: the day last written, and the visits not yet met again."""

    calendar: TownCalendar
    persons_of: Callable[[str], Sequence[str]]
    existing: Counter[tuple[str | None, datetime, int]]
    fiscal_year: int | None
    epoch: SheetEpoch | None
    columns: Mapping[str, int]
    last_day: date | None = None

    def row(self, number: int, row: Sequence[Cell]) -> RowPlan:
        if not any(map(_text, row)):
            return RowPlan(number, Outcome.EMPTY, "", (), None)
        if any(TOTALS.fullmatch(_text(cell).casefold()) for cell in row):
            return RowPlan(number, Outcome.TOTAL, "", (), None)
        if _columns(row) == self.columns:
            return RowPlan(number, Outcome.HEADER, "", (), None)
        notes: list[str] = []
        reading = self._day(row, notes)
        if reading.day is None:
            self.last_day = None  # rows below must not take over an older day
            return RowPlan(number, Outcome.QUESTION, reading.question, (), None, reading.candidates)
        self.last_day = reading.day
        return self._visit(number, row, reading.day, notes)

    def _day(self, row: Sequence[Cell], notes: list[str]) -> DateReading:
        cell = self._cell(row, "day")
        if (_text(cell) == "" or _text(cell) in DITTO) and self.last_day is not None:
            notes.append("date-from-above")
            return DateReading(self.last_day)
        start_month = self.calendar.fiscal_year_start_month
        return read_date(cell, fiscal_year=self.fiscal_year, start_month=start_month, epoch=self.epoch)

    def _visit(self, number: int, row: Sequence[Cell], day: date, notes: list[str]) -> RowPlan:
        at, question, candidates = self._instant(row, day, notes)
        name = _text(self._cell(row, "name")) or None
        count = _count(self._cell(row, "count"))
        if name is None and count is None:
            is_blank = _text(self._cell(row, "count")) == ""
            question = question or ("nobody" if is_blank else "count-unclear")
        if name is not None and count not in (None, 1):
            question = question or "count-unclear"  # a name with five heads: whose are the other four?
        persons = () if name is None else self.persons_of(name_key(name))
        if len(persons) > 1:
            question = question or "name-of-several"
        if question or at is None:
            return RowPlan(number, Outcome.QUESTION, question, tuple(notes), None, candidates)
        person = persons[0] if persons else None
        if name is not None and person is None:
            notes.append("new-person")
        if not self.calendar.is_planned(day):
            notes.append("day-not-planned")
        visit = PlannedVisit(name, person, 1 if name else count or 1, day, at)
        return RowPlan(number, self._outcome(visit), "", tuple(notes), visit)

    def _instant(
        self, row: Sequence[Cell], day: date, notes: list[str]
    ) -> tuple[datetime | None, str, tuple[timedelta, ...]]:
        cell = self._cell(row, "came")
        midnight = datetime.combine(day, time(), self.calendar.timezone)
        if _text(cell) == "":
            span = self.calendar.opening_span(day)
            notes.append("time-not-written")
            return (span[0] if span else midnight + timedelta(hours=12)).astimezone(UTC), "", ()
        reading = read_time(cell)
        if reading.since_midnight is None:
            return None, reading.question, reading.candidates
        return (midnight + reading.since_midnight).astimezone(UTC), "", ()

    def _outcome(self, visit: PlannedVisit) -> Outcome:
        if (visit.name is None or visit.person is not None) and self.existing[_identity(visit)]:
            self.existing[_identity(visit)] -= 1
            return Outcome.ALREADY_THERE
        return Outcome.VISIT

    def _cell(self, row: Sequence[Cell], column: str) -> Cell:
        at = self.columns.get(column)
        return row[at] if at is not None and at < len(row) else None


def _identity(visit: PlannedVisit) -> tuple[str | None, datetime, int]:
    return visit.person, visit.at, visit.count


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int | None, Mapping[str, int]]:
    """Find the first row that titles a day and a name or count."""
    for number, row in enumerate(rows, 1):
        columns = _columns(row)
        if "day" in columns and ("name" in columns or "count" in columns):
            return number, columns
    return None, {}


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = re.sub(r"\s+|\(.*\)$", "", _text(cell)).casefold()
        for column, titles in COLUMNS.items():
            if title in titles:
                found.setdefault(column, place)
    return found


def _above(number: int, row: Sequence[Cell], header: int | None) -> RowPlan:
    if not any(map(_text, row)):
        return RowPlan(number, Outcome.EMPTY, "", (), None)
    if header is None:
        return RowPlan(number, Outcome.QUESTION, "no-header", (), None)
    return RowPlan(number, Outcome.TITLE, "", (), None)


def _count(cell: Cell) -> int | None:
    found = re.fullmatch(r"(\d{1,4})(?:\.0)?[人名]?", _text(cell))
    return int(found[1]) if found and 1 <= int(found[1]) <= HEADS_MAX else None


def _text(cell: Cell) -> str:
    return "" if cell is None else normalize("NFKC", str(cell)).strip()
