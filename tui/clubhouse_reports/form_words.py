"""A form in words: its title, its columns and rows, and beneath it what every figure counts."""

from babel.dates import format_date

from clubhouse_logs.forms import UNKNOWN, UNNAMED, Form, FormRow
from tui.i18n import BASES, _, language
from tui.spreadsheets import Sheet, Value
from tui.town import Town, pick_name

__all__ = ["definitions", "form_sheet", "form_title", "stage_name"]


def form_title(form: Form, town: Town, site: str) -> str:
    """The title: the site, and the month or the fiscal year."""
    name = pick_name(town.site(site).names, language(), town.languages[0])
    if form.rows[-1].kind == "month-sum":
        return _("{site}: monthly report, {month}", site=name, month=f"{form.period.start:%Y-%m}")
    return _("{site}: yearly report, fiscal year {year}", site=name, year=form.period.start.year)


def form_sheet(form: Form, town: Town, site: str) -> Sheet:
    """The form as a table: what a row stands for, opening days, each stage, 延べ, 実, a day's mean."""
    headings = (
        _("Period"), _("Opening days"), *(stage_name(stage, town) for stage in form.stages),
        _("Visits (延べ)"), _("Children (実)"), _("A day's mean"), _("Note"),
    )  # fmt: skip
    return Sheet(form_title(form, town, site), headings, tuple(_cells(row) for row in form.rows))


def stage_name(stage: str, town: Town) -> str:
    """A school stage by its name in the town; a stage the town does not have by its own word."""
    if stage == UNKNOWN:
        return _("stage not known")
    if stage == UNNAMED:
        return _("without a name")
    division = next((one for one in town.divisions if one.id == stage), None)
    return stage if division is None else pick_name(division.names, language(), town.languages[0])


def definitions(form: Form) -> list[str]:
    """What the figures count, to be printed under the form."""
    return [
        _("Visits (延べ): a child counts once a day (definition D); heads without a name each time they came."),
        _("Children (実): each child once in a row; rows do not add up, and heads without a name are not among them."),
        _("A day's mean: visits over the days that were held."),
        _("Counted up to {day}. Mentors, staff and observers are not counted.", day=form.cut_off.isoformat()),
    ]


def _cells(row: FormRow) -> tuple[Value, ...]:
    note = ""
    if row.stated is not None:
        counts = {"nobe": _("延べ"), "jitsu": _("実")}.get(row.stated_counts, _("延べ or 実 not stated"))
        note = _("{number} by a document ({counts}); not counted here", number=row.stated, counts=counts)
    elif not row.is_over:
        note = _("not over yet")
    mean = None if row.per_day is None else str(row.per_day)
    return (_period(row), row.opening_days, *row.by_stage, row.nobe, row.jitsu, mean, note)


def _period(row: FormRow) -> str:
    match row.kind:
        case "day":
            return format_date(row.period.start, "M/d (EEE)", locale=BASES.get(language(), language()).split("-")[0])
        case "month":
            return f"{row.period.start:%Y-%m}"
        case "first-half":
            return _("first half-year")
        case "second-half":
            return _("second half-year")
        case "month-sum":
            return _("the month")
    return _("the whole year")
