"""Read the calls of a definition, and the rules of a match."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from judge.challenge import ArgRule, CallKind, CallRule, Effect, Match, Texts
from judge.challenge_names import DefinitionNames
from judge.expressions import Expression, parse
from judge.toml_table import Table

__all__ = ["read_calls", "read_match"]

NOTED_MAX = 1000  # a note has no limit of its own; nobody falls or touches more often in one run
ANY = "word"
SIDE = "side"


def read_calls(names: DefinitionNames, tables: Table) -> Mapping[str, CallRule]:
    """Read `[calls.…]`.

    Raises: DefinitionError: at the first thing that is wrong.
    """
    return MappingProxyType({name: _call(names, name, tables.table(name)) for name in list(tables.left)})


def read_match(names: DefinitionNames, table: Table) -> Match:
    """Read `[match]`; `points` holds what a win, a draw and a loss are worth; all sides play unless it says else.

    Raises: DefinitionError: at the first thing that is wrong.
    """
    points = table.table("points")
    sides = table.words("sides")
    match = Match(
        sides=sides,
        playing=names.expression(table, "playing") if "playing" in table.left else parse(str(len(sides)), names.names),
        win_when=names.expression(table, "win_when", has_sides=True),
        win=names.expression(points, "win", has_sides=True),
        draw=names.expression(points, "draw", has_sides=True),
        loss=names.expression(points, "loss", has_sides=True),
    )
    points.nothing_left()
    table.nothing_left()
    return match


def _call(names: DefinitionNames, name: str, table: Table) -> CallRule:
    kind = cast(CallKind, table.one_of("kind", ("flag", "counter", "note", "ordered")))
    divisions = table.words("divisions", list(names.divisions))
    for division in divisions:
        if division not in names.divisions:
            table.fail("divisions", "unknown-division", division=division)
    args = _args(names, table.table("args", {}))
    effect = table.table("effect", {})
    rule = CallRule(
        name=name,
        labels=table.texts("label"),
        kind=kind,
        phase=table.take("phase", str, ""),
        points=_points(names, table, divisions),
        worth=_worth(names, table, args),
        count_max=_count_max(names, table, kind, divisions),
        requires=table.words("requires", []),
        key=table.take("key", str),
        effect=Effect(
            end=_end(names, effect),
            fix_score=names.expression(effect, "fix_score") if "fix_score" in effect.left else None,
            restart=effect.take("restart", bool, False),
        ),
        args=args,
        from_ms=table.take("from_ms", int, 0),
        each_max=_each_max(table, args),
    )
    effect.nothing_left()
    table.nothing_left()
    return rule


def _points(names: DefinitionNames, table: Table, divisions: tuple[str, ...]) -> Mapping[str, int]:
    table.left.setdefault("points", 0)
    return names.numbers(table, "points", divisions)


def _count_max(names: DefinitionNames, table: Table, kind: CallKind, divisions: tuple[str, ...]) -> Mapping[str, int]:
    fixed = {"flag": 1, "note": NOTED_MAX}.get(kind)
    if fixed is None:
        return names.numbers(table, "max", divisions)
    return MappingProxyType(dict.fromkeys(divisions, fixed))


def _worth(names: DefinitionNames, table: Table, args: Mapping[str, ArgRule]) -> Expression | None:
    if "worth" not in table.left:
        return None
    with_numbers = tuple(name for name, arg in args.items() if arg.choices)  # any word has no number
    return names.expression(table, "worth", args=with_numbers, has_order=True)


def _end(names: DefinitionNames, effect: Table) -> Expression | None:
    """`end = true` is always, a formula is where it holds."""
    if not isinstance(effect.left.get("end"), bool):
        return names.expression(effect, "end") if "end" in effect.left else None
    return parse("1", names.names) if effect.take("end", bool) else None


def _args(names: DefinitionNames, tables: Table) -> Mapping[str, ArgRule]:
    args = {}
    for name in list(tables.left):
        if not name.isidentifier() or name == "n" or name in names.calls or name in names.params:
            tables.fail(name, "name-not-usable", name=name)
        table = tables.table(name)
        args[name] = ArgRule(name, table.texts("label"), *_choices(names, table))
        table.nothing_left()
    return MappingProxyType(args)


def _choices(names: DefinitionNames, table: Table) -> tuple[tuple[int | str, ...], bool, Mapping[str, Texts]]:
    """Choices, whether they are the sides, and their labels.

    Written as a table of words with their labels, a list of whole numbers, `side`, or `word` (any word).
    """
    offered = table.left.pop("choices", ANY)
    if offered in (SIDE, ANY):
        return (names.sides if offered == SIDE else ()), offered == SIDE, MappingProxyType({})
    if isinstance(offered, dict) and offered:
        labels = Table(table.file, f"{table.key}.choices", offered)
        return tuple(offered), False, MappingProxyType({word: labels.texts(word) for word in offered})
    if not isinstance(offered, list) or not offered or not all(type(number) is int for number in offered):
        table.fail("choices", "wrong-kind", wanted=f"words with labels, a list of whole numbers, {SIDE} or {ANY}")
    return tuple(offered), False, MappingProxyType({})


def _each_max(table: Table, args: Mapping[str, ArgRule]) -> tuple[str, int] | None:
    if "each_max" not in table.left:
        return None
    inner = table.table("each_max")
    by, most = inner.one_of("by", tuple(args)), inner.take("n", int)
    inner.nothing_left()
    return by, most
