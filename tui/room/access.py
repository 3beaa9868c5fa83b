"""Who asks: a browser in the room (it typed the code), a child at a machine, the mentor. By cookies alone."""

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response

from tui.i18n import CHILDRENS_LANGUAGES, speaking
from tui.room import pupil_says
from tui.room.room import Room
from tui.room.store import Seat

__all__ = [
    "LANGUAGE",
    "MENTOR",
    "ROOM",
    "SEAT",
    "Pupil",
    "Refused",
    "address_of",
    "forget_cookie",
    "give_cookie",
    "is_in_room",
    "is_mentor",
    "language_of",
    "need_mentor",
    "need_pupil",
    "need_room",
    "room_of",
    "seat_of",
]  # fmt: skip

ROOM, SEAT, MENTOR, LANGUAGE = "kagarobo_room", "kagarobo_seat", "kagarobo_mentor", "kagarobo_lang"
COOKIE_S = 60 * 60 * 24
STATUS = {"code": 403, "pictures": 401, "name": 400, "name_taken": 409, "full": 409, "wait": 429, "seat": 401,
          "room": 401, "mentor": 403, "too_long": 413, "conflict": 409, "too_much": 413, "robots": 404, "program": 400,
          "over": 409, "disk": 507,
          "lesson": 404, "missing": 404, "input": 400, "origin": 403, "method": 405}  # fmt: skip


class Refused(Exception):  # noqa: N818 - it says whose fault it is
    """The class does not do this. Args: code: one of STATUS. more: what else the page is told."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.code, self.more = code, more

    def document(self, language: str) -> dict[str, object]:
        """What the page is told."""
        with speaking(language):
            return {"error": self.code, "words": pupil_says.refusal(self.code), **self.more}


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child at a machine."""

    learner: str
    seat: str
    """The machine."""
    language: str


def room_of(request: Request) -> Room:
    """The class."""
    room: Room = request.app.state.room
    return room


def address_of(request: Request) -> str:
    """Where the browser is; of IPv6 the network, as one machine has many addresses in it."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else address.exploded[:19]


def is_in_room(request: Request) -> bool:
    """Whether the browser has typed the code of this class."""
    return _equal(request.cookies.get(ROOM, ""), room_of(request).record.room_key)


def need_room(request: Request) -> Room:
    """Raises: Refused: the code was not typed."""
    if not is_in_room(request):
        raise Refused("room")
    return room_of(request)


def seat_of(request: Request) -> Seat | None:
    """The child at the machine; None: nobody, or of another class."""
    token = request.cookies.get(SEAT, "")
    return room_of(request).store.seat(token) if token and is_in_room(request) else None


def need_pupil(request: Request) -> Pupil:
    """Raises: Refused: nobody entered here, or too much was asked for."""
    need_room(request)
    seat = seat_of(request)
    if seat is None:
        raise Refused("seat")
    room = room_of(request)
    if not room.limits.learner.takes(seat.learner, room.clock()):
        raise Refused("wait", wait_s=1)
    return Pupil(seat.learner, seat.digest, language_of(request))


def is_mentor(request: Request) -> bool:
    """Whether this is the mentor's browser."""
    return _equal(request.cookies.get(MENTOR, ""), room_of(request).record.mentor_key)


def need_mentor(request: Request) -> Room:
    """Raises: Refused: it is not the mentor's browser."""
    if not is_mentor(request):
        raise Refused("mentor")
    return room_of(request)


def language_of(request: Request) -> str:
    """What the reader of this browser reads."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in CHILDRENS_LANGUAGES else room_of(request).language


def grown_up_language_of(request: Request) -> str:
    """What a mentor or a parent reads: the same, without the children's spelling."""
    return language_of(request).partition("-")[0]


def give_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie that no script sees and no other site sends."""
    response.set_cookie(name, value, max_age=COOKIE_S, httponly=True, samesite="strict", path="/")


def forget_cookie(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, httponly=True, samesite="strict", path="/")


def _equal(given: str, wanted: str) -> bool:
    return bool(given) and hmac.compare_digest(given.encode(), wanted.encode())
