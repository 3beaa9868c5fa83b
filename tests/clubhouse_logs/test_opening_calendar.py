"""The opening calendar: planned and held days, and the date of an instant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clubhouse_logs.errors import CalendarError, VisitError
from clubhouse_logs.opening_calendar import Closure, OpeningRule, SpecialOpening, TownCalendar, held_days
from clubhouse_logs.periods import Period, fiscal_year, month

TEN, FIVE = time(10), time(17)


def build_calendar(*rules: OpeningRule, zone: str = "Asia/Tokyo", day_starts: time = time(0)) -> TownCalendar:
    return TownCalendar("clubhouse", ZoneInfo(zone), 4, rules, day_starts=day_starts)


@pytest.mark.parametrize(
    ("year", "opening_days"), [(2019, 156), (2020, 156), (2021, 156), (2022, 157), (2023, 158)], ids=str
)
def test_opening_days_of_whole_years(weekend_calendar: TownCalendar, year: int, opening_days: int) -> None:
    """The published check values for Friday to Sunday without closures."""
    assert opening_days == len(weekend_calendar.planned_days(fiscal_year(year, 4)))


def test_opening_days_from_the_first_one_on() -> None:
    """FY2019 had 134 planned days from 2019-05-25, 122 of them to 2020-03-05."""
    calendar = build_calendar(OpeningRule(date(2019, 5, 25), frozenset({4, 5, 6}), TEN, FIVE))

    assert 134 == len(calendar.planned_days(fiscal_year(2019, 4)))
    assert 122 == len(calendar.planned_days(Period(date(2019, 4, 1), date(2020, 3, 5))))


def test_a_rule_holds_from_its_date_also_in_the_middle_of_a_month() -> None:
    """Friday to Sunday until 14 October, Wednesday to Saturday from the 15th; given in any order."""
    calendar = build_calendar(
        OpeningRule(date(2022, 10, 15), frozenset({2, 3, 4, 5}), TEN, FIVE),
        OpeningRule(date(2022, 1, 1), frozenset({4, 5, 6}), TEN, FIVE),
    )

    expected = [1, 2, 7, 8, 9, 14, 15, 19, 20, 21, 22, 26, 27, 28, 29]
    assert expected == [day.day for day in calendar.planned_days(month(2022, 10))]


def test_a_closure_wins_over_rule_and_special_opening(weekend_calendar: TownCalendar) -> None:
    """O(P) = (rule ∪ special openings) ∖ closures; a closure's end is not closed."""
    calendar = replace(
        weekend_calendar,
        specials=(
            SpecialOpening(date(2022, 10, 3), TEN, FIVE, "holiday-course"),
            SpecialOpening(date(2022, 10, 10), TEN, FIVE, "holiday-course"),
        ),
        closures=(Closure(date(2022, 10, 7), date(2022, 10, 15), "flood"),),
    )

    expected = [1, 2, 3, 15, 16, 21, 22, 23, 28, 29, 30]
    assert expected == [day.day for day in calendar.planned_days(month(2022, 10))]


def test_a_national_holiday_closes_only_where_the_rule_says_so(weekend_calendar: TownCalendar) -> None:
    """Friday 2022-09-23 is a holiday; Kaga's rule opens on it, another rule need not."""
    friday = date(2022, 9, 23)
    knows_holidays = replace(weekend_calendar, is_holiday=lambda day: day == friday)
    strict_rule = replace(weekend_calendar.rules[0], closed_on_holidays=True)

    assert knows_holidays.is_planned(friday)
    assert not replace(knows_holidays, rules=(strict_rule,)).is_planned(friday)


def test_held_days_include_open_days_without_visitors(weekend_calendar: TownCalendar) -> None:
    """Held: staff confirmed or a visit on a planned day. A visit opens no unplanned day, staff may."""
    october = month(2022, 10)
    held = held_days(
        weekend_calendar,
        october,
        visited={date(2022, 10, 1), date(2022, 10, 4), date(2022, 10, 7)},
        staff_says={
            date(2022, 10, 2): True,
            date(2022, 10, 5): True,
            date(2022, 10, 7): False,
            date(2022, 10, 8): False,
        },
    )

    assert [1, 2, 5, 7] == [day.day for day in held]


