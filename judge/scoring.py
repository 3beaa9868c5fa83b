"""The one way from calls to a score: walk the calls in time order, then work the terms out.

Rules: whatever is called, there is a score; what does not count is listed with its reason, and is a question to the
referee where it contradicts the rest. Integers only. No clock: a run that goes on has no time left to score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from judge.breakdown import Term, fixed_term, terms
from judge.challenge import CallRule, Definition
from judge.challenge_checks import points_max
from judge.score_sheet import NO_ARGS, Args, Call, Counted, FactId, Sheet

__all__ = ["Call", "FactId", "Ignored", "Score", "Term", "Walk", "score"]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A call that does not count. `is_question`: the referee has to say what happened.

    Reasons: unknown-call, not-in-division, bad-count, bad-arg (arg, offered: it was not told what it has to be told),
    before-start, too-early (from_ms), after-time, after-end, phase-over, phase-not-yet, out-of-order (field missing:
    the calls that should have come first), restarted, over-max, repeat.
    """

    call: Call
    reason: str
    is_question: bool
    fields: Mapping[str, int | str] = field(default_factory=lambda: NO_ARGS)


@dataclass(frozen=True, slots=True)
class Score:
    """A score and everything that explains it. The breakdown's points add up to `points`.

    `sides`: in a match the score of each side (`points` is then their sum, and `max_points` the most of one side);
    empty where a robot runs alone. `ended`: what ended the run, "time", "declared", or None while it goes on.
    `has_result`: a run without one (no robot reached the goal) stands behind every run that has one, whatever its
    points. `last_scoring_ms`: when the last call that counted came; None when none did.
    """

    points: int
    breakdown: tuple[Term, ...]
    ended: str | None
    max_points: int
    phase: str
    counts: Mapping[str, int]
    counted: tuple[Counted, ...]
    ignored: tuple[Ignored, ...]
    last_scoring_ms: int | None
    sides: Mapping[str, int]
    has_result: bool

    @property
    def questions(self) -> tuple[Ignored, ...]:
        """What the referee has to answer."""
        return tuple(item for item in self.ignored if item.is_question)


