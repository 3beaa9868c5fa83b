"""From the field's millimetres to the window's pixels and places for everything else: pure."""

from dataclasses import dataclass

from firmware.virtual.mat import Rect
from firmware.virtual.plan import FieldPlan

__all__ = ["Layout", "ViewPort", "lay_out"]

BESIDE_MM = 250.0  # so much floor is shown around the mat
PANEL_SHARE = 0.3
PANEL_LEAST, PANEL_MOST = 300, 420
HELP_HEIGHT = 34
NEWS_HEIGHT = 86
GAP = 10

Box = tuple[int, int, int, int]
"""left, top, width, height in pixels."""


@dataclass(frozen=True, slots=True)
class ViewPort:
    """Where the shown part of the floor lies in the window. Pixels count from the upper left corner."""

    shown: Rect
    """mm."""
    left: float
    top: float
    scale: float
    """Pixels a millimetre."""

    def point(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """A point of the field in pixels."""
        return self.left + (x_mm - self.shown.left) * self.scale, self.top + (self.shown.top - y_mm) * self.scale

    def box(self, rect: Rect) -> Box:
        """A rectangle of the field in pixels."""
        left, top = self.point(rect.left, rect.top)
        right, bottom = self.point(rect.right, rect.bottom)
        return round(left), round(top), round(right) - round(left), round(bottom) - round(top)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a window of one size."""

    field: Box
    news: Box
    panel: Box
    help: Box
    port: ViewPort


def lay_out(width: int, height: int, plan: FieldPlan) -> Layout:
    """Place everything; the field takes what the panel and the lines leave."""
    panel_width = min(max(int(width * PANEL_SHARE), PANEL_LEAST), PANEL_MOST)
    panel = (width - panel_width, 0, panel_width, height - HELP_HEIGHT)
    field = (GAP, GAP, max(50, width - panel_width - 2 * GAP), max(50, height - HELP_HEIGHT - NEWS_HEIGHT - 2 * GAP))
    news = (GAP, field[1] + field[3] + GAP // 2, field[2], NEWS_HEIGHT)
    return Layout(field, news, panel, (0, height - HELP_HEIGHT, width, HELP_HEIGHT), _fit(plan, field))


def _fit(plan: FieldPlan, box: Box) -> ViewPort:
    """As large as the box allows, in its middle."""
    mat, room = plan.mat, plan.room
    shown = Rect(
        max(room.left, -BESIDE_MM), max(room.bottom, -BESIDE_MM),
        min(room.right, mat.width_mm + BESIDE_MM), min(room.top, mat.height_mm + BESIDE_MM),
    )  # fmt: skip
    width_mm, height_mm = shown.right - shown.left, shown.top - shown.bottom
    left, top, width, height = box
    scale = min(width / width_mm, height / height_mm)
    return ViewPort(shown, left + (width - width_mm * scale) / 2, top + (height - height_mm * scale) / 2, scale)
