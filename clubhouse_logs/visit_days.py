"""Who came on which days: of every person one whole number, a bit a day.

A question such as "who came in this month for the first time" is an `&` and a comparison of a person's days, whether
they are one year's or ten years'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clubhouse_logs.periods import Period

__all__ = ["VisitDays"]


@dataclass(frozen=True, slots=True)
class VisitDays:
    """The days of everyone who came with a name; who came on none is not in it."""

    origin: date
    """The day of bit 0."""
    of: Mapping[str, int]

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, date]]) -> VisitDays:
        """Take persons and days, in any order, the same pair any number of times."""
        numbers: dict[str, set[int]] = {}
        for person, day in pairs:
            numbers.setdefault(person, set()).add(day.toordinal())
        first = min(map(min, numbers.values()), default=1)
        bits = {person: sum(1 << number - first for number in days) for person, days in numbers.items()}
        return cls(date.fromordinal(first), bits)

    def within(self, period: Period) -> VisitDays:
        """Return the days in a half-open period."""
        return self._masked(self.mask(period))

    def before(self, day: date) -> VisitDays:
        """Return the days before a day."""
        return self._masked(self.mask_before(day))

    def mask(self, period: Period) -> int:
        """Return the bits of a half-open period's days."""
        return self.mask_before(period.end) ^ self.mask_before(period.start)

    def mask_before(self, day: date) -> int:
        """Return the bits of the days before a day."""
        return (1 << max(0, (day - self.origin).days)) - 1

    def first(self, days: int) -> date:
        """Return the first of some days, at least one."""
        return self.origin + timedelta(days=(days & -days).bit_length() - 1)

    def last(self, days: int) -> date:
        """Return the last of some days, at least one."""
        return self.origin + timedelta(days=days.bit_length() - 1)

    def renamed(self, names: Mapping[str, str]) -> VisitDays:
        """Return the same days under other names; of two persons of one name the days are put together."""
        found: dict[str, int] = {}
        for person, days in self.of.items():
            name = names.get(person, person)
            found[name] = found.get(name, 0) | days
        return VisitDays(self.origin, found)

    def joined(self, other: VisitDays) -> VisitDays:
        """Return the days of both."""
        origin = min((one.origin for one in (self, other) if one.of), default=self.origin)
        found: dict[str, int] = {}
        for one in (self, other):
            shift = max(0, (one.origin - origin).days)
            for person, days in one.of.items():
                found[person] = found.get(person, 0) | days << shift
        return VisitDays(origin, found)

    def _masked(self, mask: int) -> VisitDays:
        return VisitDays(
            self.origin, {person: days for person, all_days in self.of.items() if (days := all_days & mask)}
        )
