"""A fiscal year as the public may see it: visits by month and school stage, children of the year by stage. Pure.

    2022-10/ES  a month's visits (延べ, D) of a stage     2022-10/*  of all        */ES  the year's     */*  of all
    */ES/children  the year's children (実) of a stage                             */*/children         of all

Rules: a visit stands under the child's stage on its day, a child under that of the last day it came, so both add up;
       heads without a name are a column of their own, and no child is described by them;
       a month's table and the year's are one: what either showed is known when the other is made (`suppression`);
       a correction that cannot be published without telling of few waits: the month is carried as it was published;
       sites are published apart and never added up, so no sum crosses two tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from clubhouse_logs import kpi
from clubhouse_logs.forms import UNKNOWN, UNNAMED
from clubhouse_logs.periods import Period, months
from clubhouse_logs.record import Record
from clubhouse_logs.suppression import Arc, Edition, is_small, protect, rooms

__all__ = [
    "ALL",
    "CHILDREN",
    "PublicTable",
    "YearCounts",
    "count_year",
    "hidden_stages",
    "least_room",
    "next_table",
    "table_network",
]

ALL, CHILDREN, AGAIN = "*", "/children", "/again"
ROW_PRICE, COLUMN_PRICE, TOTAL_PRICE = 10**4, 10**5, 10**7
"""Hiding a sum costs the reader more than hiding any count in it."""


@dataclass(frozen=True, slots=True)
class YearCounts:
    """What is counted, before anything is hidden: by key, and how many children each count is of."""

    columns: tuple[str, ...]
    months: tuple[str, ...]
    counts: Mapping[str, int]
    persons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One edition's table: the counts behind it, what of them it shows, and months carried from an earlier one."""

    edition: Edition
    carried: tuple[str, ...] = field(default=())

    def value(self, key: str) -> int | None:
        """Return a count that is shown; None for one that is hidden. Raises: KeyError: it has no such count."""
        return None if key in self.edition.hidden else self.edition.counts[key]


def count_year(record: Record, year: Period, *, stages: Sequence[str], until: Period) -> YearCounts:
    """Count a fiscal year's visits and children.

    Args: stages: the town's, in their order. until: the part of the year that is over.
    """
    visits = kpi.in_period(record.log.youth, until)
    heads: Counter[tuple[str, str]] = Counter()
    children: dict[str, set[str]] = {}
    last: dict[str, tuple[date, str]] = {}
    for day, person, count in _heads(visits):
        month = f"{day:%Y-%m}"
        column = UNNAMED if person is None else record.members.on(person, day).stage or UNKNOWN
        heads[month, column] += count
        if person is not None:
            for key in (f"{month}/{column}", f"{month}/{ALL}"):
                children.setdefault(key, set()).add(person)
            last[person] = max(last.get(person, (day, column)), (day, column), key=lambda seen: seen[0])
    found = {column for _month, column in heads}
    others = sorted(found - {*stages, UNKNOWN, UNNAMED})
    columns = (*stages, *others, *(one for one in (UNKNOWN, UNNAMED) if one in found))
    names = tuple(f"{month.start:%Y-%m}" for month in months(year) if month.end <= until.end)
    rows = {f"{month}/{column}": heads[month, column] for month in names for column in columns}
    of_year = Counter(column for _day, column in last.values())
    persons = {key: len(some) for key, some in children.items()}
    persons |= {f"{ALL}/{column}": number for column, number in of_year.items()} | {f"{ALL}/{ALL}": len(last)}
    return YearCounts(columns, names, _with_sums(rows, names, columns, of_year), persons)


def next_table(
    before: Sequence[PublicTable], now: YearCounts, *, month: str | None, least_shown: int
) -> PublicTable | None:  # fmt: skip
    """Return the next edition of one month, or of the year (None); None where nothing may be published.

    Args: before: every edition of the same fiscal year so far, in their order. least_shown: k.
    """
    wanted = [month] if month is not None else list(now.months)
    old = {one: row for table in before for one, row in _rows_of(table, now.months).items()}
    moved = [one for one in wanted if one in old and old[one] != _row(now.counts, one)]
    whole = _try(before, now, wanted, {}, month is None, least_shown)
    if whole is not None or not moved:
        return whole
    carried = {one: old[one] for one in moved}
    made = _try(before, now, wanted, carried, month is None, least_shown)
    for one in moved:  # each correction by itself: one that has to wait keeps no other one waiting
        fewer = {key: row for key, row in carried.items() if key != one}
        better = _try(before, now, wanted, fewer, month is None, least_shown)
        if better is not None:
            carried, made = fewer, better
    return made


def least_room(before: Sequence[PublicTable], table: PublicTable, least_shown: int) -> int | None:
    """Return by how much the best known hidden count stays open, up to k - 1 each way; None where nothing is hidden.

    Worked out anew from what is published: by itself, and with every edition so far and every change known.
    """
    editions = [*(one.edition for one in before), table.edition]
    network = table_network(_closed({key for one in editions for key in one.counts}), table.edition.counts)
    found = [rooms(network, some, least_shown) for some in ([table.edition], editions)]
    return min((room.down + room.up for some in found for room in some.values()), default=None)


def hidden_stages(table: PublicTable, month: str | None) -> frozenset[str]:
    """Return the columns of a month, or of the year (None), that an edition does not show."""
    row = ALL if month is None else month
    keys = (key.removesuffix(CHILDREN).split("/") for key in table.edition.hidden)
    return frozenset(column for one, column in keys if one == row and column != ALL)


