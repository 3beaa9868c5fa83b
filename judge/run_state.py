"""The life of a run: its stages, what moves it, what it looks like from outside, and what may be written next.

Rules: everything that moves a run from one stage to the next is in TRANSITIONS; `judge.table` walks it over facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from judge.challenge import CallKind, Definition, Texts
from judge.disputes import Dispute, may_decide
from judge.facts import (
    Body,
    Called,
    DisputeDecided,
    Noted,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
)
from judge.findings import Finding
from judge.scoring import Call, FactId, Score

__all__ = ["CONFIRMER", "MOVING", "TRANSITIONS", "Button", "Question", "Refusal", "RunStage", "RunState", "may"]


CONFIRMER = "confirmer"
"""The role of the second person: signs last, took no part in the run, and may agree or send back, never edit."""


class RunStage(Enum):
    """How far a run is."""

    __hash__ = object.__hash__  # each stage is one object; Enum's own hash costs a call of Python for each fact

    NEW = "new"
    OPENED = "opened"
    STARTED = "started"
    ENDED = "ended"
    SIGNED = "signed"
    DISPUTED = "disputed"
    """Under review: it counts nowhere until it is decided."""
    VOIDED = "voided"


TRANSITIONS: Mapping[RunStage, Mapping[type[Body], RunStage]] = {
    RunStage.NEW: {RunOpened: RunStage.OPENED},
    RunStage.OPENED: {
        RunStarted: RunStage.STARTED,
        Signalled: RunStage.OPENED,  # the robot is being placed: it means nothing yet
        RunVoided: RunStage.VOIDED,
    },
    RunStage.STARTED: {
        Called: RunStage.STARTED,
        Signalled: RunStage.STARTED,
        RunEnded: RunStage.ENDED,
        RunVoided: RunStage.VOIDED,
    },
    RunStage.ENDED: {
        Called: RunStage.ENDED,  # entered late, with its own time
        Signalled: RunStage.ENDED,  # arrived late, or crossed after the end: at_ms tells
        RunSigned: RunStage.SIGNED,  # once every role of the definition's sign_off signed
        RunReturned: RunStage.ENDED,
        RunDisputed: RunStage.DISPUTED,
        RunVoided: RunStage.VOIDED,
    },
    RunStage.DISPUTED: {
        Called: RunStage.DISPUTED,  # what the head referee finds was missed
        Signalled: RunStage.DISPUTED,
        DisputeDecided: RunStage.SIGNED,  # it stands, amended or not; or it is void
        RunVoided: RunStage.VOIDED,
    },
    RunStage.SIGNED: {
        Signalled: RunStage.SIGNED,  # kept and asked about: it cannot change a signed score by itself
        RunSigned: RunStage.SIGNED,
        RunDisputed: RunStage.DISPUTED,  # an appeal, to the chief where the head referee has decided
        RunVoided: RunStage.VOIDED,
    },
    RunStage.VOIDED: {
        Signalled: RunStage.VOIDED,
        RunDisputed: RunStage.DISPUTED,  # only where a decision made it void
    },
}

MOVING = frozenset(kind for moves in TRANSITIONS.values() for kind in moves)
"""The kinds of fact that are part of a run's life at all."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the referee can answer, about the fact `ref`; until then it does not count.

    Answers: `Corrected` withdraws the fact (it meant nothing), or replaces it by the right one; a missing call may
    be added with its own time. Codes: unknown-gate, no-time, signal-after-end, signal-after-signing, and the reasons of
    `judge.scoring.Ignored`.
    """

    code: str
    ref: FactId
    at_ms: int | None
    fields: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Button:
    """A call the referee can give now, and what it has to be told beside (by name: the choices; none: any word).

    `points` are the fixed ones; 0 where they depend on what the call is told, or on which one it is.
    """

    call: str
    labels: Texts
    key: str
    kind: CallKind
    points: int
    args: Mapping[str, tuple[int | str, ...]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fact may not be written now; codes of `may`."""

    code: str
    fields: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class RunState:
    """A run (or a match) as its facts tell it. The score is provisional until `stage` is SIGNED.

    `opened` is None while the run is NEW. `teams`: who takes part, in a match in the order of its sides (the team that
    opened it, until `judge.sides` says more). `time_left_ms` counts from the given clock, or from the last fact.
    """

    run: str | None
    stage: RunStage
    opened: RunOpened | None
    teams: tuple[str, ...]
    started_by: str | None
    ended_reason: str | None
    ended_ms: int | None
    signatures: tuple[RunSigned, ...]
    void_reason: str | None
    score: Score
    calls: tuple[Call, ...]
    buttons: tuple[Button, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Noted, ...]
    time_left_ms: int
    disputes: tuple[Dispute, ...] = ()
    returned_reason: str | None = None
    """Why the second person sent it back; None once it was signed again."""
    took_part: frozenset[str] = frozenset()
    """Who signed, or had a hand in it (`judge.second_person`): none of them can be the second person."""

    @property
    def is_counted(self) -> bool:
        """The run is official and signed: standings and brackets may use it."""
        return self.stage is RunStage.SIGNED and self.opened is not None and self.opened.official

    @property
    def has_teams(self) -> bool:
        """Every side of a match has its team; of a run that is always so."""
        return len(self.teams) == max(1, len(self.score.sides))

    def points_of(self, team: str) -> int | None:
        """What the run is worth to a team, in a match by its side; None: no result, or the team has no part in it."""
        if not self.score.has_result or team not in self.teams or not self.has_teams:
            return None
        by_side = tuple(self.score.sides.values()) or (self.score.points,)
        return by_side[self.teams.index(team)]


