"""A trace's score: its gates become facts, and the facts are folded, as at every table.

A field names the challenge and the division it is for; a field that names none has no score.
"""

from dataclasses import dataclass, field
from pathlib import Path

from firmware.virtual.field_errors import FieldError
from firmware.virtual.plan import FieldPlan
from firmware.virtual.trial_trace import Trace
from judge.challenge import Definition
from judge.challenges import ids, load
from judge.facts import GENESIS, Body, Fact, RunEnded, RunOpened, RunStarted, Signalled, seal
from judge.scoring import Score
from judge.table import fold_run

__all__ = ["Tally", "challenge_of"]

STATION, RUN, TEAM = "play", "try-1", "child"
WALL = "2026-04-01T09:00:00+09:00"  # nothing is recorded, so no clock is asked
LIMIT_MS = 60_000  # where no challenge says it


def challenge_of(plan: FieldPlan) -> Definition | None:
    """The challenge that this field is for; None: it is for none.

    Raises: FieldError: it names a challenge, or a division, that there is not.
    """
    if not plan.challenge:
        return None
    if plan.challenge not in ids():
        raise FieldError(Path(f"{plan.id}.toml"), "challenge", f"{plan.challenge!r} is not one of {', '.join(ids())}")
    definition = load(plan.challenge)
    if plan.division not in definition.divisions:
        offered = ", ".join(definition.divisions)
        raise FieldError(Path(f"{plan.id}.toml"), "division", f"{plan.division!r} is not one of {offered}")
    return definition


@dataclass(slots=True)
class _Notebook:
    """Facts in a row, each sealed to the one before."""

    facts: list[Fact] = field(default_factory=list)

    def note(self, body: Body, by: str, at_ms: int | None) -> None:
        before = self.facts[-1].hash if self.facts else GENESIS
        number = len(self.facts) + 1
        self.facts.append(
            seal(body, station=STATION, seq=number, lamport=number, at_ms=at_ms, wall=WALL, by=by, run=RUN, prev=before)
        )


class Tally:
    """What a trace is worth, now and at each moment before."""

    def __init__(self, plan: FieldPlan) -> None:
        """Raises: FieldError: see `challenge_of`."""
        self.definition = challenge_of(plan)
        self.division = plan.division
        """Whose points count."""
        self._known: dict[int, Score] = {}

    @property
    def limit_us(self) -> int:
        """How long a run lasts."""
        return (self.definition.limit_ms if self.definition else LIMIT_MS) * 1000

    def score_at(self, trace: Trace, at_us: int) -> Score | None:
        """The score as it stood then; None on a field without one. Asked for one trace only."""
        if self.definition is None:
            return None
        gates = [passed for passed in trace.passed if passed.at_us <= at_us]
        if len(gates) not in self._known:
            self._known[len(gates)] = self._fold(trace, len(gates), is_over=False)
        return self._known[len(gates)]

    def score(self, trace: Trace) -> Score | None:
        """The score of a trace that is over."""
        return None if self.definition is None else self._fold(trace, len(trace.passed), is_over=True)

    def has_succeeded(self, trace: Trace) -> bool:
        """The goal was reached, or the first of several phases is complete; without a challenge: it came to its end."""
        score = self.score(trace)
        if score is None or self.definition is None:
            return trace.ending is not None and trace.ending.kind == "done"
        if len(self.definition.phases) == 1:
            return score.ended in [stop.name for stop in self.definition.stops]
        return score.phase != self.definition.phases[0].name

    def _fold(self, trace: Trace, gates: int, *, is_over: bool) -> Score:
        assert self.definition is not None
        book = _Notebook()
        book.note(RunOpened(TEAM, 1, False, "open", None, 1), "station", None)
        book.note(RunStarted("hand"), "station", 0)
        for passed in trace.passed[:gates]:
            book.note(Signalled(passed.gate, {}, passed.at_us), "judge_box", passed.at_us // 1000)
        if is_over and trace.ending is not None:
            is_time = trace.ending.kind == "time"
            book.note(RunEnded("time" if is_time else "program_ended"), "station", trace.end_us // 1000)
        return fold_run(self.definition, self.division, book.facts).score
