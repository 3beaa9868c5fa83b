"""Two robots that push each other: who moves whom, alike for both, and never one in the other."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from firmware.virtual.physics import Drive
from firmware.virtual.pushing import Pushing, touch
from firmware.virtual.robot_model import EVEN, RobotModel

MIDDLE = (500.0, 500.0)


def drive(model: RobotModel = EVEN, seed: int = 1) -> Drive:
    """A robot on an empty floor."""
    return Drive(seed, model, lambda *_: False, (0.0, 0.0, -1.0))


def push(robot: Drive, left: float, right: float) -> None:
    """Set both motors, -1..1."""
    for first, share in ((0, left), (2, right)):
        robot.set_input(first, int(max(share, 0) * 65535))
        robot.set_input(first + 1, int(max(-share, 0) * 65535))


def met(one: RobotModel = EVEN, other: RobotModel = EVEN, apart_mm: float = 300.0) -> tuple[Drive, Drive, Pushing]:
    """Two robots that look at each other, west and east of the middle."""
    west, east = drive(one), drive(other)
    west.place(MIDDLE[0] - apart_mm / 2, MIDDLE[1], 0.0)
    east.place(MIDDLE[0] + apart_mm / 2, MIDDLE[1], 180.0)
    return west, east, Pushing(west, east)


def run(pushing: Pushing, ms: int) -> None:
    for _ in range(0, ms, 5):
        pushing.run(5)


def contact_x(west: Drive, east: Drive) -> float:
    return (west.x_mm + east.x_mm) / 2


def test_equal_robots_hold_each_other() -> None:
    """At full drive, nose on nose, for three seconds: the wheels slip, nobody gives way."""
    west, east, pushing = met()
    push(west, 1, 1)
    push(east, 1, 1)
    run(pushing, 3000)

    assert pushing.is_touching
    assert contact_x(west, east) == pytest.approx(MIDDLE[0], abs=0.01)
    assert east.x_mm - west.x_mm == pytest.approx(200, abs=3)
    assert 0 < west.left_mm_s < 0.5 * EVEN.free_speed_mm_s


@pytest.mark.parametrize(
    "stronger",
    [replace(EVEN, mass_g=1500.0, stall_n=9.0), replace(EVEN, grip=1.1)],
    ids=["a heavier robot", "better tyres"],
)
def test_who_has_more_hold_on_the_floor_pushes_the_other_away(stronger: RobotModel) -> None:
    """From the west or from the east, by at least 10 cm in two seconds."""
    for one, other, way in ((stronger, EVEN, 1), (EVEN, stronger, -1)):
        west, east, pushing = met(one, other)
        push(west, 1, 1)
        push(east, 1, 1)
        run(pushing, 2000)

        assert (contact_x(west, east) - MIDDLE[0]) * way > 100


def test_a_motor_too_weak_to_slip_its_tyres_loses() -> None:
    """2 N a wheel against tyres that slip at 4.4."""
    west, east, pushing = met(replace(EVEN, stall_n=2.0))
    push(west, 1, 1)
    push(east, 1, 1)
    run(pushing, 2000)

    assert contact_x(west, east) < MIDDLE[0] - 50


def test_one_that_stands_is_pushed_and_one_across_resists_more() -> None:
    """Along its wheels it rolls with the push; across them its tyres hold."""
    ways = []
    for heading_deg in (180.0, 90.0):
        west, east, pushing = met(apart_mm=240.0)
        east.place(east.x_mm, east.y_mm + 10.0, heading_deg)
        before_mm = east.x_mm
        push(west, 0.8, 0.8)
        run(pushing, 1500)
        ways.append(east.x_mm - before_mm)

    assert ways[0] > 100
    assert 0 < ways[1] < ways[0] / 2


def test_who_drives_away_pulls_nobody_along() -> None:
    """The other stands as before."""
    west, east, pushing = met(apart_mm=200.4)
    push(west, 0.5, 0.5)
    run(pushing, 100)
    push(west, -0.8, -0.8)
    run(pushing, 900)
    stood_mm = east.x_mm
    run(pushing, 600)

    assert not pushing.is_touching
    assert abs(east.x_mm - stood_mm) < 0.5
    assert west.x_mm < east.x_mm - 300


PUSHES = [
    ((0.9, 0.7), (0.6, 0.6)),
    ((1.0, 1.0), (0.4, -0.4)),
    ((0.5, 0.8), (0.8, 0.3)),
    ((0.7, 0.7), (-0.3, -0.5)),
]


@pytest.mark.parametrize(("one", "other"), PUSHES)
def test_a_bout_seen_from_the_other_side_is_the_same_bout(one: tuple[float, float], other: tuple[float, float]) -> None:
    """Programs and starts changed over, in a world without chance: every place is mirrored at the ring's middle."""
    ends = []
    for first, second in ((one, other), (other, one)):
        west, east, pushing = met()
        push(west, *first)
        push(east, *second)
        run(pushing, 2500)
        ends.append((west, east))
    (west, east), (other_west, other_east) = ends

    for robot, image in ((west, other_east), (east, other_west)):
        assert robot.x_mm - MIDDLE[0] == pytest.approx(MIDDLE[0] - image.x_mm, abs=1e-3)
        assert robot.y_mm - MIDDLE[1] == pytest.approx(MIDDLE[1] - image.y_mm, abs=1e-3)
        assert robot.cos == pytest.approx(-image.cos, abs=1e-5)
        assert robot.left_mm == pytest.approx(image.left_mm, abs=1e-3)


@pytest.mark.parametrize(("one", "other"), PUSHES)
def test_two_bodies_are_never_in_one_place(one: tuple[float, float], other: tuple[float, float]) -> None:
    """Whatever they push with, at most 5 mm of one are in the other, and nobody is thrown away."""
    west, east, pushing = met()
    push(west, *one)
    push(east, *other)
    places = []
    for _ in range(500):
        pushing.run(5)
        at = touch(west, east)
        assert at is None or at.depth_mm < 5
        places.append((west.x_mm, west.y_mm, east.x_mm, east.y_mm))

    fastest = max(math.dist(after, before) for before, after in pairwise(places)) / 0.005
    assert fastest < 2 * EVEN.free_speed_mm_s
    assert math.hypot(west.cos, west.sin) == pytest.approx(1.0, abs=1e-6)


def test_how_the_steps_of_a_push_are_cut_changes_nothing() -> None:
    """Five at once, or one and four as exchanges leave them."""
    ends = []
    for cut in ((5,), (1, 4), (2, 2, 1)):
        west, east, pushing = met(RobotModel(), RobotModel())
        push(west, 0.9, 0.7)
        push(east, 0.6, 0.6)
        for _ in range(200):
            for steps in cut:
                pushing.run(steps)
        ends.append((west.x_mm, west.y_mm, east.x_mm, east.y_mm, west.left_mm, east.charge))

    assert ends[0] == ends[1] == ends[2]
