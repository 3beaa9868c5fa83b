"""From facts to counted visits, corrections included."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from clubhouse_logs.kpi import entries, person_days, raw_scans, unique_persons
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.visits import fold
from judge.corrections import effective
from judge.facts import Corrected, DayHeld


def test_a_double_scan_counts_once(door: Any, weekend_calendar: TownCalendar) -> None:
    """Two kiosks, two scans, one child: one person-day, one entry, two raw scans."""
    door.visit("2022-10-01T01:00:00Z", 1, station="door")
    door.visit("2022-10-01T01:00:07Z", 1, station="back-door")

    youth = fold(door.facts, weekend_calendar).youth

    assert (1, 1, 2) == (person_days(youth), entries(youth), raw_scans(youth))


def test_the_date_is_the_towns(door: Any, weekend_calendar: TownCalendar) -> None:
    """23:30 UTC on Friday is Saturday morning in Kaga; the instant itself is kept in UTC."""
    door.visit("2022-09-30T23:30:00Z", 1)

    (visit,) = fold(door.facts, weekend_calendar).youth

    assert date(2022, 10, 1) == visit.day
    assert datetime(2022, 9, 30, 23, 30, tzinfo=UTC) == visit.at


def test_only_youth_counts_and_only_this_site(door: Any, weekend_calendar: TownCalendar) -> None:
    """Guardians, observers, mentors and staff were inside and are not counted; another site is another log."""
    for role in ("youth", "guardian", "observer", "mentor", "staff"):
        door.visit("2022-10-01T01:00:00Z", 1, role=role)
    door.visit("2022-10-01T01:00:00Z", 2, site="elsewhere")

    log = fold(door.facts, weekend_calendar)

    assert 5 == len(log.visits)
    assert 1 == len(log.youth)


def test_withdrawing_and_undoing(door: Any, weekend_calendar: TownCalendar) -> None:
    """A withdrawn visit is gone; withdrawing the correction brings it back; and so on down."""
    scan = door.visit("2022-10-01T01:00:00Z", 1)
    counts = []

    correction = scan
    for _ in range(4):
        counts.append(len(fold(door.facts, weekend_calendar).youth))
        correction = door.withdraw(correction)

    assert [1, 0, 1, 0] == counts


def test_the_latest_standing_correction_decides(door: Any, weekend_calendar: TownCalendar) -> None:
    """Replace, withdraw, undo the withdrawal: the replacement stands; undo that too: the first record stands."""
    scan = door.visit("2022-10-01T01:00:00Z", 1)
    other = door.child(2)
    replaced = door.replace(scan, door.visit_body(other, "2022-10-01T01:00:00Z"))
    withdrawn = door.withdraw(scan)

    assert [] == [*fold(door.facts, weekend_calendar).youth]
    door.withdraw(withdrawn)
    assert [other] == [visit.person for visit in fold(door.facts, weekend_calendar).youth]
    door.withdraw(replaced)
    assert [door.child(1)] == [visit.person for visit in fold(door.facts, weekend_calendar).youth]


def test_a_group_of_twelve_of_whom_three_are_named_later(door: Any, weekend_calendar: TownCalendar) -> None:
    """The group shrinks by the named; 延べ stays twelve, 実 becomes three."""
    group = door.visit("2022-10-01T01:00:00Z", count=12)
    door.replace(group, door.visit_body(None, "2022-10-01T01:00:00Z", count=9))
    for child in (1, 2, 3):
        door.visit("2022-10-01T01:00:00Z", child)

    youth = fold(door.facts, weekend_calendar).youth

    assert (12, 3) == (person_days(youth), unique_persons(youth))


def test_the_latest_word_of_staff_about_a_day_stands(door: Any, weekend_calendar: TownCalendar) -> None:
    """Held, then not held after all; withdrawing the second restores the first."""
    door.held("2022-10-02", True)
    not_held = door.held("2022-10-02", False)

    assert {date(2022, 10, 2): False} == fold(door.facts, weekend_calendar).staff_says
    door.withdraw(not_held)
    assert {date(2022, 10, 2): True} == fold(door.facts, weekend_calendar).staff_says


def test_another_sites_day_says_nothing_here(door: Any, weekend_calendar: TownCalendar) -> None:
    """Days are held site by site."""
    door.write(DayHeld("2022-10-02", "elsewhere", True))

    assert {} == fold(door.facts, weekend_calendar).staff_says


def test_doubtful_records_are_counted_and_come_back_as_findings(door: Any, weekend_calendar: TownCalendar) -> None:
    """Nothing is dropped silently and nothing is guessed: staff get the question with the fact's id."""
    door.visit("2022-10-03T01:00:00Z", 1)  # a Monday
    door.visit("2022-10-03T02:00:00Z", 2)
    door.held("2022-10-01", False)
    door.visit("2022-10-01T01:00:00Z", 1)
    door.visit("2022-10-02T01:00:00Z", 1, role="ghost")
    door.write(door.visit_body("p-aaaaaaaaaa", "2022-10-02T01:00:00Z"))
    gone = door.visit("2022-10-02T03:00:00Z", 1)
    door.facts.remove(gone)
    door.withdraw(gone)

    log = fold(door.facts, weekend_calendar)

    assert 4 == len(log.youth)
    assert {
        "visit-on-unplanned-day",
        "visited-though-not-held",
        "visit-role-unknown",
        "visit-of-unlisted-person",
        "correction-names-nothing",
    } == {finding.code for finding in log.findings}
    assert 5 == len(log.findings)
    assert all(finding.source.startswith("door:") for finding in log.findings)


