"""The gyro: its driver against the virtual chip, and a robot that has none."""

import sys

import pytest

from firmware.virtual.gyro import PERIOD_US, STORE_READINGS, Gyro
from firmware.virtual.robot_model import RobotModel
from tests.firmware.robot.field_run import answers, drive, told

on_the_field = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")


@on_the_field
@pytest.mark.parametrize("angle_deg", [90, -180, 720])
def test_the_angle_is_the_robots_own_and_positive_to_the_right(angle_deg: int) -> None:
    """In thousandths of a degree, by the readings alone, within 1.5 %."""
    program = f"from robot import hardware\nturn({angle_deg})\nhardware.base.gyro._is_resting = False\n"
    trace = drive(program + "tell('mdeg', hardware.base.gyro.mdeg())", seed=2)
    turned_deg = trace.samples[0][3] - trace.samples[-1][3]

    assert int(answers(trace)["mdeg"]) / 1000 == pytest.approx(turned_deg, rel=0.015, abs=0.5)


@on_the_field
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_robot_at_rest_learns_its_gyros_error(seed: int) -> None:
    """However wrong it is at rest, ten seconds later it says less than a degree."""
    program = "from robot import hardware\nwait(1)\nhardware.base.gyro.begin()\ntime.sleep(10)\n"
    program = "import time\n" + program + "a = hardware.base.gyro.mdeg()\ntime.sleep(2)\n"
    trace = drive(program + "tell('mdeg', hardware.base.gyro.mdeg() - a)", seed=seed)

    assert abs(int(answers(trace)["mdeg"])) < 1000


@on_the_field
@pytest.mark.parametrize(
    "setting",
    ["(0, 4, 5, 0x6B)", "(1, 6, 7, 0x6A)", "(7, 6, 7, 0x6B)"],
    ids=["an empty bus", "another address", "no such bus"],
)
def test_a_gyro_that_is_not_there_is_named_and_the_wheels_must_do(setting: str) -> None:
    """One line for people, one sentence for the host, and the robot drives as far as ever."""
    program = (
        f"from robot import hardware\nhardware.board.IMU = {setting}\nhardware.base.gyro = hardware._make_gyro()\n"
    )
    trace = drive(program + "straight(20)\ntell('cm', distance_cm())")

    assert "no gyro: driving by the wheels alone" in trace.output
    assert told(trace)[0] == ("gyro", "missing")
    assert abs(float(answers(trace)["cm"]) - 20) < 1


@on_the_field
def test_another_chip_at_the_address_is_no_gyro() -> None:
    """Who it is, is asked first."""
    program = "import _i2c\n_i2c._chip._registers[0x0F] = 0x33\nfrom robot.imu import Gyro\n"
    trace = drive("wait(0)\n" + program + "tell('there', Gyro((1, 6, 7, 0x6B)).is_there)")

    assert answers(trace)["there"] == "False"


@on_the_field
def test_a_gyro_whose_cable_falls_off_leaves_the_movement_to_the_wheels() -> None:
    """In the middle of a straight: it arrives."""
    program = "m = straight(30, wait=False)\nwait(0.7)\n"
    program += "hardware.base.gyro._address = 0x11\nm.wait()\ntell('cm', distance_cm())\n"
    trace = drive("from robot import hardware\n" + program + "tell('there', hardware.base.gyro.is_there)")

    assert abs(float(answers(trace)["cm"]) - 30) < 1
    assert answers(trace)["there"] == "False"


def test_the_readings_add_up_to_the_angle_however_they_are_asked_for() -> None:
    """Often or rarely, the sum of rate and time is the way turned; only the chip's own error lies between."""
    sums = []
    for pause_us in (10_000, 90_000):
        gyro = Gyro(5, 0, 0.0, RobotModel())
        total_mdeg = 0.0
        for at_us in range(0, 1_800_001, pause_us):
            for _ in range(gyro.look(at_us, 100.0 * at_us / 1_000_000, is_rolling=True)):
                total_mdeg += gyro.take() * PERIOD_US / 1_000_000
        sums.append(total_mdeg)

    assert all(total == pytest.approx(180_000, rel=0.02) for total in sums)
    assert sums[0] == pytest.approx(sums[1], abs=700)


def test_the_store_keeps_the_last_512_readings() -> None:
    """As the chip does when nobody asks for long."""
    gyro = Gyro(1, 0, 0.0, RobotModel())

    assert gyro.look(60_000_000, 0.0, is_rolling=False) == STORE_READINGS
