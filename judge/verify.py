"""The second verifier: a tournament's bundle worked out again, from nothing but the bundle.

    python verify.py BUNDLE       exit code 0: all of it holds; 1: what differs, a line each

Rule: written apart from the program that makes bundles, and sharing nothing with it but the formats of the files: no
import of it, no rule copied, so that a mistake made there is not made here again.
"""

import ast
import hashlib
import io
import json
import sys
import tomllib
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = ("station", "seq", "lamport", "at_ms", "wall", "by", "schema", "kind", "run", "body", "prev", "hash")
STAGES = ("opened", "started", "ended", "disputed", "signed", "voided")
MOVES: dict[str, dict[str, str]] = {  # kind of fact -> stage of the run -> its next stage
    "run_opened": {"new": "opened"},
    "run_started": {"opened": "started"},
    "called": {stage: stage for stage in STAGES[1:4]},
    "signalled": {stage: stage for stage in STAGES},
    "run_ended": {"started": "ended"},
    "run_signed": dict.fromkeys(("ended", "signed"), "signed"),
    "run_returned": {"ended": "ended"},
    "run_disputed": dict.fromkeys(("ended", "signed", "voided"), "disputed"),
    "dispute_decided": {"disputed": "signed"},
    "run_voided": dict.fromkeys(STAGES[:5], "voided"),
}
GOOD = (ast.Expression, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.Name, ast.Constant,
        ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)  # fmt: skip


BYTES_MAX = 256 * 1024 * 1024  # unpacked; a stranger's file may be a bomb
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError,
    RuntimeError, StopIteration, OverflowError,
)  # fmt: skip


class Differs(NamedTuple):
    what: str
    where: str
    says: Any
    found: Any


class Item(NamedTuple):
    call: str
    n: int
    told: dict[str, Any]
    worth: int
    at: int


def verify(bundle: bytes) -> list[Differs]:
    """Work a bundle out again; nothing comes back when all of it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as file:
            if sum(info.file_size for info in file.infolist()) > BYTES_MAX:
                return [Differs("unreadable", "bundle", "too large", BYTES_MAX)]
            members = {name: file.read(name) for name in file.namelist()}
        manifest, says = json.loads(members["manifest.json"]), json.loads(members["results.json"])
        facts = [dict(zip(COLUMNS, json.loads(line), strict=True)) for line in members["facts.jsonl"].splitlines()]
        found = results(facts, tomllib.loads(members["definition.toml"].decode()))
        return [*seals(members, manifest), *chains(facts), *compare(says, found)]
    except UNREADABLE as error:
        return [Differs("unreadable", "bundle", type(error).__name__, str(error))]


def public_key(bundle: bytes) -> str | None:
    """Who says that they signed a bundle; None: it does not say."""
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as file:
            return str(json.loads(file.read("manifest.json"))["public_key"])
    except UNREADABLE:
        return None


def digest(data: Any) -> str:
    if not isinstance(data, bytes):
        data = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(data).hexdigest()


def seals(members: dict[str, bytes], manifest: Any) -> Iterable[Differs]:
    """The signature over the manifest, and the manifest's hash of every file."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["public_key"]))
        key.verify(bytes.fromhex(members["signature"].decode()), members["manifest.json"])
    except (InvalidSignature, ValueError):
        yield Differs("signature", "manifest.json", manifest["public_key"], None)
    for name in sorted({*manifest["files"], *members} - {"manifest.json", "signature"}):
        if (found := digest(members[name]) if name in members else None) != manifest["files"].get(name):
            yield Differs("file", name, manifest["files"].get(name), found)


def chains(facts: list[Any]) -> Iterable[Differs]:
    """Every fact gives its hash, and rests on the one before it of its station."""
    seq, prev = 0, "0" * 64
    for fact in sorted(facts, key=lambda fact: (fact["station"], fact["seq"])):
        where, found = f"{fact['station']}:{fact['seq']}", digest([fact[name] for name in COLUMNS[:-1]])
        seq, prev = (seq, prev) if fact["seq"] > 1 else (0, "0" * 64)
        if (found, fact["seq"], fact["prev"]) != (fact["hash"], seq + 1, prev):
            yield Differs("fact", where, [fact["hash"], fact["prev"]], [found, prev])
        seq, prev = fact["seq"], fact["hash"]


