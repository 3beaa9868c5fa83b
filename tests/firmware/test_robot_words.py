"""The robot's later words: arcs, echo, notes, calibration, the emergency stop, the battery's warning."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import json
import math
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.robot import calibration
from firmware.robot.notes import note_hertz, parse_tune
from firmware.virtual.echo import Rangefinder
from firmware.virtual.plan import load_plan
from firmware.virtual.robot_model import EVEN
from firmware.virtual.session import RunTrace, run_program
from firmware.wire import Sentence, Splitter

on_the_field = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")


def told(trace: RunTrace) -> dict[str, str]:
    """What the robot told the host, by name."""
    pieces = Splitter().feed(trace.output.encode())
    return {piece.args[0]: piece.args[1] for _, piece in pieces if isinstance(piece, Sentence)}


def drive(program: str, *, seed: int = 1, files: dict[str, str] | None = None) -> RunTrace:
    """Run a few lines with the library's words."""
    return run_program("from robot import *\n" + program, seed=seed, limit_s=20, extra_files=files)


@on_the_field
@pytest.mark.parametrize(("radius_cm", "angle_deg", "seed"), [(30, 90, 1), (30, -90, 2), (-20, 60, 3), (0, 90, 4)])
def test_a_curve_ends_where_its_arc_ends(radius_cm: int, angle_deg: int, seed: int) -> None:
    """Within 3 cm and 4 degrees; positive to the right, a negative radius backward, none on the spot."""
    trace = drive(f"curve({radius_cm}, {angle_deg})\nwait(0.3)", seed=seed)
    (_, x, y, heading, *_), (_, end_x, end_y, end_heading, *_) = trace.samples[0], trace.samples[-1]
    side = 1 if angle_deg > 0 else -1
    begin, turned = math.radians(heading), math.radians(abs(angle_deg))
    ahead, right = abs(radius_cm) * 10 * math.sin(turned), abs(radius_cm) * 10 * (1 - math.cos(turned)) * side
    if radius_cm < 0:  # backward, turning to the right: the nose goes right, the tail left
        ahead, right = -ahead, -right
    goal_x = x + ahead * math.cos(begin) + right * math.sin(begin)
    goal_y = y + ahead * math.sin(begin) - right * math.cos(begin)

    assert math.dist((end_x, end_y), (goal_x, goal_y)) < 30
    assert abs(end_heading - heading + angle_deg) < 4


@on_the_field
def test_the_distance_is_in_cm_and_none_without_an_echo() -> None:
    """At the start the room's wall is 195 cm ahead; with the nose at the tower it is too near for an echo."""
    answers = told(drive("tell('far', distance())\nfollow_line('tower')\ntell('near', distance())"))

    assert abs(float(answers["far"]) - 195) < 5
    assert answers["near"] == "None"


@pytest.mark.parametrize(
    ("x", "y", "angle_deg", "distance_mm"),
    [(0, 1000, 180, 650), (0, 1000, 90, 1000), (-600, -700, 115, None)],
    ids=["a wall", "another", "aslant"],
)
def test_an_echo_comes_from_the_next_face(x: float, y: float, angle_deg: float, distance_mm: float | None) -> None:
    """Straight at a wall: from the nose, 10 cm ahead of the axle."""
    plan = load_plan("line_following")
    angle = math.radians(angle_deg)
    heard_mm = Rangefinder(EVEN, plan).hear_mm((x, y, math.cos(angle), math.sin(angle)))

    assert heard_mm == (None if distance_mm is None else pytest.approx(distance_mm, abs=0.1))


def test_the_tower_is_heard_before_the_wall_behind_it() -> None:
    """From 50 cm below its middle, looking up."""
    plan = load_plan("line_following")
    tower = plan.mat.tower
    x = (tower.left + tower.right) / 2

    assert Rangefinder(EVEN, plan).hear_mm((x, tower.bottom - 600, 0.0, 1.0)) == pytest.approx(500, abs=0.1)


@pytest.mark.parametrize(
    ("name", "hertz"),
    [
        ("A4", 440),
        ("C4", 262),
        ("c4", 262),
        ("C8", 4186),
        ("F#5", 740),
        ("Bb3", 233),
        ("Cb4", 247),
        ("B#3", 262),
        ("R", 0),
    ],
)
def test_a_note_has_its_frequency(name: str, hertz: int) -> None:
    """Equal temperament, A4 = 440 Hz, to the nearest hertz."""
    assert hertz == note_hertz(name)


