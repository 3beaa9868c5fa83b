"""The robot set down somewhere else: a new start for the next trial, moved about by hand. Pure.

A pose is the axle's middle in mm and degrees counter-clockwise from the picture's right, as everywhere in the field.
"""

from dataclasses import dataclass, replace

from firmware.virtual.gates import body_overlaps
from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_FRONT_MM
from firmware.virtual.plan import FieldPlan

__all__ = ["Pose", "is_free", "moved", "set_down", "start_of", "turned"]

_DEGREE = 3.141592653589793 / 180


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a robot stands and where it looks."""

    x_mm: float
    y_mm: float
    heading_deg: float


def start_of(plan: FieldPlan) -> Pose:
    """Return the field's own start."""
    return Pose(plan.start_x_mm, plan.start_y_mm, plan.start_heading_deg)


def set_down(plan: FieldPlan, pose: Pose | None) -> FieldPlan:
    """Return the field with its start there; None leaves it as it is."""
    if pose is None:
        return plan
    return replace(plan, start_x_mm=pose.x_mm, start_y_mm=pose.y_mm, start_heading_deg=pose.heading_deg)


def moved(plan: FieldPlan, pose: Pose, right_mm: float, up_mm: float) -> Pose:
    """Return it moved over the floor; the room's walls keep it a nose's length inside."""
    room = plan.room
    x_mm = min(max(pose.x_mm + right_mm, room.left + BODY_FRONT_MM), room.right - BODY_FRONT_MM)
    y_mm = min(max(pose.y_mm + up_mm, room.bottom + BODY_FRONT_MM), room.top - BODY_FRONT_MM)
    return Pose(x_mm, y_mm, pose.heading_deg)


def turned(pose: Pose, left_deg: float) -> Pose:
    """Return it turned on the spot; the heading stays from -180 (exclusive) to 180."""
    heading_deg = (pose.heading_deg + left_deg) % 360
    return Pose(pose.x_mm, pose.y_mm, heading_deg - 360 if heading_deg > 180 else heading_deg)


def is_free(plan: FieldPlan, pose: Pose) -> bool:
    """Whether the robot fits there: nothing that stands on the mat is under it."""
    cos, sin = cosine(pose.heading_deg * _DEGREE), sine(pose.heading_deg * _DEGREE)
    return not any(body_overlaps(pose.x_mm, pose.y_mm, cos, sin, block) for block in plan.mat.blocks)
