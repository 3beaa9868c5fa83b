"""The mentor's page and the wall in a real browser: what children do is seen without a reload, what is shared too."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tui.room.test_pupil_in_chromium import ANSWERED, CHROMIUM, MARKUP, PATIENCE_MS, Child
from tests.tui.room.test_room_class import free_port, served

pytestmark = [
    pytest.mark.pages,
    pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only"),
]


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """(Chromium, address, code, the mentor's address)"""
    from playwright.sync_api import sync_playwright

    port, home = free_port(), tmp_path_factory.mktemp("home")
    with served(home, port) as (process, code), sync_playwright() as play:
        assert process.stdout is not None
        said = ""
        while (mentor := re.search(r"http\S+key=\w+", said)) is None:
            said += process.stdout.readline()
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium, f"http://127.0.0.1:{port}", code, mentor[0]
        chromium.close()


def test_a_class_seen_shared_and_ended_without_a_reload(class_: Any) -> None:
    """A child misses, asks, is helped, is shown on the wall; the end locks its page and leads to the parents' page."""
    chromium, url, code, address = class_
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE_MS)
    mentor, complaints = context.new_page(), []
    mentor.goto(address)
    # Contexts of their own: a page behind another of the same window is drawn once a second.
    projector = chromium.new_context(viewport={"width": 1920, "height": 1080}, storage_state=context.storage_state())
    projector.set_default_timeout(PATIENCE_MS)
    wall = projector.new_page()
    for page in (mentor, wall):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    assert "key" not in mentor.url
    wall.goto(f"{url}/wall")
    assert wall.evaluate("document.querySelector('.square').complete && document.querySelector('.square').naturalWidth")

    fox = Child(chromium, url, code, "Fox")
    fox.open(5)
    row = mentor.locator(".child", has_text="Fox")
    row.wait_for()
    fox.page.locator("#code").fill(f"print('{MARKUP}')")
    fox.page.click("#run")
    fox.page.locator(ANSWERED).wait_for()
    mentor.locator(".child .miss").wait_for()
    fox.page.click("#help")
    mentor.locator(".child.is-asking").wait_for()
    row.get_by_role("button", name="Helped").click()
    mentor.locator(".child.is-asking").wait_for(state="detached")
    row.get_by_role("button", name="Look at the program").click()
    mentor.locator("#look[open]").wait_for()
    assert MARKUP in mentor.locator("#look-text").inner_text()
    mentor.click("#look button")
    row.get_by_role("button", name="To the wall, with the name").click()
    wall.locator("article", has_text="Fox").wait_for()
    assert MARKUP in wall.locator("article pre").inner_text()
    fox.page.locator("#shared:not([hidden])").wait_for()
    fox.page.click("#shared-close")
    assert fox.page.locator("#shared").is_hidden()
    mentor.click("[data-minutes='10']")
    for page in (mentor, wall, fox.page):
        page.locator("#minutes:not([hidden])", has_text="10").wait_for()
    mentor.click("#end")
    mentor.click("#end-ask button[value=yes]")
    mentor.locator("#report:not([hidden])").wait_for()
    fox.page.locator("#announced:not([hidden])").wait_for()
    wall.locator("#over:not([hidden])").wait_for()
    for page in (mentor, wall, fox.page):
        assert 0 == page.locator("img[src=x]").count()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mentor.click("#report a")
    mentor.locator(".done-lessons li").wait_for()
    assert [] == complaints + fox.complaints
    for one in (context, projector, fox.context):
        one.close()
