"""From comings-in and goings-out to presences: who was inside, from when to when, as far as anybody saw.

Rules: a going-out ends the last presence of that person that began at or before it and that nobody ended yet, on the
       same business day or within six hours of coming in (a visit across midnight is one of the day it began);
       no presence is ever ended by the program: without a going-out it is open, on its own day "inside", afterwards
       "forgotten", and neither is turned into somebody's next going-out;
       comings-in of one person closer than the town's gap, with no going-out between, are one presence (a double scan);
       part of a group may go: what is left of it stays.
The order in which facts were written, and by which kiosk, does not matter: instants decide.
Source: DEFINITIONS.md, 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from clubhouse_logs.merges import Roots
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.stays import OutKind, Stay
from judge.facts import Fact, Left, Visited
from judge.findings import Finding

__all__ = ["Presence", "presences"]

ACROSS_MIDNIGHT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Presence:
    """One person, or a group nobody named, inside from `came_in`."""

    person: str | None
    count: int
    role: str
    day: date
    """The business date of coming in."""
    came_in: datetime
    went_out: datetime | None
    """None: nobody saw it."""
    out_kind: OutKind
    visits: tuple[str, ...]
    """The facts of coming in, `station:seq`, first scan first."""

    @property
    def stay(self) -> Stay:
        """The same as the figures take it."""
        return Stay(self.person, self.count, self.day, self.came_in, self.went_out, self.out_kind)


@dataclass(slots=True)
class _Event:
    at: datetime
    day: date
    fact: Fact


def presences(
    standing: Iterable[Fact], calendar: TownCalendar, roots: Roots, *, merge_gap_min: int
) -> tuple[list[Presence], list[Finding]]:
    """Return everyone's presences at the calendar's site by coming in, and the goings-out that end none.

    Args: standing: facts after corrections. roots: what merged ids count as.
    Findings: left-without-visit: nothing is counted for it, and the presence it may have meant stays open.
    """
    visits: dict[str, list[_Event]] = {}
    went: list[_Event] = []
    owner: dict[str, str] = {}
    for fact in standing:
        match fact.body:
            case Visited(site=calendar.site, person=person, at=at):
                key = fact.source if person is None else roots.get(person, person)
                owner[fact.source] = key
                visits.setdefault(key, []).append(_event(at, fact, calendar))
            case Left(site=calendar.site, at=at):
                went.append(_event(at, fact, calendar))
    lefts: dict[str, list[_Event]] = {}
    for event in went:
        lefts.setdefault(_leaver(event.fact, owner, roots), []).append(event)
    found: list[Presence] = []
    findings: list[Finding] = []
    gap = timedelta(minutes=merge_gap_min)
    for key, came in visits.items():
        one = _Ledger(gap, roots)
        for event in sorted([*came, *lefts.pop(key, [])], key=_in_time):
            findings += one.take(event)
        found += one.done
    unmet = (event.fact.source for rest in lefts.values() for event in rest)
    findings += [Finding("left-without-visit", "warning", source) for source in unmet]
    found.sort(key=lambda presence: (presence.came_in, presence.visits))
    return found, sorted(findings, key=lambda finding: finding.source)


def _leaver(fact: Fact, owner: Mapping[str, str], roots: Roots) -> str:
    """Whose presences a going-out may end: the person's, else those of whoever came in by the visit it names."""
    body = fact.body
    assert isinstance(body, Left)
    if body.person is not None:
        return roots.get(body.person, body.person)
    return owner.get(body.visit or "", "")


@dataclass(slots=True)
class _Ledger:
    """The presences of one person or group, events taken by their instants."""

    gap: timedelta
    roots: Roots
    done: list[Presence] = field(default_factory=list)
    last_scan: datetime | None = None

    def take(self, event: _Event) -> Sequence[Finding]:
        body = event.fact.body
        if isinstance(body, Visited):
            self._come(event, body)
            return ()
        assert isinstance(body, Left)
        return self._go(event, body)

    def _come(self, event: _Event, body: Visited) -> None:
        day = event.day
        scan, self.last_scan = self.last_scan, event.at
        if scan is not None and event.at - scan < self.gap and self.done:
            last = self.done[-1]
            if last.went_out is None and last.day == day and last.person is not None:
                self.done[-1] = replace(last, visits=(*last.visits, event.fact.source))
                return
        person = None if body.person is None else self.roots.get(body.person, body.person)
        self.done.append(
            Presence(person, body.count, body.role, day, event.at, None, OutKind.NONE, (event.fact.source,))
        )

    def _go(self, event: _Event, body: Left) -> Sequence[Finding]:
        place = next((place for place in range(len(self.done) - 1, -1, -1) if self._ends(place, event, body)), None)
        if place is None:
            return (Finding("left-without-visit", "warning", event.fact.source),)
        ended = self.done[place]
        kind = OutKind.STAFF if body.source == "staff" else OutKind.SCAN
        gone = min(body.count, ended.count)
        self.done[place] = replace(ended, count=gone, went_out=event.at, out_kind=kind)
        if gone < ended.count:
            self.done.append(replace(ended, count=ended.count - gone))
        return ()

    def _ends(self, place: int, event: _Event, body: Left) -> bool:
        presence = self.done[place]
        if presence.went_out is not None:
            return False
        if body.visit is not None:
            return body.visit in presence.visits
        return presence.day == event.day or event.at - presence.came_in < ACROSS_MIDNIGHT


def _in_time(event: _Event) -> tuple[datetime, bool, str, int]:
    """By instant, coming in before going out at one instant; what is equal in both, in one order everywhere."""
    return event.at, isinstance(event.fact.body, Left), event.fact.station, event.fact.seq


def _event(at: str, fact: Fact, calendar: TownCalendar) -> _Event:
    moment = datetime.fromisoformat(at)
    moment = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return _Event(moment, calendar.local_date(moment), fact)
