"""One judge box of a table: its port, its link, and every byte of both written down.

Rule: what comes and what goes is evidence before it means anything, so that a run can be heard again from the record.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from judge.errors import PortGone
from judge.link import BoxAppeared, BoxLink, Event, SignalArrived, Synced
from judge.serial_port import Port

__all__ = ["BoxLine", "KeepEvidence"]

SYNC_US = 2_000_000  # a host's clock that jumps is found out before much was called by it
SYNC_SOON_US = 200_000
SYNC_GOOD_US = 500
SYNCS_SOON_MAX = 8  # a line that delays for long gets no better by asking faster
HELLO_US = 300_000  # a hole: sooner than the box says it again by itself


class KeepEvidence(Protocol):
    """What a line needs of the journal."""

    def __call__(self, data: bytes, *, at_us: int, box: int, is_sent: bool) -> None:
        """Keep raw bytes of a box."""


@dataclass(slots=True)
class BoxLine:
    """The line to one box.

    Args:
        number: which box of the table, from 0. gates: the gate's name for each of its inputs, in order.
        now_us: the host's monotonic clock. seen: boot -> last sequence number in the journal.
        keep: where raw bytes go. lose: called when the port is gone.
    """

    number: int
    gates: Sequence[str]
    now_us: Callable[[], int]
    keep: KeepEvidence
    lose: Callable[["BoxLine"], None]
    seen: Mapping[int, int] = field(default_factory=dict)
    port: Port | None = None
    box: BoxAppeared | None = None
    link: BoxLink = field(init=False)
    waiting: list[SignalArrived] = field(default_factory=list)
    """Signals whose moment cannot be told before the box's clock is known: in their order, and not acknowledged."""
    waiting_since_us: int = 0
    boot_in_run: int | None = None
    """The boot that this run knows of: another one has forgotten what it had not yet told."""
    _next_sync_us: int = 0
    _syncs_soon: int = 0
    _next_hello_us: int = 0
    _was_doubted: bool = False

    def __post_init__(self) -> None:
        self.link = BoxLink(seen=self.seen)

    @property
    def is_ready(self) -> bool:
        """True when the box has said who it is and what its clock says: its signals get their right moments now."""
        return self.box is not None and self.link.clock(self.box.boot) is not None

    @property
    def is_doubted(self) -> bool:
        """True when the box's last answer contradicts all before it: the host's clock may have jumped."""
        clock = self.link.clock(self.box.boot) if self.box is not None else None
        return clock is not None and clock.is_doubted

    def plug(self, port: Port) -> None:
        """Take a port: ask who is there, what it still keeps, and what its clock says."""
        self.unplug()
        self.port = port
        self.say_hello()
        self.ask_time_anew()

    def unplug(self) -> None:
        """Let go of the port."""
        if self.port is not None:
            self.port.close()
        self.port, self.box = None, None

    def events(self) -> Iterator[Event]:
        """Read what is there and yield what it means. What is not taken is not forgotten: the box says it again."""
        data = self._read()
        if data:
            at_us = self.now_us()
            self.keep(data, at_us=at_us, box=self.number, is_sent=False)
            self.link.receive(data, at_us)
            while (event := self.link.next_event()) is not None:
                if isinstance(event, Synced):
                    self._plan_sync(event)
                yield event
            self._ask_again_when_in_doubt()
        self._ask_what_is_due()

    def say_hello(self) -> None:
        """Ask who is there, and for everything that was not acknowledged."""
        self.write(self.link.say_hello())

    def ask_time(self) -> None:
        """Begin a sync exchange."""
        now_us = self.now_us()
        is_soon = self._syncs_soon < SYNCS_SOON_MAX or self.is_doubted
        self._next_sync_us = now_us + (SYNC_SOON_US if is_soon else SYNC_US)
        self._syncs_soon += 1
        self.write(self.link.ask_time(now_us))

    def ask_time_anew(self, times: int = SYNCS_SOON_MAX) -> None:
        """Ask what the box's clock says, and soon again until the answer is good, so many times at most."""
        self._syncs_soon = SYNCS_SOON_MAX - times
        self.ask_time()

    def acknowledge(self, signal: SignalArrived) -> None:
        """Tell the box that the signal is on the disk."""
        self.write(self.link.acknowledge(signal))

    def wait(self, signal: SignalArrived) -> None:
        """Put a signal aside until the clock of its box is known."""
        if not self.waiting:
            self.waiting_since_us = self.now_us()
            self.ask_time_anew()
        self.waiting.append(signal)

    def begin_run(self, boot: int | None) -> None:
        """Forget what the last run knew of this box."""
        self.boot_in_run = boot

    def write(self, data: bytes) -> None:
        """Send, if there is a port; one that is gone is let go of."""
        if self.port is None:
            return
        self.keep(data, at_us=self.now_us(), box=self.number, is_sent=True)
        try:
            self.port.write(data)
        except PortGone:
            self.lose(self)

    def _read(self) -> bytes:
        if self.port is None:
            return b""
        try:
            return self.port.read()
        except PortGone:
            self.lose(self)
            return b""

    def _plan_sync(self, synced: Synced) -> None:
        if synced.error_us <= SYNC_GOOD_US:
            self._syncs_soon = SYNCS_SOON_MAX
            self._next_sync_us = self.now_us() + SYNC_US

    def _ask_again_when_in_doubt(self) -> None:
        """An exchange that contradicts all before it is believed when a second one says the same."""
        was_doubted, self._was_doubted = self._was_doubted, self.is_doubted
        if self.is_doubted and not was_doubted:
            self.ask_time()

    def _ask_what_is_due(self) -> None:
        now_us = self.now_us()
        if self.box is not None and (now_us >= self._next_sync_us or now_us < self._next_sync_us - SYNC_US):
            self.ask_time()  # due, or the host's clock was set back
        if self.link.wants_hello and not self._next_hello_us - HELLO_US < now_us < self._next_hello_us:
            self._next_hello_us = now_us + HELLO_US
            self.say_hello()
