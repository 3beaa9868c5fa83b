"""Where a year will end."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubhouse_logs.forecast import bootstrap, dispersion, forecast, gamma_poisson
from clubhouse_logs.kpi import rounded

FIRST = date(2022, 4, 1)


def run_of_days(start: date, number: int) -> list[date]:
    return [start + timedelta(days=offset) for offset in range(number)]


@pytest.mark.parametrize(
    ("visits", "point", "interval", "chance"),
    [(700, "1374.2", (1304, 1447), "0.0005"), (780, "1531.2", (1457, 1608), "0.795")],
)
def test_the_worked_forecasts(visits: int, point: str, interval: tuple[int, int], chance: str) -> None:
    """[13] 80 days held, 77 to come, 1,500 the goal."""
    found = gamma_poisson(visits, 80, 77, 1500)

    assert found.point is not None
    assert found.chance_of_goal is not None
    assert Decimal(point) == rounded(found.point, 1)
    assert interval == (found.low, found.high)
    assert chance == f"{found.chance_of_goal:.{len(chance) - 2}f}"
    assert "gamma-poisson" == found.model


def test_days_that_scatter_like_chance_use_the_base_model() -> None:
    """Nine visits every day scatter less than chance: φ is 1, never below."""
    counts = dict.fromkeys(run_of_days(FIRST, 80), 9)

    found = forecast(counts, run_of_days(date(2022, 9, 1), 77), 1500, seed=1)

    assert gamma_poisson(720, 80, 77, 1500) == found
    assert Fraction(1) == found.overdispersion


def test_days_that_scatter_more_use_the_day_bootstrap_and_a_wider_interval() -> None:
    """Empty days and crowds by turns; the same seed gives the same figure, pinned; another seed nearly the same."""
    counts = {day: 18 * (number % 2) for number, day in enumerate(run_of_days(FIRST, 80))}
    remaining = run_of_days(date(2022, 9, 1), 77)

    found = forecast(counts, remaining, 1500, seed=1)
    again = forecast(dict(reversed(counts.items())), remaining[::-1], 1500, seed=1)
    other = forecast(counts, remaining, 1500, seed=2)
    base = gamma_poisson(720, 80, 77, 1500)

    assert found == again
    assert "day-bootstrap" == found.model
    assert found.overdispersion > 9
    assert None not in (found.low, found.high, base.low, base.high, other.low)
    assert found.high - found.low > 2 * (base.high - base.low)  # type: ignore[operator]
    assert abs(found.low - other.low) < 40  # type: ignore[operator]
    assert abs(found.point - base.point) < 15  # type: ignore[operator]


def test_the_bootstrap_keeps_weekdays_and_school_holidays_apart() -> None:
    """Saturdays of 20, Fridays of 2, in the holidays 50: what remains is drawn from its own kind, else its weekday."""
    fridays = [FIRST + timedelta(weeks=week) for week in range(12)]
    counts = dict.fromkeys(fridays, 2) | {day + timedelta(days=1): 20 for day in fridays}
    break_friday = fridays[3]
    counts[break_friday] = 50

    def point(day: date, in_break: bool) -> Fraction | None:
        return bootstrap(
            counts, [day], 0, seed=1, is_school_break=lambda other: other == break_friday or (other == day and in_break)
        ).point

    total = sum(counts.values())
    assert total + 2 == point(date(2022, 10, 7), False)
    assert total + 50 == point(date(2022, 10, 7), True)
    assert total + 20 == point(date(2022, 10, 8), True)  # no Saturday of the holidays was held: any Saturday
    assert total + Fraction(total, 24) == point(date(2022, 10, 10), False)  # no Monday ever: any day


def test_few_days_give_no_forecast_and_a_finished_year_is_certain() -> None:
    """D < 10 is "not enough data"; no day left is no forecast at all."""
    nine = dict.fromkeys(run_of_days(FIRST, 9), 9)

    early = forecast(nine, run_of_days(date(2022, 9, 1), 77), 1500, seed=1)
    done = forecast(nine, [], 81, seed=1)

    assert ("not-enough-data", None, None, None) == (early.model, early.point, early.low, early.chance_of_goal)
    assert ("certain", 81, 81, 81, 1.0) == (done.model, done.point, done.low, done.high, done.chance_of_goal)


def test_dispersion_of_nothing_is_one() -> None:
    """Without days or visits there is nothing to scatter; 0, 0, 6 scatters six times as much as chance."""
    assert [1, 1, 1, 6] == [dispersion(counts) for counts in ([], [7], [0, 0], [0, 0, 6])]


@given(visits=st.integers(0, 30_000), held=st.integers(10, 300), left=st.integers(1, 300), goal=st.integers(0, 40_000))
def test_the_interval_holds_the_point_and_the_chance_falls_with_the_goal(
    visits: int, held: int, left: int, goal: int
) -> None:
    """Any year: visits ≤ low ≤ point + 1 ≤ high + 1, a probability is one, and a higher goal is no likelier."""
    found, higher = gamma_poisson(visits, held, left, goal), gamma_poisson(visits, held, left, goal + 10)

    assert found.low is not None
    assert found.high is not None
    assert found.point is not None
    assert visits <= found.low <= found.high
    assert found.low <= found.point + 1
    assert found.point <= found.high + 1
    assert found.chance_of_goal is not None
    assert higher.chance_of_goal is not None
    assert 0 <= higher.chance_of_goal <= found.chance_of_goal <= 1
