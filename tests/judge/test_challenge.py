"""Definitions: what is refused at load, what a tournament may lay over one, and the formulas."""

import importlib.resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import Definition
from judge.challenge_checks import points_max
from judge.challenge_file import read
from judge.challenges import ids, load
from judge.errors import DefinitionError, ExpressionError
from judge.expressions import Names, parse

DIVISIONS = ("ES", "MS", "HS", "UP")
NAMES = Names(
    calls=("a",),
    params=("T",),
    phases=("p",),
    tables={"prices": {(1,): 10, (3,): 30}, "grid": {(3, 0): 7}},
    words={"a": ("red",)},
    args=("zone", "pass"),
)


@pytest.fixture(scope="module", name="line_following")
def _line_following() -> Definition:
    return load("line_following")


@pytest.fixture(scope="module", name="text")
def _text() -> str:
    return (importlib.resources.files("judge.challenges") / "line_following.toml").read_text(encoding="utf-8")


def changed(text: str, old: str, new: str) -> str:
    """The definition's text with one place changed."""
    assert old in text
    return text.replace(old, new, 1)


def test_every_definition_says_what_it_is(line_following: Definition) -> None:
    """A definition is labelled a draft, names its sources and is titled in both languages."""
    assert "line_following" in ids()
    assert line_following.status == "RoboRAVE-style (draft)"
    assert len(line_following.sources) >= 1
    assert {"en", "ja"} <= set(line_following.titles)
    assert len(line_following.vectors) >= 6


def test_the_points_are_those_of_the_rules(line_following: Definition) -> None:
    """Phase 1 as printed: ES five tasks, MS two crossings, HS and UP four; the stop is worth 50 there."""
    table = {
        division: [
            (rule.name, rule.points[division]) for rule in line_following.calls_of(division) if rule.phase == "mission"
        ]
        for division in DIVISIONS
    }
    assert [("leave", 50), ("stop", 100), ("ball", 100), ("back", 50), ("home", 100)] == table["ES"]
    assert [
        ("leave", 25), ("x1", 25), ("stop", 100), ("ball", 100), ("back", 25), ("x1b", 25), ("home", 100),
    ] == table["MS"]  # fmt: skip
    assert [
        ("leave", 25), ("x1", 25), ("x2", 25), ("stop", 50), ("ball", 100),
        ("back", 25), ("x2b", 25), ("x1b", 25), ("home", 100),
    ] == table["HS"]  # fmt: skip
    assert table["HS"] == table["UP"]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        pytest.param(
            "points = { MS = 25, HS = 25, UP = 25 }\nrequires",
            "points = { MS = 25, UP = 25 }\nrequires",
            "calls.x1.points.HS",
            "missing-cell",
            id="a cell is missing",
        ),
        pytest.param(
            "points = { ES = 50, MS = 25",
            "points = { XS = 50, MS = 25",
            "calls.leave.points.XS",
            "unknown-division",
            id="a cell of no division",
        ),
        pytest.param(
            'requires = ["leave"]', 'requires = ["launch"]', "calls.x1.requires", "unknown-name", id="an unknown call"
        ),
        pytest.param(
            'requires = ["leave"]',
            'requires = ["x2b"]',
            "calls.x1.requires",
            "unreachable-call",
            id="a call that waits for one it does not have",
        ),
        pytest.param(
            'home_in = { mission = "home" }',
            'home_in = { mission = "house" }',
            "gates.home_in.mission",
            "unknown-call",
            id="a gate of no call",
        ),
        pytest.param(
            'home_in = { mission = "home" }',
            'home_in = { warmup = "home" }',
            "gates.home_in.warmup",
            "unknown-name",
            id="a gate of no phase",
        ),
        pytest.param(
            'tower_in = { mission = "stop" }',
            'tower_in = { bonus = "stop" }',
            "gates.tower_in.bonus",
            "call-of-another-phase",
            id="a gate of a call of another phase",
        ),
        pytest.param(
            "complete(mission) and last_ms(home) >= first_ms(ball)",
            "leave > 1",
            "phases.mission.exit_when",
            "unreachable-phase",
            id="a phase that cannot begin",
        ),
        pytest.param('max = "400 + T"', 'max = "401 + T"', "scoring.max", "wrong-maximum", id="a wrong maximum"),
        pytest.param(
            "max = 400\n", "max = 410\n", "phases.mission.max", "wrong-maximum", id="a wrong maximum of a phase"
        ),
        pytest.param(
            "points = { ES = 50, MS = 25",
            "points = { ES = 51, MS = 25",
            "phases.mission.max",
            "wrong-maximum",
            id="a wrong number in the table",
        ),
        pytest.param(
            "400 if tower_touched_early",
            "4000 if tower_touched_early",
            "calls.tower_touched.effect.fix_score",
            "wrong-maximum",
            id="a fixed score above the maximum",
        ),
        pytest.param(
            "2 * T - bonus_ball)",
            "2 * T - bonus_bal)",
            "scoring.terms[1].value",
            "bad-expression",
            id="a misspelt name",
        ),
        pytest.param(
            "default = { ES = 100",
            "default = { ES = 900",
            "params.T.default.ES",
            "out-of-range",
            id="a default out of range",
        ),
        pytest.param('kind = "countdown"', 'kind = "sundial"', "timer.kind", "unknown-name", id="an unknown timer"),
        pytest.param("ms = 180000", "msec = 180000", "timer.ms", "missing", id="a misspelt key"),
        pytest.param(
            "runs_counted = 5",
            "runs_counted = 9",
            "aggregation.runs_counted",
            "out-of-range",
            id="more counted than run",
        ),
        pytest.param('key = "x"', 'key = "l"', "calls.x1.key", "key-taken", id="two calls on one key"),
        pytest.param(
            'version = "1.2.0"', 'version = "1.2.0"\ncolour = "red"', "colour", "unknown-key", id="an unknown key"
        ),
        pytest.param('"total:high"', '"beauty:high"', "ranking.keys", "unknown-name", id="an unknown ranking key"),
        pytest.param("[timer]", "[timer", "", "not-toml", id="no TOML"),
    ],
)
def test_a_wrong_definition_is_refused_with_file_key_and_reason(
    text: str, old: str, new: str, key: str, reason: str
) -> None:
    """Whatever is wrong in a definition is named at load, never met in a run."""
    with pytest.raises(DefinitionError) as refused:
        read(changed(text, old, new), "mine.toml")

    assert ("mine.toml", key, reason) == (refused.value.file, refused.value.key, refused.value.reason)


