"""An attack on what the public has: nothing is known but published files, and everything in them is added up.

    python -m tests.clubhouse_logs.attack FIRST.db SECOND.db

Every count of every edition is an unknown; what is shown is an equation, and so is every sum; hidden counts are 1 or
more (a zero is shown), or 0 where an earlier edition hid them. Linear programming (HiGHS) then gives the least and the
most that each hidden count can be. Three attackers: one edition alone; all of them, guessing that no count changed by
more than any shown one did; all of them, told every change by somebody inside.
It shares no line with the suppression it tries to break.
"""

import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import highspy


class Count(NamedTuple):
    """Which count: of a month (* the year) and a stage (* all), visits or children."""

    month: str
    stage: str
    what: str


@dataclass
class Publication:
    """One edition: its counts, None where they are hidden."""

    period: str
    edition: int
    year: int
    counts: dict[Count, int | None] = field(default_factory=dict)


class Interval(NamedTuple):
    """What a hidden count can be, as far as the attacker can tell."""

    period: str
    edition: int
    count: Count
    low: float
    high: float


Change = Mapping[tuple[str, int, Count], int]
"""What a count really was, by period, edition and count: for the attacker who is told every change."""


def read(paths: Sequence[Path]) -> list[Publication]:
    """Every edition of the files, each once, in the order they were published."""
    found: dict[tuple[str, int], Publication] = {}
    for path in paths:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            for period, edition, year in database.execute(
                "SELECT period, edition, fiscal_year FROM publications ORDER BY published_on, rowid"
            ):
                found.setdefault((period, edition), Publication(period, edition, year))
            for period, edition, *count, value in database.execute(
                "SELECT period, edition, month, stage, what, value FROM counts"
            ):
                found[period, edition].counts[Count(*count)] = value
    return list(found.values())


def alone(publications: Sequence[Publication]) -> list[Interval]:
    """What each edition by itself gives away."""
    return [one for publication in publications for one in _bounds([publication], publications, None, None)]


def together(publications: Sequence[Publication]) -> list[Interval]:
    """What all editions of a year give away to who guesses that nothing changed by more than any shown count did."""
    found = []
    for year in sorted({one.year for one in publications}):
        some = [one for one in publications if one.year == year]
        found += _bounds(some, some, _largest_change(some), None)
    return found


def told(publications: Sequence[Publication], truth: Change) -> list[Interval]:
    """The same to who knows exactly by how much every hidden count changed."""
    found = []
    for year in sorted({one.year for one in publications}):
        some = [one for one in publications if one.year == year]
        found += _bounds(some, some, None, truth)
    return found


def _largest_change(publications: Sequence[Publication]) -> int:
    changes = [0]
    for before, after in _linked(publications):
        for count in before.counts.keys() & after.counts.keys():
            one, other = before.counts[count], after.counts[count]
            if one is not None and other is not None:
                changes.append(abs(one - other))
    return max(changes)


def _linked(publications: Sequence[Publication]) -> list[tuple[Publication, Publication]]:
    return [
        (one, other) for number, other in enumerate(publications) for one in publications[:number]
        if one.counts.keys() & other.counts.keys()
    ]  # fmt: skip


def _bounds(
    publications: Sequence[Publication], every: Sequence[Publication], change_most: int | None, truth: Change | None
) -> list[Interval]:
    solver = highspy.Highs()
    solver.silent()
    unknown: dict[tuple[str, int, Count], highspy.highs.highs_var] = {}
    for publication in publications:
        before = every[: every.index(publication)]
        for count, value in publication.counts.items():
            was_hidden = any(one.counts.get(count, 0) is None for one in before if one.year == publication.year)
            low = value if value is not None else 0 if was_hidden else 1
            high = value if value is not None else highspy.kHighsInf
            unknown[publication.period, publication.edition, count] = solver.addVariable(low, high)
        _sums(solver, publication, unknown)
    for before, after in _linked(publications) if truth is not None or change_most is not None else []:
        for count in before.counts.keys() & after.counts.keys():
            one, other = (before.period, before.edition, count), (after.period, after.edition, count)
            if None not in (before.counts[count], after.counts[count]):
                continue
            difference = unknown[other] - unknown[one]
            if truth is not None:
                solver.addConstr(difference == truth[other] - truth[one])
            else:
                solver.addConstr(difference <= change_most)
                solver.addConstr(difference >= -change_most)
    return [
        Interval(*key, _solve(solver, variable, is_most=False), _solve(solver, variable, is_most=True))
        for key, variable in unknown.items()
        if next(one for one in publications if (one.period, one.edition) == key[:2]).counts[key[2]] is None
    ]


def _sums(solver: highspy.Highs, publication: Publication, unknown: Mapping) -> None:  # type: ignore[type-arg]
    def of(month: str, stage: str, what: str = "visits") -> highspy.highs.highs_var:
        return unknown[publication.period, publication.edition, Count(month, stage, what)]

    months = sorted({one.month for one in publication.counts} - {"*"})
    stages = sorted({one.stage for one in publication.counts} - {"*"})
    for month in months:
        solver.addConstr(sum(of(month, stage) for stage in stages) == of(month, "*"))
    if not any(one.month == "*" for one in publication.counts):
        return
    for stage in stages:
        solver.addConstr(sum(of(month, stage) for month in months) == of("*", stage))
    solver.addConstr(sum(of("*", stage) for stage in stages) == of("*", "*"))
    with_children = sorted({one.stage for one in publication.counts if one.what == "children"} - {"*"})
    for stage in with_children:
        solver.addConstr(of("*", stage, "children") <= of("*", stage))
    if with_children:
        solver.addConstr(sum(of("*", stage, "children") for stage in with_children) == of("*", "*", "children"))


def _solve(solver: highspy.Highs, variable: highspy.highs.highs_var, *, is_most: bool) -> float:
    """The least or the most; what nothing bounds is infinite, and a guess that cannot be true says nothing."""
    (solver.maximize if is_most else solver.minimize)(variable)
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return round(solver.getInfo().objective_function_value, 6)
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return float("inf") if is_most else 0.0
    return float("inf") if is_most else float("-inf")


def narrowest(intervals: Sequence[Interval]) -> Interval | None:
    """The hidden count that is known best."""
    return min(intervals, key=lambda one: one.high - one.low, default=None)


if __name__ == "__main__":
    editions = read([Path(name) for name in sys.argv[1:]])
    for name, intervals in (("alone", alone(editions)), ("together", together(editions))):
        for one in sorted(intervals, key=lambda one: one.high - one.low):
            print(f"{name:9} {one.period} r{one.edition} {'/'.join(one.count)}: {one.low:g} to {one.high:g}")
