"""The robot's rangefinder: what its cone of sound from the nose meets first, of all that sends the call back.

A cone is a fan of rays. A face sends a ray's call back the weaker the more aslant it stands, and an echo from the
cone's edge is weaker than one from its middle; of the echoes that are loud enough the first to come is the distance.
So a wall that stands aslant is heard where it is nearest, up to the slant at which nothing comes back at all.
"""

from collections.abc import Iterable

from firmware.virtual.gates import reach
from firmware.virtual.mat import Rect
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.plan import FieldPlan
from firmware.virtual.robot_model import RobotModel

__all__ = ["US_PER_MM", "Pose", "Rangefinder"]

Pose = tuple[float, float, float, float]
"""x, y in mm, and cosine and sine of where it looks."""

US_PER_MM = 2000 / 343  # there and back
LOUD_MIN = 0.5  # an echo as loud as from a face 60 degrees aslant, straight ahead
SIDE_RAYS = 3  # to each side of the middle one
ROBOT_SQUARENESS_MIN = 0.7  # a robot is no flat wall: some of it always looks at you
_ROBOT = Rect(-BODY_BACK_MM, -BODY_HALF_MM, BODY_FRONT_MM, BODY_HALF_MM)
_ROBOT_REACH_MM = 130.0
_DEGREE = 3.141592653589793 / 180


class Rangefinder:
    """Of one robot on one field."""

    def __init__(self, model: RobotModel, plan: FieldPlan) -> None:
        self._room, self._range_mm = plan.room, model.range_mm
        self._blocks = [(block, *reach((block,))) for block in plan.mat.blocks]
        sides = range(-SIDE_RAYS, SIDE_RAYS + 1) if model.cone_deg else (0,)
        self._rays = []
        for side in sides:
            angle = side / SIDE_RAYS * model.cone_deg * _DEGREE
            aside = (side / SIDE_RAYS) * (side / SIDE_RAYS)
            self._rays.append((cosine(angle), sine(angle), 1 - (1 - model.cone_edge) * aside))
        self._edge = (cosine(model.cone_deg * _DEGREE), sine(model.cone_deg * _DEGREE))

    def hear_mm(self, robot: Pose, others: Iterable[Pose] = ()) -> float | None:
        """How far away the first thing is that is heard; None without an echo."""
        x, y, cos, sin = robot
        x, y = x + BODY_FRONT_MM * cos, y + BODY_FRONT_MM * sin
        blocks = [block for block, *circle in self._blocks if self._may_hear(x, y, cos, sin, *circle)]
        bodies = [other for other in others if self._may_hear(x, y, cos, sin, other[0], other[1], _ROBOT_REACH_MM)]
        nearest_mm = self._range_mm
        is_heard = False
        room = self._room
        left, right, bottom, top = room.left - x, room.right - x, room.bottom - y, room.top - y
        for ray_cos, ray_sin, loudness in self._rays:
            way_x, way_y = cos * ray_cos - sin * ray_sin, sin * ray_cos + cos * ray_sin
            # Where the ray, from inside, meets a wall, and the cosine between them.
            across = right / way_x if way_x >= 1e-9 else left / way_x if way_x <= -1e-9 else 1e9
            along = top / way_y if way_y >= 1e-9 else bottom / way_y if way_y <= -1e-9 else 1e9
            if across < along:
                distance_mm, squareness = across if across > 0 else 0.0, way_x if way_x > 0 else -way_x
            else:
                distance_mm, squareness = along if along > 0 else 0.0, way_y if way_y > 0 else -way_y
            for block in blocks:
                met = _enter(x, y, way_x, way_y, block)
                if met[0] < distance_mm:
                    distance_mm, squareness = met
            for body in bodies:
                met = _meet(x, y, way_x, way_y, body)
                if met[0] < distance_mm:
                    distance_mm, squareness = met
            if squareness * loudness >= LOUD_MIN and distance_mm <= nearest_mm:
                nearest_mm, is_heard = distance_mm, True
        return nearest_mm if is_heard else None

    def _may_hear(self, x: float, y: float, cos: float, sin: float, at_x: float, at_y: float, radius: float) -> bool:
        """Whether a circle is not wholly outside the cone."""
        away_x, away_y = at_x - x, at_y - y
        ahead, aside = away_x * cos + away_y * sin, abs(away_y * cos - away_x * sin)
        edge_cos, edge_sin = self._edge
        return ahead > -radius and aside * edge_cos - ahead * edge_sin < radius


def _slab(place: float, way: float, low: float, high: float) -> tuple[float, float]:
    """From where to where on the ray it is between two parallel faces."""
    if -1e-9 < way < 1e-9:
        return (-1e9, 1e9) if low <= place <= high else (1e9, -1e9)
    first, second = (low - place) / way, (high - place) / way
    return (first, second) if first < second else (second, first)


def _enter(x: float, y: float, cos: float, sin: float, block: Rect) -> tuple[float, float]:
    """(distance, cosine between ray and face) where a ray from outside meets a block; a mile away when it misses."""
    across_in, across_out = _slab(x, cos, block.left, block.right)
    along_in, along_out = _slab(y, sin, block.bottom, block.top)
    enters = max(across_in, along_in)
    if enters > min(across_out, along_out) or enters < 0:
        return 1e9, 1.0
    return (enters, abs(cos)) if across_in > along_in else (enters, abs(sin))


def _meet(x: float, y: float, way_x: float, way_y: float, body: Pose) -> tuple[float, float]:
    """Same for another robot, looked at in its own frame; nose on nose is no distance at all."""
    body_x, body_y, cos, sin = body
    away_x, away_y = x - body_x, y - body_y
    own_x, own_y = away_x * cos + away_y * sin, away_y * cos - away_x * sin
    if _ROBOT.holds(own_x, own_y):
        return 0.0, 1.0
    distance_mm, squareness = _enter(own_x, own_y, way_x * cos + way_y * sin, way_y * cos - way_x * sin, _ROBOT)
    return distance_mm, max(squareness, ROBOT_SQUARENESS_MIN)
