"""The arithmetic a challenge's definition may use: small, total, integers only.

Rules: every expression that parses has a value for every score sheet (no division by a value, no loop, no
recursion, no user code); everything it reads is an atom, and `lookup` answers each atom with an integer.
A bare name is a parameter or how often that call was counted (of an ordered call: how far it got); the functions
below read the rest. That every `table(...)` has the cell it is asked for is proven at load (`judge.challenge_checks`).
"""

import ast
import keyword
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from judge.errors import ExpressionError

__all__ = ["ATOM_FUNCTIONS", "Atom", "Cells", "Expression", "Lookup", "Names", "parse"]

LENGTH_MAX = 200  # characters; the longest rule we have met is 70
NODES_MAX = 80
LITERAL_MAX = 10**9

ATOM_FUNCTIONS = {
    "count": "how often a call was counted; with a choice of one of its arguments: how often with that choice",
    "first_ms": "time of the first such call, -1 when there is none",
    "last_ms": "time of the last such call, repeats that gave no points included; -1 when there is none",
    "complete": "1 when every call of the phase was counted as often as it may be",
    "points": "points of the phase so far",
    "best_ms": "the shortest time from a call of the first kind to the next of the second, -1 when there is none",
    "table": "the cell of a table of the definition, by one or two whole numbers",
    "most": "how often a call named the side that it named most often",
    "mine": "how often a call named this side (in [match] only)",
    "other": "how often a call named another side, the one it named most often (in [match] only)",
    "worth": "what the calls that named this side are worth together (in [match] only)",
}
"""What one name can be asked for, beside a bare name."""

CLOCK_NAMES = ("time_left_ms", "limit_ms")
ORDER_NAMES = ("order", "order_scoring")
"""In a call's worth: the how-manieth of its kind it is, and the how-manieth that is worth anything."""
Cells = Mapping[tuple[int, ...], int]
"""The cells of a table by the numbers of row and column (of a word: its place in the list, from 0)."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing an expression reads: `count` of `ball`, `param` `T`, `clock` `time_left_ms`; two names have a blank."""

    of: str
    name: str


Lookup = Callable[[Atom], int]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. `atoms` are in the order they are first read; `text` is as it was written."""

    text: str
    atoms: tuple[Atom, ...]
    _run: Callable[[Lookup], int] = field(repr=False, compare=False)

    def value(self, lookup: Lookup) -> int:
        """Work the expression out; a comparison gives 1 or 0."""
        return self._run(lookup)


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name. `words`: the choices of each call; `args`: those of the call it is the worth of."""

    calls: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    tables: Mapping[str, Cells] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    has_order: bool = False
    has_sides: bool = False


