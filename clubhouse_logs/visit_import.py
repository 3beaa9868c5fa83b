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

__all__ = ["ERASED", "NEW", "Identity", "Outcome", "PlannedVisit", "RowPlan", "name_key", "plan_import", "planned"]

COLUMNS = {
    "day": ("日付", "年月日", "利用日", "来館日", "月日", "date"),
    "came": ("入館", "入館時刻", "入室", "入室時刻", "来館時刻", "開始", "時刻", "in"),
    "left": ("退館", "退館時刻", "退室", "退室時刻", "帰り", "終了", "out"),
    "name": ("氏名", "名前", "なまえ", "お名前", "ニックネーム", "name"),
    "count": ("人数", "利用者数", "利用人数", "来館者数", "count"),
    "role": ("区分", "役割", "種別", "role"),
}
ROLES = {
    "youth": ("", "こども", "子ども", "子供", "児童", "生徒", "利用者", "会員", "youth"),
    "guardian": ("保護者", "保護者等", "親", "guardian"),
    "observer": ("視察", "見学", "見学者", "observer"),
    "mentor": ("メンター", "mentor"),
    "staff": ("スタッフ", "職員", "staff"),
}
TOTALS = re.compile(r"(総?合計|小計|総?計|累計|平均|上半期計|下半期計|年間合計|月計|total)")
DITTO = frozenset({"〃", '"', "''", "同上", "々", "”"})
Identity = tuple[str | None, datetime, int]
"""An id, `new:` and a name's key, ERASED, or None for heads; the instant of coming in; heads."""
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
    left: datetime | None = None
    """The instant of going out, UTC; None where the row has none that can be."""
    role: str = "youth"

    @property
    def identity(self) -> Identity:
        """What makes two rows one visit: who, when, how many."""
        who = self.person if self.person is not None or self.name is None else NEW + name_key(self.name)
        return who, self.at, self.count


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the file, numbered from 1 as a spreadsheet shows it."""

    row: int
    outcome: Outcome
    reason: str
    """A question's code (those of `written_dates`; also count-unclear, nobody, no-header, name-of-several,
    name-too-long, role-unclear), else empty."""
    notes: tuple[str, ...]
    """What was assumed: date-from-above, time-not-written (opening time taken), day-not-planned, new-person,
    left-unclear and left-before-coming (the visit stands without its end), was-erased (an erased child's row)."""
    visit: PlannedVisit | None
    candidates: tuple[date | timedelta, ...] = ()


ERASED = "erased"
"""Who stands in an `Identity` for everyone whose name was erased: a row that was such a child's adds nobody again."""
NEW = "new:"


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
    existing: Iterable[PlannedVisit] | Counter[Identity] = (),
    fiscal_year: int | None = None,
    epoch: SheetEpoch | None = None,
    name_letters_max: int = 30,
) -> list[RowPlan]:
    """Say of every row what an import would make of it; nothing is written.

    Args: persons_of: `name_key` -> person ids, from the erasable table; none for somebody new, several share it.
          existing: visits of the journal already, each good for one row; a Counter is used up, so that sheets share it.
          fiscal_year: of the whole file, when known.
    """
    header, columns = _header(rows)
    known = existing if isinstance(existing, Counter) else Counter(visit.identity for visit in existing)
    plan = _Plan(calendar, persons_of, known, fiscal_year, epoch, columns, name_letters_max)
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
    existing: Counter[Identity]
    fiscal_year: int | None
    epoch: SheetEpoch | None
    columns: Mapping[str, int]
    name_letters_max: int
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
        if name is not None and len(name) > self.name_letters_max:
            question = question or "name-too-long"  # a remark in the name's column
        persons = () if name is None else self.persons_of(name_key(name))
        if len(persons) > 1:
            question = question or "name-of-several"
        role = _role(self._cell(row, "role"))
        if role is None:
            question = question or "role-unclear"
        if question or at is None:
            return RowPlan(number, Outcome.QUESTION, question, tuple(notes), None, candidates)
        left = self._left(row, day, at, notes)
        visit = PlannedVisit(
            name, persons[0] if persons else None, 1 if name else count or 1, day, at, left, role or ""
        )
        outcome = self._outcome(visit, notes)
        if not self.calendar.is_planned(day):
            notes.append("day-not-planned")
        return RowPlan(number, outcome, "", tuple(notes), visit)

    def _left(self, row: Sequence[Cell], day: date, came: datetime, notes: list[str]) -> datetime | None:
        """When they went, where the row says it and it can be; a visit never falls for want of its end."""
        cell = self._cell(row, "left")
        if _text(cell) == "":
            return None
        since = read_time(cell).since_midnight
        if since is None:
            notes.append("left-unclear")
            return None
        left = (datetime.combine(day, time(), self.calendar.timezone) + since).astimezone(UTC)
        if left < came:
            notes.append("left-before-coming")
            return None
        return left

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

    def _outcome(self, visit: PlannedVisit, notes: list[str]) -> Outcome:
        if self._takes(visit.identity):
            return Outcome.ALREADY_THERE
        if visit.name is not None and visit.person is None:
            if self._takes((ERASED, visit.at, visit.count)):
                notes.append("was-erased")
                return Outcome.ALREADY_THERE
            notes.append("new-person")
        return Outcome.VISIT

    def _takes(self, identity: Identity) -> bool:
        if not self.existing[identity]:
            return False
        self.existing[identity] -= 1
        return True

    def _cell(self, row: Sequence[Cell], column: str) -> Cell:
        at = self.columns.get(column)
        return row[at] if at is not None and at < len(row) else None


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


def _role(cell: Cell) -> str | None:
    written = _text(cell).casefold()
    return next((role for role, words in ROLES.items() if written in words), None)


def _text(cell: Cell) -> str:
    return "" if cell is None else normalize("NFKC", str(cell)).strip()
