"""A pupil who means harm reaches nothing: not another child, not the mentor's page, not the laptop's files."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lessons.lesson import find_lesson
from tests.tui.room.test_room_class import (
    OPENED,
    THREE,
    WAIT_S,
    browser,
    come_in,
    free_port,
    save,
    served,
    take_a_seat,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

RIGHT = "from robot import *\nstraight(30)\n"
DELETES = """
import os, vfs
for place in ("/", "/../..", "/etc", "{home}"):
    try:
        for one in os.listdir(place):
            try:
                os.remove(place + "/" + one)
            except OSError:
                pass
    except OSError:
        pass
try:
    open("{home}/class/class.db", "w").write("gone")
except OSError:
    pass
print("done")
"""
FLOODS = "while True:\n    print('x' * 500)\n"
SWELLS = "a = []\nwhile True:\n    a.append('x' * 1000 + str(len(a)))\n"
SPINS = "while True:\n    pass\n"


@dataclass
class Room:
    """A class with a child and one that means harm."""

    home: Path
    port: int
    code: str
    fox: httpx.Client
    fox_id: str
    wolf: httpx.Client


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One class for all of this."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    with (
        served(home, port) as (_process, code),
        closing(come_in(port, code)) as fox,
        closing(come_in(port, code)) as wolf,
    ):
        OPENED.clear()  # they live as long as the class
        fox_id = take_a_seat(fox, "Fox")
        take_a_seat(wolf, "<img src=x>")
        assert 200 == save(fox, RIGHT).status_code
        yield Room(home, port, code, fox, fox_id, wolf)


def raw(port: int, head: str) -> str:
    """What is answered to a line that no browser would send."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as line:
        line.sendall(f"{head} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer.decode("utf-8", "replace")


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/js/%2e%2e/%2e%2e/app.py",
    "/static//etc/passwd", "//etc/passwd", "/static/%00", "/static/js/lesson.js%00.svg",
    "/field/../../../etc/passwd.svg", "/field/0.svg", "/lesson/99/picture.svg", "/static/..\\app.py", "/static/",
])  # fmt: skip
def test_no_path_leads_out_of_what_is_shipped(room: Room, path: str) -> None:
    status, _break, body = raw(room.port, f"GET {path}").partition("\r\n")
    assert status.split()[1] in ("400", "404"), status
    assert "root:" not in body
    assert "import " not in body


