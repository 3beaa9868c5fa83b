"""The application: routes to pages and answers, behind the guard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from tui.room import pages
from tui.room.access import STATUS, Refused, language_of
from tui.room.api import PUPIL_ROUTES
from tui.room.guard import Guard
from tui.room.mentor import MENTOR_PAGES, MENTOR_ROUTES
from tui.room.room import Room
from tui.room.shipped import Shipped

__all__ = ["application"]

STATIC = Path(__file__).parent / "static"


def application(room: Room) -> ASGIApp:
    """Return the class as an ASGI application; its life begins and ends the benches."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        await room.start()
        yield
        await room.close()

    routes = [
        Route("/", pages.enter),
        Route("/who", pages.who),
        Route("/lessons", pages.lessons),
        Route("/lessons/{number:int}", pages.lesson),
        Route("/field/{number:int}.svg", pages.field_picture),
        Route("/lesson/{number:int}/picture.svg", pages.picture),
        *[Route(path, page) for path, page in MENTOR_PAGES],
        *[Route(path, answer, methods=[method]) for method, path, answer in (*PUPIL_ROUTES, *MENTOR_ROUTES)],
        Mount("/static", Shipped(STATIC)),
    ]
    app = Starlette(routes=routes, lifespan=life, exception_handlers={Refused: _refused})
    app.state.room = room
    return Guard(app, room)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse(error.document(language_of(request)), STATUS.get(error.code, 400))
