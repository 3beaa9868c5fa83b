"""The mat: a picture in mm (SVG) read into what the robot stands on.

Elements by id: `line` (a path of M L H V A C, absolute) and more of them as `line_2`, `line_3`; `home` (rect), `tower`
(rect, where there is one) and other things in the way as `box_1`, `box_2`; `board_1` and so on (straight paths: the
middle of raised boards) with `mark_1` and so on (straight paths across them); `x1`, `x2`, `x2b`, `x1b` (straight paths
across a line, behind a crossing); `spot_1` and so on (circles where candles may stand); `border` (a rect: the middle of a
black band as wide as its stroke); the root's viewBox in mm. With
boards or a border there need be no line. The picture's y points down; everything handed out here is in the field's frame (x right, y up, the origin at the lower left
corner). The line becomes a raster of darkness, smoothed over the spot that a reflectance sensor sees.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from firmware.virtual.field_errors import FieldError
from firmware.virtual.svg_path import Point, flatten

__all__ = ["CROSSINGS", "Board", "Mat", "Rect", "Ring", "Segment", "load_mat"]

CELL_MM = 2
POINT_STEP_MM = 1.0  # how densely the line is sampled
FAR_MM = 1e9  # a straight path in one step
CROSSINGS = ("x1", "x2", "x2b", "x1b")

Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle, mm."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def centre(self) -> Point:
        return ((self.left + self.right) / 2, (self.bottom + self.top) / 2)

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class Ring:
    """A black ring on the floor around a place, mm; black between `inner` and `outer`."""

    x: float
    y: float
    inner: float
    outer: float


@dataclass(frozen=True, slots=True)
class Board:
    """A raised board. It reaches half its width beyond each end of its middle line (a square line cap)."""

    x: float
    y: float
    cos: float
    sin: float
    length: float
    half: float

    def along(self, x: float, y: float) -> float:
        """How far along its middle line a point lies, from the line's beginning."""
        return (x - self.x) * self.cos + (y - self.y) * self.sin

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies on it."""
        away_x, away_y = x - self.x, y - self.y
        along = away_x * self.cos + away_y * self.sin
        half = self.half
        return -half <= along <= self.length + half and -half <= away_y * self.cos - away_x * self.sin <= half


@dataclass(frozen=True, slots=True)
class Mat:
    """`cells` are rows of 0 (white) to 255 (line), the first row at y = 0."""

    width_mm: int
    height_mm: int
    line: tuple[Point, ...]
    """The first one: where there is a tower it ends at its face."""
    home: Rect
    tower: Rect | None
    boxes: tuple[Rect, ...]
    columns: int
    cells: bytes
    boards: tuple[Segment, ...] = ()
    """The middle lines of raised boards, in driving order."""
    marks: tuple[Segment, ...] = ()
    crossings: tuple[tuple[str, Segment], ...] = ()
    """Gates across a line, each from the left to the right of a robot that passes it."""
    spots: tuple[Point, ...] = ()
    planks: tuple[Board, ...] = ()
    """The boards as wide as the field's file says; what lies beside them is deeper floor."""
    rings: tuple[Ring, ...] = ()
    """What a seed drew onto the floor."""
    border: tuple[Rect, Rect] | None = None
    """A black band around the floor: its outer and its inner edge."""

    @property
    def blocks(self) -> tuple[Rect, ...]:
        """Everything on the mat that a robot cannot drive through."""
        return self.boxes if self.tower is None else (self.tower, *self.boxes)

    def darkness(self, x: float, y: float) -> float | None:
        """How dark a sensor's spot is, 0 white to 1 line, between the four nearest cells; None beside the mat."""
        if self.planks:
            return 0.0 if any(plank.holds(x, y) for plank in self.planks) else None
        across, up = x / CELL_MM - 0.5, y / CELL_MM - 0.5
        column, row = int(across), int(up)
        columns = self.columns
        if across < 0 or up < 0 or column >= columns - 1 or (row + 2) * columns > len(self.cells):
            return None
        across -= column
        up -= row
        cells = self.cells
        at = row * columns + column
        low = cells[at] + (cells[at + 1] - cells[at]) * across
        at += columns
        high = cells[at] + (cells[at + 1] - cells[at]) * across
        dark = (low + (high - low) * up) / 255
        for ring in self.rings:
            away_x, away_y = x - ring.x, y - ring.y
            square = away_x * away_x + away_y * away_y
            if ring.inner * ring.inner <= square <= ring.outer * ring.outer:
                return 1.0
        if self.border is not None and self.border[0].holds(x, y) and not self.border[1].holds(x, y):
            return 1.0
        return dark


