"""A class in a process of its own, spoken to over its port: a child comes in, runs, and loses nothing by a kill."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tui.room.pictures import PICTURES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

WAIT_S = 60
PROGRAM = "from robot import *\nstraight(30)\n"
THREE = list(PICTURES)[:3]
OPENED: list[httpx.Client] = []


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until_it_listens(port: int) -> None:
    """The process says where it will be before it is there."""
    end_s = time.monotonic() + WAIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), WAIT_S).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < end_s
            time.sleep(0.02)


@contextmanager
def served(home: Path, port: int) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The class's process and the room's code."""
    words = ["--home", str(home), "--lang", "en", "class", "--port", str(port), "--address", "127.0.0.1"]
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "tui", *words], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while (told := re.search(r"Room code: (\w+)", said)) is None:
                line = process.stdout.readline()
                assert line, said
                said += line
            until_it_listens(port)
            yield process, told[1]
        finally:
            process.terminate()
            process.wait(WAIT_S)


@pytest.fixture(autouse=True)
def _browsers() -> Iterator[None]:
    """Every browser is closed at the end."""
    yield
    while OPENED:
        OPENED.pop().close()


def browser(port: int) -> httpx.Client:
    """A browser at the class's first page."""
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=WAIT_S)
    OPENED.append(client)
    return client


def come_in(port: int, code: str) -> httpx.Client:
    """A browser that typed the room's code."""
    client = browser(port)
    client.headers["Origin"] = f"http://127.0.0.1:{port}"
    assert 200 == client.post("/api/enter", json={"code": code}).status_code
    return client


def take_a_seat(client: httpx.Client, name: str) -> str:
    """Choose a name and three pictures; return the child's id."""
    learner = str(client.post("/api/name", json={"name": name}).json()["id"])
    assert 200 == client.post("/api/sit", json={"id": learner, "pictures": THREE}).status_code
    return learner


def save(client: httpx.Client, text: str) -> httpx.Response:
    """What the page sends a moment after a key."""
    version = client.get("/api/lessons/5").json()["program"]["version"]
    return client.put("/api/lessons/5/program", json={"text": text, "base": version})


def test_a_child_comes_in_runs_passes_and_loses_nothing_by_a_kill(tmp_path: Path) -> None:
    """Frames and a verdict come over the stream; after kill -9 the same child goes on with the same text."""
    port = free_port()
    with served(tmp_path, port) as (process, code):
        child = come_in(port, code)
        take_a_seat(child, "<b>Fox</b>")
        with child.stream("GET", "/api/events") as events:
            version = save(child, PROGRAM).json()["version"]
            begun = child.post("/api/runs", json={"lesson": 5, "text": PROGRAM, "base": version})
            assert 200 == begun.status_code, begun.text
            kinds = []
            for line in events.iter_lines():
                if line.startswith("event: "):
                    kinds.append(line.removeprefix("event: "))
                if line.startswith("data: ") and kinds and kinds[-1] == "verdict":
                    assert json.loads(line.removeprefix("data: "))["passed"] is True
                    break
        assert {"began", "frames", "verdict"} <= set(kinds)
        typed = PROGRAM + "# more\n"
        assert 200 == save(child, typed).status_code
        process.send_signal(signal.SIGKILL)
        process.wait(WAIT_S)
    with served(tmp_path, port) as (_process, again):
        assert code == again
        child.get("/")
        assert typed == child.get("/api/lessons/5").json()["program"]["text"]
        assert 5 in child.get("/api/me").json()["passed"]


def test_a_stranger_and_another_child_get_nothing(tmp_path: Path) -> None:
    """Without the code, with another's pictures, from another page, by a path: refused, and the name stays text."""
    port = free_port()
    with served(tmp_path, port) as (_process, code):
        fox = come_in(port, code)
        learner = take_a_seat(fox, "<script>x</script>")
        assert 200 == save(fox, PROGRAM).status_code
        stranger = browser(port)
        stranger.headers["Origin"] = f"http://127.0.0.1:{port}"
        assert 400 <= stranger.post("/api/enter", json={"code": "WRONG"}).status_code
        assert 400 <= stranger.get("/api/names").status_code
        assert 400 <= stranger.get("/api/lessons/5").status_code
        other = come_in(port, code)
        assert 400 <= other.get("/api/lessons/5").status_code
        assert 400 <= other.post("/api/sit", json={"id": learner, "pictures": THREE[::-1]}).status_code
        assert 400 <= other.get("/api/lessons/5").status_code
        assert 400 <= other.post("/api/sit", json={"id": "../../x", "pictures": THREE}).status_code
        assert 400 <= fox.post("/api/runs", json={"lesson": "../5", "text": "", "base": ""}).status_code
        assert 404 == fox.get("/static/../app.py").status_code
        assert 400 <= fox.post("/api/lang", json={"lang": "ja"}, headers={"Origin": "http://evil.test"}).status_code
        assert 400 <= fox.get("/who", headers={"Host": "evil.test"}).status_code
        assert 400 <= save(fox, "x" * 1_000_000).status_code
        page = other.get("/who").text
        assert "<script>x" not in page
        assert PROGRAM == fox.get("/api/lessons/5").json()["program"]["text"]
