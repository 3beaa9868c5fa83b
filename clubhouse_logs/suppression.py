"""Which counts of a table are hidden, so that no sum, no difference and no second edition gives a small one back. Pure.

A table with its margins is a network: every cell, row sum, column sum and total is an arc, and at every node what
comes in goes out. What an attacker cannot tell apart from the truth is the truth plus any circulation over hidden arcs
alone, so how far a hidden count can move is a maximum flow, in whole numbers, and exact.

Rules: 1 to k - 1 visits or children hide a count (primary); a zero is shown;
       further counts are hidden (complementary), the cheapest first, until in the new edition by itself each of them
       keeps an interval at least k - 1 wide, every small one may be k, and every small one that is no sum may be 1
       (a sum of two that were hidden is at least 2, and everybody knows that);
       the same width is kept against somebody who holds all editions and is even told every change between them: only
       counts hidden in each of them move then, and by the same amount in all;
       what an edition showed is never hidden again, and what one hid is never shown again.
Source: the shortest-path heuristic for complementary cells of two-way tables (Kelly, Golden, Assad 1992; Castro 2007).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Arc", "Edition", "Room", "is_small", "protect", "rooms"]

UNKNOWN = 10**9
SHORT_FACTOR = 4
"""How much dearer an arc is that cannot carry all that is asked: two small ones hidden are worse than a large one."""


@dataclass(frozen=True, slots=True)
class Arc:
    """One count of a table, from node to node. `price`: how dear hiding it is; None: it is never published."""

    tail: str
    head: str
    price: int | None
    is_sum: bool = False
    """It adds up other counts of the table."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published at one time: every count it knew, and which of them it showed or hid."""

    counts: Mapping[str, int]
    shown: frozenset[str]
    hidden: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Room:
    """How far a hidden count can be moved, up to k - 1 each way, with everything published as it is."""

    down: int
    up: int


def is_small(count: int, least_shown: int) -> bool:
    """Tell whether a number tells of few: 1 to k - 1."""
    return 1 <= count < least_shown


def protect(
    network: Mapping[str, Arc], editions: Sequence[Edition], new: Mapping[str, int], primary: Collection[str],
    least_shown: int,
) -> Edition | None:  # fmt: skip
    """Return the next edition, with what has to be hidden; None where that cannot be reached.

    Args: editions: those before, of the same network. new: the counts now; each arc without a price too.
          primary: whose counts tell of few. least_shown: k. None, mostly: an earlier edition shows what is small now.
    """
    priced = frozenset(key for key in new if network[key].price is not None)
    open_before = frozenset().union(*(one.shown for one in editions))
    hidden = (set(primary) | set().union(*(one.hidden for one in editions))) & priced
    if hidden & open_before:
        return None
    while True:
        before = len(hidden)
        for key in sorted(hidden):
            edition = Edition(new, priced - hidden, frozenset(hidden))
            for some in ([edition], [*editions, edition]):
                found = _Flows(network, some, open_before).hide_for(key, least_shown)
                if found is None:
                    return None
                hidden |= found
                edition = Edition(new, priced - hidden, frozenset(hidden))
        if len(hidden) == before:
            return Edition(new, priced - hidden, frozenset(hidden))


def rooms(network: Mapping[str, Arc], editions: Sequence[Edition], least_shown: int) -> dict[str, Room]:
    """Return how far each count that the last edition hides can move, for who holds all of these editions."""
    flows = _Flows(network, editions, frozenset(network))
    return {
        key: Room(flows.push(key, -1, least_shown - 1)[0], flows.push(key, +1, least_shown - 1)[0])
        for key in sorted(editions[-1].hidden)
    }