def compare(says: dict[str, Any], found: dict[str, Any]) -> Iterable[Differs]:
    """What the bundle says against what came out, name by name."""
    for what in sorted({*says, *found}):
        pair: list[Any] = [side.get(what) for side in (says, found)]
        theirs, mine = pair if all(isinstance(side, dict) for side in pair) else [{"": side} for side in pair]
        differ = [where for where in sorted({*mine, *theirs}) if mine.get(where) != theirs.get(where)]
        yield from (Differs(what, where, theirs.get(where), mine.get(where)) for where in differ)


@cache
def formula(text: str) -> Any:
    """Compile a formula; nothing but arithmetic and functions gets through, and `and` and `or` give 1 or 0."""
    tree = ast.parse(text.strip(), mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, GOOD) or isinstance(node, ast.Pow | ast.LShift):
            raise ValueError(f"no formula: {text}")
        if isinstance(node, ast.BoolOp):
            node.values = [ast.Call(ast.Name("bool", ast.Load()), [part], []) for part in node.values]
    return compile(ast.fix_missing_locations(tree), text, "eval")


class Word(int):
    """A name in a formula: its number, and the name itself for the functions that ask for it."""

    name: str


class Names(dict[str, Any]):
    """The functions of a formula; every other name is a Word."""

    def __missing__(self, name: str) -> Word:
        word = Word(self["number"](name))
        word.name = name
        return word


