"""What the pupil's page asks for. Every answer is JSON; what is refused has words for the child."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from firmware.errors import BackupFailed, BoardNotFound, ProgramRefused
from lessons.lesson import Lesson
from lessons.progress import Progress
from tui.error_log import keep
from tui.i18n import CHILDRENS_LANGUAGES, speaking
from tui.room import pupil_says
from tui.room.access import (
    LANGUAGE,
    ROOM,
    SEAT,
    Pupil,
    Refused,
    address_of,
    forget_cookie,
    give_cookie,
    need_pupil,
    need_room,
    room_of,
)
from tui.room.answers import lesson_document, me_document
from tui.room.books import TEXT_BYTES_MAX, Conflict, TooMuch
from tui.room.pages import NAME_LETTERS_MAX
from tui.room.pictures import is_code
from tui.room.pupil_robot_words import refused_words
from tui.room.room import PUPILS_MAX, Room

__all__ = ["PUPIL_ROUTES", "fields_of"]


async def fields_of(request: Request, **kinds: type) -> list[Any]:
    """The body's fields, each of its kind. Raises: Refused."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Refused("input") from error
    if not isinstance(body, dict) or any(type(body.get(name)) is not kind for name, kind in kinds.items()):
        raise Refused("input")
    return [body[name] for name in kinds]


def _lesson(room: Room, number: object) -> Lesson:
    found = room.lessons.get(number) if type(number) is int else None
    if found is None:
        raise Refused("lesson")
    return found


def _text(text: str) -> str:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise Refused("input") from error
    if size > TEXT_BYTES_MAX:
        raise Refused("too_long")
    return text


async def enter(request: Request) -> Response:
    """POST /api/enter {code}."""
    room, (code,) = room_of(request), await fields_of(request, code=str)
    address, now_s = address_of(request), room.clock()
    wait_s = room.limits.code.wait_s(address, now_s)
    if wait_s:
        raise Refused("wait", wait_s=wait_s)
    if code.strip().upper() != room.record.code:
        room.limits.code.wrong(address, now_s)
        raise Refused("code", wait_s=room.limits.code.wait_s(address, now_s))
    room.limits.code.right(address)
    answer = JSONResponse({"next": "/who"})
    give_cookie(answer, ROOM, room.record.room_key)
    return answer


async def names(request: Request) -> Response:
    """GET /api/names."""
    room = need_room(request)
    store = room.store
    found = [
        {"id": one, "name": store.name_of(one), "has_picture": bool(store.pictures(one))} for one in await room.names()
    ]
    return JSONResponse({"names": found})


async def name(request: Request) -> Response:
    """POST /api/name {name}: a child that is on no list."""
    room, (typed,) = need_room(request), await fields_of(request, name=str)
    nickname = " ".join(_text(typed).split())
    if not 1 <= len(nickname) <= NAME_LETTERS_MAX or not nickname.isprintable():
        raise Refused("name")
    if nickname in [room.store.name_of(one) for one in await room.names()]:
        raise Refused("name_taken")
    if len(room.store.pupils()) >= PUPILS_MAX:
        raise Refused("full")
    if not room.limits.new_names.takes(address_of(request), room.clock()):
        raise Refused("wait", wait_s=2)
    return JSONResponse({"id": room.store.add(nickname), "has_picture": False})


async def sit(request: Request) -> Response:
    """POST /api/sit {id, pictures}."""
    room, (learner, pictures) = need_room(request), await fields_of(request, id=str, pictures=list)
    if not is_code(pictures) or not (room.store.is_pupil(learner) or learner in await room.names()):
        raise Refused("input")
    now_s, known = room.clock(), room.store.pictures(learner)
    address, limits = address_of(request), room.limits
    wait_s = max(limits.pictures.wait_s(learner, now_s), limits.wrong_pictures.wait_s(address, now_s))
    if wait_s:
        raise Refused("wait", wait_s=wait_s)
    if known and known != tuple(pictures):
        limits.pictures.wrong(learner, now_s)
        limits.wrong_pictures.takes(address, now_s)
        raise Refused("pictures", wait_s=limits.pictures.wait_s(learner, now_s))
    room.limits.pictures.right(learner)
    room.store.come(learner)
    room.store.set_pictures(learner, tuple(pictures))
    Progress(room.home, learner).begin()
    answer = JSONResponse({"next": "/lessons"})
    give_cookie(answer, SEAT, room.store.sit(learner))
    room.changed(learner)
    return answer


async def lang(request: Request) -> Response:
    """POST /api/lang {lang}."""
    (wanted,) = await fields_of(request, lang=str)
    if wanted not in CHILDRENS_LANGUAGES:
        raise Refused("input")
    answer = JSONResponse({"lang": wanted})
    give_cookie(answer, LANGUAGE, wanted)
    return answer


async def me(request: Request) -> Response:
    """GET /api/me."""
    pupil = need_pupil(request)
    return JSONResponse(me_document(room_of(request), pupil))


async def lesson(request: Request) -> Response:
    """GET /api/lessons/N."""
    pupil, room = need_pupil(request), room_of(request)
    one = _lesson(room, request.path_params["number"])
    room.turn_to(pupil.learner, one)
    return JSONResponse(await lesson_document(room, pupil, one))


