"""Builders for clubhouse tests: real sealed facts on real stations, and calendars as plain values."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from clubhouse_logs.opening_calendar import OpeningRule, TownCalendar
from judge.facts import GENESIS, Body, Corrected, DayHeld, Fact, PersonAdded, Visited, person_id, seal

FRI_SAT_SUN = frozenset({4, 5, 6})


class Door:
    """Writes facts as the stations of a clubhouse would: gap-free, chained, one lamport clock."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._tails: dict[str, tuple[int, str]] = {}

    def write(self, body: Body, wall: str = "2022-10-01T03:00:00Z", station: str = "door") -> Fact:
        seq, prev = self._tails.get(station, (0, GENESIS))
        fact = seal(
            body, station=station, seq=seq + 1, lamport=len(self.facts) + 1, at_ms=None, wall=wall, by="staff",
            run=None, prev=prev,
        )  # fmt: skip
        self._tails[station] = (fact.seq, fact.hash)
        self.facts.append(fact)
        return fact

    def child(self, number: int) -> str:
        """Return the id of the n-th child, listed when first asked for."""
        person = person_id(bytes([number]) * 7)
        if not any(isinstance(fact.body, PersonAdded) and fact.body.person == person for fact in self.facts):
            self.write(PersonAdded(person, "child"))
        return person

    def visit(
        self, at: str, child: int | None = None, *, count: int = 1, role: str = "youth", station: str = "door",
        site: str = "clubhouse", wall: str | None = None,
    ) -> Fact:  # fmt: skip
        person = None if child is None else self.child(child)
        return self.write(self.visit_body(person, at, count=count, role=role, site=site), wall or at, station)

    @staticmethod
    def visit_body(
        person: str | None, at: str, *, count: int = 1, role: str = "youth", site: str = "clubhouse"
    ) -> Visited:
        return Visited(person=person, count=count, at=at, site=site, role=role, source="scan")

    def held(self, day: str, held: bool = True) -> Fact:
        return self.write(DayHeld(day, "clubhouse", held))

    def withdraw(self, fact: Fact) -> Fact:
        return self.write(Corrected(fact.station, fact.seq, "withdraw", None, "mistake"))

    def replace(self, fact: Fact, body: Body) -> Fact:
        return self.write(Corrected(fact.station, fact.seq, "replace", body, "mistake"))


@pytest.fixture
def door() -> Door:
    """An empty log of a clubhouse."""
    return Door()


@pytest.fixture(scope="session")
def new_door() -> type[Door]:
    """For properties, which need a fresh log an example."""
    return Door


@pytest.fixture(scope="session")
def weekend_calendar() -> TownCalendar:
    """Kaga's first rule, as if it had always held: Friday to Sunday, 10:00-17:00, an April year, Japan."""
    rule = OpeningRule(date(2000, 1, 1), FRI_SAT_SUN, time(10), time(17))
    return TownCalendar("clubhouse", ZoneInfo("Asia/Tokyo"), 4, (rule,))
