"""A fact confirmed at a table → folded at another station, beside a bare JetStream and one SQLite commit.

Twenty tables and a desk are processes of their own, with their journals and their links to one real server; each table
records a fact a second. Measured from the end of the table's commit to the end of the desk's own commit and fold. The
floor is the same server with the same settings, one plain client that publishes messages of the same size at the same
pace, and another that receives each and commits it to SQLite as a journal does: from before the publish to after that
commit. Compared: the 99th percentiles. `why` says the medians.
"""

import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import quantiles

from benchmarks.row import Row
from judge.facts import Noted
from tests.tui.hall_net.day_by_network import NetworkDay
from tests.tui.hall_net.hall_laptops import WAIT_S, free_ports, until_even
from tui.hall_net.house import server_program

AIM_TIMES = 5
TABLES, SECONDS, BYTES = 20, 15, 420
SENDS = """
import asyncio, sys, time, nats
async def main():
    url, tables, seconds, size = sys.argv[1], *map(int, sys.argv[2:5])
    client = await nats.connect(url)
    log = client.jetstream()
    async def table(number):
        await asyncio.sleep(number / tables)
        for _second in range(seconds):
            begun = time.monotonic()
            await log.publish(f"facts.{number}", repr(begun).encode().ljust(size))
            await asyncio.sleep(max(0, 1 - (time.monotonic() - begun)))
    await asyncio.gather(*(table(number) for number in range(tables)))
    await client.close()
asyncio.run(main())
"""
TAKES = """
import asyncio, json, sqlite3, sys, time, nats
async def main():
    url, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    client = await nats.connect(url)
    log = client.jetstream()
    await log.add_stream(name="floor", subjects=["facts.*"])
    arriving = await log.subscribe("facts.*", ordered_consumer=True)
    book = sqlite3.connect(path, isolation_level=None)
    book.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE facts (text TEXT)")
    print("ready", flush=True)
    waits = []
    while len(waits) < count:
        message = await arriving.next_msg(timeout=60)
        book.execute("INSERT INTO facts VALUES (?)", (message.data.decode(),))
        waits.append(time.monotonic() - float(message.data))
    print(json.dumps(waits), flush=True)
    await client.close()
asyncio.run(main())
"""


def measure(tables: int = TABLES, seconds: int = SECONDS) -> Row:
    """Measure ours, then the floor."""
    ours, theirs = (quantiles(waits_s, n=100) for waits_s in (_ours(tables, seconds), _floor(tables, seconds)))
    late, floor = 1000 * ours[98], 1000 * theirs[98]
    return Row(
        "hall_latency", "bare JetStream publish, receive, one SQLite commit", late, floor, "p99, ms",
        round(AIM_TIMES * floor, 1), f"at most {AIM_TIMES} times the floor; {tables} tables, a fact a second each, "
        f"{seconds} s: p50 {1000 * ours[49]:.1f} ms, the floor's {1000 * theirs[49]:.1f} ms", is_less_better=True,
    )  # fmt: skip


def _ours(tables: int, seconds: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder, ExitStack() as stack:
        day = NetworkDay(Path(folder), stack, 1, tables, nodes=1)
        for one in (*day.servers, *day.laptops):
            one.start()
        until_even(day.laptops, 1, "")
        day.desk.order({"do": "fold"})
        for table in day.tables:
            for number in range(seconds):
                table.script.add(Noted("line_open", {"number": number}))
        begun_s = time.monotonic()
        for turn in range(seconds * tables):
            time.sleep(max(0.0, begun_s + turn / tables - time.monotonic()))
            day.tables[turn % tables].write(1)
        until_even(day.laptops, day.written, "")
        seen = day.desk.order({"do": "seen"})["seen"]
        return [seen[source] - at for table in day.tables for source, at in table.committed_s.items()]


def _floor(tables: int, seconds: int) -> list[float]:
    program = server_program()
    assert program is not None
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder, ExitStack() as stack:
        port = free_ports(1, random.Random(2))[0]
        settings = {
            "listen": f"127.0.0.1:{port}",
            "jetstream": {"store_dir": f"{folder}/log", "sync_interval": "always"},
        }
        file = Path(folder) / "nats.conf"
        file.write_text(json.dumps(settings), encoding="utf-8")
        server = subprocess.Popen([program, "-c", file], stderr=subprocess.DEVNULL)
        stack.callback(server.wait, WAIT_S)
        stack.callback(server.terminate)
        _until_up(port)
        url = f"nats://127.0.0.1:{port}"
        takes = subprocess.Popen([sys.executable, "-c", TAKES, url, f"{folder}/floor.db", str(tables * seconds)],
                                 stdout=subprocess.PIPE, text=True)  # fmt: skip
        stack.callback(takes.wait, WAIT_S)
        assert takes.stdout is not None
        assert takes.stdout.readline() == "ready\n"
        subprocess.run([sys.executable, "-c", SENDS, url, str(tables), str(seconds), str(BYTES)], check=True)
        waits: list[float] = json.loads(takes.stdout.readline())
        return waits


def _until_up(port: int) -> None:
    end_s = time.monotonic() + WAIT_S
    while True:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), 1)):
                return
        except OSError:
            assert time.monotonic() < end_s
            time.sleep(0.05)
