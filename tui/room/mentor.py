"""The mentor's page, the wall and the parents' page: asked for with the mentor's cookie alone."""

import io
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from tui.i18n import speaking
from tui.room.access import MENTOR, Refused, give_cookie, grown_up_language_of, is_mentor, need_mentor, room_of
from tui.room.api import fields_of
from tui.room.books import TooMuch
from tui.room.class_end import last_report
from tui.room.closing import close_class
from tui.room.mentor_words import mentor_words
from tui.room.pages import render
from tui.room.room import Room
from tui.room.wall import newest_shared, shared_programs, title_here

__all__ = ["MENTOR_PAGES", "MENTOR_ROUTES"]

MINUTES_MAX = 180


# -- pages -------------------------------------------------------------------------------------------------------


async def mentor_page(request: Request) -> Response:
    """GET /mentor: with ?key= of the laptop's terminal the key becomes a cookie and leaves the address."""
    key = request.query_params.get("key")
    if key is not None:
        answer = RedirectResponse("/mentor", 303)
        give_cookie(answer, MENTOR, key)
        return answer
    return _page(request, "mentor.html")


async def wall_page(request: Request) -> Response:
    """GET /wall: for the projector."""
    return _page(request, "wall.html")


async def parents_page(request: Request) -> Response:
    """GET /parents: what the class did, to be printed. ?names=1: with the children's nicknames."""
    if not is_mentor(request):
        return RedirectResponse("/", 303)
    room = room_of(request)
    report = last_report(room.home) if room.is_over else None
    names = request.query_params.get("names") == "1"
    with speaking(grown_up_language_of(request)):
        lessons = {one.number: title_here(one) for one in room.lessons.values()}
        return render(
            request, "parents.html", grown_up_language_of(request), report=report, titles=lessons, is_named=names,
            names=[room.store.name_of(one) for one in room.store.pupils()] if names else [],
        )  # fmt: skip


def _page(request: Request, template: str) -> Response:
    if not is_mentor(request):
        return RedirectResponse("/", 303)
    language = grown_up_language_of(request)
    with speaking(language):
        words = mentor_words()
    return render(request, template, language, state=_state(room_of(request), language), mentor_words=words)


# -- what the pages show -----------------------------------------------------------------------------------------


async def state(request: Request) -> Response:
    """GET /api/mentor/state."""
    return JSONResponse(_state(need_mentor(request), grown_up_language_of(request)))


async def events(request: Request) -> Response:
    """GET /api/mentor/events: that something is another now; the page then asks for the state."""
    page = need_mentor(request).hub.mentor.open(request.headers.get("last-event-id", ""))
    return StreamingResponse(page.stream(), media_type="text/event-stream")


async def square(request: Request) -> Response:
    """GET /wall/square.svg: the children's address with the room's code, for a camera."""
    room = need_mentor(request)
    code = segno.make(f"{room.address}?room={room.record.code}", error="m")
    picture = io.BytesIO()
    code.save(picture, kind="svg", scale=10, border=2, dark="#000000", light="#ffffff", omitsize=True)
    return Response(picture.getvalue(), media_type="image/svg+xml")


def _state(room: Room, reader: str) -> dict[str, Any]:
    now, record = room.now(), room.record
    with speaking(reader):
        return {
            "name": record.name,
            "code": record.code,
            "address": room.address,
            "minutes_left": room.mentor.minutes_left(now),
            "is_over": room.is_over,
            "pupils": [_pupil(room, row) for row in room.mentor.where.rows(room.store.pupils(), now)],
            "robots": [_robot(room, one) for one in room.robots.state()],
            "shared": shared_programs(room),
        }


def _pupil(room: Room, row: dict[str, Any]) -> dict[str, Any]:
    learner, lesson = row["learner"], room.lessons.get(row["lesson"])
    return {
        **row,
        "name": room.store.name_of(learner),
        "title": title_here(lesson) if lesson else "",
        "is_here": room.hub.is_here(learner),
        "is_running": room.runs.is_busy(learner),
    }


