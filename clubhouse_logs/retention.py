"""Whose name is no longer needed, and since when: what the yearly run erases.

Rules: years are counted from the end of the fiscal year of the last visit, or of the day somebody was entered;
       a child without a signed form is erased when its day has passed, and its visits stay as a number's;
       a membership that holds keeps a name, however long ago its last visit was.
Source: the town file's [privacy]; DEFINITIONS.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clubhouse_logs.members import Standing
from clubhouse_logs.periods import fiscal_year, fiscal_year_of
from clubhouse_logs.record import Record
from judge.facts import Fact, PersonAdded

__all__ = ["Due", "due_for_erasure"]


@dataclass(frozen=True, slots=True)
class Due:
    """A name to erase."""

    person: str
    reason: str
    """retention, or no_form."""
    since: date
    """The first day it was no longer needed."""


def due_for_erasure(
    persons: Iterable[str], facts: Iterable[Fact], record: Record, *, today: date, identified_years: int
) -> list[Due]:
    """Return who of these persons is due, longest first."""
    last = _last_days(facts, record)
    found = []
    for person in persons:
        root = record.roots.get(person, person)
        standing = record.members.standing(root, today)
        if standing is Standing.CONFIRMED:
            continue
        if standing is Standing.RUN_OUT:
            ends = [row.until for row in record.members.provisional if row.person == root and row.until is not None]
            found.append(Due(person, "no_form", max(ends)))
        elif root in last:
            start = record.calendar.fiscal_year_start_month
            since = fiscal_year(fiscal_year_of(last[root], start) + identified_years, start).end
            if since <= today:
                found.append(Due(person, "retention", since))
    return sorted(found, key=lambda due: (due.since, due.person))


def _last_days(facts: Iterable[Fact], record: Record) -> Mapping[str, date]:
    last: dict[str, date] = {}
    for fact in facts:
        if isinstance(fact.body, PersonAdded):
            root = record.roots.get(fact.body.person, fact.body.person)
            last[root] = max(last.get(root, date.min), date.fromisoformat(fact.wall[:10]))
    for visit in record.log.visits:
        if visit.person is not None:
            last[visit.person] = max(last.get(visit.person, date.min), visit.day)
    return last
