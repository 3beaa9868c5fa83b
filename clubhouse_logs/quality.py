"""How good the record is: the figures that stand beneath every other figure.

Rules: shares are of visits of the period that count, groups by their heads; a share without a visit is None;
       a visit is corrected when any fact corrects it, also when the correction was undone later: somebody had to look.
Source: DEFINITIONS.md, 15.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from statistics import median

from clubhouse_logs.kpi import CountedVisit, anonymous_heads, in_period, raw_scans
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, days
from clubhouse_logs.stays import OutKind, Stay
from clubhouse_logs.visits import Role
from judge.facts import Corrected, Fact, Visited

__all__ = ["Corrections", "Quality", "corrections", "quality"]

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


def corrections(facts: Iterable[Fact], calendar: TownCalendar, period: Period) -> Corrections:
    """[15] Count the site's recorded youth visits of a period, and those a correction names."""
    visits: dict[tuple[str, int], datetime] = {}
    first: dict[tuple[str, int], datetime] = {}
    for fact in facts:
        match fact.body:
            case Visited(site=calendar.site, role=Role.YOUTH, at=at):
                if calendar.local_date(datetime.fromisoformat(at).astimezone(UTC)) in period:
                    visits[fact.station, fact.seq] = datetime.fromisoformat(fact.wall)
            case Corrected(station=station, seq=seq):
                wall = datetime.fromisoformat(fact.wall)
                first[station, seq] = min(first.get((station, seq), wall), wall)
    lags = [
        Fraction(round((first[place] - written).total_seconds()), HOUR_S)
        for place, written in visits.items()
        if place in first
    ]
    return Corrections(len(lags), len(visits), median(lags) if lags else None)


def quality(
    youth: Sequence[CountedVisit],
    stays: Iterable[Stay],
    calendar: TownCalendar,
    period: Period,
    *,
    corrected: Corrections,
    staff_says: Collection[date] = (),
    duplicates_open: int = 0,
) -> Quality:
    """[15] Return the state of a period's records.

    Args: period: up to and with the cut-off, so that no coming day counts as one without a record.
          staff_says: days staff spoke about, held or not.
    """
    visits = in_period(youth, period)
    heads, unnamed = raw_scans(visits), anonymous_heads(visits)
    of_period = [stay for stay in stays if stay.day in period]
    inside = sum(stay.count for stay in of_period)
    unseen = sum(stay.count for stay in of_period if stay.out_kind in (OutKind.AUTO, OutKind.NONE))
    spoken = {visit.day for visit in visits} | set(staff_says)
    return Quality(
        auto_closed=Fraction(unseen, inside) if inside else None,
        anonymous=Fraction(unnamed, heads) if heads else None,
        corrected=corrected.share,
        median_correction_lag_h=corrected.median_lag_h,
        days_without_record=tuple(day for day in days(period) if calendar.is_planned(day) and day not in spoken),
        duplicates_open=duplicates_open,
    )
