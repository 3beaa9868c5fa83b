"""The robot on the floor, against arithmetic that owes it nothing."""

import math

import pytest

from firmware.virtual.physics import EVEN, Drive, RobotModel


def drive(seed: int = 1, model: RobotModel = EVEN) -> Drive:
    """A robot at the origin, looking along +x, with nothing in its way."""
    return Drive(seed, model, lambda *_: False, (0.0, 0.0, -1.0))


def push(robot: Drive, left: float, right: float) -> None:
    """Set both motors, -1..1."""
    for first, share in ((0, left), (2, right)):
        robot.set_input(first, int(max(share, 0) * 65535))
        robot.set_input(first + 1, int(max(-share, 0) * 65535))


def reference(left: float, right: float, ms: int) -> tuple[float, float, float]:
    """Pose after `ms`: the same equations at 10 kHz with the library's sine, written anew."""
    x = y = angle = left_speed = right_speed = 0.0
    step = 1e-4

    def free(share: float) -> float:
        beyond = abs(share) - EVEN.dead_band
        return math.copysign(max(0.0, beyond) / (1 - EVEN.dead_band) * EVEN.free_speed_mm_s, share)

    for _ in range(ms * 10):
        left_speed += (free(left) - left_speed) * step / (EVEN.lag_ms / 1000)
        right_speed += (free(right) - right_speed) * step / (EVEN.lag_ms / 1000)
        x += (left_speed + right_speed) / 2 * math.cos(angle) * step
        y += (left_speed + right_speed) / 2 * math.sin(angle) * step
        angle += (right_speed - left_speed) / EVEN.track_mm * step
    return x, y, angle


def test_a_start_from_rest_follows_the_exponential() -> None:
    """Closed form: v = v0 (1 - e^(-t/T)), s = v0 (t - T (1 - e^(-t/T)))."""
    robot, lag_s, free = drive(), EVEN.lag_ms / 1000, EVEN.free_speed_mm_s
    push(robot, 1, 1)
    for ms in range(50, 1001, 50):
        robot.run(50)
        t = ms / 1000
        assert math.isclose(free * (1 - math.exp(-t / lag_s)), robot.left_mm_s, rel_tol=0.005)
        assert math.isclose(free * (t - lag_s * (1 - math.exp(-t / lag_s))), robot.x_mm, rel_tol=0.03)


@pytest.mark.parametrize(
    ("left", "right"), [(0.5, 0.5), (0.7, 0.4), (0.3, 0.9), (-0.4, 0.4), (-0.6, -0.5), (0.05, 0.5)]
)
def test_any_drive_agrees_with_ten_kilohertz(left: float, right: float) -> None:
    """Position within 3 % of the way, heading within 3 %, after two seconds."""
    robot = drive()
    push(robot, left, right)
    robot.run(2000)

    x, y, angle = reference(left, right, 2000)

    way_mm = (abs(robot.left_mm) + abs(robot.right_mm)) / 2
    assert math.hypot(robot.x_mm - x, robot.y_mm - y) <= 0.03 * way_mm
    assert math.isclose(angle, math.radians(robot.heading_deg), rel_tol=0.03, abs_tol=0.01)
    assert math.isclose(1.0, math.hypot(robot.cos, robot.sin), abs_tol=1e-9)


def test_signs_straight_left_and_right() -> None:
    """Forward is +x at heading 0; the faster right wheel turns left, which is positive here."""
    ahead, left, right = drive(), drive(), drive()
    push(ahead, 0.5, 0.5)
    push(left, 0.3, 0.6)
    push(right, 0.6, 0.3)
    for robot in (ahead, left, right):
        robot.run(1000)

    assert ahead.x_mm > 150
    assert math.isclose(0.0, ahead.y_mm, abs_tol=1e-9)
    assert left.heading_deg > 20
    assert left.y_mm > 0
    assert right.heading_deg < -20
    assert right.y_mm < 0


def test_encoders_count_what_the_wheel_rolled() -> None:
    """1,440 counts a turn of a 60 mm wheel."""
    robot = drive()
    push(robot, 0.5, 0.5)
    robot.run(3000)

    turns = robot.x_mm / (math.pi * 60)
    assert math.isclose(turns * 1440, robot.left_mm * EVEN.counts_per_mm, rel_tol=1e-6)


def test_a_drive_inside_the_dead_band_does_nothing_and_rest_stays_rest() -> None:
    """Too little drive does not turn a wheel; a standing robot does not creep."""
    robot = drive(model=RobotModel())
    push(robot, 0.04, -0.04)
    robot.run(5000)
    assert (0.0, 0.0) == (robot.x_mm, robot.left_mm)

    push(robot, 0.6, 0.6)
    robot.run(500)
    push(robot, 0, 0)
    robot.run(3000)
    assert robot.is_resting


def test_braking_stops_sooner_than_coasting() -> None:
    """Both inputs high short the motor."""
    ways = []
    for duty in (0, 65535):
        robot = drive()
        push(robot, 1, 1)
        robot.run(1000)
        before = robot.x_mm
        for number in range(4):
            robot.set_input(number, duty)
        robot.run(1000)
        ways.append(robot.x_mm - before)

    assert ways[1] < ways[0] / 3


def test_a_seed_makes_its_own_robot_and_repeats_to_the_bit() -> None:
    """Unequal wheels, battery and slip come from the seed and from nothing else."""

    def way(seed: int) -> tuple[float, float, float, float]:
        robot = drive(seed, RobotModel())
        push(robot, 0.6, 0.6)
        robot.run(1234)
        robot.run(766)
        return robot.x_mm, robot.y_mm, robot.heading_deg, robot.voltage

    assert way(5) == way(5)
    assert way(5) != way(6)
    assert 0.5 < max(abs(way(seed)[2]) for seed in range(1, 9)) < 45  # it drifts, and can be steered


def test_how_the_steps_are_cut_changes_nothing() -> None:
    """Two seconds at once, or in the odd pieces that exchanges leave, are the same two seconds."""
    whole, pieces = drive(4, RobotModel()), drive(4, RobotModel())
    push(whole, 0.7, 0.5)
    push(pieces, 0.7, 0.5)

    whole.run(2000)
    for size in (1, 3, 7, 989, 1000):
        pieces.run(size)

    assert (whole.x_mm, whole.y_mm, whole.charge) == (pieces.x_mm, pieces.y_mm, pieces.charge)


def test_a_stalled_motor_makes_the_battery_sag() -> None:
    """Full drive against a wall loads the battery; at free speed it hardly does."""
    free, stalled = drive(1, RobotModel()), Drive(1, RobotModel(), lambda *_: True, (0.0, 0.0, 1e6))
    for robot in (free, stalled):
        push(robot, 1, 1)
        robot.run(2000)

    assert stalled.is_touching
    assert stalled.voltage < free.voltage - 0.04
    assert stalled.x_mm == 0.0
