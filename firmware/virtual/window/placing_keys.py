"""Moving the robot to a new start by keys: a ghost of it follows the arrows, Enter sets it down."""

from collections.abc import Callable

import pygame

from firmware.virtual.noise import cosine, sine
from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.placing import Pose, is_free, moved, start_of, turned
from firmware.virtual.plan import FieldPlan
from firmware.virtual.window import ink
from firmware.virtual.window.view_port import ViewPort

__all__ = ["Mover"]

STEP_MM, STEP_DEG = 10.0, 5.0
_DEGREE = 3.141592653589793 / 180


class Mover:
    """A robot in somebody's hand. `pose` is where it would be set down."""

    def __init__(self, plan: FieldPlan, pose: Pose) -> None:
        self._plan = plan
        self.pose = pose

    @property
    def is_free(self) -> bool:
        """Whether it fits there."""
        return is_free(self._plan, self.pose)

    def take(self, key: int, character: str) -> None:
        """Move or turn it by one key; any other key does nothing."""
        act = self._acts().get(key) or self._acts().get(character)
        if act is not None:
            self.pose = act()

    def _acts(self) -> dict[int | str, Callable[[], Pose]]:
        def by(right_mm: float, up_mm: float) -> Callable[[], Pose]:
            return lambda: moved(self._plan, self.pose, right_mm, up_mm)

        def to_left(degrees: float) -> Callable[[], Pose]:
            return lambda: turned(self.pose, degrees)

        return {
            pygame.K_LEFT: by(-STEP_MM, 0),
            pygame.K_RIGHT: by(STEP_MM, 0),
            pygame.K_UP: by(0, STEP_MM),
            pygame.K_DOWN: by(0, -STEP_MM),
            pygame.K_PAGEUP: to_left(STEP_DEG),
            pygame.K_PAGEDOWN: to_left(-STEP_DEG),
            ",": to_left(STEP_DEG),
            ".": to_left(-STEP_DEG),
            pygame.K_HOME: lambda: start_of(self._plan),
        }

    def draw(self, screen: pygame.Surface, port: ViewPort) -> None:
        """Its outline, and which way it looks; in alarm where it does not fit."""
        pose = self.pose
        cos, sin = cosine(pose.heading_deg * _DEGREE), sine(pose.heading_deg * _DEGREE)

        def at(ahead: float, aside: float) -> tuple[float, float]:
            return port.point(pose.x_mm + ahead * cos - aside * sin, pose.y_mm + ahead * sin + aside * cos)

        front, back, half = BODY_FRONT_MM, -BODY_BACK_MM, BODY_HALF_MM
        colour = ink.ACCENT if self.is_free else ink.ALARM
        pygame.draw.polygon(screen, colour, [at(front, half), at(front, -half), at(back, -half), at(back, half)], 3)
        pygame.draw.line(screen, colour, at(0, 0), at(front + 60, 0), 3)
