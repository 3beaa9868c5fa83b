"""What the pages are called: one name a page, the same on the live site and in the exported folder.

Rule: ids become file names as they are (they are words of ASCII); where two differ only by case, which a stick's file
system does not tell apart, the later one carries its number.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from judge.tournament.hall_state import HallState

__all__ = ["INDEX", "LINES", "TEAMS", "WALL", "Names", "names_of"]

INDEX, LINES, TEAMS, WALL = "index.html", "lines.html", "teams.html", "wall.html"


@dataclass(frozen=True, slots=True)
class Names:
    """The pages of competitions and teams, by their ids."""

    competitions: dict[str, str]
    teams: dict[str, str]


def names_of(hall: HallState) -> Names:
    """Name the pages of a hall."""
    return Names(_named("competition", hall.competitions), _named("team", hall.teams))


def _named(kind: str, ids: Iterable[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    taken: set[str] = set()
    for number, one in enumerate(ids, start=1):
        name = f"{kind}-{one}"
        while name.lower() in taken:
            name += f"-{number}"
        taken.add(name.lower())
        names[one] = f"{name}.html"
    return names
