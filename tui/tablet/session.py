"""One station that outlives the tablets that look at it.

textual-serve starts a program for each browser and ends it with the browser: a tablet that loses the Wi-Fi in a run
would void it. Here the program goes on; whoever connects next sees it as it is. Rules: one tablet at a time, the last
one to come; what nobody receives is thrown away, because the next one is drawn anew; a tablet that takes nothing for a
while is let go, so that it cannot hold up the clock.
"""

import asyncio
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

__all__ = ["Session"]

SEND_TIMEOUT_S: Final = 3.0
MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")  # what the program asked of the terminal: the mouse, pasting, no cursor


class Session:
    """A station's program, started with the first tablet and gone when its referee leaves.

    Args: command: the program and its arguments. on_over: called when it ended by itself.
    """

    def __init__(self, command: Sequence[str], on_over: Callable[[], None]) -> None:
        words = list(command)
        self._command = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
        self._on_over = on_over
        self._downloads = DownloadManager()
        self._service: AppService | None = None
        self._socket: web.WebSocketResponse | None = None
        self._modes: dict[bytes, bytes] = {}

    @property
    def is_running(self) -> bool:
        """Whether the program has been started and is not over."""
        return self._service is not None

    async def attach(self, socket: web.WebSocketResponse, width: int, height: int) -> AppService:
        """Give the screen to a tablet; the one that had it is let go.

        Args: width, height: of its terminal, in cells.
        """
        before, self._socket = self._socket, socket
        if before is not None:
            await before.close()
        if self._service is None:
            self._modes.clear()
            self._service = AppService(
                self._command, write_bytes=self._draw, write_str=self._tell, close=self._is_over,
                download_manager=self._downloads,
            )  # fmt: skip
            await self._service.start(width, height)
            return self._service
        await self._draw(b"".join(b"\x1b[?" + mode + to for mode, to in self._modes.items()))
        await self._service.set_terminal_size(width, height)
        await self._service.focus()  # and the program draws all of itself anew (`tui.tablet.redraw`)
        return self._service

    def detach(self, socket: web.WebSocketResponse) -> None:
        """A tablet is gone; the program goes on."""
        if self._socket is socket:
            self._socket = None

    async def stop(self) -> None:
        """End the program, as if its referee left."""
        service, self._service = self._service, None
        if service is not None:
            await service.stop()

    async def _draw(self, data: bytes) -> None:
        for mode, to in MODE.findall(data):
            self._modes[mode] = to
        await self._send(data)

    async def _tell(self, words: str) -> None:
        await self._send(words)

    async def _send(self, data: bytes | str) -> None:
        socket = self._socket
        if socket is None:
            return
        sending = socket.send_bytes(data) if isinstance(data, bytes) else socket.send_str(data)
        try:
            await asyncio.wait_for(sending, SEND_TIMEOUT_S)
        except (ConnectionError, TimeoutError):
            self.detach(socket)

    async def _is_over(self) -> None:
        was_left, self._service = self._service is not None, None
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()
        if was_left:  # and not ended by us
            self._on_over()
