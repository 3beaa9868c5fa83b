"""A program is over, in whatever way: the motors get no power any more, within 100 ms of the device's time."""

import sys

import pytest

from tests.firmware.robot.stand import CTRL_C, measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")

OFF_MS_MAX = 100
STANDING_MS_MAX = 200  # a wheel at 50 cm/s has to roll out under the brake

ENDINGS = {
    "an exception": "1 / 0\n",
    "the end": "",
    "SystemExit": "raise SystemExit\n",
    "out of memory": "hog = []\nwhile True:\n    hog.append(bytearray(20000))\n",
    "out of memory for good": "import robot\nrobot.hog = []\nwhile True:\n    robot.hog.append(bytearray(20000))\n",
    "endless recursion": "def deeper():\n    deeper()\ndeeper()\n",
    "a timer's callback breaks": (
        "from machine import Timer\nTimer(period=5, callback=lambda _: 1 / 0)\nraise SystemExit\n"
    ),
    "an interrupt's handler breaks": (
        "from machine import Pin\nPin(22, Pin.IN).irq(lambda _: 1 / 0, Pin.IRQ_RISING)\nraise SystemExit\n"
    ),
    "a task breaks": (
        "import asyncio\nasync def bad():\n    await asyncio.sleep_ms(5)\n    1 / 0\n"
        "async def main():\n    asyncio.create_task(straight_async(50))\n    await bad()\nasyncio.run(main())\n"
    ),
    "names redefined": (
        "import machine, robot.motor, robot.drivebase, time\ntime.sleep_ms = time.sleep = None\n"
        "machine.Pin = machine.PWM = robot.motor.PWM = robot.motor.Pin = robot.motor.make_motor = None\n"
        "robot.drivebase.DriveBase.stop = None\nmax = min = range = print = None\n1 / 0\n"
    ),
    "motor pins taken as plain outputs": (
        "from machine import Pin\nfor pin in (10, 12):\n    Pin(pin, Pin.OUT, value=1)\n1 / 0\n"
    ),
    "the latch is held open": (
        "from robot import hardware\nclass Open:\n    is_set = False\n    def check(self):\n        pass\n"
        "hardware.latch = Open()\n1 / 0\n"
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_the_motors_lose_their_power_within_100_ms(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Device time from the program's last line to no power, and soon after that it stands."""
    stand = measure(monkeypatch, ENDINGS[name])

    assert stand.was_driving
    assert stand.trace.is_over, stand.trace.output
    assert stand.power_off_ms is not None
    assert stand.power_off_ms <= OFF_MS_MAX
    assert stand.standing_ms is not None
    assert stand.standing_ms <= STANDING_MS_MAX
    print(f"{name}: power off after {stand.power_off_ms:.1f} ms, standing after {stand.standing_ms:.0f} ms")


@pytest.mark.parametrize("doing", ["wait(5)", "straight(200)", "follow_line('tower', 30)"])
def test_a_mentors_ctrl_c_takes_the_power_within_100_ms(doing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one, in the middle of a word. (In one long sleep the field's clock would run ahead of the real signal.)"""
    program = "from robot import *\ndrive(50)\nwait(1)\n" + doing + "\n"
    stand = measure(monkeypatch, "", program=program, sentences={1_500_000: CTRL_C})

    assert stand.was_driving
    assert stand.trace.is_over, stand.trace.output
    assert "program,stopped" in stand.trace.output
    assert stand.power_off_ms is not None
    assert stand.power_off_ms <= OFF_MS_MAX
    print(f"Ctrl-C in {doing!r}: power off after {stand.power_off_ms:.1f} ms, standing {stand.standing_ms} ms")


LEFT_BEHIND = {
    "pulses": "from machine import Timer, PWM, Pin\npwm = PWM(Pin(10), freq=20000)\n"
    "Timer(period=10, callback=lambda _: pwm.duty_u16(40000))\nimport sys\nsys.keep = pwm\n",
    "words": "from machine import Timer\ndef go(_):\n    try:\n        drive(30)\n"
    "    except RobotStopped:\n        pass\n"
    "Timer(period=10, callback=go)\n",
}


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_a_timer_that_a_program_left_behind_moves_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is over, its timer beats on: neither pins nor words reach the wheels."""
    rest = "import time\ntime.sleep(1)\n"
    main = f"from robot.launcher import run\nrun('program.py')\n{rest}"
    stand = measure(monkeypatch, LEFT_BEHIND[name], files={"main.py": main})

    assert stand.power_off_ms is not None
    assert stand.power_off_ms <= OFF_MS_MAX


def test_after_the_end_the_next_import_makes_a_robot_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody does at the prompt."""
    main = "from robot.launcher import run\nrun('program.py')\nfrom robot import *\nstraight(10)\n"
    trace = measure(monkeypatch, "", files={"main.py": main}, limit_s=12).trace
    end = trace.samples[-1]
    at_end = next(sample for sample in reversed(trace.samples) if sample[4] < end[4] - 90)

    assert "RobotStopped" not in trace.output
    assert end[4] - at_end[4] == pytest.approx(100, abs=15)
