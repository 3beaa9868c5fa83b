"""Files as a clubhouse has them, turned into rows of cells: text in any of its encodings, or a workbook.

Rules: an encoding is believed only when every byte fits it: byte order marks first, then UTF-8, then CP932;
       a quoted line break stays in its cell; empty columns at the end are not columns;
       a merged cell of a workbook stands in every cell it covers; a formula is its last value, never run, and
       without one its own text;
       a hidden sheet is not read: nobody who handed the file over looked at it.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile

from clubhouse_logs.written_dates import Cell, SheetEpoch

__all__ = ["Sheet", "read_sheet", "read_sheets"]

WORKBOOK_MAGIC = b"PK\x03\x04"
NO_TEXT = re.compile(r"[\x00\x80\xa0\uf8f0-\uf8f3]")  # what cp932 makes of bytes that are no letters
DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file, first row first."""

    rows: tuple[tuple[Cell, ...], ...]
    encoding: str
    """utf-8, utf-8-sig, utf-16, cp932, xlsx."""
    epoch: SheetEpoch | None
    """Of a workbook; text does not say."""
    name: str = ""
    """Of a workbook's sheet."""
    other_sheets: tuple[str, ...] = ()
    """Of a workbook, the other sheets that hold something, where only the first was asked for."""


def read_sheet(data: bytes) -> Sheet | None:
    """Read the first sheet of a file; None when no encoding fits all of its bytes, or the workbook is broken."""
    sheets = read_sheets(data)
    if not sheets:
        return None
    others = (sheet.name for sheet in sheets[1:] if any(cell not in (None, "") for row in sheet.rows for cell in row))
    return replace(sheets[0], other_sheets=tuple(others))


def read_sheets(data: bytes) -> list[Sheet]:
    """Read every visible sheet of a file; [] when no encoding fits all of its bytes, or the workbook is broken."""
    if data.startswith(WORKBOOK_MAGIC):
        return _workbook(data)
    text = _text_sheet(data)
    return [] if text is None else [text]


def _text_sheet(data: bytes) -> Sheet | None:
    encodings = ["utf-8", "cp932"]
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if NO_TEXT.search(text) else Sheet(_text_rows(text), encoding, None)
    return None


def _text_rows(text: str) -> tuple[tuple[Cell, ...], ...]:
    delimiter = max(DELIMITERS, key=text.count)
    return tuple(_trimmed(row) for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def _workbook(data: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # here: only who imports a workbook pays for loading it
    from openpyxl.utils.datetime import MAC_EPOCH
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(BytesIO(data), data_only=True)
        formulas = load_workbook(BytesIO(data))
    except (BadZipFile, InvalidFileException, KeyError, ValueError):
        return []
    epoch = SheetEpoch.Y1904 if book.epoch == MAC_EPOCH else SheetEpoch.Y1900
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    return [Sheet(_page_rows(page, formulas[page.title]), "xlsx", epoch, page.title) for page in pages]


def _page_rows(page: Any, formulas: Any) -> tuple[tuple[Cell, ...], ...]:
    cells = {(cell.row, cell.column): cell.value for row in formulas.iter_rows() for cell in row}
    values = {(cell.row, cell.column): cell.value for row in page.iter_rows() for cell in row}
    # A formula that was never worked out stays as it is written: that is a question, and an empty cell is none.
    cells |= {place: value for place, value in values.items() if value is not None}
    for merged in page.merged_cells.ranges:
        value = cells.get((merged.min_row, merged.min_col))
        cells |= {
            (row, column): value
            for row in range(merged.min_row, merged.max_row + 1)
            for column in range(merged.min_col, merged.max_col + 1)
        }
    return tuple(
        _trimmed([cells.get((row, column)) for column in range(1, page.max_column + 1)])
        for row in range(1, page.max_row + 1)
    )


def _trimmed(row: list[Cell] | list[str]) -> tuple[Cell, ...]:
    cells: list[Cell] = list(row)
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return tuple(cells)
