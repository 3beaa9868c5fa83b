"""Fields that are no line: boards, crossings, candles. What they check when they are read, and what their eyes see."""

import math
from pathlib import Path

import pytest

from firmware.virtual.crossings import CrossingWatch
from firmware.virtual.field import Field
from firmware.virtual.field_errors import FieldError
from firmware.virtual.fire import flame_at
from firmware.virtual.gates import body_overlaps
from firmware.virtual.mat import load_mat
from firmware.virtual.physics import EVEN
from firmware.virtual.plan import FIELDS, FieldPlan, drawn, field_ids, load_plan, quiet
from firmware.virtual.ports import Edge
from firmware.virtual.robot_on_field import FieldRobot
from firmware.virtual.session import run_program
from firmware.virtual.wiring import FAN_PIN, FLAME_PIN

PROGRAMS = Path(__file__).with_name("programs")


def passed(field: Field, ms: int) -> list[str]:
    """Names of the gates passed in the next `ms`, without any board."""
    end_us, edges = field.now_us + ms * 1000, list[Edge]()
    while field.now_us < end_us:
        edge = field.advance(end_us)
        if edge is not None and edge.gate is not None:
            edges.append(edge)
    return [edge.gate for edge in edges if edge.gate]


def drives(robot: FieldRobot, duty: int) -> None:
    """Both wheels forward."""
    robot.set_motor(0, duty)
    robot.set_motor(2, duty)


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "old", "new", "part", "reason"),
        [
            ("amazeing_es.svg", "M 1100 1500 L 1100 800", "M 1100 1480 L 1100 800", "#board_2", "board_1 ends"),
            ("amazeing_es.svg", 'id="mark_7"', 'id="last"', "#mark_1", "need 7 marks, found 6"),
            ("amazeing_es.svg", 'id="board_2" d="M 1100 1500 L', 'id="board_2" d="M 1100 1500 L 9 9 L', "#board_2",
             "one straight piece"),
            ("amazeing_es.toml", "y_mm = 300.0", "y_mm = 100.0", "start", "inside home"),
            ("amazeing_es.toml", "width_mm = 240", "width_mm = 0", "boards.width_mm", "not be below 1"),
            ("amazeing_es.toml", '"line", "fall"]', '"line", "drop"]', "judge_box.inputs", "'drop'"),
            ("fire_fighting.svg", 'id="spot_1" cx="800"', 'id="spot_1" cx="100"', "#spot_1", "beside the mat"),
            ("fire_fighting.svg", 'stroke-width="50"', "", "#border", "stroke-width"),
            ("fire_fighting.toml", "away_mm = 260", "away_mm = 100", "walls.away_mm", "in the circle"),
            ("fire_fighting.toml", "height_max_mm = 450", "height_max_mm = 50", "candles.height_max_mm", "below"),
            ("line_following_ms.svg", "M 640 830 H 760", "M 640 830 Q 760", "#x1", "'Q'"),
            ("line_following_ms.toml", 'division = "MS"', "division = 3", "division", "a text"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named(
        self, tmp_path: Path, name: str, old: str, new: str, part: str, reason: str
    ) -> None:
        """File, key or element, and why: boards that do not meet, a mark too few, a start off the boards."""
        load_mat.cache_clear()  # a folder of the same name may have been read before
        for kind in ("svg", "toml"):
            file = (FIELDS / name).with_suffix(f".{kind}")
            text = file.read_text(encoding="utf-8")
            assert file.name != name or old in text
            (tmp_path / file.name).write_text(text.replace(old, new) if file.name == name else text, encoding="utf-8")

        with pytest.raises(FieldError) as caught:
            load_plan((tmp_path / name).with_suffix(".toml"))

        assert part == caught.value.part
        assert reason in caught.value.reason

    def test_a_teacher_finds_title_scale_and_measure_in_every_picture(self) -> None:
        """As wide in mm as its viewBox says, with a title and a line of 100 mm to check the print by."""
        for field in field_ids():
            if field in ("line_following", "practice"):
                continue
            text = (FIELDS / f"{field}.svg").read_text(encoding="utf-8")
            mat = load_plan(field).mat
            assert f'viewBox="0 0 {mat.width_mm} {mat.height_mm}" width="{mat.width_mm}mm"' in text, field
            assert "<title>" in text, field
            assert "100 mm" in text, field

    def test_the_lines_keep_the_rules_of_their_divisions(self) -> None:
        """100 mm from the edge, 200 mm straight into the tower."""
        for field in ("line_following_ms", "line_following_hs"):
            mat = load_plan(field).mat
            assert all(99 <= x <= mat.width_mm - 99 and 99 <= y <= mat.height_mm - 99 for x, y in mat.line), field
            assert all(abs(y - mat.line[-1][1]) < 1e-6 for x, y in mat.line[-210:]), field


class TestTrack:
    def test_a_wheel_has_fallen_when_its_whole_width_is_off(self) -> None:
        """Half of it beside the board is no fall; a millimetre more than all of it is."""
        field = Field(quiet(load_plan("amazeing_es")), 1, EVEN)
        middle_mm, reach_mm = 300.0, 120 - 75
        for aside_mm, falls in ((reach_mm, False), (reach_mm + 8.5, False), (reach_mm + 9.5, True)):
            field.reset(1)
            field.robot.drive.place(600.0, middle_mm + aside_mm, 0.0)
            assert (["fall"] if falls else []) == passed(field, 5), aside_mm

    def test_a_fallen_robot_lies_until_its_player_takes_it_back(self) -> None:
        """Its wheels turn and nothing moves; then its button, the start, and the button again."""
        field = Field(quiet(load_plan("amazeing_es")), 1, EVEN)
        drives(field.robot, 40_000)
        field.robot.drive.place(600.0, 300.0, 90.0)
        assert ["fall"] == passed(field, 1200)
        lying = field.view()
        assert lying.is_lying
        passed(field, 400)
        assert (lying.x_mm, lying.y_mm) == (field.view().x_mm, field.view().y_mm)
        drives(field.robot, 0)
        passed(field, 1500)
        assert not field.view().is_lying
        assert (field.plan.start_x_mm, field.plan.start_y_mm) == (field.view().x_mm, field.view().y_mm)

    def test_the_second_try_counts_from_the_first_line(self) -> None:
        """A program that loses a robot starts it again, and stays on the boards."""
        run = run_program(PROGRAMS / "second_try.py", field_id="amazeing_es", seed=1)

        assert ["line", "fall", "line", "line"] == [gate for gate, _ in run.gates], "seed 1"
        assert ["try 1", "try 2"] == [line for line in run.output.splitlines() if line.startswith("try")]

    def test_beside_the_boards_is_floor(self) -> None:
        """A line sensor sees white on a board and the darker floor beside it."""
        mat = load_plan("amazeing_es").mat

        assert (0.0, None) == (mat.darkness(600.0, 419.0), mat.darkness(600.0, 421.0))


class TestCrossings:
    def test_a_gate_is_passed_in_its_own_direction_only(self) -> None:
        """From the left to the right of the robot; back over it is another way; a carried robot passes nothing."""
        watch = CrossingWatch((("x1", ((0.0, 100.0), (100.0, 100.0))),))
        robot = type("Robot", (), {})()
        seen = []
        for y in (80.0, 95.0, 105.0, 95.0, 20.0, 180.0):
            robot.drive = type("Place", (), {"x_mm": 50.0, "y_mm": y})
            seen += watch.look(robot, 5)
        for y in (95.0, 105.0):
            robot.drive = type("Place", (), {"x_mm": 110.0, "y_mm": y})
            seen += watch.look(robot, 5)

        assert ["x1"] == seen


class TestFire:
    @pytest.fixture(name="plan")
    def _plan(self) -> FieldPlan:
        return load_plan("fire_fighting")

    def test_each_run_draws_its_own_candles(self, plan: FieldPlan) -> None:
        """Four on different spots, behind 0, 1, 2 and 3 walls, the first in sight; the same seed, the same drawing."""
        layouts = set()
        for seed in range(40):
            one = drawn(plan, seed)
            assert one.fire is not None
            candles, walls = one.fire.candles, one.fire.walls
            assert len({(candle.x, candle.y) for candle in candles}) == 4, f"seed {seed}"
            assert len(walls) == 6, f"seed {seed}"
            assert all(100 <= candle.height_mm <= 450 for candle in candles), f"seed {seed}"
            assert not any(
                body_overlaps(one.start_x_mm, one.start_y_mm, 1.0, 0.0, block) for block in one.mat.blocks
            ), f"seed {seed}"
            assert one == drawn(plan, seed)
            layouts.add(tuple((candle.x, candle.y) for candle in candles))
        assert len(layouts) > 20

    def test_without_chance_there_is_one_drawing(self, plan: FieldPlan) -> None:
        """The seed means nothing in a world without chance."""
        assert drawn(quiet(plan), 3).fire == drawn(quiet(plan), 4).fire

    @pytest.mark.parametrize(
        ("away_mm", "turned_deg", "gate"),
        [(150.0, 0.0, "out_full"), (270.0, 0.0, "out_outside_circle"), (150.0, 30.0, ""), (320.0, 0.0, "")],
    )
    def test_a_fan_blows_near_and_ahead(self, plan: FieldPlan, away_mm: float, turned_deg: float, gate: str) -> None:
        """From in the circle or from outside; not from too far, and not past the candle."""
        field = at_candle(plan, away_mm, turned_deg)
        assert field.fire is not None
        field.robot.outputs[FAN_PIN] = 1

        assert ([gate] if gate else []) == passed(field, 3000)
        assert (gate == "") is field.fire.lit[0]

    def test_the_fan_must_blow_without_a_break(self, plan: FieldPlan) -> None:
        """A second on, a moment off: the flame is as before."""
        field = at_candle(plan, 150.0, 0.0)
        seen = []
        for _ in range(4):
            field.robot.outputs[FAN_PIN] = 1
            seen += passed(field, 1000)
            field.robot.outputs[FAN_PIN] = 0
            seen += passed(field, 20)

        assert [] == seen

    def test_the_flame_sensor_sees_what_no_wall_hides(self, plan: FieldPlan) -> None:
        """Nearer is more, aside is less, behind a wall or out is nothing."""
        field = at_candle(plan, 150.0, 0.0)
        fire = field.plan.fire
        assert fire is not None
        only = (True, False, False, False)

        def seen(away_mm: float, turned_deg: float, lit: tuple[bool, ...] = only) -> float:
            drive = at_candle(plan, away_mm, turned_deg).robot.drive
            assert fire is not None
            return flame_at(fire, lit, drive)

        assert seen(150, 0) > seen(300, 0) > seen(300, 40) > 0
        assert 0 == seen(300, 70) == seen(150, 0, (False,) * 4)
        assert field.port("robot").read(FLAME_PIN, 1, field.now_us) > 20_000
        hidden = fire.candles[3]
        wall = fire.walls[-1]
        middle_x, middle_y = wall.centre
        beyond = (3 * middle_x - 2 * hidden.x, 3 * middle_y - 2 * hidden.y)  # seen from there the wall is in between
        field.robot.drive.place(*beyond, math.degrees(math.atan2(hidden.y - beyond[1], hidden.x - beyond[0])))
        assert 0 == flame_at(fire, (False, False, False, True), field.robot.drive)

    def test_a_wall_is_felt_once_a_touch(self, plan: FieldPlan) -> None:
        """The nose against a wall for two seconds is one touch; a candle is no wall."""
        field = Field(quiet(plan), 1, EVEN)
        fire = field.plan.fire
        assert fire is not None
        wall = fire.walls[0]
        field.robot.drive.place(wall.left - 130.0, wall.centre[1], 0.0)
        drives(field.robot, 20_000)
        assert ["wall_touch"] == passed(field, 2000)

        field = at_candle(plan, 30.0, 0.0)
        drives(field.robot, 20_000)
        assert [] == passed(field, 1500)
        assert field.robot.is_bumped

    def test_rings_and_border_are_black(self, plan: FieldPlan) -> None:
        """A ring 25 mm inside each circle's edge, and a band around the floor."""
        one = drawn(plan, 1)
        assert one.fire is not None
        candle = one.fire.candles[0]
        across = [one.mat.darkness(candle.x + away, candle.y) for away in (140.0, 160.0, 185.0)]

        assert [0.0, 1.0, 0.0] == across
        assert [0.0, 1.0, 0.0] == [one.mat.darkness(x, 1500.0) for x in (25.0, 75.0, 125.0)]


def at_candle(plan: FieldPlan, away_mm: float, turned_deg: float) -> Field:
    """A field without chance, the robot's nose so far from the first candle, which stands in the open."""
    field = Field(quiet(plan), 1, EVEN)
    assert field.plan.fire is not None
    candle = field.plan.fire.candles[0]
    angle = math.radians(turned_deg)
    field.robot.drive.place(candle.x - away_mm - 100 * math.cos(angle), candle.y - 100 * math.sin(angle), turned_deg)
    return field
