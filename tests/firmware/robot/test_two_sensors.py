"""A robot with two line sensors, as the XRP has: what works, and what is named."""

import sys

import pytest

from tests.firmware.robot.field_run import answers, drive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

TWO = "from robot import hardware\nhardware.line._adcs[1] = None\n"


@pytest.mark.parametrize("seed", [1, 2])
def test_two_sensors_are_enough_to_follow_a_line(seed: int) -> None:
    """To the tower, round every bend; what lies between the two is guessed."""
    trace = drive(TWO + "tell('there', follow_line('tower', 15))", seed=seed, limit_s=60)

    assert answers(trace)["there"] == "True"


def test_a_middle_sensor_that_is_not_there_is_named_when_it_is_asked_for() -> None:
    """Not before: on_line() asks those that are there."""
    program = TWO + "tell('left', line_left() >= 0)\ntell('on', on_line() in (True, False))\n"
    trace = drive(program + "try:\n    line_middle()\nexcept Exception as why:\n    tell('why', why)\n")

    assert (answers(trace)["left"], answers(trace)["on"]) == ("True", "True")
    assert answers(trace)["why"] == "this robot has no middle line sensor"


def test_a_line_under_one_of_two_sensors_is_seen() -> None:
    """A turn on the spot brings the line under each side's sensor once."""
    program = TWO + "seen = 0\nm = turn(60, 40, wait=False)\nwhile not m.done():\n    seen += on_line()\n"
    program += "tell('seen', seen)"

    assert int(answers(drive(program))["seen"]) > 0
