"""What stops a robot that moves: the button, a computer that falls silent, something that holds it, the watchdog."""

import sys

import pytest

from firmware.virtual import session
from firmware.virtual.field import Field
from firmware.virtual.physics import RobotModel
from firmware.virtual.session import RunTrace, run_program
from firmware.wire import Sentence, encode
from tests.firmware.robot.field_run import answers, drive, told
from tests.firmware.robot.stand import measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

PRESS_MS = 1500
STOPPED_MS_MAX = 100
DRIVING = "from robot import *\ndrive(50)\n"


@pytest.fixture
def pressing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field whose player presses the robot's button 1.5 s after the start."""

    class Pressing(Field):
        def reset(self, seed: int) -> None:
            super().reset(seed)
            self.robot.press_button(PRESS_MS)

    monkeypatch.setattr(session, "Field", Pressing)


def run(program: str, limit_s: float = 8.0) -> RunTrace:
    return run_program(program, seed=1, limit_s=limit_s, presses_button=False)


def still_from_ms(trace: RunTrace) -> float:
    """When the wheels began to stand for good, in ms."""
    samples = trace.samples
    for before, after in zip(reversed(samples[:-1]), reversed(samples[1:]), strict=True):
        if abs(after[4] - before[4]) > 0.4:  # 20 mm/s over 20 ms
            return after[0] / 1000
    return 0.0


# -- the stop button ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("pressing")
@pytest.mark.parametrize(
    "program",
    [
        "drive(30)\nwait(9)\n",
        "straight(200, 30)\n",
        "import time\ndrive(30)\nwait(1)\nwhile True:\n    time.sleep_ms(3)\n",
        "follow_line('line_end', 20)\n",
    ],
    ids=["a drive", "a straight", "a program that never looks", "a line"],
)
def test_the_button_stops_a_robot_that_drives_within_100_ms(program: str) -> None:
    """By interrupt: in device time from the press to both wheels standing, braking included."""
    trace = run("from robot import *\n" + program, limit_s=3)

    assert PRESS_MS < still_from_ms(trace) <= PRESS_MS + 5 + STOPPED_MS_MAX


@pytest.mark.usefixtures("pressing")
def test_a_press_before_the_first_movement_stops_nothing() -> None:
    """Who presses while the program still gets ready has not stopped the robot."""
    trace = run("from robot import *\nwait(3)\nstraight(5)\ntell('moved', 1)")

    assert ("moved", "1") in told(trace)


@pytest.mark.usefixtures("pressing")
def test_after_the_button_a_movement_says_why_it_does_not_move() -> None:
    """RobotStopped in the program's own line; reset_stop() lets it move again."""
    program = "from robot import *\ntry:\n    straight(200, 30)\nexcept RobotStopped as why:\n    print(why)\n"
    trace = run(program + "reset_stop()\nstraight(-5)\ntell('moved', 1)")

    assert "the stop button was pressed: reset_stop() first" in trace.output
    assert ("moved", "1") in told(trace)


@pytest.mark.usefixtures("pressing")
def test_the_press_that_starts_a_robot_does_not_stop_it() -> None:
    """In wait_for_button the button is the start; a spring of its contact afterwards is no stop either."""
    trace = run("from robot import *\nwait_for_button()\nstraight(20)\ntell('there', distance_cm() > 19)")

    assert answers(trace)["there"] == "True"


@pytest.mark.usefixtures("pressing")
def test_a_program_that_asks_for_the_button_keeps_it() -> None:
    """button_pressed() makes it the program's own: its press is an answer and no stop."""
    program = (
        "from robot import *\ndrive(5)\nwhile not button_pressed():\n    wait(0.02)\nstraight(5)\ntell('there', 1)"
    )

    assert ("there", "1") in told(run(program))


def test_a_board_with_a_stop_button_of_its_own_lends_it_to_nobody() -> None:
    """STOP_PIN is the stop even while the program waits for the other button."""
    program = """
from robot.stop_button import StopButton
from robot.stop_latch import StopLatch
own = StopButton(3, False, StopLatch(), print, lambda: True)
shared = StopButton(4, True, StopLatch(), print, lambda: True)
print(own.lend(), own.is_stop, shared.lend(), shared.is_stop)
"""
    assert "False True True False" in run(program, limit_s=1).output


