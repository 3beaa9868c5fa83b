"""The control on numbers that raise beyond 31 bits, as a board has them without a heap, on CPython.

Here a whole number may grow for ever and nobody would notice; on a robot a larger one is an object on the heap, in
every tick. The same modules drive the field's own physics, with every count, time and setting such a number.
"""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

from collections.abc import Callable
from typing import Any

import pytest

from firmware.robot import drivebase
from firmware.robot.drivebase import DriveBase, RobotStuck
from firmware.robot.heading import REST_COUNT, Heading
from firmware.robot.line_follower import LineFinder, steer
from firmware.robot.stop_latch import StopLatch
from firmware.robot.wheel import Wheel
from firmware.virtual.physics import Drive, RobotModel
from tests.firmware.robot.small_int import MAX, SmallInt


class Bench:
    """Two wheels of the field's physics, a clock and a gyro, all in small integers."""

    def __init__(self, seed: int, *, held: bool = False) -> None:
        self._drive = Drive(seed, RobotModel(), lambda *_: held, (0.0, 0.0, 1e9) if held else (1e9, 1e9, 1.0))
        self._ms = 0
        self._begin_deg = 0.0
        self.is_there = True

    def ticks_ms(self) -> SmallInt:
        return SmallInt(self._ms & MAX)

    def ticks_diff(self, end: int, start: int) -> SmallInt:
        return SmallInt(((int(end) - int(start) + (1 << 29)) & MAX) - (1 << 29))

    def sleep_ms(self, duration_ms: int) -> None:
        assert duration_ms >= 0
        self._drive.run(int(duration_ms))
        self._ms += int(duration_ms)

    def wheel(self, is_left: bool) -> Wheel:
        bench, drive = self, self._drive

        class Motor:
            def effort(self, effort: int) -> None:
                assert isinstance(effort, SmallInt)
                duty = min(1000, max(-1000, int(effort))) * 65
                first = 0 if is_left else 2
                drive.set_input(first, max(0, duty))
                drive.set_input(first + 1, max(0, -duty))

            def brake(self) -> None:
                first = 0 if is_left else 2
                drive.set_input(first, 65535)
                drive.set_input(first + 1, 65535)

        class Encoder:
            def count(self) -> SmallInt:
                way_mm = bench._drive.left_mm if is_left else bench._drive.right_mm
                return SmallInt(way_mm * RobotModel().counts_per_mm // 1)

        settings = [SmallInt(setting) for setting in (4124, 60, 3, 10)]
        return Wheel(Motor(), Encoder(), *settings)

    def roll_on(self, way_mm: float) -> None:
        """Both wheels have turned that much further."""
        self._drive.left_mm += way_mm
        self._drive.right_mm += way_mm

    def begin(self) -> None:
        self._begin_deg = self._drive.heading_deg

    def move(self) -> None:
        pass

    end = move

    def mdeg(self) -> SmallInt:
        return SmallInt((self._begin_deg - self._drive.heading_deg) * 1000 // 1)


@pytest.fixture
def small_base(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[DriveBase, Bench]]:
    """A drive base on a bench; what it rounds is small too."""
    monkeypatch.setattr(drivebase, "int", SmallInt, raising=False)

    def make(*, has_gyro: bool = True, held: bool = False) -> tuple[DriveBase, Bench]:
        bench = Bench(1, held=held)
        base = DriveBase(
            bench.wheel(True),
            bench.wheel(False),
            SmallInt(7636),
            SmallInt(150),
            bench,
            StopLatch(),
            bench if has_gyro else None,
        )
        return base, bench

    return make


SmallBase = Callable[..., tuple[DriveBase, Bench]]


@pytest.mark.parametrize("has_gyro", [True, False], ids=["gyro", "wheels alone"])
@pytest.mark.parametrize(
    "move",
    [
        lambda base: base.straight(9000, 400),
        lambda base: base.straight(-9000, 400),
        lambda base: base.straight(1, 1),
        lambda base: base.turn(3600, 250),
        lambda base: base.turn(-3600, 250),
        lambda base: base.curve(1500, 360, 300),
        lambda base: base.curve(-1500, -360, 300),
    ],
    ids=["9 m", "9 m back", "1 mm", "ten turns", "ten turns left", "a wide circle", "a wide circle back"],
)
def test_no_number_of_a_movement_leaves_31_bits(
    small_base: SmallBase, move: Callable[[DriveBase], Any], has_gyro: bool
) -> None:
    """Nine metres are what fits in a hall, at full speed."""
    base, _ = small_base(has_gyro=has_gyro)
    base.finish(move(base))

    assert isinstance(base.way_mm(), SmallInt)
    assert not base._is_driving


def test_no_number_of_a_drive_leaves_31_bits(small_base: SmallBase) -> None:
    """A robot that has driven 50 km, at full speed, steering hard."""
    base, bench = small_base()
    base.drive(SmallInt(500), SmallInt(0))
    bench.roll_on(50_000_000.0)
    base.wait_ms(SmallInt(20))
    for second in range(20):
        base.drive(SmallInt(500), SmallInt(250 if second % 2 else -250))
        base.wait_ms(SmallInt(1000))
    base.stop()

    assert 50_000_000 < base.way_mm() < 50_050_000


def test_a_held_robot_gives_up_within_a_second(small_base: SmallBase) -> None:
    """Half a second at high effort without a way; the motors are off, and the numbers stay small meanwhile."""
    base, bench = small_base(held=True)
    motion = base.straight(500, 200)
    with pytest.raises(RobotStuck, match="something holds the robot"):
        base.finish(motion)

    assert 500 <= bench.ticks_ms() <= 1500


def test_a_gyro_that_falls_silent_leaves_the_drive_to_the_wheels(small_base: SmallBase) -> None:
    """In the middle of a movement: it ends all the same, as far as it should."""
    base, bench = small_base()
    motion = base.straight(500, 200)
    base.wait_ms(SmallInt(1000))
    bench.is_there = False
    base.finish(motion)

    assert abs(base.way_mm() - 500) < 10


def test_steering_by_a_line_stays_in_31_bits() -> None:
    """Every reading that three sensors can give."""
    finder = LineFinder(SmallInt(12_000))
    for left in range(0, 101, 20):
        for middle in range(0, 101, 20):
            for right in range(0, 101, 20):
                offset_um = finder.look(SmallInt(left), SmallInt(middle), SmallInt(right))
                assert -250 <= steer(offset_um, offset_um * 2, SmallInt(10)) <= 250


# -- the angle of a gyro -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [32767, -32768, 1000, -1, 0])
def test_rates_add_up_to_an_angle(rate: int) -> None:
    """In thousandths of a degree, for ten thousand readings at the sensor's end of scale: 1,500 turns."""
    heading = Heading(SmallInt(5952))
    heading.begin()
    for _ in range(10_000):
        heading.turn(SmallInt(rate))

    assert isinstance(heading.mdeg(), SmallInt) or rate == 0
    assert heading.mdeg() == pytest.approx(rate * 10_000 * 1000 / 5952, abs=2)


def test_the_error_at_rest_is_learned_and_taken_away() -> None:
    """A gyro that says 14 units when it stands: afterwards it stands."""
    heading = Heading(5952)
    for number in range(REST_COUNT):
        heading.rest(SmallInt(14 + number % 3 - 1))
    heading.begin()
    for _ in range(1000):
        heading.turn(SmallInt(14))

    assert heading.is_learned
    assert abs(heading.mdeg()) < 100


def test_a_robot_that_is_carried_teaches_nothing() -> None:
    """Rates that differ too much are no rest; what was known stays."""
    heading = Heading(5952)
    for number in range(REST_COUNT * 3):
        heading.rest(SmallInt(number * 5))

    assert not heading.is_learned
