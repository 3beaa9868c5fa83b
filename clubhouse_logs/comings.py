"""The values of a door and what comes of a touch at it: somebody let in, seen going out, or inside."""

from __future__ import annotations

from dataclasses import dataclass

from clubhouse_logs.door import Presence
from judge.facts import Fact

__all__ = ["Arrival", "Departure", "HouseRules", "Inside"]


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The town's own values for its door."""

    merge_gap_min: int = 30
    capacity_soft: int | None = None
    """Heads inside above which staff is told; None: no limit."""
    capacity_hard: int | None = None
    """Heads inside that are not passed without a word of staff."""
    provisional_days: int = 30
    """How long a child without a signed form stays a provisional member."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of somebody coming in."""

    fact: Fact
    presence: Presence
    is_again: bool
    """A scan of somebody who came in within the town's minutes: one visit."""
    heads_inside: int
    heads_today: int
    """延べ (D) of the day so far."""
    is_above_soft: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """What came of somebody going out; `presence`: what it ended, None when nobody was seen coming in."""

    fact: Fact
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody inside; `nickname` is None for who has no name here."""

    presence: Presence
    nickname: str | None
