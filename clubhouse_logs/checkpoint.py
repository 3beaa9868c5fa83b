"""What finished years gave, added up and kept beside their journals, so that a year's figures need not read them again.

    clubhouse/<site>/checkpoint.db      0600; made anew at will, never the record, in no backup

Rules: it is used as long as every file it was made from looks as it did (size, time, last fact's hash) and its version,
       site, clock and opening hours are those of now; `journal check` looks at every byte of a file, this does not;
       a file that is not in it is read and checked whole, and added where it is apart (`counted.is_apart`); where
       anything does not fit, everything is read and checked, and the checkpoint made anew;
       it holds persons' random ids, as the journals do: whoever is forgotten is not in it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from clubhouse_logs.counted import Border, Counted, InsideTime, Kept, added, border_of, counted_of, is_apart, kept_of
from clubhouse_logs.day_sums import StaySum, VisitSum
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import fiscal_year_of
from clubhouse_logs.quality import Recorded
from clubhouse_logs.record import fold_record
from clubhouse_logs.stations import journals_of
from clubhouse_logs.stay_text import stay_of_text, stay_text
from clubhouse_logs.visit_days import VisitDays
from judge.errors import FactInvalid
from judge.facts import Fact, FactRow, order, read_fact
from judge.journal import last_fact, read_facts

__all__ = ["FILE", "Counting", "read_counted"]

FILE = "checkpoint.db"
VERSION = 1
TABLES = (
    "made(version INTEGER, settings TEXT, at TEXT, last_at TEXT, last_day TEXT, last_visit TEXT, origin TEXT, closed)",
    "files(path TEXT PRIMARY KEY, looks TEXT)",
    "stations(station TEXT PRIMARY KEY)",
    "persons(person TEXT PRIMARY KEY, stands INTEGER)",
    'desk(station, seq, lamport, at_ms, wall, "by", schema, kind, run, body, prev, hash)',
    "came(person TEXT PRIMARY KEY, days BLOB)",
    "visits(day TEXT PRIMARY KEY, person_days INTEGER, entries INTEGER, scans INTEGER, unnamed INTEGER)",
    "stays(day TEXT PRIMARY KEY, hours TEXT, sums TEXT)",
    "recorded(day TEXT PRIMARY KEY, number INTEGER)",
    "lags(day TEXT, seconds_over INTEGER, seconds_under INTEGER)",
    "sites(site TEXT PRIMARY KEY, visits INTEGER)",
    "inside(person TEXT, came_in TEXT, went_out TEXT)",
)
LOADED = ("stations", "persons", "desk", "came", "visits", "stays", "recorded", "lags", "sites")
"""At once; who was inside when is read only where two children may be one."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A site's figures' material, and how it came here."""

    counted: Counted
    kept_at: datetime | None
    """When the checkpoint it rests on was made, every fact in it checked; None: all were read and checked just now."""
    kept_until: date | None
    """The last day of the checkpoint's visits."""


def read_counted(
    folder: Path, calendar: TownCalendar, *, now: datetime, merge_gap_min: int, keeps: bool = True
) -> Counting:
    """Read a clubhouse's journals, those of finished years only if they look otherwise than when they were read last.

    Args: calendar: of the town file. now: aware. keeps: make a checkpoint where there is none that fits.
    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    looks = {path.relative_to(folder).as_posix(): _looks(path) for path in journals_of(folder)}
    this_year = fiscal_year_of(calendar.local_date(now), calendar.fiscal_year_start_month)
    finished = {name for name in looks if int(name[2:6]) < this_year}
    found = _read(folder / FILE, _settings(calendar, merge_gap_min), looks)
    if found is not None and finished <= found.files:
        later = _facts(folder, looks.keys() - found.files)
        if is_apart(found.kept.border, later, calendar):
            counted = added(found.kept, later, calendar, merge_gap_min=merge_gap_min)
            if all(_hours(counted.calendar, day) == hours for day, hours in found.hours.items()):
                return Counting(counted, found.at, found.kept.last_visit)
    by_file = {name: _facts(folder, [name]) for name in sorted(looks)}
    record = fold_record(_all(by_file.values()), calendar, merge_gap_min=merge_gap_min)
    if keeps and looks and os.access(folder, os.W_OK):
        earlier = _all(by_file[name] for name in finished)
        border = border_of(earlier, calendar)
        if not finished or not is_apart(border, _all(by_file[name] for name in looks.keys() - finished), calendar):
            finished, earlier = set(looks), _all(by_file.values())
            border = border_of(earlier, calendar)
        made = _Found(kept_of(record, border, earlier), frozenset(finished), now, {})
        _write(folder / FILE, made, record.calendar, _settings(calendar, merge_gap_min), looks)
    return Counting(counted_of(record), None, None)


@dataclass(frozen=True, slots=True)
class _Found:
    kept: Kept
    files: frozenset[str]
    at: datetime
    hours: Mapping[date, str]
    """The opening hours by which a day's stays were added up."""


