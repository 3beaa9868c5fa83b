"""A pupil without a browser: what the page's scripts ask and hear, so that the laptop is measured alone."""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import httpx

from tests.tui.room.class_server import ClassServer, Press, Report, Step
from tui.room.pictures import PICTURES

ANSWER_S = 60
RETRY_S = 0.1
THREE = list(PICTURES)[:3]


class HttpPupil:
    """One child at one machine."""

    def __init__(self, server: ClassServer, report: Report, number: int) -> None:
        self.server, self.report, self.number = server, report, number
        self.client = httpx.AsyncClient(base_url=server.url, timeout=ANSWER_S, headers={"Origin": server.url})
        self.learner = ""
        self.texts: dict[int, str] = {}
        self.versions: dict[int, str] = {}
        self._press: Press | None = None
        self._run = ""
        self._order: dict[str, Any] = {}
        self._answered = asyncio.Event()
        self._frames = 0
        self._reader: asyncio.Task[None] | None = None

    async def come_in(self) -> None:
        """Code, name, pictures."""
        await self._ask("POST", "/api/enter", {"code": self.server.code})
        self.learner = (await self._ask("POST", "/api/name", {"name": f"Pupil {self.number}"}))["id"]
        await self._ask("POST", "/api/sit", {"id": self.learner, "pictures": THREE})
        self.report.last[self.number] = (self.learner, self.texts)
        self._reader = asyncio.create_task(self._read())

    async def live(self, script: list[Step], at_once: asyncio.Barrier) -> None:
        """Every step of the script; all pupils press their first "run" at the same moment."""
        await self.come_in()
        await at_once.wait()
        for step in script:
            await asyncio.sleep(0 if step is script[0] else step.thinks_s)
            await self._open(step.lesson)
            await self.run(step.lesson, step.wrong)
            if step.reads_hint:
                await self._ask("POST", "/api/hints", {"lesson": step.lesson})
            await asyncio.sleep(step.thinks_s)
            await self.type(step.lesson, step.right)
            await self.run(step.lesson, step.right)

    async def leave(self) -> None:
        """The machine is closed."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self.client.aclose()

    async def _open(self, lesson: int) -> None:
        self.versions[lesson] = (await self._ask("GET", f"/api/lessons/{lesson}"))["program"]["version"]

    async def type(self, lesson: int, text: str) -> None:
        """What the page sends a moment after a key."""
        self.texts[lesson] = text
        body = {"text": text, "base": self.versions[lesson]}
        self.versions[lesson] = (await self._ask("PUT", f"/api/lessons/{lesson}/program", body))["version"]

    async def run(self, lesson: int, text: str) -> None:
        """Press "run" and wait for the answer."""
        self.texts[lesson] = text
        self._order = {"lesson": lesson, "text": text, "base": self.versions[lesson]}
        self._answered.clear()
        self._run, self._frames = "", 0
        self._press = self.report.press(self.number, lesson)
        await self._post_run()
        async with asyncio.timeout(ANSWER_S):
            await self._answered.wait()

    async def _post_run(self) -> None:
        answer = await self._ask("POST", "/api/runs", self._order)
        if not self._answered.is_set():
            self._run = answer["run"]
        self.versions[self._order["lesson"]] = answer["version"]

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Again while there is no laptop, and a moment later when it was too fast."""
        while True:
            try:
                answer = await self.client.request(method, path, json=body)
            except httpx.TransportError:
                await asyncio.sleep(RETRY_S)
                continue
            if answer.status_code == 429:
                self.report.wrong.append(f"pupil {self.number}: {path} was too fast")
                await asyncio.sleep(1)
                continue
            assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
            found: dict[str, Any] = answer.json()
            return found

    async def _read(self) -> None:
        last = ""
        while True:
            with suppress(httpx.TransportError):
                headers = {"Last-Event-ID": last} if last else {}
                async with self.client.stream("GET", "/api/events", headers=headers) as events:
                    name = ""
                    async for line in events.aiter_lines():
                        if line.startswith("id: "):
                            last = line.removeprefix("id: ")
                        elif line.startswith("event: "):
                            name = line.removeprefix("event: ")
                        elif line.startswith("data: "):
                            await self._hear(name, json.loads(line.removeprefix("data: ")))
            await asyncio.sleep(RETRY_S)

    async def _hear(self, name: str, said: dict[str, Any]) -> None:
        if self._press is None or self._answered.is_set():
            return
        if name == "queued" and not self._run:
            self._run = said["run"]
        if name == "here" and self._run and said["run"] is None:
            await self._post_run()
        if said.get("run") != self._run:
            return
        if name == "frames":
            self._frames += len(said["frames"])
            if self._frames > 1 and self._press.moved_s is None:
                self._press.moved_s = time.monotonic()
        elif name in ("verdict", "broke"):
            self._press.answered_s, self._press.passed = time.monotonic(), said.get("passed")
            if name == "broke":
                self.report.wrong.append(f"pupil {self.number}: {said['words']}")
            self._answered.set()
