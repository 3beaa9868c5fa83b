"""Each lesson is proved by its own programs; all of them on 50 seeds is torture, a slice is for every day."""

import os
import random

import pytest

from lessons.check_file import ALLOWED_IMPORTS, imports_of
from lessons.classroom import Classroom
from lessons.lesson import BLOCKS, LANGUAGES, Lesson, load_lessons
from lessons.proof import Order, Proved, prove
from tui.lesson_words import say

LESSONS = load_lessons()
SEED = int(os.environ.get("KAGAROBO_LESSON_SEED", "1"))
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])


def problems(proved: list[Proved]) -> list[str]:
    """What is wrong, each with the command that repeats it."""
    return [f"{one.program}: {one.problem}; kagarobo lesson test {one.lesson}" for one in proved if one.problem]


@each_lesson
def test_the_starter_misses_the_solution_passes_and_a_wrong_program_hears_its_answer(
    lesson: Lesson, room: Classroom
) -> None:
    """Three seeds and one wrong program, chosen by KAGAROBO_LESSON_SEED; the picture is the field's."""
    wrong = random.Random(SEED * 100 + lesson.number).choice(sorted(lesson.wrong))

    proved = prove(Order(lesson.folder, 3, say, wrong=(wrong,)), room)

    assert [] == problems(proved), f"KAGAROBO_LESSON_SEED={SEED}"
    assert all(set(LANGUAGES) == set(one.sentences) for one in proved if one.answer)


@pytest.mark.torture
@each_lesson
def test_the_solution_passes_on_fifty_seeds_and_every_wrong_program_hears_its_answer(
    lesson: Lesson, room: Classroom
) -> None:
    """All of `kagarobo lesson test`: some 10 s a lesson."""
    assert [] == problems(prove(Order(lesson.folder, 50, say), room))


@each_lesson
def test_a_check_is_pure(lesson: Lesson) -> None:
    """It imports nothing that reaches a file, a clock or chance."""
    assert imports_of(lesson.check_file) <= ALLOWED_IMPORTS


def test_lessons_are_numbered_without_a_gap_and_blocks_stand_in_their_order() -> None:
    """A child goes from one to the next."""
    blocks = [BLOCKS.index(lesson.block) for lesson in LESSONS]

    assert blocks == sorted(blocks)
    assert [lesson.number for lesson in LESSONS] == sorted({lesson.number for lesson in LESSONS})
