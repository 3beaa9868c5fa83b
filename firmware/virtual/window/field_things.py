"""What stands and lies on a field besides mat, line and home: boards, circles, candles, a ring."""

import pygame

from firmware.virtual.field import FieldView
from firmware.virtual.fire import Candle
from firmware.virtual.mat import Board
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_FRONT_MM
from firmware.virtual.plan import FieldPlan
from firmware.virtual.window import ink
from firmware.virtual.window.view_port import ViewPort

__all__ = ["draw_fire", "draw_things"]

SHADOW_MM = (14.0, -14.0)  # where the shadow of a raised thing falls, a share of its height
FLAME_MM = 75.0
_DEGREE = 3.141592653589793 / 180


def draw_things(picture: pygame.Surface, port: ViewPort, plan: FieldPlan) -> None:
    """Everything that stays where it is."""
    mat = plan.mat
    if plan.track is not None:
        _draw_boards(picture, port, plan.track.boards)
        for start, end in mat.marks:
            pygame.draw.line(picture, ink.MARK, port.point(*start), port.point(*end), max(2, round(8 * port.scale)))
    if plan.ring is not None:
        middle, radius = port.point(plan.ring.x_mm, plan.ring.y_mm), plan.ring.radius_mm * port.scale
        pygame.draw.circle(picture, ink.WALL, middle, radius, 3)
    if mat.border is not None:
        outer, inner = mat.border
        left, top, width, height = port.box(outer)
        band = max(2, round((inner.left - outer.left) * port.scale))
        pygame.draw.rect(picture, ink.LINE, (left, top, width, height), band)
    if plan.fire is not None:
        for x, y in mat.spots:
            pygame.draw.circle(picture, ink.PANEL, port.point(x, y), plan.fire.circle_mm * port.scale)
    for ring in mat.rings:
        band = max(2, round((ring.outer - ring.inner) * port.scale))
        pygame.draw.circle(picture, ink.LINE, port.point(ring.x, ring.y), ring.outer * port.scale, band)


def _draw_boards(picture: pygame.Surface, port: ViewPort, boards: tuple[Board, ...]) -> None:
    """Their shadows first: they are higher than the floor."""
    for board in boards:
        pygame.draw.polygon(picture, ink.SHADOW, _corners(port, board, *SHADOW_MM))
    for board in boards:
        pygame.draw.polygon(picture, ink.PLANK, _corners(port, board, 0.0, 0.0))
    for board in boards:
        pygame.draw.polygon(picture, ink.BLOCK_EDGE, _corners(port, board, 0.0, 0.0), 1)


def _corners(port: ViewPort, board: Board, right_mm: float, up_mm: float) -> list[tuple[float, float]]:
    def at(along: float, aside: float) -> tuple[float, float]:
        return port.point(
            board.x + along * board.cos - aside * board.sin + right_mm,
            board.y + along * board.sin + aside * board.cos + up_mm,
        )

    half, far = board.half, board.length + board.half
    return [at(-half, half), at(far, half), at(far, -half), at(-half, -half)]


def draw_fire(screen: pygame.Surface, port: ViewPort, plan: FieldPlan, view: FieldView) -> None:
    """The candles, each with its flame or without, and the robot's fan while it blows."""
    if plan.fire is None:
        return
    for candle, is_lit in zip(plan.fire.candles, view.lit, strict=True):
        _draw_candle(screen, port, candle, is_lit=is_lit)
    if view.is_fan_on:
        cos, sin = cosine(view.heading_deg * _DEGREE), sine(view.heading_deg * _DEGREE)
        nose = (view.x_mm + BODY_FRONT_MM * cos, view.y_mm + BODY_FRONT_MM * sin)
        for aside in (-0.25, 0.0, 0.25):
            to_x = nose[0] + plan.fire.blow_mm * (cos - aside * sin)
            to_y = nose[1] + plan.fire.blow_mm * (sin + aside * cos)
            pygame.draw.line(screen, ink.ACCENT, port.point(*nose), port.point(to_x, to_y), 2)


def _draw_candle(screen: pygame.Surface, port: ViewPort, candle: Candle, *, is_lit: bool) -> None:
    """A lit one has a flame and a shape of its own, so that nobody has to tell two colours apart."""
    middle, wax = port.point(candle.x, candle.y), (candle.block.right - candle.block.left) / 2
    if is_lit:
        pygame.draw.circle(screen, ink.FLAME, middle, max(4, FLAME_MM * port.scale))
    pygame.draw.circle(screen, ink.MAT if is_lit else ink.FAINT, middle, max(3, wax * port.scale))
    pygame.draw.circle(screen, ink.INK, middle, max(3, wax * port.scale), 1)
    if not is_lit:
        reach = wax * 0.8
        for way in (1, -1):
            start = port.point(candle.x - reach, candle.y - way * reach)
            pygame.draw.line(screen, ink.INK, start, port.point(candle.x + reach, candle.y + way * reach), 2)
