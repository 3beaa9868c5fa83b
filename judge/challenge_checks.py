"""The checks of a definition that need the whole of it: names, order, phases, reach and the stated maximum.

Rules: everything is proven for every division, not sampled: a term is worked out for every count of its calls, with
every parameter at its least, its default and its greatest value (terms are monotone or single-peaked between them).
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NoReturn

from judge.challenge import CallRule, Definition, TermRule
from judge.errors import DefinitionError
from judge.expressions import Atom, Expression

__all__ = ["check", "points_max"]

CASES_MAX = 20_000  # of one term in one division; a wider term cannot be proven at load and is refused


def check(definition: Definition) -> None:
    """Check a whole definition.

    Raises: DefinitionError: at the first thing that is wrong.
    """
    _check_calls(definition)
    _check_phases(definition)
    _check_gates(definition)
    for division in definition.divisions:
        _check_order(definition, division)
        _check_phase_reach(definition, division)
        for params in _corners(definition, division):
            _check_maximum(definition, division, params)


def points_max(definition: Definition, division: str) -> int:
    """The greatest score there can be, with the parameters of the day."""
    return definition.points_max[division].value(lambda atom: definition.param(atom.name, division))


def _fail(definition: Definition, key: str, reason: str, **fields: object) -> NoReturn:
    raise DefinitionError(definition.file, key, reason, fields)


def _check_calls(definition: Definition) -> None:
    phases = {phase.name for phase in definition.phases}
    keys: dict[str, str] = {}
    for name, rule in definition.calls.items():
        where = f"calls.{name}"
        if rule.phase and rule.phase not in phases:
            _fail(definition, f"{where}.phase", "unknown-name", name=rule.phase)
        for needed in rule.requires:
            if needed not in definition.calls:
                _fail(definition, f"{where}.requires", "unknown-name", name=needed)
        if len(rule.key) != 1 or rule.key in keys:
            _fail(definition, f"{where}.key", "key-taken", name=rule.key, by=keys.get(rule.key, ""))
        keys[rule.key] = name
        if rule.count_max < 1:
            _fail(definition, f"{where}.max", "out-of-range", value=rule.count_max, low=1)
        if min(rule.points.values(), default=0) < 0:
            _fail(definition, f"{where}.points", "out-of-range", low=0)
        if rule.kind == "note" and any(rule.points.values()):
            _fail(definition, f"{where}.points", "note-with-points")


def _check_phases(definition: Definition) -> None:
    names = [phase.name for phase in definition.phases]
    if not names or len(set(names)) != len(names):
        _fail(definition, "phases", "name-not-usable", names=tuple(names))
    for phase in definition.phases[:-1]:
        if phase.exit_when is None:
            _fail(definition, f"phases.{phase.name}.exit_when", "missing")
    if definition.phases[-1].exit_when is not None:
        _fail(definition, f"phases.{names[-1]}.exit_when", "unreachable-phase")
    for term in definition.terms:
        if term.each and term.each not in names:
            _fail(definition, f"scoring.terms.{term.name}.each", "unknown-name", name=term.each)


def _check_gates(definition: Definition) -> None:
    phases = {phase.name for phase in definition.phases}
    for gate, by_phase in definition.gates.items():
        for phase, call in by_phase.items():
            key = f"gates.{gate}.{phase}"
            if phase not in phases:
                _fail(definition, key, "unknown-name", name=phase)
            if call not in definition.calls:
                _fail(definition, key, "unknown-call", name=call)
            if definition.calls[call].phase not in ("", phase):
                _fail(definition, key, "call-of-another-phase", name=call, phase=definition.calls[call].phase)


def _check_order(definition: Definition, division: str) -> None:
    """Every call of the division can be reached through calls the division has, of its phase or an earlier one."""
    rules = {rule.name: rule for rule in definition.calls_of(division)}
    reached: set[str] = set()
    while True:
        more = {name for name, rule in rules.items() if name not in reached and reached.issuperset(rule.requires)}
        if not more:
            break
        reached |= more
    for name in rules:
        if name not in reached:
            _fail(definition, f"calls.{name}.requires", "unreachable-call", name=name, division=division)


def _check_phase_reach(definition: Definition, division: str) -> None:
    """Each phase ends when all its calls were counted, a second apart, in the order of the file."""
    counts: dict[str, int] = {}
    times: dict[str, int] = {}
    for phase, following in zip(definition.phases, definition.phases[1:], strict=False):
        for rule in definition.calls_of(division):
            if rule.phase == phase.name:
                counts[rule.name], times[rule.name] = rule.count_max, 1000 * (len(times) + 1)

        def lookup(atom: Atom, phase_name: str = phase.name) -> int:
            match atom.of:
                case "count":
                    return counts.get(atom.name, 0)
                case "first_ms" | "last_ms":
                    return times.get(atom.name, -1)
                case "complete":
                    return int(atom.name == phase_name)
                case "param":
                    return definition.param(atom.name, division)
            return definition.limit_ms

        if phase.exit_when is not None and not phase.exit_when.value(lookup):
            _fail(
                definition,
                f"phases.{phase.name}.exit_when",
                "unreachable-phase",
                phase=following.name,
                division=division,
            )
        stated = phase.points_max.get(division)
        points = _phase_points(definition, division, phase.name)
        if stated is not None and stated != points:
            _fail(
                definition, f"phases.{phase.name}.max", "wrong-maximum", stated=stated, found=points, division=division
            )


def _check_maximum(definition: Definition, division: str, params: Mapping[str, int]) -> None:
    """The sum of the terms' greatest values is the maximum the file states, and no fixed score is above it."""
    expression = definition.points_max[division]
    for atom in expression.atoms:
        if atom.of != "param":
            _fail(definition, "scoring.max", "unknown-name", name=atom.name)
    stated = expression.value(lambda atom: params[atom.name])
    found = sum(_term_max(definition, division, term, params) for term in definition.terms)
    if stated != found:
        _fail(definition, "scoring.max", "wrong-maximum", stated=stated, found=found, division=division, **params)
    for rule in definition.calls_of(division):
        fixed = rule.effect.fix_score
        if fixed is not None and _greatest(definition, division, fixed, params, f"calls.{rule.name}.effect") > stated:
            _fail(definition, f"calls.{rule.name}.effect.fix_score", "wrong-maximum", stated=stated, division=division)


