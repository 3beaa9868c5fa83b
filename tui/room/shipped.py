"""The files that come with the class: read and packed once, so that 25 pages opened at once cost the laptop nothing.

Only what was found here at the start can be asked for: a path is a name in a table, and never one of the disk's.
"""

import gzip
import hashlib
import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

__all__ = ["Shipped"]

KEPT_S = 600
"""A browser asks again after this: it opens several lessons in that time, and a mended laptop is soon believed."""
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Shipped:
    """An ASGI application. Args: folder: everything below it is served."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
        self._packed: dict[str, tuple[bytes, bytes, dict[str, str]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One file."""
        request = Request(scope)
        name = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/")
        await self._answer(request, name)(scope, receive, send)

    def _answer(self, request: Request, name: str) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405)
        if name not in self._files:
            return Response(status_code=404)
        content, packed, headers = self._of(name)
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, headers={**headers, "content-encoding": "gzip"})
        return Response(content, headers=headers)

    def _of(self, name: str) -> tuple[bytes, bytes, dict[str, str]]:
        """(content, packed, headers)"""
        if name not in self._packed:
            content = self._files[name].read_bytes()
            suffix = self._files[name].suffix
            kind = KINDS.get(suffix) or mimetypes.types_map.get(suffix, "text/plain; charset=utf-8")
            headers = {"content-type": kind, "etag": f'"{hashlib.sha256(content).hexdigest()[:20]}"',
                       "cache-control": f"max-age={KEPT_S}", "vary": "accept-encoding"}  # fmt: skip
            self._packed[name] = content, gzip.compress(content, mtime=0), headers
        return self._packed[name]
