"""The facts of a clubhouse in memory, so arranged that a touch at the door folds two days and not five years.

Rules: nothing here is the record; given the same facts in any order it says the same;
       whichever day is asked about, only it and the days around it are read and folded; all of it for a figure only.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from clubhouse_logs.door import Presence, presences
from clubhouse_logs.members import Members, fold_members
from clubhouse_logs.merges import Roots, roots
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.planning import with_plans
from clubhouse_logs.programmes import Programme, programmes
from clubhouse_logs.record import Record, fold_record
from clubhouse_logs.selection import Place, Selection
from clubhouse_logs.visits import Role
from judge.facts import (
    Attended,
    Body,
    ClosurePlanned,
    ConsentGiven,
    ConsentWithdrawn,
    Corrected,
    Fact,
    Left,
    MemberConfirmed,
    MemberEnded,
    MemberProvisional,
    PersonDescribed,
    PersonErased,
    PersonsMerged,
    ProgrammeHeld,
    SpecialDayPlanned,
    Visited,
    order,
)

__all__ = ["HouseBook", "Source"]

AROUND_DAYS = 3  # a day either side of the one asked about last, its last leaver after midnight, and any time zone
MEMBER_KINDS = (MemberProvisional, MemberConfirmed, MemberEnded, ConsentGiven, ConsentWithdrawn, PersonDescribed)


class Source(Protocol):
    """Where the facts lie (`stations.Stations`)."""

    def all_facts(self) -> list[Fact]:
        """Return every fact."""

    def desk_facts(self) -> list[Fact]:
        """Return every fact that is no coming or going."""

    def door_facts(self, first: date, last: date) -> list[Fact]:
        """Return the comings and goings of some UTC dates."""

    def find(self, place: Place) -> Fact | None:
        """Return one fact."""


class HouseBook:
    """The facts of one house as far as they were asked for, those of the door, the plans and the members apart."""

    def __init__(self, calendar: TownCalendar, *, merge_gap_min: int, source: Source, around: date) -> None:
        self.town_calendar, self.merge_gap_min = calendar, merge_gap_min
        self._source, self._is_whole = source, False
        self._by_place: dict[Place, Fact] = {}
        self._record: Record | None = None
        self._around = around
        self._door_by_date: dict[str, list[Fact]] = {}
        self._dates_here: set[date] = set()
        self._corrections: list[Fact] = []
        self._plans = Selection(lambda body: isinstance(body, ClosurePlanned | SpecialDayPlanned), self._find)
        self._merges = Selection(lambda body: isinstance(body, PersonsMerged | PersonErased), self._find)
        self._members = Selection(lambda body: isinstance(body, MEMBER_KINDS), self._find)
        self._door = Selection(self._is_around, self._find)
        self._programmes = Selection(lambda body: isinstance(body, ProgrammeHeld | Attended), self._find)
        self._folded_members: tuple[list[Fact], list[Fact], Members] | None = None
        for fact in source.desk_facts():
            self.take(fact)
        self._door = self._door_around(around)

    def take(self, fact: Fact) -> bool:
        """Take in a fact; False when it is here already."""
        if not self._admit(fact):
            return False
        self._record = None
        for selection in (self._plans, self._merges, self._members, self._programmes, self._door):
            selection.add(fact)
        return True

    def _admit(self, fact: Fact) -> bool:
        if (fact.station, fact.seq) in self._by_place:
            return False
        self._by_place[fact.station, fact.seq] = fact
        if isinstance(fact.body, Visited | Left):
            self._door_by_date.setdefault(fact.body.at[:10], []).append(fact)
        elif isinstance(fact.body, Corrected):
            self._corrections.append(fact)
        return True

    def _find(self, place: Place) -> Fact | None:
        found = self._by_place.get(place)
        return found if found is not None or self._is_whole else self._source.find(place)

    def __contains__(self, place: Place) -> bool:
        return self._find(place) is not None

    def facts(self) -> list[Fact]:
        """Return every fact in the one order; the first call reads all of them."""
        if not self._is_whole:
            for fact in self._source.all_facts():
                self._admit(fact)
            self._is_whole = True
        return order(self._by_place.values())

    def standing(self, near: Fact) -> list[Fact]:
        """Return the comings and goings that stand around the day of one of them; [] for a fact of another sort."""
        if not isinstance(near.body, Visited | Left):
            return []
        self._look_at(date.fromisoformat(near.body.at[:10]))
        return self._door.standing()

    def record(self) -> Record:
        """Return everything folded, once a change: for figures and reports, not for a touch."""
        if self._record is None:
            self._record = fold_record(self.facts(), self.town_calendar, merge_gap_min=self.merge_gap_min)
        return self._record

    def calendar(self) -> TownCalendar:
        """Return the town file's calendar with what staff planned."""
        return with_plans(self._plans.standing(), self.town_calendar)

    def members(self) -> Members:
        """Return memberships, consents and stages as they stand."""
        members, merges, known = self._members.standing(), self._merges.standing(), self._folded_members
        if known is None or known[0] is not members or known[1] is not merges:
            self._folded_members = known = members, merges, fold_members(members, roots(merges))
        return known[2]

    def programmes(self) -> list[Programme]:
        """Return the site's programmes with their attendance, by day."""
        return programmes(self._programmes.standing(), self.town_calendar.site, self.roots())[0]

    def roots(self) -> Roots:
        """Return what merged ids count as."""
        return roots(self._merges.standing())

    def presences(self, day: date) -> list[Presence]:
        """Return who came in on a business day, by coming in."""
        self._look_at(day)
        door = self._door.standing()
        same_as = roots(self._merges.standing(), also=door)
        found, _ = presences(door, self.town_calendar, same_as, merge_gap_min=self.merge_gap_min)
        return [one for one in found if one.day == day]

    def heads_on(self, day: date) -> int:
        """Return 延べ (D) of a day: named youth once each, and the heads of youth nobody named."""
        youth = [one for one in self.presences(day) if one.role == Role.YOUTH]
        unnamed = sum(one.count for one in youth if one.person is None)
        return unnamed + len({one.person for one in youth if one.person is not None})

    def _look_at(self, day: date) -> None:
        if abs((day - self._around).days) > 1:
            self._around = day
            self._door = self._door_around(day)

    def _door_around(self, day: date) -> Selection:
        door = Selection(self._is_around, self._find)
        dates = [day + timedelta(days=offset) for offset in range(-AROUND_DAYS, AROUND_DAYS + 1)]
        if not self._is_whole and not self._dates_here.issuperset(dates):
            for fact in self._source.door_facts(dates[0], dates[-1]):
                self._admit(fact)
            self._dates_here.update(dates)
        for one in dates:
            for fact in self._door_by_date.get(one.isoformat(), []):
                door.add(fact)
        for fact in self._corrections:
            door.add(fact)
        return door

    def _is_around(self, body: Body) -> bool:
        """Tell whether a coming or going lies within some days of the day asked about; its date is that of UTC."""
        if not isinstance(body, Visited | Left) or body.site != self.town_calendar.site:
            return False
        return abs((date.fromisoformat(body.at[:10]) - self._around).days) <= AROUND_DAYS
