"""The laptops of a simulated hall: stations and the log's servers as processes that are killed and started again."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from judge.facts import GENESIS, Body, Fact, instant_text, seal
from tests.judge.hall_book import MORNING, HallBook
from tui.hall_net.house import ROUTE_PORTS, HallHouse
from tui.hall_net.membership import Membership

WAIT_S = 60.0


def free_ports(count: int, chance: random.Random) -> list[int]:
    """Ports that nobody has, nor those of the servers among themselves."""
    found: list[int] = []
    while len(found) < count:
        port = chance.randrange(20_000, 50_000)
        with suppress(OSError), ExitStack() as probes:
            for one in (port, port + ROUTE_PORTS):
                probes.enter_context(socket.create_server(("127.0.0.1", one)))
            found.append(port)
    return found


class Script(HallBook):
    """What a station is to write, in its order; of others it knows nothing. Args: first_run: for its runs' names."""

    def __init__(self, name: str, first_run: int) -> None:
        self.facts, self.name = [], name
        self.runs, self.now_ms = first_run, 0

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Write the next fact; only what it says counts, the station itself seals it."""
        wall = instant_text(MORNING)
        seq = len(self.facts) + 1
        fact = seal(body, station=self.name, seq=seq, lamport=seq, at_ms=at_ms, wall=wall, by="referee", run=run,
                    prev=GENESIS)  # fmt: skip
        self.facts.append(fact)
        return fact


class Laptop:
    """A station's process. Args: home: with its membership."""

    def __init__(self, home: Path, name: str, number: int) -> None:
        self.home, self.name, self.script = home, name, Script(name, 1000 * number)
        self.acknowledged: dict[str, str] = {}
        self.waits_s: list[tuple[float, float]] = []
        """(when, how long a referee waited for the commit)."""
        self.committed_s: dict[str, float] = {}
        self.is_cut = False
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def left(self) -> int:
        """How many facts it still has to write."""
        return len(self.script.facts) - self.own

    def start(self) -> None:
        """Switch it on; a cable that was out is in again."""
        command = [sys.executable, "-m", "tests.tui.hall_net.hall_station", str(self.home), self.name]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.own: int = self._read()["own"]
        self.is_cut = False

    def kill(self) -> None:
        """As an empty battery, while it writes, when it has something to write."""
        assert self.process is not None
        if self.left:
            self._send({"do": "append", "rows": self._rows(5)})
        self.process.kill()
        self.process.communicate()

    def write(self, count: int) -> None:
        """Let it record its next facts."""
        for source, begun_s, end_s in self.order({"do": "append", "rows": self._rows(count)})["done"]:
            self.acknowledged[source] = self.script.facts[self.own].text
            self.own += 1
            self.waits_s.append((begun_s, end_s - begun_s))
            self.committed_s[source] = end_s

    def order(self, order: dict[str, Any]) -> Any:
        """Ask it."""
        self._send(order)
        return self._read()

    def stop(self) -> None:
        """Switch it off."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def _rows(self, count: int) -> list[list[Any]]:
        return [list(fact.row()) for fact in self.script.facts[self.own : self.own + count]]

    def _send(self, order: dict[str, Any]) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def _read(self) -> Any:
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"{self.name} died"
        return json.loads(line)


class ServerLaptop:
    """One of the log's servers: `kagarobo serve` and its nats-server. Args: number: from 1, which holds the journal."""

    def __init__(self, home: Path, house: HallHouse, number: int) -> None:
        self.home, self.house, self.number = home, house, number
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_up(self) -> bool:
        return self.process is not None

    def start(self) -> None:
        """Serve; it takes a while until facts can be published."""
        words = [] if self.number == 1 else ["--with", str(self.house.node_invitation(self.number))]
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "told").open("ab") as told:
            self.process = subprocess.Popen([sys.executable, "-m", "tui", "--home", str(self.home), "serve", *words],
                                            stdin=subprocess.DEVNULL, stdout=told, stderr=told)  # fmt: skip

    def kill(self) -> None:
        """Both at once, as the laptop's power goes."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        pid_file = self.home / "hall" / self.house.token / "server.pid"
        with suppress(FileNotFoundError, ProcessLookupError, ValueError):
            os.kill(int(pid_file.read_text()), signal.SIGKILL)
        self.process = None


def member(house: HallHouse, station: str, home: Path) -> None:
    """Make a home that station's, as `kagarobo join` does."""
    home.mkdir(parents=True, exist_ok=True)
    Membership.at(house.invitation(station), house.certificate_pem).keep(home)


def until_even(laptops: "list[Laptop]", count: int, again: str) -> str:
    """Wait until all laptops hold so many facts; return their one head."""
    end_s = time.monotonic() + WAIT_S
    while True:
        stands = {laptop.name: laptop.order({"do": "stand"}) for laptop in laptops}
        if all(one["facts"] == count for one in stands.values()):
            heads = {one["head"] for one in stands.values()}
            assert len(heads) == 1, again
            return str(heads.pop())
        assert all(one["facts"] <= count for one in stands.values()), f"more than were written: {stands}\n{again}"
        assert time.monotonic() < end_s, f"not all have all {count}: {stands}\n{again}"
        time.sleep(0.05)