class Sheet:
    """One run's calls, taken in the order of their times, under a definition and the day's overlay."""

    def __init__(self, rules: Any, overlay: Any, division: str, ended_ms: int | None = None) -> None:
        self.rules, self.overlay, self.ended_ms = rules, overlay, ended_ms
        self.division = overlay.get(f"merge.{division}", division)
        self.calls = {
            n: call for n, call in rules["calls"].items() if self.division in call.get("divisions", [self.division])
        }
        ms = rules["timer"]["ms"]
        self.limit_ms: int = self.param(ms) if isinstance(ms, str) else ms
        self.items: list[Item] = []
        self.done: set[str] = set()
        self.last: dict[str, int] = {}
        self.reached: dict[str, int] = {}
        self.words: dict[str, str] = {}
        self.phases, self.stopped, self.fixed = list(rules["phases"]), (), None  # type: Any, Any, Any
        match = rules.get("match", {"sides": []})
        self.sides = match["sides"][: self.value(match.get("playing", len(match["sides"])))]

    def cell(self, value: Any) -> Any:
        return value[self.division] if isinstance(value, dict) else value

    def param(self, name: str) -> int:
        default = self.cell(self.rules["params"][name]["default"])
        return int(self.overlay.get(f"{name}.{self.division}", self.overlay.get(name, default)))

    def most(self, name: str) -> int:
        return int({"flag": 1, "note": 1000}.get(self.calls[name]["kind"]) or self.cell(self.calls[name]["max"]))

    def some(self, name: str, word: Any = None, other: str = "") -> list[Item]:
        return [
            item for item in self.items if item.call in (name, other) and (word is None or word in item.told.values())
        ]

    def count(self, name: str, word: Any = None) -> int:
        return sum(item.n for item in self.some(name, word))

    def points(self, name: str, side: str | None = None) -> int:
        each = int(self.cell(self.calls[name].get("points", 0)))
        return sum(item.worth + item.n * each for item in self.some(name, side))

    def of_phase(self, phase: str) -> list[str]:
        return [name for name, call in self.calls.items() if call.get("phase") == phase]

    def take(self, at: int, name: str, args: Any) -> None:
        """Count a call, or what of it may count; what gives nothing any more has happened all the same."""
        call, had = self.calls.get(name, {}), self.count(name)
        is_ordered, told = call.get("kind") == "ordered", self.told(call, args)
        n = args.get("n", self.reached.get(name, 0) + 1 if is_ordered else 1)
        over_ms = self.limit_ms if self.ended_ms is None else min(self.limit_ms, self.ended_ms)
        if not call or told is None or self.stopped or not max(0, call.get("from_ms", 0)) <= at <= over_ms:
            return
        if call.get("phase") not in (None, self.phases[0]["id"]) or not self.done.issuperset(call.get("requires", [])):
            return
        room, each = self.most(name) - had, call.get("each_max")
        room = min(room, each["n"] - self.count(name, told[each["by"]])) if each else room
        counts, is_again = (n - had, n <= had) if is_ordered else (min(n, room), call["kind"] == "flag" and n > room)
        if not isinstance(n, int) or n < is_ordered or (is_ordered and n > self.most(name)) or not (counts or is_again):
            return
        if not (is_ordered and is_again):
            self.last[name] = at
        if not is_again:
            for part in [1] * counts if "worth" in call else [counts]:
                worth = self.value(call["worth"], call=name, told=told) if "worth" in call else 0
                self.items.append(Item(name, part, told, worth, at))
            effect = call.get("effect", {})
            if effect.get("restart"):
                self.done, self.reached = set(), {}
            if self.value(effect.get("end", 0)):
                self.stopped, self.fixed = (at, name), effect.get("fix_score") and self.value(effect["fix_score"])
        self.done.add(name)
        self.reached |= {name: n} if is_ordered else {}
        while self.value(self.phases[0].get("exit_when", 0)):
            self.phases.pop(0)
        stops = [(at, stop["id"]) for stop in self.rules["timer"].get("stops", []) if self.value(stop["when"])]
        self.stopped = self.stopped or next(iter(stops), ())

    def told(self, call: Any, args: Any) -> dict[str, Any] | None:
        told: dict[str, Any] = {}
        for arg in call.get("args", {}):
            for one in self.choices(call, arg) or [args.get(arg)]:
                if one is not None and str(one).casefold() == str(args.get(arg)).casefold():
                    told.setdefault(arg, one)
        return told if len(told) == len(call.get("args", {})) else None

    def choices(self, call: Any, arg: str) -> list[Any]:
        choices = call["args"][arg].get("choices", "word")
        return self.sides if choices == "side" else [] if choices == "word" else list(choices)

    def number(self, name: str, call: str, told: Any) -> int:
        """What a bare name stands for."""
        if name in ("limit_ms", "time_left_ms"):
            ends: list[int] = [
                *self.stopped[:1],
                *([] if self.ended_ms is None else [max(0, self.ended_ms)]),
                self.limit_ms,
            ]
            return self.limit_ms - (min(ends) if name == "time_left_ms" else 0)
        if told is not None and name in ("order", "order_scoring"):
            return 1 + sum(name == "order" or item.worth > 0 for item in self.some(call))
        if told is not None and (arg := name if name in told else name.rstrip("_")) in told:
            return told[arg] if isinstance(told[arg], int) else self.choices(self.calls[call], arg).index(told[arg])
        return self.param(name) if name in self.rules.get("params", {}) else self.count(name)

    def value(self, text: Any, side: str | None = None, call: str = "", told: Any = None) -> int:
        """Work a formula out; `side` asks in a match, `told` is what a call was told whose worth is asked."""
        names = Names(
            min=min, max=max, bool=bool, clamp=lambda x, low, high: max(low, min(x, high)),
            number=lambda name: self.number(name, call, told),
            table=lambda name, *keys: self.cell_of(self.rules["tables"][name.name], keys),
            count=lambda name, *word: self.count(name.name, *[one.name for one in word]),
            first_ms=lambda name: next((item.at for item in self.some(name.name)), -1),
            last_ms=lambda name: self.last.get(name.name, -1),
            complete=lambda phase: all(self.count(one) >= self.most(one) for one in self.of_phase(phase.name)),
            points=lambda phase: sum(map(self.points, self.of_phase(phase.name))),
            best_ms=lambda a, b: min((y.at - x.at for x, y in pairwise(self.some(a.name, None, b.name))
                                      if (x.call, y.call) == (a.name, b.name)), default=-1),
            worth=lambda name: self.points(name.name, side), mine=lambda name: self.count(name.name, side),
            most=lambda name: max((self.count(name.name, one) for one in self.sides), default=0),
            other=lambda name: max((self.count(name.name, one) for one in self.sides if one != side), default=0),
        )  # fmt: skip
        return int(eval(formula(str(text)), {"__builtins__": {}}, names))

    @staticmethod
    def cell_of(table: Any, keys: tuple[int, ...]) -> int:
        found = table["cells"]
        for names, key in zip((table["rows"], table.get("columns", [])), keys, strict=False):
            found = found[names.index(key) if isinstance(names[0], int) else key]
        return int(found)

    def score(self) -> tuple[int, dict[str, int], str | None]:
        """The points, in a match those of each side too, and what ended the run (None: it goes on)."""
        match, scoring = self.rules.get("match"), self.rules["scoring"]
        ended = None if self.ended_ms is None else "time" if self.ended_ms >= self.limit_ms else "declared"
        ended = self.stopped[1] if self.stopped else ended
        if self.fixed is not None:
            return self.fixed, dict.fromkeys(self.sides, 0), ended
        if match is not None:
            wins = [side for side in self.sides if self.value(match["win_when"], side)]
            word = {side: "win" if side in wins else "loss" if wins else "draw" for side in self.sides if ended}
            self.words = word
            by_side = {side: self.value(match["points"][word[side]], side) if ended else 0 for side in self.sides}
            return sum(by_side.values()), by_side, ended
        phases = [f"points({term['each']})" if "each" in term else term["value"] for term in scoring["terms"]]
        return max(sum(map(self.value, phases)), self.value(scoring.get("min", -(10**9)))), {}, ended


