"""The same program and the same check, on a robot at a port: a confined virtual board in a field, over its pty."""

import threading
import time
from pathlib import Path

import pytest

from firmware.virtual.field import Field
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.world import World
from lessons.classroom import Classroom, Verdict
from lessons.lesson import Lesson, find_lesson
from lessons.robot_run import RobotDiary
from lessons.robot_try import judge_on_robot

PROGRAMS = [
    pytest.param(1, "wrong/too_slow.py", id="light too slow", marks=pytest.mark.torture),
    pytest.param(1, "solution.py", id="light", marks=pytest.mark.torture),
    pytest.param(2, "solution.py", id="tune"),
    pytest.param(2, "wrong/backward.py", id="tune backward"),
    pytest.param(4, "solution.py", id="mended", marks=pytest.mark.torture),
    pytest.param(4, "wrong/line_named_only.py", id="broken"),
    pytest.param(5, "solution.py", id="30 cm"),
    pytest.param(5, "wrong/ten.py", id="10 cm"),
    pytest.param(5, "wrong/turn.py", id="turns instead", marks=pytest.mark.torture),
]


def judged_on_robot(lesson: Lesson, program: Path, home: Path) -> Verdict:
    """Judge it on a robot that stands in a field; the field goes on while somebody talks to the robot."""
    world, found = World(Field(lesson.plan(), 1)), []

    def work(port: str) -> None:
        found.append(judge_on_robot(lesson, program, port))

    with BoardProcess("robot", "aka", home, in_field=True) as board:
        assert board.channel is not None
        world.attach("robot", board.channel, role="robot", parent_pid=board.pid)
        thread = threading.Thread(target=work, args=(board.port,))
        thread.start()
        while thread.is_alive():
            world.run(lambda: not thread.is_alive(), 20_000)
            time.sleep(0.0005)  # the thread needs the interpreter, too
        world.detach("robot")
    return found[0]


@pytest.mark.parametrize(("number", "program"), PROGRAMS)
def test_the_robots_diary_gets_the_verdict_of_the_field(
    number: int, program: str, tmp_path: Path, room: Classroom
) -> None:
    """Answer by answer: who made the robot do something else hears the same, wherever it did it."""
    lesson = find_lesson(number)
    on_field = room.judge(lesson, lesson.folder / program, tries=1)

    on_robot = judged_on_robot(lesson, lesson.folder / program, tmp_path)

    assert (on_field.miss and on_field.miss.answer) == (on_robot.miss and on_robot.miss.answer)
    assert on_robot.run is not None
    assert not on_robot.run.is_seen


def test_a_diary_of_noise_is_no_run() -> None:
    """Bytes of another board raise nothing; without one sentence there is nothing to judge."""
    diary = RobotDiary()

    diary.hear(b"\x00\xff$robot,1,2,3,tele,seen,x*00000000\nhello\r\n")

    lesson = find_lesson(5)
    from lessons.program import Program

    assert diary.run(Program(""), lesson.limit_ms) is None
