"""How long and how many at once: occupancy, hours of use, use of the capacity.

Rules: a forgotten check-out is a state of its own: it gives bounds (occupancy) or a separate, imputed number (hours),
       and never becomes measured time; a check-out before its check-in is a missing one;
       a named child is inside once, however many of its stays overlap; a group of n is n heads;
       every interval is half-open [in, out), so who leaves at 12:00 has left when somebody comes at 12:00.
Every function takes the stays of one site; instants are aware.
Source: DEFINITIONS.md, 8, 9, 10.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from statistics import median

from clubhouse_logs.opening_calendar import TownCalendar

__all__ = [
    "Bounds",
    "DayHours",
    "Hours",
    "OpenGroup",
    "OutKind",
    "Stay",
    "by_day",
    "capacity_use",
    "day_hours",
    "hours_of_days",
    "hours_of_use",
    "mean_occupancy",
    "peak_occupancy",
]

Span = tuple[datetime, datetime]
GRACE = timedelta(minutes=30)
"""How long after closing a check-out is still believed."""
SHORTEST = timedelta(minutes=1)
"""Lower bound of a stay nobody checked out of."""
MEDIAN_WINDOW_DAYS = 90
WEEK_DAYS = 7
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


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """The stays of a child on one day, or of a nameless group, of which one at least has no measured going-out."""

    heads: int
    seen: tuple[Span, ...]
    """Those measured, as far as they are believed."""
    begun: tuple[datetime, ...]
    """When the others came in."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """[9] What one day gives to the hours of use; days add up."""

    measured: timedelta
    open_stays: int
    open_groups: tuple[OpenGroup, ...]
    lengths: tuple[timedelta, ...]
    """Of the measured stays, groups by heads: what medians are taken from."""


def by_day(stays: Iterable[Stay]) -> dict[date, list[Stay]]:
    """Part stays by the day they began."""
    days: dict[date, list[Stay]] = {}
    for stay in stays:
        days.setdefault(stay.day, []).append(stay)
    return days


def peak_occupancy(stays: Iterable[Stay], calendar: TownCalendar, day: date) -> Bounds:
    """[8] Return max over t of |{v: in ≤ t < out}| of one day, OUT before IN at one instant, a group adding its n.

    A missing out is in + 1 min in the lower bound and closing time in the upper.
    """
    of_day, window = [stay for stay in stays if stay.day == day], _window(calendar, day)
    low, high = (_peak(spans) for spans in _low_and_high(of_day, window))
    return Bounds(Fraction(low), Fraction(high))


def mean_occupancy(stays: Iterable[Stay], calendar: TownCalendar, day: date) -> Bounds | None:
    """[8] Return Σ duration within the opening hours / open minutes of one day; None without opening hours."""
    window = _window(calendar, day)
    if window is None:
        return None
    of_day = [stay for stay in stays if stay.day == day]
    low, high = (
        sum((heads * _length(_clipped(span, window)) for heads, span in spans), timedelta())
        for spans in _low_and_high(of_day, window)
    )
    return Bounds(_ratio(low, window[1] - window[0]), _ratio(high, window[1] - window[0]))


def hours_of_use(stays: Sequence[Stay], calendar: TownCalendar, *, history: Sequence[Stay] | None = None) -> Hours:
    """[9] Return measured = Σ|∪[in, out)| clipped to [open, close + grace], and imputed = what the rest would add.

    The rest get the median of measured stays of the same weekday in the 90 days up to their day; without one the
    median of all; without that none. Imputed is |∪ all| − |∪ measured|, so no minute of a child is counted twice.

    Args: history: stays the medians are taken from; the same stays when not given.
    """
    days, past = (
        {day: day_hours(of_day, calendar, day) for day, of_day in by_day(some).items()}
        for some in (stays, stays if history is None else history)
    )
    return hours_of_days(days, calendar, history=past)


def day_hours(of_day: Iterable[Stay], calendar: TownCalendar, day: date) -> DayHours:
    """[9] Return what the stays of one day give to the hours of use."""
    window = _window(calendar, day)
    measured, open_stays, open_groups = timedelta(), 0, list[OpenGroup]()
    lengths: list[timedelta] = []
    for group in _by_child(of_day).values():
        heads = group[0].count
        seen = [_believed((stay.came_in, out), window) for stay in group if (out := stay.measured_out) is not None]
        begun = tuple(stay.came_in for stay in group if stay.measured_out is None)
        measured += heads * _union_length(seen)
        lengths += [_length(span) for span in seen for _ in range(heads)]
        if begun:
            open_stays += heads * len(begun)
            open_groups.append(OpenGroup(heads, tuple(seen), begun))
    return DayHours(measured, open_stays, tuple(open_groups), tuple(lengths))


def hours_of_days(days: Mapping[date, DayHours], calendar: TownCalendar, *, history: Mapping[date, DayHours]) -> Hours:
    """[9] Add up days; `history`: the days that medians are taken from."""
    medians, imputed, is_imputable = _Medians(history), timedelta(), True
    for day, of_day in days.items():
        if not of_day.open_groups:
            continue
        length, window = medians.of(day), _window(calendar, day)
        is_imputable = is_imputable and length is not None
        for group in of_day.open_groups:
            guessed = [_believed((start, start + (length or timedelta())), window) for start in group.begun]
            imputed += group.heads * (_union_length([*group.seen, *guessed]) - _union_length(group.seen))
    measured = sum((of_day.measured for of_day in days.values()), timedelta())
    open_stays = sum(of_day.open_stays for of_day in days.values())
    return Hours(_ratio(measured, HOUR), _ratio(imputed, HOUR) if is_imputable else None, open_stays)


def capacity_use(hours: Hours, calendar: TownCalendar, held: Iterable[date], capacity: int) -> Fraction | None:
    """[10] Return (measured + imputed) hours / (capacity × open hours of the days held); None without either side."""
    spans = [calendar.opening_span(day) for day in held]
    open_hours = sum((_ratio(span[1] - span[0], HOUR) for span in spans if span), Fraction(0))
    if hours.imputed is None or not open_hours or not capacity:
        return None
    return (hours.measured + hours.imputed) / (capacity * open_hours)


class _Medians:
    """Medians of measured stays, worked out once a day that asks."""

    def __init__(self, history: Mapping[date, DayHours]) -> None:
        self._history = history
        self._known: dict[date, timedelta | None] = {}

    def of(self, day: date) -> timedelta | None:
        if day not in self._known:
            same_weekday = (day - timedelta(days=back) for back in range(0, MEDIAN_WINDOW_DAYS, WEEK_DAYS))
            near = _median([self._history[one] for one in same_weekday if one in self._history])
            self._known[day] = self._overall if near is None else near
        return self._known[day]

    @cached_property
    def _overall(self) -> timedelta | None:
        return _median(self._history.values())


def _median(days: Collection[DayHours]) -> timedelta | None:
    lengths = [length for day in days for length in day.lengths]
    return median(lengths) if lengths else None  # type: ignore[type-var]


def _by_child(of_day: Iterable[Stay]) -> Mapping[object, list[Stay]]:
    """Group a child's stays of one day; a nameless group stands alone."""
    groups: dict[object, list[Stay]] = {}
    for number, stay in enumerate(of_day):
        groups.setdefault(number if stay.person is None else stay.person, []).append(stay)
    return groups


def _low_and_high(of_day: Sequence[Stay], window: Span | None) -> Iterable[list[tuple[int, Span]]]:
    """Yield the spans of a day in the lower bound and in the upper: the same where every going-out was seen."""
    low = _spans(of_day, None)
    yield low
    yield low if all(stay.measured_out is not None for stay in of_day) else _spans(of_day, window)


def _spans(of_day: Iterable[Stay], window: Span | None) -> list[tuple[int, Span]]:
    spans: list[tuple[int, Span]] = []
    for group in _by_child(of_day).values():
        ends = [stay.measured_out or _bound(stay, window) for stay in group]
        merged = _union([(stay.came_in, end) for stay, end in zip(group, ends, strict=True)])
        spans += [(group[0].count, span) for span in merged]
    return spans


def _window(calendar: TownCalendar, day: date) -> Span | None:
    """Return a day's opening hours in UTC, in which instants are compared fast."""
    span = calendar.opening_span(day)
    return None if span is None else (span[0].astimezone(UTC), span[1].astimezone(UTC))


def _bound(stay: Stay, window: Span | None) -> datetime:
    shortest = stay.came_in + SHORTEST
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


def _believed(span: Span, window: Span | None) -> Span:
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