def _term_max(definition: Definition, division: str, term: TermRule, params: Mapping[str, int]) -> int:
    if term.value is None:
        return _phase_points(definition, division, term.each)
    return _greatest(definition, division, term.value, params, f"scoring.terms.{term.name}.value")


def _greatest(definition: Definition, division: str, formula: Expression, params: Mapping[str, int], key: str) -> int:
    ranges = [_values(definition, division, atom, params) for atom in formula.atoms]
    cases = 1
    for values in ranges:
        cases *= len(values)
    if cases > CASES_MAX:
        _fail(definition, key, "too-wide", cases=cases, limit=CASES_MAX)
    places = {atom: place for place, atom in enumerate(formula.atoms)}
    return max(formula.value(lambda atom, case=case: case[places[atom]]) for case in product(*ranges))  # type: ignore[misc]


def _values(definition: Definition, division: str, atom: Atom, params: Mapping[str, int]) -> range | tuple[int, ...]:
    """Every value an atom can have; of a time only the ends, as every rule we know is monotone in time."""
    match atom.of:
        case "count":
            rule = definition.calls[atom.name]
            return range(rule.count_max + 1 if division in rule.points else 1)
        case "param":
            return (params[atom.name],)
        case "points":
            return (0, _phase_points(definition, division, atom.name))
        case "complete":
            return (0, 1)
        case "clock":
            return (0, definition.limit_ms)
    return (-1, 0, definition.limit_ms)


def _phase_points(definition: Definition, division: str, phase: str) -> int:
    rules: list[CallRule] = [rule for rule in definition.calls_of(division) if rule.phase == phase]
    return sum(rule.points[division] * rule.count_max for rule in rules)


def _corners(definition: Definition, division: str) -> Iterator[dict[str, int]]:
    """Each parameter in turn at its least and greatest value, the others at their defaults."""
    defaults = {name: param.defaults[division] for name, param in definition.params.items()}
    yield defaults
    for name, param in definition.params.items():
        for value in set(param.ranges[division]) - {defaults[name]}:
            yield {**defaults, name: value}
