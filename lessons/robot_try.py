"""A lesson judged on a robot at a port: its program is put there, started with a diary, heard out, and judged.

One try, because a person sets the robot down for it; the field's hidden tries are the field's.
"""

from collections.abc import Callable
from pathlib import Path

from firmware.errors import BoardNotFound
from firmware.flasher.check import check, errors_in
from firmware.flasher.install import install_program
from firmware.flasher.ports import find, list_boards
from firmware.flasher.transport import BoardLink
from lessons.check_file import load_check
from lessons.classroom import Verdict, judge_run, refused
from lessons.lesson import Lesson
from lessons.miss import Miss
from lessons.program import Program
from lessons.robot_run import RobotDiary

__all__ = ["START", "judge_on_robot", "port_of_robot"]

START = b'from robot import diary\ndiary.begin()\nfrom robot.launcher import run\nrun("/program.py")\n'
TAKEN, OUTPUT_END = b"OK", b"\x04"
FRESH = b"raw REPL; CTRL-B to exit\r\n>"
RESET_S_MAX = 5.0
GRACE_S = 5.0  # beyond the lesson's limit: libraries are read, and the first sentence comes
LISTEN_S = 0.2


def judge_on_robot(lesson: Lesson, program: Path, port: str, *, on_heard: Callable[[], None] = lambda: None) -> Verdict:
    """Judge a program by what a robot does with it.

    Args: on_heard: called again and again while it runs.
    Raises: FlasherError: the robot cannot be reached.
    """
    findings = tuple(check(program))
    errors = errors_in(list(findings))
    if errors:
        return Verdict(lesson, refused(errors[0]), 0, None, findings)
    install_program(port, program, start=False)
    diary, is_broken_off = _hear_out(lesson, port, on_heard)
    source = Program(program.read_text(encoding="utf-8-sig"))
    run = diary.run(source, lesson.limit_ms, is_broken_off=is_broken_off)
    if run is None:
        return Verdict(lesson, Miss("crashed"), 1, None, findings)
    return Verdict(lesson, judge_run(run, lesson, load_check(lesson.check_file)), 1, run, findings)


def port_of_robot(home: Path, name: str | None) -> str:
    """Return where a robot is plugged in. Args: name: None: the only one there is.

    Raises: BoardNotFound: no such robot, or not just one.
    """
    boards = list_boards(home)
    if name is None and len(boards) != 1:
        raise BoardNotFound("", [board.name for board in boards])
    return (boards[0] if name is None else find(name, home)).port


def _hear_out(lesson: Lesson, port: str, on_heard: Callable[[], None]) -> tuple[RobotDiary, bool]:
    """Start the program in a fresh MicroPython and hear it out; the second is True when it had to be stopped."""
    diary = RobotDiary()
    left_s = lesson.limit_ms / 1000 + GRACE_S
    with BoardLink(port) as link:
        link.enter()
        link.exchange(OUTPUT_END, lambda said: FRESH in said, RESET_S_MAX)  # a soft reset that runs no main.py
        said = link.exchange(START + OUTPUT_END, lambda said: TAKEN in said, RESET_S_MAX).partition(TAKEN)[2]
        is_over = False
        while left_s > 0 and diary.at_ms <= lesson.limit_ms and not is_over:
            printed, end, _complaint = said.partition(OUTPUT_END)
            diary.hear(printed)
            on_heard()
            is_over = bool(end) or diary.is_over
            said = b"" if is_over else link.exchange(b"", lambda more: OUTPUT_END in more, LISTEN_S)
            left_s -= LISTEN_S
        link.enter()  # stops what still runs; the launcher switches the motors off
        link.leave()
    return diary, not is_over
