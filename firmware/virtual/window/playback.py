"""Where in the trace we are and how fast we go on: pure, its clock is handed in."""

from dataclasses import dataclass

__all__ = ["SPEEDS", "Playback"]

SPEEDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 0.0)
"""Field seconds a wall second; 0: always at the newest picture, as fast as it goes."""
STEP_US = 20_000
JUMP_US = 1_000_000


@dataclass(slots=True)
class Playback:
    """A moment of the trace, microseconds from the run's start."""

    at_us: float = 0.0
    speed_index: int = SPEEDS.index(1.0)
    is_paused: bool = False
    is_rewinding: bool = False
    """The film runs backwards; at its beginning it stands still."""

    @classmethod
    def at_speed(cls, speed: float) -> "Playback":
        """Begin with the nearest of SPEEDS; 0 is as fast as it goes."""
        near = min(range(len(SPEEDS) - 1), key=lambda index: abs(SPEEDS[index] - speed))
        return cls(speed_index=near if speed else len(SPEEDS) - 1)

    @property
    def speed(self) -> float:
        """One of SPEEDS."""
        return SPEEDS[self.speed_index]

    def advance(self, wall_s: float, end_us: int) -> None:
        """Let wall time pass; the trace has come to `end_us`, and nobody sees further."""
        if not self.is_paused and self.is_rewinding:
            self.at_us -= wall_s * 1e6 * (self.speed or SPEEDS[-2])
            if self.at_us <= 0:
                self.is_rewinding, self.is_paused = False, True
        elif not self.is_paused:
            self.at_us = self.at_us + wall_s * 1e6 * self.speed if self.speed else float(end_us)
        self.at_us = min(max(self.at_us, 0.0), float(end_us))

    def toggle_pause(self) -> None:
        """Pause, or go on; forwards, whichever way it went before."""
        self.is_paused = not self.is_paused
        self.is_rewinding = False

    def toggle_rewind(self) -> None:
        """Run backwards, or forwards again."""
        self.is_rewinding = not self.is_rewinding
        self.is_paused = False

    def step(self, pictures: int = 1) -> None:
        """So many pictures further (back is negative), and stand still."""
        self.is_paused = True
        self.at_us = max(0.0, self.at_us + pictures * STEP_US)

    def jump(self, times: int) -> None:
        """Jump by whole seconds; back is negative."""
        self.at_us = max(0.0, self.at_us + times * JUMP_US)

    def faster(self) -> None:
        """The next speed."""
        self.speed_index = min(self.speed_index + 1, len(SPEEDS) - 1)

    def slower(self) -> None:
        """The speed before."""
        self.speed_index = max(self.speed_index - 1, 0)

    def begin_again(self) -> None:
        """Another trace is there; the speed stays."""
        self.at_us, self.is_paused, self.is_rewinding = 0.0, False, False
