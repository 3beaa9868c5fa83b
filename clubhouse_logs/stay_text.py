"""A day's stays, added up, as a line of JSON and back: whole microseconds, instants in UTC, exact ratios."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from clubhouse_logs.day_sums import StaySum
from clubhouse_logs.stays import Bounds, DayHours, OpenGroup

__all__ = ["stay_of_text", "stay_text"]

MICROSECOND = timedelta(microseconds=1)


def stay_text(one: StaySum) -> str:
    """Write the sums of a day."""
    hours = one.hours
    groups = [
        [group.heads, [list(map(_instant, span)) for span in group.seen], list(map(_instant, group.begun))]
        for group in hours.open_groups
    ]
    return json.dumps(
        [
            one.heads, one.unseen, _bounds(one.peak), None if one.mean is None else _bounds(one.mean),
            hours.measured // MICROSECOND, hours.open_stays, groups,
            [length // MICROSECOND for length in hours.lengths],
        ],
        separators=(",", ":"),
    )  # fmt: skip


def stay_of_text(text: str) -> StaySum:
    """Read the sums of a day. Raises: ValueError."""
    heads, unseen, peak, mean, measured, open_stays, groups, lengths = json.loads(text)
    open_groups = tuple(
        OpenGroup(number, tuple((_moment(start), _moment(end)) for start, end in seen), tuple(map(_moment, begun)))
        for number, seen, begun in groups
    )
    hours = DayHours(
        timedelta(microseconds=measured),
        open_stays,
        open_groups,
        tuple(timedelta(microseconds=length) for length in lengths),
    )
    return StaySum(heads, unseen, _bounds_of(peak), None if mean is None else _bounds_of(mean), hours)


def _bounds(bounds: Bounds) -> list[int]:
    return [*bounds.low.as_integer_ratio(), *bounds.high.as_integer_ratio()]


def _bounds_of(numbers: Sequence[int]) -> Bounds:
    over, under, over_high, under_high = numbers
    return Bounds(Fraction(over, under), Fraction(over_high, under_high))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(text)
