"""The demo on a terminal, with a person at the keys: real boards, real journal, Textual's own pilot.

Keys go in by `simulate_key`: `pilot.press` waits until nothing moves any more, and here something always does.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits, Label, Static

from judge.facts import Fact, RunEnded, RunOpened, RunSigned, RunVoided
from judge.journal import Journal
from tests.tui.demo_process import NORDHAVN, DemoProcess, boards_of, facts_of
from tui import i18n
from tui.demo.engine import DemoOptions
from tui.demo.screen import DemoApp
from tui.i18n import use_language
from tui.town import Town

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

EVENT_S = 30.0
PAUSE_S = 0.3
Kind = TypeVar("Kind")


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def demo_app(home: Path) -> DemoApp:
    """Two teams in the invented town, signed by hand."""
    options = DemoOptions(home, Town.load(NORDHAVN), seed=7, teams=2, challenge="line_following")
    return DemoApp(options, is_signed_by_hand=True)


async def wait_for(pilot: Pilot[None], happened: Callable[[], bool], what: str) -> None:
    """Let the app go on until something happened."""
    deadline_s = time.monotonic() + EVENT_S
    while not happened():
        assert isinstance(pilot.app, DemoApp)
        assert pilot.app.error is None
        assert time.monotonic() < deadline_s, f"no {what} within {EVENT_S} s"
        await pilot.pause(0.02)


async def as_fast_as_it_goes(pilot: Pilot[None], app: DemoApp) -> None:
    """Press + until it makes nothing faster."""
    before = ""
    while before != (before := app.pace.words()):
        app.simulate_key("plus")
        await pilot.pause()


def words_of(app: DemoApp, selector: str) -> str:
    """What stands in a panel."""
    widget = app.query_one(selector)
    if isinstance(widget, Digits):
        return widget.value
    assert isinstance(widget, Label | Static)
    return str(widget.render())


def bodies(facts: list[Fact], kind: type[Kind]) -> list[Kind]:
    """The facts of a kind."""
    return [fact.body for fact in facts if isinstance(fact.body, kind)]


def cut_off(app: DemoApp) -> list[str]:
    """The panels that do not stand on the screen whole, or that show no line of what is in them."""
    screen, names = app.screen.region, ("#head", "#clock", "#score", "#field", "#standings", "#log")
    panels = [app.query_one(name) for name in names]
    return [
        str(panel.id) for panel in panels if not panel.content_size.height or not screen.contains_region(panel.region)
    ]


async def test_a_person_signs_each_run_pauses_and_leaves(tmp_path: Path) -> None:
    """80 columns, in Japanese: asked after the run; nothing is signed before the key; what is left can be resumed."""
    use_language("ja")
    home = tmp_path / "home"
    app = demo_app(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await as_fast_as_it_goes(pilot, app)
        app.simulate_key("s")  # too early: there is nothing to sign
        await wait_for(pilot, lambda: words_of(app, "#asks") != "", "question")
        asked, before = words_of(app, "#asks"), facts_of(home)
        shown = words_of(app, "#clock"), words_of(app, "#score").split("\n")[0]
        await pilot.pause(PAUSE_S)
        still = facts_of(home)
        was_cut_off = cut_off(app)

        app.simulate_key("s")
        await wait_for(pilot, lambda: len(bodies(facts_of(home), RunOpened)) == 2, "second run")
        signed, asked_then = facts_of(home), words_of(app, "#asks")

        app.simulate_key("minus")
        app.simulate_key("minus")  # 20 times as fast as life, so that there is time to look
        await wait_for(pilot, lambda: "t2-open-1" in words_of(app, "#head"), "second run's picture")
        await wait_for(pilot, lambda: words_of(app, "#clock") != "3:00.0", "moving clock")
        app.simulate_key("space")
        await pilot.pause(PAUSE_S)
        paused = words_of(app, "#clock")
        await pilot.pause(PAUSE_S)
        paused_then = words_of(app, "#clock")
        app.simulate_key("space")
        await wait_for(pilot, lambda: words_of(app, "#clock") != paused, "clock that goes on")
        app.simulate_key("q")
        await wait_for(pilot, lambda: not app.is_running, "end")

    assert "よろしいですか。 [s] 署名" in asked
    assert "496点" in asked
    assert ("1:27.6", "496 / 500点") == shown  # the run's last picture, not one of a moment before
    assert [] == was_cut_off
    assert 1 == len(bodies(before, RunEnded))
    assert [] == bodies(before, RunSigned)
    assert before == still
    assert ["team", "referee"] == [body.role for body in bodies(signed, RunSigned)]
    assert "" == asked_then
    assert paused == paused_then
    assert not app.is_finished
    assert [] == list(boards_of(home))
    left = facts_of(home)
    Journal.open(home / "demo" / "tournament.db", "table-1", clock=lambda: "2026-08-01T09:00:00Z").close()
    with DemoProcess(home, ("--resume",)) as demo:
        demo.wait_for_facts(len(left) + 2)
    resumed = facts_of(home)
    assert left == resumed[: len(left)]
    assert [RunVoided("judge_restarted")] == bodies(resumed, RunVoided)


async def test_a_large_terminal_shows_every_panel(tmp_path: Path) -> None:
    """120 by 40, in English: table, map, standings and log stand whole; leaving in the middle leaves nothing behind."""
    use_language("en")
    home = tmp_path / "home"
    app = demo_app(home)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_for(pilot, lambda: words_of(app, "#clock") not in ("", "3:00.0"), "moving clock")
        await wait_for(pilot, lambda: "Left home" in words_of(app, "#score"), "first points")
        shown = {name: words_of(app, name) for name in ("#head", "#score", "#field", "#standings", "#bracket", "#asks")}
        titles = [str(app.query_one(name).border_title) for name in ("#table", "#standings", "#bracket", "#log")]
        was_cut_off = cut_off(app)
        app.simulate_key("q")
        await wait_for(pilot, lambda: not app.is_running, "end")

    assert "Blue Foxes   open runs   run t1-open-1" == shown["#head"]
    assert "50 of 500" in shown["#score"]
    assert any(arrow in shown["#field"] for arrow in "→↗↑↖←↙↓↘")
    assert "Hakusan Rabbits" in shown["#standings"]
    assert ("after the open runs", "") == (shown["#bracket"], shown["#asks"])
    assert ["Table 1", "Standings", "Bracket", "20 times as fast as life"] == titles
    assert [] == was_cut_off
    assert [] == bodies(facts_of(home), RunEnded)
    assert [] == list(boards_of(home))
