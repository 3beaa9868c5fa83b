"""The child's screen, driven by Textual's own pilot, over real confined virtual boards and real files."""

import contextlib
import os
import random
import signal
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.pilot import Pilot

from firmware.flasher.ports import list_boards
from firmware.flasher.transport import BoardLink
from firmware.virtual.spawn import BoardProcess
from tui import i18n
from tui.error_log import LOG_NAME
from tui.i18n import use_language
from tui.my_robot import watching
from tui.my_robot.events import Heard
from tui.my_robot.model import Doing
from tui.my_robot.screen import MyRobotApp
from tui.my_robot.widgets import PlainList, PlainLog

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

EVENT_S = 20.0
BROKEN = "from robot import *\n\nprint('one')\nwait(0.1\nprint('two')\n"
FIRST = "from robot import *\n\nprint('いち')\nwait(0.1)\nprint('owari', end='')\n"
SECOND = "print('two')\nraise ValueError\n"
NEVER_ENDS = "from robot import *\n\nwhile True:\n    print('tick')\n    wait(0.1)\n"


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child does not notice costs a test seconds; and no board of this computer is touched."""
    monkeypatch.setattr(watching, "BOARDS_S", 0.1)
    monkeypatch.setattr(watching, "FILES_S", 0.05)
    monkeypatch.setattr("firmware.flasher.ports.comports", list)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The child's folder, empty."""
    path = tmp_path / "programs"
    path.mkdir()
    return path


@contextlib.contextmanager
def plugged_in(home: Path, *options: str) -> Iterator[BoardProcess]:
    """A robot on the table; pulled out at the end, as a child does it."""
    board = BoardProcess("robot", "aka", home, in_field=False, options=options)
    try:
        yield board
    finally:
        pull_out(board)


