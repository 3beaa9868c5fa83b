"""Talk with one judge box: bytes and moments in, events and bytes out.

Rule 1: no port, no clock, no file. The shell reads the port and says when the bytes came.
Rule 2: a kept signal is handed out once, in the order of its sequence numbers; nothing is made up: a hole is named.
Rule 3: the box keeps a signal until it is acknowledged, and only the shell acknowledges, after the fact is on the disk.
Rule 4: whatever comes, for however long, the memory is bounded; what is refused for want of room is sent again.

The box's clock is its own; `judge.box_clock` says how device time becomes the host's, learned from `sync` exchanges.

Source: docs/decisions/003-the-wire.md, docs/decisions/021-one-time-line.md
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from firmware.wire import Sentence, Splitter, encode
from judge.box_clock import BoxClock
from judge.errors import LocalProtocolError

__all__ = [
    "BoxAppeared",
    "BoxLink",
    "ClockJumped",
    "Event",
    "SignalArrived",
    "SignalsMissing",
    "Synced",
    "TextArrived",
    "gate_of",
    "number_of",
]

KEPT_KINDS = frozenset({"signal", "start", "stop", "lost"})
SYNCS_WAITING_MAX = 8  # more than one is already unusual: a box answers in milliseconds
SYNC_COUNTS = 1000
TEXT_BYTES_MAX = 4096  # a box that prints for ever must not fill the memory; the raw bytes are in the evidence anyway
EVENTS_MAX = 1024  # waiting to be taken; a box's whole ring is 264
BOOTS_MAX = 256  # power-ups of a box that are remembered: a day has a dozen
CLOCKS_MAX = 2  # of a boot before the last nothing is dated any more
COUNT_DIGITS_MAX = 9
HOST = "host"


@dataclass(frozen=True, slots=True)
class BoxAppeared:
    """The box said hello: it was plugged in, restarted, or asked who it is."""

    source: str
    boot: int
    version: str
    inputs: int
    is_new_boot: bool


@dataclass(frozen=True, slots=True)
class SignalArrived:
    """A kept signal, seen for the first time."""

    source: str
    boot: int
    seq: int
    device_us: int
    """The box's own clock at the edge, microseconds since its boot."""
    kind: str
    """`signal` (args: input number, count), `start`, `stop`, or `lost` (args: how many found the box's ring full)."""
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignalsMissing:
    """The box no longer keeps signals that this link never saw: first to last, both included."""

    boot: int
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Synced:
    """The clock of a boot became better known: its offset and drift at that moment, give or take the errors."""

    boot: int
    offset_us: int
    error_us: int
    drift_ppb: int
    drift_error_ppb: int


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The host's clock jumped against the box's, as that of a computer that slept does."""

    boot: int
    by_us: int
    unsure_us: int
    agreed: int
    """So many exchanges with this boot had told before that it had not: see `BoxLink.agreed`."""


@dataclass(frozen=True, slots=True)
class TextArrived:
    """What the box printed that is no sentence."""

    text: bytes


Event = BoxAppeared | SignalArrived | SignalsMissing | Synced | ClockJumped | TextArrived


@dataclass(slots=True)
class _Boot:
    """What is known of one boot of the box."""

    seq_seen: int = 0
    """The last sequence number handed out."""
    seq_safe: int = 0
    """The last one acknowledged."""
    clock: BoxClock | None = None


@dataclass(slots=True)
class BoxLink:
    """One judge box's side of the talk, across restarts of the box.

    Args: seen: boot -> last sequence number that is already on the disk, from the journal, so that a signal resent
    after a restart of the judge is not taken twice.
    """

    seen: Mapping[int, int] = field(default_factory=dict)
    boot: int | None = None
    wants_hello: bool = False
    """Something was damaged on its way: a signal came before the one that it follows, or from a boot that has not said
    who it is. A hello brings back what the box keeps, or says that it no longer does."""
    _boots: dict[int, _Boot] = field(default_factory=dict)
    _splitter: Splitter = field(default_factory=Splitter)
    _events: deque[Event] = field(default_factory=deque)
    _syncs: dict[str, int] = field(default_factory=dict)
    _sync_count: int = 0

    def __post_init__(self) -> None:
        for boot, seq in self.seen.items():
            known = self._known(boot)
            known.seq_seen = known.seq_safe = seq

    # -- in ------------------------------------------------------------------------------------------------------

    def receive(self, data: bytes, at_us: int) -> None:
        """Take what the port gave at host time AT_US, whole, in pieces or with noise around it."""
        for _what, piece in self._splitter.feed(data):
            if isinstance(piece, bytes):
                if self._has_room():
                    self._events.append(TextArrived(piece[:TEXT_BYTES_MAX]))
            elif piece.source != HOST:
                self._hear(piece, at_us)

    def next_event(self) -> Event | None:
        """Return what happened next, or None when more bytes are needed."""
        return self._events.popleft() if self._events else None

    # -- out -----------------------------------------------------------------------------------------------------

    def say_hello(self) -> bytes:
        """Ask who is there, and for everything that was not acknowledged."""
        self.wants_hello = False
        return _to_box("hello")

    def ask_time(self, now_us: int) -> bytes:
        """Begin a sync exchange at host time NOW_US."""
        self._sync_count = (self._sync_count + 1) % SYNC_COUNTS
        # The moment is part of the token: an answer still under way to a judge that was restarted is nobody's.
        token = f"{self._sync_count}.{now_us}"
        self._await_sync(token, now_us)
        return _to_box("sync", token)

    def start_run(self, run: str) -> bytes:
        """Ask the box to light its start lamp; its `start` signal says when it did."""
        return _to_box("start", run)

    def stop_run(self) -> bytes:
        """Ask the box to put its start lamp out."""
        return _to_box("stop")

    def acknowledge(self, signal: SignalArrived) -> bytes:
        """Tell the box that SIGNAL and all before it are on the disk.

        Raises: LocalProtocolError: the signal was never handed out by this link.
        """
        boot = self._boots.get(signal.boot)
        if boot is None or signal.seq > boot.seq_seen:
            raise LocalProtocolError("acknowledged_unseen", boot=signal.boot, seq=signal.seq)
        boot.seq_safe = max(boot.seq_safe, signal.seq)
        return _to_box("ack", str(signal.boot), str(signal.seq))

    def clock(self, boot: int) -> BoxClock | None:
        """Return the clock of BOOT; None: no exchange has told anything of it yet."""
        known = self._boots.get(boot)
        return known.clock if known is not None else None

    def agreed(self) -> dict[int, int]:
        """Return boot -> how many exchanges with it did not contradict each other, where its clock is known."""
        return {boot: known.clock.agreed for boot, known in self._boots.items() if known.clock is not None}

    def follow_jump(self, jump: ClockJumped) -> None:
        """Take over that the host's clock jumped, for every boot but the one that told of it."""
        for boot, known in self._boots.items():
            if known.clock is not None and boot != jump.boot:
                known.clock.follow_jump(jump.by_us, jump.unsure_us)

    def recall_sent(self, data: bytes, at_us: int) -> None:
        """Take from the record what this side said at AT_US, so that the answers in it mean what they meant then."""
        for _what, piece in Splitter().feed(data):
            if isinstance(piece, Sentence) and piece.source == HOST and piece.kind == "sync" and piece.args:
                self._await_sync(piece.args[0], at_us)

    # -- what a sentence does ------------------------------------------------------------------------------------

    def _hear(self, sentence: Sentence, at_us: int) -> None:
        if sentence.kind in KEPT_KINDS:
            self._hear_kept(sentence)
        elif sentence.kind == "hello" and len(sentence.args) >= 3:
            self._hear_hello(sentence)
        elif sentence.kind == "sync" and sentence.args:
            self._hear_sync(sentence, at_us)

    def _hear_hello(self, sentence: Sentence) -> None:
        version, inputs, oldest = sentence.args[:3]
        if not (inputs.isdecimal() and oldest.isdecimal() and len(inputs) < 4 and len(oldest) < 11):
            return
        if not self._has_room():
            return
        boot = self._known(sentence.boot)
        self._events.append(
            BoxAppeared(sentence.source, sentence.boot, version, int(inputs), is_new_boot=sentence.boot != self.boot)
        )
        self.boot = sentence.boot
        if int(oldest) > boot.seq_seen + 1:
            # What the box no longer keeps cannot come: say which, and go on with what can.
            self._events.append(SignalsMissing(sentence.boot, boot.seq_seen + 1, int(oldest) - 1))
            boot.seq_seen = int(oldest) - 1

    def _hear_kept(self, sentence: Sentence) -> None:
        boot = self._known(sentence.boot)
        if sentence.boot != self.boot:
            self.wants_hello = True
        if sentence.seq <= boot.seq_seen:
            return  # resent: its acknowledgement was lost or is on its way
        if sentence.seq > boot.seq_seen + 1 or not self._has_room():
            self.wants_hello = True  # the one before was damaged on its way: the box sends all it keeps again, in order
            return
        boot.seq_seen = sentence.seq
        self._events.append(
            SignalArrived(
                sentence.source, sentence.boot, sentence.seq, sentence.time_us, sentence.kind, tuple(sentence.args)
            )
        )

    def _hear_sync(self, sentence: Sentence, at_us: int) -> None:
        sent_us = self._syncs.pop(sentence.args[0], None)
        if sent_us is None or at_us < sent_us or not self._has_room():
            return  # an answer to nobody, or the host's clock jumped back: no figure is better than a wrong one
        if sentence.boot != self.boot:
            self.wants_hello = True
        boot = self._known(sentence.boot)
        clock = boot.clock = boot.clock or BoxClock()
        heard = clock.hear(sent_us, sentence.time_us, at_us)
        if heard.jumped_us is not None:
            self._events.append(ClockJumped(sentence.boot, heard.jumped_us, heard.unsure_us, heard.agreed))
        if heard.is_better:
            self._events.append(
                Synced(sentence.boot, clock.offset_us, clock.error_us, clock.drift_ppb, clock.drift_error_ppb)
            )

    # -- bounds --------------------------------------------------------------------------------------------------

    def _has_room(self) -> bool:
        return len(self._events) < EVENTS_MAX

    def _await_sync(self, token: str, at_us: int) -> None:
        self._syncs[token] = at_us
        while len(self._syncs) > SYNCS_WAITING_MAX:
            del self._syncs[next(iter(self._syncs))]

    def _known(self, boot: int) -> _Boot:
        """Return what is known of a boot; the one heard of longest ago makes room for a new one."""
        known = self._boots.get(boot)
        if known is None:
            known = self._boots[boot] = _Boot()
            if len(self._boots) > BOOTS_MAX:
                del self._boots[next(iter(self._boots))]
            for gone in islice(reversed(self._boots.values()), CLOCKS_MAX, CLOCKS_MAX + 1):
                gone.clock = None
        elif len(self._boots) > 1 and boot != next(reversed(self._boots)):
            self._boots[boot] = self._boots.pop(boot)
        return known


def gate_of(signal: SignalArrived, gates: Sequence[str]) -> tuple[str, int]:
    """Return the gate of a signal and its input's own count; an input without a gate is called by its number."""
    number = number_of(signal, 0)
    if number is None:
        return "input_unknown", number_of(signal, 1) or 0
    return gates[number] if number < len(gates) else f"input_{number}", number_of(signal, 1) or 0


def number_of(signal: SignalArrived, place: int) -> int | None:
    """Return an argument that is a number; None where it is not, or one that no box counts up to."""
    arg = signal.args[place] if place < len(signal.args) else ""
    return int(arg) if arg.isdecimal() and len(arg) <= COUNT_DIGITS_MAX else None


def _to_box(kind: str, *args: str) -> bytes:
    return encode(Sentence(HOST, 0, 0, 0, kind, args))
