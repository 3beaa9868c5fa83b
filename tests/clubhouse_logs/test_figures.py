"""Every figure with its definition, its interval and what it rests on."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clubhouse_logs.cohorts import Membership
from clubhouse_logs.conversion import Competitor
from clubhouse_logs.cost import Donations, cost_per
from clubhouse_logs.figures import Figure, Records, calendar_version, figures
from clubhouse_logs.kpi import rounded
from clubhouse_logs.opening_calendar import Closure, TownCalendar
from clubhouse_logs.periods import Period, fiscal_year, month
from clubhouse_logs.stays import OutKind, Stay
from clubhouse_logs.target import Target
from judge.facts import Fact

YEAR = fiscal_year(2022, 4)
KAGA = Target("clubhouse-users", "D", 800, 2019, 1500, 2022, baseline_since=date(2019, 5, 25))
EVERY_KPI = {f"kpi-{number}" for number in range(1, 16)}


@pytest.fixture
def busy_door(door: Any) -> Any:
    """Last year ann and bob; this year ann on eleven Saturdays, cai once, a class of twelve, one correction."""
    for child in (1, 2):
        door.visit("2021-06-05T01:00:00Z", child)
    first = datetime(2022, 4, 2, 1, tzinfo=UTC)
    for week in range(11):
        door.visit(f"{first + timedelta(weeks=week):%Y-%m-%dT%H:%M:%SZ}", 1)
    door.visit("2022-04-02T01:10:00Z", 1)
    door.visit("2022-04-03T01:00:00Z", count=12)
    wrong = door.visit("2022-04-03T02:00:00Z", 2, wall="2022-04-03T02:00:00Z")
    door.write(door.replace(wrong, door.visit_body(door.child(3), "2022-04-03T02:00:00Z")).body, "2022-04-03T05:30:00Z")
    return door


def build_records(door: Any) -> Records:
    ann, came = door.child(1), datetime(2022, 4, 2, 1, tzinfo=UTC)
    day = date(2022, 4, 2)
    return Records(
        stays=[
            Stay(ann, 1, day, came + timedelta(minutes=30), came + timedelta(minutes=150), OutKind.SCAN),
            Stay(door.child(3), 1, day, came, None, OutKind.NONE),
        ],
        capacity=10,
        memberships=[Membership(ann, date(2022, 4, 1), None)],
        target=KAGA,
        cost_yen=10_000_000,
        donations=Donations(15_000_000, 3_000_000, 20_000_000),
        roster=[Competitor(ann, date(2022, 6, 1), True, is_resident=True)],
        roster_locks=date(2022, 7, 1),
        consenting=[ann],
        duplicates_open=1,
    )


def by_id(found: tuple[Figure, ...]) -> dict[str, Figure]:
    assert len(found) == len({figure.id for figure in found})
    return {figure.id: figure for figure in found}


@pytest.fixture
def year(busy_door: Any, weekend_calendar: TownCalendar) -> dict[str, Figure]:
    """All figures of FY2022 up to 30 June."""
    records = build_records(busy_door)
    return by_id(
        figures(busy_door.facts, calendar=weekend_calendar, period=YEAR, as_of=date(2022, 6, 30), records=records)
    )


def test_all_fifteen_definitions_are_there(year: dict[str, Figure]) -> None:
    """With every record kept, each of the fifteen has at least one figure."""
    assert EVERY_KPI == {"-".join(figure.definition.split("-")[:2]) for figure in year.values()} - {"opening-days"}


@pytest.mark.parametrize(
    ("figure", "value", "low", "high"),
    [
        ("nobe", 24, None, None),
        ("nobe_entries", 24, None, None),
        ("nobe_raw", 25, None, None),
        ("jitsu", 2, 2, 14),
        ("opening_days_held", 12, None, None),
        ("per_opening_day", "2.0", None, None),
        ("registered", 1, None, None),
        ("new", 1, None, None),
        ("returning", 1, None, None),
        ("reactivated", 1, None, None),
        ("visit_days_per_person", "6.0", None, None),
        ("share_frequent", "50.0", None, None),
        ("retention_2022-04_0", "100.0", None, None),
        ("retention_2022-04_1", "0.0", None, None),
        ("retention_year", "50.0", None, None),
        ("peak_occupancy", None, 1, 2),
        ("hours_measured", "2.0", None, None),
        ("hours_imputed", "2.0", None, None),
        ("hours_imputed_share", "50.0", None, None),
        ("capacity_use", "0.5", None, None),
        ("conversion", "100.0", "20.7", "100.0"),
        ("progress", "-110.9", None, None),
        ("expected_linear", "1500.00", None, None),
        ("required_pace", "12.51", None, None),
        ("cost_per_visit", 416667, None, None),
        ("cost_per_person", 5_000_000, None, None),
        ("donations_paid", "75.0", None, None),
        ("donations_pledged", 3_000_000, None, None),
        ("anonymous", "48.0", None, None),
        ("auto_closed", "50.0", None, None),
        ("corrected", "7.1", None, None),
        ("duplicates_open", 1, None, None),
    ],
)
def test_the_figures_of_a_year(year: dict[str, Figure], figure: str, value: Any, low: Any, high: Any) -> None:
    """Counted by hand; decimals as printed."""
    expected = tuple(None if end is None else Decimal(end) for end in (value, low, high))

    assert expected == (year[figure].value, year[figure].low, year[figure].high)


def test_a_figure_carries_what_it_rests_on(year: dict[str, Figure], weekend_calendar: TownCalendar) -> None:
    """Period and kind, cut-off, zone, calendar version and the quality of the records, one basis for all."""
    (basis,) = {id(figure.basis): figure.basis for figure in year.values()}.values()

    assert (YEAR, date(2022, 6, 30), "Asia/Tokyo") == (basis.period, basis.cut_off, basis.timezone)
    assert "fiscal-year" == basis.period.kind
    assert calendar_version(weekend_calendar, YEAR) == basis.calendar_version
    assert 1 == basis.quality.duplicates_open
    assert date(2022, 4, 1) == basis.quality.days_without_record[0]
    assert len(basis.quality.days_without_record) == 39 - 12


def test_an_interval_says_why(year: dict[str, Figure]) -> None:
    """Unnamed heads, missing check-outs and the forecast's model are notes beside the number."""
    assert "unnamed-left-out" == year["jitsu"].note
    assert "check-outs-missing" == year["peak_occupancy"].note
    assert "day-bootstrap" == year["forecast"].note
    assert year["forecast"].low is not None
    assert year["forecast"].high is not None
    assert year["forecast"].low < year["forecast"].high
    assert "month-not-over" not in {figure.note for figure in year.values()}


