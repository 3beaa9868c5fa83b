"""From the clubhouse to the tournament: how many who came also competed.

Rules: persons are one consented pseudonymous id shared by both sides; who did not consent to the link stands in neither
       the numerator nor the denominator, and is counted apart;
       a child counts once, however many challenges its team enters;
       who came to the clubhouse only after registering was not led there by it: "reverse".
Source: DEFINITIONS.md, 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from clubhouse_logs.kpi import History, visit_days
from clubhouse_logs.periods import Period

__all__ = ["Competitor", "Conversion", "Proportion", "conversion", "wilson"]

LOOK_BACK = timedelta(days=365)
Z_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Proportion:
    """x of n, with its Wilson 95 % interval."""

    count: int
    of: int
    rate: Fraction | None
    """None without a denominator."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Competitor:
    """One child on a confirmed roster."""

    person: str
    registered: date
    competed: bool
    is_resident: bool = False

    def renamed(self, person: str) -> Competitor:
        """Return the same child under the id it counts as."""
        return replace(self, person=person)


@dataclass(frozen=True, slots=True)
class Conversion:
    """[11] One season's conversion."""

    visitors: Proportion
    """X / N: visitors who competed."""
    residents: Proportion
    """The mirror: competitors living in the town who are clubhouse users."""
    reverse: int
    """Competitors whose visits all came on or after the day they registered."""
    without_consent: int
    """Visitors of the 365 days left out of both sides."""


def wilson(count: int, of: int) -> Proportion:
    """[11] Return x / n with (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n); [0, 1] when n is 0.

    12/150 is 8.0 % [4.6, 13.5], 0/20 is 0 % [0, 16.1].
    """
    if of == 0:
        return Proportion(count, of, None, 0.0, 1.0)
    rate, z_squared = count / of, Z_95**2
    middle = rate + z_squared / (2 * of)
    half = Z_95 * sqrt(rate * (1 - rate) / of + z_squared / (4 * of**2))
    scale = 1 + z_squared / of
    low = 0.0 if count == 0 else (middle - half) / scale
    high = 1.0 if count == of else (middle + half) / scale
    return Proportion(count, of, Fraction(count, of), low, high)


def conversion(
    history: History,
    roster: Iterable[Competitor],
    *,
    roster_locks: date,
    consenting: Iterable[str],
    visits_min: int = 1,
) -> Conversion:
    """[11] N = consenting youth with ≥ m visit days in the 365 d before the lock; X = those of N who competed.

    Args: history: every counted visit ever: first visits decide. roster_locks: not part of the 365 days.
          consenting: ids whose consent covers the link to the tournament. visits_min: m.
    """
    came = visit_days(history)
    linked = frozenset(consenting)
    looked_back = came.mask(Period(roster_locks - LOOK_BACK, roster_locks))
    visitors = {person for person, days in came.of.items() if (days & looked_back).bit_count() >= visits_min}
    competitors = {entry.person: entry for entry in sorted(roster, key=_earliest_last) if entry.competed}
    led = {
        person
        for person, entry in competitors.items()
        if person in linked and person in came.of and came.first(came.of[person]) < entry.registered
    }
    reverse = {person for person in competitors if person in linked and person in came.of and person not in led}
    residents = {person for person, entry in competitors.items() if entry.is_resident and person in linked}
    return Conversion(
        visitors=wilson(len(led & visitors), len(visitors & linked)),
        residents=wilson(len(led & residents), len(residents)),
        reverse=len(reverse),
        without_consent=len(visitors - linked),
    )


def _earliest_last(entry: Competitor) -> tuple[str, int]:
    """Order entries so that, of one child's several, the earliest registration is the one kept."""
    return entry.person, -entry.registered.toordinal()
