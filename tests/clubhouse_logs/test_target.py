"""Progress, paths and pace of 800 -> 1,500."""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubhouse_logs.errors import TargetError
from clubhouse_logs.kpi import rounded
from clubhouse_logs.periods import Period, PeriodKind
from clubhouse_logs.target import (
    Target,
    annualised,
    baseline_period,
    expected_geometric,
    expected_linear,
    progress,
    required_pace,
)

KAGA = Target("clubhouse-users", "D", 800, 2019, 1500, 2022, baseline_since=date(2019, 5, 25))


@pytest.mark.parametrize(
    ("value", "percent"),
    [(700, "-14.3"), (800, "0.0"), (1150, "50.0"), (1500, "100.0"), (1640, "120.0")],
    ids=str,
)
def test_progress_is_not_clamped(value: int, percent: str) -> None:
    """Below the baseline is negative, above the goal over 100 %."""
    assert Decimal(percent) == rounded(progress(KAGA, value) * 100, 1)


@pytest.mark.parametrize(
    ("year", "linear", "geometric"),
    [
        (2018, None, None),
        (2019, "800.00", "800.00"),
        (2020, "1033.33", "986.48"),
        (2021, "1266.67", "1216.44"),
        (2022, "1500.00", "1500.00"),
        (2023, None, None),
    ],
    ids=str,
)
def test_expected_paths(year: int, linear: str | None, geometric: str | None) -> None:
    """Equal steps and equal growth between baseline and goal year; no path outside them."""
    exact = expected_linear(KAGA, year)

    assert (linear and Decimal(linear)) == (None if exact is None else rounded(exact, 2))
    assert (geometric and Decimal(geometric)) == expected_geometric(KAGA, year)


def test_the_geometric_path_does_not_depend_on_the_callers_decimal_context() -> None:
    """A figure is the same in every program that asks for it."""
    with localcontext() as context:
        context.prec = 3
        assert Decimal("1216.44") == expected_geometric(KAGA, 2021)


def test_growth_from_nothing_has_no_geometric_path() -> None:
    """A baseline of 0 grows by no ratio; the linear path still stands."""
    target = Target("esd-participants", "D", 0, 2019, 300, 2022)

    assert expected_geometric(target, 2020) is None
    assert Fraction(100) == expected_linear(target, 2020)


def test_required_pace() -> None:
    """(goal - V) / remaining days; negative once passed; none without a day left."""
    assert Decimal("10.39") == rounded(required_pace(KAGA, 700, 77) or Fraction(0), 2)
    assert Decimal("9.55") == rounded(required_pace(KAGA, 0, 157) or Fraction(0), 2)
    assert Fraction(-10) == required_pace(KAGA, 1600, 10)
    assert required_pace(KAGA, 700, 0) is None


def test_the_partial_year_trap() -> None:
    """2019 ran at 8.4 visits an opening day, so +87.5 % in a year is 13.5 % a day."""
    period = baseline_period(KAGA, 4)
    per_day = Fraction(800, 95)

    assert Period(date(2019, 5, 25), date(2020, 1, 1), PeriodKind.CALENDAR_YEAR) == period
    assert "CY2019-partial" == KAGA.baseline_label
    assert Decimal("8.4") == rounded(per_day, 1)
    assert Decimal("13.5") == rounded((Fraction(1500, 157) / per_day - 1) * 100, 1)
    assert Decimal("1322.1") == rounded(annualised(800, 95, 157) or Fraction(0), 1)
    assert annualised(800, 0, 157) is None


def test_the_baseline_may_be_a_fiscal_year() -> None:
    """The label and the dates of the baseline are the town's to say."""
    target = Target("clubhouse-users", "D", 800, 2019, 1500, 2022, baseline_kind=PeriodKind.FISCAL_YEAR)

    assert "FY2019" == target.baseline_label
    assert (date(2019, 4, 1), date(2020, 4, 1)) == (baseline_period(target, 4).start, baseline_period(target, 4).end)


@given(
    baseline=st.integers(1, 10**6), goal=st.integers(1, 10**6), years=st.integers(1, 30), value=st.integers(0, 10**7)
)
def test_both_paths_start_at_the_baseline_and_end_at_the_goal(baseline: int, goal: int, years: int, value: int) -> None:
    """Whatever the target, rising or falling; and progress is linear in the value."""
    if baseline == goal:
        return
    target = Target("any", "D", baseline, 2000, goal, 2000 + years)

    for year, end in ((2000, baseline), (2000 + years, goal)):
        assert end == expected_linear(target, year)
        assert end == expected_geometric(target, year)
    assert value == target.baseline + progress(target, value) * (goal - baseline)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("goal-equals-baseline", ("x", "D", 5, 2019, 5, 2022)),
        ("years-reversed", ("x", "D", 5, 2022, 6, 2022)),
        ("definition-unknown", ("x", "visits", 5, 2019, 6, 2022)),
    ],
)
def test_a_target_without_a_path_is_refused(code: str, values: tuple[str, str, int, int, int, int]) -> None:
    """Each impossible target has a code."""
    with pytest.raises(TargetError) as refused:
        Target(*values)

    assert code == refused.value.code


def test_a_baseline_that_begins_after_its_year_is_refused() -> None:
    """A partial year lies inside its year."""
    late = Target("x", "D", 5, 2019, 6, 2022, baseline_since=date(2020, 1, 1))

    with pytest.raises(TargetError) as refused:
        baseline_period(late, 4)
    assert "baseline-after-its-year" == refused.value.code
