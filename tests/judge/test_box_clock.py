"""A judge box's clock in the host's time: the error that is stated is never passed, whatever the cable delays."""

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.box_clock import ANCHORS_MAX, GRAIN_US, BoxClock

SECOND_US = 1_000_000
MILLION = 1_000_000


@dataclass
class Bench:
    """A box whose crystal is off by PPM against the host's, on a cable with these delays each way."""

    ppm: float
    delay_us: tuple[int, int]
    seed: int
    offset_us: int = 7_654_321
    jump_us: int = 0
    now_us: int = 5 * SECOND_US
    clock: BoxClock = field(default_factory=BoxClock)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def device_us(self, true_us: int) -> int:
        return round((true_us - self.offset_us) * (1 - self.ppm / MILLION))

    def host_us(self, true_us: int) -> int:
        return true_us + self.jump_us

    def exchange(self, every_us: int = 2 * SECOND_US) -> int | None:
        """One sync; returns the jump that it brought to light."""
        sent_us = self.host_us(self.now_us)
        self.now_us += self.dice.randint(*self.delay_us)
        stamp_us = self.device_us(self.now_us)
        self.now_us += self.dice.randint(*self.delay_us)
        heard = self.clock.hear(sent_us, stamp_us, self.host_us(self.now_us))
        self.now_us += every_us
        return heard.jumped_us

    def off_us(self, true_us: int) -> int:
        """How far the clock is off at a moment."""
        return abs(self.clock.host_us(self.device_us(true_us)) - self.host_us(true_us))


@pytest.mark.parametrize("ppm", [-120, 0, 30])
@pytest.mark.parametrize("delay_us", [(300, 900), (2000, 30_000), (0, 300_000)], ids=["USB", "hub", "radio"])
@pytest.mark.parametrize("seed", range(2))
def test_the_stated_error_is_never_passed(ppm: int, delay_us: tuple[int, int], seed: int) -> None:
    """Ten minutes of exchanges: at every one, then and three minutes back, the truth lies within the error."""
    bench = Bench(ppm, delay_us, seed)
    for _ in range(60):
        bench.exchange(every_us=10 * SECOND_US)
        for ago_us in (0, 180 * SECOND_US):
            true_us = max(bench.now_us - ago_us, 5 * SECOND_US)
            assert bench.off_us(true_us) <= bench.clock.error_at(bench.device_us(true_us)) + 2, (bench, true_us)


@pytest.mark.parametrize("ppm", [-100, 0, 100])
def test_two_boxes_on_one_table_agree_to_a_millisecond(ppm: int) -> None:
    """Each by its own exchanges over a USB cable: one moment, two stamps, one time; 20 s after they were plugged in."""
    one, other = Bench(ppm, (200, 1200), 1), Bench(-ppm, (200, 1200), 2, offset_us=-3 * SECOND_US)
    for _ in range(60):
        one.exchange()
        other.now_us = one.now_us - 2 * SECOND_US
        other.exchange()
        if one.now_us < 25 * SECOND_US:
            continue
        moment_us = one.now_us
        apart_us = one.clock.host_us(one.device_us(moment_us)) - other.clock.host_us(other.device_us(moment_us))
        assert abs(apart_us) <= min(1000, one.clock.error_us + other.clock.error_us)
        assert max(one.clock.error_us, other.clock.error_us) <= 1200


@pytest.mark.parametrize("ppm", [-80, 40])
def test_the_drift_is_learned(ppm: int) -> None:
    """After five minutes the drift is known to five millionths, and said to be."""
    bench = Bench(ppm, (200, 1200), 3)
    for _ in range(150):
        bench.exchange()

    assert abs(bench.clock.drift_ppb - ppm * 1000) <= 5000
    assert bench.clock.drift_error_ppb <= 10_000


def test_many_slow_exchanges_say_more_than_one() -> None:
    """Over a line that delays by 0 to 300 ms, a hundred exchanges leave a fraction of one's error."""
    bench = Bench(20, (0, 300_000), 4)
    bench.exchange()
    first_us = bench.clock.error_us
    for _ in range(100):
        bench.exchange(every_us=100_000)

    assert bench.clock.error_us < first_us / 8


@pytest.mark.parametrize("jump_us", [-3600 * SECOND_US, -40_000, 40_000, 8 * 3600 * SECOND_US])
def test_a_host_whose_clock_jumps_is_noticed_and_learned_anew(jump_us: int) -> None:
    """A computer that slept: two exchanges later the box's moments stand in the new time, and the jump is told once."""
    bench = Bench(30, (300, 900), 5)
    for _ in range(30):
        bench.exchange()
    bench.jump_us = jump_us
    jumps = [jump for jump in [bench.exchange() for _ in range(10)] if jump is not None]

    assert len(jumps) == 1
    assert abs(jumps[0] - jump_us) <= 1500
    assert bench.off_us(bench.now_us) <= bench.clock.error_us <= 3000


def test_one_exchange_that_contradicts_all_others_is_not_believed() -> None:
    """The host's clock was set while the answer was under way: its figure is wrong for before and for after."""
    bench = Bench(0, (300, 900), 6)
    for _ in range(20):
        bench.exchange()
    was_us = bench.clock.host_us(bench.device_us(bench.now_us))
    stamp_us = bench.device_us(bench.now_us)
    heard = bench.clock.hear(bench.now_us + 90_000, stamp_us, bench.now_us + 91_000)

    assert (heard.is_better, heard.jumped_us) == (False, None)
    assert bench.clock.host_us(bench.device_us(bench.now_us)) == was_us
    assert [bench.exchange() for _ in range(5)] == [None] * 5


@given(st.lists(st.tuples(*[st.integers(-(2**63), 2**63)] * 3), max_size=40))
def test_nothing_makes_it_fail_or_grow(exchanges: list[tuple[int, int, int]]) -> None:
    """Any moments at all: no error, and no more memory than sixteen anchors."""
    clock = BoxClock()
    for sent_us, device_us, received_us in exchanges:
        clock.hear(min(sent_us, received_us), device_us, max(sent_us, received_us))
        assert len(clock.anchors) <= ANCHORS_MAX
        clock.host_us(device_us)


def test_one_exchange_is_known_to_half_of_its_round_trip() -> None:
    """Sent at 1,000 us, answered at 3,000 with device time 50: offset 1,950, give or take 1,000 and the grain."""
    clock = BoxClock()
    clock.hear(1000, 50, 3000)

    assert (clock.offset_us, clock.error_us) == (1950, 1000 + GRAIN_US)
    assert clock.host_us(50) == 2000