def corrected(facts: list[Any]) -> list[Any]:
    """The facts that stand: the latest correction that stands itself decides about the fact it names."""
    facts = sorted(facts, key=lambda fact: (fact["lamport"], fact["station"], fact["seq"]))
    facts = [fact | {"body": json.loads(fact["body"])} for fact in facts]
    place = {(fact["station"], fact["seq"]): n for n, fact in enumerate(facts)}
    by: dict[int, Any] = {}
    for n in range(len(facts) - 1, -1, -1):
        body, new = facts[n]["body"], facts[n]["body"].get("replacement")
        named = place.get((body.get("station"), body.get("seq")), n)
        if facts[n]["kind"] == "corrected" and n not in by and named < n:
            kinds = (facts[named]["kind"], (new or facts[named])["kind"])
            if kinds[0] == kinds[1] or kinds == ("signalled", "called"):
                by.setdefault(named, new)
    standing = [(fact, by.get(n, {})) for n, fact in enumerate(facts) if fact["kind"] != "corrected"]
    return [fact | new for fact, new in standing if new is not None]


class Run:
    """One run from its facts: how far it is, whose it is, what it is worth."""

    def __init__(self, sheet: Sheet, facts: list[Any], sign_off: set[str]) -> None:
        self.stage, self.opened, self.teams, self.official = "new", {}, [], False  # type: str, Any, list[str], bool
        ended_ms, signed, persons, scored, ruled = None, set(), set(), [], []  # type: Any, set[str], set[str], Any, Any
        for fact in facts:
            kind, body, at = fact["kind"], fact["body"], fact["at_ms"]
            if kind == "noted" and body["topic"] == "sides":
                sides = [body["args"].get(f"side_{n + 1}") for n in range(len(body["args"]))]
                self.teams = self.teams if None in sides else sides
            to, last = MOVES.get(kind, {}).get(self.stage), ruled[-1] if ruled else {}
            if kind == "run_returned" or (kind == "run_signed" and body["role"] == "confirmer"):
                to = to if signed >= sign_off - {"confirmer"} and body["person"] not in persons else None
            levels = {rule.get("level") for rule in ruled}
            if kind == "run_disputed" and (
                last.get("level") == "chief" or (self.stage == "voided" and last.get("decision") != "void")
            ):
                to = None
            if to is None or (kind == "dispute_decided" and levels & {"chief", body["level"]}):
                continue
            if kind == "run_opened":
                self.opened = body
            elif kind in ("called", "signalled") and self.stage in STAGES[1:4] and at is not None:
                scored.append((at, fact))
            elif kind == "run_ended":
                ended_ms = sheet.limit_ms if body["reason"] == "time" or at is None else at
            elif kind == "run_signed":
                signed.add(body["role"])
                persons.add(body["person"])
                to = to if signed >= sign_off else self.stage
            elif kind == "run_returned":
                signed.clear()
            elif kind == "run_disputed":
                ruled.append({})
            elif kind == "dispute_decided":
                ruled[-1], to = body, "voided" if body["decision"] == "void" else to
            if fact["by"].startswith("p-") and kind not in ("run_signed", "run_returned"):
                persons.add(fact["by"])
            self.stage = to
        sheet.ended_ms = ended_ms
        for at, fact in sorted(scored, key=lambda pair: pair[0]):
            is_call, gates = fact["kind"] == "called", sheet.rules.get("gates", {})
            gate = None if is_call else gates.get(fact["body"]["gate"], {}).get(sheet.phases[0]["id"])
            sheet.take(at, *((fact["body"]["call"], fact["body"]["args"]) if is_call else (gate, {})))
        self.points, self.sides, self.ended = sheet.score()
        self.words = list(sheet.words.values())
        self.teams = self.teams or ([self.opened["team"]] if self.opened else [])
        self.has_result = bool(sheet.value(sheet.rules["scoring"].get("result_when", 1)))
        at_ms = [sheet.last[name] for name in sheet.last if sheet.count(name) and sheet.calls[name]["kind"] != "note"]
        self.last_ms = max(at_ms, default=None)
        self.official = bool(self.opened.get("official")) and self.stage != "voided"
        self.counts = self.official and self.stage == "signed"
        self.is_whole = len(self.teams) == max(1, len(self.sides))

    def of(self, team: str) -> int | None:
        """What it is worth to a team."""
        if not (self.has_result and team in self.teams and self.is_whole):
            return None
        return (list(self.sides.values()) or [self.points])[self.teams.index(team)]


