"""Pupils in Chromium: one browser, a context each (own cookies, own memory); they type and press what a child does.

A moving picture is seen by the page itself: the canvas says which moment of the film it shows (`data-at-ms`).
"""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

from playwright.async_api import TimeoutError as PageTimeout
from playwright.async_api import async_playwright

from tests.tui.room.class_server import ClassServer, Report, Step

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 180_000
CHROMEBOOK = {"width": 1366, "height": 768}
LOOK_AT_THE_FIELD = """
addEventListener("DOMContentLoaded", () => {
  const field = document.getElementById("field");
  if (!field) return;
  globalThis.pictures = [];
  new MutationObserver(() => {
    const marks = performance.getEntriesByName("run-pressed");
    const press = marks.length;
    if (!press || globalThis.pictures[press]?.moved_ms || !Number(field.dataset.atMs)) return;
    globalThis.pictures[press] = { moved_ms: performance.now() - marks[press - 1].startTime };
  }).observe(field, { attributes: true, attributeFilter: ["data-at-ms"] });
});
"""
ANSWERED = "body:has(#run:not(.is-on)) #verdict:not([hidden])"


async def browser_pupils(
    stack: AsyncExitStack, server: ClassServer, report: Report, count: int
) -> "list[BrowserPupil]":
    """Start Chromium; it ends with the stack."""
    play = await stack.enter_async_context(async_playwright())
    browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    stack.push_async_callback(browser.close)
    return [BrowserPupil(server, report, number, browser) for number in range(count)]


class BrowserPupil:
    """One child at one machine."""

    def __init__(self, server: ClassServer, report: Report, number: int, browser: Any) -> None:
        self.server, self.report, self.number, self._browser = server, report, number, browser
        self.texts: dict[int, str] = {}
        self.broken: list[str] = []
        """What the browser complains of: the policy of the page was not kept, a script stumbled."""
        self.context: Any = None
        self.page: Any = None

    async def come_in(self) -> None:
        """The square on the wall, a new name, three pictures twice."""
        self.context = await self._browser.new_context(viewport=CHROMEBOOK, base_url=self.server.url)
        self.context.set_default_timeout(PATIENCE_MS)
        await self.context.add_init_script(LOOK_AT_THE_FIELD)
        self.page = await self.context.new_page()
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        await self.page.goto(f"/?room={self.server.code}")
        await self.page.wait_for_url("**/who")
        await self.page.locator("#list:not([hidden]), #adding[open]").first.wait_for()
        if not await self.page.locator("#adding[open]").count():
            await self.page.click("#adding summary")
        await self.page.fill("#nickname", f"Pupil {self.number}")
        await self.page.press("#nickname", "Enter")
        await self.page.locator("#picturing").wait_for()
        await self._choose_pictures()
        await self.page.locator("#chosen svg").first.wait_for(state="detached")
        await self._choose_pictures()
        await self.page.wait_for_url("**/lessons")
        me = await (await self.context.request.get("/api/me")).json()
        self.report.last[self.number] = (me["learner"], self.texts)

    async def _choose_pictures(self) -> None:
        for picture in ("cat", "moon", "key"):
            await self.page.click(f"[data-picture={picture}]")

    async def live(self, script: list[Step], at_once: asyncio.Barrier) -> None:
        """Every step of the script; all pupils press their first "run" at the same moment."""
        await self.come_in()
        for step in script:
            await self.open(step.lesson)
            await self.type(step.lesson, step.wrong)
            if step is script[0]:
                await at_once.wait()
            await self.run(step.lesson)
            if step.reads_hint:
                await self.page.click("#hint")
                await self.page.locator("#hints li").first.wait_for()
            await asyncio.sleep(step.thinks_s)
            await self.type(step.lesson, step.right)
            await self.run(step.lesson)
            if step.sends_to_robot:
                await self.send_to_robot()
        self.report.wrong += [f"pupil {self.number}: {one}" for one in self.broken]

    async def open(self, lesson: int) -> None:
        """Go to a lesson when the last one is saved, also when the laptop is off just now."""
        if self.texts:
            await self.page.locator("#save-state.is-saved").wait_for()
        while True:
            try:
                await self.page.goto(f"/lessons/{lesson}", wait_until="domcontentloaded")
            except Exception as error:
                if "ERR_CONNECTION" not in str(error) and "ERR_EMPTY" not in str(error):
                    raise
                await asyncio.sleep(0.3)
            else:
                await self.page.locator("#code").wait_for()
                return

    async def type(self, lesson: int, text: str) -> None:
        """As a child who pastes; the editor's own indenting stays out of it."""
        self.texts[lesson] = text.rstrip("\n")
        await self.page.locator("#code").fill(self.texts[lesson])

    async def run(self, lesson: int) -> None:
        """Press "Run" and wait for the words."""
        press = self.report.press(self.number, lesson)
        await self.page.click("#run")
        try:
            await self.page.locator(ANSWERED).wait_for()
        except PageTimeout as error:
            seen = [await self.page.locator(one).inner_text() for one in ("#said", "#run", "#save-state", "#verdict")]
            raise AssertionError(f"pupil {self.number}, lesson {lesson}: no answer; the page says {seen}") from error
        press.answered_s = time.monotonic()
        classes = await self.page.locator("#verdict").get_attribute("class")
        press.passed = "is-passed" in (classes or "")
        moved_ms = await self.page.evaluate("globalThis.pictures.at(-1)?.moved_ms ?? null")
        if moved_ms is not None:
            press.moved_s = press.pressed_s + moved_ms / 1000

    async def send_to_robot(self) -> None:
        """To the first robot of the list, when there is one."""
        await self.page.click("#to-robot")
        await self.page.locator("#robot-dialog").wait_for()
        robots = self.page.locator("#robots button")
        if not await robots.count():
            await self.page.keyboard.press("Escape")
            return
        self.report.robots_asked += 1
        await robots.nth(self.number % await robots.count()).click()
        await self.page.locator("#robot-state.is-done, #robot-state.is-failed").wait_for()
        self.report.robots_told += 1

    async def leave(self) -> None:
        """The machine is closed."""
        if self.context is not None:
            await self.context.close()
