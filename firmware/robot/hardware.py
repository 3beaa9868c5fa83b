"""The parts of the robot this runs on, made once from its board's file. The words use them."""

import time

import machine
from machine import Pin
from robot import calibration
from robot.battery import Battery
from robot.boards import this_board
from robot.button import Button
from robot.buzzer import Buzzer
from robot.drivebase import DriveBase
from robot.ear import Ear
from robot.encoder import WheelEncoder
from robot.fan import Fan
from robot.imu import Gyro
from robot.keep_alive import KeepAlive
from robot.line_follower import LineFollower
from robot.line_sensors import LineSensors
from robot.motor import make_motor
from robot.parts import make_adc
from robot.rangefinder import Rangefinder
from robot.servo import Servo
from robot.stop_button import StopButton
from robot.stop_latch import StopLatch
from robot.telemetry import telemetry
from robot.watchers import BatteryWatch, WatchdogFeeder
from robot.wheel import Wheel


def _make(kind, setting, *more):
    return None if setting is None else kind(setting, *more)


def _counts_per_m():
    return board.COUNTS_PER_TURN * 7000000 // (board.WHEEL_DIAMETER_UM * 22)


def _make_wheel(motor_pins, encoder):
    full_speed_counts_s = board.FULL_SPEED_MM_S * _counts_per_m() // 1000
    motor = make_motor(board, motor_pins)
    return Wheel(motor, WheelEncoder(encoder), full_speed_counts_s, board.START_EFFORT, board.WHEEL_KP, board.WHEEL_KI)


def _make_gyro():
    """Return the gyro; None, and a word about it, when the board should have one and nobody answers."""
    gyro = _make(Gyro, board.IMU)
    if gyro is not None and not gyro.is_there:
        print("no gyro: driving by the wheels alone")
        telemetry.tell("gyro", "missing")
        return None
    return gyro


def _tell_stuck():
    telemetry.tell("stuck", base.way_mm())


def _tell_battery_low(millivolts):
    print("battery low:", millivolts / 1000, "volts")
    telemetry.tell("battery_low", millivolts)


def _has_moved():
    return base.has_moved


board = this_board()
latch = StopLatch()
base = DriveBase(
    _make_wheel(board.LEFT_MOTOR_PINS, board.LEFT_ENCODER),
    _make_wheel(board.RIGHT_MOTOR_PINS, board.RIGHT_ENCODER),
    _counts_per_m(),
    board.TRACK_MM,
    time,
    latch,
    _make_gyro(),
)
base.on_stuck = _tell_stuck
ear = Ear()  # base.guard.add(ear) when somebody listens
keep_alive = KeepAlive(board.TIMER_ID, ear, latch, base.stop)
if board.STOP_PIN is not None:
    stop_button = StopButton(board.STOP_PIN, False, latch, base.stop, _has_moved)
else:
    stop_button = _make(StopButton, board.BUTTON_PIN, True, latch, base.stop, _has_moved)
line = LineSensors(board.LINE_PINS, board.WHITE_U16, board.BLACK_U16)
ranges = calibration.load(len(board.LINE_PINS))
if ranges is not None:
    line.set_ranges(ranges)
follower = LineFollower(base, line, board.LINE_SPACING_MM)
gate = _make(Servo, board.GATE_PIN)
button = _make(Button, board.BUTTON_PIN)
bump = _make(Button, board.BUMP_PIN)
led_pin = Pin(board.LED_PIN, Pin.OUT, value=0)
battery = _make(Battery, board.BATTERY_PIN, board.BATTERY_DIVIDER)
rangefinder = _make(Rangefinder, board.DISTANCE_PINS)
buzzer = _make(Buzzer, board.BUZZER_PIN)
fan = _make(Fan, board.FAN_PIN)
flame = _make(make_adc, board.FLAME_PIN)
battery_watch = None
if battery is not None:
    battery_watch = BatteryWatch(battery, board.BATTERY_LOW_MV, _tell_battery_low)
    battery_watch.look()
    battery_watch.look()
    base.guard.add(battery_watch)
if board.WATCHDOG_MS is not None:
    base.guard.add(WatchdogFeeder(machine.WDT(timeout=board.WATCHDOG_MS)))
