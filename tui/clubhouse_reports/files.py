"""A form as files: a workbook, a CSV as the city's computers read it, a PDF, and a picture for a council.

Rule: what CP932 cannot hold is said by its character and place, and written as 〓, never dropped.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clubhouse_logs.forms import Form, FormRow
from tui.clubhouse_reports.form_words import definitions, form_sheet, form_title
from tui.i18n import _
from tui.paper.lists import Cell, Column, Section, listing
from tui.spreadsheets import Sheet, defused
from tui.town import Town

__all__ = ["Unheld", "as_cp932", "chart_page", "form_page"]

GETA = "〓"  # what printers in Japan set for a type they do not have
CP932 = "cp932"


@dataclass(frozen=True, slots=True)
class Unheld:
    """A character that CP932 does not have, and the row (from 1, the headings first) it stands in."""

    character: str
    row: int


def as_cp932(sheet: Sheet) -> tuple[bytes, list[Unheld]]:
    """A table as CSV in CP932, and what it could not hold."""
    unheld: list[Unheld] = []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, row in enumerate((sheet.headings, *sheet.rows), start=1):
        writer.writerow([_held(defused(value), number, unheld) for value in row])
    return text.getvalue().encode(CP932), unheld


def _held(value: object, row: int, unheld: list[Unheld]) -> object:
    if not isinstance(value, str):
        return value
    held = []
    for character in value:
        try:
            character.encode(CP932)
        except UnicodeEncodeError:
            unheld.append(Unheld(character, row))
            held.append(GETA)
        else:
            held.append(character)
    return "".join(held)


def form_page(form: Form, town: Town, site: str, *, is_final: bool) -> dict[str, Any]:
    """The data of template `table`: the form, and what each figure counts."""
    sheet = form_sheet(form, town, site)
    columns = [Column(sheet.headings[0], 12), *(Column(head, 8, "right") for head in sheet.headings[1:-1]),
               Column(sheet.headings[-1], 18)]  # fmt: skip
    rows: list[Sequence[Cell]] = [["—" if cell is None else cell for cell in row] for row in sheet.rows]
    return listing(
        form_title(form, town, site), [Section(columns, rows, note="  ".join(definitions(form)))],
        subtitle=_("final") if is_final else _("provisional"), wide=True,
    )  # fmt: skip


def chart_page(form: Form, town: Town, site: str) -> dict[str, Any]:
    """The data of template `chart`: a bar a month (or day), one for a total that only a document gives, hatched."""
    bars = [_bar(row) for row in form.rows if row.kind in ("day", "month")]
    total = form.rows[-1]
    words = _("{nobe} visits (延べ) of {jitsu} children (実) on {days} opening days", nobe=total.nobe,
              jitsu=total.jitsu, days=total.opening_days)  # fmt: skip
    page = listing(form_title(form, town, site), [], subtitle=words)
    return {"title": page["title"], "subtitle": page["subtitle"], "bars": bars,
            "most": max([1, *(bar["value"] for bar in bars)]), "notes": definitions(form)}  # fmt: skip


def _bar(row: FormRow) -> dict[str, Any]:
    label = f"{row.period.start:%d}" if row.kind == "day" else f"{row.period.start:%m}"
    return {"label": label, "value": row.nobe or row.stated or 0, "stated": row.stated is not None}
