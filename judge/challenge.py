"""A challenge as data: what a definition holds, and what a tournament may lay over it.

Rules: a Definition is immutable and was checked when it was read (`judge.challenge_file`); its hash covers every
number and word of the file; an overlay changes only what the definition offers and has a hash of its own.
Source of the model: challenges of RoboRAVE and six comparable competitions.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from judge.errors import DefinitionError
from judge.expressions import Expression

__all__ = [
    "Aggregation", "CallRule", "Definition", "Effect", "Elimination", "Key", "OverlayValue", "Param", "Phase",
    "Ranking", "TermRule", "Vector", "VectorCall", "canonical_hash",
]  # fmt: skip

CallKind = Literal["flag", "counter", "note"]
Aggregate = Literal["sum", "best", "mean", "drop_lowest"]
Ending = Literal["director", "joint", "draw"]
Texts = Mapping[str, str]
"""Words in several languages, by language code; `en` and `ja` are always there."""
OverlayValue = int | str
OVERLAY_NAMES = ("N", "K", "bracket_size")
"""What any tournament may set, beside the definition's own parameters (`T`, or `T.MS` for one division)."""


@dataclass(frozen=True, slots=True)
class Param:
    """A number that the director sets, or a gap in the official text with our default and a note.

    `ranges` and `defaults` are by division, ends included; `usual` is the printed range where organisers go beyond it.
    """

    name: str
    when: str
    ranges: Mapping[str, tuple[int, int]]
    defaults: Mapping[str, int]
    usual: Mapping[str, tuple[int, int]]
    note: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a call does beside its points: ends the run, fixes the score, or sends the robot back to the start."""

    end: bool = False
    fix_score: Expression | None = None
    restart: bool = False


@dataclass(frozen=True, slots=True)
class CallRule:
    """One thing a referee or a gate can report.

    `points` by division; a division that is not in it does not have this call. `phase` is "" for a call of any phase.
    `requires` must have happened since the last restart. `key` is the suggested key on the referee's screen.
    """

    name: str
    labels: Texts
    kind: CallKind
    phase: str
    points: Mapping[str, int]
    count_max: int
    requires: tuple[str, ...]
    key: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a run; the next begins as soon as `exit_when` holds (None: the last). `points_max` by division."""

    name: str
    labels: Texts
    exit_when: Expression | None
    points_max: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TermRule:
    """One line of the score: `value`, or (with `each` a phase) one line for every counted call of that phase."""

    name: str
    labels: Texts
    value: Expression | None
    each: str


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a ranking: a figure's name and whether the higher or the lower comes first."""

    name: str
    better: Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ordered keys, and what happens to those who are equal in all of them."""

    keys: tuple[Key, ...]
    then: Ending


@dataclass(frozen=True, slots=True)
class Aggregation:
    """Open runs: `runs_official` are allowed (N), the `runs_counted` best count (K)."""

    runs_official: int
    runs_counted: int
    fn: Aggregate


@dataclass(frozen=True, slots=True)
class Elimination:
    """The bracket after the open runs. `seeding` settles equal ranks among those who are in; `heat` ranks a heat."""

    sizes: tuple[int, ...]
    size: int
    heat: Ranking
    seeding: Ending
    third_place: Literal["semifinal_result", "shared"]


@dataclass(frozen=True, slots=True)
class VectorCall:
    """One call of an example; `n` is how many (counters)."""

    at_ms: int
    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class Vector:
    """An example in the definition: these calls give this score."""

    name: str
    division: str
    params: Mapping[str, int]
    calls: tuple[VectorCall, ...]
    ended_ms: int | None
    expect: int


@dataclass(frozen=True, slots=True)
class Definition:
    """One challenge, checked. `hash` is that of the file's content, the overlay apart."""

    id: str
    version: str
    status: str
    titles: Texts
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    divisions: Mapping[str, Texts]
    params: Mapping[str, Param]
    limit_ms: int
    phases: tuple[Phase, ...]
    calls: Mapping[str, CallRule]
    gates: Mapping[str, Mapping[str, str]]
    terms: tuple[TermRule, ...]
    points_min: int
    points_max: Mapping[str, Expression]
    aggregation: Aggregation
    ranking: Ranking
    elimination: Elimination
    sign_off: tuple[str, ...]
    vectors: tuple[Vector, ...]
    hash: str
    file: str
    overlay: Mapping[str, OverlayValue] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def overlay_hash(self) -> str:
        """The hash of what the tournament laid over the definition."""
        return canonical_hash(dict(self.overlay))

    def param(self, name: str, division: str) -> int:
        """The value of a parameter for a division: overlay first, else the default."""
        for key in (f"{name}.{division}", name):
            if key in self.overlay:
                return int(self.overlay[key])
        return self.params[name].defaults[division]

    def calls_of(self, division: str) -> tuple[CallRule, ...]:
        """The calls a division has, in the order of the file."""
        return tuple(rule for rule in self.calls.values() if division in rule.points)

    def gate_call(self, gate: str, phase: str, division: str) -> str | None:
        """The call a gate stands for in this phase; None: here it means nothing.

        Raises: KeyError: the definition knows no such gate.
        """
        name = self.gates[gate].get(phase)
        return name if name is not None and division in self.calls[name].points else None

    def with_overlay(self, overlay: Mapping[str, OverlayValue]) -> "Definition":
        """Lay a tournament's choices over the definition: `{"N": 8, "K": 5, "T": 120, "T.MS": 150, "bracket_size": 4}`.

        Raises: DefinitionError: a name the definition does not offer, not a whole number, or out of its range.
        """
        merged: dict[str, OverlayValue] = {**self.overlay, **overlay}
        for key, value in merged.items():
            self._check_overlay(key, value)
        aggregation, elimination = self.aggregation, self.elimination
        official = int(merged.get("N", aggregation.runs_official))
        counted = int(merged.get("K", min(aggregation.runs_counted, official)))
        if counted > official:
            raise DefinitionError(
                self.file, "overlay.K", "out-of-range", {"value": counted, "low": 1, "high": official}
            )
        return replace(
            self,
            aggregation=replace(aggregation, runs_official=official, runs_counted=counted),
            elimination=replace(elimination, size=int(merged.get("bracket_size", elimination.size))),
            overlay=MappingProxyType(dict(sorted(merged.items()))),
        )

    def _check_overlay(self, key: str, value: OverlayValue) -> None:
        name, _, division = key.partition(".")
        where = f"overlay.{key}"
        if isinstance(value, bool) or not isinstance(value, int):
            raise DefinitionError(self.file, where, "not-a-whole-number", {"value": str(value)})
        if key in ("N", "K"):
            low, high = 1, 100
        elif key == "bracket_size":
            if value not in self.elimination.sizes:
                raise DefinitionError(
                    self.file, where, "not-offered", {"value": value, "offered": self.elimination.sizes}
                )
            return
        elif name in self.params and (not division or division in self.divisions):
            ranges = self.params[name].ranges
            chosen = [ranges[division]] if division else list(ranges.values())
            low, high = max(low for low, _ in chosen), min(high for _, high in chosen)
        else:
            raise DefinitionError(self.file, where, "unknown-name", {"name": key})
        if not low <= value <= high:
            raise DefinitionError(self.file, where, "out-of-range", {"value": value, "low": low, "high": high})


def canonical_hash(value: Any) -> str:
    """sha256 (hex) of a value's canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
