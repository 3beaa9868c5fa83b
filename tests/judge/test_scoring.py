"""The scoring fold of a run: what counts, what does not and why, and what must hold whatever is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenges import load
from judge.scoring import Call, Score, score

LINE_FOLLOWING = load("line_following")
DIVISIONS = tuple(LINE_FOLLOWING.divisions)
MISSION_ES = ("leave", "stop", "ball", "back", "home")


def calls_of(*words: str) -> list[Call]:
    """Calls a second apart; `bonus_ball*3` is three of them, `ball@5000` comes at 5 s."""
    calls = []
    for place, word in enumerate(words):
        name, _, at = word.partition("@")
        kind, _, n = name.partition("*")
        calls.append(Call(int(at) if at else 1000 * (place + 1), kind, {"n": int(n)} if n else {}))
    return calls


def score_es(*words: str, ended_ms: int | None = None) -> Score:
    """A score in ES, where T is 100."""
    return score(LINE_FOLLOWING, "ES", calls_of(*words), ended_ms=ended_ms)


def reasons(scored: Score) -> list[tuple[str, str, bool]]:
    """(call, reason, question or not) of everything that does not count."""
    return [(item.call.kind, item.reason, item.is_question) for item in scored.ignored]


def test_the_breakdown_explains_every_point() -> None:
    """Each task is a line with its time; the bonus shows the formula and every number in it."""
    scored = score_es(*MISSION_ES, "bonus_ball*110")

    assert ["leave", "stop", "ball", "back", "home", "bonus"] == [term.term for term in scored.breakdown]
    assert [50, 100, 100, 50, 100, 90] == [term.points for term in scored.breakdown]
    assert {"call": "stop", "count": 1, "each": 100, "at_ms": 2000} == scored.breakdown[1].fields
    assert "Stopped at the tower: at 2.000 s" == scored.breakdown[1].why
    assert {"bonus_ball": 110, "T": 100, "bonus_floor": 0}.items() <= scored.breakdown[-1].fields.items()
    assert (490, 500, "bonus", 6000) == (scored.points, scored.max_points, scored.phase, scored.last_scoring_ms)


def test_a_touched_tower_ends_the_run_and_fixes_the_score() -> None:
    """Nothing that comes after a touched tower counts, and the breakdown says what fixed the score."""
    scored = score_es(*MISSION_ES, "bonus_ball*80", "tower_touched", "bonus_ball*20")

    assert (400, "tower_touched") == (scored.points, scored.ended)
    assert ["fixed"] == [term.code for term in scored.breakdown]
    assert [("bonus_ball", "after-end", False)] == reasons(scored)


@pytest.mark.parametrize(
    ("words", "points", "expected"),
    [
        pytest.param(("stop",), 0, [("stop", "out-of-order", True)], id="the tower before the start"),
        pytest.param(("leave", "home"), 50, [("home", "out-of-order", True)], id="home without the way back"),
        pytest.param(("leave", "leave"), 50, [("leave", "repeat", False)], id="the same again"),
        pytest.param(("bonus_ball",), 0, [("bonus_ball", "phase-not-yet", True)], id="a bonus ball in the mission"),
        pytest.param(
            (*MISSION_ES, "stop"), 400, [("stop", "phase-over", False)], id="a task of the mission in the bonus"
        ),
        pytest.param(("x1",), 0, [("x1", "not-in-division", True)], id="a crossing where there is none"),
        pytest.param(("flew",), 0, [("flew", "unknown-call", True)], id="a call nobody knows"),
        pytest.param(("leave@-1",), 0, [("leave", "before-start", True)], id="before the start"),
        pytest.param(("leave@180000",), 50, [], id="on the last millisecond"),
        pytest.param(("leave@180001",), 0, [("leave", "after-time", False)], id="a millisecond late"),
        pytest.param(
            (*MISSION_ES, "bonus_ball*900", "bonus_ball*200"),
            400,
            [("bonus_ball", "over-max", True)],
            id="too many balls",
        ),
        pytest.param(("leave", "stop", "touch_robot", "back"), 150, [("back", "restarted", False)], id="carried home"),
    ],
)
def test_what_does_not_count_says_why(
    words: tuple[str, ...], points: int, expected: list[tuple[str, str, bool]]
) -> None:
    """A call that cannot be right is never a crash and never silently gone: it is listed with its reason."""
    scored = score_es(*words)

    assert points == scored.points
    assert expected == reasons(scored)
    assert [reason for reason in expected if reason[2]] == [
        (item.call.kind, item.reason, True) for item in scored.questions
    ]


@pytest.mark.parametrize("n", [-1, "many"])
def test_a_count_that_is_no_count_is_a_question(n: int | str) -> None:
    """A counter's amount is a whole number from 0."""
    scored = score(LINE_FOLLOWING, "ES", [*calls_of(*MISSION_ES), Call(9000, "bonus_ball", {"n": n})])

    assert (400, "bad-count") == (scored.points, scored.questions[0].reason)


