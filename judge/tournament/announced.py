"""Values that are announced on the day, as the ball target: which hold, and which a run was begun under.

Rules: one target holds for all runs of a competition, whenever they were run; a run that was opened under another one
(at a table that had not heard of it) is scored by the one that holds, and somebody is asked.
"""

from dataclasses import replace
from typing import Final

from judge.challenge import Definition
from judge.facts import RunOpened

__all__ = ["announced_values", "stale_values", "with_values"]

OF_THE_DAY: Final = "day"


def announced_values(definition: Definition, division: str) -> dict[str, int]:
    """The values of a division that the rules leave to an announcement: they print a range that is usual."""
    played = definition.played(division)
    return {
        name: definition.param(name, played)
        for name, param in definition.params.items()
        if param.when == OF_THE_DAY and param.usual.get(played, param.ranges[played]) != param.ranges[played]
    }


def stale_values(opened: RunOpened, definition: Definition, division: str) -> dict[str, int]:
    """Those values a run was opened under that are others now."""
    played, known = definition.played(division), definition.params
    return {
        name: value
        for name, value in opened.announced.items()
        if name in known and definition.param(name, played) != value
    }


def with_values(opened: RunOpened, definition: Definition, division: str) -> RunOpened:
    """The opening of an official run with the values that hold; of practice as it is."""
    return replace(opened, announced=announced_values(definition, division)) if opened.official else opened
