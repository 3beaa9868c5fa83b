"""The eight definitions: what each says of itself, its examples, and what holds whatever is called."""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import Definition
from judge.challenge_checks import points_max, points_min
from judge.challenges import ids, load
from judge.examples import wrong_examples
from judge.scoring import Call, Score, score

LANGUAGES = ("en", "ja", "zh-tw", "zh-cn")
DEFINITIONS = {challenge: load(challenge) for challenge in ids()}
CASES = [
    pytest.param(definition, division, id=f"{name} {division}")
    for name, definition in DEFINITIONS.items()
    for division in definition.divisions
]


def scored(challenge: str, division: str, *calls: Call, ended_ms: int | None = None, **overlay: int | str) -> Score:
    """A score under an overlay."""
    return score(DEFINITIONS[challenge].with_overlay(overlay), division, calls, ended_ms=ended_ms)


def test_there_are_eight_challenges() -> None:
    """The seven of RoboRAVE and micromouse."""
    assert {
        "amazeing", "line_following", "fire_fighting", "jousting", "sumobot", "alpinebot", "entrepreneurial",
        "micromouse",
    } == set(ids())  # fmt: skip


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_every_definition_says_what_it_is(definition: Definition) -> None:
    """A draft with its sources, a title in four languages, and at least six examples."""
    assert definition.status == "RoboRAVE-style (draft)"
    assert definition.sources
    assert set(LANGUAGES) <= set(definition.titles)
    assert 6 <= len(definition.vectors)


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_what_a_referee_or_a_team_reads_of_a_definition_is_in_four_languages(definition: Definition) -> None:
    """Titles, divisions, calls, choices, phases, stops and terms; notes are for who sets the day up."""
    read = list(words_of(definition))

    assert 8 < len(read)
    assert [] == [words for words in read if set(LANGUAGES) - set(words)]


def words_of(part: object) -> Iterator[Mapping[str, str]]:
    """Every text in several languages within a part of a definition, its notes left out."""
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        for field in dataclasses.fields(part):
            if field.name not in ("note", "notes"):
                yield from words_of(getattr(part, field.name))
    elif isinstance(part, Mapping) and "en" in part:
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from words_of(value)
    elif isinstance(part, (tuple, list)):
        for value in part:
            yield from words_of(value)


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_the_examples_of_a_definition_hold(definition: Definition) -> None:
    """Every example gives the score, the end, the total and the rank it states."""
    assert [] == wrong_examples(definition)


@pytest.mark.parametrize(
    ("challenge", "param"),
    [
        ("fire_fighting", "wall_touch_points"),
        ("fire_fighting", "over_wall_takes_place"),
        ("fire_fighting", "over_wall_keeps_bonus"),
        ("sumobot", "lead_at_limit"),
        ("alpinebot", "line_1"),
        ("alpinebot", "ring_1"),
        ("alpinebot", "second_points"),
        ("alpinebot", "touch_ends_run"),
        ("line_following", "tower_touched_early"),
        ("line_following", "bonus_floor"),
        ("jousting", "joust_ms"),
        ("entrepreneurial", "votes_floor"),
        ("entrepreneurial", "exhibition_ms"),
    ],
)
def test_a_gap_in_the_official_text_is_a_parameter_that_says_so(challenge: str, param: str) -> None:
    """What the text leaves open is never guessed silently: the note begins with the gap, a default holds until then."""
    assert DEFINITIONS[challenge].params[param].note["en"].startswith("Gap: ")


@pytest.mark.parametrize("challenge", ["amazeing", "fire_fighting", "alpinebot", "line_following"])
def test_a_gap_without_a_number_is_a_note(challenge: str) -> None:
    """How many runs a bracket heat has is printed nowhere; the definition says what holds here."""
    assert any("bracket heat" in note["en"] for note in DEFINITIONS[challenge].notes)


def test_amazeing_is_as_printed() -> None:
    """Cumulative by line, 120 s, the goal at line 7 (ES) and 11 (MS)."""
    definition = DEFINITIONS["amazeing"]
    table = definition.tables["line_points"]

    assert [50, 150, 200, 300, 350, 450, 500, 600, 650, 750, 800] == [table.cells[line,] for line in range(1, 12)]
    assert (120_000, {"ES": 7, "MS": 11}) == (definition.limit_ms, dict(definition.calls["line"].count_max))


