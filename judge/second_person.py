"""Who had a hand in a run, and so cannot be the second person: who agrees or sends back, and never edits.

Rules: whoever wrote anything of a run down, or corrected anything of it, had a hand in it from then on; taking that
back does not wash a hand. To sign, to send back, and to take either back, is none: it changes no score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judge.fact_shapes import is_person
from judge.facts import Corrected, Fact, RunReturned, RunSigned, order

__all__ = ["Hand", "hands_in"]


@dataclass(frozen=True, slots=True)
class Hand:
    """A person (by id) who had a hand in a run; `since`: the place of their first deed in the order of facts."""

    person: str
    since: tuple[int, str, int]

    def is_before(self, fact: Fact) -> bool:
        """Tell whether the hand was in it when a fact was written."""
        return self.since < (fact.lamport, fact.station, fact.seq)


def hands_in(facts: Iterable[Fact]) -> Mapping[str, tuple[Hand, ...]]:
    """Return the hands in each run. Args: facts: as they were recorded, corrections among them, in any order."""
    by_run: dict[str, dict[str, Hand]] = {}
    about: dict[tuple[str, int], Fact] = {}  # what a fact is about: itself; of a correction, what it corrects at last
    for fact in order(facts):
        body = fact.body
        root = about.get((body.station, body.seq)) if isinstance(body, Corrected) else fact
        if root is None:
            continue  # a correction that names nothing corrected nothing
        about[fact.station, fact.seq] = root
        if root.run is not None and is_person(fact.by) and not isinstance(root.body, RunSigned | RunReturned):
            hand = Hand(fact.by, (fact.lamport, fact.station, fact.seq))
            by_run.setdefault(root.run, {}).setdefault(fact.by, hand)
    return {run: tuple(hands.values()) for run, hands in by_run.items()}
