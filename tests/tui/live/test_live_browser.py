"""In a real browser: news comes without a reload, a lost link is said and mends itself, no script is needed."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.facts import Called, RunEnded, RunSigned, RunStarted, TeamEntered
from judge.hall_kinds import StandingsFrozen
from judge.tournament.hall import Turn
from judge.tournament.state import next_official
from tests.judge.hall_book import HallBook
from tests.tui.desk_day import Day, play_until_final
from tui.__main__ import main

CHROMIUM = "/usr/bin/chromium"
PATIENCE_S = 30


class Server:
    """`kagarobo live` as a process that is stopped and started again on the same port."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, 20000 + os.getpid() % 20000
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tui", "--home", str(self.home), "--lang", "en", "live", "--port",
                   str(self.port), "--address", "127.0.0.1"]  # fmt: skip
        with (self.home / "out.txt").open("w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        assert 0 == self.process.wait(PATIENCE_S), (self.home / "out.txt").read_text()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/en/"

    def wait(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(PATIENCE_S * 10):
            try:
                opener.open(self.url, timeout=1).close()
                return
            except OSError:
                self.process.poll()
                if self.process.returncode is not None:
                    raise AssertionError((self.home / "out.txt").read_text()) from None
                time.sleep(0.1)
        raise AssertionError("it never answered")


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    book = HallBook()
    play_until_final(book)
    day = Day(tmp_path / "tournament.db", book)
    yield day
    day.journal.close()


@pytest.fixture
def server(day: Day) -> Iterator[Server]:
    """The site of that day."""
    server = Server(day.path.parent)
    server.wait()
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.fixture
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def enter(day: Day, team: str) -> None:
    day.journal.append(TeamEntered(team, f"Team {team}", "ES", (), "en"), by="staff")


@pytest.mark.pages
def test_news_comes_without_a_reload_and_a_lost_link_is_said_and_mends_itself(
    day: Day, server: Server, browser: Any
) -> None:
    """Nothing is asked of any other computer, and the page is never loaded a second time."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url + "teams.html")
    enter(day, "late")
    page.wait_for_selector("text=Team late")
    assert not page.is_visible("#link")
    server.stop()
    page.wait_for_selector("#link:not([hidden])", timeout=9000)
    assert "No connection since" in page.inner_text("#link")
    enter(day, "later")
    server.start()
    page.wait_for_selector("text=Team later", timeout=PATIENCE_S * 1000)
    page.wait_for_selector("#link", state="hidden")
    assert 1 == sum(url.endswith("/teams.html") and "/events/" not in url for url in asked)
    assert not [url for url in asked if not url.startswith("http://127.0.0.1")]


@pytest.mark.pages
@pytest.mark.parametrize("size", [(390, 844), (1920, 1080)])
@pytest.mark.parametrize("is_scripted", [True, False])
def test_every_page_fits_a_phone_and_a_projector_with_and_without_scripts(
    server: Server, browser: Any, size: tuple[int, int], is_scripted: bool
) -> None:
    """No page is wider than its screen; the standings can be read."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=is_scripted)
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    for name in ("index.html", "lines.html", "teams.html", "competition-lf.html", "team-lf-1.html", "wall.html"):
        page.goto(server.url + name, wait_until="domcontentloaded")
        main = page.locator("main").bounding_box()
        assert main is not None
        assert main["width"] <= size[0], name
        assert page.locator("main section").count() >= 1
    assert [] == broken


@pytest.mark.pages
def test_a_desk_that_freezes_freezes_every_page_that_is_open(day: Day, server: Server, browser: Any) -> None:
    """The page says so without a reload, and what is judged after that is not told until it is revealed."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(server.url + "competition-lf.html")
    before = page.inner_text("main")
    day.journal.append(StandingsFrozen("lf"), by="staff")
    page.wait_for_function("text => document.querySelector('main').innerText !== text", arg=before)
    frozen = page.inner_text("main")
    assert "kept back" in frozen
    book = HallBook()
    book.facts = list(day.journal.facts())
    wanted = next_official(book.state("lf"))[0]
    run = "r-frozen"
    turn = Turn("lf", (wanted.team,), wanted.number, wanted.stage, wanted.heat, "heat")
    for body, at_ms in ((turn.opened(1), None), (RunStarted("hand"), 0), (Called("leave"), 1000),
                        (RunEnded("time"), 180_000), (RunSigned("referee", "p-aaaaaaaaaa"), None)):  # fmt: skip
        day.journal.append(body, run=run, at_ms=at_ms, by="referee")
    teams = browser.new_page()
    teams.goto(server.url + "teams.html")
    enter(day, "last")  # comes behind the run: when it is told, the run was, too
    teams.wait_for_selector("text=Team last")
    assert frozen == page.inner_text("main")
    page.reload()
    assert frozen == page.inner_text("main")


@pytest.mark.pages
def test_light_and_dark_can_be_read(server: Server, browser: Any) -> None:
    """By the phone's own choice: the text stands out from what is behind it at least 7 to 1 (WCAG 2.2, 1.4.6)."""
    for scheme in ("light", "dark"):
        page = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}).new_page()
        page.goto(server.url + "competition-lf.html")
        text, behind = (
            page.evaluate(f"getComputedStyle(document.querySelector('{part}')).{what}")
            for part, what in (("main", "color"), ("html", "backgroundColor"))
        )
        lighter, darker = sorted((_luminance(text), _luminance(behind)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 7, f"{scheme}: {text} on {behind}"
        assert (_luminance(behind) < 0.2) is (scheme == "dark")


@pytest.mark.pages
def test_the_exported_folder_opens_from_a_stick(day: Day, browser: Any, tmp_path: Path) -> None:
    """By a double click, in four languages, without a server: pages lead to pages, and nothing complains."""
    folder = tmp_path / "stick"
    home = ["--home", str(day.path.parent), "--lang", "en"]
    assert 0 == main([*home, "tournament", "export", "--pages", str(folder)])
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    for language in ("ja", "en", "zh-tw", "zh-cn"):
        page.goto((folder / language / "index.html").as_uri())
        page.locator("nav a").nth(1).click()
        page.locator("main section").first.wait_for()
        assert page.url.startswith("file://")
    assert [] == complaints


def _luminance(colour: str) -> float:
    """Relative luminance of `rgb(r, g, b)` by WCAG 2.2."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
