"""A station's life with the hall's log: connect, publish what is its own, read what is everybody's, again and again.

Rule 1: nothing waits for it. Facts are read from the journal's file after their commit; what comes in is laid into an
        inbox, and the journal's own thread takes it when it has the time.
Rule 2: where it stands is told by one value (`state`), which any thread may look at.
Rule 3: a connection is used until anything fails, and then there is another one; nothing is remembered that the log or
        the journal does not say.
"""

import asyncio
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from judge.errors import MessageRefused
from judge.facts import FactRow
from judge.journal.definitions import KeptDefinition
from judge.journal.jetstream import LOST, Login, Message, OutOfTurn, Session, SessionLost, end_if_told, or_lost
from judge.journal.messages import (
    Alive,
    read_alive,
    read_definition,
    read_row,
    write_alive,
    write_definition,
    write_row,
)
from judge.journal.outbox import Outbox, Standing
from judge.journal.own_rows import RowReader

__all__ = ["HallLink", "Heard", "LinkState", "Phase"]

Phase = Literal["alone", "linked", "refused", "forked", "behind"]
"""refused: the key is not known (any more). forked, behind: see `Standing`."""

PAUSE_S, PAUSE_MAX_S = 0.2, 2.0
LOOK_S = 1.0  # what was committed is told at once; this is for what was not told
ALIVE_S = 2.0
BATCH = 64
INBOX_MAX = 20_000


