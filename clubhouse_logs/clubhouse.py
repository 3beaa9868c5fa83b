"""A clubhouse while it is open: one station's door, over the facts of all stations and the table of people.

    with Clubhouse.open(folder, calendar=town.calendar(), rules=HouseRules(), clock=now, entropy=urandom) as club:
        for member in club.find_members("ゆう"):
            arrival = club.arrive(member.person)
        club.leave(member.person)
        club.undo(arrival.fact)

Rules: every scan is a fact, also a second one of the same child; what is one visit the fold decides, so it does not
       matter which kiosk saw which scan, or in what order their files came together;
       nothing here is the record: memory holds what the files hold, and a touch folds only the last days;
       names are looked up in the table of people and go into no fact.
One thread uses it. `refresh` shows what other kiosks wrote; it costs two stats a station, and every write does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from clubhouse_logs.door import Presence
from clubhouse_logs.errors import HouseError
from clubhouse_logs.house_book import HouseBook
from clubhouse_logs.member_index import MemberIndex
from clubhouse_logs.members import Members
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.people import Member, People
from clubhouse_logs.periods import fiscal_year_of
from clubhouse_logs.programmes import Programme
from clubhouse_logs.record import Record
from clubhouse_logs.stations import Stations
from clubhouse_logs.visits import Role
from judge.facts import (
    Body,
    Corrected,
    Fact,
    Left,
    MemberProvisional,
    Noted,
    PersonAdded,
    PersonDescribed,
    Visited,
    instant_text,
)

__all__ = ["Arrival", "Clubhouse", "Departure", "HouseRules", "Inside"]

NICKNAME_LETTERS_MAX = 30


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The town's own values for its door."""

    merge_gap_min: int = 30
    capacity_soft: int | None = None
    """Heads inside above which staff is told; None: no limit."""
    capacity_hard: int | None = None
    """Heads inside that are not passed without a word of staff."""
    provisional_days: int = 30
    """How long a child without a signed form stays a provisional member."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of somebody coming in."""

    fact: Fact
    presence: Presence
    is_again: bool
    """A scan of somebody who came in within the town's minutes: one visit."""
    heads_inside: int
    heads_today: int
    """延べ (D) of the day so far."""
    is_above_soft: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """What came of somebody going out; `presence`: what it ended, None when nobody was seen coming in."""

    fact: Fact
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody inside; `nickname` is None for who has no name here."""

    presence: Presence
    nickname: str | None


class Clubhouse:
    """One station of one clubhouse; use it in a `with`, or close it."""

    def __init__(
        self,
        stations: Stations,
        people: People,
        calendar: TownCalendar,
        rules: HouseRules,
        clock: Callable[[], datetime],
        entropy: Callable[[int], bytes],
    ) -> None:
        self.people, self.rules, self.station = people, rules, stations.kiosk
        self._stations, self._town_calendar, self._clock, self._entropy = stations, calendar, clock, entropy
        self._index: MemberIndex | None = None
        self._people_version = people.version()
        self._book = HouseBook(
            calendar, merge_gap_min=rules.merge_gap_min, source=stations, around=calendar.local_date(clock())
        )

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        calendar: TownCalendar,
        rules: HouseRules,
        clock: Callable[[], datetime],
        entropy: Callable[[int], bytes],
        station: str | None = None,
    ) -> Self:
        """Open a clubhouse's folder as one of its stations, or make it.

        Args: calendar: of the town file. clock: gives the wall time, aware. entropy: gives random bytes (os.urandom).
              station: kiosk-1, office, ...; None: the first kiosk that is free.
        Raises: JournalTaken: another program is this station. JournalTooNew, JournalDamaged, NotAJournal, OSError.
        """
        year = fiscal_year_of(calendar.local_date(clock()), calendar.fiscal_year_start_month)
        stations = Stations(folder, year, station, lambda: clock().isoformat(timespec="seconds"), entropy)
        try:
            people = People(folder / "people.db")
            return cls(stations, people, calendar, rules, clock, entropy)
        except BaseException:
            stations.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        self._stations.close()
        self.people.close()

    @property
    def path(self) -> Path:
        """The file this station writes: what a kiosk that was elsewhere brings back."""
        return self._stations.journal.path

    @property
    def calendar(self) -> TownCalendar:
        """The town file's calendar with the closures and special days staff wrote down."""
        return self._book.calendar()

    @property
    def today(self) -> date:
        """The business date of now."""
        return self._town_calendar.local_date(self._clock())

    def now(self) -> datetime:
        """Return the wall time, aware."""
        return self._clock()

    @property
    def members(self) -> Members:
        """Memberships, consents and stages as they stand."""
        return self._book.members()

    @property
    def programmes(self) -> list[Programme]:
        """The site's programmes with their attendance, by day."""
        return self._book.programmes()

    def facts(self) -> list[Fact]:
        """Return every fact of every year and station, in the one order."""
        return self._book.facts()

    def record(self) -> Record:
        """Fold everything, once a change: for figures and reports, not for a touch."""
        return self._book.record()

    def ids_of(self, person: str) -> list[str]:
        """Return a person's id and every one that was found to be the same child's."""
        roots = self._book.roots()
        root = roots.get(person, person)
        return sorted({person, root, *(other for other, same in roots.items() if same == root)})

    def refresh(self) -> int:
        """Take in what other stations wrote since the last call; return how many facts were new."""
        return sum(self._book.take(fact) for fact in self._stations.fresh())

    def arrive(
        self, person: str | None = None, *, count: int = 1, role: str = Role.YOUTH, source: str = "scan",
        by: str = "kiosk", at: datetime | None = None, may_pass_limit: bool = False,
    ) -> Arrival:  # fmt: skip
        """Record a person, or `count` people nobody names, coming in; on the disk when this returns.

        Args: at: when it was, for one entered late. may_pass_limit: staff let them in all the same, which is written
              down. Raises: HouseError(house-is-full): heads, limit. FactInvalid: source, role or count is out of shape.
        """
        self.refresh()
        bodies: list[Body] = [Visited(person, count, self._instant(at), self._town_calendar.site, str(role), source)]
        passed = self._heads_passing_limit(person, count)
        if passed is not None and not may_pass_limit:
            raise HouseError("house-is-full", heads=self.heads_inside(), limit=self.rules.capacity_hard)
        if passed is not None:
            bodies.append(Noted("capacity_passed", {"heads": passed, "limit": self.rules.capacity_hard or 0}))
        fact = self.append(bodies, by=by)[0]
        day = self._town_calendar.local_date(at or self._clock())
        presence = next(one for one in self._book.presences(day) if fact.source in one.visits)
        is_again, heads, soft = len(presence.visits) > 1, self.heads_inside(), self.rules.capacity_soft
        return Arrival(fact, presence, is_again, heads, self.heads_on(day), soft is not None and heads > soft)

    def leave(
        self, person: str | None = None, *, visit: str | None = None, count: int = 1, source: str = "scan",
        by: str = "kiosk", at: datetime | None = None,
    ) -> Departure:  # fmt: skip
        """Record somebody seen going out: a person, or `count` heads of the group that came in by the fact `visit`."""
        self.refresh()
        before = self._presences_around(at)
        fact = self.append([Left(person, visit, count, self._instant(at), self._town_calendar.site, source)], by=by)[0]
        ended = (one for one in self._presences_around(at) if one.went_out is not None and one not in before)
        return Departure(fact, next(ended, None))

    def inside_now(self) -> list[Inside]:
        """Return everyone inside, counted or not, as far as anybody saw: for a fire drill."""
        return self.forgotten(self.today)

    def heads_inside(self) -> int:
        """Return how many are inside, of every role."""
        return sum(one.presence.count for one in self.inside_now())

    def heads_on(self, day: date) -> int:
        """Return 延べ (D) of a day: named youth once each, and the heads of youth nobody named."""
        return self._book.heads_on(day)

    def forgotten(self, day: date) -> list[Inside]:
        """Return who came in on a day and was never seen going out; of today: who is inside."""
        found = [one for one in self._book.presences(day) if one.went_out is None]
        return [Inside(one, self._nickname(one.person)) for one in found]

    @property
    def index(self) -> MemberIndex:
        """The members by nickname, read again when another program changed them."""
        version = self.people.version()
        if self._index is None or version != self._people_version:
            self._index, self._people_version = MemberIndex(self.people.members()), version
        return self._index

    def find_members(self, letters: str, limit: int = 50) -> list[Member]:
        """Return the members whose nickname begins with the letters, kana of either sort."""
        return self.index.starting(letters, limit)

    def member_of_card(self, token: str) -> Member | None:
        """Return whose card was read; None for a card nobody has."""
        person = self.people.person_of_card(token)
        return None if person is None else self.index.member(person)

    def add_provisional(self, nickname: str, stage: str | None, *, by: str = "kiosk") -> Member:
        """Enter a child that came alone: a nickname and a school stage, nothing else.

        Raises: HouseError(nickname-unfit).
        """
        until = self.today + timedelta(days=self.rules.provisional_days)
        return self.enter(
            nickname, stage, lambda person: MemberProvisional(person, self.today.isoformat(), until.isoformat()), by=by
        )

    def enter(self, nickname: str, stage: str | None, membership: Callable[[str], Body], *, by: str) -> Member:
        """Enter somebody: the name into the table of people, the id with its membership into the facts.

        Raises: HouseError(nickname-unfit).
        """
        person = self.enter_name(nickname, stage)
        try:
            bodies: list[Body] = [PersonAdded(person, "child"), membership(person)]
            if stage is not None:
                bodies.append(PersonDescribed(person, self.today.isoformat(), stage, None))
            self.append(bodies, by=by)
        except BaseException:
            self.people.remove(person)  # a name that no fact knows would stay for ever
            raise
        return Member(person, " ".join(nickname.split()), stage)

    def enter_name(self, nickname: str, stage: str | None = None) -> str:
        """Put a name into the table of people and return its id; the caller writes a fact of it, or removes it.

        Raises: HouseError(nickname-unfit).
        """
        name = " ".join(nickname.split())
        if not 1 <= len(name) <= NICKNAME_LETTERS_MAX:
            raise HouseError("nickname-unfit", longest=NICKNAME_LETTERS_MAX)
        person = self.people.add(name, stage=stage, entropy=self._entropy(16))
        self._index = None
        return person

    def coming_fact(self, place: int = 0) -> str:
        """Return the id that the fact written next, or the `place`-th after it, will have."""
        return self._stations.coming_fact(place)

    def undo(self, fact: Fact | str, *, by: str = "staff", reason: str = "mistake") -> Fact:
        """Take a fact back, given itself or its id `station:seq`; taking back the answer brings it back.

        Raises: HouseError(no-such-fact).
        """
        station, _, seq = (fact.source if isinstance(fact, Fact) else fact).rpartition(":")
        self.refresh()
        if not seq.isdecimal() or (station, int(seq)) not in self._book:
            raise HouseError("no-such-fact", fact=f"{station}:{seq}")
        return self.append([Corrected(station, int(seq), "withdraw", None, reason)], by=by)[0]

    def name_group(self, visit: Fact, persons: Sequence[str], *, by: str = "staff") -> list[Fact]:
        """Say who some of a group were: they came in with it, and so many heads fewer have no name.

        Returns the new visits. Raises: HouseError(no-such-fact): the visit is no group of that many any more.
        """
        self.refresh()
        group = next((one for one in self._book.standing(visit) if one.source == visit.source), None)
        body = None if group is None else group.body
        if not isinstance(body, Visited) or body.person is not None or not 1 <= len(persons) <= body.count:
            raise HouseError("no-such-fact", fact=visit.source)
        rest = replace(body, count=body.count - len(persons)) if body.count > len(persons) else None
        action: Literal["replace", "withdraw"] = "withdraw" if rest is None else "replace"
        named = [replace(body, person=person, count=1) for person in persons]
        corrected = Corrected(visit.station, visit.seq, action, rest, "named")
        return self.append([corrected, *named], by=by)[1:]

    def append(self, bodies: Iterable[Body], *, by: str) -> list[Fact]:
        """Record facts of this station in one transaction; they are on the disk when this returns.

        Raises: FactInvalid, JournalWriteFailed: nothing was recorded.
        """
        self.refresh()
        facts = self._stations.append(bodies, by)
        for fact in facts:
            self._book.take(fact)
        return facts

    def _instant(self, at: datetime | None) -> str:
        return instant_text((at or self._clock()).replace(microsecond=0))

    def _presences_around(self, at: datetime | None) -> list[Presence]:
        """Those of a day and the one before it, whose last may leave after midnight."""
        day = self._town_calendar.local_date(at or self._clock())
        return [*self._book.presences(day - timedelta(days=1)), *self._book.presences(day)]

    def _heads_passing_limit(self, person: str | None, count: int) -> int | None:
        """How many would be inside, where that is over the limit; a child scanned again is inside already."""
        limit, inside = self.rules.capacity_hard, self.inside_now()
        root = None if person is None else self._book.roots().get(person, person)
        if limit is None or (root is not None and any(one.presence.person == root for one in inside)):
            return None
        heads = sum(one.presence.count for one in inside) + count
        return heads if heads > limit else None

    def _nickname(self, person: str | None) -> str | None:
        member = None if person is None else self.index.member(person)
        return None if member is None else member.nickname
