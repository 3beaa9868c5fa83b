"""Read a definition's TOML text into a checked `Definition`.

Rules: whatever is wrong is refused here with file, key and reason, so that scoring never meets a hole; a key we do
not know is an error too, because a misspelt one would be a rule that silently does not hold.
"""

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from judge.challenge import (
    Aggregate,
    Aggregation,
    CallKind,
    CallRule,
    Definition,
    Effect,
    Elimination,
    Ending,
    Key,
    Param,
    Phase,
    Ranking,
    TermRule,
    Texts,
    Vector,
    VectorCall,
    canonical_hash,
)
from judge.challenge_checks import check
from judge.errors import DefinitionError, ExpressionError
from judge.expressions import Expression, parse
from judge.toml_table import Table

__all__ = ["read"]

STANDING_KEYS = frozenset({"total", "best_single", "next_best", "runs"})
HEAT_KEYS = frozenset({"points", "last_scoring_ms"})
VECTOR_STEP_MS = 1000  # calls of an example without a time of their own are a second apart


def read(text: str, file: str) -> Definition:
    """Read and check one definition; `file` is only named in errors.

    Raises: DefinitionError: at the first thing that is wrong (fields: file, key, reason, fields).
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file, "", "not-toml", {"detail": str(error)}) from None
    definition = _Reader(file, content).definition()
    check(definition)
    return definition


class _Reader:
    """Holds the names that later parts of the file may use: divisions, parameters, phases, calls."""

    def __init__(self, file: str, content: dict[str, Any]) -> None:
        self.file, self.content = file, content
        self.top = Table(file, "", content)
        self.divisions: dict[str, Texts] = {}
        self.param_names: tuple[str, ...] = ()
        self.phase_names: tuple[str, ...] = ()
        self.call_names: tuple[str, ...] = ()

    def definition(self) -> Definition:
        top = self.top
        self._names()
        scoring, timer = top.table("scoring"), top.table("timer")
        timer.one_of("kind", ("countdown",))
        definition = Definition(
            id=top.take("id", str),
            version=top.take("version", str),
            status=top.take("status", str),
            titles=top.texts("titles"),
            sources=top.words("sources"),
            notes=top.words("notes", []),
            divisions=MappingProxyType(self.divisions),
            params=self._params(top.table("params", {})),
            limit_ms=timer.take("ms", int),
            phases=tuple(self._phase(table) for table in self._tables(top, "phases")),
            calls=self._calls(top.table("calls")),
            gates=self._gates(top.table("gates", {})),
            terms=tuple(self._term(table) for table in self._tables(scoring, "terms")),
            points_min=scoring.take("min", int, 0),
            points_max=self._points_max(scoring),
            aggregation=self._aggregation(top.table("aggregation")),
            ranking=self._ranking(top.table("ranking"), STANDING_KEYS),
            elimination=self._elimination(top.table("elimination")),
            sign_off=top.words("sign_off"),
            vectors=tuple(self._vector(table) for table in self._tables(top, "tests")),
            hash=canonical_hash(self.content),
            file=self.file,
        )
        for table in (timer, scoring, top):
            table.nothing_left()
        return definition

    def _names(self) -> None:
        """Gather every name first, so that the order of the file does not matter."""
        divisions = self.top.table("divisions")
        self.divisions = {name: divisions.texts(name) for name in list(divisions.left)}
        self.param_names, self.call_names = self._keys("params"), self._keys("calls")
        phases = self.content.get("phases")
        found = [phase.get("id") for phase in phases if isinstance(phase, dict)] if isinstance(phases, list) else []
        self.phase_names = tuple(name for name in found if isinstance(name, str))
        spent: set[str] = set()
        for kind, names in (("params", self.param_names), ("calls", self.call_names)):
            for name in names:
                if not name.isidentifier() or name in spent:
                    self.top.fail(f"{kind}.{name}", "name-not-usable", name=name)
                spent.add(name)

    def _keys(self, name: str) -> tuple[str, ...]:
        """The keys of a table of the file; what is no table has none, and is refused when it is read."""
        table = self.content.get(name)
        return tuple(table) if isinstance(table, dict) else ()

    def _tables(self, parent: Table, name: str) -> list[Table]:
        key = f"{parent.key}.{name}".strip(".")
        return [Table(self.file, f"{key}[{n}]", value) for n, value in enumerate(parent.take(name, list))]

    def _expression(self, table: Table, name: str) -> Expression:
        text = table.take(name, str)
        try:
            return parse(text, calls=self.call_names, params=self.param_names, phases=self.phase_names)
        except ExpressionError as error:
            table.fail(name, "bad-expression", text=text, detail=error.detail)

    def _by_division(self, table: Table, name: str, divisions: tuple[str, ...]) -> dict[str, Any]:
        """A value for every division: one for all, or a table with a cell for each."""
        value = table.left.pop(name) if name in table.left else table.fail(name, "missing")
        if not isinstance(value, dict):
            return dict.fromkeys(divisions, value)
        for division in value:
            if division not in divisions:
                table.fail(f"{name}.{division}", "unknown-division", division=division)
        for division in divisions:
            if division not in value:
                table.fail(f"{name}.{division}", "missing-cell", division=division)
        return {division: value[division] for division in divisions}

    def _numbers(self, table: Table, name: str, divisions: tuple[str, ...]) -> Mapping[str, int]:
        cells = self._by_division(table, name, divisions)
        for division, cell in cells.items():
            if isinstance(cell, bool) or not isinstance(cell, int):
                table.fail(f"{name}.{division}", "not-a-whole-number", value=str(cell))
        return MappingProxyType(cells)

    def _pairs(self, table: Table, name: str) -> Mapping[str, tuple[int, int]]:
        cells = self._by_division(table, name, tuple(self.divisions))
        for division, cell in cells.items():
            match cell:
                case [int() as low, int() as high] if low <= high:
                    cells[division] = (low, high)
                case _:
                    table.fail(f"{name}.{division}", "not-a-range", value=str(cell))
        return MappingProxyType(cells)

    def _params(self, tables: Table) -> Mapping[str, Param]:
        params = {}
        for name in list(tables.left):
            table = tables.table(name)
            ranges = self._pairs(table, "range")
            params[name] = Param(
                name=name,
                when=table.one_of("when", ("design", "day", "run")),
                ranges=ranges,
                defaults=self._numbers(table, "default", tuple(self.divisions)),
                usual=self._pairs(table, "usual") if "usual" in table.left else ranges,
                note=table.take("note", str),
            )
            for division, (low, high) in ranges.items():
                if not low <= params[name].defaults[division] <= high:
                    table.fail(f"default.{division}", "out-of-range", low=low, high=high)
            table.nothing_left()
        return MappingProxyType(params)

    def _phase(self, table: Table) -> Phase:
        phase = Phase(
            name=table.take("id", str),
            labels=table.texts("label"),
            exit_when=self._expression(table, "exit_when") if "exit_when" in table.left else None,
            points_max=self._numbers(table, "max", tuple(self.divisions))
            if "max" in table.left
            else MappingProxyType({}),
        )
        table.nothing_left()
        return phase

    def _calls(self, tables: Table) -> Mapping[str, CallRule]:
        calls = {}
        for name in list(tables.left):
            calls[name] = self._call(name, tables.table(name))
        return MappingProxyType(calls)

    def _call(self, name: str, table: Table) -> CallRule:
        kind = cast(CallKind, table.one_of("kind", ("flag", "counter", "note")))
        divisions = table.words("divisions", list(self.divisions))
        effect = table.table("effect", {})
        rule = CallRule(
            name=name,
            labels=table.texts("label"),
            kind=kind,
            phase=table.take("phase", str, ""),
            points=self._numbers(table, "points", divisions) if "points" in table.left else dict.fromkeys(divisions, 0),
            count_max=1 if kind == "flag" else table.take("max", int),
            requires=table.words("requires", []),
            key=table.take("key", str),
            effect=Effect(
                end=effect.take("end", bool, False),
                fix_score=self._expression(effect, "fix_score") if "fix_score" in effect.left else None,
                restart=effect.take("restart", bool, False),
            ),
        )
        effect.nothing_left()
        table.nothing_left()
        return rule

    def _gates(self, tables: Table) -> Mapping[str, Mapping[str, str]]:
        gates = {}
        for gate in list(tables.left):
            phases = tables.table(gate)
            gates[gate] = MappingProxyType({phase: phases.take(phase, str) for phase in list(phases.left)})
        return MappingProxyType(gates)

    def _term(self, table: Table) -> TermRule:
        term = TermRule(
            name=table.take("id", str),
            labels=table.texts("label"),
            value=None if "each" in table.left else self._expression(table, "value"),
            each=table.take("each", str, ""),
        )
        table.nothing_left()
        return term

    def _points_max(self, scoring: Table) -> Mapping[str, Expression]:
        value = scoring.left.get("max")
        if not isinstance(value, dict):
            return MappingProxyType(dict.fromkeys(self.divisions, self._expression(scoring, "max")))
        cells = scoring.table("max")
        for division in self.divisions:
            if division not in cells.left:
                cells.fail(division, "missing-cell", division=division)
        maxima = MappingProxyType({division: self._expression(cells, division) for division in self.divisions})
        cells.nothing_left()
        return maxima

    def _aggregation(self, table: Table) -> Aggregation:
        official, counted = table.take("runs_official", int), table.take("runs_counted", int)
        if not 1 <= counted <= official:
            table.fail("runs_counted", "out-of-range", value=counted, low=1, high=official)
        fn = cast(Aggregate, table.one_of("fn", ("sum", "best", "mean", "drop_lowest")))
        table.nothing_left()
        return Aggregation(official, counted, fn)

    def _ranking(self, table: Table, known: frozenset[str]) -> Ranking:
        keys = []
        for word in table.words("keys"):
            name, _, better = word.partition(":")
            if name not in known or better not in ("high", "low"):
                table.fail("keys", "unknown-name", name=word, offered=tuple(sorted(known)))
            keys.append(Key(name, "high" if better == "high" else "low"))
        then = cast(Ending, table.one_of("then", ("director", "joint", "draw")))
        table.nothing_left()
        return Ranking(tuple(keys), then)

    def _elimination(self, table: Table) -> Elimination:
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

    def _vector(self, table: Table) -> Vector:
        name = table.take("name", str)
        division = table.one_of("division", tuple(self.divisions))
        params = table.take("set", dict, {})
        calls = tuple(self._vector_call(table, n, word) for n, word in enumerate(table.words("calls")))
        ended_ms = table.take("ended_ms", int, -1)
        vector = Vector(
            name,
            division,
            MappingProxyType(params),
            calls,
            None if ended_ms < 0 else ended_ms,
            table.take("expect", int),
        )
        table.nothing_left()
        return vector

    def _vector_call(self, table: Table, place: int, word: str) -> VectorCall:
        """`bonus_ball*140@90000` is 140 of them at 90 s."""
        call, _, at = word.partition("@")
        kind, _, n = call.partition("*")
        if kind not in self.call_names:
            table.fail(f"calls[{place}]", "unknown-name", name=kind)
        if not (at or "0").isdecimal() or not (n or "1").isdecimal():
            table.fail(f"calls[{place}]", "wrong-kind", wanted="call*n@ms")
        return VectorCall(int(at) if at else (place + 1) * VECTOR_STEP_MS, kind, int(n or 1))
