"""Change one number of a definition at a time, and see whether one of its own examples notices.

A number is inside when the score, the end of a run, the total or the rank reads it: it stands in a formula, a table, a
limit or an aggregation. Outside is what only describes or only guards (OUTSIDE says which and why), and a parameter
that no formula reads. A stated maximum is proven at load instead: there the check has to refuse every other number.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from judge.challenge import Definition
from judge.challenge_checks import check
from judge.challenge_file import parse_definition
from judge.errors import DefinitionError
from judge.examples import wrong_examples

Path = tuple[str | int, ...]

FORMULAS = frozenset(
    {"value", "when", "exit_when", "fix_score", "end", "worth", "win_when", "playing", "win", "draw", "loss", "min",
     "max", "result_when"}
)  # fmt: skip
OUTSIDE = {
    "tests": "the examples themselves",
    "describes": "limits of robots and sizes of fields, for people",
    "range": "what an overlay may set",
    "usual": "what is printed, for people",
    "elimination": "how many go on to the bracket: the tournament's shape, not a score or a rank",
}
NUMBER = re.compile(r"(?<![A-Za-z_0-9])\d+")


@dataclass(frozen=True)
class Mutant:
    """One number changed: where, from what to what."""

    path: Path
    before: str
    after: str
    content: dict[str, Any]

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.before} -> {self.after}"


def mutants(content: Mapping[str, Any], definition: Definition) -> Iterator[Mutant]:
    """Every number that is inside, one more and one less."""
    for path, value in _leaves(content):
        if is_inside(path, definition) and not is_stated_maximum(path):
            yield from _changed(content, path, value)


def stated_maxima(content: Mapping[str, Any]) -> Iterator[Mutant]:
    """Every number of a stated maximum, one more and one less."""
    for path, value in _leaves(content):
        if is_stated_maximum(path):
            yield from _changed(content, path, value)


def is_inside(path: Path, definition: Definition) -> bool:
    """Whether a rule reads what stands there."""
    if any(part in OUTSIDE for part in path):
        return False
    return path[0] != "params" or path[1] in _params_read(definition)


def is_stated_maximum(path: Path) -> bool:
    """The maxima of the score and of a phase; the `max` of a call is how often it counts."""
    return "max" in path and path[0] in ("scoring", "phases")


def survives(mutant: Mutant) -> bool:
    """No example fails and the file can be read: nobody would notice."""
    try:
        return not wrong_examples(parse_definition(mutant.content, "mutant.toml"))
    except (DefinitionError, KeyError):
        return False  # refused at load, or a table without the cell that an example asks for


def passes_check(mutant: Mutant) -> bool:
    """The whole definition is sound."""
    try:
        check(parse_definition(mutant.content, "mutant.toml"))
    except DefinitionError:
        return False
    return True


def _params_read(definition: Definition) -> set[str]:
    formulas = [stop.when for stop in definition.stops] + [term.value for term in definition.terms]
    formulas += [phase.exit_when for phase in definition.phases] + [definition.result_when, definition.points_min]
    for rule in definition.calls.values():
        formulas += [rule.worth, rule.effect.end, rule.effect.fix_score]
    match = definition.match
    if match is not None:
        formulas += [match.playing, match.win_when, match.win, match.draw, match.loss]
    read = {atom.name for formula in formulas if formula is not None for atom in formula.atoms if atom.of == "param"}
    return read | {definition.limit_param or ""}


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping | list):
        for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value


def _changed(content: Mapping[str, Any], path: Path, value: Any) -> Iterator[Mutant]:
    if isinstance(value, int) and not isinstance(value, bool):
        for other in (value - 1, value + 1):
            yield Mutant(path, str(value), str(other), _with(content, path, other))
    elif isinstance(value, str) and any(part in FORMULAS for part in path):
        for number in NUMBER.finditer(value):
            for other in (int(number.group()) - 1, int(number.group()) + 1):
                after = f"{value[: number.start()]}{other}{value[number.end() :]}"
                yield Mutant(path, value, after, _with(content, path, after))


def _with(content: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(dict(content))
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed
