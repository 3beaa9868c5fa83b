"""What the field leaves out because nothing can happen, and what it does beforehand and takes back: no bit differs."""

from collections import deque
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from random import Random

import pytest

from firmware.virtual.ahead import Ahead
from firmware.virtual.field import Field
from firmware.virtual.noise import noise_key, noise_keys, two_unit_noises_at, unit_noise_at
from firmware.virtual.physics import Drive
from firmware.virtual.plan import load_plan
from firmware.virtual.ports import Edge
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.wiring import BUMP_PIN

SEEDS = (2, 3, 5)


def _command(field: Field, draws: Random) -> None:
    """Anything a program or a player may do."""
    robot = field.robot
    match draws.randrange(12):
        case 0:
            robot.set_servo(draws.choice((0, 1_000_000, 2_000_000)))
        case 1:
            robot.press_button(draws.randrange(300))
        case 2:
            robot.come_home()
        case _:
            for number in range(4):  # mostly ahead
                robot.set_motor(number, draws.choice((65_535, 50_000, 0) if number % 2 == 0 else (0, 0, 0, 40_000)))


def _story(field: Field, seed: int) -> list[object]:
    """Ten seconds of commands at odd times: every edge, and the field after each."""
    draws, now_us = Random(seed), 0
    told: list[object] = []
    while now_us < 10_000_000:
        _command(field, draws)
        now_us += draws.choice((20, 700, 3_000, 9_990, 40_000, 300_000))
        while (edge := field.advance(now_us)) is not None:
            told.append(edge)
        told.append(field.view())
    return told


@pytest.mark.parametrize("seed", SEEDS)
def test_a_look_that_is_left_out_would_have_found_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a field that looks every 5 ms: walls, boxes, hands and falling balls come at the same moment."""
    quick = Field(load_plan("practice"), seed)
    looks: list[int] = []
    look = Field._look

    def count(field: Field) -> None:
        looks.append(field.now_ms)
        look(field)

    monkeypatch.setattr(Field, "_look", count)
    story = _story(quick, seed)
    looks_left = len(looks)
    slow = Field(load_plan("practice"), seed)
    monkeypatch.setattr(Field, "_sees_nothing", lambda *_: False)

    differs = [number for number, both in enumerate(zip(story, _story(slow, seed), strict=True)) if both[0] != both[1]]
    assert [] == differs[:1], f"pytest {__file__} with seed {seed}"
    assert any(isinstance(each, Edge) and each.pin == BUMP_PIN for each in story)
    assert looks_left < 0.9 * (len(looks) - looks_left)


def _attributes(owner: object) -> list[tuple[str, object]]:
    names = getattr(owner, "__slots__", None) or vars(owner)
    return [(name, getattr(owner, name)) for name in names]


def _memory(field: Field) -> Mapping[str, object]:
    """Every figure that the field and its robot remember; how long nothing can touch it is worked out anew at will."""
    robot = field.robot
    parts = {"field": field, "robot": robot, "drive": robot.drive, "hopper": robot.hopper}
    found = {f"{part}.{name}": value for part, owner in parts.items() for name, value in _attributes(owner)}
    figures = {
        name: copy(value) for name, value in found.items() if isinstance(value, int | float | list | tuple | deque)
    }
    del figures["robot.alone_until_ms"], figures["field.robots"], figures["field._eyes"]
    return figures | {"slips": robot.drive._slips.state}


def _differences(before: Mapping[str, object], field: Field) -> list[str]:
    return [name for name, value in _memory(field).items() if before[name] != value]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_not_used_never_was(seed: int) -> None:
    """Taken back, the field remembers nothing of where it has been, and goes on as one that never went."""
    field, other, draws = Field(load_plan("practice"), seed), Field(load_plan("practice"), seed), Random(seed)
    ahead, gone = Ahead(field), 0
    for turn in range(120):
        now_us = turn * 10_000
        for each in (field, other):
            for number, duty in ((0, 40_000), (2, 30_000 + turn * 200)):
                each.robot.set_motor(number, duty)
        before = _memory(field)
        middle_us, end_us = now_us + draws.randrange(100, 9_000), now_us + 9_500
        went = [ahead.go(1, middle_us), ahead.go(3, end_us)]
        gone += all(went)
        used = draws.choice((0, 1, 2, 3))
        if draws.randrange(2):
            ahead.step_back()
            assert [] == _differences(before, field)
        came_us = ahead.settle(used)
        assert came_us == (end_us if used == 3 and went[1] else middle_us if used and went[0] else 0)
        if came_us:
            other.advance(came_us)
        else:
            assert [] == _differences(before, field)
        assert other.view() == field.view(), f"pytest {__file__} with seed {seed}"
        for each in (field, other):
            while each.advance(now_us + 10_000) is not None:
                pass
    assert gone > 60


def test_no_robot_is_faster_than_the_bound_on_its_way() -> None:
    """A millisecond takes no wheel, worn, slipping and with a full battery, further than `way_mm_max`."""
    wild = replace(RobotModel(), gain_spread=0.3, wheel_spread=0.1, slip_spread=0.1, lag_ms=5.0, charge_low=1.0)
    for seed in range(20):
        drive = Drive(seed, wild, lambda *_: False, (0.0, 0.0, -1.0))
        drive.set_input(0, 65_535)
        drive.set_input(2, 65_535)
        for _ in range(100):
            x, y = drive.x_mm, drive.y_mm
            drive.run(1)
            assert abs(drive.x_mm - x) + abs(drive.y_mm - y) < drive.way_mm_max * 1.5


def test_two_noises_at_once_are_the_two() -> None:
    """To the bit."""
    draws = Random(4)
    for _ in range(300):
        first, second, moment = draws.getrandbits(64), noise_key(draws.getrandbits(64), 27), draws.getrandbits(40)
        both = unit_noise_at(first, moment), unit_noise_at(second, moment)
        assert both == two_unit_noises_at(noise_keys(first, second), moment)
