"""How good the record is: the figures that stand beneath every other figure.

Rules: shares are of visits of the period that count, groups by their heads; a share without a visit is None;
       a visit is corrected when any fact corrects it, also when the correction was undone later: somebody had to look.
Source: DEFINITIONS.md, 15.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from statistics import median

from clubhouse_logs.day_sums import StaySum, VisitSum, add_up
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, days
from clubhouse_logs.visits import Role
from judge.facts import Corrected, Fact, Visited

__all__ = ["Corrections", "Quality", "Recorded", "corrections", "quality", "recorded"]

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Corrections:
    """How many recorded visits of a period were corrected, and how late."""

    corrected: int
    recorded: int
    median_lag_h: Fraction | None
    """Hours from writing a visit down to its first correction; None without one."""

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.corrected, self.recorded) if self.recorded else None


@dataclass(frozen=True, slots=True)
class Quality:
    """[15] The state of a period's records."""

    auto_closed: Fraction | None
    """Share of stays nobody checked out of, 0 to 1; None without stays."""
    anonymous: Fraction | None
    corrected: Fraction | None
    median_correction_lag_h: Fraction | None
    days_without_record: tuple[date, ...]
    """Planned days that have passed without a visit and without a word of staff."""
    duplicates_open: int
    """Pairs of persons that may be one and that nobody has decided about."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The site's youth visits as they were written down, voided ones too, by the day they were written for."""

    by_day: Mapping[date, int]
    lags: tuple[tuple[date, Fraction], ...]
    """Of each that was corrected its day, and the hours to the first correction."""


def recorded(facts: Iterable[Fact], calendar: TownCalendar) -> Recorded:
    """[15] Count the site's recorded youth visits, and find those a correction names."""
    first: dict[tuple[str, int], datetime] = {}
    visits: list[tuple[Fact, date]] = []
    for fact in facts:
        match fact.body:
            case Visited(site=calendar.site, role=Role.YOUTH, at=at):
                visits.append((fact, calendar.local_date(datetime.fromisoformat(at).astimezone(UTC))))
            case Corrected(station=station, seq=seq):
                wall = datetime.fromisoformat(fact.wall)
                first[station, seq] = min(first.get((station, seq), wall), wall)
    lags = (
        (day, Fraction(round((first[place] - datetime.fromisoformat(fact.wall)).total_seconds()), HOUR_S))
        for fact, day in visits
        if (place := (fact.station, fact.seq)) in first
    )
    return Recorded(Counter(day for _, day in visits), tuple(sorted(lags)))


def corrections(written: Recorded, period: Period) -> Corrections:
    """[15] Return how many of a period's recorded visits were corrected, and how late."""
    lags = [lag for day, lag in written.lags if day in period]
    number = sum(count for day, count in written.by_day.items() if day in period)
    return Corrections(len(lags), number, median(lags) if lags else None)


def quality(
    visits: Mapping[date, VisitSum],
    stays: Mapping[date, StaySum],
    calendar: TownCalendar,
    period: Period,
    *,
    corrected: Corrections,
    staff_says: Collection[date] = (),
    duplicates_open: int = 0,
) -> Quality:
    """[15] Return the state of a period's records.

    Args: visits, stays: those of the period. period: up to and with the cut-off, so that no coming day counts as one
          without a record. staff_says: days staff spoke about, held or not.
    """
    total = add_up(visits.values())
    heads, unnamed = total.scans, total.unnamed
    inside, unseen = sum(day.heads for day in stays.values()), sum(day.unseen for day in stays.values())
    spoken = visits.keys() | set(staff_says)
    return Quality(
        auto_closed=Fraction(unseen, inside) if inside else None,
        anonymous=Fraction(unnamed, heads) if heads else None,
        corrected=corrected.share,
        median_correction_lag_h=corrected.median_lag_h,
        days_without_record=tuple(day for day in days(period) if calendar.is_planned(day) and day not in spoken),
        duplicates_open=duplicates_open,
    )
