"""The thread beside a station that keeps it in step with its hall; the screen only looks, and takes when it has time.

    with HallThread(membership, path, release) as hall:
        journal.listen(hall.committed)          # after each commit: no waiting, nothing can fail
        hall.take_into(journal)                 # in the journal's own thread, now and then
        hall.state                              # for the screen

Rule: nothing of judging waits for the network. What is committed is read from the file by this thread; what came in is
taken in small parts, and the next one only when the thread has had four times as long for itself.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from judge.facts import FactRow
from judge.journal import Journal, KeptDefinition
from judge.journal.hall_link import HallLink, Heard, LinkState
from judge.journal.jetstream import Login
from tui.hall_net.keys import DESK
from tui.hall_net.membership import Membership

__all__ = ["HallThread", "Inbox", "login_of"]

ROWS_AT_A_TIME = 200
SHARE = 4  # of the journal's thread, the others' facts get a fifth at most
HELD_MAX = 10_000
STOP_S = 5.0


def login_of(membership: Membership) -> Login:
    """How a member comes in."""
    return Login(membership.servers, membership.subjects, membership.station, membership.key, membership.certificate)


class Inbox:
    """Takes what a link brought into a journal, a part at a time. It belongs to the journal's thread."""

    def __init__(self, link: HallLink, now_s: Callable[[], float] = time.monotonic) -> None:
        self._link, self._now_s, self._next_s = link, now_s, 0.0
        self._held: dict[tuple[str, int], FactRow] = {}
        self.refused = 0
        """How many facts contradicted what stands here."""

    def take_into(self, journal: Journal, *, at_once: bool = False) -> int:
        """Commit what came; return how many facts were new. Args: at_once: all of it, without a pause.

        Raises: JournalWriteFailed: nothing of this part was taken, and it is tried again the next time.
        """
        count, start_s = 0, self._now_s()
        if not at_once and start_s < self._next_s:
            return 0
        while not self._link.inbox.empty():
            count += self._take_part(journal)
            if not at_once:
                break
        end_s = self._now_s()
        self._next_s = end_s + SHARE * (end_s - start_s)
        return count

    def _take_part(self, journal: Journal) -> int:
        for _number in range(ROWS_AT_A_TIME):
            if self._link.inbox.empty():
                break
            one = self._link.inbox.get()
            if isinstance(one, KeptDefinition):
                journal.keep_definition(one)
            elif len(self._held) < HELD_MAX or (one.station, one.seq) in self._held:
                self._held[one.station, one.seq] = one
        taken = journal.take(self._held.values())
        behind = {gap.station: gap.last for gap in taken.gaps}  # what waits for what is missing is tried again
        self._held = {
            (row.station, row.seq): row
            for row in self._held.values()
            if row.station in behind and row.seq > behind[row.station]
        }
        self.refused += len(taken.refused)
        return len(taken.new)


class HallThread:
    """A member's link in a thread of its own, from `with` to its end.

    Args: arrived: called, in that thread, when there is something to take. turned_down: told of refused messages.
    """

    def __init__(
        self, membership: Membership, path: Path, release: str, *, arrived: Callable[[], None] = lambda: None,
        turned_down: Callable[[Exception], None] = lambda _error: None, slot: str = "",
    ) -> None:  # fmt: skip
        role = membership.role
        own: Sequence[str] = () if role == "display" or slot else (membership.station,)
        self.membership = membership
        self.link = HallLink(
            login_of(membership), path, release, own, listens=role == DESK, slot=slot, arrived=arrived,
            turned_down=turned_down,
        )  # fmt: skip
        self.inbox = Inbox(self.link)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"hall-{membership.station}", daemon=True)

    @property
    def state(self) -> LinkState:
        """Where the link stands."""
        return self.link.state

    @property
    def stations(self) -> Mapping[str, Heard]:
        """What each station said last; the desk hears it, others do not."""
        return dict(self.link.heard)

    def committed(self) -> None:
        """Something was committed: publish it. Any thread; returns at once."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended: the next life publishes it
                self._loop.call_soon_threadsafe(self.link.wake)

    def take_into(self, journal: Journal, *, at_once: bool = False) -> int:
        """As `Inbox.take_into`."""
        return self.inbox.take_into(journal, at_once=at_once)

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End the link; what was committed and not published is published in the next life."""
        if self._loop is not None and self._task is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(STOP_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._keep())

    async def _keep(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._ready.set()
        await self.link.run()
