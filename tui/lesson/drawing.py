"""What a robot did, drawn with the dots of braille characters: its way over the mat, and a row for light and sound.

Braille characters are one column wide everywhere; rows of time are coloured blanks.
"""

from itertools import pairwise
from math import cos, radians, sin

from rich.cells import cell_len
from rich.text import Text

from firmware.virtual.physics import BODY_FRONT_MM, BODY_HALF_MM
from lessons.run import Run
from lessons.seen import lit_spans, notes
from tui.i18n import _

__all__ = ["drawing"]

BRAILLE = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""By row and column of a character."""
WAY, MAT, ROBOT = "bold bright_cyan", "bright_black", "bold bright_yellow"
MARGIN_MM = 60
SPAN_MM_MIN = 600
DARK = 128
STRIPS_MAX = 2


def drawing(run: Run, columns: int, rows: int) -> Text:
    """Return a picture of so many columns and rows; empty where there is no room."""
    strips = _strips(run, columns)
    rows -= len(strips)
    lines = [] if columns < 8 or rows < 3 else _map(run, columns, rows)
    return Text("\n").join([*lines, *strips])


class _Canvas:
    """Dots on a sheet whose lower left corner is (left, bottom) mm; a character takes the style of its last layer."""

    def __init__(self, columns: int, rows: int, left: float, bottom: float, dot_mm: float) -> None:
        self._columns, self._rows = columns, rows
        self._left, self._bottom, self._dot_mm = left, bottom, dot_mm
        self._dots = [[0] * columns for _row in range(rows)]
        self._styles = [[""] * columns for _row in range(rows)]

    def dot(self, x_mm: float, y_mm: float, style: str) -> None:
        across = int((x_mm - self._left) / self._dot_mm)
        down = self._rows * 4 - 1 - int((y_mm - self._bottom) / self._dot_mm)
        if 0 <= across < self._columns * 2 and 0 <= down < self._rows * 4:
            self._dots[down // 4][across // 2] |= DOTS[down % 4][across % 2]
            self._styles[down // 4][across // 2] = style

    def line(self, begin: tuple[float, float], end: tuple[float, float], style: str) -> None:
        steps = max(1, int(max(abs(end[0] - begin[0]), abs(end[1] - begin[1])) / self._dot_mm * 2))
        for step in range(steps + 1):
            share = step / steps
            self.dot(begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share, style)

    def places(self) -> list[tuple[float, float]]:
        """The middle of each dot."""
        return [
            (self._left + (across + 0.5) * self._dot_mm, self._bottom + (up + 0.5) * self._dot_mm)
            for up in range(self._rows * 4)
            for across in range(self._columns * 2)
        ]

    def lines(self) -> list[Text]:
        found = []
        for dots, styles in zip(self._dots, self._styles, strict=True):
            found.append(
                Text.assemble(*[(chr(BRAILLE + bits), style) for bits, style in zip(dots, styles, strict=True)])
            )
        return found


def _map(run: Run, columns: int, rows: int) -> list[Text]:
    """The mat around the way, the way, and the robot where it ended."""
    way = [(one.x_mm, one.y_mm) for one in run.samples if one.x_mm is not None and one.y_mm is not None]
    if not way or run.floor is None:
        return []
    reach = BODY_FRONT_MM + MARGIN_MM
    left, right = min(x for x, _y in way) - reach, max(x for x, _y in way) + reach
    bottom, top = min(y for _x, y in way) - reach, max(y for _x, y in way) + reach
    dot_mm = max((right - left) / (columns * 2), (top - bottom) / (rows * 4), SPAN_MM_MIN / (columns * 2))
    left -= (columns * 2 * dot_mm - (right - left)) / 2
    bottom -= (rows * 4 * dot_mm - (top - bottom)) / 2
    canvas = _Canvas(columns, rows, left, bottom, dot_mm)
    _draw_mat(canvas, run)
    for before, now in pairwise(way):
        canvas.line(before, now, WAY)
    _draw_robot(canvas, run)
    return canvas.lines()


def _draw_mat(canvas: _Canvas, run: Run) -> None:
    assert run.floor is not None
    mat = run.floor.mat
    for x, y in canvas.places():
        darkness = mat.darkness(x, y)
        if darkness is not None and darkness * 255 > DARK:
            canvas.dot(x, y, MAT)
    for block in (*mat.blocks, run.floor.room):
        corners = [(block.left, block.bottom), (block.right, block.bottom), (block.right, block.top),
                   (block.left, block.top), (block.left, block.bottom)]  # fmt: skip
        for begin, end in pairwise(corners):
            canvas.line(begin, end, MAT)


def _draw_robot(canvas: _Canvas, run: Run) -> None:
    """An arrow: the nose, and the two corners behind."""
    last = run.end
    assert last.x_mm is not None
    assert last.y_mm is not None
    angle = radians(run.start_direction_deg - last.heading_deg)
    corners = []
    for ahead, aside in ((BODY_FRONT_MM, 0.0), (-60.0, BODY_HALF_MM), (-60.0, -BODY_HALF_MM), (BODY_FRONT_MM, 0.0)):
        x = last.x_mm + ahead * cos(angle) - aside * sin(angle)
        corners.append((x, last.y_mm + ahead * sin(angle) + aside * cos(angle)))
    for begin, end in pairwise(corners):
        canvas.line(begin, end, ROBOT)


def _strips(run: Run, columns: int) -> list[Text]:
    """Light and sound from the start to the end, where there were any."""
    end_ms = max(1.0, float(run.ending.at_ms))
    rows = []
    if run.lights:
        rows.append((_("light"), [(span.begin_ms, span.end_ms) for span in lit_spans(run)], "on yellow"))
    if run.tones:
        rows.append((_("sound"), [(note.begin_ms, note.end_ms) for note in notes(run)], "on magenta"))
    strips = []
    for name, spans, style in rows[:STRIPS_MAX]:
        room = columns - cell_len(name) - 1
        text = Text(name + " ")
        for column in range(max(0, room)):
            at_ms = (column + 0.5) * end_ms / room
            is_on = any(begin <= at_ms < end for begin, end in spans)
            text.append(" ", style if is_on else "on #333333")
        strips.append(text)
    return strips
