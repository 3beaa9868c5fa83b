"""The figures of `clubhouse_logs.figures` in words: a name, what is counted, and why a value is missing."""

from clubhouse_logs.figures import Figure
from clubhouse_logs.kpi import MERGE_GAP_MIN
from tui.i18n import _
from tui.kpi_words import definition_words, figure_name

__all__ = ["FIFTEEN", "missing_words", "name_words", "note_words", "unit_words", "what_words"]

SHARED = {
    "nobe": "nobe", "nobe_entries": "nobe_entries", "nobe_raw": "nobe_raw", "jitsu": "jitsu",
    "opening_days_held": "opening_days_held", "per_opening_day": "per_opening_day", "new": "new",
    "returning": "returning", "reactivated": "reactivated", "visit_days_per_person": "visit_days_per_person",
    "progress": "progress_percent", "expected_linear": "expected_linear", "expected_geometric": "expected_geometric",
    "required_pace": "required_pace",
}  # fmt: skip
"""Figures that the yearly report has too, by its names."""
FIFTEEN = tuple(range(1, 16))


def name_words(name: str) -> str:
    """Return what a figure is called."""
    return figure_name(SHARED[name]) if name in SHARED else _names()[name]


def what_words(name: str, *, merge_gap_min: int = MERGE_GAP_MIN) -> str:
    """Return what a figure counts: its definition, as DEFINITIONS.md has it."""
    return definition_words(SHARED[name], merge_gap_min=merge_gap_min) if name in SHARED else _definitions()[name]


def note_words(note: str) -> str:
    """Return what a figure's note says; a proportion such as 3/12 says it itself."""
    return {
        "unnamed-left-out": _("heads without a name may be further children"),
        "check-outs-missing": _("going-outs are missing: the truth lies between the two"),
        "no-stay-measured": _("nobody's way out was ever recorded"),
        "month-closed": _("the month had no opening day"),
        "month-not-over": _("the month is not over"),
        "gamma-poisson": _("Gamma-Poisson model, 95 % interval"),
        "day-bootstrap": _("days drawn anew, as they scatter more than chance; 95 % interval"),
        "certain": _("no planned day is left"),
        "not-enough-data": _("too few days to foresee anything"),
    }.get(note, note)


def unit_words(figure: Figure) -> str:
    """Return a unit by its name."""
    return {
        "person-days": _("person-days"), "entries": _("entries"), "scans": _("scans"), "persons": _("children"),
        "days": _("days"), "hours": _("hours"), "percent": "%", "yen": _("yen"), "heads": _("heads"),
        "pairs": _("pairs"), "person-days/day": _("visits a day"), "person-days/person": _("days a child"),
        "persons/day": _("children a day"),
    }.get(figure.unit, figure.unit)  # fmt: skip


def missing_words(number: int) -> str:
    """Return what a definition, 1 to 15, would need of the record; empty where it always has figures."""
    return {
        3: _("[3] Registered: nobody is entered as a member."),
        11: _("[11] From the clubhouse to the tournament: a roster with consent to link is needed."),
        10: _("[10] Use of the room: the town file names no capacity."),
        12: _("[12] Progress: no target holds; it is a figure of fiscal years."),
        13: _("[13] Forecast: no target holds; it is a figure of fiscal years."),
        14: _("[14] Cost a visit: nobody entered a running cost for exactly this time."),
    }.get(number, "")


def _names() -> dict[str, str]:
    return {
        "registered": _("Registered members"),
        "visit_days_median": _("Days each child came, median"),
        "share_frequent": _("Children who came on five days or more"),
        "retention_year": _("Of last year's children, here again"),
        "retention_year_adjusted": _("The same without those grown up"),
        "graduates": _("Grown out of the clubhouse"),
        "peak_occupancy": _("Most inside at once"),
        "mean_occupancy": _("Inside on average"),
        "hours_measured": _("Hours of use, measured"),
        "hours_imputed": _("Hours of use, imputed"),
        "hours_imputed_share": _("Share of hours imputed"),
        "capacity_use": _("Use of the room"),
        "conversion": _("Visitors who competed"),
        "conversion_residents": _("Competitors living here who came before"),
        "conversion_reverse": _("Competitors who came only afterwards"),
        "conversion_without_consent": _("Visitors without consent to link"),
        "annualised": _("This pace over the whole year"),
        "forecast": _("Where the year will end"),
        "chance_of_goal": _("Chance to reach the goal"),
        "cost_per_visit": _("Cost a visit"),
        "cost_per_person": _("Cost a child"),
        "donations_paid": _("Donations paid, of their goal"),
        "donations_pledged": _("Donations pledged"),
        "auto_closed": _("Stays nobody checked out of"),
        "anonymous": _("Visits without a name"),
        "corrected": _("Visits corrected"),
        "correction_lag": _("From a visit to its correction, median"),
        "days_without_record": _("Planned days without a record"),
        "duplicates_open": _("Suspected double entries"),
    }


def _definitions() -> dict[str, str]:
    return {
        "registered": _("Memberships that stand on the last day counted, whether or not the child came."),
        "visit_days_median": _("The median of visit days of children with a name."),
        "share_frequent": _("Children with five visit days or more, over all children with a name."),
        "retention_year": _(
            "Children of the year before who came this year too, over all children of the year before."
        ),
        "retention_year_adjusted": _("The same, with those who turned 18 and did not come left out of both sides."),
        "graduates": _("Children of the year before whose last school year ended, and who did not come."),
        "peak_occupancy": _("The most heads inside at one instant of any day, leaving counted before entering."),
        "mean_occupancy": _("Head-minutes within the opening hours over open minutes, on average of days held."),
        "hours_measured": _("Hours between a seen coming-in and a seen going-out, no minute of a child twice."),
        "hours_imputed": _("What stays without a going-out would add, by medians of measured stays of that weekday."),
        "hours_imputed_share": _("Imputed hours over all hours: how much of them is a guess."),
        "capacity_use": _("All hours over capacity times the open hours of days held."),
        "conversion": _("Of the young people with a visit in the year before the roster closed, those who competed."),
        "conversion_residents": _(
            "Competitors of this town who had come before they registered, over all of them with consent."
        ),
        "conversion_reverse": _("Competitors whose visits all came on or after the day they registered."),
        "conversion_without_consent": _(
            "Visitors of that year whose consent does not cover the link; in neither number."
        ),
        "annualised": _("Visits over days held, times the planned days of the whole year."),
        "forecast": _("Visits so far and what the planned days left will bring; always with its interval."),
        "chance_of_goal": _("How likely the year reaches the goal, by the same model."),
        "cost_per_visit": _("Running cost over visits (definition D)."),
        "cost_per_person": _("Running cost over children (definition U)."),
        "donations_paid": _("Donations that were paid, over the goal; pledged ones are not in it."),
        "donations_pledged": _("Promised, not yet paid."),
        "auto_closed": _("Stays whose going-out nobody saw, over all stays."),
        "anonymous": _("Heads without a name, over all visits."),
        "corrected": _("Recorded visits that anybody corrected, over all recorded ones."),
        "correction_lag": _("Hours from writing a visit down to its first correction."),
        "days_without_record": _("Planned days, up to the last counted, with neither a visit nor a word of staff."),
        "duplicates_open": _("Pairs of entries that may be one child and that nobody decided on."),
    }
