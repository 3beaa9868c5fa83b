"""The first field: its picture, its gates, its balls, and whole runs on it with real MicroPython."""

import math
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.virtual.field import Field
from firmware.virtual.field_errors import FieldError
from firmware.virtual.gates import body_overlaps
from firmware.virtual.mat import Rect, load_mat
from firmware.virtual.physics import EVEN
from firmware.virtual.plan import FIELDS, FieldPlan, load_plan
from firmware.virtual.ports import Edge
from firmware.virtual.session import RunTrace, run_program
from firmware.virtual.svg_path import flatten

FOLLOW = """
import time
from machine import ADC, PWM, Encoder, Pin

left, left_back, right, right_back = [PWM(Pin(n), freq=20000, duty_u16=0) for n in (10, 11, 12, 13)]
sensors = [ADC(n) for n in (26, 27, 28)]
wheels = [Encoder(0), Encoder(1)]
bump = Pin(18, Pin.IN, Pin.PULL_UP)
button = Pin(22, Pin.IN, Pin.PULL_UP)
servo = PWM(Pin(15), freq=50, duty_ns=1000000)

def stop():
    for motor in (left, left_back, right, right_back):
        motor.duty_u16(65535)
    time.sleep_ms(300)
    for motor in (left, left_back, right, right_back):
        motor.duty_u16(0)

def follow(speed, is_done):
    last, next_ms = 0, time.ticks_ms()
    white_ticks = 0
    while True:
        dark = [max(0, sensor.read_u16() - 9500) for sensor in sensors]
        total = sum(dark)
        white_ticks = 0 if total > 9000 else white_ticks + 1
        error = (dark[2] - dark[0]) * 1000 // total if total > 9000 else 1000 if last > 0 else -1000
        steer = error * 12 + (error - last) * 60
        last = error
        left.duty_u16(speed + steer)
        right.duty_u16(speed - steer)
        wheels[0].value(), wheels[1].value()
        if is_done(white_ticks):
            return stop()
        next_ms = time.ticks_add(next_ms, 10)
        time.sleep_ms(max(0, time.ticks_diff(next_ms, time.ticks_ms())))

while button.value():
    time.sleep_ms(5)
follow(SPEED, lambda white: bump.value() == 0 or white > 80)
"""

AND_BACK = """
time.sleep_ms(300)
servo.duty_ns(2000000)
time.sleep_ms(2000)
servo.duty_ns(1000000)
time.sleep_ms(300)
def back(mm, duty_left, duty_right):
    start = wheels[1].value()
    (left if duty_left > 0 else left_back).duty_u16(abs(duty_left))
    (right if duty_right > 0 else right_back).duty_u16(abs(duty_right))
    while abs(wheels[1].value() - start) < mm * 7.64:
        time.sleep_ms(5)
    stop()
back(150, -20000, -20000)
back(150, -18000, 18000)
while sensors[1].read_u16() < 30000:
    left_back.duty_u16(13000)
    right.duty_u16(13000)
    time.sleep_ms(2)
stop()
follow(22000, lambda white: white > 1)
time.sleep_ms(500)
"""


@pytest.fixture(name="plan")
def _plan() -> FieldPlan:
    return load_plan("line_following")


@pytest.fixture(scope="module", name="there_and_back")
def _there_and_back() -> RunTrace:
    trace = run_program(FOLLOW.replace("SPEED", "25000") + AND_BACK, has_library=False, seed=3, limit_s=60)
    assert "Traceback" not in trace.output
    return trace


def passed_by_hand(field: Field, ms: int) -> list[Edge]:
    """Gates passed in the next `ms`, without any board."""
    end_us, gates = field.now_us + ms * 1000, []
    while field.now_us < end_us:
        edge = field.advance(end_us)
        if edge is not None and edge.gate is not None:
            gates.append(edge)
    return gates


