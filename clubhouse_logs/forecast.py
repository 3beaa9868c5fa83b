"""Where a year will end: a forecast that always shows its interval and the model it came from.

Rules: fewer than ten days held give no forecast: "not enough data";
       days that scatter like chance use the Gamma-Poisson model; days that scatter more (φ > 1) use a bootstrap whose
       block is the day, stratified by weekday and school term or holiday;
       the bootstrap's lots come from the seed alone: the same figure on every machine and every Python.
Source: DEFINITIONS.md, 13.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import shake_256
from itertools import islice
from math import exp, lgamma, log, log1p, sqrt
from struct import unpack

__all__ = ["DAYS_MIN", "Forecast", "bootstrap", "dispersion", "forecast", "gamma_poisson", "term_only"]

DAYS_MIN = 10
REPLICATES = 2000
TAIL = 0.025
PRIOR_VISITS = Fraction(1, 2)
WINDOW_SDS = 12
"""Beyond twelve standard deviations a negative binomial of this size holds less than a float can add."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """[13] The end of a year as far as the days counted tell it."""

    model: str
    """gamma-poisson, day-bootstrap, certain (no day remains), not-enough-data."""
    point: Fraction | None
    low: int | None
    high: int | None
    """Ends of the 95 % prediction interval."""
    chance_of_goal: float | None
    """P(end ≥ goal), 0 to 1."""
    days_held: int
    days_remaining: int
    overdispersion: Fraction
    """φ, at least 1; 1 when it cannot be told."""


def term_only(day: date) -> bool:  # noqa: ARG001
    """Answer for a town without school holidays in its calendar: always term."""
    return False


def forecast(
    counts: Mapping[date, int],
    remaining: Sequence[date],
    goal: int,
    *,
    seed: int,
    is_school_break: Callable[[date], bool] = term_only,
) -> Forecast:
    """[13] Forecast the year's visits from those of each day held and the planned days that remain.

    Args: counts: visits of every day held, zeros included. remaining: planned days, closures taken out.
    """
    total, held = sum(counts.values()), len(counts)
    phi = dispersion(list(counts.values()))
    if not remaining:
        return Forecast("certain", Fraction(total), total, total, float(total >= goal), held, 0, phi)
    if held < DAYS_MIN:
        return Forecast("not-enough-data", None, None, None, None, held, len(remaining), phi)
    if phi > 1:
        return bootstrap(counts, remaining, goal, seed=seed, is_school_break=is_school_break)
    return gamma_poisson(total, held, len(remaining), goal)


def dispersion(counts: Sequence[int]) -> Fraction:
    """[13] Return φ = max(1, Σ(y − ȳ)² / ((D − 1) ȳ)); 1 below two days or without a visit."""
    if len(counts) < 2 or not any(counts):
        return Fraction(1)
    mean = Fraction(sum(counts), len(counts))
    return max(Fraction(1), sum((count - mean) ** 2 for count in counts) / ((len(counts) - 1) * mean))


def gamma_poisson(visits: int, days_held: int, days_remaining: int, goal: int) -> Forecast:
    """[13] Remaining ~ NB(r = V + ½, p = D / (D + D_r)); point V + (V + ½) D_r / D.

    V=700, D=80, D_r=77: 1,374.2, [1304, 1447], P(≥1500) = 0.0005. V=780: 1,531.2, [1457, 1608], 0.795.
    """
    size = visits + PRIOR_VISITS
    first, cumulated = _negative_binomial(float(size), days_held / (days_held + days_remaining))
    missing = goal - visits
    below = 0.0 if missing <= first else cumulated[min(missing - 1 - first, len(cumulated) - 1)]
    return Forecast(
        model="gamma-poisson",
        point=visits + size * days_remaining / days_held,
        low=visits + first + bisect_left(cumulated, TAIL),
        high=visits + first + bisect_left(cumulated, 1 - TAIL),
        chance_of_goal=1.0 if missing <= 0 else max(0.0, 1 - below),
        days_held=days_held,
        days_remaining=days_remaining,
        overdispersion=Fraction(1),
    )


def bootstrap(
    counts: Mapping[date, int],
    remaining: Sequence[date],
    goal: int,
    *,
    seed: int,
    is_school_break: Callable[[date], bool] = term_only,
) -> Forecast:
    """[13] Draw every remaining day from days held of its own weekday and school time, 2,000 times.

    Each replicate first redraws the days held themselves, so that few days give a wide interval. A stratum without a
    day held borrows its weekday's days, and a weekday without one all days.
    """
    strata = _strata(counts, remaining, is_school_break)
    lots = _lots(seed, REPLICATES * sum(len(pool) + wanted for pool, wanted in strata))
    held = sum(counts.values())
    ends = sorted(held + sum(_drawn(pool, wanted, lots) for pool, wanted in strata) for _ in range(REPLICATES))
    return Forecast(
        model="day-bootstrap",
        point=held + sum((Fraction(sum(pool) * wanted, len(pool)) for pool, wanted in strata), Fraction(0)),
        low=ends[int(REPLICATES * TAIL)],
        high=ends[REPLICATES - 1 - int(REPLICATES * TAIL)],
        chance_of_goal=sum(end >= goal for end in ends) / REPLICATES,
        days_held=len(counts),
        days_remaining=len(remaining),
        overdispersion=dispersion(list(counts.values())),
    )


def _negative_binomial(size: float, p: float) -> tuple[int, list[float]]:
    """Return the first number looked at and P(≤ it), P(≤ the next), …; below it lies nothing a float can hold."""
    mean = size * (1 - p) / p
    sd = sqrt(mean / p)
    first = max(0, int(mean - WINDOW_SDS * sd))
    last = int(mean + WINDOW_SDS * sd) + 40  # a mean near zero still has a tail of a few
    cumulated, total = [], 0.0
    for number in range(first, last + 1):
        total += exp(lgamma(number + size) - lgamma(size) - lgamma(number + 1) + size * log(p) + number * log1p(-p))
        cumulated.append(min(total, 1.0))
    return first, cumulated


def _strata(
    counts: Mapping[date, int], remaining: Sequence[date], is_school_break: Callable[[date], bool]
) -> list[tuple[list[int], int]]:
    """Return (counts to draw from, how many days to draw) for each weekday and school time that remains."""
    wanted: dict[tuple[int, bool], int] = {}
    for day in remaining:
        key = (day.weekday(), is_school_break(day))
        wanted[key] = wanted.get(key, 0) + 1
    days = sorted(counts)
    strata = []
    for (weekday, in_break), number in sorted(wanted.items()):
        of_weekday = [day for day in days if day.weekday() == weekday]
        pool = [day for day in of_weekday if is_school_break(day) == in_break] or of_weekday or days
        strata.append(([counts[day] for day in pool], number))
    return strata


def _drawn(pool: Sequence[int], wanted: int, lots: Iterator[int]) -> int:
    size = len(pool)
    redrawn = [pool[lot * size >> 32] for lot in islice(lots, size)]
    return sum([redrawn[lot * size >> 32] for lot in islice(lots, wanted)])


def _lots(seed: int, number: int) -> Iterator[int]:
    """Yield whole numbers below 2³², read from one long hash of the seed."""
    return iter(unpack(f">{number}I", shake_256(f"forecast/{seed}".encode("ascii")).digest(4 * number)))
