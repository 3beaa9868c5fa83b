"""The pages of the class: rendered here in the reader's language, filled with data that their scripts read."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lessons.lesson import Lesson
from lessons.ruby import html_ruby
from tui.i18n import _, speaking
from tui.lesson_words import block_names
from tui.room import pupil_says
from tui.room.access import Refused, is_in_room, language_of, need_pupil, room_of, seat_of
from tui.room.answers import field_file, lesson_document, me_document
from tui.room.pupil_words import page_words
from tui.room.wall import mentor_says

__all__ = ["enter", "field_picture", "lesson", "lessons", "picture", "render", "who"]

TEMPLATES = Path(__file__).parent / "templates"
NAME_LETTERS_MAX = 20


def _spoken(message: str, **fields: object) -> Markup:
    """A sentence as HTML, with its readings above it."""
    return Markup(html_ruby(_(message, **fields)))


def _bare(text: str) -> str:
    """Without readings and markup, for an attribute."""
    return pupil_says.bare(Markup(text).striptags() if isinstance(text, Markup) else text)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals["_"] = _spoken
    environment.filters["bare"] = _bare
    environment.filters["ruby"] = lambda text: Markup(html_ruby(text))
    return environment


def render(request: Request, template: str, language: str | None = None, **values: Any) -> HTMLResponse:
    """Return a page in the reader's language. Args: language: another than the one that a child here reads."""
    language = language or language_of(request)
    with speaking(language):
        text = _environment().get_template(template).render(
            lang=language, html_lang=language.partition("-")[0], nonce=request.state.nonce,
            room_name=room_of(request).record.name or "kagarobo", words=page_words(), learner=_learner(request),
            **values,
        )  # fmt: skip
    return HTMLResponse(text)


async def enter(request: Request) -> Response:
    """The room's code."""
    if is_in_room(request):
        return RedirectResponse("/lessons" if seat_of(request) else "/who", 303)
    return render(request, "pupil_enter.html", data={"code": request.query_params.get("room", "")[:12]})


async def who(request: Request) -> Response:
    """Name and pictures."""
    if not is_in_room(request):
        return RedirectResponse("/", 303)
    return render(request, "pupil_who.html", data={"max_letters": NAME_LETTERS_MAX})


async def lessons(request: Request) -> Response:
    """The path of lessons."""
    try:
        pupil = need_pupil(request)
    except Refused:
        return RedirectResponse("/", 303)
    room = room_of(request)
    me = me_document(room, pupil)
    with speaking(pupil.language):
        rows = [
            _row(one, one.number in me["passed"], room.books.started(pupil.learner, one))
            for one in room.lessons.values()
        ]
    return render(request, "pupil_lessons.html", data={"me": me, "lessons": rows})


def _row(one: Lesson, is_passed: bool, is_started: bool) -> dict[str, Any]:
    return {"number": one.number, "title": pupil_says.title(one), "block": one.block,
            "block_title": block_names()[one.block], "passed": is_passed, "started": is_started}  # fmt: skip


async def lesson(request: Request) -> Response:
    """One lesson: text, editor, field."""
    try:
        pupil = need_pupil(request)
    except Refused:
        return RedirectResponse("/", 303)
    room = room_of(request)
    one = room.lessons.get(request.path_params["number"])
    if one is None:
        return RedirectResponse("/lessons", 303)
    room.turn_to(pupil.learner, one)
    document = await lesson_document(room, pupil, one)
    data = {"me": me_document(room, pupil), "lesson": document, "robots": room.robots.for_pupil(),
            "mentor": mentor_says(room), "run": room.runs.run_of(pupil.learner, one.number)}  # fmt: skip
    return render(request, "pupil_lesson.html", data=data)


async def field_picture(request: Request) -> Response:
    """The mat of a lesson's field."""
    one = room_of(request).lessons.get(request.path_params["number"])
    if one is None:
        raise Refused("lesson")
    file = field_file(one)
    return Response(file.read_bytes(), media_type="image/svg+xml", headers={"cache-control": "max-age=600"})


async def picture(request: Request) -> Response:
    """A lesson's picture."""
    one = room_of(request).lessons.get(request.path_params["number"])
    if one is None:
        raise Refused("lesson")
    return Response(one.picture.read_bytes(), media_type="image/svg+xml", headers={"cache-control": "max-age=600"})


def _learner(request: Request) -> str | None:
    seat = seat_of(request)
    return None if seat is None else seat.learner
