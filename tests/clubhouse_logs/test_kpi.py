"""The figures, on hand-counted visits."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from clubhouse_logs.kpi import (
    CountedVisit,
    Frequency,
    Newcomers,
    NobeMode,
    anonymous_heads,
    entries,
    frequency,
    newcomers,
    nobe,
    rounded,
    unique_persons,
    visits_per_opening_day,
)
from clubhouse_logs.periods import fiscal_year, month


def build_visit(day: str, person: str | None = "ann", *, clock: str = "10:00", count: int = 1) -> CountedVisit:
    at = datetime.fromisoformat(f"{day}T{clock}:00+00:00")
    return CountedVisit(person, count, date.fromisoformat(day), at.astimezone(UTC), "clubhouse", "youth", "scan")


TWO_BUSY_DAYS = [
    build_visit("2022-10-01", "ann", clock="10:00"),
    build_visit("2022-10-01", "ann", clock="10:02"),  # a double scan
    build_visit("2022-10-01", "ann", clock="13:00"),  # back after lunch
    build_visit("2022-10-01", "bob", clock="11:00"),
    build_visit("2022-10-01", None, clock="11:00", count=12),  # a class nobody named
    build_visit("2022-10-02", "ann", clock="10:00"),
]


@pytest.mark.parametrize(("mode", "count"), [("D", 15), ("E", 16), ("R", 17)])
def test_nobe_in_its_three_modes(mode: str, count: int) -> None:
    """D counts a child once a day, E every return, R every scan; a group counts its heads in each."""
    assert count == nobe(TWO_BUSY_DAYS, NobeMode(mode))


@pytest.mark.parametrize(
    ("clocks", "gap_min", "count"),
    [
        pytest.param(["10:00", "10:29"], 30, 1, id="inside-the-gap"),
        pytest.param(["10:00", "10:30"], 30, 2, id="a-gap-of-exactly-g-is-a-new-entry"),
        pytest.param(["10:00", "10:20", "10:40"], 30, 1, id="each-scan-is-measured-from-the-one-before"),
        pytest.param(["10:40", "10:00", "10:20"], 30, 1, id="in-any-order"),
        pytest.param(["10:00", "10:00"], 30, 1, id="the-same-moment-at-two-doors"),
        pytest.param(["10:00", "10:00"], 0, 2, id="no-merging"),
        pytest.param(["10:00", "10:12"], 10, 2, id="another-town's-gap"),
    ],
)
def test_entries_merge_scans_close_together(clocks: list[str], gap_min: int, count: int) -> None:
    """E: gaps below g minutes are one coming-in."""
    visits = [build_visit("2022-10-01", clock=clock) for clock in clocks]

    assert count == entries(visits, merge_gap_min=gap_min)


def test_entries_never_merge_across_the_business_date() -> None:
    """23:50 and 00:05 are two days, so E stays at or above D and months add up."""
    visits = [build_visit("2022-10-31", clock="23:50"), build_visit("2022-11-01", clock="00:05")]

    assert 2 == entries(visits)


def test_jitsu_counts_each_named_child_once_and_groups_apart() -> None:
    """U = 2 named; with A = 12 unnamed heads the truth lies in [2, 14]."""
    assert 2 == unique_persons(TWO_BUSY_DAYS)
    assert 12 == anonymous_heads(TWO_BUSY_DAYS)


def test_new_returning_and_reactivated() -> None:
    """By first-ever visit; back after more than 180 days is reactivated; later visits change nothing."""
    history = [
        build_visit("2022-04-10", "new"),
        build_visit("2022-03-31", "last-day-of-the-old-year"),
        build_visit("2022-04-01", "last-day-of-the-old-year"),
        build_visit("2021-10-03", "gone-180-days"),
        build_visit("2022-04-01", "gone-180-days"),
        build_visit("2021-10-02", "gone-181-days"),
        build_visit("2022-04-01", "gone-181-days"),
        build_visit("2021-05-01", "never-came-back"),
        build_visit("2023-04-01", "next-year"),
    ]

    assert Newcomers(new=1, returning=3, reactivated=1) == newcomers(history, fiscal_year(2022, 4))


def test_first_seen_survives_the_loss_of_rows() -> None:
    """A child known from an older journal is returning though no earlier row is left."""
    history = [build_visit("2022-10-01", "ann")]

    assert 1 == newcomers(history, month(2022, 10)).new
    assert 1 == newcomers(history, month(2022, 10), first_seen={"ann": date(2020, 6, 6)}).returning


@pytest.mark.parametrize(
    ("total", "opening_days", "mean"),
    [
        pytest.param(2981, 29, Decimal("102.8"), id="Kashiwaba-April"),
        pytest.param(34481, 348, Decimal("99.1"), id="Kashiwaba-year"),
        pytest.param(1, 20, Decimal("0.1"), id="a-half-goes-up"),
        pytest.param(5, 20, Decimal("0.3"), id="a-half-goes-up-also-from-an-even-digit"),
        pytest.param(0, 20, Decimal("0.0"), id="open-and-nobody-came"),
        pytest.param(0, 0, None, id="never-open"),
    ],
)
def test_visits_per_opening_day(total: int, opening_days: int, mean: Decimal | None) -> None:
    """D / O_held, one decimal, ROUND_HALF_UP; no denominator, no number."""
    assert mean == visits_per_opening_day(total, opening_days)


def test_frequency_looks_at_named_children_only() -> None:
    """Five visit days of one child, one of two others, and a group that stays out of it."""
    visits = [
        *[build_visit(f"2022-10-{day:02}", "ann") for day in (1, 2, 7, 8, 9)],
        build_visit("2022-10-01", "bob"),
        build_visit("2022-10-02", "cleo"),
        build_visit("2022-10-02", None, count=40),
    ]

    assert Frequency(mean=Fraction(7, 3), median=Fraction(1), share_frequent=Fraction(1, 3)) == frequency(visits)
    assert frequency([build_visit("2022-10-02", None, count=40)]) is None


def test_rounding_takes_halves_away_from_zero_from_the_exact_ratio() -> None:
    """No float stands between a ratio and its print."""
    assert Decimal("0.15") == rounded(Fraction(145, 1000), 2)
    assert Decimal("-0.2") == rounded(Fraction(-3, 20), 1)
    assert "0.0" == str(rounded(Fraction(-1, 100), 1))
