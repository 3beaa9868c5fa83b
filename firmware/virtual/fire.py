"""Candles, walls that hide them, and what a robot sees and does of them.

A seed draws which spots get a candle, how high each is, and which of them stand behind one, two and three walls; the
first stands in the open. Gates: out_full, out_outside_circle, out_touched_candle, wall_touch.
"""

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from firmware.virtual.gates import body_overlaps
from firmware.virtual.mat import Mat, Rect, Ring
from firmware.virtual.noise import Stream, hash_numbers
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM, Drive
from firmware.virtual.plan_reader import PlanReader

if TYPE_CHECKING:
    from firmware.virtual.robot_on_field import FieldRobot

__all__ = ["FIRE_GATES", "Candle", "FirePlan", "FireWatch", "draw_fire", "flame_at", "read_fire"]

FIRE_GATES = ("out_full", "out_outside_circle", "out_touched_candle", "wall_touch")
CANDLES = 4
TRIES = 60
SIGHT_COS = 0.5  # the flame sensor sees 60 degrees to each side
SIGHT_MM = 400.0  # so far away a flame gives half of what it gives at the nose
TOUCH_MM = 3.0
HEIGHT_MM = 250.0  # a fan needs its usual time for a flame at this height, longer for a higher or lower one
FORGET_MS = 500  # a wall that is left for less long is still the same touch
_SIDES = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))


@dataclass(frozen=True, slots=True)
class Candle:
    """Where one stands; `blow_ms`: how long the fan must blow at it."""

    x: float
    y: float
    height_mm: float
    blow_ms: float
    block: Rect


@dataclass(frozen=True, slots=True)
class FirePlan:
    """`candles` and `walls` are empty until a seed draws them. Lengths mm."""

    circle_mm: float
    """Its radius."""
    ring_mm: float
    candle_mm: float
    height_min_mm: float
    height_max_mm: float
    wall_long_mm: float
    wall_thick_mm: float
    wall_away_mm: float
    blow_mm: float
    """How far ahead of the nose the fan reaches."""
    blow_cos: float
    blow_ms: float
    candles: tuple[Candle, ...] = ()
    walls: tuple[Rect, ...] = ()


def read_fire(read: PlanReader, mat: Mat) -> FirePlan:
    """Read `[candles]`, `[walls]` and `[fan]`.

    Raises: FieldError: too few spots, heights the wrong way round, or a spot whose circle leaves the mat.
    """
    if len(mat.spots) < CANDLES:
        raise read.fail("#spot_1", f"{CANDLES} candles need at least {CANDLES} spots, found {len(mat.spots)}")
    fire = FirePlan(
        circle_mm=read.amount("candles", "circle_mm", 1) / 2,
        ring_mm=read.amount("candles", "ring_mm"),
        candle_mm=read.amount("candles", "thick_mm", 1),
        height_min_mm=read.amount("candles", "height_min_mm"),
        height_max_mm=read.amount("candles", "height_max_mm"),
        wall_long_mm=read.amount("walls", "long_mm", 1),
        wall_thick_mm=read.amount("walls", "thick_mm", 1),
        wall_away_mm=read.amount("walls", "away_mm"),
        blow_mm=read.amount("fan", "reach_mm"),
        blow_cos=read.number("fan", "cosine"),
        blow_ms=read.amount("fan", "blow_ms", 1),
    )
    if fire.height_max_mm < fire.height_min_mm:
        raise read.fail("candles.height_max_mm", "must not be below height_min_mm")
    if fire.wall_away_mm - fire.wall_thick_mm / 2 < fire.circle_mm:
        raise read.fail("walls.away_mm", "a wall must not stand in the circle")
    for number, (x, y) in enumerate(mat.spots, 1):
        reach = fire.wall_away_mm + fire.wall_thick_mm
        if not (reach <= x <= mat.width_mm - reach and reach <= y <= mat.height_mm - reach):
            raise read.fail(f"#spot_{number}", "its walls would stand beside the mat")
    return fire


def draw_fire(fire: FirePlan, mat: Mat, start: tuple[float, float], seed: int) -> tuple[FirePlan, Mat]:
    """Draw one run's candles and walls, and the mat with them on it. The first candle can be seen from the start.

    Raises: ValueError: no drawing leaves one candle in sight (a start beside all of them).
    """
    draws = Stream(hash_numbers(seed), 6)
    for _ in range(TRIES):
        spots = list(mat.spots)
        chosen = [spots.pop(draws.bits() % len(spots)) for _ in range(CANDLES)]
        candles = tuple(_candle(fire, x, y, draws) for x, y in chosen)
        walls = tuple(wall for count, spot in enumerate(chosen) for wall in _walls(fire, spot, start, count))
        if _is_free(*start, candles[0].x, candles[0].y, walls):
            inset = fire.circle_mm - fire.ring_mm
            rings = tuple(Ring(one.x, one.y, inset - fire.ring_mm, inset) for one in candles)
            boxes = (*mat.boxes, *walls, *(one.block for one in candles))
            return replace(fire, candles=candles, walls=walls), replace(mat, boxes=boxes, rings=rings)
    raise ValueError("no drawing leaves one candle in sight of the start")


def _candle(fire: FirePlan, x: float, y: float, draws: Stream) -> Candle:
    height = draws.between(fire.height_min_mm, fire.height_max_mm)
    half = fire.candle_mm / 2
    longer = 1 + abs(height - HEIGHT_MM) / HEIGHT_MM
    return Candle(x, y, height, fire.blow_ms * longer, Rect(x - half, y - half, x + half, y + half))


