"""The stages of a competition as data: read once, refused with a reason, laid one after the other.

A stage is a mapping: `id` (a word of its own), `type`, and what its type offers:

    open_runs            runs (N), counted (K)        as many as the definition says where they are left out
    groups               groups, advance, legs        everyone of a group meets; `advance` of each group go on
    round_robin          legs                         everyone meets
    swiss                rounds                       equal scores meet, nobody twice
    single_elimination   third_place, runs            semifinal_result, shared or match
    double_elimination   runs

and for every type `size` (how many of the stage before come in, best first; 0: all of them) and `overlay` (values of
the definition that hold in this stage only). Groups, round robin and Swiss have `win`, `draw` and `loss`: the points of
a score heat, of a walkover and (Swiss) of a bye; what a played match is worth the definition says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, cast, get_args

from judge.errors import DefinitionError
from judge.fact_shapes import is_word
from judge.toml_table import Table

__all__ = ["ELIMINATIONS", "LEAGUES", "TEAMS_MAX", "StageRule", "StageType", "ThirdPlace", "read_stages"]

StageType = Literal["open_runs", "groups", "round_robin", "swiss", "single_elimination", "double_elimination"]
ThirdPlace = Literal["semifinal_result", "shared", "match"]
LEAGUES: Final = frozenset(["groups", "round_robin", "swiss"])
ELIMINATIONS: Final = frozenset(["single_elimination", "double_elimination"])
TEAMS_MAX: Final = 1000
NO_OVERLAY: Mapping[str, int | str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage as it is to be played; what its type does not offer holds its default.

    `runs`: in open runs N (0: the definition's), elsewhere how many runs each has in a heat, added up. `counted`: K.
    """

    id: str
    type: StageType
    size: int = 0
    runs: int = 0
    counted: int = 0
    groups: int = 1
    advance: int = 0
    rounds: int = 0
    legs: int = 1
    third_place: ThirdPlace = "semifinal_result"
    win: int = 3
    draw: int = 1
    loss: int = 0
    overlay: Mapping[str, int | str] = field(default_factory=lambda: NO_OVERLAY, hash=False)

    @property
    def is_elimination(self) -> bool:
        """Who loses is out, at once or the second time."""
        return self.type in ELIMINATIONS

    @property
    def is_league(self) -> bool:
        """Published rounds, points for each match."""
        return self.type in LEAGUES


OFFERED: Final[Mapping[str, Mapping[str, tuple[int, int]]]] = {
    "open_runs": {"runs": (1, 100), "counted": (1, 100)},
    "groups": {"groups": (1, TEAMS_MAX), "advance": (1, TEAMS_MAX), "legs": (1, 4), "runs": (1, 9)},
    "round_robin": {"legs": (1, 4), "runs": (1, 9)},
    "swiss": {"rounds": (1, TEAMS_MAX), "runs": (1, 9)},
    "single_elimination": {"runs": (1, 9)},
    "double_elimination": {"runs": (1, 9)},
}
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"groups": ("groups",), "swiss": ("rounds",)}
HEAT_POINTS: Final = (-1000, 1000)


def read_stages(stages: Sequence[Mapping[str, Any]], file: str) -> tuple[StageRule, ...]:
    """Read a competition's stages; `file` is only named in errors (the competition).

    Raises: DefinitionError: no stage, a key that is missing, unknown or out of its range, or a stage named twice
    (keys: `stages`, `stages[1].rounds`, ...; reasons: missing, unknown-key, unknown-name, wrong-kind, out-of-range,
    named-twice).
    """
    rules = tuple(_stage(file, f"stages[{number}]", stage) for number, stage in enumerate(stages))
    if not rules:
        raise DefinitionError(file, "stages", "missing")
    for number, rule in enumerate(rules):
        if rule.id in [earlier.id for earlier in rules[:number]]:
            raise DefinitionError(file, f"stages[{number}].id", "named-twice", {"name": rule.id})
    return rules


def _stage(file: str, key: str, content: Mapping[str, Any]) -> StageRule:
    table = Table(file, key, {**content, "overlay": dict(content.get("overlay", {}))})
    name = table.take("id", str)
    if not is_word(name):
        table.fail("id", "unknown-name", name=name)
    kind = cast(StageType, table.one_of("type", get_args(StageType)))
    numbers = {
        option: _number(table, option, low, high)
        for option, (low, high) in {**OFFERED[kind], "size": (0, TEAMS_MAX)}.items()
        if option in table.left or option in NEEDED.get(kind, ())
    }
    if kind in LEAGUES:
        worth = [option for option in ("win", "draw", "loss") if option in table.left]
        numbers |= {option: _number(table, option, *HEAT_POINTS) for option in worth}
    third_place: ThirdPlace = "semifinal_result"
    if kind == "single_elimination" and "third_place" in table.left:
        third_place = cast(ThirdPlace, table.one_of("third_place", get_args(ThirdPlace)))
    overlay = MappingProxyType(table.take("overlay", dict))
    table.nothing_left()
    if numbers.get("counted", 0) > numbers.get("runs", 100):
        table.fail("counted", "out-of-range", value=numbers["counted"], low=1, high=numbers["runs"])
    return StageRule(name, kind, third_place=third_place, overlay=overlay, **numbers)


def _number(table: Table, name: str, low: int, high: int) -> int:
    value = table.take(name, int)
    if not low <= value <= high:
        table.fail(name, "out-of-range", value=value, low=low, high=high)
    return value
