"""What happens, told to the browsers: a short memory a child, and any number of pages that read it.

Every event has an id, `BOOT-NUMBER`. A page that comes back names the last one it has, and gets what it missed; after
a restart of the class (another BOOT) it gets all that is remembered. The memory is bounded, in events and in bytes: who
comes back too late is told to ask for everything anew (`anew`). What was missed ends with `here`: what is so now.
A slow page holds nothing up: it reads when it can. All of it belongs to the thread of the event loop.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

__all__ = ["MENTOR", "Channel", "Hub", "Page"]

MENTOR = "mentor"
EVENTS_MAX = 600
BYTES_MAX = 1_500_000
PAGES_MAX = 4
HEARTBEAT_S = 10.0
OF_ONE_RUN = ("queued", "began", "frames", "try_over", "verdict", "broke")
"""Events that matter to nobody once the child runs another program; all that a page needs that was opened just now."""

Event = tuple[int, str, str]
"""(number, name, JSON)."""
Here = Callable[[], dict[str, Any]]


class Channel:
    """One child's events, or the mentor's."""

    def __init__(self, boot: str, pages_max: int = PAGES_MAX) -> None:
        self.boot = boot
        self._pages_max = pages_max
        self._events: deque[Event] = deque()
        self._bytes = 0
        self._number = 0
        self._news = asyncio.Event()
        self.pages: list[Page] = []

    def publish(self, name: str, data: dict[str, Any]) -> None:
        """Remember an event and wake the pages."""
        if name == "queued":
            self._keep(one for one in self._events if one[1] not in OF_ONE_RUN)
        self._number += 1
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self._events.append((self._number, name, text))
        self._bytes += len(text)
        while len(self._events) > EVENTS_MAX or (self._bytes > BYTES_MAX and len(self._events) > 1):
            self._bytes -= len(self._events.popleft()[2])
        self._wake()

    def open(self, last_id: str = "", seat: str = "", here: "Here | None" = None) -> "Page":
        """A page begins to read; the oldest of too many is closed. Args: seat: the machine. here: what is so now."""
        boot, _dash, number = last_id.rpartition("-")
        is_ours = boot == self.boot and number.isascii() and number.isdecimal()
        page = Page(self, int(number[:15]) if is_ours else 0, seat, here)
        while len(self.pages) >= self._pages_max:
            self.pages[0].close()
        self.pages.append(page)
        return page

    def close_seat(self, seat: str) -> None:
        """Nobody sits at a machine any more: its pages hear nothing more of this child."""
        for page in [one for one in self.pages if one.seat == seat]:
            page.close()

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return self._number

    def since(self, number: int) -> tuple[bool, list[Event]]:
        """Return what came after an event, and whether that is everything."""
        oldest = self._events[0][0] if self._events else self._number + 1
        return number + 1 >= oldest, [one for one in self._events if one[0] > number]

    def of_one_run(self) -> list[Event]:
        """Return what a page needs that was opened just now: the past of the run that goes on."""
        return [one for one in self._events if one[1] in OF_ONE_RUN]

    async def wait(self) -> None:
        """Until something is published or a page is closed."""
        await self._news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _keep(self, events: Iterable[Event]) -> None:
        self._events = deque(events)
        self._bytes = sum(len(text) for _number, _name, text in self._events)

    def drop(self, page: "Page") -> None:
        """A page reads no more."""
        if page in self.pages:
            self.pages.remove(page)
        self._wake()


class Page:
    """One browser's page that listens."""

    def __init__(self, channel: Channel, number: int, seat: str = "", here: "Here | None" = None) -> None:
        self._channel, self._number, self.seat, self._here = channel, number, seat, here
        self._past: list[Event] = []
        if not number:
            self._past, self._number = channel.of_one_run(), channel.last
        self.is_closed = False

    def close(self) -> None:
        """End its stream."""
        self.is_closed = True
        self._channel.drop(self)

    async def stream(self) -> AsyncIterator[bytes]:
        """Server-sent events, until the page is closed; a sign of life every ten seconds."""
        try:
            yield b"retry: 1000\n: here\n\n"
            while not self.is_closed:
                has_all, events = self._channel.since(self._number)
                if not has_all:
                    yield self._line(events[0][0] - 1 if events else self._number, "anew", "{}")
                events, self._past = self._past + events, []
                for number, name, text in events:
                    yield self._line(number, name, text)
                    self._number = max(self._number, number)
                if events or self.is_closed:
                    continue
                if self._here is not None:
                    yield f"event: here\ndata: {json.dumps(self._here())}\n\n".encode()
                    self._here = None
                try:
                    await asyncio.wait_for(self._channel.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield b": here\n\n"
        finally:
            self.close()

    def _line(self, number: int, name: str, text: str) -> bytes:
        return f"id: {self._channel.boot}-{number}\nevent: {name}\ndata: {text}\n\n".encode()


class Hub:
    """All channels. Args: boot: another one at every start."""

    def __init__(self, boot: str) -> None:
        self.boot = boot
        self._channels: dict[str, Channel] = {}
        self.mentor = Channel(boot)

    def channel(self, learner: str) -> Channel:
        """A child's events."""
        if learner not in self._channels:
            self._channels[learner] = Channel(self.boot)
        return self._channels[learner]

    def publish(self, learner: str, name: str, data: dict[str, Any]) -> None:
        """Tell a child's pages."""
        self.channel(learner).publish(name, data)

    def publish_all(self, name: str, data: dict[str, Any]) -> None:
        """Tell every child's pages."""
        for channel in self._channels.values():
            channel.publish(name, data)

    def publish_mentor(self, name: str, data: dict[str, Any]) -> None:
        """Tell the mentor's pages."""
        self.mentor.publish(name, data)

    def is_here(self, learner: str) -> bool:
        """Whether a page of the child listens."""
        return learner in self._channels and bool(self._channels[learner].pages)

    def close(self) -> None:
        """End every stream: the server is about to leave."""
        for channel in (*self._channels.values(), self.mentor):
            for page in list(channel.pages):
                page.close()
