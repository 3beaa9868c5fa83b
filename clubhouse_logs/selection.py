"""Of many facts, those of one concern with every correction that reaches them: few enough to fold at a touch.

Rule: a correction belongs to what it names, and a correction of a correction too, so what stands in a selection is what
      would stand in the whole.
"""

from __future__ import annotations

from collections.abc import Callable

from judge.corrections import effective
from judge.facts import Body, Corrected, Fact

__all__ = ["Selection"]


Place = tuple[str, int]


class Selection:
    """The facts whose body is wanted, and their corrections; what stands of them is worked out once a change."""

    def __init__(self, is_wanted: Callable[[Body], bool], find: Callable[[Place], Fact | None]) -> None:
        self._is_wanted, self._find = is_wanted, find
        self._facts: dict[Place, Fact] = {}
        self._waiting: dict[Place, list[Fact]] = {}
        self._standing: list[Fact] | None = None

    def add(self, fact: Fact) -> None:
        """Take a fact if it belongs here; a correction may come before what it names."""
        body, place = fact.body, (fact.station, fact.seq)
        if isinstance(body, Corrected):
            self._add_correction(fact, body)
        elif self._is_wanted(body) or any(self._makes_wanted(waiting) for waiting in self._waiting.get(place, [])):
            self._keep(fact)

    def standing(self) -> list[Fact]:
        """Return the facts that stand after corrections, in the one order."""
        if self._standing is None:
            self._standing = effective(self._facts.values())[0]
        return self._standing

    def _add_correction(self, fact: Fact, body: Corrected) -> None:
        named = body.station, body.seq
        if named not in self._facts and self._makes_wanted(fact) and (original := self._find(named)) is not None:
            self._keep(original)
        if named in self._facts:
            self._keep(fact)
        else:
            self._waiting.setdefault(named, []).append(fact)

    def _makes_wanted(self, correction: Fact) -> bool:
        """Tell whether what was written elsewhere belongs here since it was corrected: a visit moved to today."""
        body = correction.body
        return isinstance(body, Corrected) and body.replacement is not None and self._is_wanted(body.replacement)

    def _keep(self, fact: Fact) -> None:
        place = fact.station, fact.seq
        self._facts[place] = fact
        self._standing = None
        for waiting in self._waiting.pop(place, []):
            self._keep(waiting)
