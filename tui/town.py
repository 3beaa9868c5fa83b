"""The town: everything that belongs to one place and not to the program.

`Town.load()` reads a town file (TOML, with its indicator table as CSV beside it), checks all of it at once and hands
out what the rooms below take as arguments: a `TownCalendar`, a `Target`, names, divisions, ages. A town is read once;
nothing here looks at the clock, the environment or the network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from clubhouse_logs.errors import ClubhouseError
from clubhouse_logs.opening_calendar import TownCalendar, no_holidays
from clubhouse_logs.periods import PeriodKind
from clubhouse_logs.target import DEFINITIONS, Target, baseline_period
from tui.school_holidays import SchoolHolidays, read_school_holidays
from tui.town_file import Table, TownError, read_toml
from tui.town_parts import (
    Competition,
    Division,
    Indicator,
    Privacy,
    Site,
    all_different,
    read_competition,
    read_division,
    read_holidays,
    read_indicators,
    read_privacy,
    read_site,
)

__all__ = ["Competition", "Division", "Indicator", "Privacy", "Site", "Town", "TownError", "pick_name", "town_path"]

SCHEMA = 1
BASELINE_KINDS = (PeriodKind.CALENDAR_YEAR.value, PeriodKind.FISCAL_YEAR.value)
LANGUAGE_SHAPE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Town:
    """A checked town file."""

    id: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    """The first is the town's own."""
    timezone: ZoneInfo
    fiscal_year_start_month: int
    holiday_country: str | None
    holiday_dates: frozenset[date]
    privacy: Privacy
    sites: tuple[Site, ...]
    """The first is the one meant when none is named."""
    targets: Mapping[str, tuple[str, Target]]
    """Indicator id -> (site id, target)."""
    indicators: tuple[Indicator, ...]
    competition: Competition
    divisions: tuple[Division, ...]
    school_holidays: tuple[SchoolHolidays, ...] = ()
    """Empty where the town lists none."""

    @classmethod
    def load(cls, id_or_path: str | Path = "kaga") -> Town:
        """Read a town of the package by id, or any town file by path.

        Raises: TownError naming file, key and reason.
        """
        path = town_path(id_or_path)
        return _town(read_toml(path), path.parent)

    def site(self, site_id: str | None = None) -> Site:
        """Return a site by id, the first one for None. Raises: KeyError: no such site."""
        by_id = {site.id: site for site in self.sites}
        return by_id[site_id] if site_id is not None else self.sites[0]

    def calendar(self, site_id: str | None = None) -> TownCalendar:
        """Return the calendar of a site, with the town's holidays where a rule asks for them."""
        site = self.site(site_id)
        needs_holidays = any(rule.closed_on_holidays for rule in site.rules)
        return TownCalendar(
            site=site.id,
            timezone=self.timezone,
            fiscal_year_start_month=self.fiscal_year_start_month,
            rules=site.rules,
            specials=site.specials,
            closures=site.closures,
            day_starts=site.day_starts,
            is_holiday=self.is_holiday if needs_holidays else no_holidays,
        )

    def is_holiday(self, day: date) -> bool:
        """Say whether a date is a public holiday of the country, or one the town file lists."""
        return day in self.holiday_dates or (self.holiday_country == "JP" and _is_japanese_holiday(day))

    def is_school_holiday(self, day: date) -> bool:
        """Say whether a date lies in the school holidays that the town file lists."""
        return any(day in span for span in self.school_holidays)

    def clubhouse_target(self, site_id: str | None = None) -> Target | None:
        """Return the first target of a site; None when the town has set none."""
        wanted = self.site(site_id).id
        return next((target for site, target in self.targets.values() if site == wanted), None)

    def name(self, language: str) -> str:
        """Return the town's name in a language, else in its base language, else in the town's own."""
        return pick_name(self.names, language, self.languages[0])


