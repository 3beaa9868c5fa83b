"""A robot as a file: read and checked; what its amounts do to what a program senses."""

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.virtual.echo import Rangefinder
from firmware.virtual.field import Field
from firmware.virtual.field_errors import RobotFileError
from firmware.virtual.gyro import PERIOD_US, Gyro
from firmware.virtual.physics import Drive
from firmware.virtual.plan import load_plan, quiet
from firmware.virtual.ports import ADC, COUNT, ECHO_US
from firmware.virtual.robot_model import EVEN, RobotModel, load_robot, robot_names, write_robot
from firmware.virtual.wiring import ECHO_PIN, ENCODER_PINS, LINE_PINS

HALF_ROBOT_MM = 100


def test_the_standard_robot_is_what_its_file_says() -> None:
    """The file is what a teacher copies, so it and the program's own amounts are one."""
    assert load_robot("standard") == RobotModel()


def test_a_file_says_only_what_differs() -> None:
    """What it leaves out is as in the standard robot."""
    worn = load_robot("worn")

    assert worn.free_speed_mm_s < RobotModel().free_speed_mm_s
    assert worn.track_mm == RobotModel().track_mm
    assert robot_names() == ["standard", "worn"]


def test_a_written_file_is_read_as_it_was(tmp_path: Path) -> None:
    """Whatever amounts were measured."""
    model = replace(RobotModel(), lag_ms=88.25, grip=0.71)
    file = tmp_path / "mine.toml"
    file.write_text(write_robot(model, {"en": "Mine"}, {"lag_ms": "measured"}), encoding="utf-8")

    assert load_robot(file) == model


@pytest.mark.parametrize(
    ("text", "part", "reason"),
    [
        ("[wheels]\nlag = 3\n", "wheels.lag", "is not one of"),
        ("[wheels]\nlag_ms = 'long'\n", "wheels.lag_ms", "must be a number"),
        ("[wheels]\nlag_ms = true\n", "wheels.lag_ms", "must be a number"),
        ("[wheels]\nlag_ms = 0\n", "wheels.lag_ms", "must be from 5 to 1000"),
        ("[battery]\nsag = nan\n", "battery.sag", "must be from 0 to 0.5"),
        ("[legs]\nnumber = 6\n", "legs", "is not one of"),
        ("wheels = 2\n", "wheels", "is not one of"),
        ("[wheels\n", "toml", ""),
    ],
)
def test_a_wrong_file_names_its_key_and_why(tmp_path: Path, text: str, part: str, reason: str) -> None:
    """A teacher who edits it is told where to look."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(RobotFileError) as caught:
        load_robot(file)

    assert (file, part) == (caught.value.file, caught.value.part)
    assert reason in caught.value.reason


def looking(angle_deg: float, away_mm: float) -> tuple[float, float, float, float]:
    """A pose before the practice floor's east wall (x = 2700), turned away from it by an angle."""
    angle = math.radians(angle_deg)
    x = 2700 - away_mm - HALF_ROBOT_MM * math.cos(angle)
    return x, 600.0, math.cos(angle), math.sin(angle)


def test_a_wall_aslant_is_heard_where_the_cone_meets_it_first() -> None:
    """A ray goes on along the nose; a cone of 15 degrees hears the nearer part, a wall more aslant less of it."""
    plan = load_plan("practice")
    cone, ray = Rangefinder(EVEN, plan), Rangefinder(replace(EVEN, cone_deg=0.0), plan)

    assert cone.hear_mm(looking(0, 300)) == pytest.approx(300)
    assert ray.hear_mm(looking(30, 300)) == pytest.approx(300 / math.cos(math.radians(30)))
    assert cone.hear_mm(looking(30, 300)) == pytest.approx(300 / math.cos(math.radians(15)), rel=0.02)
    assert Rangefinder(replace(EVEN, range_mm=500.0), plan).hear_mm(looking(75, 100)) is None


def test_a_thing_beside_the_ray_is_heard_by_the_cone() -> None:
    """box_1 begins 150 mm to the left of where this robot looks."""
    plan = load_plan("practice")
    box = plan.mat.boxes[0]
    pose = (box.left - 900, box.top + 100, 1.0, 0.0)

    assert Rangefinder(replace(EVEN, cone_deg=0.0), plan).hear_mm(pose) == pytest.approx(2700 - pose[0] - 100)
    assert 800 <= (Rangefinder(EVEN, plan).hear_mm(pose) or 0) < 850


