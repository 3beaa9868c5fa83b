"""The parts of a town file and how each is read: sites with opening rules, divisions, ages, the indicator table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from clubhouse_logs.hidden_cells import HIDDEN_BELOW
from clubhouse_logs.opening_calendar import Closure, OpeningRule, SpecialOpening
from tui.town_file import Table, TownError

__all__ = [
    "Competition",
    "Division",
    "Indicator",
    "Privacy",
    "Site",
    "all_different",
    "read_competition",
    "read_division",
    "read_holidays",
    "read_indicators",
    "read_privacy",
    "read_site",
]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY_COUNTRIES = ("JP",)
INDICATOR_COLUMNS = (
    "id", "section", "indicator", "baseline_label", "baseline", "baseline_unit",
    "target_label", "target", "target_unit", "baseline_period", "target_period", "better", "source",
)  # fmt: skip
CLOSED_COLUMNS = {"better": ("higher", "lower"), "source": ("computed", "entered")}


@dataclass(frozen=True, slots=True)
class Site:
    """One house with its own opening calendar."""

    id: str
    names: Mapping[str, str]
    day_starts: time
    merge_gap_min: int
    capacity_soft: int | None
    """Heads above which staff is told; None: no limit."""
    capacity_hard: int | None
    """Heads that are not passed without a word of staff."""
    has_check_out: bool
    """The door asks who leaves; a forgotten check-out stays a state of its own."""
    rules: tuple[OpeningRule, ...]
    specials: tuple[SpecialOpening, ...]
    closures: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the town's plan, every cell as the town wrote it."""

    id: str
    section: str
    indicator: str
    baseline_label: str
    baseline: str
    baseline_unit: str
    target_label: str
    target: str
    target_unit: str
    baseline_period: str
    target_period: str
    better: str
    """higher or lower."""
    source: str
    """computed by this program, or entered by staff."""


@dataclass(frozen=True, slots=True)
class Division:
    """A group of teams that compete among themselves; ranges are inclusive, None where the town does not say."""

    id: str
    names: Mapping[str, str]
    grades: tuple[int, int] | None
    """School years from the first one of elementary school, 1 to 12."""
    ages: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Competition:
    """The town's tournament by name, with the definition ids it may hold."""

    names: Mapping[str, str]
    challenges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Privacy:
    """Ages by birthday; years from the end of the fiscal year of a person's last visit."""

    guardian_consent_until_age: int
    identified_years: int
    pseudonymous_years: int
    provisional_days: int
    """How long a child without a signed form is let in by its nickname."""
    hidden_below: int
    """Counts of 1 up to below this are hidden in what is handed on."""


def read_holidays(table: Table) -> tuple[str | None, frozenset[date]]:
    country = table.text("country") if "country" in table else None
    if country is not None and country not in HOLIDAY_COUNTRIES:
        raise table.wrong("country", "unknown-country", country)
    dates = frozenset(table.days("dates"))
    table.close()
    return country, dates


def read_privacy(table: Table) -> Privacy:
    privacy = Privacy(
        guardian_consent_until_age=table.integer("guardian_consent_until_age", 0, 21),
        identified_years=table.integer("identified_years", 0, 50),
        pseudonymous_years=table.integer("pseudonymous_years", 0, 50),
        provisional_days=table.integer("provisional_days", 1, 366, 30),
        hidden_below=table.integer("hidden_below", 2, 1000, HIDDEN_BELOW),
    )
    table.close()
    return privacy


def read_site(table: Table, own_language: str) -> Site:
    site = Site(
        id=table.identifier("id"),
        names=table.names("names", own_language),
        day_starts=table.clock("day_starts", time(0, 0)),
        merge_gap_min=table.integer("merge_gap_min", 0, 24 * 60, 30),
        capacity_soft=_optional_heads(table, "capacity_soft"),
        capacity_hard=_optional_heads(table, "capacity_hard"),
        has_check_out=table.flag("check_out"),
        rules=tuple(map(_rule, table.tables("rules"))),
        specials=tuple(map(_special, table.tables("specials"))),
        closures=tuple(map(_closure, table.tables("closures"))),
    )
    if not site.rules:
        raise table.wrong("rules", "missing")
    all_different(table, "rules", [rule.since for rule in site.rules])
    all_different(table, "specials", [special.day for special in site.specials])
    table.close()
    return site


def _optional_heads(table: Table, key: str) -> int | None:
    return table.integer(key, 1, 10_000) if key in table else None


def _rule(table: Table) -> OpeningRule:
    weekdays = table.texts("weekdays")
    for weekday in weekdays:
        if weekday not in WEEKDAYS:
            raise table.wrong("weekdays", "not-one-of", weekday)
    since = table.day("since")
    opens, closes = _hours(table)
    table.text("source")  # an opening rule without a source is what `assumed` is for
    rule = OpeningRule(
        since=since,
        weekdays=frozenset(map(WEEKDAYS.index, weekdays)),
        opens=opens,
        closes=closes,
        closed_on_holidays=table.flag("closed_on_holidays"),
        is_assumed=table.flag("assumed"),
    )
    table.close()
    return rule


def _special(table: Table) -> SpecialOpening:
    opens, closes = _hours(table)
    special = SpecialOpening(table.day("day"), opens, closes, table.text("reason"))
    table.close()
    return special


def _closure(table: Table) -> Closure:
    start, end = table.day("start"), table.day("end")
    if end <= start:
        raise table.wrong("end", "contradiction", end)
    closure = Closure(start, end, table.text("reason"))
    table.close()
    return closure


def _hours(table: Table) -> tuple[time, time]:
    opens, closes = table.clock("opens"), table.clock("closes")
    if closes <= opens:
        raise table.wrong("closes", "contradiction", closes)
    return opens, closes


def read_competition(table: Table, own_language: str) -> Competition:
    competition = Competition(table.names("names", own_language), table.texts("challenges"))
    table.close()
    return competition


def read_division(table: Table, own_language: str) -> Division:
    division = Division(
        id=table.identifier("id"),
        names=table.names("names", own_language),
        grades=table.pair("grades", 1, 12),
        ages=table.pair("ages", 0, 120),
    )
    table.close()
    return division


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file)) or [[]]
    except OSError as error:
        raise TownError(str(path), "", "file-missing", error.strerror) from error
    except UnicodeDecodeError as error:
        raise TownError(str(path), "", "not-utf8", error.start) from error
    if tuple(header) != INDICATOR_COLUMNS:
        raise TownError(str(path), "line 1", "contradiction", header)
    indicators: list[Indicator] = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(INDICATOR_COLUMNS):
            raise TownError(str(path), f"row {number}", "contradiction", row)
        indicator = Indicator(*row)
        for key, allowed in CLOSED_COLUMNS.items():
            if getattr(indicator, key) not in allowed:
                raise TownError(str(path), f"row {number}.{key}", "not-one-of", getattr(indicator, key))
        if indicator.id in {known.id for known in indicators}:
            raise TownError(str(path), f"row {number}.id", "duplicate", indicator.id)
        indicators.append(indicator)
    return tuple(indicators)


def all_different(table: Table, key: str, values: Sequence[object]) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            raise table.wrong(f"{key}[{number}]", "duplicate", value)
