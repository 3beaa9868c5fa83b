"""The moments of a run: what a box tells later happened later, however its clock is found to be meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.link import SignalArrived
from judge.open_run import OpenRun
from judge.questions import UNSURE_MS_MAX
from tests.judge.test_box_clock import Bench

SECOND_US = 1_000_000


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40), st.integers(-40, 40)), min_size=1, max_size=30),
)
def test_signals_of_one_box_keep_their_order_and_their_promise(told: list[tuple[int, int, int]]) -> None:
    """Each comes some time after the one before, and is known to so many ms: none goes back, or leaves its doubt."""
    run, true_ms, before_ms = OpenRun("r1"), 0, -1
    for later_ms, unsure_ms, off_ms in told:
        true_ms += later_ms
        at_ms, said_ms = run.in_order(0, true_ms + max(-unsure_ms, min(off_ms, unsure_ms)), unsure_ms)
        assert at_ms >= before_ms or before_ms < 0
        assert abs(at_ms - true_ms) <= said_ms
        before_ms = at_ms


def test_two_boxes_are_not_put_in_an_order_by_when_they_told() -> None:
    """One box's cable is slow: what it tells later may have happened before."""
    run = OpenRun("r1")
    run.in_order(0, 5000, 0)

    assert run.in_order(1, 3000, 1) == (3000, 1)


def test_a_moment_that_contradicts_the_order_is_asked_about() -> None:
    """A box died, and the clock jumped back where nobody saw it: the order stands, the moment is nobody's."""
    run = OpenRun("r1")
    run.in_order(0, 61_000, 0)
    at_ms, unsure_ms = run.in_order(0, 62_000 - 3_600_000, 3)

    assert at_ms == 61_000
    assert unsure_ms > UNSURE_MS_MAX


def test_a_box_that_began_anew_tells_nothing_from_before_the_start() -> None:
    """It was not even on then."""
    run = OpenRun("r1")
    run.begin_anew(0)

    assert run.in_order(0, -20, 30) == (0, 30)


@pytest.mark.parametrize(
    ("jump_us", "asked_ago_us", "expected_us"),
    [
        pytest.param(0, 40_000, -20_000, id="the box's clock, where it is known"),
        pytest.param(3600 * SECOND_US, 40_000, -20_000, id="between asking and answer, where the clock jumped"),
    ],
)
def test_the_start_lies_between_asking_and_answer(jump_us: int, asked_ago_us: int, expected_us: int) -> None:
    """By the box's clock to its error; where that contradicts the host's own, the host was there."""
    bench = Bench(0, (300, 900), 1)
    for _ in range(20):
        bench.exchange()
    now_us = bench.host_us(bench.now_us) + jump_us
    lamp = SignalArrived("box", 77, 1, bench.device_us(bench.now_us - 20_000), "start", ("r1",))
    run = OpenRun("r1", asked_us=now_us - asked_ago_us)
    run.start_by_box(bench.clock, lamp, now_us)

    assert run.started_us is not None
    assert abs(run.started_us - now_us - expected_us) <= run.unsure_us + 2
    assert run.unsure_us == (20_000 if jump_us else bench.clock.error_at(lamp.device_us))


def test_a_start_is_known_better_as_its_boxs_clock_is() -> None:
    """One slow exchange before the lamp, good ones after it: another box's moments in the run become sure with them."""
    near, far = Bench(0, (60_000, 90_000), 1), Bench(0, (300, 900), 2, offset_us=-3 * SECOND_US)
    near.exchange()
    lamp = SignalArrived("box", 77, 1, near.device_us(near.now_us), "start", ("r1",))
    run = OpenRun("r1", asked_us=near.now_us - 2 * SECOND_US)
    run.start_by_box(near.clock, lamp, near.now_us + 100_000)
    started_us, far.now_us, near.delay_us = near.now_us, near.now_us, (300, 900)
    for _ in range(20):
        near.exchange()
        far.exchange()
    gate = SignalArrived("box", 88, 1, far.device_us(started_us + 10 * SECOND_US), "signal", ("0", "1"))
    at_first, now = run.moment(far.clock, gate, None), run.moment(far.clock, gate, near.clock)

    assert at_first is not None
    assert now is not None
    assert at_first[1] > UNSURE_MS_MAX
    assert abs(now[0] - 10_000) <= now[1] + 1 <= 3
