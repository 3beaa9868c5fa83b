"""What holds for any comings and goings at any doors, and for whatever staff does and undoes."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from clubhouse_logs.door import Presence
from clubhouse_logs.figures import figures
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.record import Record, fold_record
from judge.facts import (
    GENESIS,
    Body,
    Corrected,
    Fact,
    Left,
    MemberConfirmed,
    PersonAdded,
    PersonsMerged,
    Visited,
    instant_text,
    person_id,
    seal,
)

YEAR, AS_OF = fiscal_year(2022, 4), date(2022, 12, 31)
BEGIN = datetime(2022, 9, 29, tzinfo=UTC)
CHILDREN = [person_id(bytes([number]) * 7) for number in range(1, 4)]
ZONES = ("UTC", "America/New_York", "Asia/Tokyo")
EXAMPLES, EXAMPLES_TORTURE = 20, 2000


@dataclass(frozen=True)
class Scan:
    """Somebody at a door: child None is a group, which only comes; kiosk is who saw it."""

    at: datetime
    child: int | None
    heads: int
    is_leaving: bool
    kiosk: int


scans = st.lists(
    st.builds(
        lambda day, minute, child, heads, leaving, kiosk: Scan(
            BEGIN + timedelta(days=day, minutes=minute), child, heads, leaving and child is not None, kiosk
        ),
        st.sampled_from([0, 0, 1, 2]),
        st.sampled_from([60, 89, 90, 91, 120, 300, 480, 890, 900, 905, 1000]),  # 900: midnight in Japan
        st.sampled_from([None, 0, 0, 0, 1, 1, 2]),  # few, so that they meet themselves
        st.integers(1, 12),
        st.booleans(),
        st.integers(1, 3),
    ),
    min_size=3,
    max_size=20,
    unique_by=lambda scan: (scan.at, scan.child, scan.heads, scan.is_leaving),
)


class Desks:
    """Stations that write facts, each with its own chain; what one has heard of the others, it comes after."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._tails: dict[str, tuple[int, str, int]] = {}

    def write(self, body: Body, station: str = "office", *, hears: bool = True) -> Fact:
        seq, prev, lamport = self._tails.get(station, (0, GENESIS, 0))
        if hears:
            lamport = max([lamport, *(tail[2] for tail in self._tails.values())])
        fact = seal(
            body, station=station, seq=seq + 1, lamport=lamport + 1, at_ms=None, wall="2022-10-10T00:00:00Z",
            by="staff", run=None, prev=prev,
        )  # fmt: skip
        self._tails[station] = (fact.seq, fact.hash, fact.lamport)
        self.facts.append(fact)
        return fact


def body_of(scan: Scan) -> Body:
    person = None if scan.child is None else CHILDREN[scan.child]
    if scan.is_leaving:
        return Left(person, None, 1, instant_text(scan.at), "clubhouse", "scan")
    heads = 1 if person else scan.heads
    return Visited(person, heads, instant_text(scan.at), "clubhouse", "youth", "scan")


def house(rows: list[Scan], *, kiosks: bool = False, hears: bool = True) -> Desks:
    """Write the scans: all at one door by their instants, or each where it was seen, in the order given."""
    desks = Desks()
    for child in CHILDREN:
        desks.write(PersonAdded(child, "child"))
        desks.write(MemberConfirmed(child, "2022-04-01", None))
    for scan in rows if kiosks else sorted(rows, key=lambda scan: (scan.at, scan.is_leaving, str(scan.child))):
        desks.write(body_of(scan), f"kiosk-{scan.kiosk}" if kiosks else "kiosk-1", hears=hears)
    return desks


def fold(facts: list[Fact], calendar: TownCalendar) -> Record:
    return fold_record(facts, calendar, merge_gap_min=30)


def shown(facts: list[Fact], calendar: TownCalendar, *, but: tuple[str, ...] = ()) -> Any:
    """Every figure, and everybody's presence without the ids of scans."""
    record = fold(facts, calendar)
    found = figures(
        facts, calendar=record.calendar, period=YEAR, as_of=AS_OF, records=record.records(YEAR, as_of=AS_OF)
    )
    numbers = [(one.id, one.value, one.low, one.high, one.unit, one.note) for one in found if one.id not in but]
    return numbers, sorted(map(plain, record.presences))


