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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from clubhouse_logs import kpi, periods
from clubhouse_logs.day_sums import VisitSum, add_up, days_in
from clubhouse_logs.members import Members
from clubhouse_logs.periods import ONE_DAY, Period
from clubhouse_logs.programmes import Total
from clubhouse_logs.tallies import Tallies
from clubhouse_logs.visit_days import VisitDays

__all__ = ["UNKNOWN", "UNNAMED", "Form", "FormRow", "FormSource", "monthly_form", "yearly_form"]

RowKind = Literal["day", "month", "first-half", "second-half", "month-sum", "year-sum"]
UNKNOWN, UNNAMED = "unknown", "unnamed"
"""The columns of children whose stage is not known, and of heads without a name."""
HALF_YEAR_MONTHS = 6


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


class FormSource(Protocol):
    """What a form is made from (`record.Record`, `checkpoint.Counted`)."""

    @property
    def tallies(self) -> Tallies:
        """The visits that count, added up."""

    @property
    def members(self) -> Members:
        """What children are counted under."""

    @property
    def totals(self) -> tuple[Total, ...]:
        """Numbers that only a document gives."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What there is to count of a form's period, up to and with the last day."""

    source: FormSource
    as_of: date
    visits: Mapping[date, VisitSum]
    came: VisitDays
    held: Sequence[date]

    @classmethod
    def of(cls, source: FormSource, period: Period, as_of: date) -> _Counted:
        counted = periods.until_end_of(period, as_of)
        tallies = source.tallies
        if counted is None:
            return cls(source, as_of, {}, VisitDays(period.start, {}), [])
        came = tallies.visit_days.within(counted)
        return cls(source, as_of, days_in(tallies.visits, counted), came, tallies.held_days(counted))

    def within(self, period: Period) -> _Counted:
        held = [day for day in self.held if day in period]
        return _Counted(self.source, self.as_of, days_in(self.visits, period), self.came.within(period), held)

    def by_stage(self) -> Counter[str]:
        """Heads by the child's stage on the day; a column is in it when anybody stands in it."""
        counts = Counter[str]()
        for person, days in self.came.of.items():
            told = self.source.members.described.get(person, ())
            for one in reversed(told[1:]):
                since = days & ~self.came.mask_before(one.since)
                counts[one.stage or UNKNOWN] += since.bit_count()
                days ^= since
            counts[(told[0].stage if told else None) or UNKNOWN] += days.bit_count()
        counts[UNNAMED] += add_up(self.visits.values()).unnamed
        return +counts


def monthly_form(record: FormSource, month: Period, *, stages: Sequence[str], as_of: date) -> Form:
    """A month by its days; only days that were held, or on which somebody came, have a row.

    Args: stages: the town's, in their order.
    """
    counted = _Counted.of(record, month, as_of)
    columns = _columns(counted, stages)
    seen = sorted(counted.visits.keys() | set(counted.held))
    rows = [_row("day", Period(day, day + ONE_DAY), counted, columns) for day in seen]
    rows.append(_row("month-sum", month, counted, columns))
    return Form(month, columns, tuple(rows), min(as_of, month.end - ONE_DAY))


def yearly_form(record: FormSource, year: Period, *, stages: Sequence[str], as_of: date) -> Form:
    """A fiscal year by its months, with a sum after each half and one of all."""
    counted = _Counted.of(record, year, as_of)
    columns, months = _columns(counted, stages), periods.months(year)
    rows: list[FormRow] = []
    for number, month in enumerate(months, start=1):
        rows.append(_row("month", month, counted, columns))
        if number in (HALF_YEAR_MONTHS, len(months)):
            first = months[0] if number == HALF_YEAR_MONTHS else months[HALF_YEAR_MONTHS]
            kind: RowKind = "first-half" if number == HALF_YEAR_MONTHS else "second-half"
            rows.append(_row(kind, Period(first.start, month.end), counted, columns))
    rows.append(_row("year-sum", year, counted, columns))
    return Form(year, columns, tuple(rows), min(as_of, year.end - ONE_DAY))


def _columns(counted: _Counted, stages: Sequence[str]) -> tuple[str, ...]:
    """The town's stages, others that somebody was described by, and the two for who has none."""
    found = counted.by_stage().keys()
    others = sorted(found - set(stages) - {UNKNOWN, UNNAMED})
    return (*stages, *others, *(one for one in (UNKNOWN, UNNAMED) if one in found))


def _row(kind: RowKind, period: Period, of_form: _Counted, columns: Sequence[str]) -> FormRow:
    counted = of_form.within(period)
    counts, held, nobe = counted.by_stage(), counted.held, add_up(counted.visits.values()).person_days
    spans = {(total.period.start, total.period.end): total for total in counted.source.totals}
    stated = spans.get((period.start, period.end)) if not nobe else None
    return FormRow(
        kind=kind,
        period=period,
        opening_days=len(held),
        by_stage=tuple(counts[stage] for stage in columns),
        nobe=nobe,
        jitsu=kpi.unique_persons(counted.came),
        per_day=kpi.rounded(Fraction(nobe, len(held)), 1) if held else None,
        stated=stated.number if stated is not None else None,
        stated_counts=stated.counts if stated is not None else "",
        is_over=period.end <= counted.as_of + ONE_DAY,
    )
