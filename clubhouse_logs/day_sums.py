"""What one day gives to a period's figures: numbers that add up (延べ, hours) or of which the greatest counts (a peak).

Each is worked out by the one definition (`kpi`, `stays`) over one day's visits, so a year is a sum of some hundred
days, whether they are worked out now or were kept in a checkpoint (`checkpoint`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from clubhouse_logs import kpi
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period
from clubhouse_logs.stays import (
    Bounds,
    DayHours,
    OutKind,
    Stay,
    by_day,
    day_hours,
    mean_occupancy,
    peak_occupancy,
)

__all__ = [
    "NO_VISIT",
    "HoursOfDays",
    "StaySum",
    "StaySums",
    "VisitSum",
    "add_up",
    "days_in",
    "stay_sum",
    "visit_sum",
    "visit_sums",
]


@dataclass(frozen=True, slots=True)
class VisitSum:
    """[1] 延べ of a day in its three modes, and heads nobody named; each is additive over days."""

    person_days: int
    entries: int
    scans: int
    unnamed: int

    def nobe(self, mode: kpi.NobeMode) -> int:
        """Return 延べ in the declared mode."""
        match mode:
            case kpi.NobeMode.PERSON_DAYS:
                return self.person_days
            case kpi.NobeMode.ENTRIES:
                return self.entries
            case kpi.NobeMode.RAW:
                return self.scans


Sum = TypeVar("Sum")
NO_VISIT = VisitSum(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class StaySum:
    """What the stays of a day give to occupancy, hours and the quality of the record."""

    heads: int
    unseen: int
    """Heads nobody checked out of."""
    peak: Bounds
    mean: Bounds | None
    """Of the day's opening hours, where it has some."""
    hours: DayHours


def visit_sum(of_day: list[kpi.CountedVisit], *, merge_gap_min: int) -> VisitSum:
    """Add up the visits of one day that count."""
    return VisitSum(
        kpi.person_days(of_day),
        kpi.entries(of_day, merge_gap_min=merge_gap_min),
        kpi.raw_scans(of_day),
        kpi.anonymous_heads(of_day),
    )


def visit_sums(visits: Iterable[kpi.CountedVisit], *, merge_gap_min: int) -> dict[date, VisitSum]:
    """Add up visits that count, day by day; a day without one is not in it."""
    days: dict[date, list[kpi.CountedVisit]] = {}
    for visit in visits:
        days.setdefault(visit.day, []).append(visit)
    return {day: visit_sum(of_day, merge_gap_min=merge_gap_min) for day, of_day in days.items()}


def add_up(sums: Iterable[VisitSum]) -> VisitSum:
    """Return the sum of days."""
    total = NO_VISIT
    for one in sums:
        total = VisitSum(
            total.person_days + one.person_days,
            total.entries + one.entries,
            total.scans + one.scans,
            total.unnamed + one.unnamed,
        )
    return total


def stay_sum(of_day: list[Stay], calendar: TownCalendar, day: date) -> StaySum:
    """Add up the stays of one day."""
    return StaySum(
        heads=sum(stay.count for stay in of_day),
        unseen=sum(stay.count for stay in of_day if stay.out_kind in (OutKind.AUTO, OutKind.NONE)),
        peak=peak_occupancy(of_day, calendar, day),
        mean=mean_occupancy(of_day, calendar, day),
        hours=day_hours(of_day, calendar, day),
    )


class StaySums(Mapping[date, StaySum]):
    """The sums of all days with a stay, each worked out when it is asked for."""

    def __init__(self, stays: Iterable[Stay], calendar: TownCalendar) -> None:
        self._stays, self._calendar = by_day(stays), calendar
        self._known: dict[date, StaySum] = {}

    def __getitem__(self, day: date) -> StaySum:
        if day not in self._known:
            self._known[day] = stay_sum(self._stays[day], self._calendar, day)
        return self._known[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._stays)

    def __len__(self) -> int:
        return len(self._stays)


class HoursOfDays(Mapping[date, DayHours]):
    """Of the sums of days their hours alone; none is worked out before it is asked for."""

    def __init__(self, sums: Mapping[date, StaySum]) -> None:
        self._sums = sums

    def __getitem__(self, day: date) -> DayHours:
        return self._sums[day].hours

    def __iter__(self) -> Iterator[date]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)


def days_in(sums: Mapping[date, Sum], period: Period) -> dict[date, Sum]:
    """Return the days of a half-open period, in order."""
    return {day: sums[day] for day in sorted(day for day in sums if day in period)}
