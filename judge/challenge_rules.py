"""The parts of a challenge as data: calls, phases, ends, sides, tables, lines of the score, rankings.

Rule: parts only hold what the file says; whether they fit together is `judge.challenge_checks`' to prove.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from judge.expressions import Cells, Expression

__all__ = [
    "Aggregate", "Aggregation", "ArgRule", "CallKind", "CallRule", "Correction", "Effect", "Elimination", "Ending",
    "GateCall", "Key", "LookupTable", "Match", "Param", "Phase", "Ranking", "Stop", "TermRule", "Texts",
]  # fmt: skip

CallKind = Literal["flag", "counter", "note", "ordered"]
"""A flag counts once, a counter up to its most; a note as often as it happens, and has no points of its own; of an
ordered call (`n` is which one of this try) the farthest of all tries stands."""
Aggregate = Literal["sum", "best", "mean", "drop_lowest"]
Ending = Literal["director", "joint", "draw"]
Texts = Mapping[str, str]
"""Words in several languages, by language code; `en` and `ja` are always there."""


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
    note: Texts


@dataclass(frozen=True, slots=True)
class Effect:
    """What a call does beside its points: ends the run (where `end` holds), fixes the score, or begins a new try."""

    end: Expression | None = None
    fix_score: Expression | None = None
    restart: bool = False


@dataclass(frozen=True, slots=True)
class ArgRule:
    """What a call has to be told beside its name: one of `choices`, or any word when there are none.

    `is_side`: the choices are the sides of the match. Choices that are words of their own have `choice_labels`.
    """

    name: str
    labels: Texts
    choices: tuple[int | str, ...]
    is_side: bool
    choice_labels: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class CallRule:
    """One thing a referee or a gate can report.

    `points` by division; a division that is not in it does not have this call. `worth` stands instead of points where
    they depend on what the call was told. `phase` is "" for a call of any phase. `count_max` by division.
    `requires` must have happened since the last restart; before `from_ms` it is too early. `each_max`: (argument, most)
    that one and the same word may give. `key` is the suggested key on the referee's screen.
    """

    name: str
    labels: Texts
    kind: CallKind
    phase: str
    points: Mapping[str, int]
    worth: Expression | None
    count_max: Mapping[str, int]
    requires: tuple[str, ...]
    key: str
    effect: Effect
    args: Mapping[str, ArgRule]
    from_ms: int
    each_max: tuple[str, int] | None

    @property
    def side_arg(self) -> str | None:
        """The argument that names a side of the match."""
        return next((name for name, arg in self.args.items() if arg.is_side), None)


@dataclass(frozen=True, slots=True)
class GateCall:
    """What a gate stands for: a call, and what it tells it (a gate at each side of a ring names its winner)."""

    call: str
    told: Mapping[str, int | str]

    @property
    def text(self) -> str:
        """As it stands in the file: `ball`, `extinguish(full)`."""
        return f"{self.call}({','.join(map(str, self.told.values()))})" if self.told else self.call


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a run; the next begins as soon as `exit_when` holds (None: the last). `points_max` by division."""

    name: str
    labels: Texts
    exit_when: Expression | None
    points_max: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LookupTable:
    """Numbers by row, or by row and column (`columns` is () where there are none); `cells` by the keys of both."""

    rows: tuple[int | str, ...]
    columns: tuple[int | str, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class Stop:
    """What ends a run by itself: as soon as `when` holds after a call, the clock stops at that call."""

    name: str
    labels: Texts
    when: Expression


@dataclass(frozen=True, slots=True)
class Match:
    """Robots against each other. `playing`: how many of `sides` take part; what follows is asked for each side.

    Once the match is over: a side wins where `win_when` holds, has lost where another side wins, else it is a draw.
    """

    sides: tuple[str, ...]
    playing: Expression
    win_when: Expression
    win: Expression
    draw: Expression
    loss: Expression


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
    """Open runs: `runs_official` are allowed (N), the `runs_counted` best count (K).

    `runs_required`: who has fewer stands behind those who have them (figure `complete`); 0: nothing is required.
    `better`: whether the higher or the lower score of a run is the better one.
    """

    runs_official: int
    runs_counted: int
    fn: Aggregate
    runs_required: int = 0
    better: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True)
class Elimination:
    """The bracket after the open runs. `seeding` settles equal ranks among those who are in; `heat` ranks a heat.

    A challenge without one has `size` 0.
    """

    sizes: tuple[int, ...]
    size: int
    heat: Ranking
    seeding: Ending
    third_place: Literal["semifinal_result", "shared"]


@dataclass(frozen=True, slots=True)
class Correction:
    """Who (`by`, roles) chooses what becomes of heats played on a result that was corrected, and until when.

    `until`: the competition's `final` was run, the first of its `certificates` was printed, or `always`; later such a
    heat can only stand, with a note.
    """

    by: tuple[str, ...] = ("head_referee", "chief")
    until: Literal["final", "certificates", "always"] = "certificates"
    note: Texts = field(default_factory=lambda: MappingProxyType({}))