def added_up(scores: list[int | None], rules: Any, overlay: Any) -> dict[str, Any]:
    """The figures of a team from what its runs are worth."""
    how, sign = rules["aggregation"], -1 if rules["scoring"].get("better", "high") == "high" else 1
    best = sorted((score for score in scores if score is not None), key=lambda score: sign * score)
    many = {"best": 1, "drop_lowest": max(1, len(best) - 1)}.get(how["fn"], overlay["K"])
    total = sum(best[:many]) if how["fn"] != "mean" else 1000 * sum(best[:many]) // max(1, len(best[:many]))
    figures = {"best_single": best[0] if best else None, "next_best": best[1:], "runs": len(scores)}
    return figures | {"total": total if best else None, "complete": int(len(best) >= how.get("runs_required", 0))}


def ranked(teams: dict[str, Any], ranking: Any, order: list[str], seed: int | None, place: str) -> list[Any]:
    """(rank, team, whether others share it), best first; `teams`: figures by team, in the order of entry."""

    def standing(team: str, name: str, better: str, group: list[str]) -> Any:
        won = teams[team].get("against", {})
        figure = sum(won.get(one, 0) for one in group) if name == "head_to_head" else teams[team].get(name)
        sign, numbers = -1 if better == "high" else 1, figure if isinstance(figure, list) else [figure]
        return (1,) if figure is None else (0, *[sign * number for number in numbers], -sign * float("inf"))

    groups = [list(teams)]
    for key in ranking["keys"]:
        name, _, better = key.partition(":")
        by = [{team: standing(team, name, better, group) for team in group} for group in groups]
        groups = [list(some) for at in by for _, some in groupby(sorted(at, key=at.__getitem__), at.__getitem__)]
    lines: list[Any] = []
    for group in groups:
        is_joint, first = len(group) > 1, len(lines) + 1
        if is_joint and set(group) <= set(order):
            group, is_joint = sorted(group, key=order.index), False
        elif is_joint and seed is not None:
            lot = {team: digest(f"{seed}/{place}/{teams[team]['number']}".encode()) for team in group}
            group, is_joint = sorted(group, key=lot.__getitem__), False
        lines += [(first if is_joint else first + n, team, is_joint) for n, team in enumerate(group)]
    return lines


