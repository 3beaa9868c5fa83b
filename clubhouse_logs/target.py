"""A yearly target: how far along, where a path would stand, and the pace still needed.

Rules: progress is never clamped: below the baseline is negative, above the goal over 100 %;
       the baseline may be a calendar year, also a partial one, while the goal is a fiscal year: the label says which;
       a partial baseline year makes the raw rise look larger than it is, so the same pace over a full year stands
       beside it.
Source: DEFINITIONS.md, 12 and 13 (required pace), and "The trap of a part of a year".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from clubhouse_logs.errors import TargetError
from clubhouse_logs.periods import Period, PeriodKind, calendar_year, fiscal_year

__all__ = [
    "Target",
    "annualised",
    "baseline_period",
    "expected_geometric",
    "expected_linear",
    "progress",
    "required_pace",
]

DEFINITIONS = ("D", "E", "R", "U")
PATH_CONTEXT = Context(prec=28)
"""A context of our own: the figure must not depend on what a caller did to the thread's decimal context."""
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator's way from a baseline year to a goal fiscal year.

    Raises: TargetError(goal-equals-baseline | years-reversed | definition-unknown).
    """

    indicator: str
    """Id of the row in the town's indicator table."""
    definition: str
    """What is counted: D, E or R (延べ), or U (実)."""
    baseline: int
    baseline_year: int
    goal: int
    goal_year: int
    """A fiscal year."""
    baseline_kind: PeriodKind = PeriodKind.CALENDAR_YEAR
    baseline_since: date | None = None
    """First day of a partial baseline year; None when it was a whole one."""

    def __post_init__(self) -> None:
        if self.definition not in DEFINITIONS:
            raise TargetError("definition-unknown", definition=self.definition)
        if self.goal == self.baseline:
            raise TargetError("goal-equals-baseline", goal=self.goal)
        if self.goal_year <= self.baseline_year:
            raise TargetError("years-reversed", baseline_year=self.baseline_year, goal_year=self.goal_year)

    @property
    def baseline_label(self) -> str:
        """Return a code for print: CY2019, CY2019-partial, FY2019 or FY2019-partial."""
        prefix = "CY" if self.baseline_kind is PeriodKind.CALENDAR_YEAR else "FY"
        return f"{prefix}{self.baseline_year}{'-partial' if self.baseline_since else ''}"


def baseline_period(target: Target, fiscal_year_start_month: int) -> Period:
    """Return the dates the baseline was counted on; a partial year begins at its first day.

    Raises: TargetError(baseline-after-its-year).
    """
    whole = (
        calendar_year(target.baseline_year)
        if target.baseline_kind is PeriodKind.CALENDAR_YEAR
        else fiscal_year(target.baseline_year, fiscal_year_start_month)
    )
    if target.baseline_since is not None and target.baseline_since >= whole.end:
        raise TargetError("baseline-after-its-year", baseline_since=target.baseline_since)
    return Period(max(whole.start, target.baseline_since or whole.start), whole.end, whole.kind)


def progress(target: Target, value: int) -> Fraction:
    """[12] Return (V - baseline) / (goal - baseline); 0 at the baseline, 1 at the goal, no clamping."""
    return Fraction(value - target.baseline, target.goal - target.baseline)


def expected_linear(target: Target, year: int) -> Fraction | None:
    """[12] Return where equal yearly steps stand in a fiscal year; None outside baseline to goal year."""
    if not target.baseline_year <= year <= target.goal_year:
        return None
    return target.baseline + (target.goal - target.baseline) * _share_of_way(target, year)


def expected_geometric(target: Target, year: int) -> Decimal | None:
    """[12] Return where equal yearly growth stands, 2 decimals; None outside the years or without positive ends."""
    if not target.baseline_year <= year <= target.goal_year or target.baseline <= 0 or target.goal <= 0:
        return None
    share = _share_of_way(target, year)
    growth = PATH_CONTEXT.divide(Decimal(target.goal), Decimal(target.baseline))
    exponent = PATH_CONTEXT.divide(Decimal(share.numerator), Decimal(share.denominator))
    path = PATH_CONTEXT.multiply(Decimal(target.baseline), PATH_CONTEXT.power(growth, exponent))
    return path.quantize(CENT, rounding="ROUND_HALF_UP", context=PATH_CONTEXT)


def required_pace(target: Target, value: int, remaining_days: int) -> Fraction | None:
    """[13] Return (goal - V) / D_r a planned day; negative when the goal is passed, None when no day is left."""
    return Fraction(target.goal - value, remaining_days) if remaining_days else None


def annualised(value: int, opening_days: int, opening_days_full: int) -> Fraction | None:
    """[12] Return V / O × O_full: the same pace over a full year of opening days; None without an opening day."""
    return Fraction(value * opening_days_full, opening_days) if opening_days else None


def _share_of_way(target: Target, year: int) -> Fraction:
    return Fraction(year - target.baseline_year, target.goal_year - target.baseline_year)
