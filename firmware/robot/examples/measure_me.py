# Measures this robot, on a free floor of 1 m by 1 m: spin up, roll out, half speed, brake, turn on the spot.
# What it prints is read by: kagarobo robot measure LOG
import time

from robot import *
from robot import hardware
from robot.encoder import WheelEncoder
from robot.motor import make_motor

EVERY_MS = 10
board = hardware.board
motors = make_motor(board, board.LEFT_MOTOR_PINS), make_motor(board, board.RIGHT_MOTOR_PINS)
encoders = WheelEncoder(board.LEFT_ENCODER), WheelEncoder(board.RIGHT_ENCODER)


def record(name, milliseconds):
    begin_us = time.ticks_us()
    begin = encoders[0].count(), encoders[1].count()
    rows = []
    while True:
        now_us = time.ticks_diff(time.ticks_us(), begin_us)
        rows.append((now_us, encoders[0].count() - begin[0], encoders[1].count() - begin[1]))
        if now_us > milliseconds * 1000:
            break
        time.sleep_ms(EVERY_MS)
    return name, rows


def effort(left, right):
    motors[0].effort(left)
    motors[1].effort(right)


def brake():
    motors[0].brake()
    motors[1].brake()


def say(recorded):
    name, rows = recorded
    for row in rows:
        print("measure", name, *row)


wait_for_button()
print("measure robot", board.COUNTS_PER_TURN, board.WHEEL_DIAMETER_UM, 0)
for way in (1, -1, 1, -1):
    wait(0.5)
    effort(1000 * way, 1000 * way)
    full = record("full", 700)
    effort(0, 0)
    rolling = record("coast", 1000)
    wait(0.3)
    effort(-500 * way, -500 * way)
    half = record("half", 800)
    brake()
    braking = record("brake", 400)
    effort(0, 0)
    for recorded in (full, rolling, half, braking):
        say(recorded)
gyro = hardware.base.gyro
for way in (1, -1):
    if gyro is None:
        break
    wait(1)
    gyro.begin()
    begin = encoders[0].count(), encoders[1].count()
    effort(300 * way, -300 * way)
    time.sleep_ms(1500)
    brake()
    time.sleep_ms(300)
    print("measure turned", gyro.mdeg(), encoders[0].count() - begin[0], encoders[1].count() - begin[1])
    gyro.move()
effort(0, 0)
print("measure end 0 0 0")
