"""The examples that stand in a definition: what is called, and what must come of it.

Written as words: `bonus_ball*140@90000` is 140 of them at 90 s, `line(3)` the third line, `felled(A,100,2)` what the
call was told in the order of its `args`, `end@60000` the end of the run. Without a time of their own calls are a second
apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.toml_table import Table

__all__ = ["CallShape", "Vector", "VectorCall", "VectorRun", "read_call", "read_vector"]

STEP_MS = 1000
END = "end"


@dataclass(frozen=True, slots=True)
class VectorCall:
    """One call of an example."""

    at_ms: int
    kind: str
    args: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class VectorRun:
    """One run or match of an example; `teams`: whose it is (of a match: one a side), () where it does not matter."""

    teams: tuple[str, ...]
    calls: tuple[VectorCall, ...]
    ended_ms: int | None


@dataclass(frozen=True, slots=True)
class Vector:
    """An example: these runs give what `expects` states; only what is stated is compared.

    Keys of `expects`: `score` (of the last run: a number, or one by side), `each` (the score of each run, of side A in
    matches), `ended` (of the last run), `max` (the greatest score there could be), `total` (of the first team over all
    runs), `rank` and `heat` (the standings and the order in a heat: teams best first, `a = b` shares a place).
    """

    name: str
    division: str
    params: Mapping[str, int | str]
    runs: tuple[VectorRun, ...]
    expects: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CallShape:
    """What the words of an example may say about a call: its arguments in their order, numbers among them as such."""

    args: tuple[str, ...]
    numbers: frozenset[str]


EXPECTATIONS = {
    "expect": "score",
    "expect_each": "each",
    "expect_ended": "ended",
    "expect_max": "max",
    "expect_total": "total",
    "expect_rank": "rank",
    "expect_heat": "heat",
}


def read_vector(table: Table, divisions: tuple[str, ...], shapes: Mapping[str, CallShape]) -> Vector:
    """Read one `[[tests]]` table.

    Raises: DefinitionError: an unknown call or division, a word out of shape, or nothing to compare.
    """
    reader = _Reader(table, shapes)
    name = table.take("name", str)
    division = table.one_of("division", divisions)
    params = table.take("set", dict, {})
    ended_ms = table.take("ended_ms", int, -1)
    if "runs" in table.left:
        runs = tuple(reader.run(f"runs[{n}]", text) for n, text in enumerate(table.words("runs")))
    else:
        runs = (reader.calls("calls", (), list(table.words("calls")), None if ended_ms < 0 else ended_ms),)
    if not runs:
        table.fail("runs", "missing")
    expects = {kind: table.left.pop(key) for key, kind in EXPECTATIONS.items() if key in table.left}
    if not expects:
        table.fail("expect", "missing")
    table.nothing_left()
    return Vector(name, division, params, runs, expects)


def read_call(table: Table, key: str, shapes: Mapping[str, CallShape]) -> tuple[str, Mapping[str, int | str]]:
    """Read one call in the words of an example, `extinguish(full)`, and what it is told.

    Raises: DefinitionError: an unknown call, or a word out of shape.
    """
    word = table.take(key, str)
    if word.partition("(")[0] not in shapes:
        table.fail(key, "unknown-call", name=word)
    if set("*@") & set(word):
        table.fail(key, "wrong-kind", wanted="call(told)")
    call = _Reader(table, shapes).call(key, word, 0)
    return call.kind, call.args


class _Reader:
    def __init__(self, table: Table, shapes: Mapping[str, CallShape]) -> None:
        self.table, self.shapes = table, shapes

    def run(self, key: str, text: str) -> VectorRun:
        """`a b: bout(A) end@90000`: who, and what was called."""
        before, colon, after = text.partition(":")
        teams, words = (tuple(before.split()), after.split()) if colon else ((), before.split())
        return self.calls(key, teams, words, None)

    def calls(self, key: str, teams: tuple[str, ...], words: list[str], ended_ms: int | None) -> VectorRun:
        calls = []
        for place, word in enumerate(words):
            call, _, at = word.partition("@")
            at_ms = self._number(key, at) if at else (place + 1) * STEP_MS
            if call == END:
                ended_ms = at_ms
            else:
                calls.append(self.call(key, call, at_ms))
        return VectorRun(teams, tuple(calls), ended_ms)

    def call(self, key: str, word: str, at_ms: int) -> VectorCall:
        told, _, times = word.partition("*")
        kind, _, inside = told.partition("(")
        if kind not in self.shapes:
            self.table.fail(key, "unknown-name", name=kind)
        shape, values = self.shapes[kind], inside.removesuffix(")").split(",") if inside else []
        if len(values) > len(shape.args):
            self.table.fail(key, "wrong-kind", wanted="call(told)*n@ms")
        args: dict[str, int | str] = {
            name: self._number(key, value) if name in shape.numbers else value
            for name, value in zip(shape.args, values, strict=False)
        }
        return VectorCall(at_ms, kind, {**args, "n": self._number(key, times)} if times else args)

    def _number(self, key: str, text: str) -> int:
        if not (text.isascii() and text.isdecimal()):
            self.table.fail(key, "wrong-kind", wanted="call(told)*n@ms")
        return int(text)