class TestPicture:
    def test_the_line_keeps_the_rules_of_the_challenge(self, plan: FieldPlan) -> None:
        """2.2 to 3 m, 100 mm from the edge, radius at least 150 mm, 200 mm straight into the tower."""
        line = plan.mat.line
        ways = [math.dist(a, b) for a, b in pairwise(line)]
        assert 2200 <= sum(ways) <= 3000
        assert max(ways) <= 1.01
        assert all(100 <= x <= plan.mat.width_mm - 100 and 100 <= y <= plan.mat.height_mm - 100 for x, y in line)
        assert all(abs(y - line[-1][1]) < 1e-6 for x, y in line[-210:])
        assert (plan.mat.tower.left, (plan.mat.tower.bottom + plan.mat.tower.top) / 2) == line[-1]
        for first, middle, last in zip(line, line[30:], line[60:], strict=False):  # circle through three points
            a, b, c = math.dist(first, middle), math.dist(middle, last), math.dist(first, last)
            area = abs((middle[0] - first[0]) * (last[1] - first[1]) - (last[0] - first[0]) * (middle[1] - first[1]))
            assert area < 1e-6 or a * b * c / (2 * area) > 148

    def test_darkness_falls_with_the_distance_from_the_line(self, plan: FieldPlan) -> None:
        """Full on the line, half at its edge, none a spot's radius further; None beside the mat."""
        darkness = [plan.mat.darkness(300.0, 225.0 + away) for away in (0, 4, 6.25, 8, 16)]

        assert darkness == sorted(darkness, key=lambda value: -(value or 0))
        assert math.isclose(0.5, darkness[2] or 0, abs_tol=0.06)
        assert (darkness[0] or 0) > 0.95
        assert darkness[4] == 0
        assert plan.mat.darkness(-3.0, 400.0) is None
        assert plan.mat.darkness(1500.0, 400.0) is None

    def test_a_grey_line_is_as_dark_as_its_field_says(self, tmp_path: Path, plan: FieldPlan) -> None:
        """`darkness = 0.4` under [line]; one above 1 is refused."""
        for name in ("line_following.svg", "line_following.toml"):
            (tmp_path / name).write_bytes((FIELDS / name).read_bytes())
        file = tmp_path / "line_following.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("[line]", "[line]\ndarkness = 0.4", 1), encoding="utf-8")

        grey = load_plan(file)

        assert 0.4 * (plan.mat.darkness(300.0, 225.0) or 0) == pytest.approx(grey.mat.darkness(300.0, 225.0), abs=0.01)
        assert 0 == grey.mat.darkness(300.0, 241.0)
        too_dark = tmp_path / "too_dark.toml"
        too_dark.write_text(text.replace("[line]", "[line]\ndarkness = 1.1", 1), encoding="utf-8")
        with pytest.raises(FieldError, match=r"line\.darkness"):
            load_plan(too_dark)

    @pytest.mark.parametrize(
        ("old", "new", "part", "reason"),
        [
            ('id="line"', 'id="lines"', "#line", "exactly once"),
            ('id="home"', 'id="line"', "#line", "found 2"),
            ("A 300 300", "A 300 200", "#line", "circle"),
            ("H 425", "Q 425 1 2 3", "#line", "'Q'"),
            ("M 225 975", "M 225 ; 975", "#line", "cannot read"),
            ('width="250"', 'width="wide"', "#home", "mm"),
            ('viewBox="0 0 1500 1200"', 'viewBox="0 0 1500"', "viewBox", "whole mm"),
            ("</svg>", "", "svg", "no element found"),
        ],
    )
    def test_a_bad_picture_is_refused_by_name(self, tmp_path: Path, old: str, new: str, part: str, reason: str) -> None:
        """FieldError names the file, the element and what is wrong with it."""
        text = (FIELDS / "line_following.svg").read_text(encoding="utf-8")
        file = tmp_path / "bad.svg"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

        with pytest.raises(FieldError) as caught:
            load_mat(file, 12.5, 6.0)

        assert (file, part) == (caught.value.file, caught.value.part)
        assert reason in caught.value.reason

    @pytest.mark.parametrize(
        ("old", "new", "part"),
        [
            ("x_mm = 200.0", "x_mm = 900.0", "start"),
            ("hopper = 120", 'hopper = "many"', "balls.hopper"),
            ("interval_ms = 83.0", "interval_ms = 30.0", "balls.apart_ms"),
            ('"home_in", "ball"]', '"home_in", "goal"]', "judge_box.inputs"),
            ("west_mm = -750", "west_mm = 10", "room"),
            ("[player]", "[plaver]", "[player]"),
            ("[titles]", "[titles", "toml"),
        ],
    )
    def test_a_bad_amount_is_refused_by_name(self, tmp_path: Path, old: str, new: str, part: str) -> None:
        """FieldError names the key."""
        (tmp_path / "line_following.svg").write_bytes((FIELDS / "line_following.svg").read_bytes())
        file = tmp_path / "bad.toml"
        text = (FIELDS / "line_following.toml").read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

        with pytest.raises(FieldError) as caught:
            load_plan(file)

        assert part == caught.value.part

    def test_curves_are_drawn_as_points_no_further_apart_than_asked(self) -> None:
        """C, A, L, H and V end where they say."""
        points = flatten("M0 0 C 100 0 100 100 200 100 L 250,100 V 60 A 50 50 0 1 1 250 -40 H-10.5", 1.0)

        assert (-10.5, -40.0) == points[-1]
        assert max(math.dist(a, b) for a, b in pairwise(points)) <= 1.001


