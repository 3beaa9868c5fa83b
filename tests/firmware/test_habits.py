"""Readings told ahead: fewer questions, and not a bit of difference for a program."""

from firmware.virtual.ahead import Ahead
from firmware.virtual.channel import AHEAD_MAX, READ, WAIT, WAITED
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


WAITS_ALONE = """
from machine import ADC, Encoder, PWM, Pin
import time
left, wheel, light = ADC(26), Encoder(0), Pin(25, Pin.OUT)
motors = [PWM(Pin(number), freq=20000) for number in (10, 12)]
for turn in range(200):
    for motor in motors:
        motor.duty_u16(0 if turn > 190 else 30000 + turn * 10)
    time.sleep_ms(7)
    a = left.read_u16()
    time.sleep_ms(2 + turn % 17 // 16)
    b = wheel.value()
    if turn % 23 == 0:
        light.value(turn & 1)
        print(time.ticks_us(), a, b)
time.sleep_ms(4)
"""
"""Two waits a turn, the second without a command since the first; now and then it is longer; into a box in the end."""


class AsksForEach(World):
    """A world that tells nothing ahead: what each reading is when it is asked for."""

    def _say_ahead(self, seat, value, until_us, far_us):  # type: ignore[no-untyped-def]  # noqa: ARG002
        self._say(seat, self.now_us, value)


def _run(monkeypatch, kind: type[World], program: str = OWN_LOOP, field_id: str = "line_following") -> RunTrace:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("firmware.virtual.session.World", kind)
    return run_program(program, field_id=field_id, has_library=False, presses_button=False, seed=5, limit_s=4)


def test_a_reading_told_ahead_is_the_reading_that_would_have_been_asked_for(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The same program, with and without: every printed figure, every place of the robot, the same; half the talk."""
    ahead, asked = _run(monkeypatch, World), _run(monkeypatch, AsksForEach)

    assert len(ahead.output.splitlines()) == 22
    assert (asked.output, asked.samples, asked.view) == (ahead.output, ahead.samples, ahead.view)
    assert ahead.exchanges < 0.6 * asked.exchanges


def test_a_wait_told_ahead_is_the_wait_that_would_have_been_asked_for(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Also where the board waits longer than it did before, and the field has to come back; the end is the same."""
    taken_back: list[bool] = []
    step_back = Ahead.step_back

    def count(ahead: Ahead) -> None:
        taken_back.append(True)
        step_back(ahead)

    monkeypatch.setattr(Ahead, "step_back", count)
    ahead = _run(monkeypatch, World, WAITS_ALONE, "practice")
    asked = _run(monkeypatch, AsksForEach, WAITS_ALONE, "practice")

    assert len(ahead.output.splitlines()) == 9
    assert (asked.output, asked.samples, asked.view) == (ahead.output, ahead.samples, ahead.view)
    assert (asked.field_us, asked.is_over) == (ahead.field_us, ahead.is_over)
    assert ahead.exchanges < 0.5 * asked.exchanges
    assert len(taken_back) > 10


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


def test_a_wait_that_comes_later_moves_all_that_follows_it() -> None:
    """What comes after the wait is not learned anew: it comes as much later as the wait ended."""
    field = Field(load_plan("practice"), 1, RobotModel())
    ahead = Ahead(field)
    habits = Habits(field.port("robot"), ahead)

    def ask(used: int, pin: int = 26, at_us: int = 10_000) -> int:
        habits.learn(used, READ, pin, COUNT, at_us, is_free=pin == 20)
        told = habits.tell(READ, pin, COUNT, at_us, at_us + 1000, 30_000)
        ahead.settle(0)
        return len(told) // 2

    assert 0 == ask(0)
    habits.learn(0, WAIT, 0, 0, 13_000, is_free=True)  # it waits
    habits.nothing_told()
    assert 1 == ask(0)  # and does it again without asking; then it reads
    ask(1, 20, 13_020)
    assert 2 == ask(0)
    habits.learn(0, WAIT, 0, 0, 14_000, is_free=True)  # this time it waits longer

    steps = [[(kind, offset_us) for _, kind, offset_us, _, _ in plan] for plan in habits._plans.values()]
    assert [(WAITED, 4_000), (COUNT, 4_020)] in steps
