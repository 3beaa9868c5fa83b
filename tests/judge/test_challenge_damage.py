"""A definition that somebody got wrong: whatever it is, it is named with file, key and reason, or it is sound."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge_checks import check
from judge.challenge_file import parse_definition, read
from judge.challenges import ids
from judge.errors import DefinitionError
from judge.examples import wrong_examples

CONTENT: dict[str, dict[str, Any]] = {
    challenge: tomllib.loads((files("judge.challenges") / f"{challenge}.toml").read_text(encoding="utf-8"))
    for challenge in ids()
}
JUNK: list[Any] = [
    0, -1, 10**12, True, 1.5, "", "nobody", "1 +", "table(nowhere, 1)", [], [7], {}, {"ES": 1}, {"en": "x"},
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and every place of a list, the whole file apart."""
    if path:
        yield path
    if isinstance(value, Mapping | list):
        for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from places(inner, (*path, key))


PLACES = {challenge: sorted(places(content), key=str) for challenge, content in CONTENT.items()}


def damaged(challenge: str, path: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    """A definition with one place holding something else, or (None) nothing at all."""
    content = copy.deepcopy(CONTENT[challenge])
    place: Any = content
    for key in path[:-1]:
        place = place[key]
    if junk is None:
        del place[path[-1]]
    else:
        place[path[-1]] = junk
    return content


@given(data=st.data())
def test_whatever_is_wrong_is_named_or_it_is_sound(data: st.DataObject) -> None:
    """Never another exception: a definition is refused with file, key and reason, or its examples can be worked out."""
    challenge = data.draw(st.sampled_from(sorted(CONTENT)))
    path = data.draw(st.sampled_from(PLACES[challenge]))
    content = damaged(challenge, path, data.draw(st.none() | st.sampled_from(JUNK)))
    refused: DefinitionError | None = None
    try:
        definition = parse_definition(content, "mine.toml")
        check(definition)
        wrong_examples(definition)
    except DefinitionError as error:
        refused = error
    assert refused is None or ("mine.toml" == refused.file and refused.reason)


@pytest.mark.parametrize(
    ("challenge", "path", "junk", "key"),
    [
        ("micromouse", ("tests", 0, "calls"), None, "tests[0].calls"),
        ("micromouse", ("tests", 9, "runs"), [], "tests[9].runs"),
        ("alpinebot", ("calls", "flag", "args", "touching", "choices"), None, "calls.flag.worth"),
    ],
)
def test_what_the_damage_above_once_found(challenge: str, path: tuple[Any, ...], junk: Any, key: str) -> None:
    """An example without a run, a worth that reads any word: refused, and named."""
    with pytest.raises(DefinitionError) as refused:
        check(parse_definition(damaged(challenge, path, junk), "mine.toml"))

    assert key == refused.value.key


def text(challenge: str, old: str, new: str) -> str:
    """A definition's text with one place changed."""
    whole = (files("judge.challenges") / f"{challenge}.toml").read_text(encoding="utf-8")
    assert old in whole
    return whole.replace(old, new, 1)


@pytest.mark.parametrize(
    ("challenge", "old", "new", "key", "reason"),
    [
        pytest.param(
            "jousting", "columns = [1, 2, 3, 4, 5]\ncells", "columns = [1, 2, 3, 4, 6]\ncells", "calls.felled.worth",
            "missing-table-cell", id="a column that no call can ask for",
        ),
        pytest.param(
            "jousting", "[50, 40, 30, 20, 10]]", "[50, 40, 30, 20]]", "tables.zone_points.cells[2]", "missing-column",
            id="a cell short",
        ),
        pytest.param(
            "jousting", ", [50, 40, 30, 20, 10]]", "]", "tables.zone_points.cells", "missing-row", id="a row short"
        ),
        pytest.param(
            "amazeing", "rows = [0, 1, 2, 3,", "rows = [12, 1, 2, 3,", "scoring.terms.distance.value",
            "missing-table-cell", id="a line without points",
        ),
        pytest.param(
            "amazeing", 'when = "complete(run)"', 'when = "line > 11"', "timer.stops.goal.when", "unreachable-end",
            id="an end that never comes",
        ),
        pytest.param(
            "amazeing", 'when = "complete(run)"', 'when = "line >= 0"', "timer.stops.goal.when", "unreachable-end",
            id="an end before the start",
        ),
        pytest.param(
            "amazeing", 'MS = "800 + 120"', 'MS = "800"', "scoring.max", "wrong-maximum", id="a maximum without bonus"
        ),
        pytest.param(
            "amazeing", '"total:high"', '"total:low"', "ranking.keys", "wrong-direction", id="the worst would win"
        ),
        pytest.param(
            "micromouse", '"total:low"', '"total:high"', "ranking.keys", "wrong-direction", id="the slowest would win"
        ),
        pytest.param(
            "fire_fighting", "min = 0\n", "", "scoring.terms.walls.value", "below-minimum", id="a score below 0"
        ),
        pytest.param(
            "fire_fighting", "over_wall))", "under_wall))", "scoring.terms[2].value", "bad-expression",
            id="a choice that is not there",
        ),
        pytest.param(
            "sumobot", 'choices = "side"', 'choices = "word"', "match.win_when", "no-call-names-a-side",
            id="nobody can say who won",
        ),
        pytest.param(
            "sumobot", 'sides = ["A", "B", "C"]', 'sides = ["A", "B"]', "match.playing", "out-of-range",
            id="a third robot without a side",
        ),
        pytest.param(
            "sumobot", 'ms = "match_ms"', 'ms = "bouts"', "timer.ms", "unknown-name", id="a clock nobody set"
        ),
        pytest.param(
            "sumobot", "[scoring]\n",
            "[scoring]\nterms = [{ id = 'x', label = { en = 'x', ja = 'x' }, value = '1' }]\n",
            "scoring.terms", "terms-in-match", id="points beside the match",
        ),
        pytest.param(
            "jousting", 'label = { en = "Winner", ja = "勝者",', 'label = { en = "Winner",',
            "calls.felled.args.winner.label.ja", "missing", id="no Japanese",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(challenge: str, old: str, new: str, key: str, reason: str) -> None:
    """Holes in tables, ends that never come, maxima and directions that are not those of the rules: at load."""
    with pytest.raises(DefinitionError) as refused:
        read(text(challenge, old, new), "mine.toml")

    assert ("mine.toml", key, reason) == (refused.value.file, refused.value.key, refused.value.reason)


def test_an_example_that_does_not_hold_names_what_it_states() -> None:
    """The example's place, what it states and what the rules give."""
    definition = read(text("amazeing", "expect = 512", "expect = 513"), "mine.toml")
    wrong = wrong_examples(definition)

    assert [(0, "score", 513, 512)] == [(one.place, one.what, one.expect, one.found) for one in wrong]


def test_an_example_with_a_value_that_is_not_offered_does_not_hold() -> None:
    """A parameter out of range is the example's mistake, not a crash."""
    definition = read(text("amazeing", "set = { fall_ends_run = 1 }", "set = { fall_ends_run = 2 }"), "mine.toml")

    assert [("set", "out-of-range")] == [(one.what, one.found) for one in wrong_examples(definition)]
