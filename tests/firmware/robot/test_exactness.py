"""How exactly straight, turn, curve and a square end, and what a tick of them costs."""

import sys

import pytest

from benchmarks.control_tick import WORDS, bytes_per_tick
from benchmarks.drive_base import MOVES, SEEDS, WORN, Move, errors

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

moves = pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)


@moves
@pytest.mark.parametrize("has_gyro", [True, False], ids=["gyro", "wheels alone"])
def test_a_movement_ends_where_it_was_promised_to(move: Move, has_gyro: bool) -> None:
    """straight(50) within 1 cm and 2 degrees, turn(90) within 3, a curve and a square of 40 cm within 3 cm."""
    for seed in SEEDS[:2]:
        way_mm, angle_deg = errors(move, seed, has_gyro=has_gyro)
        assert (way_mm <= move.way_mm_max, angle_deg <= move.angle_deg_max) == (True, True), (seed, way_mm, angle_deg)


@pytest.mark.torture
@moves
@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_ends_where_it_was_promised_to(move: Move, seed: int) -> None:
    """Twenty robots; the test's id repeats one, `python -m benchmarks.drive_base` shows them all."""
    for has_gyro in (True, False):
        way_mm, angle_deg = errors(move, seed, has_gyro=has_gyro)
        assert way_mm <= move.way_mm_max, (seed, has_gyro)
        assert angle_deg <= move.angle_deg_max, (seed, has_gyro)


def test_on_worn_wheels_the_gyro_keeps_the_robot_straight() -> None:
    """Unequal wheels bend its way, and their encoders see nothing: over five robots, less than a third of the angle."""
    straight = MOVES[0]
    with_gyro = [errors(straight, seed, model=WORN)[1] for seed in SEEDS[:5]]
    without = [errors(straight, seed, model=WORN, has_gyro=False)[1] for seed in SEEDS[:5]]

    assert max(with_gyro) < 2
    assert sum(with_gyro) < sum(without) / 3


@pytest.mark.parametrize("word", WORDS)
def test_a_tick_takes_no_byte_of_heap(word: str) -> None:
    """2,000 ticks of the child's own word, the collector off, the virtual `time` and `machine` below it included."""
    assert bytes_per_tick(word, 2000) == 0
