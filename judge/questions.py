"""What the table's notes leave open about a run: signals that may be missing, and moments that are not sure.

Rule: unknown, partial or contradictory data is a question and never a zero. A fact answers it: `Corrected` withdraws
the note (nothing was missed) or, for a signal, says what it was; a call that was missed is added with its own time.
"""

from collections.abc import Iterable, Sequence

from judge.facts import Fact, Noted, RunStarted, Signalled
from judge.run_state import Question

__all__ = ["UNSURE_MS_MAX", "open_questions"]

UNSURE_MS_MAX = 20  # beyond this a signal's moment is asked about: a second's end may lie within it
ASKED = {
    "signals_missing": "signals-missing",
    "signals_lost": "signals-lost",
    "box_restarted": "box-restarted",
    "clock_jumped": "clock-jumped",
}
ASKING = frozenset((RunStarted, Noted, Signalled))


def open_questions(facts: Sequence[Fact]) -> list[Question]:
    """Return the questions that the notes and stamps of one run leave open.

    Args: facts: the run's, after `judge.corrections.effective`: what was withdrawn is answered.

    Codes: signals-missing (first, last: another host took them), signals-lost (count: the box's memory was full),
    box-restarted (what it had not yet told is gone), box-away (it never came back), unsure-time (unsure_ms),
    clock-jumped (by_ms: the host's; gates keep their moments, the end and what was called by hand may not).
    """
    asking = [fact for fact in facts if type(fact.body) in ASKING]
    started = next((number for number, fact in enumerate(asking) if type(fact.body) is RunStarted), None)
    during = asking[started + 1 :] if started is not None else []  # before the start nothing decides a score
    return [*_noted(during), *_away(during), *_unsure(during)]


def _noted(facts: Iterable[Fact]) -> list[Question]:
    return [
        Question(ASKED[fact.body.topic], (fact.station, fact.seq), fact.at_ms, dict(fact.body.args))
        for fact in facts
        if isinstance(fact.body, Noted) and fact.body.topic in ASKED
    ]


def _away(facts: Iterable[Fact]) -> list[Question]:
    """A box that comes back says again what it kept; one that does not may have seen anything."""
    away: dict[object, Question] = {}
    for fact in facts:
        if not isinstance(fact.body, Noted):
            continue
        box = fact.body.args.get("box", 0)
        if fact.body.topic == "box_lost":
            away[box] = Question("box-away", (fact.station, fact.seq), fact.at_ms, {"box": int(box)})
        elif fact.body.topic == "box_back":
            away.pop(box, None)
    return list(away.values())


def _unsure(facts: Iterable[Fact]) -> list[Question]:
    return [
        Question("unsure-time", (fact.station, fact.seq), fact.at_ms, {"gate": fact.body.gate, "unsure_ms": unsure_ms})
        for fact in facts
        if isinstance(fact.body, Signalled)
        and isinstance(unsure_ms := fact.body.args.get("unsure_ms", 0), int)
        and unsure_ms > UNSURE_MS_MAX
    ]
