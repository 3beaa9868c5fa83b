"""Placing matches on tables and slots: a plan from nothing, or from what is left of an older one.

A search through partial plans (iterative forward search: Müller, Barták and Rudová, 2004, for timetables that change as
little as they can): the next match without a place takes the one that drives out least, and whoever was in the way
waits for a place in turn. Being driven out makes a match heavier, so no two can drive each other out for ever. What
stands where an older plan had it is heavier still: it moves only where nothing else helps.
Rules: rest, tables, windows and what comes after what are hard: a match without a place is named, never squeezed in.
       Work is counted in steps and never in seconds, no lots are drawn: equal inputs give equal plans.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import accumulate
from typing import Final

from judge.tournament.plan import Key, Match, Plan, PlanInputs, Planned
from judge.tournament.plan_references import Clashes, clashes

__all__ = ["Placed", "Seat", "place", "search"]

STEPS_IN_VAIN = 1000
"""So many places taken without one match less that waits: then there is no room."""
HOME = 8
"""How much heavier a match is where it was: so many others are driven out before it."""
_FIXED: Final = 10**12
_FOREVER_MS: Final = 10**15

Seat = tuple[int, int]
"""Start in ms, table."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A plan, and the matches for which there is no room: more slots, more tables or less rest is needed."""

    plan: Plan
    unplaced: tuple[Key, ...]


def place(inputs: PlanInputs, *, version: int = 1) -> Placed:
    """Place every match, as early as it goes, in the order of the inputs.

    Raises: ValueError: a reference that cannot be filled (see `plan_references.reference_findings`).
    """
    return search(inputs, {}, frozenset(), version)


def search(inputs: PlanInputs, homes: Mapping[Key, Seat], fixed: Collection[Key], version: int) -> Placed:
    """Place every match, those with a home there if they can stay.

    Args: homes: where matches were. fixed: matches that stay at home whatever is in the way (they were played).
    """
    seating = _Seating(inputs, clashes(inputs), homes, fixed)
    seating.run()
    seating.go_home()
    slots = [
        Planned(match, seat[1], seat[0])
        for match, seat in zip(inputs.matches, seating.seats(), strict=True)
        if seat is not None
    ]
    slots.sort(key=lambda planned: (planned.start_ms, planned.table))
    placed = {planned.match.key for planned in slots}
    unplaced = tuple(match.key for match in inputs.matches if match.key not in placed)
    return Placed(Plan(version, inputs.slot_ms, tuple(slots)), unplaced)