def pull_out(board: BoardProcess) -> None:
    """Pull the cable: the board has no time for anything."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(board.pid, signal.SIGKILL)
    board.stop()


async def wait_for(pilot: Pilot[None], happened: Callable[[], bool], what: str) -> None:
    """Let the app go on until something happened."""
    deadline_s = time.monotonic() + EVENT_S
    while not happened():
        assert isinstance(pilot.app, MyRobotApp)
        assert time.monotonic() < deadline_s, f"no {what} within {EVENT_S} s: {pilot.app.state}"
        await pilot.pause(0.02)


def shown(app: MyRobotApp, selector: str) -> str:
    """What stands in a part of the screen."""
    return str(app.query_one(selector).render())  # type: ignore[arg-type]


def heard(app: MyRobotApp) -> list[str]:
    """The lines that the robot said."""
    return [line.text.rstrip() for line in app.query_one("#voice", PlainLog).lines]


def screen_lines(app: MyRobotApp) -> list[str]:
    """The whole screen as a terminal shows it."""
    width, height = app.size
    rows: Any = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in row)[:width] for row in rows][:height]


def is_cut_anew(app: MyRobotApp) -> bool:
    """Whether a row fills its list, and the keys stand on the screen whole."""
    programs, keys = app.query_one("#programs", PlainList), app.query_one("#keys")
    row = programs.get_option_at_index(0).prompt
    assert isinstance(row, Text)
    return row.cell_len == programs.scrollable_content_region.width and app.screen.region.contains_region(keys.region)


def save(path: Path, text: str) -> None:
    """Save as many editors do: beside it, then in its place."""
    beside = path.with_suffix(".tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


async def test_from_plugging_in_to_the_program_before(tmp_path: Path, folder: Path) -> None:
    """A mistake with its line, a robot, its words, a cable pulled in the middle, and the program before comes back."""
    use_language("ja-easy")
    home, program, other = tmp_path / "home", folder / "my_program.py", folder / "other.py"
    app = MyRobotApp(home, folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: "Vを" in shown(app, "#robots-empty"), "offer of a virtual robot")
        save(program, BROKEN)
        await wait_for(pilot, lambda: "4ぎょうめ" in shown(app, "#mistake"), "first mistake")
        mistake = shown(app, "#mistake").split("\n")
        app.simulate_key("3")
        await wait_for(pilot, lambda: app.state.said.topic == "need_fix", "refusal of a broken program")

        with plugged_in(home) as board:
            await wait_for(pilot, lambda: app.state.robot is not None, "robot in the list")
            save(program, FIRST)
            await wait_for(pilot, lambda: "まちがいは" in shown(app, "#mistake"), "word that it is right now")
            app.simulate_key("3")  # over before a progress bar could be seen; the slow line below shows one
            await wait_for(pilot, lambda: app.state.said.topic == "over", "end of the program")
            first_words, said_at_end = heard(app), shown(app, "#said")
            pull_out(board)
            await wait_for(pilot, lambda: app.state.robot is None, "robot that is gone")
            said_gone = shown(app, "#said")

        save(other, SECOND + "# " + random.Random(7).randbytes(12_000).hex() + "\n")
        await wait_for(pilot, lambda: app.state.chosen_program == "other.py", "program that was saved last")
        await wait_for(pilot, lambda: bool(app.state.program and app.state.program.would_run), "check")
        with plugged_in(home, "--baud", "115200") as board:
            await wait_for(pilot, lambda: app.state.robot is not None, "same robot again")
            app.simulate_key("3")
            await wait_for(pilot, lambda: (app.state.share or 0) > 0.2, "half of the way")
            pull_out(board)
            await wait_for(pilot, lambda: app.state.said.topic == "trouble", "word about the cable")
            said_broken = shown(app, "#said")
            await wait_for(pilot, lambda: app.state.robots == (), "list without the robot")

        with plugged_in(home):
            await wait_for(pilot, lambda: app.state.robot is not None, "robot for the third time")
            app.simulate_key("3")
            await wait_for(pilot, lambda: app.state.said.topic == "over", "end of the second program")
            second_words, said_error = heard(app), shown(app, "#said")
            app.simulate_key("５")  # Japanese input is on
            await wait_for(pilot, lambda: "いち" in heard(app), "first program's words once more")
            await wait_for(pilot, lambda: app.state.said.topic == "over", "its end")
            assert {"aka": "my_program.py"} == app.state.on_robot
            with BoardLink(list_boards(home)[0].port) as link:  # the port is free: an editor may have it now
                link.enter()
                on_board = link.execute("print(open('/program.py').read())", "test")
                link.leave()
        lines = screen_lines(app)
        app.simulate_key("q")
        await wait_for(pilot, lambda: not app.is_running, "end")

    assert "    wait(0.1" == mistake[1]
    assert ["いち", "owari"] == first_words
    assert "おわったよ" in said_at_end
    assert "aka が いなくなったよ。ケーブルを みてね。" == said_gone
    assert "ケーブルを みて、もういちど。" in said_broken
    assert ["two"] == second_words
    assert said_error.startswith("2ぎょうめ: ")
    assert FIRST.strip() == on_board.strip()
    assert "board_vanished" in (home / LOG_NAME).read_text("utf-8")
    assert len([path for path in (home / "backups" / "aka").iterdir() if path.read_text("utf-8") == FIRST]) == 1
    assert "ロボットへ" in "".join(lines)
    assert [] == [line for line in lines if any(unicodedata.east_asian_width(each) == "A" for each in line)]


async def test_a_virtual_robot_drives_hears_its_button_and_stops(tmp_path: Path, folder: Path) -> None:
    """With nothing at all: N writes a first program, V switches a robot on, B presses its button, 4 stops it.

    L speaks another language; a click or a touch does what a key does; V switches the robot off.
    """
    use_language("en")
    home = tmp_path / "home"
    app = MyRobotApp(home, folder)
    async with app.run_test(size=(100, 32)) as pilot:
        app.simulate_key("n")
        await wait_for(pilot, lambda: bool(app.state.program and app.state.program.would_run), "first program")
        app.simulate_key("l")
        await wait_for(pilot, lambda: shown(app, "#head-title") == "わたしのロボット", "Japanese")
        await pilot.click("#key-language")
        await wait_for(pilot, lambda: shown(app, "#head-title") == "わたしの ロボット", "easy Japanese")
        app.simulate_key("enter")
        await wait_for(pilot, lambda: app.state.said.topic == "checked_good", "word of the check")
        first = (folder / "my_program.py").read_text("utf-8")
        save(
            folder / "drive.py",
            "from robot import *\n\nwait_for_button()\nprint('go')\nstraight(3)\nprint('there')\n" + NEVER_ENDS,
        )
        app.simulate_key("v")
        await wait_for(pilot, lambda: app.state.robot is not None, "virtual robot")
        await wait_for(pilot, lambda: bool(app.state.program and app.state.program.would_run), "check")
        assert app.state.chosen_program == "drive.py"
        await pilot.click("#key-send")
        await wait_for(pilot, lambda: app.state.running_on is not None, "running program")
        assert app.query_one("#key-button").display
        deadline_s = time.monotonic() + EVENT_S
        while not heard(app) and time.monotonic() < deadline_s:
            app.simulate_key("b")
            await pilot.pause(0.2)
        await wait_for(pilot, lambda: "tick" in heard(app), "a robot that arrived")
        assert ["go", "there"] == heard(app)[:2]
        app.simulate_key("4")
        await wait_for(pilot, lambda: app.state.said.topic == "stopped", "stop")
        assert app.state.doing is Doing.NOTHING
        assert app.state.running_on is None
        app.simulate_key("v")
        await wait_for(pilot, lambda: app.state.robots == (), "empty table")
        await pilot.resize_terminal(80, 24)
        await wait_for(pilot, lambda: is_cut_anew(app), "rows as wide as there is room now")
        app.simulate_key("q")
        await wait_for(pilot, lambda: not app.is_running, "end")

    assert [] == list_boards(home)
    assert "straight(20)" in first


def test_a_mistake_of_ours_is_no_childs_reading(
    tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen closes, the caller has the error for its log and its sentence, and no traceback is printed."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("tui.my_robot.view.View.show", broken)
    app = MyRobotApp(tmp_path / "home", folder)

    app.run(headless=True)

    out, err = capfd.readouterr()
    assert isinstance(app.error, ZeroDivisionError)
    assert "Traceback" not in out + err


async def test_the_field_needs_no_robot_and_tells_what_the_program_printed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 lets a program drive; without a display its lines are shown; 4 takes one that never ends off the field."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
    (folder / "random.py").write_text("from robot import *\n\nprint('here I am')\nstraight(3)\n")  # shadows nothing
    monkeypatch.chdir(folder)
    app = MyRobotApp(tmp_path / "home", folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: bool(app.state.program and app.state.program.would_run), "check")
        app.simulate_key("2")
        await wait_for(pilot, lambda: not app.state.is_trying and app.state.said.topic == "tried", "end of the try")
        lines = heard(app)
        app.simulate_key("2")
        await wait_for(pilot, lambda: app.state.is_trying, "second try")
        app.simulate_key("4")
        await wait_for(pilot, lambda: not app.state.is_trying, "empty field")
        app.simulate_key("q")
        await wait_for(pilot, lambda: not app.is_running, "end")

    assert [] != [line for line in lines if "here I am" in line]


async def test_who_reads_back_is_not_pulled_away(tmp_path: Path, folder: Path) -> None:
    """Page up shows what was printed before, and a new line does not move it; page down follows again."""
    app = MyRobotApp(tmp_path / "home", folder)
    async with app.run_test(size=(80, 24)) as pilot:
        voice = app.query_one("#voice", PlainLog)
        app._tell(Heard(tuple(f"line {number}" for number in range(50))))
        await wait_for(pilot, lambda: voice.max_scroll_y > 0 and voice.is_vertical_scroll_end, "last line")
        app.simulate_key("pageup")
        await wait_for(pilot, lambda: not voice.is_vertical_scroll_end, "page before")
        before = voice.scroll_offset.y
        app._tell(Heard(("new",)))
        await wait_for(pilot, lambda: len(voice.lines) == 51, "new line")
        after = voice.scroll_offset.y
        for _ in range(2):
            app.simulate_key("pagedown")
        await wait_for(pilot, lambda: voice.is_vertical_scroll_end, "end again")

    assert before == after