class _Flows:
    """The circulations over what all of some editions hide; the last edition is the one being made."""

    def __init__(self, network: Mapping[str, Arc], editions: Sequence[Edition], fixed: Collection[str]) -> None:
        self._last = editions[-1]
        shown = frozenset().union(*(one.shown for one in editions))
        # Of an arc that no edition counts nothing is known: it gives and takes what is asked.
        self._down = {
            key: min((one.counts[key] - _least(one, key) for one in editions if key in one.counts), default=UNKNOWN)
            for key in network
        }
        self._steps: dict[str, list[tuple[str, int, str, int]]] = {}
        for key, arc in network.items():
            if key in shown and (key in fixed or arc.price is None or not self._last.counts.get(key, 0)):
                continue
            price = 0 if key not in shown else arc.price or 0
            self._steps.setdefault(arc.tail, []).append((key, +1, arc.head, price))
            self._steps.setdefault(arc.head, []).append((key, -1, arc.tail, price))
        self._network = network

    def hide_for(self, key: str, least_shown: int) -> set[str] | None:
        """Return what has to be hidden so that one hidden count is protected; None: nothing helps."""
        count = self._last.counts[key]
        to_shown = least_shown - count if is_small(count, least_shown) else 0
        if to_shown and self._down[key] == count - 1 and not self._network[key].is_sum:
            needs = [(-1, count - 1), (+1, to_shown)]
        else:
            down, _ = self.push(key, -1, least_shown - 1, may_hide=False)
            needs = [(+1, max(least_shown - 1 - down, to_shown))]
        hidden: set[str] = set()
        for sign, need in needs:
            moved, more = self.push(key, sign, need)
            if moved < need:
                return None
            hidden |= more
        return hidden

    def push(self, key: str, sign: int, need: int, *, may_hide: bool = True) -> tuple[int, set[str]]:
        """Move a count up (+1) or down (-1) by what is needed, as far as it goes; and what was hidden for it."""
        arc, rest, moved = self._network[key], dict(self._down), 0
        start, goal = (arc.head, arc.tail) if sign > 0 else (arc.tail, arc.head)
        need = need if sign > 0 else min(need, rest[key])
        bought: set[str] = set()
        while moved < need:
            path = self._cheapest(start, goal, key, rest, bought, need - moved, may_hide=may_hide)
            if path is None:
                break
            amount = min([need - moved, *(rest[one] for one, step, _ in path if step < 0)])
            for one, step, price in path:
                rest[one] += step * amount
                if price:
                    bought.add(one)
            moved += amount
        return moved, bought

    def _cheapest(
        self, start: str, goal: str, without: str, rest: Mapping[str, int], bought: Collection[str], amount: int, *,
        may_hide: bool,
    ) -> list[tuple[str, int, int]] | None:  # fmt: skip
        """Dijkstra over what can still move; an arc that cannot carry the whole amount is dearer."""
        queue: list[tuple[int, int, str]] = [(0, 0, start)]
        came: dict[str, tuple[str, tuple[str, int, int]]] = {}
        best, number = {start: 0}, 0
        while queue:
            cost, _, node = heapq.heappop(queue)
            if node == goal:
                return _way(came, start, goal)
            if cost > best[node]:
                continue
            for key, step, other, price in self._steps.get(node, ()):
                if key == without or (step < 0 and rest[key] < 1) or (price and key not in bought and not may_hide):
                    continue
                price = 0 if key in bought else price
                more = cost + price * (SHORT_FACTOR if step < 0 and rest[key] < amount else 1)
                if more < best.get(other, more + 1):
                    number += 1
                    best[other], came[other] = more, (node, (key, step, price))
                    heapq.heappush(queue, (more, number, other))
        return None


def _least(edition: Edition, key: str) -> int:
    """The least a reader takes a count for: zeros are shown, so what is hidden is 1 at least."""
    return 1 if key in edition.shown | edition.hidden and edition.counts[key] else 0


def _way(
    came: Mapping[str, tuple[str, tuple[str, int, int]]], start: str, goal: str
) -> list[tuple[str, int, int]]:  # fmt: skip
    way, node = [], goal
    while node != start:
        node, step = came[node]
        way.append(step)
    return way