@dataclass(frozen=True, slots=True)
class LinkState:
    """`waiting`: own facts that the log lacks. `refused`: messages turned down. `left`: what is still to read."""

    phase: Phase = "alone"
    waiting: int = 0
    refused: int = 0
    left: int = 0
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a station said last, and when by our monotonic clock."""

    alive: Alive
    at_s: float


@dataclass(slots=True)
class HallLink:
    """One program's link; `run` in an event loop of its own.

    Args: path: the journal. release: of this program. stations: for whom it publishes (None: for all in the journal).
    listens: whether it hears the others' signs of life. arrived: called when the inbox has something, in the loop.
    turned_down: told of every message that was refused. slot: see `Session`. only: the one subject that it reads.
    """

    login: Login
    path: Path
    release: str
    stations: Sequence[str] | None
    listens: bool = False
    only: str | None = None
    slot: str = ""
    arrived: Callable[[], None] = lambda: None
    turned_down: Callable[[Exception], None] = lambda _error: None
    keys_told: Callable[[str, bytes], None] | None = None
    state: LinkState = LinkState()
    inbox: "queue.SimpleQueue[FactRow | KeptDefinition]" = field(default_factory=queue.SimpleQueue)
    heard: dict[str, Heard] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _boxes: dict[str, Outbox] = field(default_factory=dict)
    _own: dict[str, int] = field(default_factory=dict)
    _born: str = ""
    _place: int = 0
    _caught_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        turn = tries = 0
        while True:
            server = self.login.servers[turn % len(self.login.servers)]
            turn += 1  # also after a good while: a server that the others cannot reach lets us in and keeps nothing
            try:
                was_linked = await or_lost(self._once)(server)
            except SessionLost:
                was_linked = False
            tries = 0 if was_linked else tries + 1
            await asyncio.sleep(min(PAUSE_MAX_S, PAUSE_S * max(1, tries)))

    def wake(self) -> None:
        """Something was committed. In the loop only; from elsewhere `loop.call_soon_threadsafe(link.wake)`."""
        self._woken.set()

    async def caught_up(self) -> None:
        """Return when everything that the log held has been laid into the inbox."""
        await self._caught_up.wait()

    async def _once(self, server: str) -> bool:
        """One connection, from beginning to end; return whether there was one."""
        try:
            session = await Session.open(self.login, server, slot=self.slot, is_denied=self._turn_down)
        except LOST as error:
            end_if_told()
            self._tell(phase="refused" if "authorization" in str(error).lower() else "alone", server=None)
            return False
        was_linked = False
        try:
            await self._meet(session)
            end_if_told()
            was_linked = True
            self._tell(phase="linked", server=server)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(or_lost(self._watch)(session))
                tasks.create_task(or_lost(self._publish)(session))
                tasks.create_task(or_lost(self._say_alive)(session))
                tasks.create_task(or_lost(self._read)(session))
        except* LOST:
            pass  # the state says it, and the next connection begins anew
        finally:
            self._tell(phase="alone", server=None)
            await session.close()
        end_if_told()  # a group that lost its connection in the same moment forgets it, too
        return was_linked

    async def _meet(self, session: Session) -> None:
        born = await session.born()
        if born != self._born:  # another log under the same name: its places begin anew
            self._born, self._place = born, 0
            self._own.clear()
        self._boxes.clear()
        if self.listens:
            await session.hear(session.subjects.alive("*"), self._hear)

    async def _watch(self, session: Session) -> None:
        await session.is_over()
        raise ConnectionError("the connection is gone")

    # -- in ----------------------------------------------------------------------------------------------------------

    async def _read(self, session: Session) -> None:
        async for message in session.messages(self._place + 1, self.only):
            self._lay(message)
            self._place = message.place
            if message.pending != self.state.left:
                self._tell(left=message.pending)
            if message.pending == 0:
                self._caught_up.set()
            while self.inbox.qsize() > INBOX_MAX:
                await asyncio.sleep(PAUSE_S)

    def _lay(self, message: Message) -> None:
        kind, _token, last = message.subject.split(".", 2)
        try:
            if kind == "facts":
                row = read_row(last, message.data)
                if row.seq == self._own.get(row.station, 0) + 1:
                    self._own[row.station] = row.seq
                self.inbox.put(row)
            elif kind == "definitions":
                self.inbox.put(read_definition(last, message.data))
            elif self.keys_told is not None:
                self.keys_told(last, message.data)
        except MessageRefused as refused:
            self._turn_down(refused)
        else:
            self.arrived()

    def _hear(self, subject: str, data: bytes) -> None:
        try:
            alive = read_alive(subject.rpartition(".")[2], data)
        except MessageRefused as refused:
            self._turn_down(refused)
        else:
            self.heard[alive.station] = Heard(alive, time.monotonic())

    # -- out ---------------------------------------------------------------------------------------------------------

    async def _publish(self, session: Session) -> None:
        reader = RowReader(self.path)
        try:
            while True:
                end_if_told()
                self._woken.clear()
                await self._publish_definitions(session, reader)
                for station, tail in self._mine(reader).items():
                    box = self._boxes.get(station)
                    if box is None or box.published < tail or box.standing is not Standing.IN_STEP:
                        await self._publish_of(session, reader, station)
                self._tell_standing(reader)
                await _either(self._woken, LOOK_S)
        finally:
            reader.close()

    def _mine(self, reader: RowReader) -> dict[str, int]:
        tails = reader.tails()
        return tails if self.stations is None else {station: tails.get(station, 0) for station in self.stations}

    async def _publish_of(self, session: Session, reader: RowReader, station: str) -> None:
        box = self._boxes.get(station)
        if box is None or box.standing is not Standing.IN_STEP:
            box = self._boxes[station] = Outbox(station)
            last = await session.last(station)
            box.compare(last, lambda seq: reader.hash_of(station, seq), self._own.get(station, 0))
            self._tell_standing(reader)
        while box.standing is Standing.IN_STEP and (rows := reader.after(station, box.published, BATCH)):
            for row in rows:
                try:
                    place = await session.publish(session.subjects.facts(station), write_row(row), box.place)
                except OutOfTurn:
                    del self._boxes[station]
                    self._woken.set()
                    return
                box.acknowledged(row.seq, place)
                end_if_told()

    async def _publish_definitions(self, session: Session, reader: RowReader) -> None:
        if self.stations is not None:
            return
        for digest, kept in reader.definitions().items():
            subject = session.subjects.definition(digest)
            if not await session.has(subject):
                await session.publish(subject, write_definition(kept), None)

    async def _say_alive(self, session: Session) -> None:
        if self.stations is None:
            return
        station = self.login.station
        reader = RowReader(self.path)
        try:
            while True:
                end_if_told()
                seq = reader.tails().get(station, 0)
                alive = Alive(station, seq, self.state.waiting, reader.count(), self.release)
                await session.say(session.subjects.alive(station), write_alive(alive))
                await asyncio.sleep(ALIVE_S)
        finally:
            reader.close()

    # -- what is told ------------------------------------------------------------------------------------------------

    def _tell_standing(self, reader: RowReader) -> None:
        waiting = sum(
            max(0, tail - self._boxes[station].published)
            for station, tail in self._mine(reader).items()
            if station in self._boxes
        )
        standings = {box.standing for box in self._boxes.values()}
        phase: Phase = "linked"
        if Standing.FORKED in standings:
            phase = "forked"
        elif Standing.BEHIND in standings and self.stations is not None:
            phase = "behind"
        self._tell(phase=phase, waiting=waiting)

    def _turn_down(self, error: Exception) -> None:
        self._tell(refused=self.state.refused + 1)
        self.turned_down(error)

    def _tell(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]


async def _either(event: asyncio.Event, timeout_s: float) -> None:
    """Wait for an event, or for some time."""
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        return
