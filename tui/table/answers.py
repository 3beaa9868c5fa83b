"""The answers a referee may give to a question, one key each, and the facts each of them is.

Rule: an answer never guesses: it takes back what was doubtful, or says in a call of its own what happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from judge.challenge import Definition, GateCall
from judge.corrections import effective
from judge.facts import Body, Called, Corrected, Fact, Signalled
from judge.run_state import Question, RunState
from tui.challenge_words import call_label
from tui.i18n import _

__all__ = ["ANSWER", "Answer", "answers"]

ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what the key says, and the facts it writes, each with its moment in the run."""

    words: str
    writes: tuple[tuple[Body, int | None], ...]


def answers(question: Question, state: RunState, facts: Sequence[Fact], definition: Definition) -> list[Answer]:
    """Return the answers to a question about a run that is over. Args: facts: the run's."""
    station, seq = question.ref
    withdrawn: tuple[Body, int | None] = (Corrected(station, seq, "withdraw", None, ANSWER), None)
    asked = next((fact for fact in effective(facts)[0] if (fact.station, fact.seq) == question.ref), None)
    body = asked.body if asked is not None else None
    at_ms = _within(state, question.at_ms)
    if isinstance(body, Signalled):
        given = [Answer(_("it means nothing"), (withdrawn,))]
        call = _call_of(body, state, definition)
        if call is not None:
            words = _("it counts: {call}", call=call_label(definition, call.call))
            given.append(Answer(words, (withdrawn, (Called(call.call, dict(call.told)), at_ms))))
        return given
    if isinstance(body, Called):
        given = [Answer(_("it did not happen"), (withdrawn,))]
        missing = str(question.fields.get("missing", "")).split()
        if missing:
            words = _("this happened before: {calls}", calls=", ".join(call_label(definition, one) for one in missing))
            before_ms = max(0, at_ms - 1)
            again = (body, at_ms)
            given.append(Answer(words, (withdrawn, *((Called(one), before_ms) for one in missing), again)))
        room = question.fields.get("room")
        if isinstance(room, int) and room > 0 and definition.calls[body.call].kind == "counter":
            right = Called(body.call, {**body.args, "n": room})
            replaced = Corrected(station, seq, "replace", right, ANSWER)
            given.append(Answer(_("it happened {n} times", n=room), ((replaced, None),)))
        return given
    return [Answer(_("nothing was missed, or I have called it"), (withdrawn,))]


def _call_of(signal: Signalled, state: RunState, definition: Definition) -> GateCall | None:
    """The call a gate may have meant, in the phase the run has come to."""
    if signal.gate not in definition.gates:
        return None
    return definition.gates[signal.gate].get(state.score.phase)


def _within(state: RunState, at_ms: int | None) -> int:
    """A moment of the run: its end, for what came later or has none."""
    end_ms = state.ended_ms if state.ended_ms is not None else 0
    return end_ms if at_ms is None else min(max(0, at_ms), end_ms)
