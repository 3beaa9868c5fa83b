"""What was counted in a run so far, and the answer to everything a formula may ask about it.

Rules: only what counts is on the sheet; whatever a formula asks has an integer for an answer, whoever asks and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from judge.challenge import ArgRule, CallRule, Definition
from judge.expressions import Atom

__all__ = ["NO_ARGS", "Args", "Call", "Counted", "FactId", "Sheet"]

FactId = tuple[str, int]
"""(station, seq): the fact something came from."""
Args = Mapping[str, int | str]
NO_ARGS: Args = MappingProxyType({})


class Call(NamedTuple):
    """A call at `at_ms` from the run's start; a counter's `args["n"]` is how many (1 when it is not there)."""

    at_ms: int
    kind: str
    args: Args = NO_ARGS
    ref: FactId | None = None


class Counted(NamedTuple):
    """A call that counted: how many of it, what it was told (choices as the definition writes them), its worth."""

    at_ms: int
    kind: str
    n: int
    told: Args
    worth: int


@dataclass(slots=True)
class Sheet:
    """The sheet of one run. `division` is the one that is played; `ended_ms`: when the run was declared over.

    `ended_by`: the call that ended the run, `ended_reason`: its name, or that of the definition's end it brought about.
    """

    definition: Definition
    division: str
    ended_ms: int | None
    counts: dict[str, int] = field(default_factory=dict)
    first_ms: dict[str, int] = field(default_factory=dict)
    last_ms: dict[str, int] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    ended_by: Call | None = None
    ended_reason: str | None = None
    rules: Mapping[str, CallRule] = field(init=False)
    sides: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        self.rules = self.definition.rules(self.division)
        match = self.definition.match
        if match is not None:
            self.sides = match.sides[: match.playing.value(self.lookup)]

    @property
    def ended(self) -> str | None:
        """What ended the run: a call or an end of the definition, "time", "declared"; None while it goes on."""
        if self.ended_reason is not None:
            return self.ended_reason
        if self.ended_ms is None:
            return None
        return "time" if self.ended_ms >= self.definition.limit_ms else "declared"

    def lookup(self, atom: Atom, side: str | None = None) -> int:
        """Answer one atom of a formula; `side`: which side of the match asks."""
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
                counts, division = self.counts, self.division
                for rule in self.of_phase(atom.name):
                    if counts.get(rule.name, 0) < rule.count_max[division]:
                        return 0
                return 1
            case "points":
                return sum(self.points(rule) for rule in self.of_phase(atom.name))
            case "clock":
                limit_ms = self.definition.limit_ms
                return limit_ms if atom.name == "limit_ms" else limit_ms - self._stopped_ms()
            case "best_ms":
                return self._best_ms(*atom.name.split())
            case "count_of":
                call, word = atom.name.split()
                return sum(item.n for item in self.counted if item.kind == call and word in item.told.values())
            case "worth":
                rule = self.rules[atom.name]
                return sum(item.worth + item.n * rule.points[self.division] for item in self._naming(atom.name, side))
        return self._named(atom, side)

    def worth(self, rule: CallRule, told: Args) -> int:
        """What one more such call is worth, from what it was told and the how-manieth it is."""
        assert rule.worth is not None
        earlier = [item for item in self.counted if item.kind == rule.name]
        orders = {"order": len(earlier) + 1, "order_scoring": sum(item.worth > 0 for item in earlier) + 1}

        def lookup(atom: Atom) -> int:
            if atom.of == "arg":
                return _number(rule.args[atom.name], told[atom.name])
            return orders[atom.name] if atom.of == "order" else self.lookup(atom)

        return rule.worth.value(lookup)

    def points(self, rule: CallRule) -> int:
        """What all calls of one kind gave."""
        if rule.worth is None:
            return rule.points[self.division] * self.counts.get(rule.name, 0)
        return sum(item.worth for item in self.counted if item.kind == rule.name)

    def most(self, rule: CallRule) -> int:
        """How often a call may count."""
        return rule.count_max[self.division]

    def of_phase(self, phase: str) -> tuple[CallRule, ...]:
        """The calls of a phase, in the order of the file."""
        return self.definition.of_phase(phase, self.division)

    def _naming(self, call: str, side: str | None) -> list[Counted]:
        """The calls of a kind that named a side."""
        rule = self.rules[call]
        return [item for item in self.counted if item.kind == call and item.told.get(rule.side_arg or "") == side]

    def _named(self, atom: Atom, side: str | None) -> int:
        """How often a call named this side, the others' best, or the best of all."""
        named = {one: sum(item.n for item in self._naming(atom.name, one)) for one in self.sides}
        if atom.of == "mine":
            return named.get(side or "", 0)
        return max((n for one, n in named.items() if atom.of == "most" or one != side), default=0)

    def _best_ms(self, begin: str, end: str) -> int:
        """The shortest time from a call of one kind to the next of the other."""
        best_ms, began_ms = -1, None
        for item in self.counted:
            if item.kind == begin:
                began_ms = item.at_ms
            elif item.kind == end and began_ms is not None:
                best_ms = item.at_ms - began_ms if best_ms < 0 else min(best_ms, item.at_ms - began_ms)
                began_ms = None
        return best_ms

    def _stopped_ms(self) -> int:
        ended = [self.definition.limit_ms]
        if self.ended_by is not None:
            ended.append(self.ended_by.at_ms)
        if self.ended_ms is not None:
            ended.append(max(0, self.ended_ms))
        return min(ended)


def _number(arg: ArgRule, choice: int | str) -> int:
    return choice if isinstance(choice, int) else arg.choices.index(choice)
