"""What staff looks at when a day is over: its number, who was not seen going out, and what is not clear.

Rules: a forgotten check-out stays what it is: nobody gets a time that nobody saw;
       whether a day was held is asked where nothing says it: it is no zero and no closure by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clubhouse_logs.door import Presence
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.record import Record
from judge.facts import Fact, Left, Visited
from judge.findings import Finding

__all__ = ["DayEnd", "day_end"]

LOOK_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class DayEnd:
    """One day as it stands."""

    day: date
    is_planned: bool
    staff_says: bool | None
    """It was held, or was not; None: nobody said."""
    heads: int
    """延べ (D), the number for the noticeboard."""
    others: int
    """Guardians, observers, mentors and staff, by comings-in."""
    inside: tuple[Presence, ...]
    """Everyone who was not seen going out."""
    questions: tuple[Finding, ...]
    unsaid: tuple[date, ...]
    """Planned days of the last two weeks without any record, this one included: was the house open?"""
    reviewed: int | None
    """How many were not seen going out when staff closed the day; None: nobody closed it."""

    @property
    def was_held(self) -> bool | None:
        """What counts for the figures; None: not known."""
        if self.staff_says is not None:
            return self.staff_says
        return True if self.heads else None

    def as_json(self) -> dict[str, Any]:
        """The same as a document, by random ids."""
        return {
            "day": self.day.isoformat(),
            "planned": self.is_planned,
            "held": self.was_held,
            "number": self.heads,
            "not_counted": self.others,
            "inside": [
                {"person": one.person, "count": one.count, "role": one.role, "came_in": one.came_in.isoformat(),
                 "visits": list(one.visits)}
                for one in self.inside
            ],
            "questions": [{"code": one.code, "source": one.source, "fields": one.fields} for one in self.questions],
            "days_without_record": [day.isoformat() for day in self.unsaid],
            "reviewed": self.reviewed,
        }  # fmt: skip


def day_end(record: Record, facts: Iterable[Fact], day: date) -> DayEnd:
    """Return a day as the facts have it."""
    calendar = record.calendar
    of_day = [one for one in record.presences if one.day == day]
    youth = [one for one in record.log.youth if one.day == day]
    persons = {one.person for one in youth if one.person is not None}
    heads = len(persons) + sum(one.count for one in youth if one.person is None)
    sources = {one.source for one in record.findings}
    days = {fact.source: _day_of(fact, calendar) for fact in facts if fact.source in sources}
    return DayEnd(
        day=day,
        is_planned=calendar.is_planned(day),
        staff_says=record.log.staff_says.get(day),
        heads=heads,
        others=sum(one.count for one in of_day if one.role != "youth"),
        inside=tuple(one for one in of_day if one.went_out is None),
        questions=tuple(one for one in record.findings if days.get(one.source) == day),
        unsaid=_unsaid(record, day),
        reviewed=record.reviewed.get(day),
    )


def _unsaid(record: Record, day: date) -> tuple[date, ...]:
    days = (day - timedelta(days=back) for back in range(LOOK_BACK_DAYS - 1, -1, -1))
    known = record.log.visited_days | record.log.staff_says.keys()
    return tuple(one for one in days if record.calendar.is_planned(one) and one not in known)


def _day_of(fact: Fact, calendar: TownCalendar) -> date:
    """The day a fact is about: that of coming or going, else that of writing."""
    at = fact.body.at if isinstance(fact.body, Visited | Left) else fact.wall
    return calendar.local_date(datetime.fromisoformat(at))