def test_an_unknown_challenge_is_refused_by_name() -> None:
    """Asking for a challenge that is not there names those that are."""
    with pytest.raises(DefinitionError) as refused:
        load("tiddlywinks")

    assert "line_following" in refused.value.details["known"]  # type: ignore[operator]


def test_the_hash_covers_every_number(text: str, line_following: Definition) -> None:
    """Comments do not change a definition's hash; any value does."""
    assert line_following.hash == read("# another comment\n" + text, "other.toml").hash
    assert line_following.hash != read(changed(text, "expect = 534", "expect = 533"), "other.toml").hash
    assert line_following.hash != read(changed(text, "ms = 180000", "ms = 180001"), "other.toml").hash


def test_an_overlay_sets_the_choices_of_the_day(line_following: Definition) -> None:
    """N, K, bracket size and ball target may be laid over; the definition's hash stays, the overlay has its own."""
    day = line_following.with_overlay({"N": 3, "K": 2, "bracket_size": 4, "T": 137, "T.MS": 201})

    assert (3, 2, 4) == (day.aggregation.runs_official, day.aggregation.runs_counted, day.elimination.size)
    assert [137, 201, 137] == [day.param("T", division) for division in ("ES", "MS", "HS")]
    assert [537, 601] == [points_max(day, division) for division in ("ES", "MS")]
    assert day.hash == line_following.hash
    assert day.overlay_hash != line_following.overlay_hash
    assert day.overlay_hash == line_following.with_overlay(dict(reversed([*day.overlay.items()]))).overlay_hash


