"""What one station has still to publish: its last fact beside the log's last for its subject. Pure; no wire, no file.

Rule 1: a fact is on the station's own disk before it is here; nothing here can lose one.
Rule 2: the log says what it has; what was acknowledged in an earlier life counts for nothing.
Rule 3: each fact is offered behind the message that was last on its subject: out of turn or twice, the log refuses it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from judge.facts import FactRow

__all__ = ["Outbox", "Standing", "Stored"]


class Standing(Enum):
    """How a station's own journal stands beside the log."""

    IN_STEP = "in_step"
    """What the log has is what the journal has; the rest can be published."""
    BEHIND = "behind"
    """The log has facts of this station that its journal lacks: they are to be taken before anything is published."""
    FORKED = "forked"
    """Another fact stands in the log under a number of ours: two programs wrote as one station. A person decides."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The last message on a station's subject: its place in the log, and the fact; None: it is none."""

    place: int
    row: FactRow | None


@dataclass(slots=True)
class Outbox:
    """One station's way into the log.

    `published` is the number of its last fact there, `place` where the last message of its subject stands (0: none).
    """

    station: str
    published: int = 0
    place: int = 0
    standing: Standing = Standing.IN_STEP

    def compare(self, last: Stored | None, own_hash: Callable[[int], str | None], heard: int) -> Standing:
        """Begin anew beside what the log has last.

        Args: own_hash: of our fact of that number; None: we have none. heard: up to which number facts of ours were
        read from the log without a gap: what counts where the last message is no fact (somebody else's rubbish).
        """
        self.place = last.place if last is not None else 0
        row = last.row if last is not None else None
        if row is None:
            self.published = 0 if last is None else heard
            self.standing = Standing.IN_STEP
            return self.standing
        ours = own_hash(row.seq)
        if ours is None:
            self.standing = Standing.BEHIND
        elif ours != row.hash:
            self.standing = Standing.FORKED
        else:
            self.published, self.standing = row.seq, Standing.IN_STEP
        return self.standing

    def acknowledged(self, seq: int, place: int) -> None:
        """The log has our next fact, at this place."""
        if seq != self.published + 1:
            raise ValueError(f"{self.station}:{seq} was acknowledged behind {self.published}")
        self.published, self.place = seq, place
