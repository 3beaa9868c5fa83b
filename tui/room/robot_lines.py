"""Who waits for which robot: a line a robot, and a child in one of them at most. Pure: no clock, no port."""

from dataclasses import dataclass

__all__ = ["RobotLines", "Wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A child wants a program on a robot."""

    learner: str
    lesson: int
    text: str
    """The program as it was when the child asked."""


class RobotLines:
    """Robots by their key. First come, first served; a child that asks again keeps its place with the newer program."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Wish]] = {}
        self._served: dict[str, Wish] = {}

    def join(self, robot: str, wish: Wish) -> int:
        """Stand in a robot's line, out of any other; return the place: 1 is next."""
        line = self._lines.setdefault(robot, [])
        for number, waiting in enumerate(line):
            if waiting.learner == wish.learner:
                line[number] = wish
                return number + 1
        self.leave(wish.learner)
        line.append(wish)
        return len(line)

    def leave(self, learner: str) -> str | None:
        """Stand in no line any more; return the robot's whose line it was. Who is served already stays."""
        for robot, line in self._lines.items():
            for wish in line:
                if wish.learner == learner:
                    line.remove(wish)
                    return robot
        return None

    def serve(self, robot: str) -> Wish | None:
        """Take the first of a line; None: nobody waits, or somebody is served."""
        line = self._lines.get(robot)
        if not line or robot in self._served:
            return None
        self._served[robot] = line.pop(0)
        return self._served[robot]

    def served(self, robot: str) -> Wish | None:
        """Return who is served now."""
        return self._served.get(robot)

    def done(self, robot: str) -> None:
        """Who was served is done, well or not."""
        self._served.pop(robot, None)

    def waiting(self, robot: str) -> tuple[Wish, ...]:
        """Return a robot's line, the next one first."""
        return tuple(self._lines.get(robot, ()))

    def place(self, learner: str) -> tuple[str, int] | None:
        """Return where a child waits: the robot, and 1 for the next one."""
        for robot, line in self._lines.items():
            for number, wish in enumerate(line, 1):
                if wish.learner == learner:
                    return robot, number
        return None

    def clear(self) -> list[str]:
        """Send everybody who waits away; return who they were."""
        sent_away = [wish.learner for line in self._lines.values() for wish in line]
        self._lines.clear()
        return sent_away