class Bracket:
    """The elimination, heat by heat, as far as the runs go."""

    def __init__(self, rules: Any, seeds: list[str], runs: list[Run], ask: Any) -> None:
        self.rules, self.ask, self.heats = rules["elimination"], ask, {}  # type: Any, Any, dict[str, Any]
        self.ran: dict[tuple[str, str], dict[str, Any]] = {}
        for run in runs:
            if run.counts and run.is_whole and run.opened["stage"] == "elimination" and run.opened["heat"]:
                for team in run.teams:
                    figures = {"points": run.of(team), "last_scoring_ms": run.last_ms}
                    self.ran.setdefault((run.opened["heat"], team), figures)
        size = 2
        while size < len(seeds):
            size *= 2
        line = [1, 2]
        while len(line) < size:  # the seeds of a pair add up; every second pair is turned round
            pairs = [(seed, 2 * len(line) + 1 - seed) for seed in line]
            line = [seed for n, pair in enumerate(pairs) for seed in (pair if n % 2 == 0 else pair[::-1])]
        sides = [seeds[seed - 1] if seed <= len(seeds) else "" for seed in line]  # "": nobody
        for at in range(0, size, 2):
            if line[at] > line[at + 1]:
                sides[at : at + 2] = sides[at + 1], sides[at]
        rounds: list[Any] = []
        while len(sides) > 1:
            many = len(sides) // 2
            names = [{1: "F", 2: "S", 4: "Q"}.get(many, f"R{2 * many}-") + str(n + 1) for n in range(many)]
            rounds.append(names)
            sides = [self.heat(name, ask.kept.get(name, sides[2 * n : 2 * n + 2])) for n, name in enumerate(names)]
        self.champion, self.placings = sides[0], self.placed(rounds)

    def heat(self, name: str, sides: list[Any]) -> Any:
        """Who goes on; None while that is open."""
        teams, winner, loser = [team for team in sides if team], None, None
        if "" in sides:
            winner = teams[0] if teams else None
        elif len(teams) == 2 and all((name, team) in self.ran for team in teams):
            lines = self.ranked(dict.fromkeys(teams, name), name)
            winner, loser = (None, None) if lines[0][2] else (lines[0][1], lines[1][1])
        self.heats[name] = {"teams": teams, "winner": winner, "loser": loser}
        return winner

    def ranked(self, heat_of: dict[str, str], place: str) -> list[Any]:
        order = sorted(heat_of, key=lambda team: int(self.ask.number[team]))
        teams = {team: self.ran[heat_of[team], team] | {"number": self.ask.number[team]} for team in order}
        seed = self.ask.seed if self.rules["heat"]["then"] == "draw" else None
        return ranked(teams, self.rules["heat"], self.ask.order.get(place, []), seed, place)

    def placed(self, rounds: list[Any]) -> dict[str, int]:
        final = self.heats[rounds[-1][0]]
        if not final["loser"]:
            return {}
        lost = {self.heats[name]["loser"]: name for name in (rounds[-2] if len(rounds) > 1 else [])}
        lost.pop(None, None)
        lines = (
            self.ranked(lost, "third_place")
            if self.rules["third_place"] != "shared"
            else [(1, team, True) for team in lost]
        )
        return {final["winner"]: 1, final["loser"]: 2} | {team: 2 + rank for rank, team, _ in lines}


