"""What a council may ask about a clubhouse, and what a page of the answer is made of. Pure: codes, and no prose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from clubhouse_logs import kpi, periods
from clubhouse_logs.answer_reasons import Reason, year_earlier
from clubhouse_logs.hidden_cells import HIDDEN_BELOW
from clubhouse_logs.periods import Period
from clubhouse_logs.record import Record
from clubhouse_logs.target import Target

__all__ = ["Answer", "Asked", "Caveat", "Group", "Line", "Number", "Question"]

Number = int | Decimal | None


class Question(StrEnum):
    """What may be asked, in the order of the pages."""

    NOBE = "nobe"
    JITSU = "jitsu"
    MEAN = "mean"
    WEEKDAYS = "weekdays"
    SCHOOL_HOLIDAYS = "school-holidays"
    STAGE = "stage"
    AREA = "area"
    WHY = "why"
    COST = "cost"
    BEFORE = "before"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: its name, its value (None: there is none, never 0) or its ends, its unit and its definition."""

    name: str
    value: Number
    unit: str
    definition: str
    high: Number = None
    """The upper end, where the value is the lower one of an interval."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a breakdown; every figure of a hidden one is None but its days held."""

    key: str
    days: int | None
    nobe: int | None
    jitsu: int | None
    per_day: Decimal | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to mind, as a code with its number, dates or words."""

    code: str
    number: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page. `cut_off`: the last day that was counted."""

    question: Question
    period: Period
    cut_off: date
    lines: tuple[Line, ...]
    groups: tuple[Group, ...] = ()
    reasons: tuple[Reason, ...] = ()
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What every question of one call rests on; `period` has begun on `as_of`.

    `stages`: the town's, in their order. `is_school_holiday`: None where the town lists none.
    """

    record: Record
    period: Period
    as_of: date
    stages: Sequence[str] = ()
    target: Target | None = None
    is_school_holiday: Callable[[date], bool] | None = None
    merge_gap_min: int = kpi.MERGE_GAP_MIN
    hidden_below: int = HIDDEN_BELOW
    hidden_stages: frozenset[str] = frozenset()
    """Stages that a publication of the same period hides: a page beside it must not show them."""

    @property
    def counted(self) -> Period:
        """The part of the period up to the cut-off. Raises: ValueError: it has not begun."""
        counted = periods.until_end_of(self.period, self.as_of)
        if counted is None:
            raise ValueError(f"{self.period.start} is after {self.as_of}")
        return counted

    @property
    def before(self) -> Period:
        """The same days of the year before."""
        return year_earlier(self.counted)

    def visits(self, period: Period) -> list[kpi.CountedVisit]:
        return kpi.in_period(self.record.log.youth, period)

    def nobe(self, period: Period) -> int:
        return kpi.person_days(self.visits(period))

    def held(self, period: Period) -> list[date]:
        return self.record.log.held_days(period)
