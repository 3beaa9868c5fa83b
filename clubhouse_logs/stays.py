"""How long and how many at once: occupancy, hours of use, use of the capacity.

Rules: a forgotten check-out is a state of its own: it gives bounds (occupancy) or a separate, imputed number (hours),
       and never becomes measured time; a check-out before its check-in is a missing one;
       a named child is inside once, however many of its stays overlap; a group of n is n heads;
       every interval is half-open [in, out), so who leaves at 12:00 has left when somebody comes at 12:00.
Every function takes the stays of one site; instants are aware.
Source: DEFINITIONS.md, 8, 9, 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from statistics import median

from clubhouse_logs.opening_calendar import TownCalendar

__all__ = ["Bounds", "Hours", "OutKind", "Stay", "capacity_use", "hours_of_use", "mean_occupancy", "peak_occupancy"]

Span = tuple[datetime, datetime]
GRACE = timedelta(minutes=30)
"""How long after closing a check-out is still believed."""
SHORTEST = timedelta(minutes=1)
"""Lower bound of a stay nobody checked out of."""
MEDIAN_WINDOW_DAYS = 90
HOUR = timedelta(hours=1)


class OutKind(StrEnum):
    """How a stay came to its end in the record."""

    SCAN = "scan"
    STAFF = "staff"
    AUTO = "auto"
    """Closed by the program; the time says nothing."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Stay:
    """One coming-in with its going-out, if anybody saw it."""

    person: str | None
    count: int
    """Heads; 1 when a person is named."""
    day: date
    """The business date, that of coming in."""
    came_in: datetime
    went_out: datetime | None
    out_kind: OutKind

    @property
    def measured_out(self) -> datetime | None:
        """The going-out a person or a scanner saw; None otherwise, and when it lies before the coming-in."""
        is_seen = self.out_kind in (OutKind.SCAN, OutKind.STAFF)
        return self.went_out if is_seen and self.went_out is not None and self.went_out >= self.came_in else None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The truth lies in [low, high]; equal when every stay was checked out."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Hours:
    """[9] Measured and imputed hours, side by side and never one number alone."""

    measured: Fraction
    imputed: Fraction | None
    """None when stays are left open and no measured one says how long a stay is."""
    open_stays: int
    """Stays without a measured going-out, groups by heads."""

    @property
    def imputed_share(self) -> Fraction | None:
        """Return imputed / (measured + imputed), 0 to 1: the 補完率; None without hours."""
        total = None if self.imputed is None else self.measured + self.imputed
        return self.imputed / total if total and self.imputed is not None else None


def peak_occupancy(stays: Iterable[Stay], calendar: TownCalendar, day: date) -> Bounds:
    """[8] Return max over t of |{v: in ≤ t < out}| of one day, OUT before IN at one instant, a group adding its n.

    A missing out is in + 1 min in the lower bound and closing time in the upper.
    """
    of_day = [stay for stay in stays if stay.day == day]
    low, high = (_peak(_spans(of_day, calendar, is_upper=is_upper)) for is_upper in (False, True))
    return Bounds(Fraction(low), Fraction(high))


def mean_occupancy(stays: Iterable[Stay], calendar: TownCalendar, day: date) -> Bounds | None:
    """[8] Return Σ duration within the opening hours / open minutes of one day; None without opening hours."""
    window = calendar.opening_span(day)
    if window is None:
        return None
    of_day = [stay for stay in stays if stay.day == day]
    low, high = (
        sum(
            (heads * _length(_clipped(span, window)) for heads, span in _spans(of_day, calendar, is_upper=is_upper)),
            timedelta(),
        )
        for is_upper in (False, True)
    )
    return Bounds(_ratio(low, window[1] - window[0]), _ratio(high, window[1] - window[0]))


