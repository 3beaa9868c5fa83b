"""The robot library: what a child types, in words. MicroPython; on the board as /lib/robot, with /lib/wire.py.

    from robot import *
    straight(20)      # 20 cm forward
    turn(90)          # a quarter turn to the right

Signs, once and for all: **forward is positive, and a positive turn is to the right** (clockwise, seen from above).
Units: centimetres, degrees, seconds and volts for the child; inside, millimetres, milliseconds and encoder counts, with
the unit in every name.

    words.py          the words of `from robot import *`
    motions.py        those that move and come to an end, plain, wait=False and async    motion.py    one of them
    sounds.py         those of the buzzer, plain and async
    hardware.py       the parts of this robot, made from its board's file
    launcher.py       runs the child's /program.py as a guest and stops the motors whatever happens
    stopper.py        how they are stopped         slots.py         the program before
    boot_guard.py     a program that breaks at once again and again does not run         safe_mode.py  what happens then
    judge_words.py    wait_for_start: the judge starts and stops the robot
    drivebase.py      two wheels: straight, turn, drive
    profile.py        how to speed up and slow down
    heading.py        where the robot looks, by its gyro                                 imu.py       the gyro
    line_follower.py  two or three reflectance sensors: where the line is, and how to steer
    motor encoder encoder_pio wheel servo button line_sensors rangefinder buzzer battery telemetry:
                      one class a part
    parts.py          a part that a robot lacks is named
    diary.py          what the robot does, told 50 times a second to a computer that asked for it
    guard.py          who is asked at every tick   watchers.py      two of them: the battery, the hardware watchdog
    stop_latch.py     the emergency stop           stop_button.py   the button that sets it
    ear.py            what the computer says       keep_alive.py    a robot that stops when it says nothing
    calibrate.py      learn white and black        calibration.py   kept over a reboot
    notes.py          a note's frequency           error_report.py  where a program broke
    boards/           one small file of pins and constants a board
    examples/         one short program a concept

On the host (CPython) only the modules that touch no hardware are used, and no words are loaded.
"""

import sys

VERSION = "0.1.0"

if sys.implementation.name == "micropython":
    from robot.words import *  # noqa: F403
