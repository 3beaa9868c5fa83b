"""What is looked at before anything else of a request, and what every answer carries.

Rules: the name that was asked for is ours (else a page of the internet could make a browser in the room talk to us);
what changes something is JSON from our own pages; bodies are small and come soon; nobody asks without end. Every answer
says that nothing is to be loaded from elsewhere, and that no other page may hold ours in a frame.
"""

import asyncio
import json
import secrets
import socket
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tui.room.access import Refused
from tui.room.limits import Buckets
from tui.room.room import Room

__all__ = ["BODY_BYTES_MAX", "Guard"]

BODY_BYTES_MAX = 128 * 1024
BODY_S = 10.0
READS, CHANGES = ("GET", "HEAD"), ("POST", "PUT")
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Wraps the application. Args: room: for its clock and limits."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self._app, self._room = app, room
        self._requests: Buckets = room.limits.address
        self._names = {"localhost", socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(12)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = POLICY.format(nonce=nonce)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(send_with_headers, *refusal)
            return
        await self._app(scope, _bounded(receive), send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """(status, code) of a request that is not even looked at."""
        headers, method = Headers(scope=scope), scope["method"]
        if not self._is_ours(headers.get("host", "")):
            return 421, "host"
        if not self._requests.takes(scope["client"][0] if scope.get("client") else "", self._room.clock()):
            return 429, "wait"
        if method not in (*READS, *CHANGES):
            return 405, "method"
        if method in CHANGES:
            if headers.get("origin") != f"{scope['scheme']}://{headers['host']}":
                return 403, "origin"
            if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                return 415, "input"
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()) or int(length) > BODY_BYTES_MAX:
            return 413, "too_long"
        return None

    def _is_ours(self, host: str) -> bool:
        """An address, or this computer's own name: a name of the internet's could be pointed at us."""
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        name = name.strip("[]").lower()
        try:
            ip_address(name)
        except ValueError:
            return name in self._names
        return True


def _bounded(receive: Receive) -> Receive:
    """The same, but a body that is too large or does not come is refused to whoever reads it."""
    size, is_whole = 0, False

    async def receive_bounded() -> Message:
        nonlocal size, is_whole
        if is_whole:  # then this waits for the browser to go away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_S)
        except TimeoutError as error:
            raise Refused("too_long") from error
        size += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if size > BODY_BYTES_MAX:
            raise Refused("too_long")
        return message

    return receive_bounded


async def _refuse(send: Send, status: int, code: str) -> None:
    body = json.dumps({"error": code, "words": ""}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
               (b"connection", b"close")]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
