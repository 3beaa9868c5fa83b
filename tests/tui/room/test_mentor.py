"""The mentor's deeds: on the wall and off it, a hand down, minutes, new pictures; and nobody else's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from lessons.exercise_book import ExerciseBook
from lessons.lesson import find_lesson
from tui.i18n import speaking
from tui.room.app import application
from tui.room.pictures import PICTURES
from tui.room.room import Room

HERE = "http://127.0.0.1:8000"
THREE, OTHERS = list(PICTURES)[:3], list(PICTURES)[3:6]
PROGRAM = "from robot import *\nstraight(30)\n"


def browser_of(room: Room) -> httpx.AsyncClient:
    """A browser that speaks to the class without a port between."""
    transport = httpx.ASGITransport(application(room))
    return httpx.AsyncClient(transport=transport, base_url=HERE, headers={"Origin": HERE})


@dataclass
class Hour:
    """A class with a fox, its mentor, and a clock that the test turns."""

    room: Room
    mentor: httpx.AsyncClient
    fox: httpx.AsyncClient
    fox_id: str
    clock: dict[str, timedelta]

    async def does(self, deed: str, **what: object) -> Any:
        answer = await self.mentor.post(f"/api/mentor/{deed}", json=what)
        assert 200 == answer.status_code, answer.text
        return answer.json()

    async def state(self) -> Any:
        return (await self.mentor.get("/api/mentor/state")).json()

    def browser(self) -> httpx.AsyncClient:
        return browser_of(self.room)


@pytest.fixture
async def hour(tmp_path: Path) -> AsyncIterator[Hour]:
    began = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    clock = {"after": timedelta()}
    room = Room(tmp_path, "Wednesday", workers=1, now=lambda: began + clock["after"])
    room.address = f"{HERE}/"
    mentor, fox = browser_of(room), browser_of(room)
    of_class = Hour(room, mentor, fox, "", clock)
    await mentor.get("/mentor", params={"key": room.record.mentor_key})
    assert 200 == (await fox.post("/api/enter", json={"code": room.record.code})).status_code
    of_class.fox_id = (await fox.post("/api/name", json={"name": "Fox"})).json()["id"]
    assert 200 == (await fox.post("/api/sit", json={"id": of_class.fox_id, "pictures": THREE})).status_code
    await fox.get("/lessons/5")
    begun = (await fox.get("/api/lessons/5")).json()["program"]["version"]
    assert 200 == (await fox.put("/api/lessons/5/program", json={"text": PROGRAM, "base": begun})).status_code
    yield of_class
    room.store.close()


async def test_the_key_becomes_a_cookie_and_leaves_the_address(hour: Hour) -> None:
    """What stands in the address line of a laptop at the projector is read by twenty-five children."""
    page = hour.browser()
    answer = await page.get("/mentor", params={"key": hour.room.record.mentor_key})
    assert (303, "/mentor") == (answer.status_code, answer.headers["location"])
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert 200 == (await page.get("/mentor")).status_code


async def test_every_deed_is_the_mentors_alone(hour: Hour) -> None:
    """A child in the room, and one with a made-up key, are refused at each; nothing is another than before."""
    before, forged = (await hour.state()), hour.browser()
    forged.cookies.set("kagarobo_mentor", "0" * 32)
    orders = {
        "share": {"learner": hour.fox_id, "lesson": 5, "named": True}, "unshare": {"share": 1},
        "minutes": {"minutes": 1}, "helped": {"learner": hour.fox_id}, "fresh_code": {"learner": hour.fox_id},
        "end": {},
    }  # fmt: skip
    for one in (hour.fox, forged):
        for deed, body in orders.items():
            assert 403 == (await one.post(f"/api/mentor/{deed}", json=body)).status_code, deed
        for path in ("state", f"program/{hour.fox_id}/5"):
            assert 403 == (await one.get(f"/api/mentor/{path}")).status_code, path
        for path in ("/mentor", "/wall", "/parents"):
            assert "Fox" not in (await one.get(path)).text, path
    assert before == (await hour.state())


async def test_a_shared_program_is_shown_as_it_was_and_goes_again(hour: Hour) -> None:
    """The child types on, and the wall keeps what was shared; its name stands there only when the mentor says so."""
    await hour.does("share", learner=hour.fox_id, lesson=5, named=False)
    version = (await hour.fox.get("/api/lessons/5")).json()["program"]["version"]
    await hour.fox.put("/api/lessons/5/program", json={"text": "mine", "base": version})
    (shown,) = (await hour.state())["shared"]
    again = await hour.does("share", learner=hour.fox_id, lesson=5, named=True)
    (anew,) = (await hour.state())["shared"]
    await hour.does("unshare", share=again["share"])

    assert (PROGRAM, None) == (shown["text"], shown["name"])
    assert ("mine", "Fox") == (anew["text"], anew["name"])
    assert [] == (await hour.state())["shared"]
    assert 404 == (await hour.mentor.post("/api/mentor/unshare", json={"share": 1})).status_code


async def test_the_mentor_reads_a_program_and_changes_nothing(hour: Hour) -> None:
    """A lesson nobody opened has none; a path that is no child's is not looked up."""
    read = (await hour.mentor.get(f"/api/mentor/program/{hour.fox_id}/5")).json()
    assert PROGRAM == read["text"]
    assert None is (await hour.mentor.get(f"/api/mentor/program/{hour.fox_id}/6")).json()["text"]
    for path in ("p-nobodyatal/5", f"{hour.fox_id}/999", "..%2f..%2fx/5"):
        assert 404 == (await hour.mentor.get(f"/api/mentor/program/{path}")).status_code, path


