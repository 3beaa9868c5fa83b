"""The field and the robot on it, drawn: the still part once for each size, the moving part for each frame."""

from itertools import pairwise

import pygame

from firmware.virtual.field import FieldView
from firmware.virtual.mat import Mat, Rect
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.plan import FieldPlan
from firmware.virtual.robot_on_field import SENSOR_AHEAD_MM, SENSOR_ASIDE_MM
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window import ink
from firmware.virtual.window.view_port import ViewPort

__all__ = ["draw_robot", "draw_trail", "still_picture"]

TRACK_MM = 150.0  # as wide as the standard robot's
TRAIL_EVERY = 3  # pictures: 60 ms of the way in one straight piece
WHEEL_MM = (30.0, 9.0)  # half its length, half its width
_DEGREE = 3.141592653589793 / 180


def still_picture(plan: FieldPlan, port: ViewPort, size: tuple[int, int]) -> pygame.Surface:
    """Floor, walls, mat, line, home and what stands in the way."""
    picture = pygame.Surface(size)
    picture.fill(ink.PAPER)
    pygame.draw.rect(picture, ink.FLOOR, port.box(port.shown))
    left, top, width, height = port.box(Rect(0, 0, plan.mat.width_mm, plan.mat.height_mm))
    picture.blit(pygame.transform.smoothscale(_mat_picture(plan.mat), (width, height)), (left, top))
    home = pygame.Surface(port.box(plan.mat.home)[2:])
    home.fill(ink.HOME)
    picture.blit(home, port.box(plan.mat.home)[:2], special_flags=pygame.BLEND_RGB_MULT)
    pygame.draw.rect(picture, ink.HOME_EDGE, port.box(plan.mat.home), 2)
    for block in plan.mat.blocks:
        pygame.draw.rect(picture, ink.BLOCK, port.box(block))
        pygame.draw.rect(picture, ink.BLOCK_EDGE, port.box(block), 2)
    if port.shown == plan.room:  # else the walls stand further away than is shown
        pygame.draw.rect(picture, ink.WALL, port.box(port.shown), 4)
    return picture


def draw_trail(screen: pygame.Surface, port: ViewPort, trace: Trace, index: int) -> None:
    """The way that the middle of the axle took up to a picture."""
    views = [*trace.views[: index + 1 : TRAIL_EVERY], trace.views[index]]
    if len(views) > 1:
        pygame.draw.lines(screen, ink.TRAIL, False, [port.point(view.x_mm, view.y_mm) for view in views], 2)


def draw_robot(screen: pygame.Surface, port: ViewPort, view: FieldView) -> None:
    """The robot from above: body, wheels, what its sensors stand on, how far its rangefinder sees."""
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
    pygame.draw.polygon(screen, ink.BODY, body)
    for start, end in pairwise([*body, body[0]]):
        pygame.draw.aaline(screen, ink.ALARM if view.is_touching else ink.BODY_EDGE, start, end)
    half_length, half_width = WHEEL_MM
    for middle in (TRACK_MM / 2, -TRACK_MM / 2):
        corners = [(half_length, half_width), (half_length, -half_width), (-half_length, -half_width)]
        corners.append((-half_length, half_width))
        pygame.draw.polygon(screen, ink.WHEEL, [at(ahead, middle + aside) for ahead, aside in corners])
    for aside, darkness in zip(SENSOR_ASIDE_MM, view.line, strict=True):
        shade = int(255 * (1 - darkness))
        spot = max(2, round(5.5 * port.scale))
        pygame.draw.circle(screen, ink.INK, at(SENSOR_AHEAD_MM, aside), spot + 1)
        pygame.draw.circle(screen, (shade, shade, shade), at(SENSOR_AHEAD_MM, aside), spot)
    if view.is_lit:
        pygame.draw.circle(screen, ink.LAMP, at(-45, 0), max(3, round(11 * port.scale)))


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