def town_path(id_or_path: str | Path) -> Path:
    """Return where a town's file lies: one of the package's by id, or any by path."""
    is_id = isinstance(id_or_path, str) and not re.search(r"[/\\.]", id_or_path)
    return Path(str(files("tui"))) / "towns" / f"{id_or_path}.toml" if is_id else Path(id_or_path)


def pick_name(names: Mapping[str, str], language: str, own_language: str) -> str:
    """Return a name in a language ("ja-easy"), else in its base language ("ja"), else in the town's own."""
    return names.get(language) or names.get(language.split("-")[0]) or names[own_language]


def _is_japanese_holiday(day: date) -> bool:
    import jpholiday  # here, because most commands never ask

    return bool(jpholiday.is_holiday(day))


def _town(top: Table, folder: Path) -> Town:
    top.integer("schema", SCHEMA, SCHEMA)
    languages = top.texts("languages")
    for language in languages:
        if not LANGUAGE_SHAPE.fullmatch(language):
            raise top.wrong("languages", "not-one-of", language)
    own = languages[0]
    start_month = top.integer("fiscal_year_start_month", 1, 12)
    indicators = read_indicators(folder / top.text("indicators"))
    sites = tuple(read_site(table, own) for table in top.tables("sites"))
    if not sites:
        raise top.wrong("sites", "missing")
    country, holiday_dates = read_holidays(top.table("holidays"))
    town = Town(
        id=top.identifier("id"),
        names=top.names("names", own),
        languages=languages,
        timezone=_timezone(top),
        fiscal_year_start_month=start_month,
        holiday_country=country,
        holiday_dates=holiday_dates,
        privacy=read_privacy(top.table("privacy")),
        sites=sites,
        targets=_targets(top, indicators, {site.id for site in sites}, start_month),
        indicators=indicators,
        competition=read_competition(top.table("competition"), own),
        divisions=tuple(read_division(table, own) for table in top.tables("divisions")),
        school_holidays=tuple(map(read_school_holidays, top.tables("school_holidays"))),
    )
    all_different(top, "sites", [site.id for site in town.sites])
    all_different(top, "divisions", [division.id for division in town.divisions])
    top.close()
    return town


def _timezone(top: Table) -> ZoneInfo:
    key = top.text("timezone")
    try:
        return ZoneInfo(key)
    except (LookupError, ValueError, OSError) as error:  # not found; a path outside the data; a folder of zones
        raise top.wrong("timezone", "unknown-timezone", key) from error


def _targets(
    top: Table, indicators: tuple[Indicator, ...], site_ids: set[str], start_month: int
) -> dict[str, tuple[str, Target]]:
    rows = {row.id: row for row in indicators}
    targets: dict[str, tuple[str, Target]] = {}
    for table in top.tables("targets"):
        indicator, site_id = table.identifier("indicator"), table.identifier("site")
        if indicator not in rows:
            raise table.wrong("indicator", "unknown-indicator", indicator)
        if rows[indicator].source != "computed":
            raise table.wrong("indicator", "indicator-not-computed", indicator)
        if site_id not in site_ids:
            raise table.wrong("site", "unknown-site", site_id)
        if indicator in targets:
            raise table.wrong("indicator", "duplicate", indicator)
        targets[indicator] = site_id, _target(table, indicator, start_month)
    return targets


def _target(table: Table, indicator: str, start_month: int) -> Target:
    values = {
        "baseline": table.integer("baseline", 0, 10**9),
        "baseline_year": table.integer("baseline_year", 1900, 2200),
        "goal": table.integer("goal", 0, 10**9),
        "goal_year": table.integer("goal_year", 1900, 2200),
    }
    definition = table.one_of("definition", DEFINITIONS)
    kind = PeriodKind(table.one_of("baseline_kind", BASELINE_KINDS, PeriodKind.CALENDAR_YEAR.value))
    since = table.optional_day("baseline_since")
    table.close()
    try:
        target = Target(indicator, definition, baseline_kind=kind, baseline_since=since, **values)
        baseline_period(target, start_month)
    except ClubhouseError as error:
        raise table.wrong("goal", "contradiction", str(error)) from error
    return target
