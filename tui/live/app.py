"""The public site on a port: pages to read, and what changes in them as server-sent events. GET only, nothing is kept.

Rules: one fold for each change and one page for each language, whoever looks; a phone is sent the parts that changed
since what it shows, and one that is slow only the newest; a beat every two seconds, so that a phone without one knows
that its link is lost. More than STREAMS_MAX phones get pages that load themselves anew instead.
"""

import asyncio
import contextlib
import json
import mimetypes
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tui.live.names import INDEX
from tui.live.public_site import Rendered, Site, static_files
from tui.live.watch import Watch, see
from tui.live.words import LANGUAGES

__all__ = ["STREAMS_MAX", "Station", "application"]

LOOK_S = 0.025
BEAT_S = 2.0
TICK_S = 10.0
"""Expected waits change with the time, too."""
STALE_S = 3.0
STREAMS_MAX = 600
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Station:
    """What is seen now, and who looks at it. Args: now_ms: since 1970."""

    def __init__(self, watch: Watch, now_ms: Callable[[], int] = lambda: round(time.time() * 1000)) -> None:
        self.watch, self._now_ms = watch, now_ms
        self.site = Site(see([], {}), now_ms())
        self.streams = 0
        self._changed = asyncio.Event()
        self._messages: dict[tuple[str, str, str, str], bytes] = {}

    async def follow(self) -> None:
        """Look at the journal for ever."""
        loop, made_s = asyncio.get_running_loop(), -TICK_S
        with ThreadPoolExecutor(1) as thread:
            try:
                while True:
                    began_s = loop.time()
                    seen = await loop.run_in_executor(thread, self.watch.look)
                    if seen is not None or began_s - made_s >= TICK_S:
                        made_s = began_s
                        self.show(Site(seen or self.site.seen, self._now_ms()))
                    # Half of the time at most goes into folding: there are pages to hand out as well.
                    await asyncio.sleep(max(LOOK_S, loop.time() - began_s))
            finally:
                await loop.run_in_executor(thread, self.watch.close)

    def show(self, site: Site) -> None:
        """There is something new: wake everyone who looks."""
        self.site = site
        self._messages.clear()
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    @property
    def old_s(self) -> int:
        """How old what is shown is, in seconds; 0 while the journal can be read."""
        age_s = self.watch.age_s
        return int(age_s) if self.watch.error is not None and age_s >= STALE_S else 0

    async def stream(self, language: str, name: str, at: str) -> AsyncIterator[bytes]:
        """The events of one phone, which shows the page whose hash is `at`."""
        if self.streams >= STREAMS_MAX:
            yield b"event: full\ndata:\n\n"
            return
        self.streams += 1
        shown: Rendered | None = None
        try:
            while True:
                changed, page = self._changed, self.site.page(language, name)
                if page.at != at:
                    yield self._message(language, name, shown, page)
                shown, at = page, page.at
                yield f"event: beat\ndata: {self.old_s}\n\n".encode()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), BEAT_S)
        finally:
            self.streams -= 1

    def _message(self, language: str, name: str, shown: Rendered | None, page: Rendered) -> bytes:
        """The parts that changed, made once for all who show the same; all of them for who shows something else."""
        key = (language, name, shown.at if shown is not None else "", page.at)
        if key not in self._messages:
            before = shown.parts if shown is not None else {}
            parts = {id_: html for id_, html in page.parts.items() if before.get(id_) != html}
            news = json.dumps({"at": page.at, "order": list(page.parts), "parts": parts}, ensure_ascii=False)
            self._messages[key] = f"event: page\ndata: {news}\n\n".encode()
        return self._messages[key]


def application(station: Station, language: str) -> Starlette:
    """The site. Args: language: for whoever asks for none of ours."""
    files = static_files()

    async def home(request: Request) -> Response:
        asked = _asked(request.headers.get("accept-language", ""), language)
        return RedirectResponse(f"{asked}/{INDEX}", 302, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    async def page(request: Request) -> Response:
        spoken, name = request.path_params["language"], request.path_params.get("name", INDEX)
        if spoken not in LANGUAGES:
            return Response("404", 404, media_type="text/plain")
        made = station.site.page(spoken, name)
        return Response(made.html, 200 if made.is_there else 404, {"Cache-Control": "no-cache"}, "text/html")

    async def events(request: Request) -> Response:
        spoken, name = request.path_params["language"], request.path_params["name"]
        if spoken not in LANGUAGES or not station.site.page(spoken, name).is_there:
            return Response("404", 404, media_type="text/plain")
        stream = station.stream(spoken, name, request.query_params.get("at", ""))
        return StreamingResponse(stream, headers={"Cache-Control": "no-store"}, media_type="text/event-stream")

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in files:
            return Response("404", 404, media_type="text/plain")
        kind = mimetypes.guess_type(name)[0]
        return Response(files[name], 200, {"Cache-Control": "max-age=300"}, media_type=kind)

    @contextlib.asynccontextmanager
    async def following(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(station.follow())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=[
            Route("/", home),
            Route("/static/{name}", static),
            Route("/{language}/", page),
            Route("/{language}/{name}", page),
            Route("/{language}/events/{name}", events),
        ],
        middleware=[Middleware(_Guarded)],
        lifespan=following,
    )


class _Guarded:
    """Every answer carries the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        await self._app(scope, receive, guarded)


def _asked(accepted: str, otherwise: str) -> str:
    """The first language of a browser's list that we have."""
    for one in accepted.lower().split(","):
        tag = one.partition(";")[0].strip()
        if tag.startswith("zh"):
            return "zh-tw" if any(place in tag for place in ("tw", "hk", "mo", "hant")) else "zh-cn"
        if tag.partition("-")[0] in ("ja", "en"):
            return tag.partition("-")[0]
    return otherwise if otherwise in LANGUAGES else otherwise.partition("-")[0]