def parse(text: str, names: Names) -> Expression:
    """Parse one expression.

    Raises: ExpressionError: not an expression, too long, an unknown name, or a form we do not allow.
    """
    if len(text) > LENGTH_MAX:
        raise ExpressionError(text[:40], f"longer than {LENGTH_MAX} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(text, "is not an expression") from None
    if sum(1 for _ in ast.walk(tree)) > NODES_MAX:
        raise ExpressionError(text, f"more than {NODES_MAX} parts")
    compiler = _Compiler(text, names)
    run = compiler.compile(tree.body)
    return Expression(text, tuple(compiler.atoms), run)


_ARITHMETIC: dict[type[ast.AST], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_COMPARISONS: dict[type[ast.AST], Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _all_of(parts: list[Callable[[Lookup], int]]) -> Callable[[Lookup], int]:
    def run(lookup: Lookup) -> int:
        for part in parts:
            if not part(lookup):
                return 0
        return 1

    return run


class _Compiler:
    """Turns the allowed syntax into closures and gathers the atoms; everything else is refused by name."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        self.atoms: dict[Atom, None] = {}

    def compile(self, node: ast.expr) -> Callable[[Lookup], int]:
        match node:
            case ast.Constant(value=int() as number) if not isinstance(number, bool) and number <= LITERAL_MAX:
                return lambda _: number
            case ast.Name(id=name):
                return self._atom(self._name(name))
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=ast.Constant(value=int() as divisor)) if divisor > 0:
                value = self.compile(left)
                return lambda lookup: value(lookup) // divisor
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                calculate, a, b = _ARITHMETIC[type(op)], self.compile(left), self.compile(right)
                return lambda lookup: calculate(a(lookup), b(lookup))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self.compile(operand)
                return lambda lookup: -value(lookup)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                value = self.compile(operand)
                return lambda lookup: int(not value(lookup))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                compare, a, b = _COMPARISONS[type(op)], self.compile(left), self.compile(right)
                return lambda lookup: int(compare(a(lookup), b(lookup)))
            case ast.BoolOp(op=ast.And(), values=values):
                return _all_of([self.compile(value) for value in values])
            case ast.BoolOp(op=ast.Or(), values=values):
                parts = [self.compile(value) for value in values]
                return lambda lookup: int(any(part(lookup) for part in parts))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition, a, b = self.compile(test), self.compile(body), self.compile(orelse)
                return lambda lookup: a(lookup) if condition(lookup) else b(lookup)
            case ast.Call(func=ast.Name(id=function), args=args, keywords=[]):
                return self._call(function, args)
        raise ExpressionError(self.text, f"may not use {type(node).__name__} here")

    def _call(self, function: str, args: list[ast.expr]) -> Callable[[Lookup], int]:
        match function, args:
            case ("min" | "max", [_, _, *_]):
                pick, parts = (min if function == "min" else max), [self.compile(arg) for arg in args]
                return lambda lookup: pick(part(lookup) for part in parts)
            case "clamp", [value, low, high]:
                x, a, b = self.compile(value), self.compile(low), self.compile(high)
                return lambda lookup: max(a(lookup), min(x(lookup), b(lookup)))
            case "table", [ast.Name(id=name), *keys] if name in self.names.tables and len(keys) in (1, 2):
                return self._cell(self.names.tables[name], keys)
            case _ if all(isinstance(arg, ast.Name) for arg in args):
                atom = self._function(function, [arg.id for arg in args if isinstance(arg, ast.Name)])
                if atom is not None:
                    return self._atom(atom)
        raise ExpressionError(self.text, f"knows no {function}({', '.join(ast.unparse(arg) for arg in args)})")

    def _function(self, function: str, named: list[str]) -> Atom | None:
        names = self.names
        match function, named:
            case ("complete" | "points", [phase]) if phase in names.phases:
                return Atom(function, phase)
            case ("count" | "first_ms" | "last_ms", [call]) if call in names.calls:
                return Atom(function, call)
            case "most", [call] if call in names.calls:
                return Atom(function, call)
            case ("mine" | "other" | "worth", [call]) if call in names.calls and names.has_sides:
                return Atom(function, call)
            case "count", [call, word] if word in names.words.get(call, ()):
                return Atom("count_of", f"{call} {word}")
            case "best_ms", [begin, end] if begin in names.calls and end in names.calls:
                return Atom(function, f"{begin} {end}")
        return None

    def _cell(self, cells: Cells, keys: list[ast.expr]) -> Callable[[Lookup], int]:
        parts = [self.compile(key) for key in keys]
        return lambda lookup: cells[tuple(part(lookup) for part in parts)]

    def _name(self, name: str) -> Atom:
        names = self.names
        if name in CLOCK_NAMES:
            return Atom("clock", name)
        if names.has_order and name in ORDER_NAMES:
            return Atom("order", name)
        arg = name[:-1] if keyword.iskeyword(name.removesuffix("_")) else name  # `pass_` is the argument `pass`
        if arg in names.args:
            return Atom("arg", arg)
        if name in names.params:
            return Atom("param", name)
        if name in names.calls:
            return Atom("count", name)
        raise ExpressionError(self.text, f"knows no name {name}")

    def _atom(self, atom: Atom) -> Callable[[Lookup], int]:
        self.atoms[atom] = None
        return lambda lookup: lookup(atom)
