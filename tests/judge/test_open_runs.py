"""Open runs: which runs use an attempt, which count, and what they add up to."""

from dataclasses import replace

import pytest

from judge.challenge import Aggregate, Aggregation
from judge.challenges import load
from judge.facts import RunOpened
from judge.scoring import Call, score
from judge.table import RunStage, RunState, fold_run
from judge.tournament.open_runs import OpenResult, open_result

LINE_FOLLOWING = load("line_following")
THREE_BEST_TWO = Aggregation(3, 2, "sum")
SIGNED, ENDED, VOIDED = RunStage.SIGNED, RunStage.ENDED, RunStage.VOIDED


def result_of(runs: list[RunState], aggregation: Aggregation) -> OpenResult:
    """What t1 has from these runs."""
    return open_result(runs, aggregation, "t1")


def run_of(number: int, points: int, stage: RunStage = SIGNED, *, official: bool = True) -> RunState:
    """A run worth 0, 50, 150, 250, 300 or 400 points."""
    words = {0: 0, 50: 1, 150: 2, 250: 3, 300: 4, 400: 5}[points]
    calls = [Call(n * 1000, call) for n, call in enumerate(("leave", "stop", "ball", "back", "home")[:words])]
    return replace(
        fold_run(LINE_FOLLOWING, "ES", []),
        run=f"r{number}",
        teams=("t1",),
        stage=stage,
        opened=RunOpened("t1", number, official, "open_runs", None, 1),
        score=score(LINE_FOLLOWING, "ES", calls),
    )


def test_the_best_of_the_runs_count() -> None:
    """Best two of three; the third breaks ties."""
    result = result_of([run_of(1, 150), run_of(2, 400), run_of(3, 300)], THREE_BEST_TWO)

    assert (700, 400, (300, 150), ("r2", "r3"), 0) == (
        result.total, result.best_single, result.next_best, result.counted, result.runs_left,
    )  # fmt: skip


def test_void_runs_use_no_attempt_and_practice_is_not_counted() -> None:
    """A fault of the hall costs nothing; practice is free."""
    runs = [run_of(1, 400, VOIDED), run_of(2, 400, official=False), run_of(3, 50)]

    result = result_of(runs, THREE_BEST_TWO)

    assert (50, ("r3",), 2) == (result.total, result.signed, result.runs_left)


def test_a_run_that_is_not_signed_is_provisional() -> None:
    """It uses its attempt and counts nowhere yet."""
    result = result_of([run_of(1, 400, ENDED), run_of(2, 50)], THREE_BEST_TWO)

    assert (50, ("r1",), 1) == (result.total, result.pending, result.runs_left)


def test_runs_beyond_the_allowed_do_not_count() -> None:
    """The first N official runs stand; a better one after them is listed and counts nowhere."""
    result = result_of([run_of(1, 0), run_of(2, 0), run_of(3, 50), run_of(4, 400)], THREE_BEST_TWO)

    assert (50, ("r4",), 0) == (result.total, result.beyond, result.runs_left)


def test_no_run_is_no_total() -> None:
    """Nothing signed is nothing, and a signed 0 is 0."""
    assert (None, None) == (result_of([], THREE_BEST_TWO).total, result_of([], THREE_BEST_TWO).best_single)
    assert (0, 0) == (
        result_of([run_of(1, 0)], THREE_BEST_TWO).total,
        result_of([run_of(1, 0)], THREE_BEST_TWO).best_single,
    )


@pytest.mark.parametrize(
    ("fn", "total", "counted"),
    [
        ("sum", 700, ("r2", "r3")),
        ("best", 400, ("r2",)),
        ("mean", 350_000, ("r2", "r3")),
        ("drop_lowest", 700, ("r2", "r3")),
    ],
)
def test_the_ways_to_add_up(fn: Aggregate, total: int, counted: tuple[str, ...]) -> None:
    """Sum and mean (thousandths of a point) of the best K, the best alone, or all but the lowest."""
    result = result_of([run_of(1, 150), run_of(2, 400), run_of(3, 300)], Aggregation(3, 2, fn))

    assert (total, counted) == (result.total, result.counted)


def test_equal_runs_count_in_their_order() -> None:
    """Of equal runs the earlier is named."""
    result = result_of([run_of(1, 150), run_of(2, 150), run_of(3, 150)], THREE_BEST_TWO)

    assert ("r1", "r2") == result.counted