@pytest.mark.parametrize("tune", ["H4", "C", "4", "C9", "C4:0", "C4:x", "C##4"])
def test_what_is_no_note_is_named(tune: str) -> None:
    """In the message, beside how a note looks."""
    with pytest.raises(ValueError, match=r"a note is like|beats"):
        parse_tune(tune)


@on_the_field
def test_a_tune_takes_its_beats() -> None:
    """Four beats at 120 a minute are 2 s; a wrong note is the program's mistake, with its line."""
    trace = drive("import time\na = time.ticks_ms()\nplay('C4 R E4:2')\ntell('ms', time.ticks_ms() - a)\nbeep('H')")

    assert abs(int(told(trace)["ms"]) - 2000) <= 5
    assert "ValueError" in trace.output


@on_the_field
def test_a_tune_of_a_task_keeps_its_beats_and_lets_the_others_run() -> None:
    """Two beats are 1 s, in which the other task never waits more than 20 ms; a cancelled note is silent at once."""
    trace = drive(
        "import asyncio, time\nfrom robot.hardware import buzzer\nworst = 0\nasync def watch():\n    global worst\n"
        "    while True:\n        a = time.ticks_ms()\n        await asyncio.sleep_ms(5)\n"
        "        worst = max(worst, time.ticks_ms() - a)\nasync def main():\n    asyncio.create_task(watch())\n"
        "    global worst\n    asyncio.create_task(straight_async(10))\n    await asyncio.sleep(0.3)\n"
        "    worst = 0  # the gyro looks at its zero before the first movement\n    a = time.ticks_ms()\n"
        "    await play_async('C4 E4')\n"
        "    tell('ms', time.ticks_ms() - a)\n    note = asyncio.create_task(beep_async('C5', 5))\n"
        "    await asyncio.sleep(0.1)\n    tell('sounds', buzzer._pwm.duty_u16() > 0)\n    note.cancel()\n"
        "    await asyncio.sleep(0.02)\n    tell('silent', buzzer._pwm.duty_u16() == 0)\n    tell('worst', worst)\n"
        "asyncio.run(main())"
    )
    answers = told(trace)

    assert abs(int(answers["ms"]) - 1000) <= 10, trace.output
    assert int(answers["worst"]) <= 20
    assert (answers["sounds"], answers["silent"]) == ("True", "True")


# -- calibration -------------------------------------------------------------------------------------------------------