def test_jousting_is_the_printed_table_and_no_formula() -> None:
    """Ten points less each pass, in every zone, whatever the heading says of percentages."""
    cells = DEFINITIONS["jousting"].tables["zone_points"].cells

    assert [[150, 140, 130, 120, 110], [100, 90, 80, 70, 60], [50, 40, 30, 20, 10]] == [
        [cells[zone, turn] for turn in range(1, 6)] for zone in (150, 100, 50)
    ]


def test_what_a_tournament_may_lay_over() -> None:
    """N, K, targets, merged divisions, ring size, whether a fall ends the run: recorded with a hash."""
    amazeing = DEFINITIONS["amazeing"].with_overlay({"N": 5, "K": 5, "fall_ends_run": 1, "merge.ES": "MS"})
    sumobot = DEFINITIONS["sumobot"].with_overlay({"ring_mm": 770, "match_ms": 180_000, "sides": 3})

    assert {"N": 5, "K": 5, "fall_ends_run": 1, "merge.ES": "MS"} == dict(amazeing.overlay)
    assert (770, 180_000) == (sumobot.param("ring_mm", "ES"), sumobot.limit_ms)
    hashes = {one.overlay_hash for one in (amazeing, sumobot, DEFINITIONS["amazeing"], DEFINITIONS["sumobot"])}
    assert 3 == len(hashes)  # the two without an overlay share theirs


def test_a_merged_division_plays_by_the_points_of_the_other() -> None:
    """Too few teams of ES: they play with MS, where line 7 is not the goal."""
    alone = scored("amazeing", "ES", Call(1000, "line", {"n": 7}))
    merged = scored("amazeing", "ES", Call(1000, "line", {"n": 7}), **{"merge.ES": "MS"})

    assert (619, "goal", 620) == (alone.points, alone.ended, alone.max_points)
    assert (500, None, 920) == (merged.points, merged.ended, merged.max_points)


def test_the_lines_of_a_fire_score_say_order_and_way() -> None:
    """Each candle is a line: which one it was, how it went out, what it gave."""
    calls = [Call(1000, "extinguish", {"quality": "full"}), Call(2000, "extinguish", {"quality": "OVER_WALL"})]
    lines = scored("fire_fighting", "ALL", *calls).breakdown

    assert [("extinguish", 100), ("extinguish", 0), ("walls", 0), ("bonus", 0)] == [(t.term, t.points) for t in lines]
    assert {"place": 2, "quality": "over_wall", "at_ms": 2000}.items() <= lines[1].fields.items()
    assert "Candle out 1: quality full, at 1.000 s" == lines[0].why


def test_a_match_has_a_score_for_each_side_and_says_who_won() -> None:
    """Three points and none, with the outcome of each side as its line."""
    calls = [Call(1000 * n, "bout", {"winner": winner}) for n, winner in enumerate("aBA", start=1)]
    match = scored("sumobot", "ES", *calls)

    assert ({"A": 3, "B": 0}, "bouts_won") == (dict(match.sides), match.ended)
    assert [("A", 3, "win"), ("B", 0, "loss")] == [(t.side, t.points, t.fields["outcome"]) for t in match.breakdown]


@pytest.mark.parametrize(
    ("challenge", "args", "offered"),
    [
        ("fire_fighting", {"kind": "extinguish"}, "full outside_circle touched_candle over_wall"),
        ("fire_fighting", {"kind": "extinguish", "quality": "wet"}, "full outside_circle touched_candle over_wall"),
        ("jousting", {"kind": "felled", "winner": "A", "zone": 120, "pass": 1}, "150 100 50"),
        ("jousting", {"kind": "felled", "winner": "C", "zone": 150, "pass": 1}, "A B"),
        ("sumobot", {"kind": "bout", "winner": "C"}, "A B"),
    ],
)
def test_a_call_that_does_not_say_what_it_must_is_a_question(
    challenge: str, args: dict[str, int | str], offered: str
) -> None:
    """Nobody guesses how a candle went out or who won: the referee is asked, and told what there is to choose."""
    told = {name: value for name, value in args.items() if name != "kind"}
    definition = DEFINITIONS[challenge]
    question = score(definition, next(iter(definition.divisions)), [Call(1, str(args["kind"]), told)]).questions[0]

    assert ("bad-arg", offered) == (question.reason, question.fields["offered"])