def _robot(room: Room, robot: dict[str, Any]) -> dict[str, Any]:
    def name(learner: object) -> str | None:
        return room.store.name_of(str(learner)) if learner else None

    waiting = [name(one) for one in robot["waiting"]]
    return {**robot, "sending": name(robot["sending"]), "waiting": waiting, "child": name(robot["child"])}


async def program(request: Request) -> Response:
    """GET /api/mentor/program/LEARNER/LESSON: what a child typed, to be read beside it; never written."""
    room, learner = need_mentor(request), request.path_params["learner"]
    lesson = room.lessons.get(request.path_params["lesson"])
    if lesson is None or not room.store.is_pupil(learner):
        raise Refused("missing")
    return JSONResponse({"text": room.books.read(learner, lesson)})


# -- what the mentor does ----------------------------------------------------------------------------------------


async def share(request: Request) -> Response:
    """POST /api/mentor/share {learner, lesson, named}: the program as it is now, for everybody to see."""
    room, (learner, number, named) = need_mentor(request), await fields_of(request, learner=str, lesson=int, named=bool)
    lesson = room.lessons.get(number)
    if lesson is None or not room.store.is_pupil(learner):
        raise Refused("input")
    try:
        copy = await room.books.share(learner, lesson)
    except TooMuch as error:
        raise Refused("too_much") from error
    if copy is None:
        raise Refused("missing")
    shared = room.mentor.share(learner, number, copy, is_named=named)
    _tell_shared(room)
    return JSONResponse({"share": shared.share})


async def unshare(request: Request) -> Response:
    """POST /api/mentor/unshare {share}."""
    room, (number,) = need_mentor(request), await fields_of(request, share=int)
    if not room.mentor.unshare(number):
        raise Refused("missing")
    _tell_shared(room)
    return JSONResponse({})


def _tell_shared(room: Room) -> None:
    room.hub.publish_all("mentor", {"shared": newest_shared(room)})
    room.changed("")


async def minutes(request: Request) -> Response:
    """POST /api/mentor/minutes {minutes}: the class ends in so many; a negative number takes it back."""
    room, (left,) = need_mentor(request), await fields_of(request, minutes=int)
    if left > MINUTES_MAX:
        raise Refused("input")
    room.end_in(None if left < 0 else left)
    return JSONResponse({"minutes_left": room.mentor.minutes_left(room.now())})


async def helped(request: Request) -> Response:
    """POST /api/mentor/helped {learner}: the hand goes down."""
    room, (learner,) = need_mentor(request), await fields_of(request, learner=str)
    if not room.store.is_pupil(learner):
        raise Refused("input")
    room.ask_help(learner, asks=False)
    room.hub.publish(learner, "mentor", {"helped": True})
    return JSONResponse({})


async def fresh_code(request: Request) -> Response:
    """POST /api/mentor/fresh_code {learner}: a child that forgot its pictures chooses new ones, wherever it sits."""
    room, (learner,) = need_mentor(request), await fields_of(request, learner=str)
    if not room.store.is_pupil(learner):
        raise Refused("input")
    room.store.set_pictures(learner, ())
    room.store.stand_up_everywhere(learner)
    room.limits.pictures.right(learner)
    room.hub.publish(learner, "mentor", {"fresh_code": True})
    room.changed(learner)
    return JSONResponse({})


async def end(request: Request) -> Response:
    """POST /api/mentor/end {}: see `tui.room.closing`."""
    room = need_mentor(request)
    await fields_of(request)
    if room.is_over:
        raise Refused("over")
    report = await close_class(room)
    return JSONResponse({"report": report.as_json()})


MENTOR_PAGES = [("/mentor", mentor_page), ("/wall", wall_page), ("/wall/square.svg", square),
                ("/parents", parents_page)]  # fmt: skip
MENTOR_ROUTES = [
    ("GET", "/api/mentor/state", state), ("GET", "/api/mentor/events", events),
    ("GET", "/api/mentor/program/{learner}/{lesson:int}", program),
    ("POST", "/api/mentor/share", share),
    ("POST", "/api/mentor/unshare", unshare), ("POST", "/api/mentor/minutes", minutes),
    ("POST", "/api/mentor/helped", helped), ("POST", "/api/mentor/fresh_code", fresh_code),
    ("POST", "/api/mentor/end", end),
]  # fmt: skip
