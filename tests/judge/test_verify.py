"""The second verifier: it comes to the same results on its own, and names whatever was tampered with."""

import ast
import io
import json
import random
import tomllib
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge import verify as verifier
from judge import verify_brackets, verify_formats, verify_ranks, verify_run, verify_stages
from judge.bundle import bundle, public_key
from judge.challenge import Aggregation
from judge.challenges import ids, load, text
from judge.tournament.fold import fold
from judge.tournament.open_runs import aggregate
from judge.vectors import Vector
from judge.verify import verify
from judge.verify_ranks import figures, lots, ranked
from judge.verify_run import Sheet
from tests.judge.random_days import RandomDay

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DAYS_A_CHALLENGE = 2
LINES_MAX = 1041  # of the whole verifier, as `wc -l` counts them


def bundle_of(challenge: str, seed: int) -> bytes:
    """A random day, bundled."""
    facts = RandomDay(challenge, seed).play()
    return bundle(facts, fold(facts, {challenge: load(challenge)}), text(challenge), KEY)


@cache
def whole_bundle() -> bytes:
    """The day that is tampered with."""
    return bundle_of("line_following", 1)


@pytest.mark.parametrize("challenge", ids())
def test_every_day_comes_out_the_same(challenge: str) -> None:
    """All scores, ranks, heats and places of any tournament of any challenge, worked out twice."""
    for seed in range(DAYS_A_CHALLENGE):
        assert [] == verify(bundle_of(challenge, seed)), f"RandomDay({challenge!r}, {seed})"


@pytest.mark.parametrize(("challenge", "teams"), [("line_following", 9), ("sumobot", 12)])
def test_a_large_bracket_comes_out_the_same(challenge: str, teams: int) -> None:
    """Rounds of sixteen and of eight with byes, where the order of the seeds begins to matter."""
    facts = RandomDay(challenge, teams, teams, bracket_sizes=(8, 16)).play(4 * teams + 20)
    state = fold(facts, {challenge: load(challenge)})

    assert state.bracket is not None
    assert len(state.bracket.heats) >= 7
    assert [] == verify(bundle(facts, state, text(challenge), KEY))


@pytest.mark.parametrize("fn", ["best", "sum", "mean", "drop_lowest"])
@pytest.mark.parametrize("better", ["high", "low"])
def test_scores_are_added_up_the_same_in_every_way_a_definition_may_ask(fn: Any, better: Any) -> None:
    """Some ways no definition asks for today, and random days never meet them."""
    chance = random.Random(f"{fn}/{better}")
    for _ in range(60):
        scores = [chance.choice((None, chance.randint(-20, 500))) for _ in range(chance.randint(0, 6))]
        counted, required = chance.randint(1, 6), chance.randint(0, 3)
        rules = {"aggregation": {"fn": fn, "runs_required": required}, "scoring": {"better": better}}
        worths = [{} if one is None else {"t": one} for one in scores]
        runs = [SimpleNamespace(teams=["t"], words=[], worth=worth, last_ms=None) for worth in worths]

        ours = aggregate(scores, Aggregation(6, counted, fn, required, better)).figures
        theirs = figures(1, "t", runs, rules, counted)

        assert {name: list(one) if isinstance(one, tuple) else one for name, one in ours.items()} == {
            name: theirs[name] for name in ours
        }, (scores, counted, required)


@pytest.mark.torture
@pytest.mark.parametrize("challenge", ids())
def test_very_many_days_come_out_the_same(challenge: str) -> None:
    """The same over a hundred days each."""
    for seed in range(100):
        assert [] == verify(bundle_of(challenge, seed)), f"RandomDay({challenge!r}, {seed})"


@pytest.mark.parametrize("challenge", ids())
def test_the_examples_of_a_definition_hold_in_the_verifier_too(challenge: str) -> None:
    """Every example that stands in the file, scored, added up and ranked by the second program."""
    rules = tomllib.loads(text(challenge))
    for vector in load(challenge).vectors:
        for what, expect in vector.expects.items():
            assert expect == found(rules, vector, what), f"{challenge}: {vector.name}: {what}"


def found(rules: Any, vector: Vector, what: str) -> object:
    """What the verifier makes of an example."""
    aggregation = rules["aggregation"]
    overlay = {"N": aggregation["runs_official"], "K": aggregation["runs_counted"], **vector.params}
    sheets = []
    for run in vector.runs:
        sheet = Sheet(rules, overlay, vector.division, run.ended_ms)
        for call in sorted(run.calls, key=lambda call: call.at_ms):
            sheet.take(call.at_ms, call.kind, call.args)
        sheets.append(sheet)
    scores = [sheet.score() for sheet in sheets]
    match what:
        case "score":
            return scores[-1][1] or scores[-1][0]
        case "each":
            return [next(iter(sides.values()), points) for points, sides, _ in scores]
        case "ended":
            return scores[-1][2] or ""
        case "max":
            return sheets[-1].value(sheets[-1].cell(rules["scoring"]["max"]))
    played: dict[str, list[Any]] = {}
    have: dict[str, Any] = {}
    for run, sheet, (points, sides, _) in zip(vector.runs, sheets, scores, strict=True):
        names = run.teams if len(run.teams) == max(1, len(sides)) else (sheet.sides or ("",))
        has_result = bool(sheet.value(rules["scoring"].get("result_when", 1)))
        worth = dict(zip(names, sides.values() or [points], strict=False)) if has_result else {}
        words = list(sheet.words.values())
        at_ms = [sheet.last[name] for name in sheet.last if sheet.count(name) and sheet.calls[name]["kind"] != "note"]
        for team in names:
            one = SimpleNamespace(teams=list(names), worth=worth, words=words, last_ms=max(at_ms, default=None))
            played.setdefault(team, []).append(one)
    for number, (team, runs) in enumerate(played.items(), start=1):
        in_heat = {name: figures(number, team, runs[-1:])[name] for name in ("points", "last_scoring_ms")}
        have[team] = figures(number, team, runs[: overlay["N"]], rules, overlay["K"]) | in_heat
    if what == "total":
        return next(iter(have.values()))["total"]
    ranking = rules["elimination"]["heat"] if what == "heat" else rules["ranking"]
    drawn = lots(have, 7, "example" if ranking["then"] == "draw" else "")
    return [" = ".join(teams) for teams in ranked(have, ranking["keys"], drawn)]