async def _save(room: Room, pupil: Pupil, one: Lesson, text: str, base: str) -> str:
    try:
        return (await room.books.save(pupil.learner, one, _text(text), base, pupil.seat)).version
    except Conflict as conflict:
        raise Refused("conflict", text=conflict.program.text, version=conflict.program.version) from conflict
    except TooMuch as error:
        raise Refused("too_much") from error


async def program(request: Request) -> Response:
    """PUT /api/lessons/N/program {text, base}."""
    pupil, room = need_pupil(request), room_of(request)
    text, base = await fields_of(request, text=str, base=str)
    one = _lesson(room, request.path_params["number"])
    version = await _save(room, pupil, one, text, base)
    room.hub.publish(pupil.learner, "saved", {"lesson": one.number, "version": version})
    return JSONResponse({"version": version})


async def run(request: Request) -> Response:
    """POST /api/runs {lesson, text, base}."""
    pupil, room = need_pupil(request), room_of(request)
    number, text, base = await fields_of(request, lesson=int, text=str, base=str)
    one = _lesson(room, number)
    if room.is_over:
        raise Refused("over")
    if not room.limits.runs.takes(pupil.learner, room.clock()):
        raise Refused("wait", wait_s=2)
    room.store.note_language(pupil.learner, pupil.language)
    version = await _save(room, pupil, one, text, base)
    await room.books.keep(pupil.learner, one)
    return JSONResponse({**room.runs.ask(pupil.learner, one, text), "version": version})


async def stop(request: Request) -> Response:
    """POST /api/runs/ID/stop."""
    pupil = need_pupil(request)
    if not room_of(request).runs.stop(pupil.learner, request.path_params["run"]):
        raise Refused("missing")
    return JSONResponse({})


async def hint(request: Request) -> Response:
    """POST /api/hints {lesson}."""
    pupil, room, (number,) = need_pupil(request), room_of(request), await fields_of(request, lesson=int)
    one, progress = _lesson(room, number), Progress(room.home, pupil.learner)
    read = min(progress.of(one.number).hints + 1, len(one.hints["en"]))
    progress.note_hints(one.number, read)
    with speaking(pupil.language):
        return JSONResponse({"hint": pupil_says.hint(one, read), "number": read, "left": len(one.hints["en"]) - read})


async def ask_help(request: Request) -> Response:
    """POST /api/help {asks}."""
    pupil, (asks,) = need_pupil(request), await fields_of(request, asks=bool)
    room_of(request).ask_help(pupil.learner, asks=asks)
    return JSONResponse({"asks": asks})


async def begin_again(request: Request) -> Response:
    """POST /api/begin_again {lesson}."""
    pupil, room, (number,) = need_pupil(request), room_of(request), await fields_of(request, lesson=int)
    fresh = await room.books.begin_again(pupil.learner, _lesson(room, number), pupil.language)
    return JSONResponse({"text": fresh.text, "version": fresh.version})


async def leave(request: Request) -> Response:
    """POST /api/leave."""
    pupil, room = need_pupil(request), room_of(request)
    room.store.stand_up(pupil.seat)
    room.hub.channel(pupil.learner).close_seat(pupil.seat)
    room.changed(pupil.learner)
    answer = JSONResponse({"next": "/who"})
    forget_cookie(answer, SEAT)
    return answer


async def robots(request: Request) -> Response:
    """GET /api/robots."""
    need_pupil(request)
    return JSONResponse({"robots": room_of(request).robots.for_pupil()})


async def to_robot(request: Request) -> Response:
    """POST /api/robot {robot, lesson, text}."""
    pupil, room = need_pupil(request), room_of(request)
    robot, number, text = await fields_of(request, robot=str, lesson=int, text=str)
    one = _lesson(room, number)
    if room.is_over:
        raise Refused("over")
    if not room.limits.runs.takes(pupil.learner, room.clock()):
        raise Refused("wait", wait_s=2)
    room.store.note_language(pupil.learner, pupil.language)
    try:
        place = await room.robots.join(pupil.learner, robot, one.number, _text(text))
    except ProgramRefused as error:
        with speaking(pupil.language):
            raise Refused("program", words=refused_words(error)) from error
    except BoardNotFound as error:
        raise Refused("robots") from error
    except BackupFailed as error:
        keep(error, room.home)
        raise Refused("disk") from error
    return JSONResponse({"robot": robot, "place": place})


async def events(request: Request) -> Response:
    """GET /api/events."""
    pupil, room = need_pupil(request), room_of(request)
    page = room.hub.channel(pupil.learner).open(request.headers.get("last-event-id", ""), pupil.seat, lambda: {
        "run": room.runs.run_of(pupil.learner), "robot": room.robots.is_asked_by(pupil.learner)})  # fmt: skip
    room.changed(pupil.learner)
    return StreamingResponse(page.stream(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


PUPIL_ROUTES = [
    ("POST", "/api/enter", enter), ("GET", "/api/names", names), ("POST", "/api/name", name), ("POST", "/api/sit", sit),
    ("POST", "/api/lang", lang), ("GET", "/api/me", me), ("GET", "/api/lessons/{number:int}", lesson),
    ("PUT", "/api/lessons/{number:int}/program", program), ("POST", "/api/runs", run),
    ("POST", "/api/runs/{run}/stop", stop), ("POST", "/api/hints", hint), ("POST", "/api/help", ask_help),
    ("POST", "/api/begin_again", begin_again), ("POST", "/api/leave", leave), ("GET", "/api/robots", robots),
    ("POST", "/api/robot", to_robot),
    ("GET", "/api/events", events),
]  # fmt: skip
