"""Why a year differs from the one before, as far as the calendar knows: closures, special days, rules, hours. Pure.

Rule: a closure's days are those the plan would have opened without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import ONE_DAY, Period, days

__all__ = ["Reason", "open_minutes", "reasons", "year_earlier"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Something the calendar says. `days`: opening days lost by a closure, 1 for a special day; None: a new rule.

    `first` and `last` are both part of it; `code`: the closure's reason, or the rule's weekdays and hours.
    """

    kind: Literal["closure", "special", "rule"]
    first: date
    last: date
    code: str
    days: int | None


def year_earlier(period: Period) -> Period:
    """Return the same days of the year before; what ends with February ends with February."""
    return Period(_earlier(period.start), _earlier(period.end), period.kind)


def open_minutes(calendar: TownCalendar, held: Iterable[date]) -> int:
    """Return how long the doors stood open by plan on the days that were held."""
    spans = (calendar.opening_span(day) for day in held)
    return sum(int((span[1] - span[0]).total_seconds()) // 60 for span in spans if span is not None)


def reasons(calendar: TownCalendar, *, before: Period, now: Period) -> list[Reason]:
    """Return what the calendar says about two periods and the time between them, by date."""
    found = []
    whole = replace(calendar, closures=())
    for part in (before, now):
        for closure in calendar.closures:
            first, end = max(closure.start, part.start), min(closure.end, part.end)
            lost = sum(map(whole.is_planned, days(Period(first, end)))) if first < end else 0
            if lost:
                found.append(Reason("closure", first, end - ONE_DAY, closure.reason, lost))
        found += [Reason("special", one.day, one.day, one.reason, 1) for one in calendar.specials if one.day in part]
    rules = sorted(calendar.rules, key=lambda rule: rule.since)
    for rule in rules[1:]:
        if before.start < rule.since < now.end:
            weekdays = "-".join(str(weekday) for weekday in sorted(rule.weekdays))
            code = f"{weekdays} {rule.opens:%H:%M} {rule.closes:%H:%M}"
            found.append(Reason("rule", rule.since, rule.since, code, None))
    return sorted(found, key=lambda one: (one.first, one.kind))


def _earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
