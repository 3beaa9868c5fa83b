"""Readings told ahead: fewer questions, and not a bit of difference for a program."""

from firmware.virtual.channel import AHEAD_MAX, READ, WAIT
from firmware.virtual.field import Field
from firmware.virtual.habits import PLANS_MAX, Habits
from firmware.virtual.physics import RobotModel
from firmware.virtual.plan import load_plan
from firmware.virtual.ports import ADC, COUNT, GYRO_RATE
from firmware.virtual.session import RunTrace, run_program
from firmware.virtual.world import World

OWN_LOOP = """
from machine import ADC, Encoder, PWM, Pin
import time
left, right, wheel = ADC(26), ADC(28), Encoder(0)
motors = [PWM(Pin(number), freq=20000) for number in (10, 12)]
for turn in range(150):
    a, b = left.read_u16(), right.read_u16()
    motors[0].duty_u16(30000 + (b - a) // 4)
    motors[1].duty_u16(30000 - (b - a) // 4)
    if turn % 7 == 0:
        print(time.ticks_us(), a, b, wheel.value(), left.read_u16())
    time.sleep_ms(10 - turn % 3)
"""


class AsksForEach(World):
    """A world that tells nothing ahead: what each reading is when it is asked for."""

    def _say_ahead(self, seat, value, until_us, far_us):  # type: ignore[no-untyped-def]  # noqa: ARG002
        self._say(seat, self.now_us, value)


def _run(monkeypatch, kind: type[World]) -> RunTrace:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("firmware.virtual.session.World", kind)
    return run_program(OWN_LOOP, has_library=False, presses_button=False, seed=5, limit_s=4)


def test_a_reading_told_ahead_is_the_reading_that_would_have_been_asked_for(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The same program, with and without: every printed figure, every place of the robot, the same; half the talk."""
    ahead, asked = _run(monkeypatch, World), _run(monkeypatch, AsksForEach)

    assert len(ahead.output.splitlines()) == 22
    assert (asked.output, asked.samples, asked.view) == (ahead.output, ahead.samples, ahead.view)
    assert ahead.exchanges < 0.6 * asked.exchanges


def _habits() -> Habits:
    return Habits(Field(load_plan("practice"), 1, RobotModel()).port("robot"))


def _turn(habits: Habits, readings: list[tuple[int, int]], used: int = 0) -> list[int]:
    """A turn of a loop, as a board has it that asks for each reading; return what was told with the wait's answer."""
    habits.learn(used, WAIT, 0, 0, 10_000)
    told = habits.tell(WAIT, 0, 0, 10_000, 11_000)
    for number, (pin, kind) in enumerate(readings[len(told) // 2 :]):
        habits.learn(len(told) // 2 if number == 0 else 0, READ, pin, kind, 10_020 + 20 * (len(told) // 2 + number))
        habits.tell(READ, pin, kind, 10_020 + 20 * number, 11_000)
    return told


def test_what_was_read_last_time_is_told_this_time() -> None:
    """Pin, kind and moment stand in the first word."""
    habits, readings = _habits(), [(26, ADC)]
    assert [] == _turn(habits, readings)
    _turn(habits, readings)

    assert [26 | ADC << 8 | 20 << 16] == _turn(habits, readings)[:1]


def test_a_reading_that_takes_something_away_is_never_told_ahead() -> None:
    """The gyro's store gives each of its readings once."""
    habits = _habits()
    for _ in range(4):
        assert [] == _turn(habits, [(30, GYRO_RATE)])


def test_a_board_may_say_anything_about_what_it_used() -> None:
    """A number that cannot be is taken for all that was told; nothing grows without bound."""
    habits = _habits()
    for turn in range(3 * PLANS_MAX):
        habits.learn(255, READ, turn & 255, COUNT, 10_020)
        assert len(habits.tell(READ, turn & 255, turn >> 4, 10_020, 11_000)) <= 2 * AHEAD_MAX
    assert len(habits._plans) <= PLANS_MAX
