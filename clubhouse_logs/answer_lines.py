"""The figures and the rows that answers are made of, each counted in one way. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from clubhouse_logs import kpi
from clubhouse_logs.asked import Asked, Group, Line
from clubhouse_logs.forms import UNKNOWN, UNNAMED
from clubhouse_logs.hidden_cells import Cell, hidden_cells
from clubhouse_logs.periods import Period

__all__ = ["Key", "days_line", "groups_of", "hours_line", "in_places", "jitsu_line", "mean_line", "nobe_line"]

Key = Callable[[date, str | None], str]
"""The row that a child of a day belongs to; None is nobody by name."""


def groups_of(
    asked: Asked, keys: Sequence[str], key_of: Key, held: Counter[str] | None, also_hidden: frozenset[str] = frozenset()
) -> list[Group]:  # fmt: skip
    """Every child of a day in one row, with the small rows hidden; further rows by their code, unknown ones last."""
    nobe: Counter[str] = Counter()
    persons: dict[str, set[str]] = {}
    for (day, person), heads in _heads(asked.visits(asked.counted)).items():
        key = key_of(day, person)
        nobe[key] += heads
        if person is not None:
            persons.setdefault(key, set()).add(person)
    last = [key for key in (UNKNOWN, UNNAMED) if nobe[key]]
    order = [*keys, *sorted(set(nobe) - {*keys, UNKNOWN, UNNAMED}), *last]
    described = [key for key in order if key != UNNAMED]
    rows = [Cell(nobe[key], len(persons.get(key, ()))) for key in described]
    places = hidden_cells(rows, asked.hidden_below)
    hidden = {described[place] for place in places} | {key for key in order if key in also_hidden and nobe[key]}
    groups = []
    for key in order:
        days = None if held is None else held[key]
        if key in hidden:
            groups.append(Group(key, days, None, None, None, is_hidden=True))
            continue
        mean = kpi.visits_per_opening_day(nobe[key], days) if days else None
        groups.append(Group(key, days, nobe[key], None if key == UNNAMED else len(persons.get(key, ())), mean))
    return groups


def _heads(visits: Sequence[kpi.CountedVisit]) -> Counter[tuple[date, str | None]]:
    """Heads by day and person: a named child once a day, unnamed heads as often as they came."""
    heads: Counter[tuple[date, str | None]] = Counter()
    for visit in visits:
        if visit.person is None:
            heads[visit.day, None] += visit.count
        else:
            heads[visit.day, visit.person] = 1
    return heads


def nobe_line(asked: Asked, period: Period, of: str = "") -> Line:
    """延べ of a period."""
    return Line(f"nobe{of}", asked.nobe(period), "person-days", "kpi-1-D")


def jitsu_line(asked: Asked, period: Period, of: str = "") -> Line:
    """実 of a period; with unnamed heads it is an interval."""
    visits = asked.visits(period)
    least, unnamed = kpi.unique_persons(visits), kpi.anonymous_heads(visits)
    return Line(f"jitsu{of}", least, "persons", "kpi-2", high=least + unnamed if unnamed else None)


def mean_line(asked: Asked, period: Period, of: str = "") -> Line:
    """Visits on a day that was held."""
    mean = kpi.visits_per_opening_day(asked.nobe(period), len(asked.held(period)))
    return Line(f"mean{of}", mean, "person-days/day", "kpi-5")


def days_line(asked: Asked, period: Period, of: str = "") -> Line:
    """The days that were held."""
    return Line(f"days{of}", len(asked.held(period)), "days", "opening-days-held")


def hours_line(name: str, minutes: int) -> Line:
    """Minutes, as hours."""
    return Line(name, kpi.rounded(Fraction(minutes, 60), 1), "hours", "hours-open")


def in_places(value: Fraction | None, places: int = 1) -> Decimal | None:
    """A figure as it is shown; None stays none."""
    return None if value is None else kpi.rounded(value, places)