class TestGates:
    def test_a_run_there_and_back_passes_every_gate_in_order(self, there_and_back: RunTrace) -> None:
        """Leave, stop at the tower, balls, back, home; in the order and about the time that a robot needs."""
        order = [gate for gate, _ in there_and_back.gates if gate != "ball"]
        at_s = {gate: us / 1e6 for gate, us in there_and_back.gates}

        assert ["home_out", "tower_in", "tower_out", "home_in"] == order
        assert 10 < at_s["tower_in"] < 25
        assert at_s["tower_in"] < at_s["ball"] < at_s["tower_out"]
        assert there_and_back.view.phase == "home"

    def test_balls_can_be_counted(self, there_and_back: RunTrace) -> None:
        """About 12 a second fall into the tower, never two within 25 ms, each one an edge."""
        balls = [us for gate, us in there_and_back.gates if gate == "ball"]

        assert 20 <= len(balls) <= 26
        assert len(balls) == there_and_back.view.balls_in_tower
        assert min(later - sooner for sooner, later in pairwise(balls)) >= 25_000

    def test_balls_dropped_elsewhere_are_lost(self, plan: FieldPlan) -> None:
        """Opening the gate at home empties the hopper onto the floor and passes no gate."""
        field = Field(plan, 1, EVEN)
        field.robot.hopper.command(2_000_000, 0)

        gates = passed_by_hand(field, 12_000)

        assert gates == []
        assert (0, 0, 120) == (field.robot.hopper.on_board, field.robot.hopper.in_tower, field.robot.hopper.lost)

    def test_home_is_left_once_and_only_with_the_whole_body(self, plan: FieldPlan) -> None:
        """Rocking over the border passes home_out once."""
        field = Field(plan, 1, EVEN)
        gates: list[Edge] = []
        for direction in (1, -1, 1, -1, 1):
            field.robot.set_motor(0, 30_000 if direction > 0 else 0)
            field.robot.set_motor(2, 30_000 if direction > 0 else 0)
            field.robot.set_motor(1, 30_000 if direction < 0 else 0)
            field.robot.set_motor(3, 30_000 if direction < 0 else 0)
            gates += passed_by_hand(field, 1500 if len(gates) == 0 else 300)

        assert ["home_out"] == [edge.gate for edge in gates]
        assert (2, 0) == (gates[0].pin, gates[0].level)

    def test_the_tower_stops_the_robot(self, plan: FieldPlan) -> None:
        """Nose against the face: the bump switch closes, the wheels stall, the gate needs a standing robot."""
        field = Field(plan, 1, EVEN)
        field.robot.drive.place(700.0, 1005.0, 0.0)
        field.gates.is_out = True
        field.robot.set_motor(0, 30_000)
        field.robot.set_motor(2, 30_000)

        gates = passed_by_hand(field, 3000)

        assert ["tower_in"] == [edge.gate for edge in gates]
        assert field.robot.is_bumped
        assert field.port("robot").read(18, 0, field.now_us) == 0
        assert math.isclose(900.0, field.robot.drive.x_mm, abs_tol=1.0)

    def test_the_walls_hold_the_robot(self, plan: FieldPlan) -> None:
        """A robot that leaves the mat drives on grey floor to the wall, and stays in the room."""
        field = Field(plan, 1, EVEN)
        field.robot.drive.place(1200.0, 100.0, 0.0)
        field.robot.set_motor(0, 60_000)
        field.robot.set_motor(2, 60_000)

        passed_by_hand(field, 8000)

        assert plan.room.right - 100 == pytest.approx(field.robot.drive.x_mm)
        assert field.robot.is_bumped
        assert all(10_000 < field.robot.read_line(number, field.now_us) < 18_000 for number in range(3))

    def test_two_rectangles_overlap_exactly_when_they_share_a_point(self) -> None:
        """Separating axes against sampled points of the body."""
        rect = Rect(0, 0, 100, 60)
        for step in range(400):
            angle = step * 0.7
            x, y = 50 + 190 * math.cos(step), 30 + 190 * math.sin(step * 1.3)
            cos, sin = math.cos(angle), math.sin(angle)
            touches = any(
                rect.holds(x + ahead * cos - aside * sin, y + ahead * sin + aside * cos)
                for ahead in range(-80, 101, 4)
                for aside in range(-80, 81, 4)
            )
            if touches:
                assert body_overlaps(x, y, cos, sin, rect)
        assert not body_overlaps(-101, 30, 1.0, 0.0, rect)
        assert body_overlaps(-99, 30, 1.0, 0.0, rect)


