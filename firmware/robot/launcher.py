"""Runs the child's program as a guest: whatever it does, the motors stop first, and then everybody reads why.

done        ("program", "done")
broken      ("program", "error", type, line, message), and the traceback between two marks for the log
interrupted ("program", "stopped"): Ctrl-C, the mentor's key
not there   ("program", "missing")
"""

import gc
import io
import sys
import time

from machine import PWM, Pin
from robot.boards import this_board
from robot.error_report import line_in_program, without_launcher
from robot.interrupts_guard import guest
from robot.motor import make_motor
from robot.telemetry import telemetry

PROGRAM_PATH = "/program.py"
PROGRAM_NAME = "program.py"
BEGIN_MARK = "----- program.py broke -----"
END_MARK = "----- the motors are off -----"
BRAKE_MS = 150  # a wheel at full speed stands by then


def run(path=PROGRAM_PATH):
    """Run the program, stop the motors, report."""
    problem = None
    try:
        _run_guest(path)
    except BaseException as raised:  # noqa: BLE001 - a guest may raise anything
        problem = raised
    finally:
        _stop_for_sure()
    gc.collect()
    _report(problem)


def stop_motors():
    """Brake both motors, let go of the ball gate, then cut the power; needs nothing but the board's pins."""
    board = this_board()
    motors = (make_motor(board, board.LEFT_MOTOR_PINS), make_motor(board, board.RIGHT_MOTOR_PINS))
    for motor in motors:
        motor.brake()
    PWM(Pin(board.GATE_PIN), freq=50, duty_u16=0)
    if board.BUZZER_PIN is not None:
        PWM(Pin(board.BUZZER_PIN), freq=1000, duty_u16=0)
    time.sleep_ms(BRAKE_MS)
    for motor in motors:
        motor.off()


class ProgramMissingError(Exception):
    """There is no program on the board yet."""


def _run_guest(path):
    try:
        with open(path) as file:
            source = file.read()
    except OSError:
        raise ProgramMissingError(path) from None
    exec(*guest(source, PROGRAM_NAME))


def _stop_for_sure():
    """Try again when Ctrl-C comes in the middle of it."""
    while True:
        try:
            stop_motors()
            return
        except KeyboardInterrupt:
            continue


def _report(problem):
    if problem is None or isinstance(problem, SystemExit):
        telemetry.tell("program", "done")
    elif isinstance(problem, KeyboardInterrupt):
        telemetry.tell("program", "stopped")
    elif isinstance(problem, ProgramMissingError):
        print("no program on this robot yet")
        telemetry.tell("program", "missing")
    else:
        text = io.StringIO()
        sys.print_exception(problem, text)
        traceback = without_launcher(text.getvalue(), "robot/launcher.py")
        print(BEGIN_MARK)
        print(traceback, end="")
        print(END_MARK)
        line = line_in_program(traceback, PROGRAM_NAME)
        telemetry.tell("program", "error", type(problem).__name__, line, str(problem))