@pytest.mark.parametrize(
    ("zone", "day_starts", "instant", "day"),
    [
        pytest.param("Asia/Tokyo", 0, "2022-03-31T14:59:59Z", date(2022, 3, 31), id="a-second-before-the-year-turns"),
        pytest.param("Asia/Tokyo", 0, "2022-03-31T15:00:00Z", date(2022, 4, 1), id="the-year-turns"),
        pytest.param(
            "Asia/Tokyo", 0, "2022-04-01T00:00:00+09:00", date(2022, 4, 1), id="any-offset-is-the-same-instant"
        ),
        pytest.param("Asia/Tokyo", 4, "2022-03-31T18:59:59Z", date(2022, 3, 31), id="before-a-4-o'clock-cut"),
        pytest.param("Asia/Tokyo", 4, "2022-03-31T19:00:00Z", date(2022, 4, 1), id="at-a-4-o'clock-cut"),
        pytest.param("Asia/Tokyo", 0, "2024-02-29T03:00:00Z", date(2024, 2, 29), id="leap-day"),
        pytest.param("America/St_Johns", 0, "2024-03-10T03:29:59Z", date(2024, 3, 9), id="winter-half-hour-offset"),
        pytest.param("America/St_Johns", 0, "2024-07-01T02:29:59Z", date(2024, 6, 30), id="summer-half-hour-offset"),
        pytest.param("America/St_Johns", 0, "2024-07-01T02:30:00Z", date(2024, 7, 1), id="summer-midnight"),
        pytest.param("America/St_Johns", 4, "2024-03-10T06:29:59Z", date(2024, 3, 9), id="cut-on-a-23-hour-day-before"),
        pytest.param("America/St_Johns", 4, "2024-03-10T06:30:00Z", date(2024, 3, 10), id="cut-on-a-23-hour-day-at"),
        pytest.param(
            "America/St_Johns", 4, "2024-11-03T07:29:59Z", date(2024, 11, 2), id="cut-on-a-25-hour-day-before"
        ),
        pytest.param("America/St_Johns", 4, "2024-11-03T07:30:00Z", date(2024, 11, 3), id="cut-on-a-25-hour-day-at"),
    ],
)
def test_the_date_of_an_instant(zone: str, day_starts: int, instant: str, day: date) -> None:
    """A visit's date is the town's wall clock's, with the business-day cut, through daylight saving."""
    calendar = build_calendar(zone=zone, day_starts=time(day_starts))

    assert day == calendar.local_date(datetime.fromisoformat(instant).astimezone(UTC))


def test_a_naive_instant_is_refused(weekend_calendar: TownCalendar) -> None:
    """A time without an offset has no place on a calendar; it is never taken for the machine's own."""
    with pytest.raises(VisitError) as refused:
        weekend_calendar.local_date(datetime(2022, 10, 1, 10, 0))

    assert "instant-without-offset" == refused.value.code


@pytest.mark.parametrize(
    ("code", "build"),
    [
        ("weekday-out-of-range", lambda: OpeningRule(date(2022, 1, 1), frozenset({7}), TEN, FIVE)),
        ("hours-reversed", lambda: OpeningRule(date(2022, 1, 1), frozenset({1}), FIVE, TEN)),
        ("closure-is-empty", lambda: Closure(date(2022, 1, 2), date(2022, 1, 2), "none")),
        ("rules-share-a-date", lambda: build_calendar(*[OpeningRule(date(2022, 1, 1), frozenset({1}), TEN, FIVE)] * 2)),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(code: str, build) -> None:  # type: ignore[no-untyped-def]
    """Each impossible calendar has a code."""
    with pytest.raises(CalendarError) as refused:
        build()

    assert code == refused.value.code


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_every_minute_about_a_change_of_the_clock_has_the_date_the_zone_gives_it(zone: str) -> None:
    """Also within the hour in which the clock changes, and at a business day's cut an hour or two later."""
    calendar = build_calendar(zone=zone, day_starts=time(2, 45))
    for month_of, day_of in ((3, 13), (4, 2), (10, 1), (11, 6)):
        noon = datetime(2022, month_of, day_of, 12, tzinfo=UTC)
        for minute in range(-1440, 1440, 5):
            instant = noon + timedelta(minutes=minute)
            local = instant.astimezone(ZoneInfo(zone))
            assert (local - timedelta(days=local.time() < time(2, 45))).date() == calendar.local_date(instant)
