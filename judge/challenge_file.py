"""Read a definition's TOML text into a checked `Definition`.

Rules: whatever is wrong is refused here with file, key and reason, so that scoring never meets a hole; a key we do
not know is an error too, because a misspelt one would be a rule that silently does not hold.
"""

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, cast

from judge.challenge import (
    Aggregate,
    Aggregation,
    CallRule,
    Correction,
    Definition,
    Elimination,
    Ending,
    GateCall,
    Key,
    Param,
    Phase,
    Ranking,
    Stop,
    TermRule,
    Texts,
    canonical_hash,
)
from judge.challenge_calls import read_calls, read_match
from judge.challenge_checks import check
from judge.challenge_names import DefinitionNames
from judge.errors import DefinitionError
from judge.expressions import Expression
from judge.toml_table import Table
from judge.vectors import CallShape, read_call, read_vector

__all__ = ["parse_definition", "read"]

STANDING_KEYS = frozenset(
    {"total", "best_single", "next_best", "runs", "complete", "wins", "draws", "losses", "head_to_head"}
)
HEAT_KEYS = frozenset({"points", "last_scoring_ms"})
SCORE_KEYS = frozenset({"total", "best_single", "next_best", "points"})  # these run the way the score does
SETTLERS = ("head_referee", "chief", "scorekeeper")  # who may be let choose what becomes of a heat
Better = Literal["high", "low"]