def test_what_is_not_kept_is_left_out(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """Without check-outs, money, rosters and a target there is no figure of them, and no zero."""
    found = by_id(figures(busy_door.facts, calendar=weekend_calendar, period=YEAR, as_of=date(2022, 6, 30)))

    assert not {"peak_occupancy", "hours_measured", "conversion", "progress", "cost_per_visit", "registered"} & set(
        found
    )
    assert found["auto_closed"].value is None


def test_nothing_is_counted_before_the_period_begins(busy_door: Any, weekend_calendar: TownCalendar) -> None:
    """A cut-off before the year gives no figure at all."""
    assert () == figures(busy_door.facts, calendar=weekend_calendar, period=YEAR, as_of=date(2022, 3, 31))


def test_the_calendar_version_follows_the_plan(weekend_calendar: TownCalendar) -> None:
    """A closure in the period is another version; one outside it, or nothing new, is the same."""
    in_march = Closure(date(2023, 3, 3), date(2023, 3, 4), "snow")
    changed = replace(weekend_calendar, closures=(in_march,))

    assert calendar_version(weekend_calendar, YEAR) != calendar_version(changed, YEAR)
    assert calendar_version(weekend_calendar, month(2022, 4)) == calendar_version(changed, month(2022, 4))
    zoned = replace(weekend_calendar, timezone=ZoneInfo("Asia/Seoul"))
    assert calendar_version(weekend_calendar, YEAR) != calendar_version(zoned, YEAR)


def test_costs_as_worked() -> None:
    """[14] 10,000 thousand yen over 1,500 visits is 6,667 yen; over nobody it is a dash."""
    found = cost_per(10_000_000, 1500)

    assert found is not None
    assert 6667 == rounded(found, 0)
    assert cost_per(10_000_000, 0) is None
    assert Donations(1, 2, 0).progress is None


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another time zone for the whole machine, put back afterwards."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its zone")
@pytest.mark.usefixtures("machine_zone")
def test_the_machines_zone_changes_no_figure(
    year: dict[str, Figure], busy_door: Any, weekend_calendar: TownCalendar
) -> None:
    """The same facts, one figure after another, wherever the machine thinks it stands; the dates are the town's."""
    assert (24, 2, Decimal("2.0")) == tuple(year[figure].value for figure in ("nobe", "jitsu", "per_opening_day"))
    busy_door.visit("2022-03-31T15:00:00Z", 5)  # the first second of FY2022 in Kaga, whatever the machine says
    found = by_id(figures(busy_door.facts, calendar=weekend_calendar, period=YEAR, as_of=date(2022, 6, 30)))
    assert 25 == found["nobe"].value


@settings(max_examples=12, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 360), st.one_of(st.none(), st.integers(1, 4)), st.booleans()), max_size=20),
    data=st.data(),
)
def test_any_order_and_batching_gives_the_same_figures(
    new_door: Any, weekend_calendar: TownCalendar, rows: list[tuple[int, int | None, bool]], data: st.DataObject
) -> None:
    """Facts of two kiosks, shuffled, doubled and merged in any batches: every figure of year and month is the same."""
    door = new_door()
    first = datetime(2022, 4, 1, 1, tzinfo=UTC)
    for day, child, is_back in rows:
        door.visit(
            f"{first + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}", child, count=1 if child else 3,
            station="back" if is_back else "door",
        )  # fmt: skip
    records = Records(target=KAGA)

    def of(facts: list[Fact], period: Period) -> tuple[Figure, ...]:
        return figures(facts, calendar=weekend_calendar, period=period, as_of=date(2023, 3, 31), records=records)

    shuffled = data.draw(st.permutations(door.facts))
    batched = [*shuffled[::2], *shuffled[1::2], *shuffled[::3]]
    for period in (YEAR, month(2022, 10)):
        assert of(door.facts, period) == of(batched, period)
