"""Corrections of one run that were made apart: neither station had seen the other's when it wrote its own.

Rules: both are kept; which of two corrections of one fact decides is the rule of `judge.corrections`, the later in the
one order of facts (lamport, station, seq), so it is the same on every machine and in every order of merging;
corrections of different facts of the run all hold; and somebody is asked, until a correction comes that had seen all.

What a correction had seen: every earlier one of its own station, the one it names, what its `seen` says of other
stations, and all that these had seen. `Journal` writes `seen`, so no program that corrects can forget it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judge.facts import Corrected, Fact, order

__all__ = ["Apart", "corrections_apart", "root_of", "seen_elsewhere", "unseen"]

FactId = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Apart:
    """Corrections of one run (`root.run`), or of one fact outside of runs (`root`), that somebody has to settle.

    `sides`: one for each last word that nobody behind it had seen, in the one order; a side is the corrections that
    lead to it and that not all the others had seen, the last word last. The last side's holds where two name one fact.
    """

    root: Fact
    sides: tuple[tuple[Fact, ...], ...]

    @property
    def last_words(self) -> tuple[Fact, ...]:
        """The correction each side ends with."""
        return tuple(side[-1] for side in self.sides)

    def against(self, side: int) -> tuple[Fact, ...]:
        """The corrections of the other sides that a side (from 0) had not seen, the latest first."""
        return unseen(self.sides, side)


def unseen(sides: Sequence[Sequence[Fact]], side: int) -> tuple[Fact, ...]:
    """As `Apart.against`."""
    mine = {fact.source for fact in sides[side]}
    others = {fact.source: fact for one in sides for fact in one if fact.source not in mine}
    return tuple(reversed(order(others.values())))


def corrections_apart(facts: Iterable[Fact]) -> list[Apart]:
    """Return what was corrected apart and is not settled. Args: facts: as recorded, corrections among them."""
    facts = list(facts)
    if len({fact.station for fact in facts if type(fact.body) is Corrected}) < 2:
        return []  # a station has seen its own
    by_id: dict[FactId, Fact] = {}
    corrected: dict[str, tuple[Fact, list[Fact]]] = {}
    for fact in order(facts):
        if (fact.station, fact.seq) in by_id:
            continue  # the same fact of another copy
        if isinstance(fact.body, Corrected) and (root := root_of(fact, by_id)) is not None:
            corrected.setdefault(root.run or root.source, (root, []))[1].append(fact)
        by_id[fact.station, fact.seq] = fact
    found = (_apart(root, of_one) for root, of_one in corrected.values() if len(of_one) > 1)
    return [one for one in found if one is not None]


def root_of(correction: Fact, by_id: Mapping[FactId, Fact]) -> Fact | None:
    """What a correction corrects at last, through corrections of corrections; None: nothing that is known."""
    fact: Fact | None = correction
    while fact is not None and isinstance(fact.body, Corrected):
        fact = by_id.get((fact.body.station, fact.body.seq))
    return fact


def seen_elsewhere(body: Corrected, others: Iterable[Fact], by_id: Mapping[FactId, Fact]) -> dict[str, int]:
    """What `seen` says of a correction that is about to be written.

    Args: others: the corrections of other stations that stand in the journal. by_id: all facts there.
    """
    named = by_id.get((body.station, body.seq))
    root = root_of(named, by_id) if named is not None else None
    seen: dict[str, int] = {}
    for other in others:
        its = root_of(other, by_id)
        if root is not None and its is not None and (its.run or its.source) == (root.run or root.source):
            seen[other.station] = max(other.seq, seen.get(other.station, 0))
    return seen


def _apart(root: Fact, corrections: Sequence[Fact]) -> Apart | None:
    """Args: corrections: of one run, in the one order."""
    known: list[set[int]] = []  # of each correction: the places of those it had seen
    for place, fact in enumerate(corrections):
        before = {one for one in range(place) if _has_seen(fact, corrections[one])}
        known.append(before.union(*(known[one] for one in before)))
    last = [place for place in range(len(corrections)) if not any(place in seen for seen in known)]
    if len(last) < 2:
        return None
    shared = set.intersection(*(known[place] for place in last))
    sides = ([*sorted(known[place] - shared), place] for place in last)
    return Apart(root, tuple(tuple(corrections[one] for one in side) for side in sides))


def _has_seen(fact: Fact, other: Fact) -> bool:
    body = fact.body
    assert isinstance(body, Corrected)
    own = fact.station == other.station or (body.station, body.seq) == (other.station, other.seq)
    return own or body.seen.get(other.station, 0) >= other.seq
