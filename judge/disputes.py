"""Disputes: a team refuses to sign, the head referee decides, then the chief, finally.

Rules: a disputed run counts nowhere until it is decided, and the next team runs meanwhile; who decides sees what boards
signalled and people called on one time line, and nothing else (a team's own video is no evidence); a decision names its
author, its reason and its level; after the chief's there is no further one; a late dispute is heard, and named so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from judge.corrections import effective
from judge.facts import (
    Body,
    Called,
    Corrected,
    DisputeDecided,
    Fact,
    Noted,
    RunDisputed,
    RunEnded,
    RunStarted,
    Signalled,
)

__all__ = ["Decided", "Dispute", "Moment", "decided_by", "is_late", "may_decide", "raised_by", "time_line"]

Source = Literal["signal", "call", "clock", "note"]


@dataclass(frozen=True, slots=True)
class Decided:
    """How a dispute was decided, by whom (`by`: a role or a person id), when and why."""

    level: str
    decision: str
    reason: str
    by: str
    wall: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A team's objection to a run; `decided` is None while it is under review. `is_late`: after `limit_minutes`."""

    team: str
    reason: str
    by: str
    wall: str
    limit_minutes: int
    is_late: bool
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a run's time line: what a board or a person said; `standing` is what stands of it now, or None."""

    at_ms: int | None
    source: Source
    fact: Fact
    standing: Body | None


def raised_by(fact: Fact, body: RunDisputed, since: str | None) -> Dispute:
    """The dispute that a fact raises; `since`: the wall time from which the team had its time to object."""
    late = since is not None and is_late(since, fact.wall, body.limit_minutes)
    return Dispute(body.team, body.reason, fact.by, fact.wall, body.limit_minutes, late)


def decided_by(fact: Fact, body: DisputeDecided) -> Decided:
    """The decision that a fact records."""
    return Decided(body.level, body.decision, body.reason, fact.by, fact.wall)


def is_late(since: str, wall: str, limit_minutes: int) -> bool:
    """Tell whether more than the limit passed between two wall times."""
    return datetime.fromisoformat(wall) - datetime.fromisoformat(since) > timedelta(minutes=limit_minutes)


def may_decide(disputes: Iterable[Dispute], level: str) -> bool:
    """Tell whether this level may decide now: the head referee once, the chief at any time, nobody after the chief."""
    levels = {dispute.decided.level for dispute in disputes if dispute.decided is not None}
    return "chief" not in levels and level not in levels


def time_line(facts: Iterable[Fact], run: str) -> list[Moment]:
    """What boards and people said of a run, by its own clock; what was withdrawn stays in sight.

    Facts without a time of the run come last, in their order.
    """
    ordered = [fact for fact in facts if fact.run == run or isinstance(fact.body, Corrected)]
    standing = {(fact.station, fact.seq): fact.body for fact in effective(ordered)[0]}
    moments = [
        Moment(fact.at_ms, source, fact, standing.get((fact.station, fact.seq)))
        for fact in ordered
        if fact.run == run and (source := _source(fact.body)) is not None
    ]
    return sorted(moments, key=lambda moment: (moment.at_ms is None, moment.at_ms or 0))


def _source(body: Body) -> Source | None:
    match body:
        case Signalled():
            return "signal"
        case Called():
            return "call"
        case RunStarted() | RunEnded():
            return "clock"
        case Noted():
            return "note"
        case _:
            return None
