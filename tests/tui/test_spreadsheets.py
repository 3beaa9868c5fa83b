"""Tables handed on: nothing in them is executed, nothing in them is changed."""

import io

import pytest
from openpyxl import load_workbook

from tui.spreadsheets import Sheet, as_csv, as_workbook, defused, undefused

HOSTILE = ["=1+1", "+81", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "＝1+1", "  =1", "－1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_that_a_spreadsheet_would_execute_is_defused(text: str) -> None:
    """Behind an apostrophe, and back."""
    assert f"'{text}" == defused(text)
    assert text == undefused(f"'{text}")


@pytest.mark.parametrize("value", ["青い狐", "it's", "'quoted'", "1-2", -5, 0, None, ""])
def test_everything_else_stays_as_it_is(value: str | int | None) -> None:
    """A number below zero is a number."""
    assert value == defused(value)
    assert not isinstance(value, str) or value == undefused(value)


def test_csv_opens_in_excel_in_any_language() -> None:
    """UTF-8 with its mark, CRLF; what has a comma or a line break is quoted."""
    made = as_csv(Sheet("順位", ("rank", "team"), ((1, "=A1"), (2, 'い,"ろ"'), (None, "は"))))

    assert '\ufeffrank,team\r\n1,\'=A1\r\n2,"い,""ろ"""\r\n,は\r\n'.encode() == made


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    """No formula, no error value, no apostrophe added; titles that Excel forbids are made ones it takes."""
    rows = tuple((text, number) for number, text in enumerate([*HOSTILE[:5], "#N/A"]))
    book = load_workbook(
        io.BytesIO(as_workbook([Sheet("a/b:c" * 10, ("team", "points"), rows), Sheet("a/b:c" * 10, ("x",), ())]))
    )
    page = book.worksheets[0]

    assert [("team", "points"), *rows] == list(page.iter_rows(values_only=True))
    assert {"s"} == {cell.data_type for cell in page["A"]}
    assert {"n"} == {cell.data_type for cell in page["B"][1:]}
    assert [31, 31] == [len(sheet.title) for sheet in book.worksheets]
