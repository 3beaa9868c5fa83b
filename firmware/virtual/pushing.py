"""Two robots that push each other: bodies that cannot be in one place, on tyres that slip.

While they touch, each robot has a second motion beside that of its wheels: how its body skids over the floor. A push
changes it at once (no bounce), the floor's friction ends it, and what the floor gives the body it takes from the
wheels. So nobody pushes harder than weight and grip allow, a motor that pushes turns slower, a heavier robot wins, and
a robot is moved more easily along its wheels than across.

Both are treated alike: what is done to one is done to the other with the sign turned, so that a bout seen from the
other side is the same bout. Only + - * / and square roots.
"""

from dataclasses import dataclass
from math import sqrt

from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM, Drive

__all__ = ["Pushing", "Touch", "touch"]

HALF_LENGTH_MM = (BODY_FRONT_MM + BODY_BACK_MM) / 2
MIDDLE_MM = (BODY_FRONT_MM - BODY_BACK_MM) / 2  # of the body, ahead of the axle
REACH_MM = 120.5  # from the body's middle to its corners
FAR_MM = 40.0  # two robots come no further towards each other in the longest piece of time between two looks
SLOP_MM = 0.5  # bodies that touch stay this much in each other, so that they go on touching
MEND_SHARE = 0.2  # of what they are in each other beyond that is mended in a step
GRAVITY = 9.81
SKID_MM_S, SKID_RAD_S = 30.0, 0.4  # friction is whole from this speed of a skid on, and less below
SPIN_ARM_MM = 60.0  # how far from the middle the floor holds a body that spins
REST_MM_S, REST_RAD_S = 0.3, 0.004
BODY_SQUARE = (4 * HALF_LENGTH_MM * HALF_LENGTH_MM + 4 * BODY_HALF_MM * BODY_HALF_MM) / 12  # inertia of a kilogramme
_STEP_S = 0.001


@dataclass(frozen=True, slots=True)
class Touch:
    """Where two bodies are in each other: unit vector from the first to the second, how deep, and the place."""

    normal_x: float
    normal_y: float
    depth_mm: float
    x_mm: float
    y_mm: float


class _Body:
    """One robot's skid: mm/s over the floor and rad/s, beside what its wheels do."""

    __slots__ = ("drive", "grip", "kg", "spin", "x", "y")

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.kg, self.grip = drive.model.mass_g / 1000, drive.model.grip * GRAVITY
        self.x = self.y = self.spin = 0.0

    @property
    def is_skidding(self) -> bool:
        return bool(self.x or self.y or self.spin)

    def speed_at(self, arm_x: float, arm_y: float) -> tuple[float, float]:
        """How fast a point of the body moves, so far from the axle's middle."""
        drive = self.drive
        rolls = (drive.left_mm_s + drive.right_mm_s) / 2
        turns = (drive.right_mm_s - drive.left_mm_s) / drive.model.track_mm + self.spin
        return rolls * drive.cos + self.x - turns * arm_y, rolls * drive.sin + self.y + turns * arm_x

    def push(self, x: float, y: float, lever: float) -> None:
        """A push, in mm/s for a kilogramme."""
        self.x += x / self.kg
        self.y += y / self.kg
        self.spin += lever / (self.kg * BODY_SQUARE)

    def skid(self) -> None:
        """One step: the floor holds the skid, the wheels bear it, the body moves."""
        drive = self.drive
        speed = sqrt(self.x * self.x + self.y * self.y)
        spin = abs(self.spin)
        share = self.grip / (speed if speed > SKID_MM_S else SKID_MM_S)  # m/s2 are mm/s in a step of 1 ms
        held_x, held_y = -self.x * share, -self.y * share
        hold = self.grip * SPIN_ARM_MM / BODY_SQUARE
        held_spin = -self.spin * hold / (spin if spin > SKID_RAD_S else SKID_RAD_S)
        self.x, self.y, self.spin = self.x + held_x, self.y + held_y, self.spin + held_spin
        along_n = self.kg * (held_x * drive.cos + held_y * drive.sin) / 2
        across_n = self.kg * BODY_SQUARE * held_spin / drive.model.track_mm
        drive.bear(along_n - across_n, along_n + across_n)
        drive.slide(self.x * _STEP_S, self.y * _STEP_S, self.spin * _STEP_S)
        if speed < REST_MM_S and spin < REST_RAD_S:
            self.x = self.y = self.spin = 0.0


