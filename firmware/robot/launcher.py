"""Runs the child's program as a guest: whatever it does, the motors stop first, and then everybody reads why.

done        ("program", "done")
broken      ("program", "error", type, line, message), and the traceback between two marks for the log
interrupted ("program", "stopped"): Ctrl-C, the mentor's key
not there   ("program", "missing")
kept back   ("program", "safe_mode", "crashes" or "button"): see safe_mode.py
exchanged   ("program", "previous")
deleted     ("files", "gone"), before the ending: the program deleted itself

After its end a program's robot stays stopped, also for a timer that it left behind; the next `from robot import *`
makes another one.
"""

import gc
import io
import os
import sys
import time

import machine
from machine import Pin
from micropython import kbd_intr
from robot.boards import BoardUnknownError, this_board
from robot.boot_guard import BROKEN, DONE, STOPPED, BootGuard
from robot.button import Button
from robot.error_report import line_in_program, without_launcher
from robot.interrupts_guard import guest
from robot.safe_mode import BUTTON, CRASHES, HELD_MS, PREVIOUS, SafeMode, is_held
from robot.slots import Slots, exists
from robot.stopper import Stopper
from robot.telemetry import telemetry

PROGRAM_PATH = "/program.py"
PROGRAM_NAME = "program.py"
GUARD_NAME = "guard.txt"
DIARY_NAME = "diary.txt"
BEGIN_MARK = "----- program.py broke -----"
END_MARK = "----- the motors are off -----"
WHY = {
    CRASHES: "the program broke at once, 3 times in a row, and does not run now",
    BUTTON: "the button was held, and the program does not run now",
}
WAY_OUT = "press the button: it runs again. hold it 5 s: the program before. or flash a program."
KEPT_MODULES = ("robot.encoder_pio",)  # its program lies in the PIO's memory, once


def start(folder="/"):
    """What /main.py does with the power: run the program, or keep it back in safe mode until somebody decides."""
    slots = Slots(folder)
    board = _board_or_none()
    button = None if board is None or board.BUTTON_PIN is None else Button(board.BUTTON_PIN)
    held_ms = HELD_MS if is_held(button, time) else 0
    was_reset = machine.reset_cause() == machine.WDT_RESET
    while True:
        guard = BootGuard(folder + GUARD_NAME, slots.program)
        if not held_ms and guard.begin(was_reset):
            break
        if not _is_decided(slots, guard, board, button, held_ms):
            return
        held_ms, was_reset = 0, False
    _keep_diary(folder + DIARY_NAME)
    lived_since_ms = time.ticks_ms()
    ending = run(slots.program)
    guard.end(ending, time.ticks_diff(time.ticks_ms(), lived_since_ms))


def _keep_diary(wish):
    """The computer asked for a diary of this one run."""
    if exists(wish):
        os.remove(wish)
        try:
            from robot import diary

            diary.begin()
        except Exception as problem:  # noqa: BLE001 - a part that is not there: the program will say so
            sys.print_exception(problem)


def run(path=PROGRAM_PATH):
    """Run the program, stop the motors, report. Returns DONE, STOPPED or BROKEN."""
    board = _board_or_none()
    stopper = None if board is None else Stopper(board)
    problem = None
    try:
        _run_guest(path)
    except BaseException as raised:  # noqa: BLE001 - a guest may raise anything
        problem = raised
    finally:
        _stop_for_sure(stopper)
    gc.collect()
    _forget_robot()
    if not exists(path) and not isinstance(problem, ProgramMissingError):
        telemetry.tell("files", "gone")
    return _report(problem)


class ProgramMissingError(Exception):
    """There is no program on the board yet."""


def _board_or_none():
    """The board, or None where nothing says which it is: the program will hear that from its first robot word."""
    try:
        return this_board()
    except BoardUnknownError:
        return None


def _is_decided(slots, guard, board, button, held_ms):
    """Stay in safe mode; return True when the program, or the one before, is to run now, False at a Ctrl-C."""
    why = BUTTON if held_ms else CRASHES
    led = None if board is None or board.LED_PIN is None else Pin(board.LED_PIN, Pin.OUT, value=0)
    light = led.value if led is not None else _no_light
    print("safe mode:", WHY[why])
    print(WAY_OUT)
    try:
        choice = SafeMode(button, light, lambda: telemetry.tell("program", "safe_mode", why), time).wait(held_ms)
        if choice == PREVIOUS and slots.exchange():
            telemetry.tell("program", "previous")
        guard.forgive()
    except KeyboardInterrupt:
        return False
    finally:
        light(0)
    return True


def _no_light(_level):
    """A board without a light."""


def _run_guest(path):
    try:
        with open(path) as file:
            source = file.read()
    except OSError:
        raise ProgramMissingError(path) from None
    code, names = guest(source, PROGRAM_NAME)
    del source  # a long program is some kB: the guest may need them
    exec(code, names)


def _stop_for_sure(stopper):
    """Stop once more when a Ctrl-C came in the middle of it; a second one cannot."""
    kbd_intr(-1)
    try:
        _stop(stopper)
    except KeyboardInterrupt:  # it came before the first line here
        _stop(stopper)
    finally:
        kbd_intr(3)


def _stop(stopper):
    hardware, judge_words = sys.modules.get("robot.hardware"), sys.modules.get("robot.judge_words")
    if hardware is not None:
        hardware.latch.is_set = True
    if judge_words is not None:
        judge_words.judge.rest()
    if stopper is not None:
        stopper.stop()


def _forget_robot():
    """Let the next import make a new robot, whose latch is free."""
    for name in list(sys.modules):
        if (name == "robot" or name.startswith("robot.")) and name not in KEPT_MODULES:
            del sys.modules[name]


def _report(problem):
    """Say how the program ended; return it in one word."""
    if problem is None or isinstance(problem, SystemExit):
        telemetry.tell("program", "done")
        return DONE
    if isinstance(problem, KeyboardInterrupt):
        telemetry.tell("program", "stopped")
        return STOPPED
    if isinstance(problem, ProgramMissingError):
        print("no program on this robot yet")
        telemetry.tell("program", "missing")
        return STOPPED
    text = io.StringIO()
    sys.print_exception(problem, text)
    traceback = without_launcher(text.getvalue(), "robot/launcher.py")
    print(BEGIN_MARK)
    print(traceback, end="")
    print(END_MARK)
    line = line_in_program(traceback, PROGRAM_NAME)
    telemetry.tell("program", "error", type(problem).__name__, line, str(problem))
    return BROKEN


IS_WHOLE = True  # the last line: /main.py looks for it, because half a launcher might start a program and not stop it
