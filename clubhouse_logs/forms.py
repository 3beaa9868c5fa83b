"""The forms a city asks for: a month by its days (月報), a fiscal year by its months with half-years (年報). Pure.

Rules: every visit stands in exactly one column, that of the child's stage on that day; who has none, or no name, has a
       column of their own, so the columns add up to 延べ; 実 adds up to nothing and is counted anew for each row;
       a total known only from a document stands in its row as stated, and in no sum;
       a row without an opening day has no mean.
Source of the form: 柏葉公園こどもログハウス, 平成19年度 (happylibus.com/doc/204203): months with 上半期計, 下半期計,
年間合計; opening days, age groups, sum, mean visitors a day (2,981 / 29 = 102.8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from clubhouse_logs import kpi, periods
from clubhouse_logs.periods import Period
from clubhouse_logs.record import Record

__all__ = ["UNKNOWN", "UNNAMED", "Form", "FormRow", "monthly_form", "yearly_form"]

RowKind = Literal["day", "month", "first-half", "second-half", "month-sum", "year-sum"]
UNKNOWN, UNNAMED = "unknown", "unnamed"
"""The columns of children whose stage is not known, and of heads without a name."""
HALF_YEAR_MONTHS = 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row: what it stands for, opening days, 延べ by stage and in all, 実, 延べ a day held (1 decimal).

    `stated`: a total that only a document gives, and how it counts; it is in no sum.
    """

    kind: RowKind
    period: Period
    opening_days: int
    by_stage: tuple[int, ...]
    nobe: int
    jitsu: int
    per_day: Decimal | None
    stated: int | None = None
    stated_counts: str = ""
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `stages` are its columns, in their order. `cut_off`: the last day that was counted."""

    period: Period
    stages: tuple[str, ...]
    rows: tuple[FormRow, ...]
    cut_off: date


def monthly_form(record: Record, month: Period, *, stages: Sequence[str], as_of: date) -> Form:
    """A month by its days; only days that were held, or on which somebody came, have a row.

    Args: stages: the town's, in their order.
    """
    columns = _columns(record, month, stages, as_of)
    seen = {visit.day for visit in _visits(record, month, as_of)} | set(record.log.held_days(month))
    rows = [_row(record, "day", Period(day, day + ONE_DAY), columns, as_of) for day in sorted(seen) if day <= as_of]
    rows.append(_row(record, "month-sum", month, columns, as_of))
    return Form(month, columns, tuple(rows), min(as_of, month.end - ONE_DAY))


def yearly_form(record: Record, year: Period, *, stages: Sequence[str], as_of: date) -> Form:
    """A fiscal year by its months, with a sum after each half and one of all."""
    columns, months = _columns(record, year, stages, as_of), periods.months(year)
    rows: list[FormRow] = []
    for number, month in enumerate(months, start=1):
        rows.append(_row(record, "month", month, columns, as_of))
        if number in (HALF_YEAR_MONTHS, len(months)):
            first = months[0] if number == HALF_YEAR_MONTHS else months[HALF_YEAR_MONTHS]
            kind: RowKind = "first-half" if number == HALF_YEAR_MONTHS else "second-half"
            rows.append(_row(record, kind, Period(first.start, month.end), columns, as_of))
    rows.append(_row(record, "year-sum", year, columns, as_of))
    return Form(year, columns, tuple(rows), min(as_of, year.end - ONE_DAY))


def _columns(record: Record, period: Period, stages: Sequence[str], as_of: date) -> tuple[str, ...]:
    """The town's stages, others that somebody was described by, and the two for who has none."""
    found = {_stage(record, visit) for visit in _visits(record, period, as_of)}
    others = sorted(found - set(stages) - {UNKNOWN, UNNAMED})
    return (*stages, *others, *(one for one in (UNKNOWN, UNNAMED) if one in found))


def _row(record: Record, kind: RowKind, period: Period, columns: Sequence[str], as_of: date) -> FormRow:
    visits = _visits(record, period, as_of)
    counts = Counter[str]()
    for day_and_person, heads in _person_days(visits).items():
        counts[_stage_of(record, *day_and_person)] += heads
    held = [day for day in record.log.held_days(period) if day <= as_of]
    nobe = kpi.person_days(visits)
    spans = {(total.period.start, total.period.end): total for total in record.totals}
    stated = spans.get((period.start, period.end)) if not nobe else None
    return FormRow(
        kind=kind,
        period=period,
        opening_days=len(held),
        by_stage=tuple(counts[stage] for stage in columns),
        nobe=nobe,
        jitsu=kpi.unique_persons(visits),
        per_day=kpi.rounded(Fraction(nobe, len(held)), 1) if held else None,
        stated=stated.number if stated is not None else None,
        stated_counts=stated.counts if stated is not None else "",
        is_over=period.end <= as_of + ONE_DAY,
    )


def _person_days(visits: Iterable[kpi.CountedVisit]) -> Counter[tuple[date, str | None]]:
    """Heads by day and person: a named child once a day, unnamed heads as often as they came."""
    heads = Counter[tuple[date, str | None]]()
    for visit in visits:
        if visit.person is None:
            heads[visit.day, None] += visit.count
        else:
            heads[visit.day, visit.person] = 1
    return heads


def _visits(record: Record, period: Period, as_of: date) -> list[kpi.CountedVisit]:
    return [visit for visit in kpi.in_period(record.log.youth, period) if visit.day <= as_of]


def _stage(record: Record, visit: kpi.CountedVisit) -> str:
    return _stage_of(record, visit.day, visit.person)


def _stage_of(record: Record, day: date, person: str | None) -> str:
    return UNNAMED if person is None else record.members.on(person, day).stage or UNKNOWN
