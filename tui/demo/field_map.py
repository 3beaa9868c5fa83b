"""The field as a picture of characters: braille dots for the line, a frame for home and tower, an arrow for the robot.

Pure: a plan and a robot's pose in, rows of text out. Eight dots a character, so a line of 12 mm is seen at 80 columns.
"""

from dataclasses import dataclass

from firmware.virtual.mat import Rect
from firmware.virtual.plan import FieldPlan

__all__ = ["FieldMap", "arrow"]

BRAILLE = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, [row][column]."""
LOOKS = (-0.33, 0.0, 0.33)
"""Where a dot's area is looked at, as shares of its size: a line thinner than a dot must not fall between two looks."""
DARK = 0.5
ARROWS = "→↗↑↖←↙↓↘"
HOME, TOWER = "░", "▓"


def arrow(heading_deg: float) -> str:
    """Return the arrow for a heading; degrees counter-clockwise from the right."""
    return ARROWS[round(heading_deg / 45) % 8]


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The still part of the picture, drawn once."""

    rows: tuple[str, ...]
    width_mm: float
    height_mm: float

    @classmethod
    def draw(cls, plan: FieldPlan, columns: int, lines: int) -> "FieldMap":
        """Draw a plan into COLUMNS by LINES characters."""
        mat = plan.mat
        grid = [[" "] * columns for _ in range(lines)]
        dot_w, dot_h = mat.width_mm / (columns * 2), mat.height_mm / (lines * 4)
        for line in range(lines):
            for column in range(columns):
                bits = 0
                for dot_row in range(4):
                    for dot_column in range(2):
                        x = (column * 2 + dot_column + 0.5) * dot_w
                        y = mat.height_mm - (line * 4 + dot_row + 0.5) * dot_h
                        if _is_dark(plan, x, y, dot_w, dot_h):
                            bits |= DOTS[dot_row][dot_column]
                cell = Rect(
                    column * mat.width_mm / columns,
                    mat.height_mm - (line + 1) * mat.height_mm / lines,
                    (column + 1) * mat.width_mm / columns,
                    mat.height_mm - line * mat.height_mm / lines,
                )
                grid[line][column] = _cell(bits, mat.home, mat.blocks, cell)
        return cls(tuple("".join(row) for row in grid), mat.width_mm, mat.height_mm)

    def place(self, x_mm: float, y_mm: float) -> tuple[int, int]:
        """Return the (line, column) of a point, kept inside the picture."""
        lines, columns = len(self.rows), len(self.rows[0])
        column = int(x_mm / self.width_mm * columns)
        line = int((self.height_mm - y_mm) / self.height_mm * lines)
        return min(max(line, 0), lines - 1), min(max(column, 0), columns - 1)


def _cell(bits: int, home: Rect, blocks: tuple[Rect, ...], cell: Rect) -> str:
    """A tower thinner than a row must still be seen, so it fills every cell that it touches."""
    if any(_overlaps(block, cell) for block in blocks):
        return TOWER
    if bits:
        return chr(BRAILLE + bits)
    return HOME if _overlaps(home, cell) else " "


def _overlaps(one: Rect, other: Rect) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def _is_dark(plan: FieldPlan, x: float, y: float, dot_w: float, dot_h: float) -> bool:
    return any(
        (plan.mat.darkness(x + look_x * dot_w, y + look_y * dot_h) or 0) > DARK for look_x in LOOKS for look_y in LOOKS
    )
