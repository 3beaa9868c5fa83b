"""A station on a tablet goes on when the tablet does not, and shows itself to nobody without the key of its address."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.facts import RunOpened, RunStarted, RunVoided
from judge.journal import read_facts
from tui.command_io import WrongInput
from tui.i18n import speaking
from tui.tablet.serving import serve, without_option

CHROMIUM = "/usr/bin/chromium"
TEAMS = "name,members,language\nBlue Foxes,2,en\nHakusan Rabbits,3,ja\n"
PATIENCE_S = 30


def test_the_tablets_own_program_is_the_same_command_without_the_option() -> None:
    assert ["table", "--table", "2"] == without_option(["table", "--tablet", "8023", "--table", "2"])
    assert ["table", "--lang", "ja"] == without_option(["table", "--tablet=8023", "--lang", "ja"])


@pytest.mark.parametrize("where", ["", "x", "0", "70000", "127.0.0.1:", "８０２３"])
def test_what_is_no_port_is_refused_in_words(where: str) -> None:
    with speaking("en"), pytest.raises(WrongInput, match="takes a port"):
        serve(where, [], "Table 1")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "teams.csv").write_text(TEAMS)
    return tmp_path


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """A table of two teams, served for a tablet on a port of its own."""
    command = [sys.executable, "-m", "tui", "--home", str(home), "--lang", "en", "table", "--new", "line_following",
               "--teams", str(home / "teams.csv"), "--tablet", f"127.0.0.1:{20000 + os.getpid() % 20000}"]  # fmt: skip
    with (home / "out.txt").open("w") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as table:
        yield _eventually(lambda: re.search(r"http://\S+", (home / "out.txt").read_text())).group()
        table.send_signal(signal.SIGINT)
        assert 0 == table.wait(PATIENCE_S), (home / "out.txt").read_text()


def _eventually(what: Any) -> Any:
    """Wait until it is there."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def bodies(home: Path) -> list[type]:
    return [type(fact.body) for fact in read_facts(home / "tournament.db")]


@pytest.mark.pages
def test_a_tablet_that_drops_out_of_a_run_finds_it_running(address: str, home: Path) -> None:
    """The run is opened and started by touch and key, the page is shut, another one ends nothing and goes on."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        asked: list[str] = []
        page = browser.new_page(viewport={"width": 1024, "height": 700})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector("body.-first-byte")
        _eventually(lambda: page.evaluate("document.activeElement.className") == "xterm-helper-textarea")
        page.keyboard.press("Space")
        _eventually(lambda: RunOpened in bodies(home))
        page.keyboard.press("Space")
        _eventually(lambda: RunStarted in bodies(home))
        page.close()
        again = browser.new_page(viewport={"width": 800, "height": 600})
        again.goto(address)
        again.wait_for_selector("body.-first-byte")
        again.keyboard.press("l")
        _eventually(lambda: "called" in {fact.kind for fact in read_facts(home / "tournament.db")})
        again.keyboard.press("Escape")
        browser.close()
    assert RunVoided not in bodies(home)
    assert not [url for url in asked if not url.startswith("http://127.0.0.1")], "the hall has no internet"


@pytest.mark.pages
def test_a_stranger_without_the_key_sees_nothing(address: str) -> None:
    """No page and no socket by another key, nor by none."""
    from urllib.error import HTTPError
    from urllib.request import urlopen

    root = re.sub(r"(http://[^/]+/).*", r"\1", address)
    for path in ("", "aaaaaaaaaaaa/", "aaaaaaaaaaaa/ws", "ws"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(root + path, timeout=PATIENCE_S)


@pytest.mark.pages
def test_a_page_without_its_station_says_so_within_three_seconds(address: str) -> None:
    """The station is stopped where it stands: the page is open and old, and says it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("body.-first-byte")
        assert not page.is_visible("#state")
        page.context.set_offline(True)
        server = _server_pid(address)
        os.kill(server, signal.SIGSTOP)
        try:
            page.wait_for_selector("#state.shown", timeout=4000)
        finally:
            os.kill(server, signal.SIGCONT)
        page.context.set_offline(False)
        page.wait_for_selector("#state.shown", state="hidden", timeout=PATIENCE_S * 1000)
        browser.close()


def _server_pid(address: str) -> int:
    """The process that listens: the one whose command line has the page's port."""
    port = re.search(r":(\d+)/", address)
    assert port is not None
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and f"127.0.0.1:{port.group(1)}".encode() in (folder / "cmdline").read_bytes():
            return int(folder.name)
    raise AssertionError("nobody listens")
