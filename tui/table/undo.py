"""What the undo key takes back, and what redo gives back: read from the record, so that both outlive a restart.

Rule: nothing is taken out of the record; undo is a correction, and redo is a correction of that correction.
"""

from collections.abc import Sequence

from judge.corrections import effective
from judge.facts import Called, Corrected, Fact, RunDisputed, RunEnded, RunReturned, RunSigned, RunVoided, Signalled
from judge.hall_kinds import LineCalled, LineChanged, LineJoined, LineLeft, LineMissed

__all__ = ["REDO", "UNDO", "correction_to_redo", "deeds_to_undo", "line_deed_to_undo", "withdrawal"]

UNDO, REDO = "undo", "redo"
LINE_DEEDS = (LineJoined, LineChanged, LineCalled, LineMissed, LineLeft)
DEEDS = (Called, RunEnded, RunSigned, RunReturned, RunDisputed, RunVoided)


def withdrawal(fact: Fact, reason: str) -> Corrected:
    """The fact that takes another back."""
    return Corrected(fact.station, fact.seq, "withdraw", None, reason)


def deeds_to_undo(facts: Sequence[Fact], *, can_go_on: bool, person: str) -> list[Fact]:
    """Return the facts of a run that one press of undo takes back, the latest first.

    An end that a call brought about goes with its call. An end by time stands, and so does one after which the clock
    cannot go on (`can_go_on` False: the program was started again): then it is the call before it. Who sent a run
    back may take that back (`person`: who presses); for everybody else it stands, and what was signed before it fell.
    """
    standing = [fact for fact in effective(facts)[0] if isinstance(fact.body, (*DEEDS, Signalled))]
    is_sent_back = False
    for place in range(len(standing) - 1, -1, -1):
        fact = standing[place]
        match fact.body:
            case RunReturned() if fact.by != person:
                is_sent_back, can_go_on = True, False
                continue
            case RunSigned() if is_sent_back:
                continue
            case RunEnded(reason="done"):
                cause = [one for one in standing[:place] if one.at_ms == fact.at_ms][-1:]
                if not can_go_on:
                    return cause
                return [fact, *cause]
            case RunEnded(reason="time"):
                continue
            case RunEnded() if not can_go_on:
                continue
            case RunVoided() if not any(isinstance(one.body, RunEnded) for one in standing):
                return []  # its clock is gone: it is run again
            case Signalled():
                continue  # what a box saw is no key: a question or a correction settles it
        return [fact]
    return []


def line_deed_to_undo(facts: Sequence[Fact], station: str) -> Fact | None:
    """Return what was done last about the line at this station and stands, unless something else was done since."""
    taken = {(body.station, body.seq) for fact in facts if isinstance(body := fact.body, Corrected)}
    for fact in reversed(facts):
        if fact.station != station or isinstance(fact.body, Corrected) or (fact.station, fact.seq) in taken:
            continue
        return fact if isinstance(fact.body, LINE_DEEDS) else None
    return None


def correction_to_redo(facts: Sequence[Fact]) -> Fact | None:
    """Return the undo that redo takes back: the latest that stands, while nothing was done since."""
    by_id = {(fact.station, fact.seq): fact for fact in facts}
    undone: set[tuple[str, int]] = set()
    for fact in reversed(facts):
        body = fact.body
        if isinstance(body, DEEDS) and (fact.station, fact.seq) not in undone:
            return None
        if not isinstance(body, Corrected) or (fact.station, fact.seq) in undone:
            continue
        named = (body.station, body.seq)
        undone.add(named)
        if body.reason == UNDO and named in by_id and isinstance(by_id[named].body, Called):
            return fact
    return None
