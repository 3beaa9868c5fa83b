"""The arithmetic a challenge's definition may use: small, total, integers only.

Rules: every expression that parses has a value for every score sheet (no division by a value, no loop, no
recursion, no user code); everything it reads is an atom, and `lookup` answers each atom with an integer.
A bare name is a parameter or how often that call was counted; the functions below read the rest.
"""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from judge.errors import ExpressionError

__all__ = ["ATOM_FUNCTIONS", "Atom", "Expression", "Lookup", "parse"]

LENGTH_MAX = 200  # characters; the longest rule we have met is 70
NODES_MAX = 80
LITERAL_MAX = 10**9

ATOM_FUNCTIONS = {
    "count": "how often a call was counted",
    "first_ms": "time of the first such call, -1 when there is none",
    "last_ms": "time of the last such call, repeats that gave no points included; -1 when there is none",
    "complete": "1 when every call of the phase was counted as often as it may be",
    "points": "points of the phase so far",
}
"""What one name can be asked for, beside a bare name."""

CLOCK_NAMES = ("time_left_ms", "limit_ms")


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing an expression reads: `count` of `ball`, `param` `T`, `clock` `time_left_ms`."""

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


def parse(text: str, *, calls: Iterable[str], params: Iterable[str], phases: Iterable[str]) -> Expression:
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
    compiler = _Compiler(text, frozenset(calls), frozenset(params), frozenset(phases))
    run = compiler.compile(tree.body)
    return Expression(text, tuple(compiler.atoms), run)


_ARITHMETIC: dict[type[ast.AST], Callable[[int, int], int]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
}
_COMPARISONS: dict[type[ast.AST], Callable[[int, int], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}


class _Compiler:
    """Turns the allowed syntax into closures and gathers the atoms; everything else is refused by name."""

    def __init__(self, text: str, calls: frozenset[str], params: frozenset[str], phases: frozenset[str]) -> None:
        self.text, self.calls, self.params, self.phases = text, calls, params, phases
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
                parts = [self.compile(value) for value in values]
                return lambda lookup: int(all(part(lookup) for part in parts))
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
            case ("complete" | "points", [ast.Name(id=name)]) if name in self.phases:
                return self._atom(Atom(function, name))
            case ("count" | "first_ms" | "last_ms", [ast.Name(id=name)]) if name in self.calls:
                return self._atom(Atom(function, name))
        raise ExpressionError(self.text, f"knows no {function}({', '.join(ast.unparse(arg) for arg in args)})")

    def _name(self, name: str) -> Atom:
        if name in CLOCK_NAMES:
            return Atom("clock", name)
        if name in self.params:
            return Atom("param", name)
        if name in self.calls:
            return Atom("count", name)
        raise ExpressionError(self.text, f"knows no name {name}")

    def _atom(self, atom: Atom) -> Callable[[Lookup], int]:
        self.atoms[atom] = None
        return lambda lookup: lookup(atom)
