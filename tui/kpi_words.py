"""The yearly figures of the clubhouse in words: each with what it counts beneath it.

The definitions are those of `clubhouse_logs.report.DEFINITIONS`; a figure without a denominator shows as a dash.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from clubhouse_logs.kpi import MERGE_GAP_MIN, REACTIVATED_AFTER_DAYS
from clubhouse_logs.report import DEFINITIONS
from tui.i18n import _

__all__ = ["definition_words", "figure_name", "report_lines"]


def report_lines(report: Mapping[str, Any], town: str, *, merge_gap_min: int = MERGE_GAP_MIN) -> Iterator[str]:
    """Yield the lines of a report (`YearlyReport.as_json`): the year's figures, its months, the way to the target."""
    yield _("{town}, {site}: fiscal year {year} ({start} until before {end}), counted up to {as_of}",
            town=town, site=report["site"], year=report["fiscal_year"], start=report["start"], end=report["end"],
            as_of=report["as_of"])  # fmt: skip
    if report["calendar"] == "assumed":
        yield _("The opening days are assumed for a part of this time: no source gives them.")
    for key in DEFINITIONS:
        if key in report:
            yield from _figure(key, report[key], merge_gap_min)
    yield from ("", _("Month      visits   children   days open"))
    for month in report["months"]:
        yield f"{month['month']}    {month['nobe']:>6}     {month['jitsu']:>6}      {month['opening_days_held']:>6}"
    yield _("Visits add up to the year's; children do not: who comes in two months is one child of the year.")
    target = report["target"]
    if target is not None:
        yield from _target_lines(target, merge_gap_min)


def figure_name(key: str) -> str:
    """Return the name of a figure."""
    return {
        "nobe": _("Visits (延べ, person-days)"),
        "nobe_entries": _("Entries"),
        "nobe_raw": _("Scans"),
        "jitsu": _("Children (実)"),
        "jitsu_upper": _("Children at most"),
        "anonymous": _("Without a name"),
        "new": _("New"),
        "returning": _("Returning"),
        "reactivated": _("Came back after long"),
        "opening_days_planned": _("Opening days planned"),
        "opening_days_held": _("Opening days held"),
        "per_opening_day": _("Visits a day open"),
        "visit_days_per_person": _("Days each child came"),
        "progress_percent": _("Progress, %"),
        "expected_linear": _("The even path"),
        "expected_geometric": _("The growing path"),
        "baseline_per_opening_day": _("At the start, a day open"),
        "goal_per_opening_day": _("At the goal, a day open"),
        "baseline_annualised": _("The start over a whole year"),
        "required_pace": _("Needed a day from now on"),
    }[key]


def definition_words(key: str, *, merge_gap_min: int = MERGE_GAP_MIN) -> str:
    """Return what a figure counts."""
    return {
        "nobe": _("Each child once a day, however often the door scanned, and every head without a name. Only youth."),
        "nobe_entries": _("Comings-in; those within {gap} minutes of the one before are one."),
        "nobe_raw": _("Every recorded coming-in, double scans included."),
        "jitsu": _("Different children with a name and at least one visit. Does not add up over months."),
        "jitsu_upper": _("If every head without a name was one more child; the truth lies between."),
        "anonymous": _("Heads that nobody named; in the visits, not in the children."),
        "new": _("Children whose first visit ever is in this year."),
        "returning": _("Children who had come before this year; with the new ones, all of them."),
        "reactivated": _("Of the returning, those whose last visit before was more than {days} days earlier."),
        "opening_days_planned": _("Days that the calendar opens in the whole year, closures taken out."),
        "opening_days_held": _("Days with a counted visit on a planned day, or that staff said were held, so far."),
        "per_opening_day": _("Visits over opening days held; a day that was open and empty counts as a day."),
        "visit_days_per_person": _("Visit days of children with a name, over those children."),
        "progress_percent": _("How much of the way from start to goal is done; below the start it is negative."),
        "expected_linear": _("Where equal steps a year from start to goal would stand in this year."),
        "expected_geometric": _("Where equal growth a year from start to goal would stand in this year."),
        "baseline_per_opening_day": _("The start over the planned opening days of its own year, whole or not."),
        "goal_per_opening_day": _("The goal over the planned opening days of this year."),
        "baseline_annualised": _("The start's pace over this year's planned opening days: the fair number to compare."),
        "required_pace": _("Visits on each planned day that is left, to reach the goal within this year."),
    }[key].format(gap=merge_gap_min, days=REACTIVATED_AFTER_DAYS)


def _target_lines(target: Mapping[str, Any], merge_gap_min: int) -> Iterator[str]:
    counted = {"D": "nobe", "E": "nobe_entries", "R": "nobe_raw", "U": "jitsu"}[target["definition"]]
    yield ""
    yield _("The target {indicator}: from {baseline} ({period}) to {goal} in {year}. {counted}: {value} so far.",
            indicator=target["indicator"], baseline=target["baseline"], period=target["baseline_period"],
            goal=target["goal"], year=target["goal_year"], counted=figure_name(counted),
            value=target["value"])  # fmt: skip
    for key in DEFINITIONS:
        if key in target:
            yield from _figure(key, target[key], merge_gap_min)
    yield _("Planned days left: {days}", days=target["remaining_days"])


def _figure(key: str, value: int | str | None, merge_gap_min: int) -> Iterator[str]:
    yield ""
    yield f"{'—' if value is None else value:>9}  {figure_name(key)}"
    yield f"           {definition_words(key, merge_gap_min=merge_gap_min)}"
