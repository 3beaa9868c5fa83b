"""The opening calendar as it stands: the town file's, with the closures and special days that staff wrote down.

Rules: of two special days on one date the later fact holds, and either goes before the town file's;
       a closure wins over everything, as in the town file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from clubhouse_logs.opening_calendar import Closure, SpecialOpening, TownCalendar
from judge.facts import ClosurePlanned, Fact, SpecialDayPlanned

__all__ = ["with_plans"]

ONE_DAY = timedelta(days=1)


def with_plans(standing: Iterable[Fact], calendar: TownCalendar) -> TownCalendar:
    """Return the calendar with what the facts plan for its site; the same object when they plan nothing."""
    closures: list[Closure] = []
    specials: dict[date, SpecialOpening] = {}
    for fact in standing:
        match fact.body:
            case ClosurePlanned(site=calendar.site, first=first, last=last, reason=reason):
                closures.append(Closure(date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY, reason))
            case SpecialDayPlanned(site=calendar.site) as planned:
                day = date.fromisoformat(planned.date)
                hours = time.fromisoformat(planned.opens), time.fromisoformat(planned.closes)
                specials[day] = SpecialOpening(day, *hours, planned.reason)
    if not closures and not specials:
        return calendar
    kept = (special for special in calendar.specials if special.day not in specials)
    return replace(calendar, specials=(*specials.values(), *kept), closures=(*calendar.closures, *closures))