def _read(path: Path, settings: str, looks: Mapping[str, str]) -> _Found | None:
    """Read the checkpoint; None: there is none, or not one of these files, settings and version."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            made = database.execute("SELECT * FROM made").fetchone()
            files = dict(database.execute("SELECT path, looks FROM files"))
            if made is None or made[:2] != (VERSION, settings) or any(looks.get(name) != files[name] for name in files):
                return None
            return _found(path, database, made, frozenset(files))
    except (sqlite3.Error, FactInvalid, ValueError):  # made by another version, or damaged: it is made anew
        return None


def _found(path: Path, database: sqlite3.Connection, made: tuple[Any, ...], files: frozenset[str]) -> _Found:
    _version, _settings, at, last_at, last_day, last_visit, origin, is_closed = made
    rows = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in LOADED}
    border = Border(
        desk=tuple(read_fact(FactRow(*row)) for row in rows["desk"]),
        persons=frozenset(person for person, _stands in rows["persons"]),
        named=frozenset(person for person, stands in rows["persons"] if stands),
        stations=frozenset(station for (station,) in rows["stations"]),
        is_closed=bool(is_closed),
        last_at=None if last_at is None else datetime.fromisoformat(last_at),
        last_day=None if last_day is None else date.fromisoformat(last_day),
    )
    kept = Kept(
        border=border,
        visit_days=VisitDays(
            date.fromisoformat(origin), {person: int.from_bytes(days, "little") for person, days in rows["came"]}
        ),
        visits={date.fromisoformat(day): VisitSum(*sums) for day, *sums in rows["visits"]},
        stays=_Stays({date.fromisoformat(day): sums for day, _, sums in rows["stays"]}),
        recorded=Recorded(
            {date.fromisoformat(day): number for day, number in rows["recorded"]},
            tuple(sorted((date.fromisoformat(day), Fraction(over, under)) for day, over, under in rows["lags"])),
        ),
        sites=dict(rows["sites"]),
        last_visit=None if last_visit is None else date.fromisoformat(last_visit),
        inside=lambda: _inside(path),
    )
    hours = {date.fromisoformat(day): hours for day, hours, _ in rows["stays"]}
    return _Found(kept, files, datetime.fromisoformat(at), hours)


def _write(path: Path, made: _Found, calendar: TownCalendar, settings: str, looks: Mapping[str, str]) -> None:
    kept, border = made.kept, made.kept.border
    staged = path.with_name(f"{path.name}.{os.getpid()}.new")  # two programs may make one at a time
    staged.unlink(missing_ok=True)
    rows: dict[str, Sequence[Sequence[Any]]] = {
        "made": [
            (VERSION, settings, made.at.isoformat(), _iso(border.last_at), _iso(border.last_day),
             _iso(kept.last_visit), kept.visit_days.origin.isoformat(), border.is_closed)
        ],
        "files": [(name, looks[name]) for name in sorted(made.files)],
        "stations": [(station,) for station in sorted(border.stations)],
        "persons": [(person, person in border.named) for person in sorted(border.persons)],
        "desk": [fact.row() for fact in border.desk],
        "came": [(person, _bytes(days)) for person, days in kept.visit_days.of.items()],
        "visits": [
            (day.isoformat(), one.person_days, one.entries, one.scans, one.unnamed) for day, one in kept.visits.items()
        ],
        "stays": [(day.isoformat(), _hours(calendar, day), stay_text(kept.stays[day])) for day in kept.stays],
        "recorded": [(day.isoformat(), number) for day, number in kept.recorded.by_day.items()],
        "lags": [(day.isoformat(), *lag.as_integer_ratio()) for day, lag in kept.recorded.lags],
        "sites": list(kept.sites.items()),
        "inside": [(one.person, one.came_in.isoformat(), one.went_out.isoformat()) for one in kept.inside()],
    }  # fmt: skip
    try:
        os.close(os.open(staged, os.O_RDWR | os.O_CREAT, 0o600))
        _fill(staged, rows)
        staged.replace(path)
    except (OSError, sqlite3.Error):  # a full disk, say: whoever asked for figures has them without a checkpoint
        staged.unlink(missing_ok=True)


def _fill(path: Path, rows: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for table in TABLES:
            database.execute(f"CREATE TABLE {table}")
        for name, some in rows.items():
            if some:
                holders = ", ".join("?" * len(some[0]))
                database.executemany(f"INSERT INTO {name} VALUES ({holders})", some)


class _Stays(Mapping[date, StaySum]):
    """The sums of days, each read when it is asked for."""

    def __init__(self, texts: Mapping[date, str]) -> None:
        self._texts = texts

    def __getitem__(self, day: date) -> StaySum:
        return stay_of_text(self._texts[day])

    def __iter__(self) -> Iterator[date]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _inside(path: Path) -> Iterator[InsideTime]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        for person, came_in, went_out in database.execute("SELECT * FROM inside"):
            yield InsideTime(person, datetime.fromisoformat(came_in), datetime.fromisoformat(went_out))


def _looks(path: Path) -> str:
    """What a file is known again by: how long and how old it and its log are, and its last fact."""
    log = path.with_name(f"{path.name}-wal")
    beside = log.stat() if log.exists() else None
    stat = path.stat()
    waiting = [beside.st_size, beside.st_mtime_ns] if beside is not None and beside.st_size else []
    return json.dumps([stat.st_size, stat.st_mtime_ns, waiting, last_fact(path)])


def _settings(calendar: TownCalendar, merge_gap_min: int) -> str:
    return json.dumps([calendar.site, calendar.timezone.key, calendar.day_starts.isoformat(), merge_gap_min])


def _hours(calendar: TownCalendar, day: date) -> str:
    span = calendar.opening_span(day)
    return "" if span is None else "/".join(at.isoformat() for at in span)


def _facts(folder: Path, names: Iterable[str]) -> list[Fact]:
    return _all(read_facts(folder / name) for name in names)


def _all(files: Iterable[Iterable[Fact]]) -> list[Fact]:
    return order({(fact.station, fact.seq): fact for facts in files for fact in facts}.values())


def _bytes(days: int) -> bytes:
    return days.to_bytes((days.bit_length() + 7) // 8, "little")


def _iso(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