def score(definition: Definition, division: str, calls: Iterable[Call], *, ended_ms: int | None = None) -> Score:
    """Score the calls of one run or match.

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
    ignored: list[Ignored] = field(default_factory=list)
    fixed_points: int | None = None
    _sheet: Sheet = field(init=False)
    _done: set[str] = field(default_factory=set)  # what happened since the last restart: the order starts again there
    _reached: dict[str, int] = field(default_factory=dict)  # of ordered calls: how far this try has come
    _restarted_by: str | None = None
    _phase: int = 0

    def __post_init__(self) -> None:
        if self.division not in self.definition.divisions:
            raise KeyError(self.division)
        self.division = self.definition.played(self.division)
        self._sheet = Sheet(self.definition, self.division, self.ended_ms)

    @property
    def phase(self) -> str:
        """The name of the phase the run is in."""
        return self.definition.phases[self._phase].name

    @property
    def ended_by(self) -> Call | None:
        """The call that ended the run."""
        return self._sheet.ended_by

    def allowed(self) -> tuple[CallRule, ...]:
        """The calls that would count now, in the order of the file."""
        if self.ended_by is not None:
            return ()
        rules = self._sheet.rules.values()
        return tuple(rule for rule in rules if self._not_now(rule) is None and self._has_room(rule))

    def asked(self, rule: CallRule) -> Mapping[str, tuple[int | str, ...]]:
        """What a call has to be told, and the choices for each; none: any word."""
        sides = self._sheet.sides
        return {name: sides if arg.is_side else arg.choices for name, arg in rule.args.items()}

    def take(self, call: Call) -> Ignored | None:
        """Take the next call; what does not count is returned and remembered."""
        ignored = self._judge(call)
        if ignored is not None:
            self.ignored.append(ignored)
        return ignored

    def score(self) -> Score:
        """The score as it stands."""
        sheet, ended_by = self._sheet, self.ended_by
        breakdown = terms(sheet)
        if ended_by is not None and self.fixed_points is not None:
            breakdown = (fixed_term(sheet.rules[ended_by.kind], ended_by.at_ms, self.fixed_points),)
        scoring = [
            ms for name, ms in sheet.last_ms.items() if sheet.rules[name].kind != "note" and sheet.counts.get(name)
        ]
        result_when = self.definition.result_when
        return Score(
            points=sum(term.points for term in breakdown),
            breakdown=breakdown,
            ended=sheet.ended,
            max_points=points_max(self.definition, self.division),
            phase=self.phase,
            counts=MappingProxyType(dict(sheet.counts)),
            counted=tuple(sheet.counted),
            ignored=tuple(self.ignored),
            last_scoring_ms=max(scoring, default=None),
            sides=MappingProxyType({side: sum(t.points for t in breakdown if t.side == side) for side in sheet.sides}),
            has_result=result_when is None or bool(result_when.value(sheet.lookup)),
        )

    def _judge(self, call: Call) -> Ignored | None:
        rule = self._sheet.rules.get(call.kind)
        if rule is None:
            known = call.kind in self.definition.calls
            return Ignored(call, "not-in-division" if known else "unknown-call", True)
        n = call.args.get("n", self._reached.get(rule.name, 0) + 1 if rule.kind == "ordered" else 1)
        if not isinstance(n, int) or n < 0:
            return Ignored(call, "bad-count", True, {"n": n})
        told = self._told(rule, call)
        refusal = self._not_now(rule, call.at_ms) or self._no_room(rule, n, told)
        if refusal is not None and refusal[0] in ("repeat", "phase-over"):
            if refusal[0] == "repeat" and self._over(call) is None:
                self._repeat(rule, call, n)
            return Ignored(call, refusal[0], False)
        over = self._over(call)
        if over is not None:
            return Ignored(call, over, over == "before-start")
        if refusal is not None and (refusal[0] != "over-max" or rule.kind == "ordered"):
            return Ignored(call, refusal[0], refusal[0] != "restarted", refusal[1])
        assert not isinstance(told, tuple)  # what cannot be read was refused
        if refusal is not None:  # what there is room for counts
            self._count(rule, call, int(refusal[1]["room"]), told)
            return Ignored(call, refusal[0], True, refusal[1])
        self._count(rule, call, n, told)
        return None

    def _over(self, call: Call) -> str | None:
        if call.at_ms < 0:
            return "before-start"
        if self.ended_by is not None:
            return "after-end"
        if call.at_ms > self.definition.limit_ms:
            return "after-time"
        return "after-end" if self.ended_ms is not None and call.at_ms > self.ended_ms else None

    def _not_now(self, rule: CallRule, at_ms: int | None = None) -> tuple[str, Args] | None:
        """Why a call does not count at this point of the run; `at_ms` None: whenever it may come."""
        if rule.phase and rule.phase != self.definition.phases[self._phase].name:
            passed = [phase.name for phase in self.definition.phases[: self._phase]]
            return ("phase-over", NO_ARGS) if rule.phase in passed else ("phase-not-yet", {"phase": rule.phase})
        if not self._done.issuperset(rule.requires):
            missing = [name for name in rule.requires if name not in self._done]
            just_restarted = self._restarted_by is not None and self._done == {self._restarted_by}
            return ("restarted" if just_restarted else "out-of-order", {"missing": " ".join(missing)})
        if at_ms is not None and 0 <= at_ms < rule.from_ms:
            return "too-early", {"from_ms": rule.from_ms}
        return None

    def _has_room(self, rule: CallRule) -> bool:
        done = self._reached if rule.kind == "ordered" else self._sheet.counts
        return done.get(rule.name, 0) < self._sheet.most(rule)

    def _no_room(self, rule: CallRule, n: int, told: Args | tuple[str, Args]) -> tuple[str, Args] | None:
        """Why a call that may come now does not count, or not all of it; over-max: what there is room for counts."""
        if isinstance(told, tuple):
            return told
        if rule.kind == "ordered":
            most = self._sheet.most(rule)
            if not 1 <= n <= most:
                return "over-max", {"n": n, "room": most}
            return ("repeat", NO_ARGS) if n <= self._sheet.counts.get(rule.name, 0) else None
        room = self._room(rule, told)
        if n > room:
            return ("repeat", NO_ARGS) if rule.kind == "flag" else ("over-max", {"n": n, "room": room})
        return None

    def _room(self, rule: CallRule, told: Args) -> int:
        sheet = self._sheet
        room = sheet.most(rule) - sheet.counts.get(rule.name, 0)
        if rule.each_max is None:
            return room
        by, most = rule.each_max
        given = sum(item.n for item in sheet.counted if item.kind == rule.name and item.told[by] == told[by])
        return min(room, most - given)

    def _told(self, rule: CallRule, call: Call) -> Args | tuple[str, Args]:
        """What the call was told, choices as the definition writes them; or why it cannot be read."""
        if not rule.args:
            return NO_ARGS
        told: dict[str, int | str] = {}
        for name, arg in rule.args.items():
            choices = [choice for choice in arg.choices if not arg.is_side or choice in self._sheet.sides]
            given = call.args.get(name)
            match = [choice for choice in choices if str(choice).casefold() == str(given).casefold()]
            if given is None or (choices and not match):
                return "bad-arg", {"arg": name, "offered": " ".join(map(str, choices))}
            told[name] = match[0] if match else given
        return told

    def _repeat(self, rule: CallRule, call: Call, n: int) -> None:
        """What gives nothing any more still happened: the order of the calls goes on from there."""
        self._done.add(rule.name)
        if rule.kind == "ordered":
            self._reached[rule.name] = n
        else:
            self._sheet.last_ms[rule.name] = call.at_ms
        self._move_on(call)

    def _count(self, rule: CallRule, call: Call, n: int, told: Args) -> None:
        sheet = self._sheet
        already = sheet.counts.get(rule.name, 0)
        counted = n - already if rule.kind == "ordered" else n
        if not counted:
            return
        if rule.worth is None:
            sheet.counted.append(Counted(call.at_ms, rule.name, counted, told, 0))
        else:  # what each is worth may depend on the how-manieth it is
            for _ in range(counted):
                sheet.counted.append(Counted(call.at_ms, rule.name, 1, told, sheet.worth(rule, told)))
        sheet.counts[rule.name] = already + counted
        sheet.first_ms.setdefault(rule.name, call.at_ms)
        sheet.last_ms[rule.name] = call.at_ms
        if rule.effect.restart:
            self._done.clear()
            self._reached.clear()
            self._restarted_by = rule.name
        self._done.add(rule.name)
        if rule.kind == "ordered":
            self._reached[rule.name] = n
        if rule.effect.end is not None and rule.effect.end.value(sheet.lookup):
            self._end(call, rule.name)
            fixed = rule.effect.fix_score
            self.fixed_points = None if fixed is None else fixed.value(sheet.lookup)
        self._move_on(call)

    def _end(self, call: Call, reason: str) -> None:
        self._sheet.ended_by, self._sheet.ended_reason = call, reason

    def _move_on(self, call: Call) -> None:
        """Begin the next phase, or end the run, if what is on the sheet now says so."""
        lookup = self._sheet.lookup
        while (rule := self.definition.phases[self._phase].exit_when) is not None and rule.value(lookup):
            self._phase += 1
        for stop in self.definition.stops:
            if self.ended_by is None and stop.when.value(lookup):
                self._end(call, stop.name)
