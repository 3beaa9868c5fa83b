"""When the clubhouse is open, and which local date an instant belongs to.

Rules: planned days O(P) = (weekdays of the rule in force ∪ special openings) ∖ closures, so a closure always wins;
       an opening rule carries the date it takes effect and holds until the next one, also from the middle of a month;
       a national holiday closes nothing unless the rule in force says so;
       a day is *held* when staff confirmed it or at least one counted visit happened on a planned day.
Time zone, holidays and all dates are arguments (a town file has them); nothing here reads a clock.
Source: DEFINITIONS.md, Objects and Opening day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from clubhouse_logs.errors import CalendarError, VisitError
from clubhouse_logs.periods import Period, days

__all__ = ["Closure", "OpeningRule", "SpecialOpening", "TownCalendar", "held_days", "no_holidays"]

MIDNIGHT = time(0, 0)
ONE_HOUR = timedelta(hours=1)


@lru_cache(maxsize=1 << 17)  # the hours of some fifteen years
def _offset_of_hour(timezone: ZoneInfo, year: int, month: int, day: int, hour: int) -> timedelta | None:
    """Return what a zone adds to UTC throughout an hour; None where that changes within it or at its end."""
    begin = datetime(year, month, day, hour, tzinfo=UTC)
    try:
        first, last = (at.astimezone(timezone).utcoffset() for at in (begin, begin + ONE_HOUR))
    except OverflowError:  # the last hour that there is
        return None
    return first if first == last else None


def no_holidays(day: date) -> bool:  # noqa: ARG001
    """Answer for a town without a list of public holidays: never."""
    return False


@dataclass(frozen=True, slots=True)
class OpeningRule:
    """Which weekdays are open, from `since` until the next rule's date of effect.

    Raises: CalendarError(weekday-out-of-range | hours-reversed).
    """

    since: date
    weekdays: frozenset[int]
    """0 is Monday, 6 Sunday; the empty set means open on special days only."""
    opens: time
    closes: time
    closed_on_holidays: bool = False
    is_assumed: bool = False
    """The date or the days are not known from a source; figures that use the rule say so."""

    def __post_init__(self) -> None:
        for weekday in self.weekdays:
            if not 0 <= weekday <= 6:
                raise CalendarError("weekday-out-of-range", weekday=weekday)
        if self.closes <= self.opens:
            raise CalendarError("hours-reversed", opens=self.opens, closes=self.closes)


@dataclass(frozen=True, slots=True)
class SpecialOpening:
    """One day opened outside the rule."""

    day: date
    opens: time
    closes: time
    reason: str


@dataclass(frozen=True, slots=True)
class Closure:
    """Days closed by plan, half-open [start, end); it wins over rules and special openings."""

    start: date
    end: date
    reason: str

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise CalendarError("closure-is-empty", start=self.start, end=self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class TownCalendar:
    """The calendar of one site of a town: its dates, its year and its opening days.

    Raises: CalendarError(rules-share-a-date): two rules take effect on one date.
    """

    site: str
    timezone: ZoneInfo
    fiscal_year_start_month: int
    rules: tuple[OpeningRule, ...]
    specials: tuple[SpecialOpening, ...] = ()
    closures: tuple[Closure, ...] = ()
    day_starts: time = MIDNIGHT
    """The business-day cut: an instant before it by the town's clock belongs to the date before."""
    is_holiday: Callable[[date], bool] = field(default=no_holidays, compare=False)

    def __post_init__(self) -> None:
        seen: set[date] = set()
        for rule in self.rules:
            if rule.since in seen:
                raise CalendarError("rules-share-a-date", since=rule.since)
            seen.add(rule.since)

    def local_date(self, instant: datetime) -> date:
        """Return the business date of an instant by the town's wall clock, daylight saving included.

        Raises: VisitError(instant-without-offset): a naive datetime has no place on a calendar.
        """
        if instant.tzinfo is None:
            raise VisitError("instant-without-offset", at=instant.isoformat())
        offset = None
        if instant.tzinfo is UTC:  # as every fact has it: hundreds of thousands of them at a year's report
            offset = _offset_of_hour(self.timezone, instant.year, instant.month, instant.day, instant.hour)
        local = instant.astimezone(self.timezone) if offset is None else instant + offset
        return local.date() - timedelta(days=1) if local.time() < self.day_starts else local.date()

    def rule_on(self, day: date) -> OpeningRule | None:
        """Return the rule in force on a date; None before the first one."""
        in_force = [rule for rule in self.rules if rule.since <= day]
        return max(in_force, key=lambda rule: rule.since, default=None)

    def is_planned(self, day: date) -> bool:
        """Say whether the plan opens the site on a date."""
        if any(day in closure for closure in self.closures):
            return False
        if any(special.day == day for special in self.specials):
            return True
        rule = self.rule_on(day)
        if rule is None or day.weekday() not in rule.weekdays:
            return False
        return not (rule.closed_on_holidays and self.is_holiday(day))

    def opening_span(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when the doors open and close on a date, aware, by the town's clock; None before the first rule.

        On a day no rule plans (staff opened it) the hours of the rule in force are the best there are.
        """
        hours = next((special for special in self.specials if special.day == day), None) or self.rule_on(day)
        if hours is None:
            return None
        return (
            datetime.combine(day, hours.opens, self.timezone),
            datetime.combine(day, hours.closes, self.timezone),
        )

    def planned_days(self, period: Period) -> list[date]:
        """Return O(P): every planned opening day of a period, in order."""
        return [day for day in days(period) if self.is_planned(day)]

    def uses_assumed_rule(self, period: Period) -> bool:
        """Say whether any day of a period stands under a rule that no source gives."""
        return any(rule is not None and rule.is_assumed for rule in map(self.rule_on, days(period)))


def held_days(
    calendar: TownCalendar, period: Period, *, visited: Iterable[date], staff_says: Mapping[date, bool]
) -> list[date]:
    """Return O_held(P), in order: the days a mean is taken over.

    A planned day is held with a counted visit or a staff "held", so an open day without visitors counts. A staff
    "held" on an unplanned day is a special opening, written down where it happened. A visit alone opens no unplanned
    day, and a staff "not held" does not undo a visit: both come back as findings (`visits.fold`).
    """
    visited_days = frozenset(visited)
    return [
        day for day in days(period) if staff_says.get(day) is True or (day in visited_days and calendar.is_planned(day))
    ]
