"""SumoBot's ring: what the robots sense on it, and what its referee sees."""

from pathlib import Path

import pytest

from firmware.virtual.field import Field
from firmware.virtual.field_errors import FieldError
from firmware.virtual.physics import Drive
from firmware.virtual.plan import FIELDS, load_plan, quiet
from firmware.virtual.ports import ADC, DIGITAL, ECHO_US, Edge
from firmware.virtual.ring import RingPlan, RingReferee
from firmware.virtual.robot_model import EVEN
from firmware.virtual.wiring import BUMP_PIN, ECHO_PIN, LINE_PINS

RING = RingPlan(500.0, 500.0, 500.0, 50.0, 5000, 880.0, 500.0, 180.0)
ON, OUT = (500.0, 500.0), (1001.0, 500.0)


def robot(place: tuple[float, float], heading_deg: float = 0.0) -> Drive:
    """A robot that stands there."""
    drive = Drive(1, EVEN, lambda *_: False, (0.0, 0.0, -1.0))
    drive.place(*place, heading_deg)
    return drive


def watched(*stands: tuple[int, tuple[float, float], tuple[float, float]]) -> list[tuple[int, str]]:
    """What a referee says, and when (ms), of robots that are at these places from these moments (ms) on."""
    referee, told = RingReferee(RING), []
    for now_ms in range(0, 12_001, 5):
        _, first, second = [stand for stand in stands if stand[0] <= now_ms][-1]
        gate = referee.look([robot(first), robot(second)], now_ms, now_ms)
        if gate is not None:
            told.append((now_ms, gate))
    return told


class TestReferee:
    @pytest.mark.parametrize(("first", "second", "gate"), [(OUT, ON, "bout_b"), (ON, OUT, "bout_a")])
    def test_whoever_is_out_has_lost_the_bout(
        self, first: tuple[float, float], second: tuple[float, float], gate: str
    ) -> None:
        """Told once, when it is sure that the other did not follow."""
        assert watched((0, ON, ON), (1000, first, second)) == [(1300, gate)]

    def test_out_nearly_together_starts_again(self) -> None:
        """0.2 s apart."""
        assert watched((0, ON, ON), (1000, OUT, ON), (1200, OUT, OUT)) == [(1200, "restart")]

    def test_locked_for_five_seconds_starts_again(self) -> None:
        """From the last time that one of them got anywhere."""
        assert watched((0, (300.0, 500.0), ON), (2000, (340.0, 500.0), ON)) == [(7000, "restart")]

    def test_one_that_turns_is_not_locked(self) -> None:
        """It looks for the other."""
        referee = RingReferee(RING)
        told = [referee.look([robot(ON, now_ms / 100), robot(ON)], now_ms, now_ms) for now_ms in range(0, 9000, 5)]

        assert set(told) == {None}

    def test_after_three_restarts_in_a_row_a_draw_is_called_once_it_may_be(self) -> None:
        """Not before 60 s of the match."""
        told = []
        referee = RingReferee(RING)
        for bout in range(6):
            begin_ms = bout * 15_000
            referee.begin(begin_ms)
            looks = [referee.look([robot(ON), robot(ON)], at, at) for at in range(begin_ms, begin_ms + 6000, 5)]
            told += [gate for gate in looks if gate]

        assert told == ["restart"] * 4 + ["draw"] * 2


def two(first: tuple[float, float, float], second: tuple[float, float, float]) -> Field:
    """Two robots set down on the ring, in a world without chance."""
    field = Field(quiet(load_plan("sumobot")), 1, EVEN, EVEN)
    for robot, place in zip(field.robots, (first, second), strict=True):
        robot.drive.place(*place)
    return field


def test_each_robot_starts_on_its_side_looking_at_the_other() -> None:
    """Their tails on the border line."""
    field = Field(quiet(load_plan("sumobot")), 1, EVEN, EVEN)
    view = field.view()

    assert (view.x_mm, view.y_mm, view.heading_deg) == (120.0, 500.0, 0.0)
    assert view.rival is not None
    assert (view.rival.x_mm, view.rival.y_mm, view.rival.heading_deg) == (880.0, 500.0, pytest.approx(180.0))


@pytest.mark.parametrize(
    ("x_mm", "low", "high"), [(500.0, 6000, 8000), (975.0 - 60, 50_000, 53_000), (1010.0 - 60, 13_000, 15_000)],
    ids=["white", "the border", "the floor outside"],
)  # fmt: skip
def test_the_line_sensors_see_the_ring_its_border_and_the_floor(x_mm: float, low: int, high: int) -> None:
    """The middle one, 60 mm ahead of the axle."""
    field = two((x_mm, 500.0, 0.0), (200.0, 500.0, 0.0))

    assert low < field.port("robot").read(LINE_PINS[1], ADC, 0) < high


def test_the_rangefinder_hears_the_other_robot() -> None:
    """30 cm between their noses: 1.75 ms of sound; beside it, only the wall is left."""
    face_to_face = two((300.0, 500.0, 0.0), (800.0, 500.0, 180.0))
    side_by_side = two((300.0, 500.0, 90.0), (800.0, 500.0, 90.0))

    for role in ("robot", "robot_2"):
        assert face_to_face.port(role).read(ECHO_PIN, ECHO_US, 0) == pytest.approx(300 * 2000 / 343, abs=2)
        assert side_by_side.port(role).read(ECHO_PIN, ECHO_US, 0) == pytest.approx(1100 * 2000 / 343, abs=2)


def test_both_feel_the_bump_and_each_board_hears_of_its_own() -> None:
    """One edge for each role."""
    field = two((395.0, 500.0, 0.0), (605.0, 500.0, 180.0))
    field.robot.set_motor(0, 30_000)
    field.robot.set_motor(2, 30_000)
    edges = []
    while field.now_us < 300_000:
        edge = field.advance(300_000)
        if edge is not None:
            edges.append(edge)

    assert [(edge.role, edge.pin, edge.level) for edge in edges] == [
        ("robot", BUMP_PIN, 0),
        ("robot_2", BUMP_PIN, 0),
    ]
    assert all(field.port(role).read(BUMP_PIN, DIGITAL, 0) == 0 for role in ("robot", "robot_2"))


def test_a_gate_says_who_won() -> None:
    """B is over the edge."""
    field = two((500.0, 500.0, 0.0), (1100.0, 500.0, 180.0))
    edge: Edge | None = None
    while field.now_us < 1_000_000 and edge is None:
        edge = field.advance(1_000_000)

    assert edge is not None
    assert ("judge_box", "bout_a") == (edge.role, edge.gate)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("radius_mm = 500.0", "radius_mm = 300.0", "ring.radius_mm"),
        ("x_mm = 880.0", "x_mm = 1880.0", "start_b"),
        ("locked_ms = 5000", "", "ring.locked_ms"),
        ("[start_b]", "[start_c]", "[start_b]"),
        ('"draw"]', '"goal"]', "judge_box.inputs"),
    ],
)
def test_a_wrong_ring_names_its_key(tmp_path: Path, old: str, new: str, part: str) -> None:
    """A teacher's own ring."""
    text = (FIELDS / "sumobot.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    (tmp_path / "sumobot.svg").write_bytes((FIELDS / "sumobot.svg").read_bytes())

    with pytest.raises(FieldError) as caught:
        load_plan(file)

    assert part == caught.value.part