def read(text: str, file: str) -> Definition:
    """Read and check one definition; `file` is only named in errors.

    Raises: DefinitionError: at the first thing that is wrong (fields: file, key, reason, fields).
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file, "", "not-toml", {"detail": str(error)}) from None
    definition = parse_definition(content, file)
    check(definition)
    return definition


def parse_definition(content: Mapping[str, Any], file: str) -> Definition:
    """Read a definition's TOML content, key by key, without the checks that need the whole of it.

    Raises: DefinitionError: a key that is missing, unknown, or holds what it may not hold.
    """
    return _Reader(file, content).definition()


class _Reader:
    """Reads the parts of a file in the order a person would; names were gathered before."""

    def __init__(self, file: str, content: Mapping[str, Any]) -> None:
        self.file, self.content = file, content
        self.names = DefinitionNames(file, content)
        self.top = Table(file, "", content)
        self.better: Better = "high"

    def definition(self) -> Definition:
        top = self.top
        scoring, timer = top.table("scoring"), top.table("timer")
        timer.one_of("kind", ("countdown",))
        self.better = cast(Better, scoring.one_of("better", ("high", "low"), "high"))
        params = self._params(top.table("params", {}))
        limit_ms, limit_param = self._limit(timer, params)
        calls = read_calls(self.names, top.table("calls"))
        definition = Definition(
            id=top.take("id", str),
            version=top.take("version", str),
            status=top.take("status", str),
            titles=top.texts("titles"),
            sources=top.words("sources"),
            notes=self._notes(top),
            divisions=MappingProxyType(self.names.divisions),
            params=params,
            describes=self._describes(top.table("describes", {})),
            limit_ms=limit_ms,
            limit_param=limit_param,
            stops=tuple(self._stop(table) for table in self._tables(timer, "stops", [])),
            phases=tuple(self._phase(table) for table in self._tables(top, "phases")),
            calls=calls,
            gates=self._gates(top.table("gates", {}), _shapes(calls)),
            tables=MappingProxyType(self.names.tables),
            terms=tuple(self._term(table) for table in self._tables(scoring, "terms", [])),
            match=read_match(self.names, top.table("match")) if "match" in top.left else None,
            unit=cast(Any, scoring.one_of("unit", ("points", "ms", "votes"), "points")),
            result_when=self.names.expression(scoring, "result_when") if "result_when" in scoring.left else None,
            points_min=self._points_min(scoring),
            points_max=self._points_max(scoring),
            aggregation=self._aggregation(top.table("aggregation")),
            ranking=self._ranking(top.table("ranking"), STANDING_KEYS),
            elimination=self._elimination(),
            sign_off=top.words("sign_off"),
            vectors=tuple(
                read_vector(table, tuple(self.names.divisions), _shapes(calls)) for table in self._tables(top, "tests")
            ),
            hash=canonical_hash(self.content),
            file=self.file,
            appeal_minutes=self._appeal_minutes(top.table("appeal", {})),
            correction=self._correction(top.table("correction", {})),
        )
        for name in ("divisions", "tables"):  # read before, with the names
            top.left.pop(name, None)
        for table in (timer, scoring, top):
            table.nothing_left()
        return definition

    def _tables(self, parent: Table, name: str, default: list[Any] | None = None) -> list[Table]:
        key = f"{parent.key}.{name}".strip(".")
        return [Table(self.file, f"{key}[{n}]", value) for n, value in enumerate(parent.take(name, list, default))]

    def _appeal_minutes(self, table: Table) -> int:
        minutes = table.take("minutes", int, 15)
        if not 0 <= minutes <= 24 * 60:
            table.fail("minutes", "out-of-range", value=minutes, low=0, high=24 * 60)
        table.nothing_left()
        return minutes

    def _correction(self, table: Table) -> Correction:
        usual = Correction()
        by = table.words("by", list(usual.by))
        for role in by:
            if role not in SETTLERS:
                table.fail("by", "unknown-name", name=role, offered=SETTLERS)
        if not by:
            table.fail("by", "missing")
        until = cast(Any, table.one_of("until", ("final", "certificates", "always"), usual.until))
        note = table.texts("note") if "note" in table.left else usual.note
        table.nothing_left()
        return Correction(by, until, note)

    def _notes(self, top: Table) -> tuple[Texts, ...]:
        notes = Table(self.file, "notes", {str(n): note for n, note in enumerate(top.take("notes", list, []))})
        return tuple(notes.texts(name) for name in list(notes.left))

    def _limit(self, timer: Table, params: Mapping[str, Param]) -> tuple[int, str | None]:
        """The limit in ms, and the parameter that sets it: one clock for all divisions."""
        if not isinstance(timer.left.get("ms"), str):
            limit_ms = timer.take("ms", int)
            if limit_ms < 1:
                timer.fail("ms", "out-of-range", value=limit_ms, low=1, high="")
            return limit_ms, None
        name = timer.one_of("ms", tuple(params))
        defaults = set(params[name].defaults.values())
        if len(defaults) != 1 or min(low for low, _ in params[name].ranges.values()) < 1:
            timer.fail("ms", "not-one-clock", name=name)
        return defaults.pop(), name

    def _params(self, tables: Table) -> Mapping[str, Param]:
        params = {}
        for name in list(tables.left):
            table = tables.table(name)
            ranges = self.names.pairs(table, "range")
            params[name] = Param(
                name=name,
                when=table.one_of("when", ("design", "day", "run")),
                ranges=ranges,
                defaults=self.names.numbers(table, "default", tuple(self.names.divisions)),
                usual=self.names.pairs(table, "usual") if "usual" in table.left else ranges,
                note=table.texts("note"),
            )
            for division, (low, high) in ranges.items():
                value = params[name].defaults[division]
                if not low <= value <= high:
                    table.fail(f"default.{division}", "out-of-range", value=value, low=low, high=high)
            table.nothing_left()
        return MappingProxyType(params)

    def _describes(self, parts: Table) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        divisions = tuple(self.names.divisions)
        described = {}
        for part in list(parts.left):
            table = parts.table(part)
            numbers = {name: self.names.numbers(table, name, divisions) for name in list(table.left)}
            described[part] = MappingProxyType(numbers)
        return MappingProxyType(described)

    def _stop(self, table: Table) -> Stop:
        stop = Stop(table.take("id", str), table.texts("label"), self.names.expression(table, "when"))
        table.nothing_left()
        return stop

    def _phase(self, table: Table) -> Phase:
        phase = Phase(
            name=table.take("id", str),
            labels=table.texts("label"),
            exit_when=self.names.expression(table, "exit_when") if "exit_when" in table.left else None,
            points_max=self.names.numbers(table, "max", tuple(self.names.divisions))
            if "max" in table.left
            else MappingProxyType({}),
        )
        table.nothing_left()
        return phase

    def _gates(self, tables: Table, shapes: Mapping[str, CallShape]) -> Mapping[str, Mapping[str, GateCall]]:
        gates = {}
        for gate in list(tables.left):
            phases = tables.table(gate)
            calls = {phase: GateCall(*read_call(phases, phase, shapes)) for phase in list(phases.left)}
            gates[gate] = MappingProxyType(calls)
        return MappingProxyType(gates)

    def _term(self, table: Table) -> TermRule:
        term = TermRule(
            name=table.take("id", str),
            labels=table.texts("label"),
            value=None if "each" in table.left else self.names.expression(table, "value"),
            each=table.take("each", str, ""),
        )
        table.nothing_left()
        return term

    def _points_min(self, scoring: Table) -> Expression | None:
        return self.names.expression(scoring, "min") if "min" in scoring.left else None

    def _points_max(self, scoring: Table) -> Mapping[str, Expression]:
        divisions = self.names.divisions
        if not isinstance(scoring.left.get("max"), dict):
            return MappingProxyType(dict.fromkeys(divisions, self.names.expression(scoring, "max")))
        cells = scoring.table("max")
        for division in divisions:
            if division not in cells.left:
                cells.fail(division, "missing-cell", division=division)
        maxima = MappingProxyType({division: self.names.expression(cells, division) for division in divisions})
        cells.nothing_left()
        return maxima

    def _aggregation(self, table: Table) -> Aggregation:
        official, counted = table.take("runs_official", int), table.take("runs_counted", int)
        if not 1 <= counted <= official:
            table.fail("runs_counted", "out-of-range", value=counted, low=1, high=official)
        required = table.take("runs_required", int, 0)
        if not 0 <= required <= official:
            table.fail("runs_required", "out-of-range", value=required, low=0, high=official)
        fn = cast(Aggregate, table.one_of("fn", ("sum", "best", "mean", "drop_lowest")))
        table.nothing_left()
        return Aggregation(official, counted, fn, required, self.better)

    def _ranking(self, table: Table, known: frozenset[str]) -> Ranking:
        keys = []
        for word in table.words("keys"):
            name, _, better = word.partition(":")
            if name not in known or better not in ("high", "low"):
                table.fail("keys", "unknown-name", name=word, offered=tuple(sorted(known)))
            if name in SCORE_KEYS and better != self.better:
                table.fail("keys", "wrong-direction", name=word, better=self.better)
            keys.append(Key(name, "high" if better == "high" else "low"))
        then = cast(Ending, table.one_of("then", ("director", "joint", "draw")))
        table.nothing_left()
        return Ranking(tuple(keys), then)

    def _elimination(self) -> Elimination:
        """The bracket; a challenge without one leaves the whole part out."""
        if "elimination" not in self.top.left:
            return Elimination((0,), 0, Ranking((), "joint"), "director", "semifinal_result")
        table = self.top.table("elimination")
        sizes = table.take("sizes", list)
        size = table.take("size", int)
        if size not in sizes:
            table.fail("size", "not-offered", value=size, offered=tuple(sizes))
        elimination = Elimination(
            sizes=tuple(sizes),
            size=size,
            heat=self._ranking(table.table("heat"), HEAT_KEYS),
            seeding=cast(Ending, table.one_of("seeding", ("director", "draw"))),
            third_place="shared"
            if table.one_of("third_place", ("semifinal_result", "shared")) == "shared"
            else "semifinal_result",
        )
        table.nothing_left()
        return elimination


def _shapes(calls: Mapping[str, CallRule]) -> dict[str, CallShape]:
    """What the examples may say about each call: which of an ordered call, else its arguments."""
    shapes = {}
    for name, rule in calls.items():
        numbers = frozenset(arg.name for arg in rule.args.values() if arg.choices and isinstance(arg.choices[0], int))
        is_ordered = rule.kind == "ordered"
        shapes[name] = CallShape(("n",), frozenset({"n"})) if is_ordered else CallShape(tuple(rule.args), numbers)
    return shapes
