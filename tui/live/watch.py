"""The journal as the public page knows it: read only, folded once for each change, frozen where the desk froze it.

Rules: a competition that is frozen is seen as it stood, and what it became is nowhere in `Seen.states`; a journal that
cannot be read leaves what was known, and its age says so; another file of the same name is read from its beginning.
One thread calls `look`: SQLite's connection belongs to it.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.challenge import Definition
from judge.errors import JudgeError
from judge.facts import Fact, order
from judge.journal import Follower, read_definitions
from judge.tournament.hall import HallState, fold_hall
from judge.tournament.state import TournamentState
from tui.kept_definitions import known_definitions
from tui.live.names import Names, names_of

__all__ = ["Seen", "Watch", "see"]

AGAIN_S = 1.0
"""So long after a journal could not be read it is tried again: a look at a damaged one reads all of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A tournament as everybody may see it. `hall` knows more: of a frozen competition only `states` may be shown."""

    hall: HallState
    states: Mapping[str, TournamentState]
    names: Names
    last_wall: str
    """When the last fact was recorded; "" in an empty journal."""


def see(facts: Sequence[Fact], definitions: Mapping[str, Definition], stood: "Stood | None" = None) -> Seen:
    """Fold facts, in their order. Args: stood: what frozen competitions looked like at the last time."""
    hall = fold_hall(facts, definitions)
    states = (Stood() if stood is None else stood).states(hall, facts, definitions)
    return Seen(hall, states, names_of(hall), max((fact.wall for fact in facts[-1:]), default=""))


class Stood:
    """How frozen competitions stood when they were frozen; worked out once for each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], TournamentState | None] = {}

    def states(
        self, hall: HallState, facts: Sequence[Fact], definitions: Mapping[str, Definition]
    ) -> Mapping[str, TournamentState]:
        """The competitions as the hall may see them (`judge.tournament.hall.shown`, without folding it all again)."""
        states, known = dict(hall.competitions), self._known
        self._known = {}
        for name, freeze in hall.frozen.items():
            place = next(place for place, fact in enumerate(facts) if fact.source == freeze.since)
            key = (name, freeze.since, place)  # a fact that comes late and belongs before it moves its place
            stood = known[key] if key in known else fold_hall(facts[:place], definitions).competitions.get(name)
            self._known[key] = stood
            if stood is None:  # it was opened after the freeze: nothing of it may be seen
                del states[name]
            else:
                states[name] = stood
        return states


class Watch:
    """Follows one journal. Args: path: need not be there yet."""

    def __init__(self, path: Path, *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._monotonic_s = monotonic_s
        self._follower: Follower | None = None
        self._inode = 0
        self._facts: list[Fact] = []
        self._stood = Stood()
        self._heard_s = monotonic_s()
        self._again_s = self._heard_s
        self.error: Exception | None = None
        """Why the journal could not be read at the last look; None: it could."""

    @property
    def age_s(self) -> float:
        """How long ago the journal was read last."""
        return self._monotonic_s() - self._heard_s

    def look(self) -> Seen | None:
        """What is seen now, if it is not what was seen at the last look; None: nothing new, or it cannot be read."""
        if self.error is not None and self._monotonic_s() < self._again_s:
            return None
        try:
            fresh = self._fresh()
        except (JudgeError, OSError, sqlite3.Error) as error:
            self.error, self._again_s = error, self._monotonic_s() + AGAIN_S
            self.close()
            return None
        self.error, self._heard_s = None, self._monotonic_s()
        if not fresh:
            return None
        self._facts = order([*self._facts, *fresh])
        return see(self._facts, known_definitions(self._facts, read_definitions(self.path)), self._stood)

    def close(self) -> None:
        """Let go of the file; the next look opens it again."""
        if self._follower is not None:
            self._follower.close()
            self._follower = None

    def _fresh(self) -> list[Fact]:
        inode = os.stat(self.path).st_ino
        if self._follower is None or inode != self._inode:
            self.close()
            self._follower, self._inode, self._facts = Follower(self.path), inode, []
        return self._follower.fresh()
