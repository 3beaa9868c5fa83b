"""The judge starts the robot and stops it, with sentences on the robot's own port."""

import sys

import pytest

from firmware.virtual.session import RunTrace
from firmware.wire import Sentence, Splitter, encode
from tests.firmware.robot.stand import OVER, measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

OFF_MS_MAX = 100
WAITING = "from robot import *\nwait_for_start()\n" + OVER
START, STOP = (encode(Sentence("host", 0, 1, 0, kind, ())) for kind in ("start", "stop"))
STOP_US = 800_000
LIMIT_S = 1.4


def told(trace: RunTrace) -> list[tuple[str, ...]]:
    """What the robot told the computer."""
    pieces = Splitter().feed(trace.output.encode())
    return [piece.args for _, piece in pieces if isinstance(piece, Sentence)]


@pytest.mark.parametrize(
    ("name", "driving"),
    [
        ("straight", "straight(100, 50)\n"),
        ("drive and wait", "drive(50)\nwait(5)\n"),
        ("follow_line", "follow_line('tower', 30)\n"),
        ("only computing", "import time\ndrive(50)\nwait(0.3)\nwhile True:\n    time.ticks_ms()\n"),
        ("sleeping", "import time\ndrive(50)\nwait(0.3)\ntime.sleep(5)\n"),
        (
            "a stop that is caught",
            "import time\nwhile True:\n    try:\n        drive(50)\n        wait(1)\n"
            "    except RobotStopped:\n        time.sleep_ms(20)\n",
        ),
    ],
)
def test_the_judges_stop_takes_the_power_within_100_ms(
    name: str, driving: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the program is doing, and for good."""
    stand = measure(monkeypatch, driving, program=WAITING, sentences={STOP_US: STOP}, limit_s=LIMIT_S)

    assert stand.was_driving
    assert ("judge", "stop") in told(stand.trace)
    assert stand.power_off_ms is not None
    assert stand.power_off_ms <= OFF_MS_MAX
    assert stand.standing_ms is not None
    print(f"{name}: power off after {stand.power_off_ms:.1f} ms, standing after {stand.standing_ms:.0f} ms")


def test_a_program_that_the_judge_stopped_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its next word raises RobotStopped."""
    trace = measure(monkeypatch, "straight(100)\n", program=WAITING, sentences={STOP_US: STOP}, limit_s=LIMIT_S).trace

    assert told(trace)[-1][:3] == ("program", "error", "RobotStopped")


@pytest.mark.parametrize(("sentence", "starts"), [(START, True), (STOP, False), (b"start\n", False)])
def test_only_the_judges_start_or_the_button_starts(
    sentence: bytes, starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that are no sentence do nothing; after a stop nothing starts."""
    program = "from robot import *\nled(True)\nwait(0.3)\nwait_for_start()\nstraight(10, 40)\n"
    trace = measure(monkeypatch, "", program=program, sentences={STOP_US: sentence}, limit_s=LIMIT_S).trace

    assert (("judge", "start") in told(trace)) == starts
    assert (abs(trace.samples[-1][4]) > 20) == starts


def test_a_sentence_from_somebody_else_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop is the computer's, whole and with its right checksum."""
    others = (
        encode(Sentence("robot", 0, 1, 0, "stop", ())),
        STOP.replace(b"stop", b"stpo"),
        STOP[:-3] + b"\n",
        b"stop\n",
    )
    sentences = {STOP_US + number * 1000: other for number, other in enumerate(others)}
    trace = measure(monkeypatch, "straight(20)\ntell('there', 1)\n", program=WAITING, sentences=sentences).trace

    assert ("there", "1") in told(trace)


def test_a_program_that_never_waited_for_the_judge_reads_its_own_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens before wait_for_start()."""
    program = "from robot import *\nled(True)\nname = input()\ntell('name', name)\n"
    trace = measure(monkeypatch, "", program=program, sentences={0: b"aka\n"}).trace

    assert ("name", "aka") in told(trace)
