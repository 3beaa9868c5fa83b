"""The pupil's page in a real browser: a dropped Wi-Fi, names that are no markup, keys instead of a mouse."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tui.room.test_room_class import free_port, served

pytestmark = [
    pytest.mark.pages,
    pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only"),
]

CHROMIUM = "/usr/bin/chromium"
RIGHT = "from robot import *\nstraight(30)"
MARKUP = "<img src=x onerror=x>"
ANSWERED = "body:has(#run:not(.is-on)) #verdict:not([hidden])"
TOUCH_PX = 44
PATIENCE_MS = 30_000


class Child:
    """A child in a context of its own."""

    def __init__(self, chromium: Any, url: str, code: str, name: str) -> None:
        self.context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=url)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self._note(f"{said.text} {said.location}") if said.type == "error" else None
        )
        self.page.goto(f"/?room={code}")
        self.page.wait_for_url("**/who")
        self.page.locator("#list:not([hidden]), #adding[open]").first.wait_for()
        if not self.page.locator("#adding[open]").count():
            self.page.click("#adding summary")
        self.page.fill("#nickname", name)
        self.page.press("#nickname", "Enter")
        for _time in range(2):
            for picture in ("cat", "moon", "key"):
                self.page.click(f"[data-picture={picture}]")
            self.page.locator("#chosen svg").first.wait_for(state="detached")
        self.page.wait_for_url("**/lessons")

    def _note(self, text: str) -> None:
        if "ERR_INTERNET_DISCONNECTED" not in text:  # the test's own doing
            self.complaints.append(text)

    def open(self, lesson: int) -> None:
        self.page.goto(f"/lessons/{lesson}")
        self.page.locator("#code").wait_for()


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """(Chromium, address, code)"""
    from playwright.sync_api import sync_playwright

    port, home = free_port(), tmp_path_factory.mktemp("home")
    with served(home, port) as (_process, code), sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium, f"http://127.0.0.1:{port}", code
        chromium.close()


@pytest.fixture
def fox(class_: Any) -> Iterator[Child]:
    chromium, url, code = class_
    child = Child(chromium, url, code, "Fox")
    yield child
    child.context.close()


def test_a_dropped_wifi_is_said_keeps_typing_and_sends_it_later(fox: Child) -> None:
    """What was typed and even the press of "Run" arrive when the network is there again."""
    fox.open(5)
    fox.context.set_offline(True)
    fox.page.locator("#code").fill(RIGHT)
    fox.page.locator("#connection:not([hidden])").wait_for()
    fox.page.locator("#save-state.is-not_saved").wait_for()
    fox.page.keyboard.press("Control+Enter")
    assert "straight(30)" in fox.page.locator("#code").inner_text()
    fox.context.set_offline(False)
    fox.page.locator("#save-state.is-saved").wait_for()
    fox.page.locator("#connection").wait_for(state="hidden")
    fox.page.locator(f"{ANSWERED}.is-passed").wait_for()
    saved = fox.context.request.get("/api/lessons/5").json()["program"]["text"]
    assert RIGHT == saved
    assert [] == fox.complaints


def test_a_name_and_a_program_of_markup_are_text_and_keys_are_enough(class_: Any) -> None:
    """Nothing of it becomes an element; Ctrl+Enter runs; the answer is said in a live region; keys fit a finger."""
    chromium, url, code = class_
    wolf = Child(chromium, url, code, MARKUP[:20])
    wolf.open(5)
    page = wolf.page
    assert 0 == page.locator("img[src=x]").count()
    page.locator("#code").fill(f"print('{MARKUP}')")
    page.locator("#code").focus()
    page.keyboard.press("Control+Enter")
    page.locator(f"{ANSWERED}.is-missed").wait_for()
    assert page.locator("#verdict-words").inner_text() in page.locator("#told").inner_text()
    assert "status" == page.locator("#told").get_attribute("role")
    assert 0 == page.locator("img[src=x]").count()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert "run" == page.evaluate("document.activeElement.id")
    for key in ("run", "hint", "help", "to-robot"):
        box = page.locator(f"#{key}").bounding_box()
        assert min(box["width"], box["height"]) >= TOUCH_PX, key
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, input, select')].filter((one) => one.offsetParent && !("
        "one.textContent.trim() || one.ariaLabel || one.labels?.length)).map((one) => one.outerHTML)"
    )
    assert [] == nameless
    assert [] == wolf.complaints
    other = Child(chromium, url, code, "Bear")
    assert 0 == other.page.locator("img[src=x]").count()
    for child in (wolf, other):
        child.context.close()
