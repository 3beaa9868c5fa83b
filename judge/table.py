"""One run from its facts: gates and calls in, a score, its stage and the referee's questions out.

Rules: a fact that may not stand where it stands is a finding and moves nothing; a signal is never dropped: what it
could not decide is a question. No clock: time comes in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from judge.challenge import Definition
from judge.corrections import effective
from judge.disputes import Dispute, decided_by, may_decide, raised_by
from judge.facts import (
    Body,
    Called,
    DisputeDecided,
    Fact,
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
from judge.questions import open_questions
from judge.run_state import CONFIRMER, MOVING, TRANSITIONS, Button, Question, Refusal, RunStage, RunState, may
from judge.scoring import Call, Ignored, Walk
from judge.second_person import Hand, hands_in
from judge.sides import teams_by_side

__all__ = ["TRANSITIONS", "Button", "Question", "Refusal", "RunStage", "RunState", "fold_run", "fold_standing", "may"]


def fold_run(definition: Definition, division: str, facts: Iterable[Fact], *, at_ms: int | None = None) -> RunState:
    """Fold the facts of one run, corrections among them.

    Args: at_ms: the station's clock, ms from the run's start; only the time left depends on it.
    Raises: KeyError: the definition has no such division.
    """
    facts = list(facts)
    standing, findings = effective(facts)
    hands = [hand for some in hands_in(facts).values() for hand in some]
    return fold_standing(definition, division, standing, at_ms=at_ms, findings=findings, hands=hands)


def fold_standing(
    definition: Definition,
    division: str,
    facts: Sequence[Fact],
    *,
    at_ms: int | None = None,
    findings: Iterable[Finding] = (),
    hands: Iterable[Hand] = (),
) -> RunState:
    """Fold the facts of one run after `judge.corrections.effective`: in their order, no corrections left.

    Args: hands: who had a hand in the run (`judge.second_person`), from the facts as they were recorded.
    """
    life = _Life(definition, list(findings), tuple(hands))
    for fact in facts:
        life.take(fact)
    walk, calls = life.walk(division)
    return RunState(
        run=next((fact.run for fact in facts if fact.run is not None), None),
        stage=life.stage,
        opened=life.opened,
        teams=teams_by_side(life.notes) or ((life.opened.team,) if life.opened is not None else ()),
        started_by=life.started_by,
        ended_reason=life.ended_reason,
        ended_ms=life.ended_ms,
        signatures=tuple(life.signatures),
        void_reason=life.void_reason,
        score=walk.score(),
        calls=tuple(calls),
        buttons=_buttons(walk) if life.stage in (RunStage.STARTED, RunStage.ENDED, RunStage.DISPUTED) else (),
        questions=() if life.stage is RunStage.VOIDED else (*life.questions, *open_questions(facts)),
        findings=tuple(life.findings),
        notes=tuple(life.notes),
        time_left_ms=_time_left_ms(walk, life, at_ms),
        disputes=tuple(life.disputes),
        returned_reason=life.returned_reason,
        took_part=frozenset(life.signers).union(hand.person for hand in life.hands),
    )


HAS_TURN = frozenset((RunSigned, RunReturned, RunDisputed, DisputeDecided))
"""The kinds that may come at a stage and move nothing all the same: `_Life._out_of_turn` says when."""


@dataclass(slots=True)
class _Life:
    """Takes a run's facts in their order through TRANSITIONS and gathers what is to be scored."""

    definition: Definition
    findings: list[Finding]
    hands: tuple[Hand, ...]
    stage: RunStage = RunStage.NEW
    opened: RunOpened | None = None
    started_by: str | None = None
    ended_reason: str | None = None
    ended_ms: int | None = None
    void_reason: str | None = None
    signatures: list[RunSigned] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    scored: list[tuple[int, Fact]] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    returned_reason: str | None = None
    ended_wall: str | None = None
    signers: set[str] = field(default_factory=set)  # person ids; a signature that fell when it was sent back, too

    def take(self, fact: Fact) -> None:
        body = fact.body
        if isinstance(body, Noted):
            self.notes.append(body)
        if type(body) not in MOVING:
            return
        following = TRANSITIONS[self.stage].get(type(body))
        wrong = self._out_of_turn(fact, body) if following is not None and type(body) in HAS_TURN else None
        if wrong is not None:
            self.findings.append(Finding(wrong, "error", fact.source))
            return
        if following is None:
            fields: dict[str, int | str] = {"stage": self.stage.value, "kind": body.KIND}
            self.findings.append(Finding("fact-not-now", "error", fact.source, fields))
            return
        match body:
            case Called() | Signalled():
                self._gather(fact)
            case RunOpened():
                self.opened = body
            case RunStarted(source=source):
                self.started_by = source
            case RunEnded(reason=reason):
                self.ended_reason, self.ended_ms = reason, self._end_ms(fact, reason)
                self.ended_wall = fact.wall
            case RunVoided(reason=reason):
                self.void_reason = reason
            case RunSigned():
                self.signatures.append(body)
                self.returned_reason = None
                self.signers.add(body.person)
                signed = {signature.role for signature in self.signatures}
                following = following if signed.issuperset(self.definition.sign_off) else self.stage
            case RunReturned(reason=reason):
                self.signatures.clear()
                self.returned_reason = reason
            case RunDisputed():
                self._dispute(fact, body)
            case DisputeDecided(decision=decision):
                self.disputes[-1] = replace(self.disputes[-1], decided=decided_by(fact, body))
                self.void_reason = body.reason if decision == "void" else None
                following = RunStage.VOIDED if decision == "void" else following
        self.stage = following

    def walk(self, division: str) -> tuple[Walk, list[Call]]:
        """Score what was gathered, in the order of its times; equal times keep the order of the facts."""
        walk, calls = Walk(self.definition, division, self.ended_ms), []
        for at_ms, fact in sorted(self.scored, key=itemgetter(0)):
            call = self._call(walk, at_ms, fact)
            if call is None:
                continue
            calls.append(call)
            ignored = walk.take(call)
            if ignored is not None:
                self._ask_about(ignored, fact, walk.ended_by is not None)
        return walk, calls

    def _out_of_turn(self, fact: Fact, body: Body) -> str | None:
        """Why a fact that may come at this stage moves nothing all the same."""
        decided = self.disputes[-1].decided if self.disputes else None
        match body:
            case RunSigned(role=role, person=person) if role == CONFIRMER:
                return None if self._is_second_person(fact, person) else "not-a-second-person"
            case RunReturned(person=person):
                return None if self._is_second_person(fact, person) else "not-a-second-person"
            case RunDisputed() if self.stage is RunStage.VOIDED and (decided is None or decided.decision != "void"):
                return "fact-not-now"
            case RunDisputed() if decided is not None and decided.level == "chief":
                return "dispute-is-final"
            case DisputeDecided(level=level) if not may_decide(self.disputes, level):
                return "not-at-this-level"
        return None

    def _is_second_person(self, fact: Fact, person: str) -> bool:
        signed = {signature.role for signature in self.signatures}
        is_their_turn = signed.issuperset(set(self.definition.sign_off) - {CONFIRMER})
        took_part = self.signers.union(hand.person for hand in self.hands if hand.is_before(fact))
        return is_their_turn and person not in took_part

    def _dispute(self, fact: Fact, body: RunDisputed) -> None:
        """A late one is heard too: that it is late is for whoever decides to weigh."""
        before = self.disputes[-1].decided if self.disputes else None
        dispute = raised_by(fact, body, before.wall if before is not None else self.ended_wall)
        if dispute.is_late:
            fields: dict[str, int | str] = {"team": body.team, "minutes": body.limit_minutes}
            self.findings.append(Finding("dispute-late", "warning", fact.source, fields))
        self.disputes.append(dispute)

    def _gather(self, fact: Fact) -> None:
        if self.stage in (RunStage.OPENED, RunStage.VOIDED):
            return
        if self.stage is RunStage.SIGNED:
            self._ask("signal-after-signing", fact)
        elif fact.at_ms is None:
            self._ask("no-time", fact)
        else:
            self.scored.append((fact.at_ms, fact))

    def _call(self, walk: Walk, at_ms: int, fact: Fact) -> Call | None:
        ref = (fact.station, fact.seq)
        if isinstance(fact.body, Called):
            return Call(at_ms, fact.body.call, fact.body.args, ref)
        assert isinstance(fact.body, Signalled)
        if fact.body.gate not in self.definition.gates:
            self._ask("unknown-gate", fact)
            return None
        stands_for = self.definition.gate_call(fact.body.gate, walk.phase, walk.division)
        # One signal is one call: a signal's args are the box's stamp (boot, seq, edges so far), never an amount. What
        # the call has to be told stands in the definition, beside the gate.
        return None if stands_for is None else Call(at_ms, stands_for.call, stands_for.told, ref)

    def _ask_about(self, ignored: Ignored, fact: Fact, was_ended: bool) -> None:
        # After a call that ends the run (a touched tower) the score is settled: nothing to ask about.
        after_end = self.ended_ms is not None and not was_ended and ignored.reason in ("after-end", "after-time")
        if isinstance(fact.body, Signalled) and after_end:
            self._ask("signal-after-end", fact)
        elif ignored.is_question:
            self._ask(ignored.reason, fact, ignored.fields)

    def _ask(self, code: str, fact: Fact, fields: Mapping[str, int | str] | None = None) -> None:
        what: dict[str, int | str] = {**(fields or {})}
        if isinstance(fact.body, Signalled):
            what["gate"] = fact.body.gate
        if isinstance(fact.body, Called):
            what["call"] = fact.body.call
        self.questions.append(Question(code, (fact.station, fact.seq), fact.at_ms, what))

    def _end_ms(self, fact: Fact, reason: str) -> int:
        """The end by time is the limit itself, whenever the station noticed."""
        limit_ms = self.definition.limit_ms
        if reason == "time":
            return limit_ms
        if fact.at_ms is None:
            self.findings.append(Finding("end-without-time", "warning", fact.source))
            return limit_ms
        return fact.at_ms


def _buttons(walk: Walk) -> tuple[Button, ...]:
    return tuple(
        Button(rule.name, rule.labels, rule.key, rule.kind, rule.points[walk.division], walk.asked(rule))
        for rule in walk.allowed()
    )


def _time_left_ms(walk: Walk, life: _Life, at_ms: int | None) -> int:
    limit_ms = walk.definition.limit_ms
    if walk.ended_by is not None:
        now_ms = walk.ended_by.at_ms
    elif life.ended_ms is not None:
        now_ms = life.ended_ms
    elif at_ms is not None:
        now_ms = at_ms
    else:
        now_ms = max((time for time, _ in life.scored), default=0)
    return max(0, limit_ms - max(0, now_ms))
