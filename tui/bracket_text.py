"""A bracket drawn in characters, for a terminal: heats at their places, lines to where a winner goes.

A name of any script keeps its column: widths are cells, not characters. Where there is no room a name is cut, never a
number.
"""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from tui.paper.brackets import Placed, SideLine

__all__ = ["bracket_text", "columns_for"]

ROWS_A_HEAT = 3  # two sides, and a row between two heats
GAP_CELLS = 3  # for the lines between two columns
NAME_CELLS_MIN = 8
WINNER, PLAIN, LINES = Style(bold=True), Style(), Style(dim=True)

Canvas = dict[tuple[int, int], tuple[str, Style]]
"""What stands where: (row, first cell) -> text and how it looks. Texts never overlap."""


def columns_for(width: int, columns: int) -> int:
    """The cells a heat has, when so many columns share a width; at least enough to tell names apart."""
    return max(NAME_CELLS_MIN + 4, width // max(1, columns) - GAP_CELLS)


def bracket_text(heats: Sequence[Placed], width: int) -> Text:
    """Draw heats (`tui.paper.brackets.placed`) in columns that fill a width in cells.

    It is wider than asked for when names would become too short to be told apart: the screen scrolls then.
    """
    if not heats:
        return Text()
    cells = columns_for(width, 1 + max(heat.column for heat in heats))
    by_id = {heat.id: heat for heat in heats}
    canvas: Canvas = {}
    for heat in heats:
        left, top = heat.column * (cells + GAP_CELLS), _top(heat)
        for offset, side in enumerate(heat.sides):
            canvas[top + offset, left] = (_side(side, cells), WINNER if side.wins else PLAIN)
        following = by_id.get(heat.feeds or "")
        if following is not None:
            goal = _top(following) + _goal_side(heat, following)
            _join(canvas, top, left + cells, goal)
            far = (following.column - heat.column - 1) * (cells + GAP_CELLS)
            if far > 0:  # past columns where nobody waits
                canvas[goal, left + cells + GAP_CELLS] = ("─" * far, LINES)
    return _text(canvas)


def _goal_side(heat: Placed, following: Placed) -> int:
    """Which side of the next heat the winner comes to: where it stands, else the one the line comes from."""
    winner = next((side.name.text for side in heat.sides if side.wins), None)
    names = [side.name.text for side in following.sides]
    if winner in names:
        return names.index(winner)
    if heat.row != following.row:
        return 0 if heat.row < following.row else 1
    # Beside each other in the losers' rounds: the first side is who fell from above. The grand final is far away.
    return 1 if following.column == heat.column + 1 else 0


def _top(heat: Placed) -> int:
    return round(heat.row * ROWS_A_HEAT)


def _side(side: SideLine, cells: int) -> str:
    points = f" {side.points}" if side.points else ""
    return set_cell_size(side.name.text, cells - cell_len(points)) + points


def _join(canvas: Canvas, top: int, left: int, goal: int) -> None:
    """A line from between the two sides of a heat to one side of the next."""
    first, last = sorted((top, goal))
    if first == last:
        canvas.setdefault((top, left), ("───"[:GAP_CELLS], LINES))
        return
    canvas[top, left] = ("─┐ " if goal > top else "─┘ ", LINES)
    for row in range(first + 1, last):
        canvas.setdefault((row, left), (" │ ", LINES))
    canvas[goal, left] = _crossing(canvas.get((goal, left)), " └─" if goal > top else " ┌─")


def _crossing(there: tuple[str, Style] | None, drawn: str) -> tuple[str, Style]:
    """Where the lines of two heats meet on their way to the same side."""
    if there is not None and there[0] != drawn:
        return (" ├─", LINES)
    return (drawn, LINES)


def _text(canvas: Canvas) -> Text:
    text = Text(no_wrap=True)
    for row in range(1 + max(row for row, _left in canvas)):
        at = 0
        for _row, left in sorted(place for place in canvas if place[0] == row):
            words, style = canvas[row, left]
            text.append(" " * (left - at))
            text.append(words, style)
            at = left + cell_len(words)
        text.append("\n")
    return text
