"""A fact committed → what changed on 300 phones, beside a bare starlette stream that sends as many bytes.

The server is `kagarobo live` on a journal of 20 teams in line; the phones are streams of one separate process, which
note when an event came; a fact is committed four times a second. The floor is a starlette page in a process of its own
that sends a message of the same size to as many streams as soon as a byte is appended to a file it looks at as often.
Compared: the 99th percentile over all phones and facts. `why` says the median and the server's share of a processor.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import quantiles

from benchmarks.row import Row
from judge.challenges import load
from judge.facts import TeamEntered
from judge.hall_kinds import (
    CompetitionEntered,
    CompetitionOpened,
    LineJoined,
    LineLeft,
    TablesAssigned,
    TournamentFounded,
)
from judge.journal import Journal

AIM_S = 0.25
PHONES, FACTS, GAP_S, TEAMS = 300, 40, 0.25, 20
START_S = 30.0
FLOOR = """
import asyncio, os, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
path, port, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
async def events(request):
    async def stream():
        seen = os.stat(path).st_size
        yield b"event: beat\\ndata: 0\\n\\n"
        while True:
            await asyncio.wait_for(changed[0].wait(), 60)
            yield b"event: page\\ndata: " + b"x" * size + b"\\n\\n"
    return StreamingResponse(stream(), media_type="text/event-stream")
changed = [None]
async def look():
    size = os.stat(path).st_size
    while True:
        await asyncio.sleep(0.025)
        if os.stat(path).st_size != size:
            size = os.stat(path).st_size
            before, changed[0] = changed[0], asyncio.Event()
            before.set()
async def main():
    changed[0] = asyncio.Event()
    task = asyncio.create_task(look())
    app = Starlette(routes=[Route("/en/events/lines.html", events)])
    await uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", access_log=False)).serve()
asyncio.run(main())
"""


def measure(phones: int = PHONES, facts: int = FACTS) -> Row:
    """Measure ours, then the floor with messages of the same size."""
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        home, port = Path(folder), 21000 + os.getpid() % 10000
        with Journal.open(
            home / "tournament.db", "desk", clock=lambda: datetime.now().astimezone().isoformat()
        ) as book:
            _found(book)
            command = [
                sys.executable,
                "-m",
                "tui",
                "--home",
                folder,
                "live",
                "--port",
                str(port),
                "--address",
                "127.0.0.1",
            ]
            turns = iter(range(10**6))
            ours_s, ours_cpu, size = _try(command, port, phones, facts, lambda: _turn(book, next(turns)))
        plain = home / "plain"
        plain.write_bytes(b"")
        command = [sys.executable, "-c", FLOOR, str(plain), str(port + 1), str(size)]
        theirs_s, theirs_cpu, _size = _try(command, port + 1, phones, facts, lambda: _append(plain))
    ours, theirs = quantiles(ours_s, n=100), quantiles(theirs_s, n=100)
    return Row(
        "live_page", f"bare starlette stream, {phones} streams of the same size", ours[98], theirs[98], "p99, s", AIM_S,
        f"{phones} phones, {size} bytes a message: p50 {1000 * ours[49]:.0f} ms, {1 / GAP_S:.0f} facts/s take "
        f"{100 * ours_cpu:.0f} % of one processor; the floor: p50 {1000 * theirs[49]:.0f} ms, {100 * theirs_cpu:.0f} %",
        is_less_better=True,
    )  # fmt: skip


def _wall() -> str:
    return datetime.now().astimezone().isoformat()


def _found(book: Journal) -> None:
    rules = load("line_following")
    stages = ({"id": "open", "type": "open_runs", "runs": 3, "counted": 1},)
    book.append(TournamentFounded("bench", "Bench", ("2026-11-21",), "Asia/Tokyo", 7, 4, {}), by="staff")
    book.append(CompetitionOpened("lf", rules.id, rules.hash, {}, "ES", stages, 7), by="staff")
    book.append(TablesAssigned("lf", (1, 2)), by="staff")
    for team in range(TEAMS):
        book.append(TeamEntered(f"t{team}", f"Team {team}", "ES", (), "en"), by="staff")
        book.append(CompetitionEntered("lf", f"t{team}"), by="staff")
        book.append(LineJoined("lf", f"t{team}", True, True), by="staff")


def _turn(book: Journal, number: int) -> None:
    """One leaves the line, or comes back: the page of the lines changes each time."""
    team = f"t{number // 2 % TEAMS}"
    book.append(LineLeft("lf", team) if number % 2 == 0 else LineJoined("lf", team, True, True), by="referee")


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x")
        file.flush()
        os.fsync(file.fileno())


def _try(
    command: list[str], port: int, phones: int, facts: int, act: Callable[[], object]
) -> tuple[list[float], float, int]:
    """The seconds from each act to each phone, the server's share of a processor, and the bytes of a message."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            return _watched(server.pid, port, phones, facts, act)
        finally:
            server.terminate()


def _watched(
    server: int, port: int, phones: int, facts: int, act: Callable[[], object]
) -> tuple[list[float], float, int]:
    client = [sys.executable, "-m", "benchmarks.live_page", str(port), str(phones)]
    with subprocess.Popen(client, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as looking:
        assert looking.stdin is not None
        assert looking.stdout is not None
        looking.stdout.readline()  # all phones have a first event
        time.sleep(1.0)
        used_s, began_s, acted_s = _cpu_s(server), time.monotonic(), []
        for _ in range(facts):
            act()
            acted_s.append(time.monotonic())
            time.sleep(GAP_S)
        time.sleep(1.0)
        share = (_cpu_s(server) - used_s) / (time.monotonic() - began_s)
        looking.stdin.close()
        came = json.loads(looking.stdout.readline())
    taken_s = []
    for of_phone in came["came_s"]:
        news = [moment for moment in of_phone if moment >= acted_s[0]]
        # The newest page is sent to who is slow, so an event may answer several acts.
        taken_s += [next(moment for moment in news if moment >= acted) - acted for acted in acted_s]
    return taken_s, share, came["bytes"]


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _phones(port: int, phones: int) -> None:
    """The other process: opens the streams, notes when each event came, prints all when its input ends."""
    came_s: list[list[float]] = [[] for _ in range(phones)]
    size = [0]
    ready = asyncio.Semaphore(0)

    async def look(number: int) -> None:
        until = time.monotonic() + START_S
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.2)
        writer.write(b"GET /en/events/lines.html?at=none HTTP/1.1\r\nHost: hall\r\n\r\n")
        is_first = True
        while line := await reader.readline():
            if line.startswith(b"event: page"):
                came_s[number].append(time.monotonic())
                size[0] = max(size[0], len(await reader.readline()) - 7)
            if line.startswith(b"event:") and is_first:
                is_first = False
                ready.release()

    tasks = [asyncio.create_task(look(number)) for number in range(phones)]
    for _ in range(phones):
        await ready.acquire()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    sys.stdout.write(json.dumps({"came_s": came_s, "bytes": size[0]}) + "\n")


if __name__ == "__main__":
    asyncio.run(_phones(int(sys.argv[1]), int(sys.argv[2])))
