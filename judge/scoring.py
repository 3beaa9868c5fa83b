"""The one way from calls to a score: walk the calls in time order, then work the terms out.

Rules: whatever is called, there is a score; what does not count is listed with its reason, and is a question to the
referee where it contradicts the rest. Integers only. No clock: a run that goes on has no time left to score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from judge.challenge import CallRule, Definition
from judge.challenge_checks import points_max
from judge.expressions import Atom

__all__ = ["Call", "FactId", "Ignored", "Score", "Term", "Walk", "score"]

FactId = tuple[str, int]
"""(station, seq): the fact something came from."""

NO_ARGS: Mapping[str, int | str] = MappingProxyType({})


def _no_args() -> Mapping[str, int | str]:
    return NO_ARGS


@dataclass(frozen=True, slots=True)
class Call:
    """A call at `at_ms` from the run's start; a counter's `args["n"]` is how many (1 when it is not there)."""

    at_ms: int
    kind: str
    args: Mapping[str, int | str] = field(default_factory=_no_args)
    ref: FactId | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A call that does not count. `is_question`: the referee has to say what happened.

    Reasons: unknown-call, not-in-division, bad-count, before-start, after-time, after-end, phase-over, phase-not-yet,
    out-of-order (field missing: the calls that should have come first), restarted, over-max, repeat.
    """

    call: Call
    reason: str
    is_question: bool
    fields: Mapping[str, int | str] = field(default_factory=_no_args)


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a score. `code` and `fields` are for translation, `why` says the same in English.

    Codes: call (call, count, each, at_ms), formula (formula and every value in it), fixed (call, at_ms), floor (least).
    """

    term: str
    points: int
    code: str
    fields: Mapping[str, int | str]
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """A score and everything that explains it. The breakdown's points add up to `points`.

    `ended`: the call that ended the run, "time", "declared", or None while it goes on.
    `last_scoring_ms`: when the last call that counted came; None when none did.
    """

    points: int
    breakdown: tuple[Term, ...]
    ended: str | None
    max_points: int
    phase: str
    counts: Mapping[str, int]
    ignored: tuple[Ignored, ...]
    last_scoring_ms: int | None

    @property
    def questions(self) -> tuple[Ignored, ...]:
        """What the referee has to answer."""
        return tuple(item for item in self.ignored if item.is_question)


def score(definition: Definition, division: str, calls: Iterable[Call], *, ended_ms: int | None = None) -> Score:
    """Score the calls of one run.

    Args: calls: any order; equal times keep their order. ended_ms: when the run was declared over, None: not yet.
    Raises: KeyError: the definition has no such division.
    """
    walk = Walk(definition, division, ended_ms)
    for call in sorted(calls, key=lambda call: call.at_ms):
        walk.take(call)
    return walk.score()


@dataclass(slots=True)
class Walk:
    """The state of a run as its calls are taken one by one, in time order."""

    definition: Definition
    division: str
    ended_ms: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    first_ms: dict[str, int] = field(default_factory=dict)
    last_ms: dict[str, int] = field(default_factory=dict)
    counted_ms: dict[str, int] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)
    ended_by: Call | None = None
    fixed_points: int | None = None
    _done: set[str] = field(default_factory=set)  # what happened since the last restart: the order starts again there
    _restarted: bool = False
    _phase: int = 0
    _rules: dict[str, CallRule] = field(init=False)

    def __post_init__(self) -> None:
        if self.division not in self.definition.divisions:
            raise KeyError(self.division)
        self._rules = {rule.name: rule for rule in self.definition.calls_of(self.division)}

    @property
    def phase(self) -> str:
        """The name of the phase the run is in."""
        return self.definition.phases[self._phase].name

    def allowed(self) -> tuple[CallRule, ...]:
        """The calls that would count now, in the order of the file."""
        return (
            tuple(rule for rule in self._rules.values() if self._refusal(rule, 1) is None) if not self.ended_by else ()
        )

    def take(self, call: Call) -> Ignored | None:
        """Take the next call; what does not count is returned and remembered."""
        ignored = self._judge(call)
        if ignored is not None:
            self.ignored.append(ignored)
        return ignored

    def score(self) -> Score:
        """The score as it stands."""
        breakdown = self._terms()
        if self.ended_by is not None and self.fixed_points is not None:
            breakdown = (self._fixed(self.ended_by, self.fixed_points),)
        scoring = [
            ms for name, ms in self.last_ms.items() if self._rules[name].kind != "note" and self.counts.get(name)
        ]
        return Score(
            points=sum(term.points for term in breakdown),
            breakdown=breakdown,
            ended=self._ended(),
            max_points=points_max(self.definition, self.division),
            phase=self.phase,
            counts=MappingProxyType(dict(self.counts)),
            ignored=tuple(self.ignored),
            last_scoring_ms=max(scoring, default=None),
        )

    def _judge(self, call: Call) -> Ignored | None:
        rule = self._rules.get(call.kind)
        if rule is None:
            known = call.kind in self.definition.calls
            return Ignored(call, "not-in-division" if known else "unknown-call", True)
        n = call.args.get("n", 1)
        if not isinstance(n, int) or n < 0:
            return Ignored(call, "bad-count", True, {"n": n})
        refusal = self._refusal(rule, n)
        if refusal is not None and refusal[0] in ("repeat", "phase-over"):
            if refusal[0] == "repeat" and self._over(call) is None:
                self._done.add(rule.name)
                self.last_ms[rule.name] = call.at_ms
                self._move_on()
            return Ignored(call, refusal[0], False)
        over = self._over(call)
        if over is not None:
            return Ignored(call, over, over == "before-start")
        if refusal is not None and refusal[0] != "over-max":
            return Ignored(call, refusal[0], refusal[0] != "restarted", refusal[1])
        self._count(rule, call, n)
        return Ignored(call, refusal[0], True, refusal[1]) if refusal is not None else None

    def _over(self, call: Call) -> str | None:
        if call.at_ms < 0:
            return "before-start"
        if self.ended_by is not None:
            return "after-end"
        if call.at_ms > self.definition.limit_ms:
            return "after-time"
        return "after-end" if self.ended_ms is not None and call.at_ms > self.ended_ms else None

    def _refusal(self, rule: CallRule, n: int) -> tuple[str, Mapping[str, int | str]] | None:
        """Why a call does not count, or not all of it; over-max: what there is room for still counts."""
        if rule.phase and rule.phase != self.phase:
            passed = [phase.name for phase in self.definition.phases[: self._phase]]
            return ("phase-over", NO_ARGS) if rule.phase in passed else ("phase-not-yet", {"phase": rule.phase})
        missing = [name for name in rule.requires if name not in self._done]
        if missing:
            just_restarted = self._restarted and not self._done
            return ("restarted" if just_restarted else "out-of-order", {"missing": " ".join(missing)})
        room = rule.count_max - self.counts.get(rule.name, 0)
        if n > room:
            return ("repeat", NO_ARGS) if rule.kind == "flag" else ("over-max", {"n": n, "room": room})
        return None

    def _count(self, rule: CallRule, call: Call, n: int) -> None:
        counted = min(n, rule.count_max - self.counts.get(rule.name, 0))
        if not counted:
            return
        self.counts[rule.name] = self.counts.get(rule.name, 0) + counted
        self.first_ms.setdefault(rule.name, call.at_ms)
        self.last_ms[rule.name] = self.counted_ms[rule.name] = call.at_ms
        self._done.add(rule.name)
        if rule.effect.restart:
            self._done.clear()
            self._restarted = True
        if rule.effect.end:
            self.ended_by = call
            fixed = rule.effect.fix_score
            self.fixed_points = None if fixed is None else fixed.value(self._lookup)
        self._move_on()

    def _move_on(self) -> None:
        while (rule := self.definition.phases[self._phase].exit_when) is not None and rule.value(self._lookup):
            self._phase += 1

    def _lookup(self, atom: Atom) -> int:
        match atom.of:
            case "count":
                return self.counts.get(atom.name, 0)
            case "param":
                return self.definition.param(atom.name, self.division)
            case "first_ms":
                return self.first_ms.get(atom.name, -1)
            case "last_ms":
                return self.last_ms.get(atom.name, -1)
            case "complete":
                return int(all(self.counts.get(rule.name, 0) >= rule.count_max for rule in self._of_phase(atom.name)))
            case "points":
                return sum(
                    rule.points[self.division] * self.counts.get(rule.name, 0) for rule in self._of_phase(atom.name)
                )
        limit_ms = self.definition.limit_ms
        return limit_ms if atom.name == "limit_ms" else limit_ms - self._stopped_ms()

    def _of_phase(self, phase: str) -> list[CallRule]:
        return [rule for rule in self._rules.values() if rule.phase == phase]

    def _stopped_ms(self) -> int:
        ended = [self.definition.limit_ms]
        if self.ended_by is not None:
            ended.append(self.ended_by.at_ms)
        if self.ended_ms is not None:
            ended.append(max(0, self.ended_ms))
        return min(ended)

    def _ended(self) -> str | None:
        if self.ended_by is not None:
            return self.ended_by.kind
        if self.ended_ms is None:
            return None
        return "time" if self.ended_ms >= self.definition.limit_ms else "declared"

    def _terms(self) -> tuple[Term, ...]:
        terms: list[Term] = []
        for rule in self.definition.terms:
            if rule.value is None:
                terms += [self._call_term(call) for call in self._of_phase(rule.each) if self.counts.get(call.name)]
                continue
            values = {atom.name: self._lookup(atom) for atom in rule.value.atoms}
            points = rule.value.value(self._lookup)
            why = rule.value.text + " with " + ", ".join(f"{name} = {value}" for name, value in values.items())
            terms.append(Term(rule.name, points, "formula", {"formula": rule.value.text, **values}, why))
        total, least = sum(term.points for term in terms), self.definition.points_min
        if total < least:
            terms.append(Term("floor", least - total, "floor", {"least": least}, f"a score is never below {least}"))
        return tuple(terms)

    def _call_term(self, rule: CallRule) -> Term:
        count, each, at_ms = self.counts[rule.name], rule.points[self.division], self.first_ms[rule.name]
        times = f"{count} times {each}, first " if count > 1 else ""
        why = f"{rule.labels['en']}: {times}at {at_ms / 1000:.3f} s"
        return Term(
            rule.name, count * each, "call", {"call": rule.name, "count": count, "each": each, "at_ms": at_ms}, why
        )

    def _fixed(self, call: Call, points: int) -> Term:
        why = f"{self._rules[call.kind].labels['en']} at {_seconds(call.at_ms)}: the score is fixed"
        return Term(call.kind, points, "fixed", {"call": call.kind, "at_ms": call.at_ms}, why)


def _seconds(at_ms: int) -> str:
    return f"{at_ms // 1000}.{at_ms % 1000:03} s"