# -- a computer that falls silent --------------------------------------------------------------------------------------


def spoken(at_ms: int) -> bytes:
    return encode(Sentence("host", 7, at_ms, at_ms * 1000, "tick", ()))


def test_without_keep_alive_nobody_need_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off by default: a robot drives alone."""
    stand = measure(monkeypatch, "wait(2)\n", limit_s=4)

    assert stand.trace.is_over
    assert ("program", "done") in told(stand.trace)


def test_an_armed_robot_drives_while_the_computer_speaks_and_stops_when_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """keep_alive(0.5), a sentence every 300 ms until 1.5 s: the motors are off 0.5 s after the last, within 100 ms."""
    sentences = {at_ms * 1000: spoken(at_ms) for at_ms in range(0, 1501, 300)}
    stand = measure(
        monkeypatch, "wait(9)\n", program=DRIVING + "keep_alive(0.5)\nled(True)\n", sentences=sentences, limit_s=3
    )

    assert stand.power_off_ms is not None
    assert 500 <= stand.power_off_ms <= 500 + STOPPED_MS_MAX


@pytest.mark.parametrize("noise", [b"", b"hello\n", b"$host,1,2,3,tick*00000000\n", b"x" * 700 + b"\n"])
def test_what_is_no_sentence_keeps_nobody_alive(monkeypatch: pytest.MonkeyPatch, noise: bytes) -> None:
    """Text, a wrong checksum and an endless line are not the computer's word; a program that never waits stops too."""
    computing = "import time\nwhile True:\n    time.sleep_ms(1)\n"
    sentences = {at_ms * 1000: noise for at_ms in range(0, 2000, 100)} if noise else {}
    stand = measure(
        monkeypatch,
        computing,
        program=DRIVING + "keep_alive(0.5)\nled(True)\n",
        sentences=sentences,
        limit_s=2,
    )
    off_ms = max(at_us for at_us, *_ in stand.trace.samples) / 1000

    assert off_ms > 1500
    assert still_from_ms(stand.trace) < 1000


# -- something holds it ------------------------------------------------------------------------------------------------


def test_a_straight_against_the_tower_stops_and_names_it() -> None:
    """Within a second; the host reads it, the child sees the line, the motors are off."""
    trace = drive("follow_line('tower', 25)\nstraight(20)\n")
    names = [args[0] for args in told(trace)]

    assert names[0] == "stuck"
    assert told(trace)[-1] == ("program", "error", "RobotStuck", "3", "something holds the robot")


def test_a_program_may_help_itself_when_it_is_stuck() -> None:
    """RobotStuck is one of the words: back a little, and on."""
    program = "follow_line('tower', 25)\ntry:\n    straight(20)\nexcept RobotStuck:\n    straight(-10)\ntell('free', 1)"

    assert ("free", "1") in told(drive(program))


def test_a_drive_may_push() -> None:
    """Squaring up against a wall is no mistake: only movements with an end give up."""
    assert ("pushed", "1") in told(drive("follow_line('tower', 25)\ndrive(20)\nwait(2)\nstop()\ntell('pushed', 1)"))


# -- the battery and the watchdog --------------------------------------------------------------------------------------


def test_a_low_battery_is_told_once_and_by_itself() -> None:
    """At the program's start; not again while it drives."""
    empty = RobotModel(charge_low=0.0)
    trace = drive("wait(12)\ntell('low', battery_low())", seed=1, model=empty)

    assert 1 == [args[0] for args in told(trace)].count("battery_low")
    assert trace.output.count("battery low:") == 1
    assert answers(trace)["low"] == "True"


def test_the_watchdog_resets_a_board_whose_program_stops_working() -> None:
    """Fed by ticks and waits alone: a program that computes on and on is reset, and may not catch that."""
    program = """
import machine, time
from robot import hardware
from robot.watchers import WatchdogFeeder
from robot import *
hardware.base.guard.add(WatchdogFeeder(machine.WDT(timeout=300)))
straight(20)
wait(2)
print("fed")
try:
    while True:
        time.sleep_ms(5)
finally:
    print("bitten")
print("never")
"""
    trace = run(program)

    assert "fed" in trace.output
    assert "never" not in trace.output
    assert trace.is_over