def _walls(fire: FirePlan, spot: tuple[float, float], start: tuple[float, float], count: int) -> list[Rect]:
    """So many walls around a spot, first on the sides that look at the start."""
    x, y = spot
    to_x, to_y = start[0] - x, start[1] - y
    sides = sorted(_SIDES, key=lambda side: -(side[0] * to_x + side[1] * to_y))[:count]
    thick, long = fire.wall_thick_mm / 2, fire.wall_long_mm / 2
    walls = []
    for across, up in sides:
        middle_x, middle_y = x + across * fire.wall_away_mm, y + up * fire.wall_away_mm
        half_x, half_y = (thick, long) if across else (long, thick)
        walls.append(Rect(middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y))
    return walls


def _is_free(x: float, y: float, to_x: float, to_y: float, walls: tuple[Rect, ...]) -> bool:
    """Whether no wall stands between two points."""
    return not any(_cuts(x, y, to_x - x, to_y - y, wall) for wall in walls)


def _cuts(x: float, y: float, way_x: float, way_y: float, wall: Rect) -> bool:
    enters, leaves = 0.0, 1.0
    for place, way, low, high in ((x, way_x, wall.left, wall.right), (y, way_y, wall.bottom, wall.top)):
        if -1e-9 < way < 1e-9:
            if not low <= place <= high:
                return False
            continue
        first, second = (low - place) / way, (high - place) / way
        enters, leaves = max(enters, min(first, second)), min(leaves, max(first, second))
    return enters <= leaves


def flame_at(fire: FirePlan, lit: tuple[bool, ...], drive: Drive) -> float:
    """How much flame the sensor at the nose sees, 0 to 1: near and straight ahead is 1, behind a wall nothing."""
    x, y = drive.x_mm + BODY_FRONT_MM * drive.cos, drive.y_mm + BODY_FRONT_MM * drive.sin
    seen = 0.0
    for candle, is_lit in zip(fire.candles, lit, strict=True):
        if not is_lit:
            continue
        away_x, away_y = candle.x - x, candle.y - y
        away = sqrt(away_x * away_x + away_y * away_y)
        ahead = (away_x * drive.cos + away_y * drive.sin) / away if away > 1 else 1.0
        if ahead > SIGHT_COS and _is_free(x, y, candle.x, candle.y, fire.walls):
            share = SIGHT_MM / (SIGHT_MM + away)
            seen += share * ahead * ahead * ahead * ahead
    return min(1.0, seen)


class FireWatch:
    """One robot among the candles: blowing long enough, near enough, looking at it, puts one out."""

    def __init__(self, fire: FirePlan) -> None:
        self._fire = fire
        self.lit = (True,) * len(fire.candles)
        self._blown_ms = [0] * len(fire.candles)
        self._touched = [False] * len(fire.candles)
        self._wall_ms = FORGET_MS  # since a wall was touched

    def look(self, robot: "FieldRobot", passed_ms: int) -> list[str]:
        """Names of the gates passed since the last look."""
        passed = self._feel_walls(robot, passed_ms)
        for number, candle in enumerate(self._fire.candles):
            if not self.lit[number]:
                continue
            if not (robot.is_fan_on and self._is_blown_at(robot.drive, candle)):
                self._blown_ms[number], self._touched[number] = 0, False
                continue
            self._blown_ms[number] += passed_ms
            self._touched[number] = self._touched[number] or _touches(robot, candle.block)
            if self._blown_ms[number] >= candle.blow_ms:
                self.lit = (*self.lit[:number], False, *self.lit[number + 1 :])
                passed.append(self._quality(robot.drive, number))
        return passed

    def _quality(self, drive: Drive, number: int) -> str:
        if self._touched[number]:
            return "out_touched_candle"
        candle = self._fire.candles[number]
        away_x, away_y = candle.x - drive.x_mm, candle.y - drive.y_mm
        ahead = away_x * drive.cos + away_y * drive.sin
        aside = away_y * drive.cos - away_x * drive.sin
        off_x = max(0.0, ahead - BODY_FRONT_MM, -BODY_BACK_MM - ahead)
        off_y = max(0.0, abs(aside) - BODY_HALF_MM)
        is_in = off_x * off_x + off_y * off_y < self._fire.circle_mm * self._fire.circle_mm
        return "out_full" if is_in else "out_outside_circle"

    def _is_blown_at(self, drive: Drive, candle: Candle) -> bool:
        x, y = drive.x_mm + BODY_FRONT_MM * drive.cos, drive.y_mm + BODY_FRONT_MM * drive.sin
        away_x, away_y = candle.x - x, candle.y - y
        away = sqrt(away_x * away_x + away_y * away_y)
        if away > self._fire.blow_mm:
            return False
        ahead = away_x * drive.cos + away_y * drive.sin
        return ahead >= away * self._fire.blow_cos and _is_free(x, y, candle.x, candle.y, self._fire.walls)

    def _feel_walls(self, robot: "FieldRobot", passed_ms: int) -> list[str]:
        if not (robot.drive.is_touching and any(_touches(robot, wall) for wall in self._fire.walls)):
            self._wall_ms += passed_ms
            return []
        was_away = self._wall_ms >= FORGET_MS
        self._wall_ms = 0
        return ["wall_touch"] if was_away else []


def _touches(robot: "FieldRobot", rect: Rect) -> bool:
    """Whether the body is at a thing it cannot drive into."""
    near = Rect(rect.left - TOUCH_MM, rect.bottom - TOUCH_MM, rect.right + TOUCH_MM, rect.top + TOUCH_MM)
    drive = robot.drive
    return body_overlaps(drive.x_mm, drive.y_mm, drive.cos, drive.sin, near)
