"""The names of a definition, gathered before anything else is read, so that the order of the file does not matter.

Here too: what every part of the file needs to read a formula, or a value for each division.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from judge.challenge import LookupTable
from judge.errors import ExpressionError
from judge.expressions import Expression, Names, parse
from judge.toml_table import Table

__all__ = ["DefinitionNames"]


class DefinitionNames:
    """Divisions, parameters, phases, calls, tables and sides of one file, and the readers that rely on them.

    Raises: DefinitionError: two things share a name, a name that a formula could not use, or a table with a hole.
    """

    def __init__(self, file: str, content: Mapping[str, Any]) -> None:
        self.file, self.content = file, content
        self.top = Table(file, "", content)
        divisions = Table(file, "divisions", content.get("divisions", {}))
        self.divisions = {name: divisions.texts(name) for name in list(divisions.left)}
        self.params, self.calls = self._keys("params"), self._keys("calls")
        match = content.get("match")
        sides = match.get("sides") if isinstance(match, dict) else None
        self.sides = tuple(side for side in sides if isinstance(side, str)) if isinstance(sides, list) else ()
        phases = content.get("phases")
        found = [phase.get("id") for phase in phases if isinstance(phase, dict)] if isinstance(phases, list) else []
        self._check_names()
        tables = Table(file, "tables", content.get("tables", {}))
        self.tables = {name: self._lookup_table(tables.table(name)) for name in list(tables.left)}
        self.names = Names(
            calls=self.calls,
            params=self.params,
            phases=tuple(name for name in found if isinstance(name, str)),
            tables={name: table.cells for name, table in self.tables.items()},
            words={call: self._words_of(call) for call in self.calls},
        )

    def expression(self, table: Table, name: str, **more: Any) -> Expression:
        """Read a formula, or a bare number; `more`: what else it may name (`args`, `has_order`, `has_sides`)."""
        if isinstance(table.left.get(name), int) and not isinstance(table.left[name], bool):
            table.left[name] = str(table.left[name])
        text = table.take(name, str)
        try:
            return parse(text, replace(self.names, **more))
        except ExpressionError as error:
            table.fail(name, "bad-expression", text=text, detail=error.detail)

    def by_division(self, table: Table, name: str, divisions: tuple[str, ...]) -> dict[str, Any]:
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

    def numbers(self, table: Table, name: str, divisions: tuple[str, ...]) -> Mapping[str, int]:
        """A whole number for every division."""
        cells = self.by_division(table, name, divisions)
        for division, cell in cells.items():
            if isinstance(cell, bool) or not isinstance(cell, int):
                table.fail(f"{name}.{division}", "not-a-whole-number", value=str(cell))
        return MappingProxyType(cells)

    def pairs(self, table: Table, name: str) -> Mapping[str, tuple[int, int]]:
        """A range [least, most] for every division."""
        cells = self.by_division(table, name, tuple(self.divisions))
        for division, cell in cells.items():
            match cell:
                case [int() as low, int() as high] if low <= high:
                    cells[division] = (low, high)
                case _:
                    table.fail(f"{name}.{division}", "not-a-range", value=str(cell))
        return MappingProxyType(cells)

    def _keys(self, name: str) -> tuple[str, ...]:
        """The keys of a table of the file; what is no table has none, and is refused when it is read."""
        table = self.content.get(name)
        return tuple(table) if isinstance(table, dict) else ()

    def _check_names(self) -> None:
        spent: set[str] = set()
        for kind, names in (("params", self.params), ("calls", self.calls), ("tables", self._keys("tables"))):
            for name in names:
                if not name.isidentifier() or name in spent:
                    self.top.fail(f"{kind}.{name}", "name-not-usable", name=name)
                spent.add(name)

    def _words_of(self, call: str) -> tuple[str, ...]:
        """The choices of a call's arguments that are words; what is out of shape is refused when the call is read."""
        body = self.content["calls"][call]
        args = body.get("args") if isinstance(body, dict) else None
        choices = (
            [arg.get("choices") for arg in args.values() if isinstance(arg, dict)] if isinstance(args, dict) else []
        )
        return tuple(word for some in choices if isinstance(some, dict) for word in some)

    def _lookup_table(self, table: Table) -> LookupTable:
        """Read a table: without columns one number for each of its `rows`, else a row of numbers for each."""
        rows, columns = table.take("rows", list), table.take("columns", list, [])
        given = table.take("cells", list)
        lines = given if columns else [[cell] for cell in given]
        table.nothing_left()
        if not rows or len(lines) != len(rows):
            table.fail("cells", "missing-row", found=len(lines), wanted=len(rows))
        cells: dict[tuple[int, ...], int] = {}
        for row, (row_name, line) in enumerate(zip(rows, lines, strict=True)):
            if not isinstance(line, list) or len(line) != len(columns or [0]):
                table.fail(f"cells[{row}]", "missing-column", wanted=len(columns))
            for column, cell in enumerate(line):
                if isinstance(cell, bool) or not isinstance(cell, int):
                    table.fail(f"cells[{row}]", "not-a-whole-number", value=str(cell))
                keys = (_key(row_name, row), *((_key(columns[column], column),) if columns else ()))
                if keys in cells:
                    table.fail("rows", "name-not-usable", name=str(row_name))
                cells[keys] = cell
        return LookupTable(tuple(rows), tuple(columns), MappingProxyType(cells))


def _key(name: object, place: int) -> int:
    """A number is its own key; a word's is its place in its list, as in the choices of a call."""
    return name if isinstance(name, int) and not isinstance(name, bool) else place