def test_a_late_paper_list_takes_its_place_by_instant(door: Any, weekend_calendar: TownCalendar) -> None:
    """A list typed in later counts for its own day; a day's question names its first visit, not its first record."""
    afternoon = door.visit("2022-10-03T05:00:00Z", 1)  # a Monday
    morning = door.visit("2022-10-03T01:00:00Z", 1, station="paper", wall="2022-10-07T10:15:00+09:00")

    log = fold(door.facts, weekend_calendar)

    assert [1, 5] == [visit.at.hour for visit in log.visits]
    assert {date(2022, 10, 3)} == {visit.day for visit in log.visits}
    assert [morning.source] == [finding.source for finding in log.findings]
    assert morning.lamport > afternoon.lamport


def test_staff_may_open_an_unplanned_day(door: Any, weekend_calendar: TownCalendar) -> None:
    """A confirmed Monday is a special opening and no question."""
    door.visit("2022-10-03T01:00:00Z", 1)
    door.held("2022-10-03", True)

    assert () == fold(door.facts, weekend_calendar).findings


def test_order_and_copies_of_facts_do_not_matter(door: Any, weekend_calendar: TownCalendar) -> None:
    """Any order, and two copies of a journal, fold to one log."""
    scan = door.visit("2022-10-01T01:00:00Z", 1)
    door.withdraw(door.withdraw(scan))
    door.held("2022-10-02")
    expected = fold(door.facts, weekend_calendar)

    for shuffled in permutations(door.facts):
        assert expected == fold([*shuffled, *shuffled[::2]], weekend_calendar)


def test_a_replaced_fact_keeps_its_envelope(door: Any) -> None:
    """Who wrote the record, where and when, is not the correction's to change."""
    scan = door.visit("2022-10-01T01:00:00Z", 1)
    door.replace(scan, door.visit_body(None, "2022-10-02T01:00:00Z", count=4))

    standing, _ = effective(door.facts)

    assert (scan.station, scan.seq, scan.wall, scan.by) == (
        standing[-1].station,
        standing[-1].seq,
        standing[-1].wall,
        standing[-1].by,
    )


@pytest.mark.parametrize(("station", "seq"), [("door", 99), ("nowhere", 1)])
def test_a_correction_of_a_later_or_unknown_fact_does_nothing(
    door: Any, weekend_calendar: TownCalendar, station: str, seq: int
) -> None:
    """Corrections point back; anything else is a finding."""
    door.visit("2022-10-01T01:00:00Z", 1)
    door.write(Corrected(station, seq, "withdraw", None, "mistake"))

    log = fold(door.facts, weekend_calendar)

    assert 1 == len(log.youth)
    assert ["correction-names-nothing"] == [finding.code for finding in log.findings]
