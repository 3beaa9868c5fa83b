"""The yearly figure: every number with the code of its definition, and no prose.

Readers' words for the codes belong to tui. A number without a denominator is None. Nothing after `as_of` is counted, so
a report made again later with the same cut-off says the same, corrections aside.
Source: DEFINITIONS.md, 1, 2, 4, 5, 6, 12, 13; "The trap of a part of a year".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clubhouse_logs import kpi, periods
from clubhouse_logs import target as targets
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import Period
from clubhouse_logs.target import Target
from clubhouse_logs.visits import VisitLog, fold
from judge.facts import Fact
from judge.findings import Finding

__all__ = ["DEFINITIONS", "MonthFigures", "TargetFigures", "YearlyReport", "yearly"]

DEFINITIONS = {
    "nobe": "kpi-1-D",
    "nobe_entries": "kpi-1-E",
    "nobe_raw": "kpi-1-R",
    "jitsu": "kpi-2",
    "jitsu_upper": "kpi-2-upper",
    "anonymous": "kpi-2-anonymous",
    "new": "kpi-4-new",
    "returning": "kpi-4-returning",
    "reactivated": "kpi-4-reactivated",
    "opening_days_planned": "opening-days",
    "opening_days_held": "opening-days-held",
    "per_opening_day": "kpi-5",
    "visit_days_per_person": "kpi-6",
    "progress_percent": "kpi-12",
    "expected_linear": "kpi-12-linear",
    "expected_geometric": "kpi-12-geometric",
    "baseline_per_opening_day": "kpi-12-per-day",
    "goal_per_opening_day": "kpi-12-per-day",
    "baseline_annualised": "kpi-12-annualised",
    "required_pace": "kpi-13-pace",
}


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of the year, up to the cut-off; nobe adds up to the year's, jitsu does not."""

    month: str
    """YYYY-MM."""
    nobe: int
    jitsu: int
    opening_days_held: int


