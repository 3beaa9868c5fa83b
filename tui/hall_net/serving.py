"""Runs the log's server, makes the log, and keeps it filled from the home's journal until somebody ends it.

The same journal fills a log that was lost: what it lacks of any station is published, and what it has stays as it is.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from judge.journal import Journal
from judge.journal.hall_link import HallLink
from judge.journal.jetstream import LOST, Session, or_lost
from tui.hall_net.house import NODE, HallHouse, reload_server
from tui.now import wall

__all__ = ["HallServer", "change_key"]

START_S = 15.0
WAITS_S = 5.0
"""After so long the person is told that the other laptops are missing."""
TRY_S = 0.1
STOP_S = 10.0


@dataclass(slots=True)
class HallServer:
    """A server and its keeper.

    Args: program: nats-server. journal: what fills the log; an empty one is made where there is none. ready: called
    when facts can be published. waits: called once, when the other servers of the log are not there yet.
    """

    house: HallHouse
    program: Path
    journal: Path
    release: str
    ready: Callable[[], None] = lambda: None
    waits: Callable[[], None] = lambda: None
    turned_down: Callable[[Exception], None] = lambda _error: None
    _process: "subprocess.Popen[bytes] | None" = None

    async def run(self) -> None:
        """Serve until cancelled, or until the server ends. Raises: TimeoutError: it does not begin."""
        await self._end_orphan()
        self.house.write()
        with (self.house.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.program, "-c", self.house.configuration], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._pid_file.write_text(str(self._process.pid), encoding="ascii")
        try:
            await self._make_log()
            self.ready()
            if not self.journal.exists():
                Journal.open(self.journal, NODE, clock=wall).close()
            keeper = HallLink(
                self.house.keeper(), self.journal, self.release, None, only=self.house.subjects.key("*"), slot="-1",
                keys_told=self._take_key, turned_down=self.turned_down,
            )  # fmt: skip
            keeping = asyncio.create_task(keeper.run())
            try:
                while self._process.poll() is None and not keeping.done():
                    await asyncio.sleep(TRY_S)
            finally:
                keeping.cancel()
            if keeping.done() and not keeping.cancelled():
                keeping.result()
        finally:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait, STOP_S)
            self._pid_file.unlink(missing_ok=True)

    @property
    def _pid_file(self) -> Path:
        return self.house.folder / "server.pid"

    async def _end_orphan(self) -> None:
        """End the server that a killed one of us left behind: one that lets our own keeper in is ours.

        Raises: TimeoutError: it does not end.
        """
        async with asyncio.timeout(START_S):
            while self._pid_file.exists() and await self._is_taken():
                try:
                    session = await Session.open(self.house.keeper(), self.house.server)
                except LOST:
                    return
                await session.close()
                with suppress(ProcessLookupError):
                    os.kill(int(self._pid_file.read_text(encoding="ascii")), signal.SIGTERM)
                await asyncio.sleep(TRY_S)

    async def _is_taken(self) -> bool:
        """Whether anybody answers at our place; the library's client would try for minutes."""
        host, _, port = self.house.server.rpartition(":")
        try:
            _reader, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return False
        writer.close()
        return True

    async def _make_log(self) -> None:
        """A log of three laptops begins when two of them are there, however long that takes."""
        try:
            async with asyncio.timeout(START_S if self.house.replicas == 1 else WAITS_S):
                await self._try_to_make_log()
        except TimeoutError:
            if self.house.replicas == 1:
                raise
            self.waits()
            await self._try_to_make_log()

    async def _try_to_make_log(self) -> None:
        while True:
            with suppress(*LOST):
                await or_lost(self._make_log_once)()
                return
            if self._process is None or self._process.poll() is not None:
                raise ConnectionError("the server ended")
            await asyncio.sleep(TRY_S)

    async def _make_log_once(self) -> None:
        session = await Session.open(self.house.keeper(), self.house.server)
        try:
            await session.make_log(self.house.replicas)
        finally:
            await session.close()

    def _take_key(self, station: str, data: bytes) -> None:
        """The keeper said that a station has another key."""
        generation = int(data) if data.isdigit() and len(data) < 6 else 0
        if generation <= self.house.generations.get(station, 1) or self._process is None:
            return
        self.house = self.house.with_generation(station, generation)
        self.house.write()
        reload_server(self.program, self._process.pid)


async def change_key(house: HallHouse, station: str) -> HallHouse:
    """Revoke a station's key at the running server; return the hall with the new one. Raises: LOST."""
    session = await _any_session(house)
    generation = house.generations.get(station, 1) + 1
    try:
        await session.publish(house.subjects.key(station), str(generation).encode(), None)
    finally:
        await session.close()
    return house.with_generation(station, generation)


async def _any_session(house: HallHouse) -> Session:
    """A keeper's connection to the first server that answers. Raises: LOST."""
    problem: Exception | None = None
    for server in house.servers:
        try:
            return await Session.open(house.keeper(), server)
        except LOST as error:
            problem = error
    assert problem is not None
    raise problem
