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

from judge.challenge_rules import (
    Aggregate,
    Aggregation,
    ArgRule,
    CallKind,
    CallRule,
    Correction,
    Effect,
    Elimination,
    Ending,
    GateCall,
    Key,
    LookupTable,
    Match,
    Param,
    Phase,
    Ranking,
    Stop,
    TermRule,
    Texts,
)
from judge.errors import DefinitionError
from judge.expressions import Expression
from judge.vectors import Vector

__all__ = [
    "MERGE", "Aggregate", "Aggregation", "ArgRule", "CallKind", "CallRule", "Correction", "Definition", "Effect",
    "Elimination", "Ending", "GateCall", "Key", "LookupTable", "Match", "OverlayValue", "Param", "Phase", "Ranking", "Stop",
    "TermRule", "Texts", "canonical_hash",
]  # fmt: skip

OverlayValue = int | str
APPEAL, TEAM_SIGNS, CONFIRM = "appeal_minutes", "team_signs", "confirm"
"""How long a team may object; 1: the team's own signs too; 1: a second person confirms, after all others."""
SIGNERS = {TEAM_SIGNS: "team", CONFIRM: "confirmer"}
OFFERED_BY_ALL = {"N": (1, 100), "K": (1, 100), APPEAL: (0, 24 * 60), TEAM_SIGNS: (0, 1), CONFIRM: (0, 1)}
MERGE = "merge"
"""`merge.ES = "MS"`: the teams of ES play with MS, by its points."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One challenge, checked. `hash` is that of the file's content, the overlay apart.

    `points_min`: a score is lifted to it; None: none can be below 0 (proven at load). `unit`: points, ms or votes.
    `result_when`: whether a run gives a result at all (None: every run does).
    `limit_param` names the parameter that sets `limit_ms`. `describes`: numbers for people, which no rule reads
    (`robot`: limits of a robot, `field`: sizes), by name and division. `merged`: divisions that play with another.
    `appeal_minutes`: how long a team may object to a run that is over. `correction`: who settles what it upsets.
    """

    id: str
    version: str
    status: str
    titles: Texts
    sources: tuple[str, ...]
    notes: tuple[Texts, ...]
    divisions: Mapping[str, Texts]
    params: Mapping[str, Param]
    describes: Mapping[str, Mapping[str, Mapping[str, int]]]
    limit_ms: int
    limit_param: str | None
    stops: tuple[Stop, ...]
    phases: tuple[Phase, ...]
    calls: Mapping[str, CallRule]
    gates: Mapping[str, Mapping[str, GateCall]]
    tables: Mapping[str, LookupTable]
    terms: tuple[TermRule, ...]
    match: Match | None
    unit: Literal["points", "ms", "votes"]
    result_when: Expression | None
    points_min: Expression | None
    points_max: Mapping[str, Expression]
    aggregation: Aggregation
    ranking: Ranking
    elimination: Elimination
    sign_off: tuple[str, ...]
    vectors: tuple[Vector, ...]
    hash: str
    file: str
    appeal_minutes: int = 15
    overlay: Mapping[str, OverlayValue] = field(default_factory=lambda: MappingProxyType({}))
    merged: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    correction: Correction = field(default_factory=Correction)
    # What was worked out once: nothing of a definition can change, and an overlaid one (`replace`) begins anew.
    _params: dict[tuple[str, str], int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _rules: dict[str, Mapping[str, CallRule]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _of_phase: dict[tuple[str, str], tuple[CallRule, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def played(self, division: str) -> str:
        """The division by whose points a division plays: itself, unless the director merged it."""
        return self.merged.get(division, division)

    def admits(self, team: str, division: str) -> bool:
        """Whether teams of a division play in a competition of another, or the same, division of this challenge.

        A challenge may play in divisions wider than the town's: ES_MS holds ES and MS, ALL holds everyone.
        """
        if self.played(team) == self.played(division):
            return True
        return team not in self.divisions and (division == "ALL" or team in division.split("_"))

    @property
    def overlay_hash(self) -> str:
        """The hash of what the tournament laid over the definition."""
        return canonical_hash(dict(self.overlay))

    def param(self, name: str, division: str) -> int:
        """The value of a parameter for a division that is played: overlay first, else the default."""
        value = self._params.get((name, division))
        if value is None:
            told = [self.overlay[key] for key in (f"{name}.{division}", name) if key in self.overlay]
            value = self._params[name, division] = int(told[0]) if told else self.params[name].defaults[division]
        return value

    def calls_of(self, division: str) -> tuple[CallRule, ...]:
        """The calls a division has, in the order of the file."""
        return tuple(self.rules(division).values())

    def rules(self, division: str) -> Mapping[str, CallRule]:
        """The calls a division has by their names, in the order of the file."""
        rules = self._rules.get(division)
        if rules is None:
            rules = {rule.name: rule for rule in self.calls.values() if division in rule.points}
            self._rules[division] = rules
        return rules

    def of_phase(self, phase: str, division: str) -> tuple[CallRule, ...]:
        """The calls a division has in one phase, in the order of the file."""
        rules = self._of_phase.get((phase, division))
        if rules is None:
            rules = tuple(rule for rule in self.rules(division).values() if rule.phase == phase)
            self._of_phase[phase, division] = rules
        return rules

    def gate_call(self, gate: str, phase: str, division: str) -> GateCall | None:
        """The call a gate stands for in this phase; None: here it means nothing.

        Raises: KeyError: the definition knows no such gate.
        """
        found = self.gates[gate].get(phase)
        return found if found is not None and division in self.calls[found.call].points else None

    def with_overlay(self, overlay: Mapping[str, OverlayValue]) -> "Definition":
        """Lay a tournament's choices over the definition.

        `{"N": 8, "K": 5, "T": 120, "T.MS": 150, "bracket_size": 4, "merge.ES": "MS"}`: how many runs are allowed and
        how many count, the definition's own parameters (for all divisions or one), the bracket, merged divisions, and
        what every definition offers: `appeal_minutes`, `team_signs`, `confirm`.
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
            limit_ms=int(merged.get(self.limit_param or "", self.limit_ms)),
            appeal_minutes=int(merged.get(APPEAL, self.appeal_minutes)),
            sign_off=self._signers(merged),
            merged=self._merged(merged),
            overlay=MappingProxyType(dict(sorted(merged.items()))),
        )

    def _signers(self, overlay: Mapping[str, OverlayValue]) -> tuple[str, ...]:
        more = [role for key, role in SIGNERS.items() if overlay.get(key) == 1]
        return tuple(dict.fromkeys([*self.sign_off, *more]))

    def _merged(self, overlay: Mapping[str, OverlayValue]) -> Mapping[str, str]:
        merged = {key.partition(".")[2]: str(value) for key, value in overlay.items() if key.partition(".")[0] == MERGE}
        for division, with_division in merged.items():
            if with_division in merged:  # a chain would depend on its order
                details = {"value": with_division, "offered": tuple(set(self.divisions) - set(merged))}
                raise DefinitionError(self.file, f"overlay.{MERGE}.{division}", "not-offered", details)
        return MappingProxyType(merged)

    def _check_overlay(self, key: str, value: OverlayValue) -> None:
        name, _, division = key.partition(".")
        where = f"overlay.{key}"
        if name == MERGE and division in self.divisions:
            others = tuple(other for other in self.divisions if other != division)
            if value not in others:
                raise DefinitionError(self.file, where, "not-offered", {"value": value, "offered": others})
            return
        if isinstance(value, bool) or not isinstance(value, int):
            raise DefinitionError(self.file, where, "not-a-whole-number", {"value": str(value)})
        if key in OFFERED_BY_ALL:
            low, high = OFFERED_BY_ALL[key]
        elif key == "bracket_size":
            if value not in self.elimination.sizes:
                raise DefinitionError(
                    self.file, where, "not-offered", {"value": value, "offered": self.elimination.sizes}
                )
            return
        elif name in self.params and (not division or division in self.divisions):
            if division and name == self.limit_param:  # one clock for all divisions
                raise DefinitionError(self.file, where, "unknown-name", {"name": key})
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