def test_as_many_calls_are_lost_as_the_model_says() -> None:
    """3 % of 3,000 calls, within what chance leaves."""
    field = Field(load_plan("practice"), 1, replace(RobotModel(), range_lost=0.03))
    port = field.port("robot")
    lost = sum(port.read(ECHO_PIN, ECHO_US, at_us) == -2 for at_us in range(0, 3_000_000, 1000))

    assert 60 <= lost <= 120


def test_a_late_line_sensor_sees_where_it_was() -> None:
    """At 500 mm/s and 20 ms late the edge of a line comes 10 mm later than it is there."""
    plan = quiet(load_plan("practice"))
    ways = []
    for late_ms in (0.0, 20.0):
        field = Field(plan, 1, replace(EVEN, line_late_ms=late_ms))
        drive = field.robot.drive
        drive.place(1800.0, 300.0, 0.0)  # line_2 lies across at x = 2000
        drive.left_mm_s = drive.right_mm_s = 500.0
        while field.port("robot").read(LINE_PINS[1], ADC, 0) < 30_000:
            drive.x_mm += 0.5
        ways.append(drive.x_mm)

    assert ways[1] - ways[0] == pytest.approx(10.0, abs=0.6)


def test_an_encoder_counts_its_own_steps_of_its_own_wheel() -> None:
    """Half the steps on a wheel of double the size: a quarter of the counts for the same way."""
    counts = []
    for model in (EVEN, replace(EVEN, encoder_steps=720.0, wheel_mm=120.0)):
        field = Field(quiet(load_plan("practice")), 1, model)
        field.robot.drive.left_mm = 1000.0
        counts.append(field.port("robot").read(ENCODER_PINS[0], COUNT, 0))

    assert counts[0] == pytest.approx(4 * counts[1], abs=4)


def test_a_wider_track_turns_slower() -> None:
    """The same wheels, a track half as wide again: two thirds of the angle."""
    angles = []
    for track_mm in (150.0, 225.0):
        robot = Drive(1, replace(EVEN, track_mm=track_mm), lambda *_: False, (0.0, 0.0, -1.0))
        robot.set_input(2, 40_000)
        robot.run(1000)
        angles.append(robot.heading_deg)

    assert angles[1] == pytest.approx(angles[0] * 2 / 3)


def test_a_gyro_at_rest_drifts_while_it_becomes_warm() -> None:
    """Most of the way in the first minutes, then hardly any more."""
    warming = replace(
        RobotModel(), gyro_warm_mdps=400.0, gyro_wander_mdps=0.0, gyro_noise_mdps=0.0, gyro_error_mdps=0.0
    )
    gyro = Gyro(3, 0, 0.0, warming)
    levels = []
    for minute in range(5):
        gyro.look(minute * 60_000_000 + 10 * PERIOD_US, 0.0, is_rolling=False)
        gyro.forget()
        gyro.look(minute * 60_000_000 + 11 * PERIOD_US, 0.0, is_rolling=False)
        levels.append(gyro.take())
    steps = [abs(after - before) for before, after in pairwise(levels)]

    assert steps[0] > 20
    assert steps[3] < steps[0] / 10


@pytest.mark.parametrize("seed", range(1, 5))
def test_half_the_step_changes_the_end_of_a_ten_second_drive_by_less_than_one_per_cent(seed: int) -> None:
    """A drive of starts, bends and stops, chance included: of the way driven, and of the angle turned."""
    ends = []
    for steps_per_ms in (1, 2):
        robot = Drive(seed, RobotModel(), lambda *_: False, (0.0, 0.0, -1.0), steps_per_ms)
        for left, right, ms in ((0.6, 0.6, 1500), (0.8, 0.5, 2500), (0, 0, 500), (0.4, 0.9, 3500), (0.7, 0.7, 2000)):
            robot.set_input(0, int(left * 65535))
            robot.set_input(2, int(right * 65535))
            robot.run(ms)
        ends.append((robot.x_mm, robot.y_mm, robot.heading_deg, robot.left_mm))
    (x, y, heading, way_mm), (finer_x, finer_y, finer_heading, finer_way_mm) = ends

    assert math.hypot(x - finer_x, y - finer_y) < 0.01 * way_mm
    assert abs(heading - finer_heading) < 0.01 * abs(heading)
    assert way_mm == pytest.approx(finer_way_mm, rel=0.01)