def test_a_calibration_is_kept(tmp_path: Path) -> None:
    """What was saved is loaded; nothing of the writing is left over."""
    path = str(tmp_path / "calibration.json")
    ranges = [(7000, 50000), (6900, 51000), (7100, 49000)]
    calibration.save(ranges, path)

    assert ranges == calibration.load(3, path)
    assert ["calibration.json"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '{"line": 5}', '{"line": [[1, 2]]}',
     '{"line": [[1,9000],[1,9000],[9000,1]]}', '{"line": [[1],[2],[3]]}',
     '{"line": [["a","b"],[1,2],[3,4]]}', json.dumps({"line": [[0, 65536]] * 3})],
)  # fmt: skip
def test_a_damaged_calibration_is_named_and_ignored(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The robot boots with its board's own values."""
    path = tmp_path / "calibration.json"
    path.write_text(text)

    assert calibration.load(3, str(path)) is None
    assert capsys.readouterr().out == "calibration.json is damaged: not used\n"


def test_without_a_calibration_nothing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A robot that was never calibrated is no robot with a fault."""
    assert calibration.load(3, str(tmp_path / "none.json")) is None
    assert capsys.readouterr().out == ""


@on_the_field
def test_calibrating_on_the_line_learns_it_and_comes_back() -> None:
    """Every sensor saw white and black; the file is there; the robot looks where it looked before."""
    program = "tell('ok', calibrate())\ntell('file', open('calibration.json').read())\nwait(0.3)"
    trace = drive(program, seed=2)
    ranges = json.loads(told(trace)["file"])["line"]

    assert told(trace)["ok"] == "True"
    assert all(5000 < white < 10000 and 45000 < black < 60000 for white, black in ranges)
    assert abs(trace.samples[-1][3] - trace.samples[0][3]) < 15


@on_the_field
def test_calibrating_beside_the_line_changes_nothing() -> None:
    """It gives False and says which sensor saw no line; a damaged file from before is named at the boot."""
    program = "turn(180)\nstraight(12)\ntell('ok', calibrate())\ntell('file', open('calibration.json').read())"
    trace = drive(program, files={"calibration.json": "{broken"})

    assert "calibration.json is damaged: not used" in trace.output
    assert told(trace)["ok"] == "False"
    assert told(trace)["file"] == "{broken"
    assert "saw no line" in trace.output


# -- safety ------------------------------------------------------------------------------------------------------------


@on_the_field
def test_after_stop_all_every_word_that_moves_raises_until_it_is_reset() -> None:
    """The latch: also for a drive under way; looking still works."""
    words = (
        "straight(5)",
        "turn(5)",
        "curve(10, 5)",
        "drive(5)",
        "follow_line()",
        "open_gate()",
        "close_gate()",
        "calibrate()",
    )
    program = "drive(20)\nwait(0.5)\nstop_all()\nraised = 0\n"
    program += "".join(f"try:\n    {word}\nexcept RobotStopped:\n    raised += 1\n" for word in words)
    program += "wait(0.5)\na = distance_cm()\nwait(0.5)\ntell('moved', distance_cm() - a)\ntell('raised', raised)\n"
    program += "reset_stop()\nstraight(5)\ntell('on', distance_cm() - a > 4)"
    answers = told(drive(program))

    assert answers == {"moved": "0.0", "raised": str(len(words)), "on": "True", "program": "done"}


@on_the_field
def test_stop_all_from_a_timer_ends_a_movement_under_way() -> None:
    """Within a tick, in the caller's frame; the program that does not catch it ends with its line."""
    program = "import machine\nmachine.Timer(-1, mode=0, period=700, callback=lambda t: stop_all())\nstraight(60)"
    trace = drive(program)

    assert "RobotStopped" in trace.output
    assert '", line 4' in trace.output
    assert trace.samples[-1][1] - trace.samples[0][1] < 150


@on_the_field
def test_a_good_battery_is_not_low() -> None:
    """And nothing is printed."""
    trace = drive("tell('low', battery_low())")

    assert told(trace)["low"] == "False"
    assert "battery low" not in trace.output


# -- movements that do not wait, or do not stop ------------------------------------------------------------------------


@on_the_field
def test_a_movement_without_waiting_arrives_while_the_program_looks() -> None:
    """As far as one that waits; done() is False first and True at the end, and wait() waits for it."""
    program = "m = straight(20, wait=False)\nn = 0\nwhile not m.done():\n    n += 1\ntell('n', n > 20)\n"
    trace = drive(program + "m = turn(90, wait=False)\nm.wait()\ntell('cm', distance_cm())\ntell('done', m.done())")
    answers = told(trace)

    assert (answers["n"], answers["done"]) == ("True", "True")
    assert abs(float(answers["cm"]) - 20) < 1
    assert abs(trace.samples[-1][3] - trace.samples[0][3] + 90) < 4


@on_the_field
def test_movements_carry_on_without_a_stop_between() -> None:
    """Two straights of 20 cm: as far as one of 40, faster than two with a stop, and never slow in the middle."""
    program = "import time\na = time.ticks_ms()\nstraight(20, 20, then='go')\nstraight(20)\n"
    trace = drive(program + "tell('ms', time.ticks_ms() - a)\ntell('cm', distance_cm())\nwait(0.2)")
    answers = told(trace)
    begin_mm = trace.samples[0][4]
    ways = [sample[4] - begin_mm for sample in trace.samples]
    slow = [way for before, way in pairwise(ways) if 60 < way < 340 and way - before < 2.5]

    assert abs(float(answers["cm"]) - 40) < 1
    assert int(answers["ms"]) < 2800
    assert [] == slow


@on_the_field
def test_after_a_movement_that_goes_on_a_turn_begins_from_a_stop() -> None:
    """A turn takes over no speed; what `then` may be is told."""
    trace = drive("straight(10, then='go')\nturn(90)\nwait(0.3)\nstraight(5, then='hop')")

    assert abs(trace.samples[-1][3] - trace.samples[0][3] + 90) < 4
    assert "ValueError: then can be" in trace.output


@on_the_field
def test_tasks_run_beside_a_movement() -> None:
    """await straight_async, with another task that counts meanwhile."""
    program = """
import asyncio
count = 0
async def counts():
    global count
    while True:
        count += 1
        await asyncio.sleep_ms(100)
async def main():
    task = asyncio.create_task(counts())
    await straight_async(20)
    await turn_async(-90)
    task.cancel()
asyncio.run(main())
tell('count', count)
tell('cm', distance_cm())
"""
    answers = told(drive(program))

    assert 12 < int(answers["count"]) < 35
    assert abs(float(answers["cm"]) - 20) < 1
