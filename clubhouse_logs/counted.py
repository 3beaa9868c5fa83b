"""One site as its figures and forms take it: the desk's record, and the visits added up, kept or folded just now.

Facts of later files may be added to what was kept of earlier ones, where neither can change what the other says
(`is_apart`): nobody is corrected, merged, erased or seen going out across the day that parts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from clubhouse_logs.day_sums import StaySum, VisitSum
from clubhouse_logs.desk_record import DeskRecord
from clubhouse_logs.door import ACROSS_MIDNIGHT
from clubhouse_logs.erasure import digest_of
from clubhouse_logs.merges import Roots, roots
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import ONE_DAY
from clubhouse_logs.quality import Recorded
from clubhouse_logs.record import Record, fold_record
from clubhouse_logs.tallies import Tallies
from clubhouse_logs.visit_days import VisitDays
from judge.corrections import effective
from judge.facts import Body, Corrected, Fact, Left, PersonErased, PersonsMerged, Visited

__all__ = ["Border", "Counted", "InsideTime", "Kept", "added", "border_of", "counted_of", "is_apart", "kept_of"]

Place = tuple[str, int]


class InsideTime(NamedTuple):
    """When somebody with a name was inside, from coming in to going out."""

    person: str
    came_in: datetime
    went_out: datetime


@dataclass(frozen=True)
class Border:
    """What of some files decides whether facts of later ones can be added to what they gave."""

    desk: tuple[Fact, ...]
    """Every fact that is no coming or going."""
    persons: frozenset[str]
    """Every id that a fact of the door names, or named before it was corrected."""
    named: frozenset[str]
    """The ids that facts name which stand after corrections."""
    stations: frozenset[str]
    is_closed: bool
    """Nothing in them names a fact of another file."""
    last_at: datetime | None
    """When somebody came or went last, as it was written down first or later."""
    last_day: date | None
    """The last business date of that."""


@dataclass(frozen=True)
class Kept:
    """What is kept of some files of a site, added up."""

    border: Border
    visit_days: VisitDays
    visits: Mapping[date, VisitSum]
    stays: Mapping[date, StaySum]
    recorded: Recorded
    sites: Mapping[str, int]
    last_visit: date | None
    inside: Callable[[], Iterable[InsideTime]]


class _Both(Mapping[date, StaySum]):
    """The days of two, none of which is in both."""

    def __init__(self, one: Mapping[date, StaySum], other: Mapping[date, StaySum]) -> None:
        self._one, self._other = one, other

    def __getitem__(self, day: date) -> StaySum:
        return self._one[day] if day in self._one else self._other[day]

    def __iter__(self) -> Iterator[date]:
        yield from self._other
        yield from self._one

    def __len__(self) -> int:
        return len(self._one) + len(self._other)


@dataclass(frozen=True)
class Counted(DeskRecord):
    """A site's desk and its visits added up."""

    tallies: Tallies
    sites: Mapping[str, int]
    """How many comings-in are written down for each site."""
    last_visit: date | None
    inside: Callable[[], Iterable[InsideTime]]
    """Who with a name was inside when."""

    @property
    def calendar(self) -> TownCalendar:
        """The town file's calendar with the closures and special days staff wrote down."""
        return self.tallies.calendar


def counted_of(record: Record) -> Counted:
    """Return a record that was folded whole in the same form."""
    times = _times(record)
    return Counted(
        **record.of_desk(),
        tallies=record.tallies,
        sites=_sites(record.facts),
        last_visit=max((visit.day for visit in record.log.visits), default=None),
        inside=lambda: times,
    )


def border_of(facts: Collection[Fact], calendar: TownCalendar) -> Border:
    """Look through all facts of some files."""
    stations = frozenset(fact.station for fact in facts)
    door = [part for fact in facts for part in _parts(fact) if isinstance(part, Visited | Left)]
    ats = [datetime.fromisoformat(part.at) for part in door]
    named = {_place(part.visit)[0] for part in door if isinstance(part, Left) and part.visit is not None}
    named |= {fact.body.station for fact in facts if isinstance(fact.body, Corrected)}
    return Border(
        desk=tuple(fact for fact in facts if not isinstance(fact.body, Visited | Left)),
        persons=frozenset(part.person for part in door if part.person is not None),
        named=frozenset(
            person
            for fact in effective(facts)[0]
            if isinstance(fact.body, Visited | Left) and (person := fact.body.person) is not None
        ),
        stations=stations,
        is_closed=named <= stations,
        last_at=max(ats, default=None),
        last_day=max(map(calendar.local_date, ats), default=None),
    )


def is_apart(border: Border, later: Sequence[Fact], calendar: TownCalendar) -> bool:
    """Say whether facts of later files and what was kept of earlier ones give, added, what all of them give."""
    if not later:
        return True
    here = {(fact.station, fact.seq) for fact in later}
    if not border.is_closed or any(fact.station in border.stations for fact in later):
        return False
    return all(_is_later(fact, here, border, calendar) for fact in later) and not _joins(border, later)


