"""A plan: which match is at which table when, as far as it can be known before the day.

A plan is made of inputs (`PlanInputs`) by `plan_placing.place`, checked by `plan_findings`, repaired and not remade by
`plan_repair.repair`. All are pure: equal inputs give equal plans. Times are ms from one fixed moment of the tournament
(its first midnight), through all its days; a window holds its first ms and not its last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Entrant", "Key", "Match", "Outcome", "Place", "Plan", "PlanInputs", "PlanTable", "Planned", "Window",
    "slot_starts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whoever will have won or lost a match of the same stage."""

    match: str
    outcome: Literal["winner", "loser"]


@dataclass(frozen=True, slots=True)
class Place:
    """Whoever will have this place, from 1, when a stage of the same competition is over."""

    stage: str
    place: int


Entrant = str | Outcome | Place
"""A team's id, or who is not known yet."""

Key = tuple[str, str, str]
"""A match of the whole tournament: its competition, its stage, its id there."""


@dataclass(frozen=True, slots=True)
class Match:
    """A match or heat that wants a table and a slot; ids are unique in a stage."""

    competition: str
    stage: str
    id: str
    sides: tuple[tuple[Entrant, ...], ...]
    not_before_ms: int = 0

    @property
    def key(self) -> Key:
        """The match's name in the whole tournament."""
        return self.competition, self.stage, self.id

    @property
    def entrants(self) -> tuple[Entrant, ...]:
        """Everyone in it, side by side."""
        return tuple(entrant for side in self.sides for entrant in side)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time."""

    from_ms: int
    until_ms: int

    def meets(self, start_ms: int, length_ms: int) -> bool:
        """Tell whether something of this length would lie in the window, even in part."""
        return start_ms < self.until_ms and self.from_ms < start_ms + length_ms


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table, what can be played on it, and when it cannot be used (broken, lent)."""

    number: int
    competitions: frozenset[str]
    closed: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """All that a plan depends on.

    `rest_slots`: slots from a child's match to its next, 1 for the very next one; a longer break rests as well.
    `rosters`: random person ids of each team; a team without one is taken for somebody of its own.
    `entered`: the teams of each competition, from whom a `Place` comes. `away`: when a team cannot play (late).
    `matches_each`: competitions in which every team has so many matches with known teams.
    `is_cautious`: matches of two competitions keep apart even where a child only may come into both by its results;
    otherwise only where it is known, and the plan is repaired when the results say who goes on.
    """

    slot_ms: int
    starts_ms: tuple[int, ...]
    tables: tuple[PlanTable, ...]
    matches: tuple[Match, ...]
    rest_slots: int = 1
    rosters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    away: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    matches_each: Mapping[str, int] = field(default_factory=dict)
    is_cautious: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """A match with its table and the start of its slot."""

    match: Match
    table: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of the plan, in order of start and table; every change is a new version."""

    version: int
    slot_ms: int
    slots: tuple[Planned, ...]

    def of(self) -> dict[Key, Planned]:
        """Return the slots by match."""
        return {planned.match.key: planned for planned in self.slots}


def slot_starts(days: Sequence[Window], breaks: Sequence[Window], slot_ms: int) -> tuple[int, ...]:
    """Cut the days into slots, one behind the other, none in a break and none that would not end in time.

    Args: days: each from its first start to its last end, in order, apart. Raises: ValueError: a slot of no length.
    """
    if slot_ms < 1:
        raise ValueError(f"a slot of {slot_ms} ms")
    starts: list[int] = []
    for day in days:
        start_ms = day.from_ms
        while start_ms + slot_ms <= day.until_ms:
            pause = next((one for one in breaks if one.meets(start_ms, slot_ms)), None)
            if pause is None:
                starts.append(start_ms)
            start_ms = start_ms + slot_ms if pause is None else pause.until_ms
    return tuple(starts)
