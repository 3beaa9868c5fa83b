"""In a real browser: news comes without a reload, a lost link is said and mends itself, no script is needed."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.facts import TeamEntered
from tests.judge.hall_book import HallBook
from tests.tui.desk_day import Day, play_until_final

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
