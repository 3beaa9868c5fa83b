"""The chain of every station: what may follow what. Pure; the writer, the merge and the check share it."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from judge.facts import GENESIS, Fact

__all__ = ["NO_TAIL", "Break", "Chain", "Tail"]

Break = Literal["gap", "again", "prev", "lamport"]  # "again": a seq that is behind the tail


class Tail(NamedTuple):
    """The last fact of one station."""

    seq: int
    hash: str
    lamport: int


NO_TAIL = Tail(0, GENESIS, 0)


@dataclass(slots=True)
class Chain:
    """The tails of all stations, and the greatest lamport among them."""

    tails: dict[str, Tail] = field(default_factory=dict)
    lamport: int = 0

    def tail(self, station: str) -> Tail:
        """Return the station's last fact (seq 0 and GENESIS before its first)."""
        return self.tails.get(station, NO_TAIL)

    def broken_by(self, fact: Fact) -> Break | None:
        """Say how the fact fails to follow its station's last, or None when it follows."""
        tail = self.tail(fact.station)
        if fact.seq != tail.seq + 1:
            return "gap" if fact.seq > tail.seq else "again"
        if fact.prev != tail.hash:
            return "prev"
        return "lamport" if fact.lamport <= tail.lamport else None

    def add(self, fact: Fact) -> None:
        """Make the fact its station's last."""
        self.tails[fact.station] = Tail(fact.seq, fact.hash, fact.lamport)
        self.lamport = max(self.lamport, fact.lamport)
