"""Occupancy and hours, on hand-counted stays."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.stays import (
    Bounds,
    Hours,
    OutKind,
    Stay,
    capacity_use,
    hours_of_use,
    mean_occupancy,
    peak_occupancy,
)

SATURDAY = date(2022, 10, 1)


def build_stay(
    came: str, went: str | None, person: str | None = "ann", *, count: int = 1, day: date = SATURDAY, kind: str = "scan"
) -> Stay:
    came_in, went_out = (clock and datetime.fromisoformat(f"{day}T{clock}:00+09:00") for clock in (came, went))
    assert isinstance(came_in, datetime)
    return Stay(person, count, day, came_in, went_out or None, OutKind(kind if went else "none"))


@pytest.mark.parametrize(
    ("stays", "low", "high"),
    [
        pytest.param([], 0, 0, id="nobody"),
        pytest.param([("10:00", "12:00", "ann"), ("12:00", "13:00", "bob")], 1, 1, id="out-before-in-at-one-instant"),
        pytest.param([("10:00", "12:00", "ann"), ("11:59", "13:00", "bob")], 2, 2, id="a-minute-together"),
        pytest.param([("10:00", None, "ann"), ("11:00", "12:00", "bob")], 1, 2, id="a-forgotten-check-out-is-a-bound"),
        pytest.param([("10:00", "12:00", "ann"), ("11:00", "12:00", "ann")], 1, 1, id="one-child-is-inside-once"),
        pytest.param([("10:00", "10:00", "ann")], 0, 0, id="no-time-at-all"),
        pytest.param([("12:00", "10:00", "ann"), ("13:00", "14:00", "bob")], 1, 2, id="out-before-in-is-a-missing-out"),
        pytest.param([("17:10", None, "ann")], 1, 1, id="in-after-closing"),
    ],
)
def test_peak_has_bounds(
    weekend_calendar: TownCalendar, stays: list[tuple[str, str | None, str]], low: int, high: int
) -> None:
    """[8] Sweep with OUT before IN; a missing out counts a minute below and until closing above."""
    day = [build_stay(*stay) for stay in stays]

    assert Bounds(Fraction(low), Fraction(high)) == peak_occupancy(day, weekend_calendar, SATURDAY)


def test_a_group_is_its_heads_and_another_day_is_another_day(weekend_calendar: TownCalendar) -> None:
    """A class of twelve beside one child; the day after is not this day's."""
    stays = [
        build_stay("10:00", "11:00", None, count=12),
        build_stay("10:30", "11:00"),
        build_stay("10:30", "11:00", "bob", day=date(2022, 10, 2)),
    ]

    assert Bounds(Fraction(13), Fraction(13)) == peak_occupancy(stays, weekend_calendar, SATURDAY)


def test_mean_occupancy_is_time_over_open_time(weekend_calendar: TownCalendar) -> None:
    """3.5 of 7 open hours is half a child; open-ended from 10:00 is between a minute and the whole day."""
    half = [build_stay("10:00", "13:30")]
    open_ended = [build_stay("10:00", None)]

    assert Bounds(Fraction(1, 2), Fraction(1, 2)) == mean_occupancy(half, weekend_calendar, SATURDAY)
    assert Bounds(Fraction(1, 420), Fraction(1)) == mean_occupancy(open_ended, weekend_calendar, SATURDAY)
    assert mean_occupancy(half, weekend_calendar, date(1999, 1, 1)) is None


def test_measured_and_imputed_hours_stand_apart(weekend_calendar: TownCalendar) -> None:
    """Measured 2 h and 4 h; the forgotten one of bob gets their median, 3 h: 6 h + 3 h, a third imputed."""
    stays = [build_stay("10:00", "12:00"), build_stay("10:00", "14:00", "cai"), build_stay("10:00", None, "bob")]

    hours = hours_of_use(stays, weekend_calendar)

    assert Hours(Fraction(6), Fraction(3), 1) == hours
    assert Fraction(1, 3) == hours.imputed_share
    assert Fraction(9, 70) == capacity_use(hours, weekend_calendar, [SATURDAY], 10)
    assert capacity_use(hours, weekend_calendar, [], 10) is None


def test_the_median_is_of_the_same_weekday_in_ninety_days(weekend_calendar: TownCalendar) -> None:
    """Saturdays of 2 h decide a Saturday; a Sunday without any measured Sunday falls back to all; none gives None."""
    saturday, sunday = build_stay("10:00", None, "bob"), build_stay("10:00", None, "bob", day=date(2022, 10, 2))
    history = [
        build_stay("10:00", "12:00", day=date(2022, 9, 24)),
        build_stay("10:00", "16:00", day=date(2022, 9, 23)),
        build_stay("10:00", "16:00", "bob", day=date(2022, 6, 25)),  # a Saturday 98 days before
    ]

    assert Fraction(2) == hours_of_use([saturday], weekend_calendar, history=history).imputed
    assert Fraction(6) == hours_of_use([sunday], weekend_calendar, history=history).imputed
    assert Hours(Fraction(0), None, 1) == hours_of_use([saturday], weekend_calendar)


@pytest.mark.parametrize(
    ("stays", "hours"),
    [
        pytest.param([("10:00", "12:00"), ("11:00", "13:00")], Fraction(3), id="overlaps-are-unioned"),
        pytest.param([("10:00", "11:00"), ("12:00", "13:00")], Fraction(2), id="re-entry"),
        pytest.param([("09:00", "11:00")], Fraction(1), id="not-before-opening"),
        pytest.param([("16:00", "23:00")], Fraction(3, 2), id="not-past-closing-and-grace"),
        pytest.param([("12:00", "12:00")], Fraction(0), id="zero-minutes"),
        pytest.param([("20:00", "21:00")], Fraction(0), id="wholly-outside"),
    ],
)
def test_measured_hours_are_clipped_and_unioned(
    weekend_calendar: TownCalendar, stays: list[tuple[str, str]], hours: Fraction
) -> None:
    """[9] Open 10:00 to 17:00, half an hour of grace."""
    assert Hours(hours, Fraction(0), 0) == hours_of_use([build_stay(*stay) for stay in stays], weekend_calendar)


def test_a_check_out_the_program_made_measures_nothing(weekend_calendar: TownCalendar) -> None:
    """Auto-closed at 23:59 is a missing check-out, not seven hours more."""
    hours = hours_of_use([build_stay("16:00", "23:59", kind="auto")], weekend_calendar)

    assert (Fraction(0), 1) == (hours.measured, hours.open_stays)


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 23), st.one_of(st.none(), st.integers(0, 23)), st.sampled_from(["ann", "bob", "cai", None])
        ),
        max_size=12,
    ),
    data=st.data(),
)
def test_order_changes_no_figure_and_bounds_are_ordered(
    weekend_calendar: TownCalendar, rows: list[tuple[int, int | None, str | None]], data: st.DataObject
) -> None:
    """Low ≤ high ≤ heads, and the stays may come in any order."""
    stays = [build_stay(f"{came:02}:00", None if went is None else f"{went:02}:30", who) for came, went, who in rows]
    shuffled = data.draw(st.permutations(stays))

    peak = peak_occupancy(stays, weekend_calendar, SATURDAY)

    assert peak == peak_occupancy(shuffled, weekend_calendar, SATURDAY)
    assert peak.low <= peak.high <= len(stays)
    assert hours_of_use(stays, weekend_calendar) == hours_of_use(shuffled, weekend_calendar)
