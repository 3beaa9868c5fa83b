"""The desk's pages as text: columns that line up in any script, the chosen line, and no colour that says it alone."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from tui.bracket_text import bracket_text
from tui.desk.pages import Sheet
from tui.desk.view import View
from tui.heat_map import stage_heats
from tui.i18n import _
from tui.paper.press import Said, said
from tui.table.prompts import Prompt

__all__ = ["bracket_part", "prompt_text", "sheet_text", "tabs_text"]

GAP = "  "
COLUMN_CELLS_MIN = 4
MARK = "!"
"""Before a line that waits for somebody."""


def tabs_text(names: Sequence[str], page: int, marked: Sequence[int]) -> Text:
    """The pages with their digits. Args: page: the open one, from 1. marked: those that wait for somebody."""
    text = Text(" ").join(
        Text(
            f"{number}{MARK if number in marked else ' '}{name}",
            Style(bold=number == page, reverse=number == page, meta={"@click": f"app.hit('{number}')"}),
        )
        for number, name in enumerate(names, start=1)
    )
    text.no_wrap = True
    return text


def sheet_text(sheet: Sheet, chosen: int, columns: int, lines: int) -> Text:
    """Draw as many rows as there is room for, the chosen one among them."""
    text = Text(no_wrap=True)
    if sheet.note:
        text.append(fit(sheet.note, columns).rstrip() + "\n", "bold")
    if not sheet.rows:
        text.append(sheet.empty)
        return text
    room = max(1, lines - 1 - bool(sheet.note))
    first = max(0, min(chosen - room // 2, len(sheet.rows) - room))
    widths = _widths([sheet.heads, *(row.cells for row in sheet.rows)], columns - 2)
    text.append("  " + _line(sheet.heads, widths) + "\n", "bold underline")
    for place, row in enumerate(sheet.rows[first : first + room], start=first):
        is_here = place == chosen
        mark = "▶" if is_here else MARK if row.is_marked else " "
        style = Style(bold=row.is_marked, reverse=is_here, meta={"@click": f"app.choose({place})"})
        text.append(f"{mark} {_line(row.cells, widths)}", style)
        text.append("\n")
    return text


def bracket_part(view: View, columns: int, lines: int) -> Text:
    """The part of the bracket that is in sight."""
    stage = view.stage_state
    heats = stage_heats(stage, lambda team: _name(view, team)) if stage is not None else []
    if not heats:
        return Text(view.sheet().empty or _("There is no bracket yet."))
    drawn = bracket_text(heats, columns).split("\n", allow_blank=False)
    widest = max(line.cell_len for line in drawn)
    top = min(view.scrolled[0], max(0, len(drawn) - lines))
    left = min(view.scrolled[1], max(0, widest - columns))
    view.scrolled = (top, left)
    shown = [_from(line, left, columns) for line in drawn[top : top + lines]]
    return Text("\n", no_wrap=True).join(shown)


def prompt_text(prompt: Prompt, columns: int, lines: int) -> Text:
    """A question with its answers; of a long question, as much as leaves room for all answers."""
    text = Text(no_wrap=True)
    asked = [part for line in prompt.title.split("\n") for part in _wrapped(line, columns)]
    room = max(1, lines - len(prompt.options) - 2)
    if len(asked) > room:
        asked = [*asked[: room - 1], "…"]
    text.append("\n".join(asked) + "\n\n", "bold")
    for option in prompt.options:
        text.append(f" {option.key} ", Style(bold=True, reverse=True, meta={"@click": f"app.hit('{option.key}')"}))
        text.append(f" {fit(option.words, columns - 4).rstrip()}\n")
    if prompt.typed is not None:
        text.append(f" {prompt.typed}▏\n", "bold reverse")
    return text


def fit(words: str, columns: int) -> str:
    """Pad or cut words to their columns, counting a wide character as two."""
    padded = Text(words)
    padded.truncate(max(1, columns), overflow="ellipsis", pad=True)
    return padded.plain


def _name(view: View, team: str) -> Said:
    entered = view.desk.hall.teams[team]
    return said(f"{entered.number} {entered.entered.name}", entered.entered.language)


def _wrapped(line: str, columns: int) -> list[str]:
    parts, part = [], ""
    for character in line:
        if cell_len(part + character) > columns:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]


def _from(line: Text, left: int, columns: int) -> Text:
    """The cells of a line from some cell on."""
    skipped = 0
    while skipped < len(line) and cell_len(line.plain[:skipped]) < left:
        skipped += 1
    part = line[skipped:]
    part.truncate(columns)
    return part


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """The cells of each column: what they need; where that is too much, the widest give way."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    while sum(widths) + len(GAP) * (len(widths) - 1) > columns and max(widths) > COLUMN_CELLS_MIN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(fit(cell, wide) for cell, wide in zip(cells, widths, strict=True))