def table_network(keys: Iterable[str], sizes: Mapping[str, int]) -> dict[str, Arc]:
    """Return the table's sums as a network. `keys`: all that were ever counted; `sizes`: the dearer the larger."""
    network: dict[str, Arc] = {}
    for key in keys:
        row, _, rest = key.partition("/")
        column, _, sort = rest.partition("/")
        size = sizes.get(key, 0) + 1
        match row, column, sort:
            case "*", "*", "":
                network[key] = Arc("out", "in", TOTAL_PRICE + size, is_sum=True)
            case "*", "*", "children":
                network[key] = Arc("children", "out", TOTAL_PRICE + size, is_sum=True)
            case "*", "*", _:
                network[key] = Arc("again", "out", None, is_sum=True)
            case "*", _, "":
                network[key] = Arc(f"column {column}", f"year {column}", COLUMN_PRICE + size, is_sum=True)
            case "*", _, "children":
                network[key] = Arc(f"year {column}", "children", COLUMN_PRICE + size)
            case "*", _, _:
                network[key] = Arc(f"year {column}", "out" if column == UNNAMED else "again", None)
            case _, "*", _:
                network[key] = Arc("in", f"row {row}", ROW_PRICE + size, is_sum=True)
            case _:
                network[key] = Arc(f"row {row}", f"column {column}", size)
    return network


def _try(
    before: Sequence[PublicTable], now: YearCounts, wanted: Collection[str], carried: Mapping[str, Mapping[str, int]],
    is_year: bool, least_shown: int,
) -> PublicTable | None:  # fmt: skip
    """One edition with these months as they were published before."""
    rows = {key: count for key, count in now.counts.items() if _month_of(key) in wanted and not key.endswith("/*")}
    columns = list(now.columns)
    for month, row in carried.items():
        rows = {key: count for key, count in rows.items() if _month_of(key) != month}
        rows |= {key: count for key, count in row.items() if not key.endswith("/*")}
        columns += [column for key in row if (column := key.partition("/")[2]) not in (*columns, ALL)]
    rows = {f"{month}/{column}": rows.get(f"{month}/{column}", 0) for month in wanted for column in columns}
    children = {column: now.counts.get(f"{ALL}/{column}{CHILDREN}", 0) for column in columns}
    counts = _with_sums(rows, list(wanted), columns, children)
    if not is_year:
        counts = {key: count for key, count in counts.items() if not key.startswith(ALL)}
    elif min(counts.values()) < 0:  # carried months and the children of now do not fit: those of the year wait
        counts = {key: count for key, count in counts.items() if CHILDREN not in key and AGAIN not in key}
    every = {*counts, *(key for table in before for key in table.edition.counts)}
    few = [key for key, count in counts.items() if _is_few(key, count, now.persons, carried, least_shown)]
    edition = protect(table_network(_closed(every), counts), [one.edition for one in before], counts, few, least_shown)
    return None if edition is None else PublicTable(edition, tuple(sorted(carried)))


def _is_few(
    key: str, count: int, persons: Mapping[str, int], carried: Collection[str], least_shown: int
) -> bool:  # fmt: skip
    if key.endswith(AGAIN) or key.partition("/")[2] == UNNAMED or not count:
        return False
    if is_small(count, least_shown):
        return True
    of = key.removesuffix(CHILDREN)
    return _month_of(key) not in carried and is_small(persons.get(of, 0), least_shown)


def _with_sums(
    rows: Mapping[str, int], names: Iterable[str], columns: Sequence[str], children: Mapping[str, int]
) -> dict[str, int]:  # fmt: skip
    counts = dict(rows)
    for month in names:
        counts[f"{month}/{ALL}"] = sum(rows[f"{month}/{column}"] for column in columns)
    for column in columns:
        of_column = sum(rows[f"{month}/{column}"] for month in names)
        counts[f"{ALL}/{column}"] = of_column
        counts[f"{ALL}/{column}{AGAIN}"] = of_column - children.get(column, 0)
        if column != UNNAMED:
            counts[f"{ALL}/{column}{CHILDREN}"] = children.get(column, 0)
    named = [column for column in columns if column != UNNAMED]
    counts[f"{ALL}/{ALL}"] = sum(rows.values())
    counts[f"{ALL}/{ALL}{CHILDREN}"] = sum(children.get(column, 0) for column in named)
    counts[f"{ALL}/{ALL}{AGAIN}"] = sum(counts[f"{ALL}/{column}{AGAIN}"] for column in named)
    return counts


def _closed(keys: Iterable[str]) -> set[str]:
    """The keys with every sum they are part of, so that what is not published yet is known to be open."""
    found = set(keys)
    for key in list(found):
        column = key.split("/")[1]
        found |= {f"{ALL}/{column}", f"{ALL}/{column}{AGAIN}", f"{ALL}/{ALL}"}
        found |= {f"{ALL}/{ALL}{CHILDREN}", f"{ALL}/{ALL}{AGAIN}"}
        if column not in (UNNAMED, ALL):
            found.add(f"{ALL}/{column}{CHILDREN}")
    return found


def _heads(visits: Iterable[kpi.CountedVisit]) -> list[tuple[date, str | None, int]]:
    """A named child once a day, unnamed heads as often as they came."""
    named = {(visit.day, visit.person) for visit in visits if visit.person is not None}
    unnamed = [(visit.day, None, visit.count) for visit in visits if visit.person is None]
    return [*((day, person, 1) for day, person in sorted(named)), *unnamed]


def _rows_of(table: PublicTable, names: Iterable[str]) -> dict[str, dict[str, int]]:
    rows = {one: _row(table.edition.counts, one) for one in names}
    return {one: row for one, row in rows.items() if row}


def _row(counts: Mapping[str, int], month: str) -> dict[str, int]:
    return {key: count for key, count in counts.items() if _month_of(key) == month}


def _month_of(key: str) -> str:
    return key.partition("/")[0]