class Tournament:
    """Everything that follows from the facts."""

    def __init__(self, all_facts: list[Any], rules: Any) -> None:
        facts = corrected(all_facts)
        self.opened = next(fact["body"] for fact in facts if fact["kind"] == "tournament_opened")
        self.seed, self.number, self.order, self.kept = self.opened["seed"], {}, {}, {}  # type: int, dict[str, int], Any, Any
        size = self.opened["bracket_size"]
        self.overlay = {**self.opened["overlay"], "N": self.opened["runs_official"], "K": self.opened["runs_counted"]}
        is_closed, by_run = False, {}  # type: bool, dict[str, list[Any]]
        for fact in facts:
            body, args = fact["body"], fact["body"].get("args", {})
            if fact["kind"] == "team_entered" and self.plays(body["division"]) == self.plays(self.opened["division"]):
                self.number.setdefault(body["team"], len(self.number) + 1)
            if fact["run"] is not None:
                by_run.setdefault(fact["run"], []).append(fact)
            topic = body.get("topic") if fact["kind"] == "noted" else None
            is_closed = is_closed or (topic == "stage_closed" and args.get("stage") == "open_runs")
            if topic == "tie_decided":
                places = [f"place_{place}" for place in range(1, len(args) + 1)]
                self.order[args["where"]] = [args[place] for place in places if place in args]
            if topic == "heat_kept":
                self.kept[args["heat"]] = [args["side_1"], args["side_2"]]
        more = {role for key, role in (("team_signs", "team"), ("confirm", "confirmer")) if self.overlay.get(key)}
        sign_off = {*rules["sign_off"], *more}
        self.runs = {
            name: Run(Sheet(rules, self.overlay, self.opened["division"]), own, sign_off)
            for name, own in by_run.items()
        }
        open_runs = [run for run in self.runs.values() if run.opened.get("stage") == "open_runs"]
        own = {team: [run for run in open_runs if team in run.teams and run.official] for team in self.number}
        within = {team: [run for run in runs[: self.overlay["N"]] if run.counts] for team, runs in own.items()}
        self.figures = {
            team: added_up([run.of(team) for run in runs], rules, self.overlay) for team, runs in within.items()
        }
        self.totals = {team: figures["total"] for team, figures in self.figures.items()}
        if "match" in rules:
            self.matches(
                rules, [run for run in open_runs if run.counts and run.is_whole and set(run.teams) <= set(self.number)]
            )
        for team, number in self.number.items():
            self.figures[team]["number"] = number
        ranking, order = rules["ranking"], self.order.get("open_runs", [])
        self.lines = ranked(self.figures, ranking, order, self.seed if ranking["then"] == "draw" else None, "open_runs")
        is_over = is_closed or all(len(runs) == self.overlay["N"] for runs in within.values())
        is_over = is_over and bool(self.number) and all(run.stage != "disputed" for run in open_runs)
        self.bracket: Any = None
        self.champion = None
        if not size and is_over and not self.lines[0][2] and self.totals[self.lines[0][1]] is not None:
            self.champion = self.lines[0][1]
        if size and is_over and not self.asks(size, rules["elimination"]["seeding"] == "director"):
            have = {team: figures for team, figures in self.figures.items() if figures["total"] is not None}
            seeds = [line[1] for line in ranked(have, ranking, order, self.seed, "seeding")][:size]
            self.bracket = Bracket(rules, seeds, list(self.runs.values()), self) if len(seeds) > 1 else None
            self.champion = self.bracket.champion if self.bracket else seeds[0] if seeds else None

    def plays(self, division: str) -> Any:
        return self.overlay.get(f"merge.{division}", division)

    def matches(self, rules: Any, runs: list[Run]) -> None:
        """In matches a team's figures come from those it played, first N first, and there is who beat whom."""
        played: dict[str, list[Run]] = {team: [] for team in self.number}
        for run in runs:
            for team in run.teams:
                if len(played[team]) < self.overlay["N"]:
                    played[team].append(run)
        for team, own in played.items():
            self.figures[team] = added_up([run.of(team) for run in own], rules, self.overlay)
            words = [run.words[run.teams.index(team)] for run in own if run.words]
            self.figures[team] |= {
                "wins": words.count("win"),
                "draws": words.count("draw"),
                "losses": words.count("loss"),
            }
            against: dict[str, int] = {}
            for run in own:
                for other in set(run.teams) - {team}:
                    against[other] = against.get(other, 0) + (run.of(team) or 0)
            self.figures[team]["against"] = against

    def asks(self, size: int, is_seeding_asked: bool) -> bool:
        """Whether a tie that decides who is in, or who is which seed, waits for someone."""
        for rank, some in groupby((line for line in self.lines if line[2]), key=lambda line: line[0]):
            group = [line[1] for line in some if self.figures[line[1]]["total"] is not None]
            if len(group) > 1 and rank <= size and (is_seeding_asked or size < rank + len(group) - 1):
                return True
        return False


def results(facts: list[Any], rules: Any) -> dict[str, Any]:
    """What the bundle has to say."""
    tops = {
        fact["station"]: [fact["station"], fact["seq"], fact["hash"]] for fact in sorted(facts, key=lambda f: f["seq"])
    }
    it = Tournament(facts, rules)
    return {
        "head": digest([tops[station] for station in sorted(tops)]),
        "definition": digest(rules) if digest(rules) == it.opened["definition_hash"] else f"not {digest(rules)}",
        "runs": {
            name: {"stage": run.stage, "teams": run.teams, "points": run.points, "sides": run.sides, "ended": run.ended}
            for name, run in it.runs.items()
        },
        "standings": {team: {"rank": rank, "total": it.totals[team]} for rank, team, _ in it.lines},
        "bracket": it.bracket.heats if it.bracket else {},
        "placings": it.bracket.placings if it.bracket else {},
        "champion": it.champion,
    }


if __name__ == "__main__":
    differences = verify(Path(sys.argv[1]).read_bytes())
    print(*(f"{what} {where}: {says!r}, here {found!r}" for what, where, says, found in differences), sep="\n")  # noqa: T201
    sys.exit(bool(differences))
