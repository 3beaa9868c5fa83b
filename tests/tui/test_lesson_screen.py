"""The lessons' screen, driven by Textual's own pilot, over real confined robots and real files."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, TextArea

from lessons.exercise_book import ExerciseBook
from lessons.lesson import find_lesson
from lessons.progress import Progress, learners
from tui import i18n
from tui.i18n import use_language
from tui.lesson import screen
from tui.lesson.screen import LessonApp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

EVENT_S = 20.0
FOX = "red-fox"
SIZES = [(80, 24), (120, 36)]


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setattr(screen, "LOOK_S", 0.05)
    monkeypatch.setattr("firmware.flasher.ports.comports", list)


async def wait_for(pilot: Pilot[None], happened: Callable[[], bool], what: str) -> None:
    """Let the app go on until something happened."""
    deadline_s = time.monotonic() + EVENT_S
    while not happened():
        assert time.monotonic() < deadline_s, f"no {what} within {EVENT_S} s"
        await pilot.pause(0.02)


def lines(app: LessonApp) -> str:
    """The whole screen as a terminal shows it."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


def said(app: LessonApp) -> str:
    """What happened, in words."""
    return str(app.query_one("#said").render())  # type: ignore[attr-defined]


async def write_and_run(pilot: Pilot[None], app: LessonApp, text: str) -> None:
    """Type a program, and press F1."""
    app.query_one("#editor", TextArea).text = text
    await pilot.press("f1")
    await wait_for(pilot, lambda: app.judged is not None, "verdict")


@pytest.mark.parametrize(("language", "size"), zip(["ja-easy", "en"], SIZES, strict=True))
async def test_from_a_wrong_program_to_the_next_lesson(language: str, size: tuple[int, int], tmp_path: Path) -> None:
    """What to do, run, what happened with its picture, a hint, run again, next."""
    use_language(language)
    app = LessonApp(tmp_path, FOX, 5, now=lambda: datetime(2026, 4, 1, 10, 0, 0))
    lesson = find_lesson(5)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "30 cm" in lines(app)
        await write_and_run(pilot, app, "from robot import *\nstraight(10)\n")
        await pilot.press("f2")
        await pilot.pause(0.05)
        assert "10 cm" in said(app)
        assert "straight" in said(app)
        assert any("\u2801" <= one <= "\u28ff" for one in lines(app)), "no picture of the way"
        assert "Traceback" not in lines(app)

        await write_and_run(pilot, app, "from robot import *\nstraight(30)\n")
        assert app.judged is not None
        assert app.judged.verdict.has_passed
        await pilot.press("f3")
        await pilot.pause()
        assert "30 cm" not in app.title

    done = Progress(tmp_path, FOX).of(5)
    assert (2, "2026-04-01T10:00:00", 1) == (done.checks, done.passed_at, done.hints)
    assert 2 == len(ExerciseBook(tmp_path, FOX).versions(lesson))
    assert (tmp_path / "children" / FOX / "lessons" / "pictures" / f"{lesson.id}.svg").is_file()


async def test_a_program_saved_in_another_editor_is_judged_at_once(tmp_path: Path) -> None:
    """And what was typed here and not run yet is kept."""
    use_language("en")
    app = LessonApp(tmp_path, FOX, 5)
    book, lesson = ExerciseBook(tmp_path, FOX), find_lesson(5)
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        app.query_one("#editor", TextArea).text = "# my own thoughts\n"
        book.save(lesson, "from robot import *\nstraight(30)\n")
        await wait_for(pilot, lambda: app.judged is not None, "verdict")
        assert app.judged is not None
        assert app.judged.verdict.has_passed
        assert "straight(30)" in app.query_one("#editor", TextArea).text

    assert "# my own thoughts\n" in [one.read_text(encoding="utf-8") for one in book.versions(lesson)]


async def test_a_mistake_is_shown_with_its_line_and_never_a_traceback(tmp_path: Path) -> None:
    """Before it runs, and when it breaks."""
    use_language("en")
    app = LessonApp(tmp_path, FOX, 5)
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        await write_and_run(pilot, app, "from robot import *\nstraight(30\n")
        await pilot.pause(0.05)
        assert "Line 2" in said(app)
        app.judged = None
        await write_and_run(pilot, app, "from robot import *\nstraight(far)\n")
        await pilot.pause(0.05)
        assert "Line 2" in said(app)
        assert "Traceback" not in lines(app)


async def test_who_are_you_gives_a_new_child_an_animal_and_a_list_shows_what_is_done(tmp_path: Path) -> None:
    """No name is asked for; the next child is somebody else."""
    use_language("en")
    Progress(tmp_path, FOX).note_check(1, "", 3, "2026-04-01T10:00:00")
    app = LessonApp(tmp_path, entropy=lambda count: b"\0" * count)
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        assert "red fox" in lines(app)
        await pilot.press("end", "enter")
        await pilot.pause()
        await pilot.press("f4")
        await pilot.pause()
        assert len(app.screen.query_one(OptionList).options) >= 5
        await pilot.press("escape")

    assert 2 == len(learners(tmp_path))


async def test_a_robot_that_is_not_plugged_in_is_said_so(tmp_path: Path) -> None:
    """F5 without a robot is no mistake of the child's."""
    use_language("en")
    app = LessonApp(tmp_path, FOX, 5)
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        app.query_one("#editor", TextArea).text = "from robot import *\nstraight(30)\n"
        await pilot.press("f5")
        await wait_for(pilot, lambda: app.broke is not None, "answer")
        await pilot.pause(0.05)
        assert "Traceback" not in said(app)
        assert said(app)
