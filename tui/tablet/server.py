"""The server a tablet's browser asks: one page, one socket, and nothing from outside the hall.

Rules: without the key of the address nothing is answered, so that a stranger on the Wi-Fi sees no screen; the page's
fonts and scripts come from here, because the hall has no internet.
"""

import asyncio
import hmac
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
import textual_serve
from aiohttp import web
from textual_serve.server import Server, to_int

from tui.i18n import _, language
from tui.tablet.session import Session

__all__ = ["TabletServer", "new_key"]

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(textual_serve.__file__).parent / "static"
FONT_SIZE_PX = 18
HEARTBEAT_S = 2.0


def new_key() -> str:
    """Draw the key of an address: whoever has it may judge."""
    return secrets.token_urlsafe(9)


class TabletServer(Server):
    """Serve one station on an address and a port.

    Args: command: the station's program. key: part of the address (`new_key`). title: what the page is called.
    """

    def __init__(self, command: Sequence[str], *, host: str, port: int, key: str, title: str) -> None:
        super().__init__("", host=host, port=port, title=title, statics_path=STATIC, templates_path=TEMPLATES)
        self.session = Session(command, on_over=self._leave)
        self._key = key

    @property
    def path(self) -> str:
        """The page's path on this server."""
        return f"/{self._key}/"

    async def _make_app(self) -> web.Application:
        app = web.Application()
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
        app.add_routes(
            [
                web.get("/{key}/", self.handle_index),
                web.get("/{key}/ws", self.handle_websocket),
                web.static("/static", STATIC),
            ]
        )
        app.on_shutdown.append(self.on_shutdown)
        return app

    def initialize_logging(self) -> None:
        """Write no log: its lines would hold the address, and whoever has that can judge."""

    def _leave(self) -> None:
        # Like a signal: the loop ends itself when this is its own callback.
        asyncio.get_running_loop().call_soon(self.request_exit)

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where the page is."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - aiohttp calls it so
        """End the station with its server."""
        await self.session.stop()

    @aiohttp_jinja2.template("tablet.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page. Raises: HTTPNotFound: not by this key."""
        self._check(request)
        return {
            "title": self.title,
            "language": language(),
            "font_size": to_int(request.query.get("fontsize", ""), FONT_SIZE_PX),
            "socket": f"{'wss' if request.secure else 'ws'}://{request.host}{self.path}ws",
            "lost": _("The connection is lost. This screen is old. It comes back by itself."),
            "stale": _("No news for 3 seconds: this screen may be old."),
        }

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The screen of the station, and what is typed and touched. Raises: HTTPNotFound: not by this key."""
        self._check(request)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S)
        await socket.prepare(request)
        width, height = (to_int(request.query.get(name, ""), cells) for name, cells in (("width", 80), ("height", 24)))
        service = await self.session.attach(socket, width, height)
        try:
            await self._process_messages(socket, service)
        finally:
            self.session.detach(socket)
        return socket

    def _check(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["key"].encode(), self._key.encode()):
            raise web.HTTPNotFound
