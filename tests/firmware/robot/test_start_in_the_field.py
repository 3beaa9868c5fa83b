"""What /main.py does with the power, with a finger on the button: run, safe mode, or the program before."""

import binascii
import sys
from functools import partial
from typing import Any

import pytest

from firmware.virtual import session
from firmware.virtual.field import Field
from firmware.virtual.ports import BoardPort
from firmware.virtual.robot_on_field import FieldRobot
from firmware.virtual.session import RunTrace, run_program
from firmware.virtual.wiring import BUTTON_PIN, LED_PIN, RobotPort
from firmware.wire import Sentence, Splitter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

PROGRAM = "from robot import *\ntell('runs', 'this')\nstraight(10, 40)\n"
BEFORE = "from robot import *\ntell('runs', 'the one before')\n"
MAIN = "from robot.launcher import start\nstart('')\n"
BROKEN = f"3 0 {binascii.crc32(PROGRAM.encode()):08x}\n"


class _FingeredPort(RobotPort):
    """The pins of a robot with a finger on its button in these spans (ms)."""

    def __init__(self, robot: FieldRobot, spans: tuple[tuple[int, int], ...]) -> None:
        super().__init__(robot)
        self._spans = spans

    def read(self, pin: int, kind: int, now_us: int) -> int:
        if pin == BUTTON_PIN:
            return 0 if any(begin <= now_us // 1000 < end for begin, end in self._spans) else 1
        return super().read(pin, kind, now_us)


class _Fingered(Field):
    """A field where a finger is on the button in these spans (ms), and the robot's light is written down."""

    def __init__(self, *args: Any, spans: tuple[tuple[int, int], ...], lights: list[int], **kwargs: Any) -> None:
        self._spans, self._lights = spans, lights
        super().__init__(*args, **kwargs)

    def port(self, role: str) -> BoardPort:
        assert role == "robot"
        return _FingeredPort(self.robot, self._spans)

    def advance(self, to_us: int) -> Any:
        level = self.robot.outputs.get(LED_PIN, 0)
        if not self._lights or self._lights[-1] != level:
            self._lights.append(level)
        return super().advance(to_us)


def start(
    monkeypatch: pytest.MonkeyPatch, *spans: tuple[int, int], guard: str = "", limit_s: float = 5.0
) -> tuple[RunTrace, list[tuple[str, ...]], list[int]]:
    """Switch the robot on; its trace, what it told, and how its light changed."""
    lights: list[int] = []
    monkeypatch.setattr(session, "Field", partial(_Fingered, spans=spans, lights=lights))
    files = {"main.py": MAIN, "program.prev.py": BEFORE} | ({"guard.txt": guard} if guard else {})
    trace = run_program(PROGRAM, limit_s=limit_s, extra_files=files, presses_button=False)
    told = [piece.args for _, piece in Splitter().feed(trace.output.encode()) if isinstance(piece, Sentence)]
    return trace, told, lights


def test_without_a_finger_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once."""
    told = start(monkeypatch)[1]

    assert told == [("runs", "this"), ("program", "done")]


def test_a_finger_that_was_too_early_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child who presses start while the robot starts."""
    told = start(monkeypatch, (0, 600))[1]

    assert told == [("runs", "this"), ("program", "done")]


def test_a_held_button_is_safe_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program does not run, no wheel turns, the light blinks, and the robot says why and what to do."""
    trace, told, lights = start(monkeypatch, (0, 1500))

    assert told == [("program", "safe_mode", "button")]
    assert not trace.is_over
    assert {sample[4] for sample in trace.samples} == {0.0}
    assert len(lights) > 10
    assert "safe mode" in trace.output
    assert "press the button" in trace.output


def test_three_crashes_are_safe_mode_and_a_press_lets_it_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The press is the way out that needs no computer."""
    told = start(monkeypatch, (2000, 2300), guard=BROKEN)[1]

    assert told == [("program", "safe_mode", "crashes"), ("runs", "this"), ("program", "done")]


@pytest.mark.parametrize(("spans", "guard"), [(((0, 5600),), ""), (((1000, 6600),), BROKEN)])
def test_five_seconds_bring_the_program_before(
    spans: tuple[tuple[int, int], ...], guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start on, or in safe mode."""
    told = start(monkeypatch, *spans, guard=guard, limit_s=8)[1]

    assert told[0][:2] == ("program", "safe_mode")
    assert told[-3:] == [("program", "previous"), ("runs", "the one before"), ("program", "done")]


def test_in_safe_mode_a_computer_still_reaches_the_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends it, the light goes out, and main.py is over."""
    main = MAIN + "print('the prompt comes')\n"
    monkeypatch.setattr(session, "Field", partial(_Fingered, spans=(), lights=[]))
    # No hand types here: a timer raises what Ctrl-C raises, in the middle of the wait.
    main = (
        "import machine, micropython\n"
        "def ctrl_c(_):\n    raise KeyboardInterrupt\n"
        "machine.Timer(period=1200, mode=machine.Timer.ONE_SHOT, callback=ctrl_c)\n" + main
    )
    trace = run_program(PROGRAM, limit_s=5, extra_files={"main.py": main, "guard.txt": BROKEN}, presses_button=False)

    assert "the prompt comes" in trace.output
    assert "Traceback" not in trace.output
    assert not trace.view.is_lit
