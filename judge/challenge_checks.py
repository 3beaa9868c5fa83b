"""The checks of a definition that need the whole of it: names, order, phases, reach and the stated maximum.

Rules: everything is proven for every division, not sampled: a term is worked out for every count of its calls, with
every parameter at its least, its default and its greatest value (terms are monotone or single-peaked between them).
"""

from collections.abc import Iterator

from judge.challenge import Definition
from judge.challenge_reach import Case, fail, greatest, phase_points, values
from judge.expressions import Atom, Expression

__all__ = ["check", "points_max", "points_min"]

GRADED_MAX = 100  # calls whose worth depends on what they are told: each is worked out by its place


def check(definition: Definition) -> None:
    """Check a whole definition.

    Raises: DefinitionError: at the first thing that is wrong.
    """
    _check_calls(definition)
    _check_sides(definition)
    _check_phases(definition)
    _check_gates(definition)
    for division in definition.divisions:
        _check_order(definition, division)
        _check_phase_reach(definition, division)
        for case in _corners(definition, division):
            _check_ends(case)
            _check_maximum(case)


def points_max(definition: Definition, division: str) -> int:
    """The greatest score there can be (of one side), with the parameters of the day."""
    played = definition.played(division)
    return definition.points_max[played].value(lambda atom: definition.param(atom.name, played))


def points_min(definition: Definition, division: str) -> int:
    """The least score there can be, with the parameters of the day."""
    if definition.points_min is None:
        return 0
    played = definition.played(division)
    return definition.points_min.value(lambda atom: definition.param(atom.name, played))


def _check_calls(definition: Definition) -> None:
    phases = {phase.name for phase in definition.phases}
    keys: dict[str, str] = {}
    for name, rule in definition.calls.items():
        where = f"calls.{name}"
        if rule.phase and rule.phase not in phases:
            fail(definition, f"{where}.phase", "unknown-name", name=rule.phase)
        for needed in rule.requires:
            if needed not in definition.calls:
                fail(definition, f"{where}.requires", "unknown-name", name=needed)
        if len(rule.key) != 1 or rule.key in keys:
            fail(definition, f"{where}.key", "key-taken", name=rule.key, by=keys.get(rule.key, ""))
        keys[rule.key] = name
        most = max(rule.count_max.values(), default=1)
        if min(rule.count_max.values(), default=1) < 1:
            fail(definition, f"{where}.max", "out-of-range", value=min(rule.count_max.values()), low=1, high="")
        if rule.worth is not None and most > GRADED_MAX:
            fail(definition, f"{where}.max", "out-of-range", value=most, low=1, high=GRADED_MAX)
        if not 0 <= rule.from_ms <= definition.limit_ms:
            fail(definition, f"{where}.from_ms", "out-of-range", value=rule.from_ms, low=0, high=definition.limit_ms)
        if min(rule.points.values(), default=0) < 0:
            fail(definition, f"{where}.points", "out-of-range", value=min(rule.points.values()), low=0, high="")
        if rule.kind in ("note", "ordered") and (any(rule.points.values()) or rule.worth is not None):
            fail(definition, f"{where}.points", "note-with-points")


def _check_sides(definition: Definition) -> None:
    """A match has at least two sides and a call that names one; nothing else has sides."""
    match = definition.match
    sided = [rule.name for rule in definition.calls.values() if rule.side_arg is not None]
    if match is None:
        if sided:
            fail(definition, f"calls.{sided[0]}.args", "side-without-match")
        if not definition.terms:
            fail(definition, "scoring.terms", "missing")
        return
    if definition.terms:
        fail(definition, "scoring.terms", "terms-in-match")
    if len(set(match.sides)) != len(match.sides) or len(match.sides) < 2:
        fail(definition, "match.sides", "name-not-usable", name=" ".join(match.sides))
    if not sided:
        fail(definition, "match.win_when", "no-call-names-a-side")


def _check_phases(definition: Definition) -> None:
    names = [phase.name for phase in definition.phases]
    if not names or len(set(names)) != len(names):
        fail(definition, "phases", "name-not-usable", names=tuple(names))
    for phase in definition.phases[:-1]:
        if phase.exit_when is None:
            fail(definition, f"phases.{phase.name}.exit_when", "missing")
    if definition.phases[-1].exit_when is not None:
        fail(definition, f"phases.{names[-1]}.exit_when", "unreachable-phase")
    for term in definition.terms:
        if term.each and term.each not in names:
            fail(definition, f"scoring.terms.{term.name}.each", "unknown-name", name=term.each)


def _check_gates(definition: Definition) -> None:
    phases = {phase.name for phase in definition.phases}
    for gate, by_phase in definition.gates.items():
        for phase, call in by_phase.items():
            key = f"gates.{gate}.{phase}"
            if phase not in phases:
                fail(definition, key, "unknown-name", name=phase)
            rule = definition.calls[call.call]
            if rule.phase not in ("", phase):
                fail(definition, key, "call-of-another-phase", name=call.call, phase=rule.phase)
            for name, arg in rule.args.items():
                if name not in call.told:
                    fail(definition, f"{key}.{name}", "missing")
                if arg.choices and call.told[name] not in arg.choices:
                    fail(definition, key, "unknown-name", name=call.told[name], offered=arg.choices)


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
            fail(definition, f"calls.{name}.requires", "unreachable-call", name=name, division=division)