def kept_of(record: Record, border: Border, facts: Collection[Fact]) -> Kept:
    """Return what to keep of `facts`: all of the record's, or the earlier ones, from which the others are apart.

    Args: border: of these facts.
    """
    after = date.min if border.last_day is None else border.last_day + ONE_DAY
    tallies, written = record.tallies, record.tallies.recorded
    assert tallies.stays is not None, "a record has stays"
    of_earlier = roots(effective(border.desk)[0], named=border.named)
    names = {record.roots.get(person, person): of_earlier.get(person, person) for person in border.persons}
    times = [one._replace(person=names.get(one.person, one.person)) for one in _times(record, before=after)]
    return Kept(
        border=border,
        visit_days=tallies.visit_days.before(after).renamed(names),
        visits={day: one for day, one in tallies.visits.items() if day < after},
        stays={day: tallies.stays[day] for day in tallies.stays if day < after},
        recorded=Recorded(
            {day: number for day, number in written.by_day.items() if day < after},
            tuple(lag for lag in written.lags if lag[0] < after),
        ),
        sites=_sites(facts),
        last_visit=max((visit.day for visit in record.log.visits if visit.day < after), default=None),
        inside=lambda: times,
    )


def added(kept: Kept, later: Sequence[Fact], calendar: TownCalendar, *, merge_gap_min: int) -> Counted:
    """Return a site as it was kept, with later facts that are apart from it.

    Args: calendar: of the town file.
    """
    record = fold_record(
        [*kept.border.desk, *later], calendar, merge_gap_min=merge_gap_min, named=kept.border.named
    )  # fmt: skip
    fresh, same_as = counted_of(record), record.roots
    of_later, written = fresh.tallies, kept.recorded
    assert of_later.stays is not None, "a record has stays"
    tallies = Tallies(
        calendar=of_later.calendar,
        staff_says=of_later.staff_says,
        visit_days=kept.visit_days.renamed(same_as).joined(of_later.visit_days),
        visits={**kept.visits, **of_later.visits},
        stays=_Both(of_later.stays, kept.stays),
        recorded=Recorded(
            {**written.by_day, **of_later.recorded.by_day}, tuple(sorted([*written.lags, *of_later.recorded.lags]))
        ),
    )
    return Counted(
        **record.of_desk(),
        tallies=tallies,
        sites=Counter(kept.sites) + Counter(fresh.sites),
        last_visit=fresh.last_visit or kept.last_visit,
        inside=lambda: _inside(kept, fresh, same_as),
    )


def _inside(kept: Kept, fresh: Counted, same_as: Roots) -> Iterator[InsideTime]:
    for one in kept.inside():
        yield one._replace(person=same_as.get(one.person, one.person))
    yield from fresh.inside()


def _is_later(fact: Fact, here: Collection[Place], border: Border, calendar: TownCalendar) -> bool:
    """Say whether a fact of a later file concerns that file and days after the earlier ones' alone."""
    if isinstance(fact.body, Corrected) and (fact.body.station, fact.body.seq) not in here:
        return False
    for part in _parts(fact):
        if isinstance(part, Left) and part.visit is not None and _place(part.visit) not in here:
            return False
        if isinstance(part, Visited | Left) and border.last_at is not None and border.last_day is not None:
            at = datetime.fromisoformat(part.at)
            if at - border.last_at < ACROSS_MIDNIGHT or calendar.local_date(at) <= border.last_day:
                return False
        if isinstance(part, PersonErased) and any(digest_of(person) == part.digest for person in border.persons):
            return False
    return True


def _joins(border: Border, later: Sequence[Fact]) -> bool:
    """Say whether a later merge makes one child of two that were at the door before: their days may hold both."""
    if not any(isinstance(part, PersonsMerged) for fact in later for part in _parts(fact)):
        return False
    before = roots(effective(border.desk)[0], named=border.named)
    now = roots(effective([*border.desk, *later])[0], named=border.named)
    joined: dict[str, str] = {}
    for person in border.persons:
        was = before.get(person, person)
        if joined.setdefault(now.get(person, person), was) != was:
            return True
    return False


def _parts(fact: Fact) -> tuple[Body, ...]:
    """What a fact says, and what it puts in another one's place."""
    replacement = fact.body.replacement if isinstance(fact.body, Corrected) else None
    return (fact.body,) if replacement is None else (fact.body, replacement)


def _place(source: str) -> Place:
    station, _, seq = source.rpartition(":")
    return station, int(seq)


def _sites(facts: Iterable[Fact]) -> Counter[str]:
    return Counter(fact.body.site for fact in facts if isinstance(fact.body, Visited))


def _times(record: Record, *, before: date = date.max) -> list[InsideTime]:
    return [
        InsideTime(one.person, one.came_in, one.went_out)
        for one in record.presences
        if one.person is not None and one.went_out is not None and one.day < before
    ]
