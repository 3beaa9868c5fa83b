"""A bracket as the figures an SVG is drawn from: boxes, names cut to their box, lines to where a winner goes.

Units are those of the drawing's own box; a style sheet says how large one is. Nothing here is markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.paper.brackets import Placed, SideLine
from tui.paper.press import Said

__all__ = ["Box", "Drawing", "drawing"]

COLUMN, ROW = 240, 76
BOX_WIDTH, SIDE_HEIGHT = 200, 28
MARGIN = 6
POINTS_WIDTH = 46
NAME_CELLS = 18  # so many fit in full size


@dataclass(frozen=True, slots=True)
class Box:
    """One side of a heat at its place. `is_long`: its name needs smaller letters; what is still too long is cut."""

    x: int
    y: int
    name: Said
    points: str
    wins: bool
    is_long: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it. `lines`: paths; `heads`: what a heat is called, over it."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    heads: tuple[tuple[int, int, str], ...]


def drawing(heats: Sequence[Placed]) -> Drawing:
    """Lay heats out."""
    places = {heat.id: (MARGIN + heat.column * COLUMN, MARGIN + 16 + round(heat.row * (ROW + 16))) for heat in heats}
    boxes = [
        _box(side, places[heat.id][0], places[heat.id][1] + number * SIDE_HEIGHT)
        for heat in heats
        for number, side in enumerate(heat.sides)
    ]
    lines = [_line(places[heat.id], places[heat.feeds]) for heat in heats if heat.feeds in places and heat.feeds]
    width = max((x for x, _y in places.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _x, y in places.values()), default=0) + 2 * SIDE_HEIGHT + MARGIN
    heads = tuple((*places[heat.id], heat.id) for heat in heats)
    return Drawing(width, height, tuple(boxes), tuple(lines), heads)


def _box(side: SideLine, x: int, y: int) -> Box:
    return Box(x, y, side.name, side.points, side.wins, cell_len(side.name.text) > NAME_CELLS)


def _line(start: tuple[int, int], goal: tuple[int, int]) -> str:
    """From the middle of a heat's right edge to the middle of the next one's left edge."""
    x, y = start[0] + BOX_WIDTH, start[1] + SIDE_HEIGHT
    between = goal[0] - (COLUMN - BOX_WIDTH) // 2
    return f"M{x} {y}H{between}V{goal[1] + SIDE_HEIGHT}H{goal[0]}"
