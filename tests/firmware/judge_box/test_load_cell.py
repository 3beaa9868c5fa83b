"""A weight that grows, as a counter: balls in a box, whatever the scale trembles."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import random

import pytest

from firmware.judge_box.load_cell import PULSES, SIGN_BIT, LoadCell, WeightSteps

BALL_RAW = 1000
EMPTY_RAW = -41_234


def rest(weight: WeightSteps, balls: int, tremble: random.Random | None = None) -> int:
    """Let the box stand still with so many balls in it; return what was counted."""
    return sum(
        weight.take(EMPTY_RAW + balls * BALL_RAW + (tremble.randint(-90, 90) if tremble else 0)) for _ in range(12)
    )


def test_the_empty_box_is_no_ball() -> None:
    """What the scale shows at the start is its zero, whatever that is."""
    assert rest(WeightSteps(BALL_RAW), 0) == 0


@pytest.mark.parametrize("seed", range(5))
def test_every_ball_counts_once_however_many_fall_at_a_time(seed: int) -> None:
    """Two balls together are two; a scale that trembles by a tenth of a ball adds none."""
    dice = random.Random(seed)
    weight, balls, counted = WeightSteps(BALL_RAW), 0, 0
    rest(weight, 0, dice)
    for _ in range(40):
        balls += dice.randint(0, 3)
        for _ in range(dice.randint(0, 3)):
            weight.take(EMPTY_RAW + dice.randint(-20_000, 90_000))  # it swings
        counted += rest(weight, balls, dice)

    assert counted == balls, seed


def test_a_box_that_is_emptied_counts_from_there() -> None:
    """Taking balls out is no signal; those put in afterwards are."""
    weight = WeightSteps(BALL_RAW)
    rest(weight, 0)

    assert [rest(weight, balls) for balls in (5, 0, 2, 2)] == [5, 0, 2, 0]


def test_a_cell_that_is_hung_the_other_way_round_counts_too() -> None:
    """Its reading falls when the weight grows."""
    weight = WeightSteps(-BALL_RAW)
    for raw in (0,) * 4 + (-2 * BALL_RAW,) * 8:
        last = weight.take(raw)
        if last:
            break

    assert last == 2


class Hx711:
    """The amplifier's pins: a bit for each pulse of the clock, the highest first."""

    def __init__(self, raw: int) -> None:
        self.bits = [raw >> place & 1 for place in range(23, -1, -1)] + [1] * (PULSES - 24)
        self.pulses = 0
        self.is_ready = True

    def data(self) -> int:
        return 0 if self.is_ready and not self.pulses else self.bits[self.pulses - 1]

    def clock(self, level: int) -> None:
        self.pulses += level


class _Pin:
    """A pin with the method a board gives it."""

    def __init__(self, value: object) -> None:
        self.value = value


@pytest.mark.parametrize("raw", [0, 1, 1_234_567, -1, -SIGN_BIT, SIGN_BIT - 1])
def test_an_amplifier_is_read_bit_by_bit_with_its_sign(raw: int) -> None:
    """24 bits, two's complement, and the pulse that chooses the next gain."""
    amplifier, taken = Hx711(raw), list[int]()
    cell = LoadCell(_Pin(lambda: amplifier.data()), _Pin(amplifier.clock), BALL_RAW)
    cell._weight.take = lambda reading: taken.append(reading) or 0

    cell.steps()

    assert taken == [raw]
    assert amplifier.pulses == PULSES


def test_a_scale_that_has_nothing_to_say_costs_no_time() -> None:
    """Its data line is high: the loop goes on at once."""
    cell = LoadCell(_Pin(lambda: 1), _Pin(lambda _level: pytest.fail("a pulse")), BALL_RAW)

    assert cell.steps() == 0
