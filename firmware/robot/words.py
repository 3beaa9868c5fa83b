"""The words of `from robot import *`. Each does one thing, and comes back when it is done (but `drive`, which goes on).

Forward is positive; a positive turn is to the right. A distance is in cm, an angle in degrees, a time in seconds.
"""

import time

from robot import hardware
from robot.calibrate import learn
from robot.drivebase import RobotStuck
from robot.judge_words import wait_for_start
from robot.motions import curve, curve_async, number, straight, straight_async, turn, turn_async
from robot.parts import need
from robot.sounds import beep, beep_async, play, play_async
from robot.stop_latch import RobotStopped
from robot.telemetry import telemetry

__all__ = (
    "straight", "turn", "curve", "drive", "stop", "distance_cm", "follow_line",
    "straight_async", "turn_async", "curve_async", "beep_async", "play_async",
    "stop_all", "reset_stop", "keep_alive", "RobotStopped", "RobotStuck",
    "line_left", "line_middle", "line_right", "on_line", "calibrate", "bumped", "distance", "beep", "play",
    "open_gate", "close_gate", "fan", "flame", "wait", "wait_for_button", "wait_for_start", "button_pressed", "led",
    "battery_volts", "battery_low", "tell",
)  # fmt: skip

BLACK_PERCENT = 50
BUTTON_LOOK_MS = 20
GATE_MS = 200  # how long the servo needs


_base = hardware.base
_line = hardware.line

# -- driving -----------------------------------------------------------------------------------------------------------


def drive(speed_cm_s, turn_rate_deg_s=0):
    """Set out and keep going until stop(). A positive turn rate bends to the right."""
    _base.drive(number(speed_cm_s) * 10, number(turn_rate_deg_s))
    _base.tick()


def stop():
    """Stop both wheels now."""
    _base.stop()


def stop_all():
    """Emergency stop: wheels, gate, sound. Until reset_stop() every word that moves raises RobotStopped."""
    hardware.latch.set()
    _base.stop()
    if hardware.gate is not None:
        hardware.gate.stop()
    if hardware.buzzer is not None:
        hardware.buzzer.silence()
    if hardware.fan is not None:
        hardware.fan.blow(False)


def reset_stop():
    """After stop_all(): the robot may move again."""
    hardware.latch.reset()


def keep_alive(seconds):
    """From now on the computer must speak to the robot at least that often, or it stops; 0 ends that.

    Any sentence counts. What else comes on the port is not read by input() any more.
    """
    limit_ms = int(number(seconds) * 1000)
    if limit_ms > 0:
        hardware.ear.open()
        hardware.ear.heard_ms = time.ticks_ms()
    hardware.keep_alive.arm(max(0, limit_ms))


def distance_cm():
    """How far the robot has driven since the start, in cm; driving back takes it away again."""
    _base.tick()
    return _base.way_mm() / 10


def follow_line(until="line_end", speed_cm_s=20):
    """Follow the black line, then stop. until: "line_end", "tower", a number of seconds, or a question like bumped.

    Gives True when it got there, and False when it lost the line or got stuck.
    """
    speed_mm_s = int(number(speed_cm_s) * 10)
    if until == "line_end":
        return hardware.follower.follow(speed_mm_s, _never, True)
    if until == "tower":
        return hardware.follower.follow(speed_mm_s, need(hardware.bump, "bump switch").is_pressed, False)
    if callable(until):
        return hardware.follower.follow(speed_mm_s, until, False)
    if isinstance(until, (int, float)):
        return hardware.follower.follow(speed_mm_s, _after_ms(until * 1000), False)
    raise ValueError('follow_line: until can be "line_end", "tower", seconds or a question like bumped')


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
    """Whether any of the sensors is on black."""
    if line_left() > BLACK_PERCENT or line_right() > BLACK_PERCENT:
        return True
    return _line.is_there(1) and line_middle() > BLACK_PERCENT


def calibrate():
    """Learn white and black: stand on the line; the robot swings to both sides. Kept when it is switched off.

    Gives True when every sensor saw the line, else False and nothing changes.
    """
    return learn(_base, _line, len(hardware.board.LINE_PINS))


def distance():
    """How far it is to what is ahead of the nose, in cm; None when no echo comes back."""
    _base.tick()
    distance_mm = need(hardware.rangefinder, "distance sensor").distance_mm()
    return None if distance_mm is None else distance_mm / 10


def flame():
    """How much flame the sensor at the nose sees: 0 none to 100 right ahead of the nose."""
    _base.tick()
    return need(hardware.flame, "flame sensor").read_u16() * 100 // 65535


def bumped():
    """Whether the switch at the nose touches something."""
    _base.tick()
    return need(hardware.bump, "bump switch").is_pressed()


def button_pressed():
    """Whether the button is pressed now. A program that asks this uses the button itself: it is no stop button."""
    button = need(hardware.button, "button")
    hardware.stop_button.lend()
    _base.tick()
    return button.is_pressed()


def battery_volts():
    """The battery, in volts."""
    return need(hardware.battery, "battery sensor").millivolts() / 1000


def battery_low():
    """Whether the battery should be charged. The robot looks by itself, too, and prints a warning once."""
    need(hardware.battery, "battery sensor")
    return hardware.battery_watch.look()


# -- doing -------------------------------------------------------------------------------------------------------------


def open_gate():
    """Open the ball gate: balls roll out until close_gate(). Takes 0.2 seconds."""
    _move_gate(hardware.board.GATE_OPEN_US)


def close_gate():
    """Close the ball gate. Takes 0.2 seconds."""
    _move_gate(hardware.board.GATE_CLOSED_US)


def _move_gate(pulse_us):
    hardware.latch.check()
    need(hardware.gate, "ball gate").move(pulse_us)
    _base.wait_ms(GATE_MS)


def fan(on):
    """Switch the fan on (True) or off (False)."""
    hardware.latch.check()
    need(hardware.fan, "fan").blow(on)
    _base.tick()


def led(on):
    """Switch the light on (True) or off (False)."""
    hardware.led_pin.value(1 if on else 0)


def tell(name, value):
    """Tell the computer a number or a word, under a name. print() is for people, tell() is for drawing curves."""
    _base.tick()
    telemetry.tell(name, value)


# -- waiting -----------------------------------------------------------------------------------------------------------


def wait(seconds):
    """Wait. A drive() goes on meanwhile."""
    _base.wait_ms(int(number(seconds) * 1000))


def wait_for_button():
    """Wait until the button is pressed. One that is still held from before must be let go first."""
    button = need(hardware.button, "button")
    was_stop = hardware.stop_button.lend()
    while button.is_pressed():
        _base.wait_ms(BUTTON_LOOK_MS)
    while not button.is_pressed():
        _base.wait_ms(BUTTON_LOOK_MS)
    if was_stop:
        hardware.stop_button.give_back()