def test_fewer_runs_than_are_counted_count_all_of_them(line_following: Definition) -> None:
    """N below the definition's K, with no K of its own, counts every run."""
    assert 3 == line_following.with_overlay({"N": 3}).aggregation.runs_counted


@pytest.mark.parametrize(
    ("overlay", "key", "reason"),
    [
        ({"T": 501}, "overlay.T", "out-of-range"),
        ({"T": 0}, "overlay.T", "out-of-range"),
        ({"T.MS": -1}, "overlay.T.MS", "out-of-range"),
        ({"T.XS": 100}, "overlay.T.XS", "unknown-name"),
        ({"bonus_floor": 1}, "overlay.bonus_floor", "out-of-range"),
        ({"N": 0}, "overlay.N", "out-of-range"),
        ({"N": 3, "K": 4}, "overlay.K", "out-of-range"),
        ({"bracket_size": 5}, "overlay.bracket_size", "not-offered"),
        ({"speed": 5}, "overlay.speed", "unknown-name"),
        ({"T": "many"}, "overlay.T", "not-a-whole-number"),
        ({"T": True}, "overlay.T", "not-a-whole-number"),
    ],
)
def test_an_overlay_that_is_not_offered_is_refused(
    line_following: Definition, overlay: dict[str, Any], key: str, reason: str
) -> None:
    """An overlay is checked like the definition: unknown names and values out of range are named."""
    with pytest.raises(DefinitionError) as refused:
        line_following.with_overlay(overlay)

    assert (key, reason) == (refused.value.key, refused.value.reason)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4", 3),
        ("7 // 2", 3),
        ("-a", -3),
        ("not a", 0),
        ("a if a > 2 else T", 3),
        ("a if a != 3 else T", 100),
        ("max(a, T, 5)", 100),
        ("min(a, T)", 3),
        ("clamp(T, 0, 50)", 50),
        ("count(a) == 3 and complete(p)", 1),
        ("a < 3 or a <= 3", 1),
        ("time_left_ms // 1000", 12),
        ("table(prices, a)", 30),
        ("table(grid, a, 0)", 7),
        ("best_ms(a, a)", 5),
        ("count(a, red) + zone + pass_", 9),
        ("most(a)", 2),
    ],
)
def test_formulas_mean_what_they_say(text: str, value: int) -> None:
    """The arithmetic of a definition is that of a pocket calculator."""
    known = {"a": 3, "T": 100, "p": 1, "time_left_ms": 12_940, "a a": 5, "a red": 4, "zone": 4, "pass": 1}
    formula = parse(text, NAMES)

    assert value == formula.value(lambda atom: 2 if atom.of == "most" else known[atom.name])


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "__import__('os')", "a.real", "a[0]", "a ** 9", "1 / 2", "7 // 0", "7 // a", "7 % 2", "1.5", "'x'",
        "True", "lambda: 1", "[a for a in a]", "a := 1", "1 < a < 3", "f'{a}'", "min(a)", "clamp(a)", "count(T)",
        "count(b)", "complete(a)", "b", "max(*a)", "count(a=1)", "(" * 150, "a + " * 60 + "a", "1 if a", "9999999999",
        "print(1)", "\x00", "table(prices)", "table(nowhere, a)", "table(grid, a, a, a)", "best_ms(a)",
        "count(a, blue)", "mine(a)", "other(a)", "worth(a)", "order", "pass", "zone_", "table(a, 1)",
    ],
)  # fmt: skip
def test_anything_else_is_no_formula(text: str) -> None:
    """No attribute, index, call, loop, float, power or division by what may be 0 passes."""
    with pytest.raises(ExpressionError):
        parse(text, NAMES)


@given(st.text(alphabet="aTp()+-*/<>=. 012,ifelsandor", max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    """A formula that parses has a value; one that does not raises ExpressionError and nothing else."""
    try:
        formula = parse(text, NAMES)
    except ExpressionError:
        return
    assert isinstance(formula.value(lambda _: 7), int)
