"""The robot's rangefinder: one ray from its nose to what stands on the mat and to the room's walls."""

from firmware.virtual.mat import Rect
from firmware.virtual.physics import BODY_FRONT_MM
from firmware.virtual.plan import FieldPlan

__all__ = ["echo_off", "echo_us"]

US_PER_MM = 2000 / 343  # there and back
NOISE_US = 9.0  # about 1.5 mm
RANGE_MM = 4000.0
SQUARE_MIN = 0.5  # cosine of how aslant a face may stand and still send the call back
NO_ECHO = -2


def echo_us(x_mm: float, y_mm: float, cos: float, sin: float, plan: FieldPlan, noise: float) -> int:
    """How long the echo takes; NO_ECHO when the next face is too far away, or sends the call elsewhere.

    Args: x_mm, y_mm, cos, sin: the axle and where it looks. noise: standard deviation 1.
    """
    nose_x, nose_y = x_mm + BODY_FRONT_MM * cos, y_mm + BODY_FRONT_MM * sin
    hits = [_leave(nose_x, nose_y, cos, sin, plan.room)]
    hits += [_enter(nose_x, nose_y, cos, sin, block) for block in plan.mat.blocks]
    distance_mm, squareness = min(hits)
    if distance_mm > RANGE_MM or squareness < SQUARE_MIN:
        return NO_ECHO
    return echo_off(distance_mm, noise)


def echo_off(distance_mm: float, noise: float) -> int:
    """How long the echo of something so far ahead takes."""
    return max(1, int(distance_mm * US_PER_MM + NOISE_US * noise))


def _slab(place: float, way: float, low: float, high: float) -> tuple[float, float]:
    """From where to where on the ray it is between two parallel faces."""
    if -1e-9 < way < 1e-9:
        return (-1e9, 1e9) if low <= place <= high else (1e9, -1e9)
    first, second = (low - place) / way, (high - place) / way
    return (first, second) if first < second else (second, first)


def _leave(x: float, y: float, cos: float, sin: float, room: Rect) -> tuple[float, float]:
    """(distance, cosine between ray and face) where a ray from inside meets a wall."""
    across, along = _slab(x, cos, room.left, room.right)[1], _slab(y, sin, room.bottom, room.top)[1]
    return (max(0.0, across), abs(cos)) if across < along else (max(0.0, along), abs(sin))


def _enter(x: float, y: float, cos: float, sin: float, block: Rect) -> tuple[float, float]:
    """(distance, cosine between ray and face) where a ray from outside meets a block; a mile away when it misses."""
    across_in, across_out = _slab(x, cos, block.left, block.right)
    along_in, along_out = _slab(y, sin, block.bottom, block.top)
    enters = max(across_in, along_in)
    if enters > min(across_out, along_out) or enters < 0:
        return 1e9, 1.0
    return (enters, abs(cos)) if across_in > along_in else (enters, abs(sin))
