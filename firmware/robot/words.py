"""The words of `from robot import *`. Each does one thing, and comes back when it is done (but `drive`, which goes on).

Forward is positive; a positive turn is to the right. A distance is in cm, an angle in degrees, a time in seconds.
"""

import time

from robot.battery import Battery
from robot.boards import this_board
from robot.button import Button
from robot.drivebase import DriveBase
from robot.encoder import WheelEncoder
from robot.line_follower import LineFollower
from robot.line_sensors import LineSensors
from robot.motor import make_motor
from robot.parts import need
from robot.servo import Servo
from robot.telemetry import telemetry
from robot.wheel import Wheel
from machine import Pin

__all__ = (
    "straight", "turn", "drive", "stop", "distance_cm", "follow_line",
    "line_left", "line_middle", "line_right", "on_line", "bumped",
    "open_gate", "close_gate", "wait", "wait_for_button", "button_pressed", "led", "battery_volts", "tell",
)  # fmt: skip

BLACK_PERCENT = 50
BUTTON_LOOK_MS = 20
GATE_MS = 200  # how long the servo needs


def _build_wheel(board, motor_pins, encoder):
    counts_per_m = _counts_per_m(board)
    full_speed_counts_s = board.FULL_SPEED_MM_S * counts_per_m // 1000
    return Wheel(
        make_motor(board, motor_pins),
        WheelEncoder(encoder),
        full_speed_counts_s,
        board.START_EFFORT,
        board.WHEEL_KP,
        board.WHEEL_KI,
    )


def _counts_per_m(board):
    return board.COUNTS_PER_TURN * 7000000 // (board.WHEEL_DIAMETER_UM * 22)


_board = this_board()
_base = DriveBase(
    _build_wheel(_board, _board.LEFT_MOTOR_PINS, _board.LEFT_ENCODER),
    _build_wheel(_board, _board.RIGHT_MOTOR_PINS, _board.RIGHT_ENCODER),
    _counts_per_m(_board),
    _board.TRACK_MM,
    time,
)
_line = LineSensors(_board.LINE_PINS, _board.WHITE_U16, _board.BLACK_U16)
_follower = LineFollower(_base, _line, _board.LINE_SPACING_MM)
_gate = Servo(_board.GATE_PIN)
_button = Button(_board.BUTTON_PIN)
_bump = None if _board.BUMP_PIN is None else Button(_board.BUMP_PIN)
_led = Pin(_board.LED_PIN, Pin.OUT, value=0)
_battery = None if _board.BATTERY_PIN is None else Battery(_board.BATTERY_PIN, _board.BATTERY_DIVIDER)


# -- driving -----------------------------------------------------------------------------------------------------------


def straight(cm, speed_cm_s=20):
    """Drive straight for some centimetres and stop. straight(-10) goes back 10 cm."""
    _base.straight(_number(cm) * 10, _number(speed_cm_s) * 10)


def turn(deg, rate_deg_s=120):
    """Turn on the spot and stop. turn(90) is a quarter turn to the right, turn(-90) to the left."""
    _base.turn(_number(deg), _number(rate_deg_s))


def drive(speed_cm_s, turn_rate_deg_s=0):
    """Set out and keep going until stop(). A positive turn rate bends to the right."""
    _base.drive(_number(speed_cm_s) * 10, _number(turn_rate_deg_s))
    _base.tick()


def stop():
    """Stop both wheels now."""
    _base.stop()


def distance_cm():
    """How far the robot has driven since the start, in cm; driving back takes it away again."""
    _base.tick()
    return _base.way_mm() / 10


def follow_line(until="line_end", speed_cm_s=20):
    """Follow the black line, then stop. until: "line_end", "tower", a number of seconds, or a question like bumped.

    Gives True when it got there, and False when it lost the line or got stuck.
    """
    speed_mm_s = int(_number(speed_cm_s) * 10)
    if until == "line_end":
        return _follower.follow(speed_mm_s, _never, True)
    if until == "tower":
        return _follower.follow(speed_mm_s, need(_bump, "bump switch").is_pressed, False)
    if callable(until):
        return _follower.follow(speed_mm_s, until, False)
    if isinstance(until, (int, float)):
        return _follower.follow(speed_mm_s, _after_ms(until * 1000), False)
    raise ValueError('follow_line: until can be "line_end", "tower", seconds or a question like bumped')


def _number(value):
    if isinstance(value, (int, float)):
        return value
    raise TypeError("a number is needed here, not " + repr(value))


def _never():
    return False


def _after_ms(duration_ms):
    begin_ms = time.ticks_ms()
    return lambda: time.ticks_diff(time.ticks_ms(), begin_ms) >= duration_ms


# -- looking -----------------------------------------------------------------------------------------------------------


def line_left():
    """How black it is under the left sensor: 0 white to 100 black."""
    _base.tick()
    return _line.percent(0)


def line_middle():
    """How black it is under the middle sensor: 0 white to 100 black."""
    _base.tick()
    return _line.percent(1)


def line_right():
    """How black it is under the right sensor: 0 white to 100 black."""
    _base.tick()
    return _line.percent(2)


def on_line():
    """Whether any of the three sensors is on black."""
    return line_left() > BLACK_PERCENT or line_middle() > BLACK_PERCENT or line_right() > BLACK_PERCENT


def bumped():
    """Whether the switch at the nose touches something."""
    _base.tick()
    return need(_bump, "bump switch").is_pressed()


def button_pressed():
    """Whether the button is pressed now."""
    _base.tick()
    return _button.is_pressed()


def battery_volts():
    """The battery, in volts."""
    return need(_battery, "battery sensor").millivolts() / 1000


# -- doing -------------------------------------------------------------------------------------------------------------


def open_gate():
    """Open the ball gate: balls roll out until close_gate(). Takes 0.2 seconds."""
    _gate.move(_board.GATE_OPEN_US)
    _base.wait_ms(GATE_MS)


def close_gate():
    """Close the ball gate. Takes 0.2 seconds."""
    _gate.move(_board.GATE_CLOSED_US)
    _base.wait_ms(GATE_MS)


def led(on):
    """Switch the light on (True) or off (False)."""
    _led.value(1 if on else 0)


def tell(name, value):
    """Tell the computer a number or a word, under a name. print() is for people, tell() is for drawing curves."""
    _base.tick()
    telemetry.tell(name, value)


# -- waiting -----------------------------------------------------------------------------------------------------------


def wait(seconds):
    """Wait. A drive() goes on meanwhile."""
    _base.wait_ms(int(_number(seconds) * 1000))


def wait_for_button():
    """Wait until the button is pressed. One that is still held from before must be let go first."""
    while _button.is_pressed():
        _base.wait_ms(BUTTON_LOOK_MS)
    while not _button.is_pressed():
        _base.wait_ms(BUTTON_LOOK_MS)
