"""Talk with one judge box: bytes and moments in, events and bytes out.

Rule 1: no port, no clock, no file. The shell reads the port and says when the bytes came.
Rule 2: a kept signal is handed out once, in the order of its sequence numbers; nothing is made up: a hole is named.
Rule 3: the box keeps a signal until it is acknowledged, and only the shell acknowledges, after the fact is on the disk.

The box's clock is its own. Device time becomes the host's by an offset a boot, learned from a `sync` exchange: the box
stamps its answer between our sending and our receiving, so the offset is known to half of the round trip.

Source: docs/decisions/003-the-wire.md
"""

from collections import deque
from dataclasses import dataclass, field

from firmware.wire import Sentence, Splitter, encode
from judge.errors import LocalProtocolError

__all__ = ["BoxAppeared", "BoxLink", "Clock", "Event", "SignalArrived", "SignalsMissing", "Synced", "TextArrived"]

KEPT_KINDS = frozenset({"signal", "start", "stop", "lost"})
SYNCS_WAITING_MAX = 8  # more than one is already unusual: a box answers in milliseconds
TEXT_BYTES_MAX = 4096  # a box that prints for ever must not fill the memory; the raw bytes are in the evidence anyway
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
    """The offset of a boot's clock became better known."""

    boot: int
    clock: "Clock"


@dataclass(frozen=True, slots=True)
class TextArrived:
    """What the box printed that is no sentence."""

    text: bytes


Event = BoxAppeared | SignalArrived | SignalsMissing | Synced | TextArrived


@dataclass(frozen=True, slots=True)
class Clock:
    """How a boot's device time becomes the host's: host_us = device_us + offset_us, give or take error_us."""

    offset_us: int
    error_us: int

    def host_us(self, device_us: int) -> int:
        """Return the host's time of a device's moment, in microseconds."""
        return device_us + self.offset_us


@dataclass(slots=True)
class _Boot:
    """What is known of one boot of the box."""

    seq_seen: int
    """The last sequence number handed out."""
    seq_safe: int
    """The last one acknowledged."""
    clock: Clock | None = None


@dataclass(slots=True)
class BoxLink:
    """One judge box's side of the talk, across restarts of the box.

    Args: seen: boot -> last sequence number that is already on the disk, from the journal, so that a signal resent
    after a restart of the judge is not taken twice.
    """

    seen: dict[int, int] = field(default_factory=dict)
    boot: int | None = None
    _boots: dict[int, _Boot] = field(default_factory=dict)
    _splitter: Splitter = field(default_factory=Splitter)
    _events: deque[Event] = field(default_factory=deque)
    _syncs: dict[str, int] = field(default_factory=dict)
    _sync_count: int = 0

    def __post_init__(self) -> None:
        for boot, seq in self.seen.items():
            self._boots[boot] = _Boot(seq_seen=seq, seq_safe=seq)

    # -- in ------------------------------------------------------------------------------------------------------

    def receive(self, data: bytes, at_us: int) -> None:
        """Take what the port gave at host time AT_US, whole, in pieces or with noise around it."""
        for _what, piece in self._splitter.feed(data):
            if isinstance(piece, bytes):
                self._events.append(TextArrived(piece[:TEXT_BYTES_MAX]))
            elif piece.source != HOST:
                self._hear(piece, at_us)

    def next_event(self) -> Event | None:
        """Return what happened next, or None when more bytes are needed."""
        return self._events.popleft() if self._events else None

    # -- out -----------------------------------------------------------------------------------------------------

    def say_hello(self) -> bytes:
        """Ask who is there, and for everything that was not acknowledged."""
        return _to_box("hello")

    def ask_time(self, now_us: int) -> bytes:
        """Begin a sync exchange at host time NOW_US."""
        self._sync_count += 1
        token = str(self._sync_count)
        self._syncs[token] = now_us
        while len(self._syncs) > SYNCS_WAITING_MAX:
            del self._syncs[next(iter(self._syncs))]
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

    def clock(self, boot: int) -> Clock | None:
        """Return the clock of BOOT as far as it is known."""
        known = self._boots.get(boot)
        return known.clock if known else None

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
        if not (inputs.isdigit() and oldest.isdigit()):
            return
        boot = self._boots.setdefault(sentence.boot, _Boot(seq_seen=0, seq_safe=0))
        self._events.append(
            BoxAppeared(sentence.source, sentence.boot, version, int(inputs), is_new_boot=sentence.boot != self.boot)
        )
        self.boot = sentence.boot
        if int(oldest) > boot.seq_seen + 1:
            # What the box no longer keeps cannot come: say which, and go on with what can.
            self._events.append(SignalsMissing(sentence.boot, boot.seq_seen + 1, int(oldest) - 1))
            boot.seq_seen = int(oldest) - 1

    def _hear_kept(self, sentence: Sentence) -> None:
        boot = self._boots.setdefault(sentence.boot, _Boot(seq_seen=0, seq_safe=0))
        if sentence.seq <= boot.seq_seen:
            return  # resent: its acknowledgement was lost or is on its way
        if sentence.seq > boot.seq_seen + 1:
            return  # a hole: the one before was damaged on its way, and the box sends all it keeps again, in order
        boot.seq_seen = sentence.seq
        self._events.append(
            SignalArrived(
                sentence.source, sentence.boot, sentence.seq, sentence.time_us, sentence.kind, tuple(sentence.args)
            )
        )

    def _hear_sync(self, sentence: Sentence, at_us: int) -> None:
        sent_us = self._syncs.pop(sentence.args[0], None)
        if sent_us is None or at_us < sent_us:
            return  # an answer to nobody, or the host's clock jumped: no figure is better than a wrong one
        boot = self._boots.setdefault(sentence.boot, _Boot(seq_seen=0, seq_safe=0))
        error_us = (at_us - sent_us + 1) // 2
        if boot.clock is None or error_us < boot.clock.error_us:
            boot.clock = Clock((sent_us + at_us) // 2 - sentence.time_us, error_us)
            self._events.append(Synced(sentence.boot, boot.clock))


def _to_box(kind: str, *args: str) -> bytes:
    return encode(Sentence(HOST, 0, 0, 0, kind, args))
