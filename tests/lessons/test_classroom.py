"""Whatever a program does, the lesson says so in a sentence, the next run is clean, and the computer is untouched."""

from pathlib import Path

import pytest

from lessons.classroom import Classroom
from lessons.lesson import find_lesson
from tui.lesson_words import say

NEVER_WAITS = "n = 0\nwhile True:\n    n = n + 1\n"
PRINTS = "while True:\n    print('x' * 60)\n"
ALL_MEMORY = "found = []\nwhile True:\n    found.append(bytearray(10000))\n"
DELETES = "import os\nfor name in os.listdir('/'):\n    if name.endswith('.py'):\n        os.remove('/' + name)\n"
DELETES_HOST = (
    "import os\nfor place in ('/tmp', '/home', '/etc'):\n    try:\n        print(os.listdir(place))\n"
    "    except OSError:\n        print('nothing there')\nos.remove('/program.py')\n"
)
TYPES = "input('name? ')\n"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A child's file."""
    return tmp_path / "program.py"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        pytest.param(NEVER_WAITS, "never_waits", id="never waits"),
        pytest.param(PRINTS, "prints_without_end", id="prints without end"),
        pytest.param(ALL_MEMORY, "memory", id="takes all memory"),
        pytest.param(DELETES, "files_gone", id="deletes its files"),
        pytest.param(DELETES_HOST, "files_gone", id="looks for the computer's files"),
        pytest.param("straight(30\n", "refused", id="cannot be read"),
        pytest.param("straight(thirty)\n", "error", id="breaks"),
    ],
)
def test_a_hostile_program_gets_a_sentence_and_the_next_run_is_clean(
    source: str, answer: str, program: Path, room: Classroom
) -> None:
    """The file is as the child saved it, and a good program passes right after."""
    lesson = find_lesson(5)
    program.write_text("from robot import *\n" + source, encoding="utf-8")
    before = program.read_bytes()

    verdict = room.judge(lesson, program)

    assert verdict.miss is not None
    assert answer == verdict.miss.answer
    for language in ("ja", "ja-easy", "en"):
        assert say(lesson, verdict.miss, language)
    assert before == program.read_bytes()
    assert room.judge(lesson, lesson.solution, tries=1).has_passed


@pytest.mark.torture
def test_a_program_that_waits_for_keys_gets_a_sentence(program: Path, room: Classroom) -> None:
    """A robot has no keyboard; 5 s, because nobody can tell a long thought from a wait sooner."""
    program.write_text("from robot import *\n" + TYPES, encoding="utf-8")

    verdict = room.judge(find_lesson(5), program)

    assert "waits_for_keys" == (verdict.miss.answer if verdict.miss else None)


def test_the_first_miss_is_the_verdict_and_equal_programs_get_equal_verdicts(room: Classroom) -> None:
    """A child gets one thing to try at a time, and the same one tomorrow."""
    lesson = find_lesson(5)

    first, second = (room.judge(lesson, lesson.wrong_program("ten")) for _ in range(2))

    assert (1, "too_short") == (first.tries, first.miss.answer if first.miss else None)
    assert (first.miss, first.run and first.run.samples) == (second.miss, second.run and second.run.samples)
