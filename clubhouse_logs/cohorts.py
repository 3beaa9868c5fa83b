"""Who stays: retention by the month, or the year, of the first visit.

Rules: a month that is not over, or that had no opening day, has no rate: NA, never 0;
       erased persons stay in the size of their cohort through frozen counters, so a rate never rises by forgetting;
       graduates have left by growing up: outside the denominator of the adjusted year rate, and counted apart.
Source: DEFINITIONS.md, 3 and 7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from clubhouse_logs.kpi import History, visit_days
from clubhouse_logs.periods import ONE_DAY, Period, month
from clubhouse_logs.visit_days import VisitDays

__all__ = ["CohortCell", "Membership", "YearRetention", "cohorts", "registered", "year_retention"]

MonthOf = tuple[int, int]
"""(year, month 1 to 12)."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One registration: valid on [since, until)."""

    person: str
    since: date
    until: date | None
    """The first date it no longer holds: expired, withdrawn or merged into another; None while open."""


@dataclass(frozen=True, slots=True)
class CohortCell:
    """R(c, k): how many of those first seen in month c came again in month c + k."""

    cohort: MonthOf
    offset_months: int
    """k ≥ 0; R(c, 0) is 1."""
    size: int
    """|c|, the erased included."""
    came: int
    rate: Fraction | None
    """None: the month is not over, or had no opening day."""
    is_closed_month: bool
    """No opening day was held in the month (休館)."""


@dataclass(frozen=True, slots=True)
class YearRetention:
    """|U(FY) ∩ U(FY−1)| / |U(FY−1)|, and the same without graduates."""

    stayed: int
    before: int
    graduates: int
    """Of the year before, those who grew out of the clubhouse (卒業) and did not come."""
    rate: Fraction | None
    adjusted: Fraction | None


def registered(memberships: Iterable[Membership], as_of: date) -> int:
    """[3] Return |{p : a membership with since ≤ as_of < until}|: registration, whether or not anybody came."""
    return len({row.person for row in memberships if row.since <= as_of and (row.until is None or as_of < row.until)})


def cohorts(
    history: History,
    *,
    as_of: date,
    held: Collection[date],
    first_seen: Mapping[str, date] | None = None,
    erased: Mapping[MonthOf, Mapping[int, int]] | None = None,
    of: Period | None = None,
) -> list[CohortCell]:
    """[7] Return R(c, k) = |{p ∈ c : visit in month c + k}| / |c| for every cohort and month up to that of `as_of`.

    Args: history: every counted visit ever. as_of: the last day counted. held: O_held of all those months.
          first_seen: first dates known from elsewhere; the earlier one wins.
          erased: cohort -> k -> erased persons who came in month c + k (k = 0 is how many were erased).
          of: only the cohorts whose month begins in this period.
    """
    came = visit_days(history).before(as_of + ONE_DAY)
    frozen = erased or {}
    members: dict[MonthOf, list[int]] = {cohort: [] for cohort in frozen}
    for person, days in came.of.items():
        first = came.first(days)
        first = min(first, (first_seen or {}).get(person, first))
        members.setdefault((first.year, first.month), []).append(days)
    open_months = {(day.year, day.month) for day in held}
    return [
        _cell(cohort, offset, came, people, frozen.get(cohort, {}), as_of, open_months)
        for cohort, people in sorted(members.items())
        if of is None or date(*cohort, 1) in of
        for offset in range(_index((as_of.year, as_of.month)) - _index(cohort) + 1)
    ]


def year_retention(
    history: History, year: Period, year_before: Period, *, graduated: Collection[str] = ()
) -> YearRetention:
    """[7] Return R_FY; `graduated`: those whose 18歳年度末 came between the two years."""
    came = visit_days(history)
    now, before = (came.within(period).of.keys() for period in (year, year_before))
    stayed, left_grown = len(now & before), len((before - now) & set(graduated))
    stayable = len(before) - left_grown
    return YearRetention(
        stayed=stayed,
        before=len(before),
        graduates=left_grown,
        rate=Fraction(stayed, len(before)) if before else None,
        adjusted=Fraction(stayed, stayable) if stayable else None,
    )


def _cell(
    cohort: MonthOf,
    offset: int,
    all_days: VisitDays,
    people: Sequence[int],
    erased: Mapping[int, int],
    as_of: date,
    open_months: Collection[MonthOf],
) -> CohortCell:
    of_month = _from_index(_index(cohort) + offset)
    size = len(people) + erased.get(0, 0)
    in_month = all_days.mask(month(*of_month))
    came = sum(1 for days in people if days & in_month) if offset else len(people)  # first seen in it, maybe elsewhere
    came += erased.get(offset, 0)
    is_over = (month(*of_month).end - as_of).days <= 1
    is_closed = of_month not in open_months
    is_known = offset == 0 or (is_over and not is_closed)
    return CohortCell(cohort, offset, size, came, Fraction(came, size) if size and is_known else None, is_closed)


def _index(of: MonthOf) -> int:
    return of[0] * 12 + of[1] - 1


def _from_index(index: int) -> MonthOf:
    return index // 12, index % 12 + 1
