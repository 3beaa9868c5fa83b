"""Retention and registration, on hand-counted visits."""

from datetime import UTC, date, datetime
from fractions import Fraction

from clubhouse_logs.cohorts import Membership, cohorts, registered, year_retention
from clubhouse_logs.kpi import CountedVisit
from clubhouse_logs.periods import fiscal_year

APRIL, MAY, JUNE, JULY = (date(2022, month, 10) for month in (4, 5, 6, 7))


def build_visit(person: str, day: date) -> CountedVisit:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return CountedVisit(person, 1, day, at, "clubhouse", "youth", "scan")


SPRING = [build_visit("ann", APRIL), build_visit("bob", APRIL), build_visit("ann", JUNE), build_visit("cai", JUNE)]


def test_a_cohort_is_followed_month_by_month() -> None:
    """[7] Of two first seen in April one came in June; May was closed and July is not over: NA, not 0."""
    cells = cohorts(SPRING, as_of=date(2022, 7, 30), held=[APRIL, JUNE, JULY])

    assert [
        ((2022, 4), 0, 2, Fraction(1), False),
        ((2022, 4), 1, 2, None, True),
        ((2022, 4), 2, 2, Fraction(1, 2), False),
        ((2022, 4), 3, 2, None, False),
        ((2022, 6), 0, 1, Fraction(1), False),
        ((2022, 6), 1, 1, None, False),
    ] == [(cell.cohort, cell.offset_months, cell.size, cell.rate, cell.is_closed_month) for cell in cells]


def test_a_month_is_over_on_its_last_day() -> None:
    """Counted up to and with 31 July, July has its rate, and here it is a true 0."""
    last = cohorts(SPRING, as_of=date(2022, 7, 31), held=[APRIL, JUNE, JULY])[3]

    assert (3, Fraction(0)) == (last.offset_months, last.rate)


def test_forgetting_a_child_changes_no_published_rate() -> None:
    """Bob, erased, stays in April's cohort through the frozen counter; so does a child who had come again."""
    before = cohorts(SPRING, as_of=date(2022, 6, 30), held=[APRIL, MAY, JUNE])
    without_bob = [visit for visit in SPRING if visit.person != "bob"]
    without_ann = [visit for visit in SPRING if visit.person != "ann"]

    assert before == cohorts(without_bob, as_of=date(2022, 6, 30), held=[APRIL, MAY, JUNE], erased={(2022, 4): {0: 1}})
    assert before == cohorts(
        without_ann, as_of=date(2022, 6, 30), held=[APRIL, MAY, JUNE], erased={(2022, 4): {0: 1, 2: 1}}
    )


def test_a_first_visit_known_from_elsewhere_moves_the_cohort() -> None:
    """Cai came first in May, as an older journal says: no cohort of June."""
    cells = cohorts(SPRING, as_of=date(2022, 6, 30), held=[APRIL, MAY, JUNE], first_seen={"cai": MAY})

    assert [(2022, 4)] * 3 + [(2022, 5)] * 2 == [cell.cohort for cell in cells]
    assert Fraction(1) == cells[-1].rate


def test_graduates_stand_outside_the_adjusted_year_rate() -> None:
    """[7] Three came in FY2021, one came again, one graduated: 1/3, adjusted 1/2."""
    history = [build_visit(child, date(2021, 5, 1)) for child in ("ann", "bob", "cai")] + [build_visit("ann", MAY)]

    kept = year_retention(history, fiscal_year(2022, 4), fiscal_year(2021, 4), graduated=["cai", "ann", "zoe"])

    assert (Fraction(1, 3), Fraction(1, 2), 1) == (kept.rate, kept.adjusted, kept.graduates)
    assert year_retention([], fiscal_year(2022, 4), fiscal_year(2021, 4)).rate is None


def test_registered_is_who_is_a_member_that_day() -> None:
    """[3] Valid until before 1 April; renewed twice is one person; not yet begun is none."""
    memberships = [
        Membership("ann", date(2021, 4, 1), date(2022, 4, 1)),
        Membership("ann", date(2022, 4, 1), date(2023, 4, 1)),
        Membership("ann", date(2022, 4, 1), None),
        Membership("bob", date(2021, 6, 1), date(2022, 4, 1)),
        Membership("cai", date(2022, 4, 2), None),
    ]

    assert [2, 1, 2] == [registered(memberships, date(2022, *day)) for day in ((3, 31), (4, 1), (4, 2))]
