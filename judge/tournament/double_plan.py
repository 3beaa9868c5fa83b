"""The plan of a double elimination: which heat feeds which, for any number of entrants. No result is needed for it.

Winners' rounds W1, W2, ... are those of the single elimination; who loses there falls into the losers' rounds L1, L2,
...: odd ones among those who are in them, even ones against those who fall from the next winners' round. Heats are
named `W1-3` (winners' round 1, heat 3) and `L2-1`; the grand final is G1, and G2 where it must be played again.
A bye is no heat: where nobody stands, the other one is passed on, so n entrants have 2n - 2 heats, and G2 perhaps.

No needless rematch: who falls from winners' round r stands in another part of the losers' rounds than those they beat,
by `fall_mask`. Two who met in round s, of whom one fell there and the other in round t > s, are kept in different
halves when t - s is odd, in different quarters when it is 2, 6, 10, ..., and so on, for as long as there are parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from judge.tournament.elimination import seed_pairs

__all__ = ["FINAL", "SECOND_FINAL", "DoublePlan", "PlannedHeat", "Source", "double_plan", "fall_mask"]

FINAL: Final = "G1"
SECOND_FINAL: Final = "G2"
Part = Literal["winners", "losers", "grand_final"]
_NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Source:
    """Where a side comes from: a seed (from 1), or the winner or loser of an earlier heat."""

    outcome: Literal["seed", "winner", "loser"]
    seed: int | None
    heat: str | None


@dataclass(frozen=True, slots=True)
class PlannedHeat:
    """A heat before anyone is known. `round` counts from 1 within its part."""

    id: str
    part: Part
    round: int
    sources: tuple[Source, Source]


@dataclass(frozen=True, slots=True)
class DoublePlan:
    """The heats in an order they can be run; the last two are G1 and G2.

    `slots`: the id and the two sides of each heat. A side is a place in one row: the seeds, then winner and loser of
    each heat in turn. `numbers`: the index of each heat by its id.
    """

    entrants: int
    heats: tuple[PlannedHeat, ...]
    slots: tuple[tuple[str, int, int], ...]
    numbers: Mapping[str, int]


@lru_cache(maxsize=64)
def double_plan(entrants: int) -> DoublePlan:
    """Draw up the plan; byes go to the best seeds. Raises: ValueError: fewer than two entrants."""
    if entrants < 2:
        raise ValueError(f"{entrants} entrants have no double elimination")
    rounds = (entrants - 1).bit_length()
    drawing = _Drawing(entrants)
    seeds = [seed for pair in seed_pairs(1 << rounds) for seed in pair]
    unbeaten = [seed - 1 if seed <= entrants else _NOBODY for seed in seeds]
    beaten_once: list[int] = []
    for number in range(1, rounds + 1):
        unbeaten, fallen = drawing.round("winners", number, unbeaten)
        if number == 1:
            beaten_once = fallen
            continue
        beaten_once, _ = drawing.round("losers", 2 * number - 3, beaten_once)
        mask = fall_mask(number, rounds)
        meeting = [slot for place, waiting in enumerate(beaten_once) for slot in (fallen[place ^ mask], waiting)]
        beaten_once, _ = drawing.round("losers", 2 * number - 2, meeting)
    finalists = unbeaten + beaten_once
    drawing.heat(FINAL, "grand_final", 1, finalists[0], finalists[1])
    drawing.heat(SECOND_FINAL, "grand_final", 2, finalists[0], finalists[1])
    numbers = MappingProxyType({heat.id: number for number, heat in enumerate(drawing.heats)})
    return DoublePlan(entrants, tuple(drawing.heats), tuple(drawing.slots), numbers)


def fall_mask(number: int, rounds: int) -> int:
    """Where the loser of heat h of winners' round `number` falls: place `h ^ mask` (both from 0) of its losers' round.

    The mask is `number - 1` with its bits turned round, cut to the bits a place of that round has. The mask of an
    earlier round, seen from a later one, loses its low bits; so two masks differ first at the lowest bit in which
    the two round numbers differ, and the lower that bit is, the larger the parts that keep the two teams separate.
    """
    bits = rounds - number
    return sum(((number - 1) >> bit & 1) << (bits - 1 - bit) for bit in range(bits))


class _Drawing:
    """The heats drawn so far."""

    def __init__(self, entrants: int) -> None:
        self.entrants = entrants
        self.heats: list[PlannedHeat] = []
        self.slots: list[tuple[str, int, int]] = []

    def round(self, part: Part, number: int, sides: list[int]) -> tuple[list[int], list[int]]:
        """Let neighbours meet; return the slots of the winners and of the losers."""
        letter = part[0].upper()
        met = [
            self.heat(f"{letter}{number}-{n}", part, number, first, second)
            for n, (first, second) in enumerate(zip(sides[::2], sides[1::2], strict=True), start=1)
        ]
        return [winner for winner, _ in met], [loser for _, loser in met]

    def heat(self, heat_id: str, part: Part, number: int, first: int, second: int) -> tuple[int, int]:
        """Add a heat, or pass on who has no opponent; return the slots of winner and loser."""
        if _NOBODY in (first, second):
            return max(first, second), _NOBODY
        self.heats.append(PlannedHeat(heat_id, part, number, (self._source(first), self._source(second))))
        self.slots.append((heat_id, first, second))
        winner = self.entrants + 2 * len(self.heats) - 2
        return winner, winner + 1

    def _source(self, slot: int) -> Source:
        if slot < self.entrants:
            return Source("seed", slot + 1, None)
        number, is_loser = divmod(slot - self.entrants, 2)
        return Source("loser" if is_loser else "winner", None, self.heats[number].id)
