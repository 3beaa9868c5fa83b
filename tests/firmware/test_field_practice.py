"""The open floor: a line that comes back, a line to stop at, boxes and walls to hear and to bump into; no gates."""

import math
from pathlib import Path

import pytest

from firmware.virtual.field import Field
from firmware.virtual.field_errors import FieldError
from firmware.virtual.physics import BODY_FRONT_MM, EVEN
from firmware.virtual.plan import FIELDS, FieldPlan, field_ids, load_plan, quiet
from firmware.virtual.session import run_program


@pytest.fixture(name="plan")
def _plan() -> FieldPlan:
    return load_plan("practice")


def driven(plan: FieldPlan, seconds: float) -> Field:
    """Straight on from the start at half speed, without any board."""
    field = Field(plan, 1, EVEN)
    field.robot.set_motor(0, 32_000)
    field.robot.set_motor(2, 32_000)
    assert field.advance(int(seconds * 1e6)) is None or field.robot.is_bumped
    return field


def test_the_fields_are_there() -> None:
    """What `kagarobo play --field` offers."""
    assert {"line_following", "practice", "amazeing_es", "fire_fighting"} <= set(field_ids())


def test_the_line_comes_back_to_where_it_began(plan: FieldPlan) -> None:
    """A loop, so that following it never ends; everywhere a robot's length from the walls."""
    line, mat = plan.mat.line, plan.mat

    assert math.dist(line[0], line[-1]) < 1e-6
    assert all(180 <= x <= mat.width_mm - 180 and 180 <= y <= mat.height_mm - 180 for x, y in line)
    assert (plan.mat.darkness(2000.0, 300.0) or 0) > 0.9


def test_a_robot_follows_the_line_around(plan: FieldPlan) -> None:
    """Once around in the library's own way, and it is where it was."""
    way_cm = sum(math.dist(a, b) for a, b in zip(plan.mat.line, plan.mat.line[1:], strict=False)) / 10
    program = f"from robot import *\nfollow_line(lambda: distance_cm() >= {way_cm:.0f}, 30)\n"

    trace = run_program(program, field_id="practice", seed=3)

    assert math.dist((plan.start_x_mm, plan.start_y_mm), (trace.view.x_mm, trace.view.y_mm)) < 200, "seed 3"


def test_the_box_ahead_is_heard_and_stops_the_robot() -> None:
    """170 cm ahead at the start; at its face the bump switch is pressed and the wheels stand."""
    plan = quiet(load_plan("practice"))
    ahead_mm = plan.mat.boxes[0].left - plan.start_x_mm - BODY_FRONT_MM

    assert ahead_mm == pytest.approx(Field(plan, 1, EVEN).view().distance_mm, abs=1)
    there = driven(plan, 12)
    assert there.robot.is_bumped
    assert plan.mat.boxes[0].left - BODY_FRONT_MM == pytest.approx(there.robot.drive.x_mm, abs=2)


def test_nothing_is_counted_and_nobody_puts_the_robot_back(plan: FieldPlan) -> None:
    """No gate, no judge box input, no phase; balls fall onto the floor."""
    field = driven(plan, 3)
    field.robot.hopper.command(2_000_000, field.now_ms)
    edge = field.advance(5_000_000)

    assert (None, ()) == (field.gates, plan.judge_box_inputs)
    assert "" == field.view().phase
    assert edge is None or edge.gate is None
    assert 0 == field.view().balls_in_tower
    assert field.view().balls_lost > 0


def test_gates_need_a_tower(tmp_path: Path) -> None:
    """A file that asks for gates and draws no tower is refused by name."""
    (tmp_path / "practice.svg").write_bytes((FIELDS / "practice.svg").read_bytes())
    file = tmp_path / "practice.toml"
    file.write_text((FIELDS / "practice.toml").read_text(encoding="utf-8") + "\n[gates]\n", encoding="utf-8")

    with pytest.raises(FieldError) as caught:
        load_plan(file)

    assert "[gates]" == caught.value.part