def plain(one: Presence) -> tuple[str, ...]:
    return tuple(map(str, (one.person, one.count, one.role, one.day, one.came_in, one.went_out, one.out_kind)))


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """The computer's own time zone; nothing may depend on it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def check_kiosks(calendar: TownCalendar, rows: list[Scan], shuffled: list[Scan], hears: bool, data: Any) -> None:
    desks = house(shuffled, kiosks=True, hears=hears)
    read = data.draw(st.permutations(desks.facts))
    twice = data.draw(st.integers(0, len(read)))

    assert shown(house(rows).facts, calendar) == shown([*read, *read[:twice]], calendar)


def check_undo(calendar: TownCalendar, rows: list[Scan], data: Any) -> None:
    desks = house(rows)
    before, record = shown(desks.facts, calendar), fold(desks.facts, calendar)
    pairs = data.draw(st.lists(st.tuples(*[st.integers(0, len(CHILDREN) - 1)] * 2), max_size=5))
    done = [desks.write(PersonsMerged(CHILDREN[one], CHILDREN[two])) for one, two in pairs if one != two]
    door = [fact for fact in desks.facts if isinstance(fact.body, Visited | Left)]
    voided = data.draw(st.lists(st.sampled_from(door), max_size=6)) if door else []
    done += [desks.write(Corrected(fact.station, fact.seq, "withdraw", None, "mistake")) for fact in voided]
    for fact in data.draw(st.permutations(done)):
        desks.write(Corrected(fact.station, fact.seq, "withdraw", None, "undo"))

    quality = ("corrected", "correction_lag") if voided else ()
    if not voided:
        assert before == shown(desks.facts, calendar)
    assert [row for row in before[0] if row[0] not in quality] == shown(desks.facts, calendar, but=quality)[0]
    assert record == fold(data.draw(st.permutations(desks.facts)), calendar)


@settings(max_examples=EXAMPLES)
@given(rows=scans, hears=st.booleans(), data=st.data())
def test_any_order_and_batching_on_any_number_of_kiosks_gives_the_same_figures(
    weekend_calendar: TownCalendar, rows: list[Scan], hears: bool, data: Any
) -> None:
    """Kiosks that hear of each other or were offline; files read in any order, some of them twice."""
    check_kiosks(weekend_calendar, rows, data.draw(st.permutations(rows)), hears, data)


@settings(max_examples=EXAMPLES)
@given(rows=scans, data=st.data())
def test_merging_and_voiding_and_undoing_both_is_identity(
    weekend_calendar: TownCalendar, rows: list[Scan], data: Any
) -> None:
    """In any order, read in any order: the record is the same object of values, and so is every figure."""
    check_undo(weekend_calendar, rows, data)


@pytest.mark.torture
@seed(20221001)
@settings(max_examples=EXAMPLES_TORTURE)
@given(rows=scans, hears=st.booleans(), data=st.data())
def test_any_kiosks_and_any_undoing_for_long(
    weekend_calendar: TownCalendar, rows: list[Scan], hears: bool, data: Any
) -> None:
    """The two above, many times."""
    check_kiosks(weekend_calendar, rows, data.draw(st.permutations(rows)), hears, data)
    check_undo(weekend_calendar, rows, data)


@settings(max_examples=4)
@given(rows=scans)
def test_the_machines_time_zone_decides_nothing(weekend_calendar: TownCalendar, rows: list[Scan]) -> None:
    """The same facts under three zones: the same figures, days and presences."""
    facts = house(rows).facts
    found = []
    for zone in ZONES:
        with machine_in(zone):
            found.append(shown(facts, weekend_calendar))

    assert [found[0]] * len(ZONES) == found


@settings(max_examples=EXAMPLES)
@given(rows=scans, data=st.data())
def test_merged_children_are_one_and_never_more_visits(
    weekend_calendar: TownCalendar, rows: list[Scan], data: Any
) -> None:
    """Whoever is merged: 実 does not grow, 延べ D does not grow, R stays."""
    desks = house(rows)
    before = {name: value for name, value, *_ in shown(desks.facts, weekend_calendar)[0]}
    one, two = data.draw(st.permutations(CHILDREN))[:2]
    desks.write(PersonsMerged(one, two))
    after = {name: value for name, value, *_ in shown(desks.facts, weekend_calendar)[0]}

    assert after["jitsu"] <= before["jitsu"]
    assert after["nobe"] <= before["nobe"]
    assert after["nobe_raw"] == before["nobe_raw"]
    assert after["nobe"] <= after["nobe_entries"] <= after["nobe_raw"]
    assert after["new"] + after["returning"] == after["jitsu"]