@lru_cache(maxsize=8)
def load_mat(file: Path, line_width_mm: float, spot_mm: float, line_darkness: float = 1.0) -> Mat:
    """Read the picture.

    Args: spot_mm: radius of what a sensor sees; the line's edge is a ramp that wide to both sides.
    line_darkness: how black the line is: 1, or less for a grey one.
    Raises: FieldError: the file, an element or a path command cannot be used.
    """
    try:
        root = ElementTree.parse(file).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise FieldError(file, "svg", str(error)) from error
    box = (root.get("viewBox") or "").split()
    if len(box) != 4 or box[:2] != ["0", "0"] or not (box[2].isdecimal() and box[3].isdecimal()):
        raise FieldError(file, "viewBox", "must be '0 0 WIDTH HEIGHT' in whole mm")
    width, height = int(box[2]), int(box[3])
    ids = Counter(element.get("id", "") for element in root.iter())
    boards = tuple(_segment(file, root, name, height) for name in _numbered(ids, "board"))
    names = [] if (boards or "border" in ids) and "line" not in ids else ["line", *_numbered(ids, "line")]
    lines = [_read_line(file, root, name, height) for name in names]
    columns, rows = width // CELL_MM, height // CELL_MM
    return Mat(
        width_mm=width,
        height_mm=height,
        line=lines[0] if lines else (),
        home=_rect(file, root, "home", height),
        tower=_rect(file, root, "tower", height) if "tower" in ids else None,
        boxes=tuple(_rect(file, root, name, height) for name in _numbered(ids, "box")),
        columns=columns,
        cells=_paled(
            _paint([point for line in lines for point in line], columns, rows, line_width_mm / 2, spot_mm),
            line_darkness,
        ),
        boards=boards,
        border=_band(file, root, height) if "border" in ids else None,
        marks=tuple(_segment(file, root, name, height) for name in _numbered(ids, "mark")),
        crossings=tuple((name, _segment(file, root, name, height)) for name in CROSSINGS if name in ids),
        spots=tuple(_middle(file, root, name, height) for name in _numbered(ids, "spot")),
    )


def _numbered(ids: Iterable[str], kind: str) -> list[str]:
    """The ids `kind_N`, in the order of their numbers."""
    return sorted((name for name in ids if re.fullmatch(rf"{kind}_\d+", name)), key=lambda name: (len(name), name))


def _element(file: Path, root: ElementTree.Element, name: str) -> ElementTree.Element:
    found = [element for element in root.iter() if element.get("id") == name]
    if len(found) != 1:
        raise FieldError(file, f"#{name}", f"must stand exactly once, found {len(found)}")
    return found[0]


def _rect(file: Path, root: ElementTree.Element, name: str, height: int) -> Rect:
    element = _element(file, root, name)
    try:
        x, y, w, h = (float(element.get(key, "")) for key in ("x", "y", "width", "height"))
    except ValueError as error:
        raise FieldError(file, f"#{name}", "needs x, y, width and height in mm") from error
    if w <= 0 or h <= 0:
        raise FieldError(file, f"#{name}", "width and height must be above 0")
    return Rect(x, height - y - h, x + w, height - y)


def _segment(file: Path, root: ElementTree.Element, name: str, height: int) -> Segment:
    """A straight path of two points."""
    try:
        points = flatten(_element(file, root, name).get("d", ""), FAR_MM)
    except ValueError as error:
        raise FieldError(file, f"#{name}", str(error)) from error
    if len(points) != 2 or points[0] == points[1]:
        raise FieldError(file, f"#{name}", "must be one straight piece, from one point to another")
    (x, y), (to_x, to_y) = points
    return (x, height - y), (to_x, height - to_y)


def _band(file: Path, root: ElementTree.Element, height: int) -> tuple[Rect, Rect]:
    """The outer and the inner edge of the border."""
    rect = _rect(file, root, "border", height)
    try:
        half = float(_element(file, root, "border").get("stroke-width", "")) / 2
    except ValueError as error:
        raise FieldError(file, "#border", "needs a stroke-width in mm") from error
    if not 0 < half < min(rect.right - rect.left, rect.top - rect.bottom) / 2:
        raise FieldError(file, "#border", "its stroke-width must be above 0 and leave a floor inside")
    return (
        Rect(rect.left - half, rect.bottom - half, rect.right + half, rect.top + half),
        Rect(rect.left + half, rect.bottom + half, rect.right - half, rect.top - half),
    )


def _middle(file: Path, root: ElementTree.Element, name: str, height: int) -> Point:
    element = _element(file, root, name)
    try:
        return float(element.get("cx", "")), height - float(element.get("cy", ""))
    except ValueError as error:
        raise FieldError(file, f"#{name}", "must be a circle with cx and cy in mm") from error


def _read_line(file: Path, root: ElementTree.Element, name: str, height: int) -> tuple[Point, ...]:
    try:
        points = flatten(_element(file, root, name).get("d", ""), POINT_STEP_MM)
    except ValueError as error:
        raise FieldError(file, f"#{name}", str(error)) from error
    return tuple((x, height - y) for x, y in points)


def _paint(line: Iterable[Point], columns: int, rows: int, half_mm: float, spot_mm: float) -> bytes:
    """Darkness by distance from the line: 1 inside, 0 outside, a ramp of `spot_mm` to both sides of the edge."""
    reach_mm = half_mm + spot_mm
    reach = int(reach_mm / CELL_MM) + 1
    nearest: dict[int, float] = {}
    for x, y in line:
        column, row = int(x / CELL_MM), int(y / CELL_MM)
        for at_row in range(max(0, row - reach), min(rows, row + reach + 1)):
            away_y = (at_row + 0.5) * CELL_MM - y
            square_y = away_y * away_y
            for at in range(max(0, column - reach), min(columns, column + reach + 1)):
                away_x = (at + 0.5) * CELL_MM - x
                square = away_x * away_x + square_y
                cell = at_row * columns + at
                if square < nearest.get(cell, 1e9):
                    nearest[cell] = square
    cells = bytearray(columns * rows)
    for cell, square in nearest.items():
        share = (reach_mm - sqrt(square)) / (2 * spot_mm)
        cells[cell] = 0 if share <= 0 else 255 if share >= 1 else int(share * 255 + 0.5)
    return bytes(cells)


def _paled(cells: bytes, darkness: float) -> bytes:
    """The cells of a line that is not quite black."""
    return cells if darkness == 1 else cells.translate(bytes(int(level * darkness + 0.5) for level in range(256)))