class TestPlayer:
    def test_the_start_lamp_makes_the_player_press_the_button(self, plan: FieldPlan) -> None:
        """300 ms after the judge box's lamp the robot's button goes down, and up again."""
        field = Field(plan, 1)
        field.port("judge_box").write(16, 0, 1)

        edges = []
        while field.now_us < 1_000_000:
            edge = field.advance(1_000_000)
            if edge is not None:
                edges.append((edge.role, edge.pin, edge.level, edge.at_us))

        assert [("robot", 22, 0, 300_000), ("robot", 22, 1, 450_000)] == edges

    def test_home_reloads_the_hopper_and_presses_again(self) -> None:
        """After home_in the robot stands at the start again, full, and gets its button after two seconds."""
        wait = "\nwhile button.value():\n    time.sleep_ms(5)\nprint('again', wheels[0].value() != 0)\n"
        trace = run_program(FOLLOW.replace("SPEED", "25000") + AND_BACK + wait, has_library=False, seed=4, limit_s=60)
        home_us = next(us for gate, us in trace.gates if gate == "home_in")

        assert ["again", "True"] == trace.output.split()
        assert 1_990_000 < trace.field_us - home_us < 2_020_000
        assert trace.view.balls_in_hopper == 120
        assert (200, 225) == pytest.approx((trace.view.x_mm, trace.view.y_mm), abs=11)


class TestRepetition:
    def test_equal_seeds_give_equal_runs_to_the_bit_and_another_seed_another(self) -> None:
        """Same program, same seed: same trace, every 20 ms; another seed: another robot."""
        program = FOLLOW.replace("SPEED", "25000")
        first, again, other = (run_program(program, has_library=False, seed=seed, limit_s=8) for seed in (5, 5, 6))

        assert first.samples == again.samples
        assert first.events == again.events
        assert len(first.samples) > 300
        assert first.samples != other.samples

    def test_too_fast_a_program_loses_the_line_on_some_seeds(self) -> None:
        """The sharp bend is there for this."""
        program = FOLLOW.replace("SPEED", "29000")
        lost, arrived = (run_program(program, has_library=False, seed=seed, limit_s=20) for seed in (4, 5))

        assert "tower_in" not in dict(lost.gates)
        assert "tower_in" in dict(arrived.gates)

    def test_a_new_run_resets_the_robot_and_not_the_clock(self, plan: FieldPlan) -> None:
        """reset(seed): robot at home, hopper full, clock going on; equal seeds are equal from there."""
        field = Field(plan, 1)
        poses = []
        for _ in range(2):
            field.reset(9)
            began_us = field.now_us
            field.robot.set_motor(0, 30_000)
            field.robot.set_motor(2, 30_000)
            passed_by_hand(field, 1000)
            poses.append((field.robot.drive.x_mm, field.robot.drive.y_mm, field.robot.drive.heading_deg))
            assert field.now_us == began_us + 1_000_000

        assert poses[0] == poses[1]
