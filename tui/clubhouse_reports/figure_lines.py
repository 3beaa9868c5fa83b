"""All fifteen figures on a terminal: each with its interval, its definition and its note, and the months as bars.

Rules: a total that only a document gives is hatched (▒) and never in one bar with what was counted (█);
       a definition without a figure says what the record would need, so that nothing is missing silently.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from clubhouse_logs.figures import Basis, Figure
from clubhouse_logs.forms import Form
from tui.clubhouse_reports.figure_words import FIFTEEN, missing_words, name_words, note_words, unit_words, what_words
from tui.i18n import _
from tui.text_table import table_lines

__all__ = ["bars", "document", "figure_lines"]

BAR_CELLS = 40
COHORT = re.compile(r"retention_(\d{4}-\d{2})_(\d+)")
NUMBER = re.compile(r"kpi-(\d+)")


def figure_lines(found: Sequence[Figure], form: Form, town: str, *, merge_gap_min: int) -> Iterator[str]:
    """Yield the whole screen.

    Args: found: of one period, not empty. form: the months of the same period.
    """
    yield from _heading(found[0].basis, town)
    yield from ("", *bars(form))
    for number in FIFTEEN:
        of_number = [figure for figure in found if number_of(figure) == number]
        if not of_number:
            yield from ("", missing_words(number) or _("[{number}] No figure in this period.", number=number))
        for figure in of_number:
            if COHORT.fullmatch(figure.id) is None:
                yield from _figure(figure, number, merge_gap_min)
        if number == 7:
            yield from _cohorts(of_number)


def number_of(figure: Figure) -> int:
    """Return the number of a figure's definition; days held stand beside visits a day, 5."""
    found = NUMBER.match(figure.definition)
    return 5 if found is None else int(found[1])


def bars(form: Form) -> list[str]:
    """Return the months as bars of visits, with children and opening days; a stated total is hatched."""
    months = [row for row in form.rows if row.kind == "month"]
    most = max((row.stated or row.nobe for row in months), default=0)
    table = [[_("Month"), "", _("Visits"), _("Children"), _("Days open"), ""]]
    for row in months:
        number, ink = (row.nobe, "█") if row.stated is None else (row.stated, "▒")
        bar = ink * (-(-number * BAR_CELLS // most) if most else 0)
        note = "" if row.stated is None else _("by a document, not counted")
        table.append([f"{row.period.start:%Y-%m}", bar, str(number), str(row.jitsu), str(row.opening_days), note])
    return table_lines(table)


def document(found: Sequence[Figure]) -> dict[str, object]:
    """Return the figures as `--json` prints them: what all of them rest on once, then each by itself."""
    basis = found[0].basis
    state = basis.quality
    return {
        "site": basis.site,
        "period": {"kind": str(basis.period.kind), "start": basis.period.start.isoformat(),
                   "end": basis.period.end.isoformat()},
        "cut_off": basis.cut_off.isoformat(),
        "timezone": basis.timezone,
        "calendar": {"version": basis.calendar_version, "is_assumed": basis.is_calendar_assumed},
        "quality": {"auto_closed": _share(state.auto_closed), "anonymous": _share(state.anonymous),
                    "corrected": _share(state.corrected), "correction_lag_h": _share(state.median_correction_lag_h),
                    "days_without_record": [day.isoformat() for day in state.days_without_record],
                    "duplicates_open": state.duplicates_open},
        "figures": [
            {"id": figure.id, "definition": figure.definition, "value": _number(figure.value),
             "low": _number(figure.low), "high": _number(figure.high), "unit": figure.unit, "note": figure.note}
            for figure in found
        ],
        "missing": [number for number in FIFTEEN if number not in {number_of(figure) for figure in found}],
    }  # fmt: skip


def _heading(basis: Basis, town: str) -> Iterator[str]:
    yield _("{town}, {site}: {start} until before {end}, counted up to {as_of}", town=town, site=basis.site,
            start=basis.period.start, end=basis.period.end, as_of=basis.cut_off)  # fmt: skip
    assumed = _(" (assumed for a part: no source gives it)") if basis.is_calendar_assumed else ""
    yield _("Opening calendar {version}{assumed}, days of {timezone}", version=basis.calendar_version,
            assumed=assumed, timezone=basis.timezone)  # fmt: skip


def _figure(figure: Figure, number: int, merge_gap_min: int) -> Iterator[str]:
    value = "—" if figure.value is None else f"{figure.value:,}"
    if figure.low is not None and (figure.low, figure.high) != (figure.value, figure.value):
        between = f"{figure.low:,} – {figure.high:,}"
        value = between if figure.value is None else f"{value}  ({between})"
    yield ""
    yield f"[{number}] {name_words(figure.id)}: {value} {unit_words(figure)}"
    yield f"     {what_words(figure.id, merge_gap_min=merge_gap_min)}"
    if figure.note:
        yield f"     {note_words(figure.note)}"


def _cohorts(found: Iterable[Figure]) -> Iterator[str]:
    """Yield the months of first visits against the months after, in percent; a dash where nothing can be said."""
    cells: dict[str, dict[int, str]] = {}
    for figure in found:
        if (place := COHORT.fullmatch(figure.id)) is not None:
            cells.setdefault(place[1], {})[int(place[2])] = "—" if figure.value is None else str(figure.value)
    if not cells:
        return
    last = max(max(row) for row in cells.values())
    table = [[_("First came"), *(f"+{offset}" for offset in range(last + 1))]]
    table += [[cohort, *(row.get(offset, "") for offset in range(last + 1))] for cohort, row in cells.items()]
    yield from ("", _("[7] Children who came again so many months after the month of their first visit, %:"))
    yield from table_lines(table)
    yield _("— : the month is not over, or had no opening day.")


def _number(value: object) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)


def _share(value: object) -> str | None:
    return None if value is None else str(value)