def test_out_of_order_names_what_is_missing() -> None:
    """The referee is told which call should have come before."""
    assert {"missing": "leave"} == score_es("stop").questions[0].fields


def test_home_without_a_ball_does_not_open_the_bonus() -> None:
    """A robot that came home without a ball may go again; the bonus opens when it is home after the ball."""
    first_trip = ("leave", "stop", "back", "home")

    assert "mission" == score_es(*first_trip, "leave", "stop", "ball").phase
    assert "bonus" == score_es(*first_trip, "leave", "stop", "ball", "back", "home").phase
    assert 401 == score_es(*first_trip, "leave", "stop", "ball", "back", "home", "bonus_ball").points


def test_a_touched_robot_keeps_its_points_and_starts_again_at_home() -> None:
    """After a touch the order begins again: tower, way back and home need the start before them."""
    scored = score_es("leave", "stop", "ball", "back", "touch_robot", "home", "leave", "stop", "back", "home")

    assert (400, "bonus") == (scored.points, scored.phase)


def test_the_end_is_told() -> None:
    """A run goes on, was ended by time, or was declared over; what comes after the declared end does not count."""
    assert score_es("leave").ended is None
    assert "time" == score_es("leave", ended_ms=180_000).ended
    assert "declared" == score_es("leave", ended_ms=1500).ended
    assert [("stop", "after-end", False)] == reasons(score_es("leave", "stop", ended_ms=1500))


def test_the_order_of_the_list_does_not_matter() -> None:
    """Calls are taken in the order of their times."""
    calls = calls_of(*MISSION_ES, "bonus_ball*3")

    assert score(LINE_FOLLOWING, "ES", calls).points == score(LINE_FOLLOWING, "ES", calls[::-1]).points


def test_an_unknown_division_is_our_own_mistake() -> None:
    """Divisions are checked before a run; here an unknown one is an error."""
    with pytest.raises(KeyError):
        score(LINE_FOLLOWING, "XX", [])


KINDS = st.sampled_from([*LINE_FOLLOWING.calls, "flew"])
CALLS = st.lists(
    st.builds(
        Call,
        at_ms=st.integers(-1000, 181_000),
        kind=KINDS,
        args=st.one_of(st.just({}), st.fixed_dictionaries({"n": st.integers(-2, 1100)})),
    ),
    max_size=25,
)
TARGETS = st.integers(1, 500)


@given(calls=CALLS, division=st.sampled_from(DIVISIONS), target=TARGETS, ended_ms=st.none() | st.integers(-5, 200_000))
def test_every_list_of_calls_has_a_score(calls: list[Call], division: str, target: int, ended_ms: int | None) -> None:
    """Total: never negative, never above the maximum, an integer, and the breakdown adds up."""
    scored = score(LINE_FOLLOWING.with_overlay({"T": target}), division, calls, ended_ms=ended_ms)

    assert 0 <= scored.points <= scored.max_points == 400 + target
    assert scored.points == sum(term.points for term in scored.breakdown)
    assert isinstance(scored.points, int)


@given(
    division=st.sampled_from(DIVISIONS),
    words=st.lists(st.sampled_from([*LINE_FOLLOWING.calls]), max_size=20),
    gone=st.integers(0, 19),
)
def test_withdrawing_a_task_never_gives_points(division: str, words: list[str], gone: int) -> None:
    """Without one of its tasks of the mission a run is worth the same or less."""
    tasks = [word for word in words if word not in ("touch_robot", "tower_touched")]
    calls = calls_of(*tasks)
    fewer = [call for place, call in enumerate(calls) if place != gone or call.kind == "bonus_ball"]

    assert score(LINE_FOLLOWING, division, fewer).points <= score(LINE_FOLLOWING, division, calls).points


@given(division=st.sampled_from(DIVISIONS), ended_ms=st.none() | st.integers(0, 180_000))
def test_withdrawing_everything_gives_zero(division: str, ended_ms: int | None) -> None:
    """A run without a call is worth 0, and says that its bonus is 0 because there is no ball."""
    assert 0 == score(LINE_FOLLOWING, division, [], ended_ms=ended_ms).points


@given(calls=CALLS, division=st.sampled_from(DIVISIONS))
def test_every_call_counts_or_says_why(calls: list[Call], division: str) -> None:
    """No call is lost between what counted and what was ignored."""
    scored = score(LINE_FOLLOWING, division, calls)
    ignored = [item.call for item in scored.ignored if item.reason not in ("over-max",)]

    counted = [call for call in calls if not any(call is other for other in ignored)]
    assert sum(scored.counts.values()) <= sum(int(call.args.get("n", 1)) for call in counted)
    assert {kind for kind, count in scored.counts.items() if count} <= {call.kind for call in counted}
