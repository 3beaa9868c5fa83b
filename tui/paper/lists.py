"""Lists and plans on paper: sections of rows under a head, as the template `table` sets them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tui.paper.press import Said, said

__all__ = ["Cell", "Column", "Section", "listing"]

Cell = str | Said | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and the side its cells stand at."""

    head: str
    width: int = 10
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one title; a cell is a text in the language that is spoken, or one with its own (`said`).

    `row_pt`: the space above and below a row's text, larger where something has to be written in by hand.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    title: str | None = None
    note: str | None = None
    row_pt: float = field(default=3.5)


def listing(
    title: str, sections: Sequence[Section], *, subtitle: str | None = None, foot: str | None = None, wide: bool = False
) -> dict[str, Any]:
    """The data of template `table`. `wide`: the page lies on its side.

    Raises: ValueError: a row has more or fewer cells than there are columns.
    """
    return {
        "title": said(title),
        "subtitle": _cell(subtitle),
        "foot": _cell(foot),
        "flipped": wide,
        "sections": [_section(section) for section in sections],
    }


def _section(section: Section) -> dict[str, Any]:
    for row in section.rows:
        if len(row) != len(section.columns):
            raise ValueError(f"{len(row)} cells for {len(section.columns)} columns: {row}")
    heads = [said(column.head) for column in section.columns]
    return {
        "title": _cell(section.title),
        "note": _cell(section.note),
        "widths": [column.width for column in section.columns],
        "align": [column.align for column in section.columns],
        "head": heads if any(head.text for head in heads) else [],
        "rows": [[_cell(cell) for cell in row] for row in section.rows],
        "row_pt": section.row_pt,
    }


def _cell(cell: Cell) -> Said | None:
    return cell if isinstance(cell, Said) or cell is None else said(cell)
