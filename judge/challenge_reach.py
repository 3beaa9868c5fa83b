"""What a formula of a definition can come to: every case worked out, none sampled.

Rules: a count is tried at every value (of a note, which has no limit of its own, the first twelve and the last), a time
only at its ends (every rule we know is monotone in time), a parameter at the value it was given; a table that is asked
for a cell it does not have is a hole in the definition.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NoReturn

from judge.challenge import CallRule, Definition
from judge.errors import DefinitionError
from judge.expressions import Atom, Expression

__all__ = ["Case", "fail", "greatest", "phase_points", "values", "worths"]

NOTED_TRIED = 12
CASES_MAX = 20_000  # of one formula in one division; a wider one cannot be proven at load and is refused

Case = tuple[Definition, str, Mapping[str, int]]
"""A definition, one of its divisions, and a value for every parameter."""


def greatest(case: Case, formula: Expression, key: str, rule: CallRule | None = None) -> int:
    """The greatest value of a formula; `rule`: the call it is the worth of.

    Raises: DefinitionError: too many cases, or a cell that is missing.
    """
    return max(values(case, formula, key, rule))


def values(
    case: Case, formula: Expression, key: str, rule: CallRule | None = None, order: int | None = None
) -> Iterator[int]:
    """Every value of a formula; `order`: only as the how-manieth call of its kind.

    Raises: DefinitionError: too many cases, or a cell that is missing.
    """
    definition, division, _ = case
    ranges = [_atom_values(case, atom, rule, order) for atom in formula.atoms]
    cases = 1
    for some in ranges:
        cases *= len(some)
    if cases > CASES_MAX:
        fail(definition, key, "too-wide", cases=cases, limit=CASES_MAX)
    places = {atom: place for place, atom in enumerate(formula.atoms)}
    for chosen in product(*ranges):
        try:
            yield formula.value(lambda atom, chosen=chosen: chosen[places[atom]])  # type: ignore[misc]
        except KeyError as missing:
            cell = ", ".join(map(str, missing.args[0]))
            fail(definition, key, "missing-table-cell", cell=cell, division=division)


def worths(case: Case, rule: CallRule) -> tuple[int, int]:
    """The greatest worth of one call that depends on what it is told, and of as many of them as there may be."""
    assert rule.worth is not None
    key = f"calls.{rule.name}.worth"
    each = [max(values(case, rule.worth, key, rule, order)) for order in range(1, rule.count_max[case[1]] + 1)]
    return max(each), sum(each)


def phase_points(case: Case, phase: str) -> int:
    """The most points the calls of a phase can give together."""
    definition, division, _ = case
    rules = [rule for rule in definition.calls_of(division) if rule.phase == phase]
    return sum(
        rule.points[division] * rule.count_max[division] if rule.worth is None else worths(case, rule)[1]
        for rule in rules
    )


def fail(definition: Definition, key: str, reason: str, **fields: object) -> NoReturn:
    """Refuse a definition."""
    raise DefinitionError(definition.file, key, reason, fields)


def _atom_values(case: Case, atom: Atom, rule: CallRule | None, order: int | None) -> range | tuple[int, ...]:
    definition, division, params = case
    match atom.of:
        case "param":
            return (params[atom.name],)
        case "count" | "count_of" | "mine" | "other" | "most":
            return _counts(definition.calls[atom.name.partition(" ")[0]], division)
        case "worth":
            return _side_worths(case, definition.calls[atom.name])
        case "arg" if rule is not None:
            choices = rule.args[atom.name].choices
            return tuple(choice if isinstance(choice, int) else place for place, choice in enumerate(choices))
        case "order" if rule is not None:
            most = rule.count_max[division] if order is None else order
            return range(most, most + 1) if order is not None and atom.name == "order" else range(1, most + 1)
        case "points":
            return (0, phase_points(case, atom.name))
        case "complete":
            return (0, 1)
        case "clock":
            return (0, params.get(definition.limit_param or "", definition.limit_ms))
    return (-1, 0, params.get(definition.limit_param or "", definition.limit_ms))


def _counts(rule: CallRule, division: str) -> range | tuple[int, ...]:
    most = rule.count_max.get(division, 0)
    return range(most + 1) if rule.kind != "note" or most <= NOTED_TRIED else (*range(NOTED_TRIED + 1), most)


def _side_worths(case: Case, rule: CallRule) -> tuple[int, ...]:
    if rule.worth is None:
        return tuple(rule.points[case[1]] * n for n in range(rule.count_max[case[1]] + 1))
    return (0, *worths(case, rule))