def _check_phase_reach(definition: Definition, division: str) -> None:
    """Each phase ends when all its calls were counted, a second apart, in the order of the file."""
    counts: dict[str, int] = {}
    times: dict[str, int] = {}
    case = next(_corners(definition, division))
    for phase, following in zip(definition.phases, definition.phases[1:], strict=False):
        for rule in definition.calls_of(division):
            if rule.phase == phase.name:
                counts[rule.name], times[rule.name] = rule.count_max[division], 1000 * (len(times) + 1)

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
            key = f"phases.{phase.name}.exit_when"
            fail(definition, key, "unreachable-phase", phase=following.name, division=division)
    for phase in definition.phases:
        stated, points = phase.points_max.get(division), phase_points(case, phase.name)
        if stated is not None and stated != points:
            key = f"phases.{phase.name}.max"
            fail(definition, key, "wrong-maximum", stated=stated, found=points, division=division)


def _check_ends(case: Case) -> None:
    """What ends a run can happen, and has not happened before anything was called; no formula meets a hole."""
    definition, division, _ = case
    for stop in definition.stops:
        key = f"timer.stops.{stop.name}.when"
        if not greatest(case, stop.when, key) or stop.when.value(lambda atom: _at_start(case, atom)):
            fail(definition, key, "unreachable-end", name=stop.name, division=division)
    for phase in definition.phases:
        if phase.exit_when is not None:
            greatest(case, phase.exit_when, f"phases.{phase.name}.exit_when")
    for rule in definition.calls_of(division):
        if rule.effect.end is not None:
            greatest(case, rule.effect.end, f"calls.{rule.name}.effect.end")
        if rule.worth is not None and min(values(case, rule.worth, f"calls.{rule.name}.worth", rule)) < 0:
            fail(definition, f"calls.{rule.name}.worth", "out-of-range", value="-", low=0, high="")
    if definition.result_when is not None:
        greatest(case, definition.result_when, "scoring.result_when")
    if definition.match is not None:
        playing, most = greatest(case, definition.match.playing, "match.playing"), len(definition.match.sides)
        if not 2 <= playing <= most:
            fail(definition, "match.playing", "out-of-range", value=playing, low=2, high=most)
        greatest(case, definition.match.win_when, "match.win_when")
    _check_minimum(case)


def _check_minimum(case: Case) -> None:
    """A stated minimum is 0 or less; without one no line of the score can be below 0."""
    definition, division, params = case
    if definition.points_min is not None:
        _only_params(definition, definition.points_min, "scoring.min")
        if definition.points_min.value(lambda atom: params[atom.name]) > 0:
            fail(definition, "scoring.min", "out-of-range", value=definition.points_min.text, low="", high=0)
        return
    formulas = {f"scoring.terms.{term.name}.value": term.value for term in definition.terms}
    if definition.match is not None:
        match = definition.match
        formulas = {"match.points.win": match.win, "match.points.draw": match.draw, "match.points.loss": match.loss}
    for key, formula in formulas.items():
        if formula is not None and min(values(case, formula, key)) < 0:
            fail(definition, key, "below-minimum", division=division)


def _at_start(case: Case, atom: Atom) -> int:
    definition, _, params = case
    if atom.of == "param":
        return params[atom.name]
    if atom.of == "clock":
        return definition.limit_ms
    return -1 if atom.of.endswith("_ms") else 0


def _check_maximum(case: Case) -> None:
    """The sum of the terms' greatest values is the maximum the file states, and no fixed score is above it."""
    definition, division, params = case
    expression = definition.points_max[division]
    _only_params(definition, expression, "scoring.max")
    stated, found = expression.value(lambda atom: params[atom.name]), _greatest_score(case)
    if stated != found:
        fail(definition, "scoring.max", "wrong-maximum", stated=stated, found=found, division=division, **params)
    for rule in definition.calls_of(division):
        fixed, key = rule.effect.fix_score, f"calls.{rule.name}.effect"
        if fixed is not None and greatest(case, fixed, key) > stated:
            fail(definition, f"{key}.fix_score", "wrong-maximum", stated=stated, found="", division=division)


def _greatest_score(case: Case) -> int:
    definition = case[0]
    if definition.match is not None:
        match = definition.match
        outcomes = {"win": match.win, "draw": match.draw, "loss": match.loss}
        return max(greatest(case, formula, f"match.points.{name}") for name, formula in outcomes.items())
    total = 0
    for term in definition.terms:
        if term.value is None:
            total += phase_points(case, term.each)
        else:
            total += greatest(case, term.value, f"scoring.terms.{term.name}.value")
    return total


def _only_params(definition: Definition, formula: Expression, key: str) -> None:
    for atom in formula.atoms:
        if atom.of != "param":
            fail(definition, key, "unknown-name", name=atom.name)


def _corners(definition: Definition, division: str) -> Iterator[Case]:
    """Each parameter in turn at its least and greatest value, the others at their defaults."""
    defaults = {name: param.defaults[division] for name, param in definition.params.items()}
    yield definition, division, defaults
    for name, param in definition.params.items():
        for value in set(param.ranges[division]) - {defaults[name]}:
            yield definition, division, {**defaults, name: value}
