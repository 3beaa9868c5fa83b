"""A page of the hall's screen as text: as many sheets as its rows need for the room there is."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.bracket_text import bracket_text
from tui.display.pages import Page

__all__ = ["sheets"]

GAP = "   "
HEAD_ROWS = 2
WIDE = 110
"""From so many cells on a row has an empty one below it: seen from the back of the hall, rows stand apart."""


def sheets(page: Page, width: int, height: int) -> list[Text]:
    """Draw a page on one sheet or more, each of at most so many rows.

    Args: width, height: of the room, in cells and rows.
    """
    if page.heats:
        return _bracket(page, width, height)
    step = 2 if width >= WIDE else 1
    fits = max(1, (height - HEAD_ROWS - bool(page.note)) // step)
    widths = _widths([page.heads, *page.rows], width)
    return [
        _sheet(page, range(first, min(first + fits, len(page.rows))), widths, step)
        for first in range(0, max(1, len(page.rows)), fits)
    ]


def _sheet(page: Page, numbers: range, widths: Sequence[int], step: int) -> Text:
    text = Text(no_wrap=True)
    text.append(" " + _row(page.heads, widths) + "\n", "bold underline")
    text.append("\n")
    for number in numbers:
        is_marked = number in page.marked
        # Not by colour alone: a mark, too, for who cannot tell colours apart.
        text.append(("▶" if is_marked else " ") + _row(page.rows[number], widths), "bold reverse" if is_marked else "")
        text.append("\n" * step)
    if page.note:
        text.append(page.note, "bold")
    return text


def _bracket(page: Page, width: int, height: int) -> list[Text]:
    lines = bracket_text(page.heats, width).split("\n", allow_blank=False)
    return [Text("\n").join(lines[first : first + height]) for first in range(0, len(lines), max(1, height))]


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The cells of each column: what they need; where that is too much, the widest gives way."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    too_much = sum(widths) + len(GAP) * (len(widths) - 1) + 3 - width
    if too_much > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(4, widths[widest] - too_much)
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " " + GAP.join(set_cell_size(cell, cells_wide) for cell, cells_wide in zip(cells, widths, strict=True))