def may(state: RunState, body: Body, definition: Definition) -> Refusal | None:
    """Say why a fact about this run may not be written now; None: it may.

    Codes: not-now (stage, kind), unknown-call, call-not-now, call-untold (arg: what the call has to say), time-over,
    questions-open (count), already-signed (role), not-a-second-person, dispute-is-final, not-at-this-level (level).
    """
    if isinstance(body, Signalled):
        return None  # a signal is evidence: always written, never refused
    if type(body) in MOVING and type(body) not in TRANSITIONS[state.stage]:
        return Refusal("not-now", {"stage": state.stage.value, "kind": body.KIND})
    if isinstance(body, Called):
        return _may_call(state, body, definition)
    if isinstance(body, RunSigned):
        if state.questions:
            return Refusal("questions-open", {"count": len(state.questions)})
        if any(signature.role == body.role for signature in state.signatures):
            return Refusal("already-signed", {"role": body.role})
        if body.role == CONFIRMER and not _may_confirm(state, body.person, definition):
            return Refusal("not-a-second-person", {"person": body.person})
    if isinstance(body, RunReturned) and not _may_confirm(state, body.person, definition):
        return Refusal("not-a-second-person", {"person": body.person})
    if isinstance(body, RunDisputed) and not _may_dispute(state):
        return Refusal("dispute-is-final", {})
    if isinstance(body, DisputeDecided):
        if not may_decide(state.disputes, body.level):
            return Refusal("not-at-this-level", {"level": body.level})
        if state.questions and body.decision != "void":
            return Refusal("questions-open", {"count": len(state.questions)})
    return None


def _may_confirm(state: RunState, person: str, definition: Definition) -> bool:
    signed = {signature.role for signature in state.signatures}
    return signed.issuperset(set(definition.sign_off) - {CONFIRMER}) and person not in state.took_part


def _may_dispute(state: RunState) -> bool:
    """Not after the chief; a void run only where a decision made it void."""
    decided = state.disputes[-1].decided if state.disputes else None
    if state.stage is RunStage.VOIDED:
        return decided is not None and decided.decision == "void" and decided.level != "chief"
    return decided is None or decided.level != "chief"


def _may_call(state: RunState, body: Called, definition: Definition) -> Refusal | None:
    if body.call not in definition.calls:
        return Refusal("unknown-call", {"call": body.call})
    if state.stage is RunStage.STARTED and not state.time_left_ms:
        return Refusal("time-over", {"call": body.call})
    button = next((button for button in state.buttons if button.call == body.call), None)
    if button is None:
        return Refusal("call-not-now", {"call": body.call})
    for name, choices in button.args.items():
        told = body.args.get(name)
        if told is None or (choices and told not in choices):
            return Refusal("call-untold", {"call": body.call, "arg": name})
    return None
