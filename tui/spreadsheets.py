"""Tables handed on as files a spreadsheet opens: CSV and XLSX, with nothing in them that it would execute.

Rules: a text that begins like a formula (= + - @, any width) stays a text: in CSV behind an apostrophe, in a workbook
       by its type, so that nothing is added to it;
       numbers are numbers; CSV is UTF-8 with a mark and CRLF, as Excel opens it in any language.
Source: OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Sheet", "Value", "as_csv", "as_workbook", "defused", "undefused"]

Value = str | int | None
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
SHEET_TITLE_MAX = 31  # Excel's
FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title, its headings and its rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def defused(value: Value) -> Value:
    """Return a cell that no spreadsheet executes when it stands in a CSV file."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def undefused(text: str) -> str:
    """Return what `defused` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def as_csv(sheet: Sheet) -> bytes:
    """Write a table as CSV; an empty cell is nobody's."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(defused, sheet.headings))
    writer.writerows([*map(defused, row)] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write tables as one workbook, a sheet each."""
    from openpyxl import Workbook  # here: only who writes a workbook pays for loading it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(f"{number} {FORBIDDEN_IN_TITLES.sub(' ', sheet.title)}"[:SHEET_TITLE_MAX])
        for row in (sheet.headings, *sheet.rows):
            cells = [WriteOnlyCell(page, value=value) for value in row]
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, str):
                    cell.data_type = "s"  # else openpyxl makes a formula of =1+1 and an error of #N/A
            page.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