class _Seating:
    """Who sits where. Slots, tables and matches are numbers: of a list in order of time, of the inputs' own order."""

    def __init__(self, inputs: PlanInputs, clash: Clashes, homes: Mapping[Key, Seat], fixed: Collection[Key]) -> None:
        self.inputs, self.clash = inputs, clash
        self.starts_ms = sorted({*inputs.starts_ms, *(homes[key][0] for key in fixed)})
        self.table_numbers = [table.number for table in inputs.tables]
        count = len(inputs.matches)
        self.slot_of: list[int | None] = [None] * count
        self.table_of = [0] * count
        self.sitting: dict[tuple[int, int], int] = {}
        self.driven_out = [1] * count
        self.is_fixed = [match.key in fixed for match in inputs.matches]
        self.bounds = [self._bounds(match) for match in range(count)]
        self.allowed = [self._allowed(match) for match in inputs.matches]
        self.home = [self._home(homes.get(match.key)) for match in inputs.matches]
        self.depth = _depths(clash.after)
        self.waiting: list[tuple[int, int, int]] = []
        """Who was driven out seldom comes first, so that who finds no room keeps nobody else waiting."""
        for match in self._homeless():
            self._wait(match)

    def run(self) -> None:
        """Place who waits, until nobody does or nothing is gained any more; who then has no place stays without."""
        fewest, best, in_vain = len(self.waiting), (list(self.slot_of), list(self.table_of)), 0
        while self.waiting and in_vain < STEPS_IN_VAIN:
            match = heappop(self.waiting)[-1]
            found = self._lightest(match)
            if found is None:
                continue  # no slot and table will ever do for this one
            for one in self._in_the_way(match, *found):
                self._rise(one)
                self.driven_out[one] += 1
                self._wait(one)
            self._sit(match, *found)
            in_vain += 1
            if len(self.waiting) < fewest:
                fewest, best, in_vain = len(self.waiting), (list(self.slot_of), list(self.table_of)), 0
        if self.waiting:
            self.slot_of, self.table_of = best
            places = zip(self.slot_of, self.table_of, strict=True)
            self.sitting = {(slot, table): match for match, (slot, table) in enumerate(places) if slot is not None}

    def go_home(self) -> None:
        """Let everyone who was driven out go back, where the way is free by now; who goes may free another's way."""
        while any(self._goes_home(match, home) for match, home in enumerate(self.home) if home is not None):
            pass

    def _goes_home(self, match: int, home: tuple[int, int]) -> bool:
        if self.slot_of[match] is None or self._is_home(match) or home not in self.allowed[match]:
            return False
        if self._in_the_way(match, *home):
            return False
        self._rise(match)
        self._sit(match, *home)
        return True

    def seats(self) -> list[Seat | None]:
        """Return where each match is, in the order of the inputs."""
        return [
            None if slot is None else (self.starts_ms[slot], self.table_numbers[table])
            for slot, table in zip(self.slot_of, self.table_of, strict=True)
        ]

    def _allowed(self, match: Match) -> dict[tuple[int, int], None]:
        """Slots and tables that will do, were everything empty; tables that can hold little else come first."""
        inputs = self.inputs
        away = [window for one in match.entrants if isinstance(one, str) for window in inputs.away.get(one, ())]
        starts = [
            start_ms
            for start_ms in inputs.starts_ms
            if start_ms >= match.not_before_ms and not any(one.meets(start_ms, inputs.slot_ms) for one in away)
        ]
        tables = sorted(
            (number for number, table in enumerate(inputs.tables) if match.competition in table.competitions),
            key=lambda number: (len(inputs.tables[number].competitions), number),
        )
        return {
            (bisect_left(self.starts_ms, start_ms), table): None
            for start_ms in starts
            for table in tables
            if not any(one.meets(start_ms, inputs.slot_ms) for one in inputs.tables[table].closed)
        }

    def _home(self, seat: Seat | None) -> tuple[int, int] | None:
        if seat is None or seat[0] not in self.starts_ms or seat[1] not in self.table_numbers:
            return None
        return self.starts_ms.index(seat[0]), self.table_numbers.index(seat[1])

    def _homeless(self) -> list[int]:
        """Seat everyone at home who can stay there, the fixed first, then by time; return the others."""
        homeless: list[int] = []
        for match in sorted(range(len(self.home)), key=lambda one: (not self.is_fixed[one], self.home[one] or (0, 0))):
            home = self.home[match]
            if home is not None and (
                self.is_fixed[match] or (home in self.allowed[match] and not self._in_the_way(match, *home))
            ):
                self._sit(match, *home)
            else:
                homeless.append(match)
        return homeless

    def _bounds(self, match: int) -> list[tuple[int, int, int]]:
        """Whom a match must keep away from: (other match, least ms before it, least ms behind it); 0: any time."""
        rest_ms, forever_ms = self.inputs.rest_slots * self.inputs.slot_ms, _FOREVER_MS
        sharing = set(self.clash.sharing[match])
        bounds = {other: (other, rest_ms, rest_ms) for other in self.clash.sharing[match]}
        for other in self.clash.after[match]:
            bounds[other] = (other, forever_ms, rest_ms if other in sharing else self.inputs.slot_ms)
        for other, before in enumerate(self.clash.after):
            if match in before:
                bounds[other] = (other, rest_ms if other in sharing else self.inputs.slot_ms, forever_ms)
        return list(bounds.values())

    def _blocked(self, match: int) -> Iterator[tuple[int, int, int]]:
        """Give each match that is in the way somewhere, with the first slot where it is and the first where not."""
        for other, before_ms, behind_ms in self.bounds[match]:
            slot = self.slot_of[other]
            if slot is not None:
                start_ms = self.starts_ms[slot]
                yield (
                    other,
                    bisect_right(self.starts_ms, start_ms - before_ms),
                    bisect_left(self.starts_ms, start_ms + behind_ms),
                )

    def _lightest(self, match: int) -> tuple[int, int] | None:
        """The place that drives out least; then nearest to home, else earliest. None: nothing will do."""
        steps = [0] * (len(self.starts_ms) + 1)
        for other, first, end in self._blocked(match):
            weight = self._weight(other)
            steps[first] += weight
            steps[end] -= weight
        blocked = list(accumulate(steps))
        home_slot, home_table = self.home[match] or (0, -1)
        best: tuple[int, int, bool] | None = None
        chosen = None
        for slot, table in self.allowed[match]:
            weight = blocked[slot]
            if best is not None and weight > best[0]:
                continue
            if (sitting := self.sitting.get((slot, table))) is not None:
                weight += self._weight(sitting)
            rank = (weight, abs(slot - home_slot), table != home_table)
            if weight < _FIXED and (best is None or rank < best):
                best, chosen = rank, (slot, table)
        return chosen

    def _in_the_way(self, match: int, slot: int, table: int) -> set[int]:
        found = {other for other, first, end in self._blocked(match) if first <= slot < end}
        if (sitting := self.sitting.get((slot, table))) is not None:
            found.add(sitting)
        return found - {match}

    def _weight(self, match: int) -> int:
        if self.is_fixed[match]:
            return _FIXED
        return self.driven_out[match] + (HOME if self._is_home(match) else 0)

    def _is_home(self, match: int) -> bool:
        return (self.slot_of[match], self.table_of[match]) == self.home[match]

    def _wait(self, match: int) -> None:
        heappush(self.waiting, (self.driven_out[match], self.depth[match], match))

    def _sit(self, match: int, slot: int, table: int) -> None:
        self.slot_of[match], self.table_of[match] = slot, table
        self.sitting[slot, table] = match

    def _rise(self, match: int) -> None:
        slot = self.slot_of[match]
        if slot is not None and self.sitting.get((slot, self.table_of[match])) == match:
            del self.sitting[slot, self.table_of[match]]
        self.slot_of[match] = None


def _depths(after: Sequence[Sequence[int]]) -> list[int]:
    """How many matches lie one behind the other before each."""
    depths = [0] * len(after)
    for match in TopologicalSorter(dict(enumerate(after))).static_order():
        depths[match] = max((depths[before] + 1 for before in after[match]), default=0)
    return depths