def hours_of_use(stays: Sequence[Stay], calendar: TownCalendar, *, history: Sequence[Stay] | None = None) -> Hours:
    """[9] Return measured = Σ|∪[in, out)| clipped to [open, close + grace], and imputed = what the rest would add.

    The rest get the median of measured stays of the same weekday in the 90 days up to their day; without one the
    median of all; without that none. Imputed is |∪ all| − |∪ measured|, so no minute of a child is counted twice.

    Args: history: stays the medians are taken from; the same stays when not given.
    """
    medians = _Medians(stays if history is None else history, calendar)
    measured = with_imputed = timedelta()
    open_stays, is_imputable = 0, True
    for group in _by_child_and_day(stays).values():
        heads = group[0].count
        seen, guessed = [], []
        for stay in group:
            if stay.measured_out is not None:
                seen.append(_believed((stay.came_in, stay.measured_out), calendar, stay.day))
                continue
            open_stays += heads
            length = medians.of(stay.day)
            is_imputable = is_imputable and length is not None
            guessed.append(_believed((stay.came_in, stay.came_in + (length or timedelta())), calendar, stay.day))
        measured += heads * _union_length(seen)
        with_imputed += heads * _union_length([*seen, *guessed])
    imputed = _ratio(with_imputed - measured, HOUR) if is_imputable else None
    return Hours(_ratio(measured, HOUR), imputed, open_stays)


def capacity_use(hours: Hours, calendar: TownCalendar, held: Iterable[date], capacity: int) -> Fraction | None:
    """[10] Return (measured + imputed) hours / (capacity × open hours of the days held); None without either side."""
    spans = [calendar.opening_span(day) for day in held]
    open_hours = sum((_ratio(span[1] - span[0], HOUR) for span in spans if span), Fraction(0))
    if hours.imputed is None or not open_hours or not capacity:
        return None
    return (hours.measured + hours.imputed) / (capacity * open_hours)


class _Medians:
    """Medians of measured stays, worked out once a day that asks."""

    def __init__(self, stays: Iterable[Stay], calendar: TownCalendar) -> None:
        self._lengths: list[tuple[date, timedelta]] = []
        for stay in stays:
            if (out := stay.measured_out) is not None:
                length = _length(_believed((stay.came_in, out), calendar, stay.day))
                self._lengths += [(stay.day, length)] * stay.count
        self._overall = _median(length for _, length in self._lengths)
        self._known: dict[date, timedelta | None] = {}

    def of(self, day: date) -> timedelta | None:
        if day not in self._known:
            near = _median(
                length
                for of_day, length in self._lengths
                if of_day.weekday() == day.weekday() and 0 <= (day - of_day).days < MEDIAN_WINDOW_DAYS
            )
            self._known[day] = self._overall if near is None else near
        return self._known[day]


def _median(lengths: Iterable[timedelta]) -> timedelta | None:
    ordered = list(lengths)
    return median(ordered) if ordered else None  # type: ignore[type-var]


def _by_child_and_day(stays: Iterable[Stay]) -> Mapping[object, list[Stay]]:
    """Group a child's stays of one day; a nameless group stands alone."""
    groups: dict[object, list[Stay]] = {}
    for number, stay in enumerate(stays):
        groups.setdefault(number if stay.person is None else (stay.person, stay.day), []).append(stay)
    return groups


def _spans(of_day: Iterable[Stay], calendar: TownCalendar, *, is_upper: bool) -> list[tuple[int, Span]]:
    spans: list[tuple[int, Span]] = []
    for group in _by_child_and_day(of_day).values():
        ends = [stay.measured_out or _bound(stay, calendar, is_upper=is_upper) for stay in group]
        merged = _union([(stay.came_in, end) for stay, end in zip(group, ends, strict=True)])
        spans += [(group[0].count, span) for span in merged]
    return spans


def _bound(stay: Stay, calendar: TownCalendar, *, is_upper: bool) -> datetime:
    shortest = stay.came_in + SHORTEST
    window = calendar.opening_span(stay.day) if is_upper else None
    return max(shortest, window[1]) if window else shortest


def _peak(spans: Iterable[tuple[int, Span]]) -> int:
    steps = []
    for heads, (start, end) in spans:
        steps += [(start, heads), (end, -heads)]
    inside = peak = 0
    for _, change in sorted(steps):  # at one instant the negative change, OUT, sorts first
        inside += change
        peak = max(peak, inside)
    return peak


def _believed(span: Span, calendar: TownCalendar, day: date) -> Span:
    window = calendar.opening_span(day)
    return span if window is None else _clipped(span, (window[0], window[1] + GRACE))


def _clipped(span: Span, window: Span) -> Span:
    start = min(max(span[0], window[0]), window[1])
    return start, max(start, min(span[1], window[1]))


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _union_length(spans: Iterable[Span]) -> timedelta:
    return sum(map(_length, _union(spans)), timedelta())


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _ratio(part: timedelta, whole: timedelta) -> Fraction:
    microsecond = timedelta(microseconds=1)
    return Fraction(part // microsecond, whole // microsecond)