def test_too_early_is_a_question() -> None:
    """A draw may be called after 60 s."""
    match = scored("sumobot", "ES", Call(59_999, "draw_called"))

    assert [("too-early", {"from_ms": 60_000})] == [(q.reason, dict(q.fields)) for q in match.questions]
    assert match.ended is None


def test_a_line_that_is_not_there_is_a_question() -> None:
    """ES has seven lines."""
    run = scored("amazeing", "ES", Call(1000, "line", {"n": 8}))

    assert (0, [("over-max", {"n": 8, "room": 7})]) == (run.points, [(q.reason, dict(q.fields)) for q in run.questions])


def test_a_window_without_a_goal_has_no_result() -> None:
    """The whole window stands as its time, and it is said that this is no time that could be ranked."""
    window = scored("micromouse", "ALL", Call(1000, "start"), ended_ms=300_000)

    assert (300_000, False) == (window.points, window.has_result)


def _args(definition: Definition, call: str) -> st.SearchStrategy[dict[str, int | str]]:
    """What a call may be told, right and wrong."""
    choices = {name: st.sampled_from([*arg.choices, "e1", 7]) for name, arg in definition.calls[call].args.items()}
    return st.fixed_dictionaries(choices, optional={"n": st.integers(-1, 60)})


@st.composite
def _runs(draw: st.DrawFn) -> tuple[Definition, str, list[Call], int | None]:
    """Any calls in any order at any time, of any challenge under any overlay its parameters offer."""
    definition = DEFINITIONS[draw(st.sampled_from(sorted(DEFINITIONS)))]
    division = draw(st.sampled_from(sorted(definition.divisions)))
    overlay = {}
    for name, param in definition.params.items():
        low = max(low for low, _ in param.ranges.values())
        high = min(high for _, high in param.ranges.values())
        if draw(st.booleans()):
            overlay[name] = draw(st.integers(low, high))
    kinds = draw(st.lists(st.sampled_from([*definition.calls, "flew"]), max_size=20))
    times = st.integers(-10, definition.limit_ms + 10)
    calls = [Call(draw(times), kind, draw(_args(definition, kind)) if kind != "flew" else {}) for kind in kinds]
    return definition.with_overlay(overlay), division, calls, draw(st.none() | times)


@given(run=_runs())
def test_every_list_of_calls_has_a_score_between_its_bounds(
    run: tuple[Definition, str, list[Call], int | None],
) -> None:
    """Never an exception, always whole numbers between least and greatest, and the lines add up to the score."""
    definition, division, calls, ended_ms = run
    found = score(definition, division, calls, ended_ms=ended_ms)
    low, high = points_min(definition, division), points_max(definition, division)

    for points in found.sides.values() or (found.points,):
        assert type(points) is int
        assert low <= points <= high
    assert found.points == sum(term.points for term in found.breakdown)
    assert all(type(term.points) is int for term in found.breakdown)


@pytest.mark.parametrize(("definition", "division"), CASES)
def test_the_greatest_score_can_be_reached_by_parameters_alone_or_less(definition: Definition, division: str) -> None:
    """With nothing called the score is within its bounds too, running and over."""
    for ended_ms in (None, 0, definition.limit_ms):
        nothing = score(definition, division, [], ended_ms=ended_ms)
        assert all(0 <= points <= nothing.max_points for points in nothing.sides.values() or (nothing.points,))


def test_times_decide_not_the_order_of_the_list() -> None:
    """Any order of the same calls gives the same score."""
    lines = [Call(1000, "line", {"n": 3}), Call(3000, "line", {"n": 1}), Call(4000, "line", {"n": 2})]
    calls = [*lines, Call(2000, "fall")]

    assert {(200, 4)} == {
        (found.points, len(found.ignored) + 2)
        for order in itertools.permutations(calls)
        for found in [score(DEFINITIONS["amazeing"], "ES", order)]
    }
