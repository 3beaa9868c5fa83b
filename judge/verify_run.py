"""The second verifier's part that works out a run: how far it is, whose it is, what it is worth.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

import ast
import operator
import sys
from collections import namedtuple
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

LIFE = {  # kind of fact: the stages of a run at which it may come, and the stage after it ("": the same)
    "run_opened": ("new", "opened"), "run_started": ("opened", "started"), "run_ended": ("started", "ended"),
    "called": ("started ended disputed", ""), "signalled": ("started ended disputed", ""),
    "run_signed": ("ended signed", "signed"), "run_returned": ("ended", ""), "dispute_decided": ("disputed", "signed"),
    "run_disputed": ("ended signed voided", "disputed"),
    "run_voided": ("opened started ended disputed signed", "voided"),
}  # fmt: skip
OPERATORS: dict[Any, Any] = {  # all that a formula may do with numbers
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.USub: operator.neg, ast.Not: operator.not_,
    ast.And: lambda *parts: all(parts), ast.Or: lambda *parts: any(parts), "min": min, "max": max,
    "clamp": lambda number, low, high: max(low, min(number, high)),
}  # fmt: skip
MOST = {"flag": 1, "note": 1000}  # how often such a call may count; of others the definition says it
Item = namedtuple("Item", "call n told worth at")  # so many of a call that counted, at one moment
parsed = cache(lambda formula: ast.parse(formula.strip(), mode="eval").body)


def evaluate(node: Any, known: dict[str, Any]) -> Any:
    """The value of a formula; `known`: what its names stand for, and the functions that may be asked about names."""
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id=name):
            return known[name]
        case ast.IfExp(test=test, body=one, orelse=other):
            return evaluate(one if evaluate(test, known) else other, known)
        case ast.Call(func=ast.Name(id=name), args=args) if name not in OPERATORS:
            return known[name](*[one.id if isinstance(one, ast.Name) else evaluate(one, known) for one in args])
        case ast.Call(func=ast.Name(id=what), args=parts):
            return OPERATORS[what](*[evaluate(one, known) for one in parts])
        case ast.UnaryOp(op=op) | ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.Compare(ops=[op]):
            parts = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
            return OPERATORS[type(op)](*[evaluate(one, known) for one in parts])
    raise ValueError(f"no formula: {ast.dump(node)}")


class Sheet:
    """One run's calls, taken in the order of their times, under a definition and the day's overlay."""

    def __init__(self, rules: Any, overlay: Any, division: str, ended_ms: int | None = None) -> None:
        own = self.division = overlay.get(f"merge.{division}", division)
        self.rules, self.ended_ms, self.match = rules, ended_ms, rules.get("match", {"sides": []})
        self.calls = {name: call for name, call in rules["calls"].items() if own in call.get("divisions", [own])}
        params = {name: self.cell(param["default"]) for name, param in rules.get("params", {}).items()}
        self.params = {name: overlay.get(f"{name}.{own}", overlay.get(name, one)) for name, one in params.items()}
        self.limit_ms: int = self.params.get(rules["timer"]["ms"], rules["timer"]["ms"])
        self.over_ms = self.limit_ms if ended_ms is None else min(self.limit_ms, ended_ms)
        self.most = {n: MOST.get(call["kind"]) or int(self.cell(call["max"])) for n, call in self.calls.items()}
        self.items, self.phases = [], list(rules["phases"])  # type: list[Item], list[Any]
        self.done, self.last, self.words = {}, {}, {}  # type: dict[str, int], dict[str, int], dict[str, str]
        self.stopped: Any = ()  # when, and by what
        self.fixed: int | None = None  # the score, whatever else was called
        self.sides = self.match["sides"][: self.value(self.match.get("playing", len(self.match["sides"])))]

    def cell(self, value: Any) -> Any:
        """What a definition says, for this division where it tells them apart."""
        return value[self.division] if isinstance(value, dict) else value

    def count(self, name: str, word: Any = None, of: str = "n") -> int:
        """How many of a call counted (of="worth": what they are worth); `word`: only where it was told that."""
        return sum(getattr(one, of) for one in self.items if one.call == name and word in (None, *one.told.values()))

    def choices(self, call: str, arg: str) -> list[Any]:
        """What a call may be told; nothing: any word."""
        choices = self.calls[call]["args"][arg].get("choices", "word")
        return {"side": self.sides, "word": []}[choices] if isinstance(choices, str) else list(choices)

    def value(self, formula: Any, side: str | None = None, call: str = "", told: Any = None) -> int:
        """Work a formula out; `side` asks in a match, `told` is what a call was told whose worth is asked."""
        time_left_ms = self.limit_ms - min([max(0, self.over_ms), *self.stopped[:1]])
        known: dict[str, Any] = {name: self.count(name) for name in self.rules["calls"]} | self.params
        known |= {"limit_ms": self.limit_ms, "time_left_ms": time_left_ms}
        for arg, word in (told or {}).items():
            number = word if isinstance(word, int) else self.choices(call, arg).index(word)
            known |= {arg: number, f"{arg}_": number}  # `pass_`, where Python has a word of its own
        before = [one.worth > 0 for one in self.items if one.call == call]
        known |= {"order": len(before) + 1, "order_scoring": sum(before) + 1} if told is not None else {}

        def table(name: str, *keys: Any) -> Any:
            """A cell of a table, by the names or numbers of row and column."""
            of, cells = self.rules["tables"][name], self.rules["tables"][name]["cells"]
            for axis, key in zip(("rows", "columns"), [known.get(key, key) for key in keys], strict=False):
                cells = cells[of[axis].index(key) if key in of[axis] else key]
            return cells

        def best_ms(*both: str) -> int:
            """The shortest time from one call to the other."""
            pairs = pairwise(one for one in self.items if one.call in both)
            return min((two.at - one.at for one, two in pairs if (one.call, two.call) == both), default=-1)

        def of_phase(phase: str) -> list[str]:
            """The calls of a phase."""
            return [name for name, one in self.calls.items() if one.get("phase") == phase]

        known |= {
            "count": self.count, "best_ms": best_ms, "table": table, "last_ms": lambda call: self.last.get(call, -1),
            "first_ms": lambda call: next((one.at for one in self.items if one.call == call), -1),
            "complete": lambda phase: all(self.count(one) >= self.most[one] for one in of_phase(phase)),
            "points": lambda phase: sum(self.count(one, of="worth") for one in of_phase(phase)),
            "worth": lambda call: self.count(call, side, "worth"), "mine": lambda call: self.count(call, side),
            "most": lambda call: max(self.count(call, one) for one in self.sides),
            "other": lambda call: max((self.count(call, one) for one in self.sides if one != side), default=0),
        }  # fmt: skip
        return int(evaluate(parsed(str(formula)), known))

    def take(self, at: int, name: str, args: Any) -> None:
        """Count a call, or what of it may count; what gives nothing any more has happened all the same."""
        call, phase = self.calls.get(name), self.phases[0]["id"]
        if call is None or self.stopped or not max(0, call.get("from_ms", 0)) <= at <= self.over_ms:
            return
        if call.get("phase", phase) != phase or not self.done.keys() >= {*call.get("requires", [])}:
            return
        said = {arg: str(args.get(arg, "")).casefold() for arg in call.get("args", {})}
        choices = [(arg, one) for arg in said for one in self.choices(name, arg) or [args.get(arg)]]
        told = {arg: one for arg, one in choices if str(one).casefold() == said[arg]}
        had, is_ordered, each = self.count(name), call["kind"] == "ordered", call.get("each_max")
        n, room = args.get("n", self.done.get(name, 0) + 1 if is_ordered else 1), self.most[name] - had
        if told.keys() != said.keys() or not isinstance(n, int) or n < is_ordered or (is_ordered and n > had + room):
            return
        room = min(room, each["n"] - self.count(name, told[each["by"]])) if each else room
        is_again = n <= had if is_ordered else call["kind"] == "flag" and n > room
        new = 0 if is_again else n - had if is_ordered else min(n, room)
        if not new and not is_again:
            return
        if new or not is_ordered:
            self.last[name] = at
        for many in [1] * new if "worth" in call else [new] * (new > 0):  # its worth may hang on which one it is
            each_worth = self.value(call["worth"], None, name, told) if "worth" in call else call.get("points", 0)
            self.items.append(Item(name, many, told, many * self.cell(each_worth), at))
        effect = call.get("effect", {}) if new else {}
        self.done = {**({} if effect.get("restart") else self.done), name: n}
        if self.value(effect.get("end", 0)):
            self.stopped, self.fixed = (at, name), self.value(effect["fix_score"]) if "fix_score" in effect else None
        while self.value(self.phases[0].get("exit_when", 0)):
            self.phases.pop(0)
        stops = [(at, stop["id"]) for stop in self.rules["timer"].get("stops", []) if self.value(stop["when"])]
        self.stopped = self.stopped or next(iter(stops), ())

    def score(self) -> tuple[int, dict[str, int], str | None]:
        """The points, in a match those of each side too, and what ended the run (None: it goes on)."""
        by_clock = None if self.ended_ms is None else "time" if self.ended_ms >= self.limit_ms else "declared"
        ended = self.stopped[1] if self.stopped else by_clock
        if self.fixed is not None:
            return self.fixed, dict.fromkeys(self.sides, 0), ended
        if self.sides:
            wins = [side for side in self.sides if self.value(self.match["win_when"], side)]
            self.words = {side: "win" if side in wins else "loss" if wins else "draw" for side in self.sides if ended}
            won = {side: self.value(self.match["points"][word], side) for side, word in self.words.items()}
            return sum(won.values()), dict.fromkeys(self.sides, 0) | won, ended
        scoring = self.rules["scoring"]
        terms = [f"points({term['each']})" if "each" in term else term["value"] for term in scoring["terms"]]
        return max(sum(map(self.value, terms)), self.value(scoring.get("min", -(10**9)))), {}, ended


def lived(facts: list[Any], sign_off: set[str]) -> tuple[str, list[Any]]:
    """How far a run is, and the facts that moved it."""
    stage, moved, signed = "new", [], set()  # type: str, list[Any], set[str]
    for fact in facts:
        body, decided = fact.body, [one.body for one in moved if one.kind == "dispute_decided"]
        levels, role = {one["level"] for one in decided}, body.get("role")
        is_void = bool(decided) and decided[-1]["decision"] == "void"
        took_part = {*fact.hands, *[one.body["person"] for one in moved if one.kind == "run_signed"]}
        is_second = signed >= sign_off - {"confirmer"} and body.get("person") not in took_part
        may = {
            "run_returned": is_second, "run_signed": is_second or role != "confirmer",
            "run_disputed": "chief" not in levels and (stage != "voided" or is_void),
            "dispute_decided": not levels & {"chief", body.get("level")},
        }  # fmt: skip
        stages, following = LIFE.get(fact.kind, ("", ""))
        if stage in stages.split() and may.get(fact.kind, True):
            moved.append(fact)
            signed = set() if fact.kind == "run_returned" else signed | ({role} if fact.kind == "run_signed" else set())
            is_open = fact.kind == "run_signed" and not signed >= sign_off
            stage = "voided" if body.get("decision") == "void" else stage if is_open else following or stage
    return stage, moved


class Run:
    """One run from its facts: how far it is, whose it is, what it is worth to whom."""

    def __init__(self, rules: Any, overlay: Any, division: str, facts: list[Any], sign_off: set[str]) -> None:
        self.name, (self.stage, moved) = facts[0].run, lived(facts, sign_off)
        opened: dict[str, Any] = next((fact.body for fact in moved if fact.kind == "run_opened"), {})
        self.at, self.heat, self.official = opened.get("stage"), opened.get("heat"), opened.get("official", False)
        drawn = [fact.body["args"] for fact in facts if fact.kind == "noted" and fact.body["topic"] == "sides"]
        sides = [[args.get(f"side_{n + 1}") for n in range(len(args))] for args in drawn]
        one = [opened["team"]] if "team" in opened else []
        self.teams: list[str] = next((teams for teams in reversed(sides) if None not in teams), one)
        ends = [None if one.body["reason"] == "time" else one.at_ms for one in moved if one.kind == "run_ended"]
        sheet = Sheet(rules, overlay, division, *[sys.maxsize if end is None else end for end in ends])
        for fact in sorted((one for one in moved if one.at_ms is not None), key=attrgetter("at_ms")):
            gate = rules.get("gates", {}).get(fact.body.get("gate"), {}).get(sheet.phases[0]["id"])
            if fact.kind == "called":
                sheet.take(fact.at_ms, fact.body["call"], fact.body["args"])
            elif gate is not None:
                name, _, words = gate.rstrip(")").partition("(")
                asked = rules["calls"][name].get("args", {})
                sheet.take(fact.at_ms, name, dict(zip(asked, words.split(","), strict=bool(words))))
        self.stale = sorted([n, v] for n, v in opened.get("announced", {}).items() if sheet.params.get(n, v) != v)
        self.points, self.sides, self.ended = sheet.score()
        self.counts, is_whole = self.stage == "signed" and self.official, len(self.teams) == max(1, len(self.sides))
        self.is_valid, self.words = self.counts and is_whole, list(sheet.words.values())
        has_result = is_whole and sheet.value(rules["scoring"].get("result_when", 1))
        self.worth = dict(zip(self.teams, self.sides.values() or [self.points], strict=True)) if has_result else {}
        last_ms = [at for name, at in sheet.last.items() if sheet.count(name) and sheet.calls[name]["kind"] != "note"]
        self.last_ms = max(last_ms, default=None)