def test_no_page_of_elsewhere_and_no_strange_body_changes_anything(room: Room) -> None:
    """Content type, origin, host, sizes and shapes: refused, and the class goes on."""
    put, words = "/api/lessons/5/program", {"text": "gone", "base": ""}
    for headers in ({"Origin": "http://evil.test"}, {"Origin": "null"}, {"Host": "evil.test"},
                    {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):  # fmt: skip
        assert room.fox.put(put, content=json.dumps(words), headers=headers).status_code in (403, 415, 421), headers
    sent = {"Content-Type": "application/json"}
    for body in (b"", b"[" * 50_000, b"null", b'{"text": 1, "base": ""}', b'{"text": "\\ud800", "base": ""}',
                 b"\xff\xfe", b'{"text": NaN, "base": ""}'):  # fmt: skip
        assert 400 == room.wolf.put(put, content=body, headers=sent).status_code, body[:20]
    assert 413 == room.wolf.put(put, content=b"x" * 200_000, headers=sent).status_code
    assert 413 == room.wolf.put(put, content=iter([b"x" * 70_000] * 3), headers=sent).status_code
    assert 405 == room.wolf.delete(put).status_code
    assert "gone" not in room.fox.get("/api/lessons/5").json()["program"]["text"]


def test_who_forges_a_cookie_a_key_or_an_id_is_nobody(room: Room) -> None:
    """Guessed seats, the other child's id as one, a made-up mentor: refused."""
    room_key = room.wolf.cookies["kagarobo_room"]
    for seat in (room.fox_id, "0" * 32, "' OR 1=1 --", "é"):
        cookies = f"kagarobo_room={room_key}; kagarobo_seat={seat}".encode()
        with closing(browser(room.port)) as forged:
            answer = forged.get("/api/me", headers={b"Cookie": cookies})
        assert 401 == answer.status_code, seat
    for key in ("", "0" * 32, room_key):
        cookies = f"kagarobo_mentor={key}; kagarobo_room={room_key}".encode()
        with closing(browser(room.port)) as forged:
            forged.get(f"/mentor?key={key}")
            forged.cookies.clear()
            for path in ("/mentor", "/api/mentor/state", "/api/mentor/events", "/parents"):
                answer = forged.get(path, headers={b"Cookie": cookies})
                assert answer.status_code != 200, f"{path} {key}"
    assert room.wolf.get("/api/mentor/state").status_code >= 400


def test_a_streams_past_and_anothers_events_are_not_told(room: Room) -> None:
    """Whatever a page says that it heard last, and whatever id it names, it hears of its own child alone."""
    saved = save(room.fox, RIGHT + "# secret\n")
    assert 200 == saved.status_code
    for last in ("", "x-1", "-1", "x-" + "9" * 400, "0", "\\", f"{room.fox.get('/api/me').json()['version']}-0"):
        with room.wolf.stream("GET", f"/api/events?learner={room.fox_id}", headers={"Last-Event-ID": last}) as events:
            assert 200 == events.status_code
            seen = ""
            for line in events.iter_lines():
                seen += line + "\n"
                if line == "event: here":
                    break
        assert room.fox_id not in seen
        assert saved.json()["version"] not in seen


def test_who_tries_pictures_on_everybody_has_to_wait(room: Room) -> None:
    """Wrong pictures are slowed by child and by address; what the child itself does at its machine goes on."""
    with closing(come_in(room.port, room.code)) as other:
        codes = [other.post("/api/sit", json={"id": room.fox_id, "pictures": [THREE[1]] * 3}).status_code
                 for _guess in range(6)]  # fmt: skip
        assert 429 in codes
        assert 200 not in codes
    assert 200 == room.fox.get("/api/me").status_code


def verdict_of(client: httpx.Client, text: str) -> dict[str, Any]:
    """Run a program; what its child is told of it."""
    version = client.get("/api/lessons/1").json()["program"]["version"]
    with client.stream("GET", "/api/events") as events:
        lines = events.iter_lines()
        until = next(line for line in lines if line == "event: here")
        assert until
        answer = client.post("/api/runs", json={"lesson": 1, "text": text, "base": version})
        assert 200 == answer.status_code, answer.text
        name = ""
        for line in lines:
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            if line.startswith("data: ") and name in ("verdict", "broke"):
                said: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return said
    raise AssertionError("the stream ended")


def test_hostile_programs_are_their_own_childs_refused_runs(room: Room) -> None:
    """Each is told what it did; nothing of the laptop is touched, and the other child passes meanwhile."""
    book = room.fox.get("/api/lessons/5").json()["program"]["text"]
    before = sorted(one.name for one in (room.home / "class").iterdir())
    for text in (DELETES.replace("{home}", str(room.home)), FLOODS, SWELLS):
        assert verdict_of(room.wolf, text).get("passed") is False, text[:40]
    version = room.wolf.get("/api/lessons/1").json()["program"]["version"]
    assert 200 == room.wolf.post("/api/runs", json={"lesson": 1, "text": SPINS, "base": version}).status_code
    assert verdict_of(room.fox, find_lesson(1).solution.read_text())["passed"] is True
    assert before == sorted(one.name for one in (room.home / "class").iterdir())
    assert book == room.fox.get("/api/lessons/5").json()["program"]["text"]


def test_a_flood_of_requests_slows_its_own_child_alone(room: Room) -> None:
    with closing(come_in(room.port, room.code)) as hare:
        take_a_seat(hare, "Hare")
        assert 429 in {hare.get("/api/me").status_code for _request in range(80)}
    assert 200 == room.fox.get("/api/me").status_code
