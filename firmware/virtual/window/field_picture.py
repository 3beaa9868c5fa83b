"""The field and the robot on it, drawn: the still part once for each size, the moving part for each frame."""

from itertools import pairwise

import pygame

from firmware.virtual.field import FieldView
from firmware.virtual.mat import Mat, Rect
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.plan import FieldPlan
from firmware.virtual.ring import RingPlan
from firmware.virtual.robot_on_field import SENSOR_AHEAD_MM, SENSOR_ASIDE_MM
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window import ink
from firmware.virtual.window.field_things import draw_things
from firmware.virtual.window.view_port import ViewPort

__all__ = ["draw_robots", "draw_trail", "still_picture"]

TRACK_MM = 150.0  # as wide as the standard robot's
TRAIL_EVERY = 3  # pictures: 60 ms of the way in one straight piece
LETTER_MM = 70.0
WHEEL_MM = (30.0, 9.0)  # half its length, half its width
_DEGREE = 3.141592653589793 / 180


def still_picture(plan: FieldPlan, port: ViewPort, size: tuple[int, int]) -> pygame.Surface:
    """Floor, walls, mat, line, home and what stands in the way."""
    picture = pygame.Surface(size)
    picture.fill(ink.PAPER)
    pygame.draw.rect(picture, ink.FLOOR, port.box(port.shown))
    left, top, width, height = port.box(Rect(0, 0, plan.mat.width_mm, plan.mat.height_mm))
    if plan.track is None:  # boards stand on bare floor
        picture.blit(pygame.transform.smoothscale(_mat_picture(plan.mat), (width, height)), (left, top))
    if plan.ring is not None:
        _hide_corners(picture, port, plan.ring, (left, top, width, height))
    draw_things(picture, port, plan)
    home = pygame.Surface(port.box(plan.mat.home)[2:])
    home.fill(ink.HOME)
    picture.blit(home, port.box(plan.mat.home)[:2], special_flags=pygame.BLEND_RGB_MULT)
    pygame.draw.rect(picture, ink.HOME_EDGE, port.box(plan.mat.home), 2)
    candles = () if plan.fire is None else tuple(candle.block for candle in plan.fire.candles)
    for block in plan.mat.blocks:
        if block in candles:  # drawn for each frame: it burns or not
            continue
        pygame.draw.rect(picture, ink.BLOCK, port.box(block))
        pygame.draw.rect(picture, ink.BLOCK_EDGE, port.box(block), 2)
    if port.shown == plan.room:  # else the walls stand further away than is shown
        pygame.draw.rect(picture, ink.WALL, port.box(port.shown), 4)
    return picture


def draw_trail(screen: pygame.Surface, port: ViewPort, trace: Trace, index: int) -> None:
    """The way that the middle of the axle took up to a picture."""
    views = [trace.views[at] for at in (*range(0, index + 1, TRAIL_EVERY), index)]
    if len(views) > 1:
        pygame.draw.lines(screen, ink.TRAIL, False, [port.point(view.x_mm, view.y_mm) for view in views], 2)


def draw_robots(screen: pygame.Surface, port: ViewPort, view: FieldView) -> None:
    """The robot, or both with a colour and a letter each, so that they are told apart without colours too."""
    if view.rival is None:
        draw_robot(screen, port, view)
        return
    draw_robot(screen, port, view.rival, "B")
    draw_robot(screen, port, view, "A")


def draw_robot(screen: pygame.Surface, port: ViewPort, view: FieldView, side: str = "") -> None:
    """One robot from above: body, wheels, what its sensors stand on, how far its rangefinder sees.

    Args: side: A or B in a match.
    """
    cos, sin = cosine(view.heading_deg * _DEGREE), sine(view.heading_deg * _DEGREE)

    def at(ahead: float, aside: float) -> tuple[float, float]:
        return port.point(view.x_mm + ahead * cos - aside * sin, view.y_mm + ahead * sin + aside * cos)

    if view.distance_mm is not None:
        pygame.draw.aaline(screen, ink.RAY, at(BODY_FRONT_MM, 0), at(BODY_FRONT_MM + view.distance_mm, 0))
    left_side = [
        (BODY_FRONT_MM, BODY_HALF_MM * 0.55),
        (BODY_FRONT_MM - 35, BODY_HALF_MM),
        (-BODY_BACK_MM, BODY_HALF_MM),
    ]
    right_side = [(ahead, -aside) for ahead, aside in reversed(left_side)]
    body = [at(ahead, aside) for ahead, aside in (*left_side, *right_side)]
    pygame.draw.polygon(screen, ink.RIVAL if side == "B" else ink.BODY, body)
    for start, end in pairwise([*body, body[0]]):
        pygame.draw.aaline(screen, ink.ALARM if view.is_touching else ink.BODY_EDGE, start, end)
    half_length, half_width = WHEEL_MM
    for middle in (TRACK_MM / 2, -TRACK_MM / 2):
        corners = [(half_length, half_width), (half_length, -half_width), (-half_length, -half_width)]
        corners.append((-half_length, half_width))
        pygame.draw.polygon(screen, ink.WHEEL, [at(ahead, middle + aside) for ahead, aside in corners])
    if side:
        letter = ink.text(side, max(10, round(LETTER_MM * port.scale)), ink.PAPER if side == "B" else ink.INK)
        screen.blit(letter, letter.get_rect(center=at(-BODY_BACK_MM / 2, 0)))
    for aside, darkness in zip(SENSOR_ASIDE_MM, view.line, strict=True):
        shade = int(255 * (1 - darkness))
        spot = max(2, round(5.5 * port.scale))
        pygame.draw.circle(screen, ink.INK, at(SENSOR_AHEAD_MM, aside), spot + 1)
        pygame.draw.circle(screen, (shade, shade, shade), at(SENSOR_AHEAD_MM, aside), spot)
    if view.is_lit:
        pygame.draw.circle(screen, ink.LAMP, at(-45, 0), max(3, round(11 * port.scale)))


def _hide_corners(picture: pygame.Surface, port: ViewPort, ring: RingPlan, box: tuple[int, int, int, int]) -> None:
    """Floor where the picture's corners lie outside a ring, and a shade where its edge falls to the floor."""
    left, top, width, height = box
    outside = pygame.Surface((width, height))
    outside.fill(ink.FLOOR)
    outside.set_colorkey(ink.LINE)
    middle_x, middle_y = port.point(ring.x_mm, ring.y_mm)
    middle, radius = (middle_x - left, middle_y - top), ring.radius_mm * port.scale
    pygame.draw.circle(outside, ink.BLOCK_EDGE, middle, radius + 3)
    pygame.draw.circle(outside, ink.LINE, middle, radius)
    picture.blit(outside, (left, top))


def _mat_picture(mat: Mat) -> pygame.Surface:
    """The very raster that the sensors see, as grey levels; its first row is the lowest."""
    rows = len(mat.cells) // mat.columns
    raster = pygame.image.frombytes(mat.cells, (mat.columns, rows), "P")
    raster.set_palette([_shade(level) for level in range(256)])
    return pygame.transform.flip(raster.convert(24), False, True)


def _shade(level: int) -> ink.Colour:
    share = level / 255
    red, green, blue = (round(mat + (line - mat) * share) for mat, line in zip(ink.MAT, ink.LINE, strict=True))
    return red, green, blue