@dataclass(frozen=True, slots=True)
class TargetFigures:
    """The way from baseline to goal, raw and by opening day."""

    indicator: str
    definition: str
    """D, E, R or U: what `value` counts."""
    value: int
    baseline: int
    baseline_period: str
    """CY2019, CY2019-partial, FY2019, FY2019-partial."""
    goal: int
    goal_year: int
    progress_percent: Decimal
    """1 decimal, not clamped."""
    expected_linear: Decimal | None
    expected_geometric: Decimal | None
    """2 decimals; None outside baseline to goal year."""
    required_pace: Decimal | None
    """Visits each remaining planned day to reach the goal within this year, 2 decimals; negative when it is passed."""
    remaining_days: int
    baseline_per_opening_day: Decimal | None
    """Baseline over the planned opening days of its own, maybe partial, year; 2 decimals."""
    goal_per_opening_day: Decimal | None
    """Goal over the planned opening days of this year; 2 decimals."""
    baseline_annualised: Decimal | None
    """The baseline's pace over this year's planned opening days; 1 decimal. The honest number to compare with."""


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """One site's fiscal year up to and with the day `as_of`."""

    site: str
    fiscal_year: int
    period: Period
    as_of: date
    timezone: str
    nobe: int
    nobe_entries: int
    nobe_raw: int
    jitsu: int
    anonymous: int
    new: int
    returning: int
    reactivated: int
    opening_days_planned: int
    """Of the whole year."""
    opening_days_held: int
    """Up to the cut-off."""
    is_calendar_assumed: bool
    """An opening rule of this year, or of the target's baseline, is not known from a source."""
    per_opening_day: Decimal | None
    visit_days_per_person: Decimal | None
    months: tuple[MonthFigures, ...]
    target: TargetFigures | None
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values: whole numbers, texts, decimals as texts, null where there is no denominator."""
        return {
            "site": self.site,
            "fiscal_year": self.fiscal_year,
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "timezone": self.timezone,
            "nobe": self.nobe,
            "nobe_entries": self.nobe_entries,
            "nobe_raw": self.nobe_raw,
            "jitsu": self.jitsu,
            "jitsu_upper": self.jitsu + self.anonymous,
            "anonymous": self.anonymous,
            "new": self.new,
            "returning": self.returning,
            "reactivated": self.reactivated,
            "opening_days_planned": self.opening_days_planned,
            "opening_days_held": self.opening_days_held,
            "calendar": "assumed" if self.is_calendar_assumed else "sourced",
            "per_opening_day": _text(self.per_opening_day),
            "visit_days_per_person": _text(self.visit_days_per_person),
            "months": [asdict(month) for month in self.months],
            "target": None
            if self.target is None
            else {key: _text(value) for key, value in asdict(self.target).items()},
            "definitions": dict(DEFINITIONS),
            "findings": [{"code": finding.code, "source": finding.source} for finding in self.findings],
        }


def yearly(
    facts: Iterable[Fact],
    *,
    town_calendar: TownCalendar,
    fiscal_year: int,
    target: Target | None,
    as_of: date,
    merge_gap_min: int = kpi.MERGE_GAP_MIN,
) -> YearlyReport:
    """Fold facts into one fiscal year of the calendar's site.

    Args: facts: of any years and sites, in any order; earlier years decide who is new.
          as_of: the last local date that is counted; the days after it are the ones that remain.
    """
    year = periods.fiscal_year(fiscal_year, town_calendar.fiscal_year_start_month)
    log = fold(facts, town_calendar)
    town_calendar = log.calendar
    counted = periods.until_end_of(year, as_of)
    visits = kpi.in_period(log.youth, counted) if counted else []
    newcomers = kpi.newcomers(log.youth, counted) if counted else kpi.Newcomers(0, 0, 0)
    frequency = kpi.frequency(visits)
    held = log.held_days(counted) if counted else []
    nobe = kpi.person_days(visits)
    return YearlyReport(
        site=town_calendar.site,
        fiscal_year=fiscal_year,
        period=year,
        as_of=as_of,
        timezone=town_calendar.timezone.key,
        nobe=nobe,
        nobe_entries=kpi.entries(visits, merge_gap_min=merge_gap_min),
        nobe_raw=kpi.raw_scans(visits),
        jitsu=kpi.unique_persons(visits),
        anonymous=kpi.anonymous_heads(visits),
        new=newcomers.new,
        returning=newcomers.returning,
        reactivated=newcomers.reactivated,
        opening_days_planned=len(town_calendar.planned_days(year)),
        opening_days_held=len(held),
        is_calendar_assumed=_is_assumed(town_calendar, year, target),
        per_opening_day=kpi.visits_per_opening_day(nobe, len(held)),
        visit_days_per_person=kpi.rounded(frequency.mean, 1) if frequency else None,
        months=_months(log, visits, counted) if counted else (),
        target=None
        if target is None
        else _target(target, town_calendar, _value(target, visits, merge_gap_min), fiscal_year, as_of),
        findings=log.findings,
    )


def _months(log: VisitLog, visits: list[kpi.CountedVisit], counted: Period) -> tuple[MonthFigures, ...]:
    rows = []
    for month in periods.months(counted):
        of_month = kpi.in_period(visits, month)
        rows.append(
            MonthFigures(
                month=f"{month.start:%Y-%m}",
                nobe=kpi.person_days(of_month),
                jitsu=kpi.unique_persons(of_month),
                opening_days_held=len(log.held_days(month)),
            )
        )
    return tuple(rows)


def _target(target: Target, calendar: TownCalendar, value: int, fiscal_year: int, as_of: date) -> TargetFigures:
    start_month = calendar.fiscal_year_start_month
    planned = calendar.planned_days(periods.fiscal_year(fiscal_year, start_month))
    baseline_days = len(calendar.planned_days(targets.baseline_period(target, start_month)))
    remaining = sum(day > as_of for day in planned)
    return TargetFigures(
        indicator=target.indicator,
        definition=target.definition,
        value=value,
        baseline=target.baseline,
        baseline_period=target.baseline_label,
        goal=target.goal,
        goal_year=target.goal_year,
        progress_percent=kpi.rounded(targets.progress(target, value) * 100, 1),
        expected_linear=_rounded(targets.expected_linear(target, fiscal_year), 2),
        expected_geometric=targets.expected_geometric(target, fiscal_year),
        required_pace=_rounded(targets.required_pace(target, value, remaining), 2),
        remaining_days=remaining,
        baseline_per_opening_day=_rounded(targets.annualised(target.baseline, baseline_days, 1), 2),
        goal_per_opening_day=_rounded(targets.annualised(target.goal, len(planned), 1), 2),
        baseline_annualised=_rounded(targets.annualised(target.baseline, baseline_days, len(planned)), 1),
    )


def _value(target: Target, visits: list[kpi.CountedVisit], merge_gap_min: int) -> int:
    if target.definition == "U":
        return kpi.unique_persons(visits)
    return kpi.nobe(visits, kpi.NobeMode(target.definition), merge_gap_min=merge_gap_min)


def _is_assumed(calendar: TownCalendar, year: Period, target: Target | None) -> bool:
    spans = [year]
    if target is not None:
        spans.append(targets.baseline_period(target, calendar.fiscal_year_start_month))
    return any(calendar.uses_assumed_rule(span) for span in spans)


def _rounded(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else kpi.rounded(value, places)


def _text(value: int | str | Decimal | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value
