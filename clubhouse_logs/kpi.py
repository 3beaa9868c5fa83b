"""The clubhouse's figures, each a pure function of counted visits.

Every function here takes visits that count (not withdrawn, role youth; `visits.VisitLog.youth`) already cut to the
period, unless it says "history". Numbers in brackets are those of DEFINITIONS.md. Ratios are
exact Fractions until `rounded`; a ratio without a denominator is None (shown as a dash), never 0.

    延べ  D person_days ≤ E entries ≤ R raw_scans, and each of them is additive over days, months and years
    実    U unique_persons is not additive: a year's is never more than the sum of its months'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import floor
from statistics import median

from clubhouse_logs.periods import Period
from clubhouse_logs.visit_days import VisitDays

__all__ = [
    "CountedVisit",
    "Frequency",
    "Newcomers",
    "NobeMode",
    "anonymous_heads",
    "entries",
    "frequency",
    "in_period",
    "newcomers",
    "nobe",
    "person_days",
    "raw_scans",
    "rounded",
    "unique_persons",
    "visit_days",
    "visits_per_opening_day",
]

MERGE_GAP_MIN = 30
"""Default of g in mode E: the lock most door systems use against double scans (KIDSNA CONNECT's default)."""
REACTIVATED_AFTER_DAYS = 180
FREQUENT_VISITS_MIN = 5


class NobeMode(StrEnum):
    """The three declared ways to count 延べ; D is the one reported."""

    PERSON_DAYS = "D"
    ENTRIES = "E"
    RAW = "R"


@dataclass(frozen=True, slots=True)
class CountedVisit:
    """One coming-in, with the local business date it counts for."""

    person: str | None
    """A random person id; None for a group nobody named."""
    count: int
    """Heads, at least 1; exactly 1 when a person is named."""
    day: date
    at: datetime
    """The instant of coming in, aware, UTC."""
    site: str
    role: str
    source: str


History = Iterable[CountedVisit] | VisitDays
"""Visits, or who came on which days: all that a question about persons needs."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """[4] new + returning = U of the period; reactivated is part of returning."""

    new: int
    returning: int
    reactivated: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """[6] Visit days a named person, anonymous heads left out of both sides."""

    mean: Fraction
    median: Fraction
    share_frequent: Fraction
    """Share of persons with at least FREQUENT_VISITS_MIN visit days, 0 to 1."""


def in_period(visits: Iterable[CountedVisit], period: Period) -> list[CountedVisit]:
    """Keep the visits whose date lies in a half-open period."""
    start, end = period.start, period.end  # compared here: a call for each of ten years' visits takes twice as long
    return [visit for visit in visits if start <= visit.day < end]


def visit_days(history: History) -> VisitDays:
    """Return the days of everyone named."""
    if isinstance(history, VisitDays):
        return history
    return VisitDays.of_pairs((visit.person, visit.day) for visit in history if visit.person is not None)


def anonymous_heads(visits: Iterable[CountedVisit]) -> int:
    """Return A = Σ n over unnamed groups."""
    return sum(visit.count for visit in visits if visit.person is None)


def person_days(visits: Sequence[CountedVisit]) -> int:
    """[1 D] Return |{(person, date)}| + Σ anonymous n: a child counts once a day, however often the door scanned."""
    return len({(visit.person, visit.day) for visit in visits if visit.person is not None}) + anonymous_heads(visits)


def entries(visits: Sequence[CountedVisit], *, merge_gap_min: int = MERGE_GAP_MIN) -> int:
    """[1 E] Return the comings-in left after merging those less than `merge_gap_min` minutes after the one before.

    Merging stays inside a person's business date: across it E would fall below D, and months would not add up.
    """
    scans: dict[tuple[str, date], list[datetime]] = {}
    for visit in visits:
        if visit.person is not None:
            scans.setdefault((visit.person, visit.day), []).append(visit.at)
    gap = timedelta(minutes=merge_gap_min)
    merged = sum(1 + sum(later - earlier >= gap for earlier, later in pairwise(sorted(ats))) for ats in scans.values())
    return merged + anonymous_heads(visits)


def raw_scans(visits: Iterable[CountedVisit]) -> int:
    """[1 R] Return every recorded coming-in, double scans included."""
    return sum(visit.count for visit in visits)


def nobe(visits: Sequence[CountedVisit], mode: NobeMode, *, merge_gap_min: int = MERGE_GAP_MIN) -> int:
    """[1] Return 延べ in the declared mode."""
    match mode:
        case NobeMode.PERSON_DAYS:
            return person_days(visits)
        case NobeMode.ENTRIES:
            return entries(visits, merge_gap_min=merge_gap_min)
        case NobeMode.RAW:
            return raw_scans(visits)


def unique_persons(visits: History) -> int:
    """[2] Return U, the named persons with at least one visit; with A anonymous heads the truth lies in [U, U + A]."""
    return len(visit_days(visits).of)


def newcomers(history: History, period: Period, *, first_seen: Mapping[str, date] | None = None) -> Newcomers:
    """[4] Split a period's persons by their first-ever visit.

    Args: history: every counted visit ever, not only the period's.
          first_seen: first dates known from elsewhere (an older journal, a frozen counter); the earlier one wins.
    """
    came = visit_days(history)
    of_period, of_past = came.mask(period), came.mask_before(period.start)
    known = first_seen or {}
    new = returning = reactivated = 0
    for person, days in came.of.items():
        inside, earlier = days & of_period, days & of_past
        if not inside:
            continue
        if not earlier and known.get(person, period.start) >= period.start:
            new += 1
            continue
        returning += 1
        if earlier and (came.first(inside) - came.last(earlier)).days > REACTIVATED_AFTER_DAYS:
            reactivated += 1
    return Newcomers(new, returning, reactivated)


def visits_per_opening_day(person_days_total: int, opening_days_held: int) -> Decimal | None:
    """[5] Return D / |O_held|, 1 decimal; None without an opening day. A year's is ΣD / ΣO, never a mean of means."""
    return rounded(Fraction(person_days_total, opening_days_held), 1) if opening_days_held else None


def frequency(visits: History) -> Frequency | None:
    """[6] Return how often named persons came, in visit days; None when nobody is named."""
    days_each = sorted(days.bit_count() for days in visit_days(visits).of.values())
    if not days_each:
        return None
    return Frequency(
        mean=Fraction(sum(days_each), len(days_each)),
        median=median(map(Fraction, days_each)),
        share_frequent=Fraction(sum(days >= FREQUENT_VISITS_MIN for days in days_each), len(days_each)),
    )


def rounded(value: Fraction, places: int) -> Decimal:
    """Round to decimals, halves away from zero (ROUND_HALF_UP), straight from the exact ratio."""
    units = floor(abs(value) * 10**places + Fraction(1, 2))
    return Decimal(-units if value < 0 else units).scaleb(-places)
