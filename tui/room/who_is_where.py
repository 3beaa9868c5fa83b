"""Who is where in the room: the lesson, the last miss, the tries, since when, and who asked for help. Pure: no clock.

What the mentor looks for is a child that tries and does not get on. Rules:
    a child has trouble with a lesson from its first miss there until it passes, or goes to another lesson;
    it is stuck when that lasts STUCK_MINUTES or STUCK_MISSES programs: a first miss is how one learns;
    a hand that is up stays up until the mentor came, the child took it down, or the lesson is passed;
    the oldest hand comes first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

__all__ = ["STUCK_MINUTES", "STUCK_MISSES", "Where", "WhoIsWhere"]

STUCK_MINUTES = 3
STUCK_MISSES = 3


@dataclass(frozen=True, slots=True)
class Where:
    """One child. Times ISO 8601."""

    lesson: int = 0
    """0: not in a lesson yet."""
    since: str | None = None
    """When it came to this lesson."""
    tries: int = 0
    """Programs of this lesson that were judged since."""
    miss: str = ""
    """What the last one was told; empty: it passed, or none was judged."""
    misses: int = 0
    """Programs of this lesson that did not pass, one after another."""
    missing_since: str | None = None
    """When the first of them was judged."""
    asked_at: str | None = None
    """When the child raised its hand; None: it is down."""


class WhoIsWhere:
    """Moments are datetimes with their offset."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Args: known: `as_json` of before a restart."""
        self._where = {learner: Where(**fields) for learner, fields in (known or {}).items()}

    def of(self, learner: str) -> Where:
        """Where a child is."""
        return self._where.get(learner, Where())

    def opened(self, learner: str, lesson: int, at: datetime) -> bool:
        """A child looks at a lesson; return whether that is another one than before."""
        before = self.of(learner)
        if before.lesson == lesson:
            return False
        self._where[learner] = Where(lesson, at.isoformat(), asked_at=before.asked_at)
        return True

    def judged(self, learner: str, lesson: int, miss: str, at: datetime) -> None:
        """A child's program was judged. Args: miss: what it was told; empty: it passed."""
        self.opened(learner, lesson, at)
        before = self.of(learner)
        self._where[learner] = replace(
            before, tries=before.tries + 1, miss=miss, misses=before.misses + 1 if miss else 0,
            missing_since=(before.missing_since or at.isoformat()) if miss else None,
            asked_at=before.asked_at if miss else None,
        )  # fmt: skip

    def asked(self, learner: str, at: datetime) -> None:
        """A child raised its hand; one that is up already keeps its turn."""
        before = self.of(learner)
        self._where[learner] = replace(before, asked_at=before.asked_at or at.isoformat())

    def helped(self, learner: str) -> None:
        """The hand is down again."""
        self._where[learner] = replace(self.of(learner), asked_at=None)

    def hands(self) -> list[str]:
        """Who waits for help, the oldest hand first."""
        up = [(where.asked_at, learner) for learner, where in self._where.items() if where.asked_at is not None]
        return [learner for _at, learner in sorted(up)]

    def rows(self, learners: Iterable[str], now: datetime) -> list[dict[str, object]]:
        """Return a row a child: hands first, then who is stuck, then who misses, longest first, then the others as they
        came. Minutes whole.
        """
        rows = [self._row(learner, now) for learner in learners]
        hands = self.hands()

        def rank(row: dict[str, Any]) -> tuple[int, float]:
            if row["asked_minutes"] is not None:
                return 0, float(hands.index(row["learner"]))
            if row["missing_minutes"] is None:
                return 3, 0.0
            return 1 if row["is_stuck"] else 2, -float(row["missing_minutes"])

        return sorted(rows, key=rank)

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Plain values, to be kept over a restart."""
        return {learner: asdict(where) for learner, where in self._where.items()}

    def _row(self, learner: str, now: datetime) -> dict[str, object]:
        where = self.of(learner)
        missing = _minutes(where.missing_since, now)
        return {
            "learner": learner,
            "lesson": where.lesson,
            "minutes": _minutes(where.since, now),
            "tries": where.tries,
            "miss": where.miss,
            "misses": where.misses,
            "missing_minutes": missing,
            "is_stuck": missing is not None and (missing >= STUCK_MINUTES or where.misses >= STUCK_MISSES),
            "asked_minutes": _minutes(where.asked_at, now),
        }


def _minutes(since: str | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - datetime.fromisoformat(since)).total_seconds() // 60))
