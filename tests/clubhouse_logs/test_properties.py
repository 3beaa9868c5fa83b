"""What holds for any visits at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clubhouse_logs.kpi import CountedVisit, entries, in_period, newcomers, person_days, raw_scans, unique_persons
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, days, fiscal_year, months
from clubhouse_logs.visits import fold
from judge.facts import Fact

YEAR = fiscal_year(2022, 4)
BEGIN = datetime(2022, 1, 1, tzinfo=UTC)

moments = st.builds(
    lambda day, minute: BEGIN + timedelta(days=day, minutes=minute),
    st.integers(0, 500),
    st.sampled_from([0, 5, 29, 30, 31, 60, 600, 895, 899, 900, 905, 1439]),  # 900: midnight in Japan
)
scans = st.lists(
    st.tuples(moments, st.one_of(st.none(), st.integers(1, 4)), st.integers(1, 12), st.sampled_from(["door", "back"])),
    max_size=25,
)


def record(door: Any, rows: list[tuple[datetime, int | None, int, str]]) -> list[Fact]:
    return [
        door.visit(at.strftime("%Y-%m-%dT%H:%M:%SZ"), child, count=1 if child else heads, station=station)
        for at, child, heads, station in rows
    ]


def counts(visits: list[CountedVisit], period: Period) -> tuple[int, int, int]:
    inside = in_period(visits, period)
    return person_days(inside), entries(inside), raw_scans(inside)


@settings(max_examples=60, deadline=None)
@given(rows=scans)
def test_modes_are_ordered_and_add_up(
    new_door: Any, weekend_calendar: TownCalendar, rows: list[tuple[datetime, int | None, int, str]]
) -> None:
    """D <= E <= R; each is the sum of its months and of its days; 実 of the year is at most the sum of its months."""
    door = new_door()
    record(door, rows)
    youth = list(fold(door.facts, weekend_calendar).youth)

    of_year = counts(youth, YEAR)
    of_months = [counts(youth, month) for month in months(YEAR)]
    of_days = [
        counts(youth, Period(day, day + timedelta(days=1))) for day in {visit.day for visit in youth} & set(days(YEAR))
    ]

    assert of_year[0] <= of_year[1] <= of_year[2]
    for parts in (of_months, of_days):
        assert of_year == tuple(map(sum, zip(*parts, strict=True))) or (parts == [] and of_year == (0, 0, 0))
    assert unique_persons(in_period(youth, YEAR)) <= sum(
        unique_persons(in_period(youth, month)) for month in months(YEAR)
    )


@settings(max_examples=60, deadline=None)
@given(rows=scans)
def test_new_and_returning_make_jitsu(
    new_door: Any, weekend_calendar: TownCalendar, rows: list[tuple[datetime, int | None, int, str]]
) -> None:
    """new + returning = U in the year and in each of its months; reactivated is part of returning."""
    door = new_door()
    record(door, rows)
    youth = fold(door.facts, weekend_calendar).youth

    for period in (YEAR, *months(YEAR)):
        split = newcomers(youth, period)
        assert unique_persons(in_period(youth, period)) == split.new + split.returning
        assert split.reactivated <= split.returning


@settings(max_examples=40, deadline=None)
@given(rows=scans, data=st.data())
def test_scanning_again_changes_no_person_day(
    new_door: Any,
    weekend_calendar: TownCalendar,
    rows: list[tuple[datetime, int | None, int, str]],
    data: st.DataObject,
) -> None:
    """Every named scan repeated a few seconds later at another door: D and U stand, R grows."""
    named = [row for row in rows if row[1] is not None]
    again = data.draw(st.lists(st.sampled_from(named), max_size=10)) if named else []
    once, twice = new_door(), new_door()
    record(once, rows)
    record(twice, [*rows, *((at + timedelta(seconds=9), child, heads, "side") for at, child, heads, _ in again)])

    before, after = (fold(door.facts, weekend_calendar).youth for door in (once, twice))

    assert (person_days(before), unique_persons(before)) == (person_days(after), unique_persons(after))
    assert raw_scans(before) + len(again) == raw_scans(after)


@settings(max_examples=40, deadline=None)
@given(rows=scans, data=st.data())
def test_correcting_and_undoing_is_identity_in_any_order(
    new_door: Any,
    weekend_calendar: TownCalendar,
    rows: list[tuple[datetime, int | None, int, str]],
    data: st.DataObject,
) -> None:
    """Withdrawals and replacements, undone in any order and read in any order, leave the log as it was."""
    door = new_door()
    written = record(door, rows)
    door.child(1)
    before = fold(door.facts, weekend_calendar)

    chosen = data.draw(st.lists(st.sampled_from(written), max_size=8)) if written else []
    done = [
        door.withdraw(fact)
        if data.draw(st.booleans())
        else door.replace(fact, door.visit_body(door.child(1), fact.body.at))
        for fact in chosen
    ]
    for correction in data.draw(st.permutations(done)):
        door.withdraw(correction)
    shuffled = data.draw(st.permutations(door.facts))

    assert before == fold(shuffled, weekend_calendar)