def tampered(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The bundle with something in it changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed_results(change: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    """A change in what the bundle says came of the facts."""

    def apply(members: dict[str, bytes]) -> None:
        says = json.loads(members["results.json"])
        change(says)
        members["results.json"] = json.dumps(says).encode()

    return apply


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Other bytes in one file."""

    def apply(members: dict[str, bytes]) -> None:
        assert old in members[name]
        members[name] = members[name].replace(old, new, 1)

    return apply


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (changed_results(lambda says: says["runs"]["r1"].update(points=9999)), ("runs", "r1")),
        (changed_results(lambda says: says["standings"]["t1"].update(rank=77)), ("standings", "t1")),
        (changed_results(lambda says: says["bracket"].update(F9={})), ("bracket", "F9")),
        (changed_results(lambda says: says.update(champion="t9")), ("champion", "")),
        (changed_results(lambda says: says.update(head="0" * 64)), ("head", "")),
        (replaced("facts.jsonl", b"Team 2", b"Team 3"), ("fact", "table-")),
        (replaced("definition.toml", b"runs_official = 8", b"runs_official = 9"), ("definition", "")),
        (replaced("signature", b"", b"00"), ("signature", "manifest.json")),
        (lambda members: members.pop("definition.toml"), ("unreadable", "bundle")),
        (lambda members: members.update(extra=b"?"), ("file", "extra")),
    ],
)
def test_what_was_tampered_with_is_named(change: Callable[[dict[str, bytes]], None], named: tuple[str, str]) -> None:
    """A score, a rank, a heat, a fact, the definition, the signature: each by its name."""
    data = tampered(whole_bundle(), change)

    assert any(named[0] == one.what and one.where.startswith(named[1]) for one in verify(data)), verify(data)


def test_a_fact_left_out_breaks_the_chain() -> None:
    """Even where the manifest is signed anew by another key, the chain names the place."""
    day = RandomDay("amazeing", 3)
    facts = day.play()
    gone = next(fact for fact in facts if fact.seq == 5)
    rest = [fact for fact in facts if fact is not gone]

    data = bundle(rest, fold(rest, {"amazeing": load("amazeing")}), text("amazeing"), Ed25519PrivateKey.generate())

    assert [f"{gone.station}:6"] == [one.where for one in verify(data)]


def test_equal_facts_and_key_give_equal_bytes() -> None:
    """A bundle can be made again and compared."""
    assert bundle_of("sumobot", 2) == bundle_of("sumobot", 2)


def test_anything_else_is_no_bundle() -> None:
    """Any bytes get an answer, no traceback."""
    assert ["unreadable"] == [one.what for one in verify(b"PK no zip")]


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_is_an_answer_and_no_traceback(seed: int) -> None:
    """Bytes of a bundle changed anywhere, packed or unpacked: something is named, nothing is raised."""
    chance = random.Random(seed)
    good = small_bundle()
    packed = bytearray(good)
    packed[chance.randrange(len(packed))] ^= chance.randrange(1, 256)

    def spoil(members: dict[str, bytes]) -> None:
        name = chance.choice(sorted(members))
        content = bytearray(members[name])
        content[chance.randrange(len(content))] = chance.choice(b'0"[]{}:,x')
        members[name] = bytes(content)

    assert public_key(bytes(packed)) is None or isinstance(verify(bytes(packed)), list), f"seed {seed}"
    spoilt = tampered(good, spoil)
    assert verify(spoilt) or tampered(good, lambda _: None) == spoilt, f"seed {seed}"


@cache
def small_bundle() -> bytes:
    """A short day."""
    facts = RandomDay("line_following", 5, 3).play(3)
    return bundle(facts, fold(facts, {"line_following": load("line_following")}), text("line_following"), KEY)


def test_the_verifier_is_small_and_shares_nothing() -> None:
    """Six short modules, which import each other and no other room of this house; their whole length is a promise."""
    own = (verifier, verify_run, verify_formats, verify_stages, verify_brackets, verify_ranks)
    sources = [Path(str(module.__file__)).read_text() for module in own]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    names -= {module.__name__ for module in own}

    assert not {name.partition(".")[0] for name in names} & {"judge", "firmware", "tui", "clubhouse_logs", "lessons"}
    assert all(len(source.splitlines()) < 300 for source in sources)
    assert sum(len(source.splitlines()) for source in sources) <= LINES_MAX


def test_a_formula_can_do_arithmetic_and_nothing_else() -> None:
    """A bundle is a stranger's file: what is no formula is not run."""
    sheet = Sheet(tomllib.loads(text("amazeing")), {}, "ES")
    for hostile in ("().__class__", "[].append(1)", "(lambda: 1)()", "2 ** 9", "1 << 9", "__import__('os')"):
        with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
            sheet.value(hostile)
