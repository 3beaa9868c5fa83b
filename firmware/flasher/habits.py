"""Find what compiles and still goes wrong on the robot: words it does not know, loops that never end.

Only what is certain is found. A name is unknown when nothing in the program could give it: no assignment, no import, no
parameter, no other `import *`, no exec. A loop is stuck when nothing in it could wait, leave or fail.

Pure: a source that compiles in, places out. What the robot knows is read from the robot library's own source.
"""

import ast
import builtins
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["WARNINGS", "Habit", "habits", "robot_words"]

WARNINGS = frozenset({"loop_never_waits", "swallows_all"})
"""What runs, but not as it was meant; everything else stops the program."""
ROBOT = Path(__file__).parent.parent / "robot"
LIKENESS = 0.7  # strait for straight is 0.86, move for drive 0.44
# What other robots and other languages call it.
OTHER_NAMES = {
    "forward": "straight",
    "backward": "straight",
    "go": "straight",
    "move": "straight",
    "left": "turn",
    "right": "turn",
    "rotate": "turn",
    "spin": "turn",
    "halt": "stop",
    "sleep": "wait",
    "delay": "wait",
    "pause": "wait",
}
CONSTANTS = {"true": "True", "false": "False", "none": "None"}
BUILTINS = frozenset(dir(builtins)) | {"execfile", "const"}
SECRET_GIVERS = {"exec", "eval", "execfile", "globals", "__import__", "setattr"}
ENDLESS_UNLESS = (
    ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.Break, ast.Return, ast.Raise, ast.Assert, ast.Delete, ast.With,
    ast.AsyncWith, ast.AsyncFor, ast.Import, ast.ImportFrom, ast.Subscript, ast.Attribute, ast.Starred,
    ast.For, ast.comprehension, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift, ast.MatMult,
)  # fmt: skip
SIDE_WORKERS = {"machine", "_thread", "asyncio", "rp2"}  # their interrupts go on while a loop stands
ALL_CATCHING = {"BaseException"}
NAME_CATCHING = ALL_CATCHING | {"Exception", "NameError"}
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Habit:
    """One thing found, with the code and the fields of `firmware.flasher.check`."""

    code: str
    line: int
    column: int
    fields: dict[str, str | int]


@cache
def robot_words() -> tuple[str, ...]:
    """Return what `from robot import *` gives a child."""
    tree = ast.parse((ROBOT / "words.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(_is_name(target, "__all__") for target in node.targets):
            return tuple(ast.literal_eval(node.value))
    return ()


def habits(tree: ast.Module) -> list[Habit]:
    """List what is found, in the order of the lines."""
    found = [*_unknown_names(tree), *_unknown_imports(tree), *_loops(tree)]
    return sorted(found, key=lambda habit: (habit.line, habit.column))


def _unknown_names(tree: ast.Module) -> Iterator[Habit]:
    """Calls of names that nothing gives; each name once."""
    nodes = list(ast.walk(tree))
    given = _given(nodes)
    stars = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"}
    if stars - {"robot"} or SECRET_GIVERS & {node.id for node in nodes if isinstance(node, ast.Name)}:
        return
    words = set(robot_words())
    if not words:
        return  # nothing is certain about a library that does not say what it gives
    has_words = "robot" in stars
    caught = {id(node) for part in nodes if _catches(part, NAME_CATCHING) for node in _body_nodes(part)}
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    told: set[str] = set()
    for node in sorted((node for node in nodes if isinstance(node, ast.Name)), key=lambda n: (n.lineno, n.col_offset)):
        name = node.id
        if name in given or name in BUILTINS or name in told or id(node) in caught or (has_words and name in words):
            continue
        if name in CONSTANTS:
            yield _habit("small_word", node, word=name, instead=CONSTANTS[name])
        elif id(node) not in called or (has_words and name in {"sys", "VERSION"}):
            continue
        elif name in words:
            yield _habit("import_missing", node, word=name)
        else:
            yield _unknown(name, node, given)
        told.add(name)


def _unknown_imports(tree: ast.Module) -> Iterator[Habit]:
    """`from robot import strait`: what the library has not got under any name."""
    known = {*robot_words(), "*", "VERSION", "sys", "words"} | {path.stem for path in ROBOT.iterdir()}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "robot" and not node.level:
            yield from (_unknown(alias.name, alias, set()) for alias in node.names if alias.name not in known)


def _loops(tree: ast.Module) -> Iterator[Habit]:
    nodes = list(ast.walk(tree))
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {(node.module or "").split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    told: set[int] = set()
    for node in nodes:
        if not isinstance(node, ast.While | ast.For):
            continue
        inside = [part for statement in node.body for part in _same_scope(statement)]
        is_endless = isinstance(node, ast.While) and _is_for_ever(node.test) and not imported & SIDE_WORKERS
        if is_endless and not any(isinstance(part, ENDLESS_UNLESS) for part in inside):
            yield _habit("loop_never_waits", node)
        for part in inside:
            handler = _catches(part, ALL_CATCHING)
            if handler is not None and id(handler) not in told and _only_passes(handler):
                told.add(id(handler))
                yield _habit("swallows_all", handler)


def _given(nodes: list[ast.AST]) -> set[str]:
    """Every name that something in the program binds, wherever it does."""
    given: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                given.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                given.add(name)
            case ast.alias(name=name, asname=asname):
                given.add(asname or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)):
                given.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                given.update(names)
    return given


def _unknown(name: str, place: ast.Name | ast.alias, given: set[str]) -> Habit:
    """With the word that was meant, where one is near: the robot's, or one of the child's own."""
    near = difflib.get_close_matches(name.lower(), [*robot_words(), *sorted(given)], 1, LIKENESS)
    meant = near[0] if near else OTHER_NAMES.get(name.lower())
    return (
        _habit("unknown_word", place, word=name, instead=meant) if meant else _habit("unknown_name", place, word=name)
    )


def _catches(node: ast.AST, names: set[str]) -> ast.ExceptHandler | None:
    """The handler of a `try` that catches one of these (or everything)."""
    for handler in node.handlers if isinstance(node, ast.Try) else []:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(kind is None or (isinstance(kind, ast.Name) and kind.id in names) for kind in kinds):
            return handler
    return None


def _only_passes(handler: ast.ExceptHandler) -> bool:
    """Nothing in it leaves the loop or hands the exception on; it may print."""
    for statement in handler.body:
        match statement:
            case ast.Pass() | ast.Continue() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)) if all(map(_is_plain, args)):
                continue
        return False
    return True


def _is_plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.Name)


def _is_for_ever(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _body_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for statement in node.body if isinstance(node, ast.Try) else []:
        yield from ast.walk(statement)


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it, but not inside functions that are only defined there."""
    yield node
    if not isinstance(node, SCOPES):
        for child in ast.iter_child_nodes(node):
            yield from _same_scope(child)


def _habit(code: str, place: ast.Name | ast.alias | ast.stmt | ast.ExceptHandler, **fields: str | int) -> Habit:
    return Habit(code, place.lineno, place.col_offset + 1, fields)