async def test_a_hand_goes_up_with_its_minutes_and_down_when_the_mentor_came(hour: Hour) -> None:
    await hour.fox.post("/api/help", json={"asks": True})
    hour.clock["after"] = timedelta(minutes=4)
    up = (await hour.state())["pupils"][0]["asked_minutes"]
    await hour.does("helped", learner=hour.fox_id)
    assert (4, None) == (up, (await hour.state())["pupils"][0]["asked_minutes"])


async def test_minutes_left_are_counted_and_taken_back_and_outlive_a_restart(hour: Hour) -> None:
    await hour.does("minutes", minutes=10)
    hour.clock["after"] = timedelta(minutes=3, seconds=1)
    assert 7 == (await hour.state())["minutes_left"]
    assert 7 == Room(hour.room.home, workers=1, now=hour.room.now).mentor.minutes_left(hour.room.now())
    await hour.does("minutes", minutes=-1)
    assert None is (await hour.state())["minutes_left"]
    assert 400 == (await hour.mentor.post("/api/mentor/minutes", json={"minutes": 10_000})).status_code


async def test_who_forgot_its_pictures_chooses_new_ones_and_keeps_its_programs(hour: Hour) -> None:
    """Its old seat is nobody's any more, and the old pictures open nothing."""
    await hour.does("fresh_code", learner=hour.fox_id)
    assert 401 == (await hour.fox.get("/api/me")).status_code
    assert 200 == (await hour.fox.post("/api/sit", json={"id": hour.fox_id, "pictures": OTHERS})).status_code
    assert PROGRAM == (await hour.fox.get("/api/lessons/5")).json()["program"]["text"]


async def test_the_end_keeps_every_program_and_tells_the_parents_without_a_name(hour: Hour) -> None:
    """A stamped copy under its child; the page has numbers, and nicknames only when they are asked for."""
    hour.clock["after"] = timedelta(minutes=90)
    report = (await hour.does("end"))["report"]
    book, lesson = ExerciseBook(hour.room.home, hour.fox_id), find_lesson(5)

    assert (1, 1, []) == (report["children"], report["programs"], report["robots"])
    assert PROGRAM in [one.read_text() for one in book.versions(lesson)]
    assert (await hour.state())["is_over"]
    with speaking("en"):
        page = (await hour.mentor.get("/parents")).text
    assert "tried them on a simulated field" in page
    assert "real robots" not in page
    assert "Fox" not in page
    assert "Fox" in (await hour.mentor.get("/parents?names=1")).text
    assert 409 == (await hour.mentor.post("/api/mentor/end", json={})).status_code


async def test_the_mentor_is_never_spoken_to_as_a_child(hour: Hour) -> None:
    """Where the class speaks easy Japanese, the mentor's pages speak Japanese; the square is a picture."""
    with speaking("ja"):
        pages = [(await hour.mentor.get(path)).text for path in ("/mentor", "/wall", "/parents")]
        child = (await hour.browser().get("/")).text
    square = await hour.mentor.get("/wall/square.svg")

    assert all("部屋の番号" in page for page in pages[:2])
    assert all("へやの ばんごう" not in page for page in pages)
    assert "へやの ばんごう" in child
    assert "http://www.w3.org/2000/svg" in square.text
    assert "image/svg+xml" == square.headers["content-type"].partition(";")[0]
