"""A clubhouse of ten years for the benchmarks: the same comings and goings as our journals and as a DuckDB file.

Every planned day some of the year's children come once, at an instant within the opening hours, and are seen leaving.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period, fiscal_year
from judge.facts import Body, Left, PersonAdded, Visited, instant_text
from judge.journal import Journal

__all__ = ["Coming", "comings", "write_duckdb", "write_journals"]

FIRST_YEAR, YEARS, VISITS_A_YEAR, CHILDREN_A_YEAR = 2019, 10, 20_000, 400
WALL = "2029-04-01T09:00:00+09:00"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Coming:
    """One visit of the benchmark."""

    person: str
    day: date
    came_in: datetime
    went_out: datetime


def comings(calendar: TownCalendar, *, years: int = YEARS, visits_a_year: int = VISITS_A_YEAR) -> list[list[Coming]]:
    """Return the visits of each year; every year a quarter of the children is new."""
    drawn = random.Random(1)
    return [list(_year(calendar, drawn, FIRST_YEAR + number, number, visits_a_year)) for number in range(years)]


def write_journals(folder: Path, site: str, of_years: list[list[Coming]]) -> None:
    """Write a journal for each year, as one kiosk would have left them."""
    known: set[str] = set()
    for number, visits in enumerate(of_years):
        year = FIRST_YEAR + number
        (folder / f"FY{year}").mkdir(parents=True)
        with Journal.open(
            folder / f"FY{year}" / "kiosk-1.bench.db", f"kiosk-1.bench.{year}", clock=lambda: WALL
        ) as book:
            fresh = sorted({visit.person for visit in visits} - known)
            known.update(fresh)
            book.append_all([PersonAdded(person, "child") for person in fresh], by="staff")
            book.append_all(_bodies(visits, site), by="kiosk")


def write_duckdb(path: Path, of_years: list[list[Coming]], held: list[tuple[date, int]]) -> None:
    """Write the same visits, and the days that were open with their minutes, as tables of DuckDB's own file."""
    import duckdb

    csv = path.with_suffix(".csv")
    lines = (f"{one.person},{one.day},{one.came_in:%Y-%m-%d %H:%M:%S},{one.went_out:%Y-%m-%d %H:%M:%S}"
             for year in of_years for one in year)  # fmt: skip
    csv.write_text("person,day,came_in,went_out\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE visits AS SELECT * FROM read_csv(?)", [str(csv)])
        database.execute("CREATE TABLE held (day DATE, minutes INTEGER)")
        database.executemany("INSERT INTO held VALUES (?, ?)", held)


def _year(calendar: TownCalendar, drawn: random.Random, year: int, number: int, visits_a_year: int) -> Iterator[Coming]:
    period: Period = fiscal_year(year, calendar.fiscal_year_start_month)
    children = [_person(CHILDREN_A_YEAR // 4 * number + index) for index in range(CHILDREN_A_YEAR)]
    planned = calendar.planned_days(period)
    for place, day in enumerate(planned):
        heads = visits_a_year * (place + 1) // len(planned) - visits_a_year * place // len(planned)
        span = calendar.opening_span(day)
        assert span is not None, "a planned day has hours"
        minutes = int((span[1] - span[0]).total_seconds()) // 60
        for person in drawn.sample(children, min(heads, len(children))):
            came = drawn.randrange(minutes - 1)
            gone = drawn.randrange(came + 1, minutes)
            start = span[0].astimezone(UTC)
            yield Coming(person, day, start + timedelta(minutes=came), start + timedelta(minutes=gone))


def _bodies(visits: list[Coming], site: str) -> Iterator[Body]:
    for one in visits:
        yield Visited(one.person, 1, instant_text(one.came_in), site, "youth", "scan")
        yield Left(one.person, None, 1, instant_text(one.went_out), site, "scan")


def _person(number: int) -> str:
    letters = ""
    for _ in range(10):
        number, digit = divmod(number, len(LETTERS))
        letters += LETTERS[digit]
    return f"p-{letters}"