class Pushing:
    """Two drives on one floor; `run` is to be called in place of theirs."""

    def __init__(self, first: Drive, second: Drive) -> None:
        self._bodies = (_Body(first), _Body(second))
        self.is_touching = False

    def run(self, steps: int) -> None:
        """Let `steps` milliseconds pass; not more than 5."""
        first, second = self._bodies
        away_x, away_y = first.drive.x_mm - second.drive.x_mm, first.drive.y_mm - second.drive.y_mm
        near_mm = 2 * (REACH_MM + MIDDLE_MM) + FAR_MM
        if away_x * away_x + away_y * away_y > near_mm * near_mm and not (first.is_skidding or second.is_skidding):
            self.is_touching = False
            first.drive.run(steps)
            second.drive.run(steps)
            return
        for _ in range(steps):
            first.drive.run(1)
            second.drive.run(1)
            self._meet(first, second)

    def _meet(self, first: _Body, second: _Body) -> None:
        touched = touch(first.drive, second.drive)
        self.is_touching = touched is not None
        if touched is not None:
            _push_apart(first, second, touched)
        for body in self._bodies:
            if body.is_skidding:
                body.skid()


def _push_apart(first: _Body, second: _Body, at: Touch) -> None:
    """Take away the speed with which the bodies go into each other, and a little of how deep they are."""
    normal_x, normal_y = at.normal_x, at.normal_y
    first_x, first_y = at.x_mm - first.drive.x_mm, at.y_mm - first.drive.y_mm
    second_x, second_y = at.x_mm - second.drive.x_mm, at.y_mm - second.drive.y_mm
    one, other = first.speed_at(first_x, first_y), second.speed_at(second_x, second_y)
    closing = (one[0] - other[0]) * normal_x + (one[1] - other[1]) * normal_y
    if at.depth_mm > SLOP_MM:
        closing += (at.depth_mm - SLOP_MM) * MEND_SHARE / _STEP_S
    if closing <= 0:
        return
    lever_one = first_x * normal_y - first_y * normal_x
    lever_other = second_x * normal_y - second_y * normal_x
    give = 1 / first.kg + 1 / second.kg
    give += lever_one * lever_one / (first.kg * BODY_SQUARE) + lever_other * lever_other / (second.kg * BODY_SQUARE)
    size = closing / give
    first.push(-size * normal_x, -size * normal_y, -size * lever_one)
    second.push(size * normal_x, size * normal_y, size * lever_other)


def touch(first: Drive, second: Drive) -> Touch | None:
    """Where two bodies overlap; None when they do not (separating axes of two rectangles)."""
    first_x, first_y = first.x_mm + MIDDLE_MM * first.cos, first.y_mm + MIDDLE_MM * first.sin
    second_x, second_y = second.x_mm + MIDDLE_MM * second.cos, second.y_mm + MIDDLE_MM * second.sin
    away_x, away_y = second_x - first_x, second_y - first_y
    same = abs(first.cos * second.cos + first.sin * second.sin)
    across = abs(first.cos * second.sin - first.sin * second.cos)
    least_mm, axis_x, axis_y = 1e9, 0.0, 0.0
    along_reach = HALF_LENGTH_MM + HALF_LENGTH_MM * same + BODY_HALF_MM * across
    aside_reach = BODY_HALF_MM + HALF_LENGTH_MM * across + BODY_HALF_MM * same
    for x, y, reach_mm in (
        (first.cos, first.sin, along_reach),
        (-first.sin, first.cos, aside_reach),
        (second.cos, second.sin, along_reach),
        (-second.sin, second.cos, aside_reach),
    ):
        way = away_x * x + away_y * y
        overlap_mm = reach_mm - abs(way)
        if overlap_mm <= 0:
            return None
        if overlap_mm < least_mm:
            least_mm, axis_x, axis_y = (overlap_mm, x, y) if way > 0 else (overlap_mm, -x, -y)
    points = [*_corners_inside(second, first), *_corners_inside(first, second)]
    if not points:  # edges cross, no corner is inside
        points = [((first_x + second_x) / 2, (first_y + second_y) / 2)]
    place_x, place_y = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return Touch(axis_x, axis_y, least_mm, place_x, place_y)


def _corners_inside(one: Drive, other: Drive) -> list[tuple[float, float]]:
    """The corners of one body that lie in the other, or hardly outside."""
    found = []
    for ahead in (BODY_FRONT_MM, -BODY_BACK_MM):
        for aside in (BODY_HALF_MM, -BODY_HALF_MM):
            x = one.x_mm + ahead * one.cos - aside * one.sin
            y = one.y_mm + ahead * one.sin + aside * one.cos
            away_x, away_y = x - other.x_mm, y - other.y_mm
            along = away_x * other.cos + away_y * other.sin - MIDDLE_MM
            across = away_y * other.cos - away_x * other.sin
            if abs(along) <= HALF_LENGTH_MM + SLOP_MM and abs(across) <= BODY_HALF_MM + SLOP_MM:
                found.append((x, y))
    return found
