"""From the clubhouse to the tournament."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from clubhouse_logs.conversion import Competitor, conversion, wilson
from clubhouse_logs.kpi import CountedVisit

LOCK = date(2022, 10, 1)


def build_visit(person: str, day: date) -> CountedVisit:
    return CountedVisit(
        person, 1, day, datetime(day.year, day.month, day.day, tzinfo=UTC), "clubhouse", "youth", "scan"
    )


@pytest.mark.parametrize(
    ("count", "of", "percent"),
    [
        pytest.param(12, 150, (8.0, 4.6, 13.5), id="the-worked-value"),
        pytest.param(0, 20, (0.0, 0.0, 16.1), id="none-of-twenty"),
        pytest.param(20, 20, (100.0, 83.9, 100.0), id="all-of-twenty"),
    ],
)
def test_a_proportion_has_its_wilson_interval(count: int, of: int, percent: tuple[float, float, float]) -> None:
    """[11] 95 %, in percent with one decimal."""
    found = wilson(count, of)

    assert found.rate is not None
    assert percent == tuple(round(100 * float(part), 1) for part in (found.rate, found.low, found.high))


def test_nobody_to_convert_has_no_rate() -> None:
    """A rate without a denominator is a dash, and anything is possible."""
    assert (None, 0.0, 1.0) == (wilson(0, 0).rate, wilson(0, 0).low, wilson(0, 0).high)


def test_who_came_before_registering_and_competed_is_converted() -> None:
    """Ann converted; bob registered before his first visit; cai stayed home; dan gave no consent; eve is not a user."""
    spring, summer = date(2022, 5, 1), date(2022, 8, 1)
    history = [build_visit("ann", spring), build_visit("bob", summer), build_visit("cai", spring)]
    history += [build_visit("dan", spring), build_visit("ann", summer), build_visit("old", date(2021, 9, 30))]
    roster = [
        Competitor("ann", date(2022, 9, 1), True, is_resident=True),
        Competitor("ann", date(2022, 4, 1), False),  # a second challenge, withdrawn
        Competitor("bob", date(2022, 7, 1), True, is_resident=True),
        Competitor("cai", date(2022, 9, 1), False),
        Competitor("dan", date(2022, 9, 1), True, is_resident=True),
        Competitor("eve", date(2022, 9, 1), True, is_resident=True),
    ]

    found = conversion(history, roster, roster_locks=LOCK, consenting=["ann", "bob", "cai", "eve", "old"])

    assert (1, 3) == (found.visitors.count, found.visitors.of)
    assert Fraction(1, 3) == found.visitors.rate
    assert (1, 3) == (found.residents.count, found.residents.of)
    assert (1, 1) == (found.reverse, found.without_consent)


def test_a_child_counts_once_by_its_earliest_registration() -> None:
    """Several challenges are one child; registered in April, first visit in May: not led there by the clubhouse."""
    history = [build_visit("ann", date(2022, 5, 1))]
    roster = [Competitor("ann", date(2022, 9, 1), True), Competitor("ann", date(2022, 4, 1), True)]

    for entries in (roster, roster[::-1]):
        found = conversion(history, entries, roster_locks=LOCK, consenting=["ann"])
        assert (0, 1, 1) == (found.visitors.count, found.visitors.of, found.reverse)


def test_m_visit_days_may_be_asked_for() -> None:
    """Two scans of one day are one visit day; the lock's own day is too late."""
    history = [build_visit("ann", date(2022, 5, 1)), build_visit("ann", date(2022, 5, 1)), build_visit("ann", LOCK)]

    assert 0 == conversion(history, [], roster_locks=LOCK, consenting=["ann"], visits_min=2).visitors.of
    assert 1 == conversion(history, [], roster_locks=LOCK, consenting=["ann"]).visitors.of
