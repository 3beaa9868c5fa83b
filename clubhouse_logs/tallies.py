"""All that the figures of a site are worked out from, whichever way it came here: folded from the facts just now, or
kept beside them in a checkpoint (`checkpoint`). Figures cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clubhouse_logs.day_sums import StaySum, VisitSum, visit_sums
from clubhouse_logs.kpi import visit_days
from clubhouse_logs.opening_calendar import TownCalendar, held_days
from clubhouse_logs.periods import Period
from clubhouse_logs.quality import Recorded
from clubhouse_logs.visit_days import VisitDays
from clubhouse_logs.visits import VisitLog

__all__ = ["Tallies", "tallies_of"]


@dataclass(frozen=True, slots=True)
class Tallies:
    """One site's visits that count, added up by day and by person."""

    calendar: TownCalendar
    """With the closures and special days that staff wrote down."""
    staff_says: Mapping[date, bool]
    visit_days: VisitDays
    visits: Mapping[date, VisitSum]
    """Every day with a visit that counts."""
    stays: Mapping[date, StaySum] | None
    """None: nobody kept who was inside how long."""
    recorded: Recorded

    def held_days(self, period: Period) -> list[date]:
        """Return O_held of a period, by counted visits and staff."""
        return held_days(self.calendar, period, visited=self.visits.keys(), staff_says=self.staff_says)


def tallies_of(
    log: VisitLog, recorded: Recorded, stays: Mapping[date, StaySum] | None, *, merge_gap_min: int
) -> Tallies:
    """Add up a log."""
    return Tallies(
        calendar=log.calendar,
        staff_says=log.staff_says,
        visit_days=visit_days(log.youth),
        visits=visit_sums(log.youth, merge_gap_min=merge_gap_min),
        stays=stays,
        recorded=recorded,
    )
