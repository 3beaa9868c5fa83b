"""One table's shell: the judge box's port, the referee's hand and the journal, put together.

Rule 1: a fact is on the disk before anything is shown and before the box is told that it may forget.
Rule 2: nothing here counts points; the state of a run is the fold of its facts.
Rule 3: the station works without a box. One that is unplugged, even in the middle of a run, is welcome back.

One thread owns a station; `pump()` is called whenever there may be something to read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from judge.errors import PortGone, StationError
from judge.fact_shapes import EndReason
from judge.facts import (
    Body,
    Called,
    Fact,
    Noted,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
)
from judge.link import BoxAppeared, BoxLink, Event, SignalArrived, SignalsMissing
from judge.serial_port import Port

__all__ = ["Station"]

BOX = "judge_box"


class Recorder(Protocol):
    """What a station needs of a journal."""

    def append(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Commit a fact; it is on the disk when this returns."""

    def evidence(self, run: str | None, data: bytes, *, at_us: int) -> None:
        """Keep raw bytes of the box."""


@dataclass(slots=True)
class _OpenRun:
    """The run at the table, from its opening to its end. Times are the host's, microseconds."""

    run: str
    started_us: int | None = None
    box_start: tuple[int, int] | None = None
    """(boot, device time in microseconds) of the start lamp: within one boot, times need no offset at all."""
    is_asked: bool = False
    is_dark: bool = False
    """The box said that its lamp is out again."""
    is_over: bool = False
    """Its clock has stopped. The run stays at the table until the next is opened, so that what the box sends late is
    written down as this run's and asked about, not lost."""


@dataclass(slots=True)
class Station:
    """A table with its referee.

    Args:
        journal: where facts go.
        now_us: the host's monotonic clock (the field's, in a headless run).
        gates: the gate's name for each input of the judge box, in order.
        seen: boot -> last sequence number in the journal (`seen_signals`).
        listen: called with each fact after it was committed.
    """

    journal: Recorder
    now_us: Callable[[], int]
    gates: Sequence[str]
    seen: Mapping[int, int] = field(default_factory=dict)
    listen: Callable[[Fact], None] = lambda _fact: None
    port: Port | None = None
    box: BoxAppeared | None = None
    _link: BoxLink = field(init=False)
    _open: _OpenRun | None = None

    def __post_init__(self) -> None:
        self._link = BoxLink(seen=dict(self.seen))

    # -- the judge box -------------------------------------------------------------------------------------------

    def plug(self, port: Port) -> None:
        """Take a box's port: ask who is there, what it still keeps, and what its clock says."""
        self.unplug()
        self.port = port
        self._write(self._link.say_hello())
        self._write(self._link.ask_time(self.now_us()))

    def unplug(self) -> None:
        """Let go of the port."""
        if self.port is not None:
            self.port.close()
        self.port, self.box = None, None

    def pump(self) -> bool:
        """Read what is there, commit it, acknowledge it. True: something came."""
        if self.port is None:
            return False
        try:
            data = self.port.read()
        except PortGone:
            self._lose_box()
            return False
        if not data:
            return False
        at_us = self.now_us()
        self.journal.evidence(self.run, data, at_us=at_us)
        self._link.receive(data, at_us)
        while (event := self._link.next_event()) is not None:
            self._take(event)
        return True

    @property
    def is_box_ready(self) -> bool:
        """True when the box has said who it is and what its clock says: its signals get their right moments now."""
        return self.box is not None and self._link.clock(self.box.boot) is not None

    @property
    def is_waiting(self) -> bool:
        """True while the box owes an answer: who it is, what its clock says, or that its lamp did as it was asked."""
        if self.port is None:
            return False
        open_run = self._open
        if not self.is_box_ready or open_run is None or not open_run.is_asked:
            return not self.is_box_ready
        return not open_run.is_dark if open_run.is_over else open_run.started_us is None

    def remind(self) -> None:
        """Ask again for what the box owes: a sentence can get lost while a board starts or a cable is plugged in.

        The shell calls this a few times a second while the station `is_waiting`; a box that has answered does nothing.
        """
        self._write(self._link.say_hello())
        if not self.is_box_ready:
            self._write(self._link.ask_time(self.now_us()))

    # -- the referee's hand --------------------------------------------------------------------------------------

    @property
    def run(self) -> str | None:
        """The run at this table, from its opening until the next one is opened."""
        return self._open.run if self._open else None

    @property
    def is_running(self) -> bool:
        """True between a run's start and its end."""
        return self._open is not None and self._open.started_us is not None and not self._open.is_over

    def elapsed_ms(self) -> int:
        """Return the time since the run's start, in milliseconds. Raises: StationError."""
        return self._at_ms(self.now_us())

    def open_run(self, run: str, opened: RunOpened, *, by: str) -> Fact:
        """Let a team come to the table. Raises: StationError: another run is open."""
        if self._open is not None and not self._open.is_over:
            raise StationError("run_open", self._open.run)
        fact = self._record(opened, run=run, by=by)
        self._open = _OpenRun(run)
        return fact

    def ask_start(self) -> None:
        """Light the box's start lamp; the run starts when the box says that it did. Raises: StationError."""
        open_run = self._need_open()
        if self.port is None:
            raise StationError("no_box", open_run.run)
        if open_run.started_us is not None:
            raise StationError("started", open_run.run)
        open_run.is_asked = True
        self._write(self._link.start_run(open_run.run))

    def start_by_hand(self, *, by: str) -> Fact:
        """Start the clock now, by key. Raises: StationError: no run is open, or it started already."""
        open_run = self._need_open()
        if open_run.started_us is not None:
            raise StationError("started", open_run.run)
        started_us = self.now_us()
        fact = self._record(RunStarted("hand"), run=open_run.run, at_ms=0, by=by)
        open_run.started_us = started_us
        return fact

    def call(self, call: str, args: Mapping[str, int | str] | None = None, *, by: str) -> Fact:
        """Record what the referee called, now. Raises: StationError: the run has not started."""
        at_ms = self.elapsed_ms()
        return self._record(Called(call, dict(args or {})), run=self.run, at_ms=at_ms, by=by)

    def end_run(self, reason: EndReason, *, by: str, at_ms: int | None = None) -> Fact:
        """Stop the clock, at AT_MS or now, and put the lamp out. Raises: StationError."""
        open_run = self._need_open()
        ended_ms = self.elapsed_ms() if at_ms is None else at_ms
        fact = self._record(RunEnded(reason), run=open_run.run, at_ms=ended_ms, by=by)
        self._write(self._link.stop_run())
        open_run.is_over = True
        return fact

    def void_run(self, run: str, reason: str, *, by: str) -> Fact:
        """Declare a run void: it uses no attempt and is run again."""
        if self.run == run:
            self._write(self._link.stop_run())
            self._open = None
        return self._record(RunVoided(reason), run=run, by=by)

    def sign(self, run: str, role: str, person: str) -> Fact:
        """Record that a person agreed to a run's score."""
        return self._record(RunSigned(role, person), run=run, by=person)

    def note(self, topic: str, args: Mapping[str, int | str], *, by: str) -> Fact:
        """Record something worth keeping that decides no score."""
        at_ms = self.elapsed_ms() if self.is_running else None
        return self._record(Noted(topic, dict(args)), run=self.run, at_ms=at_ms, by=by)

    # -- what an event of the link does --------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        match event:
            case SignalArrived():
                self._take_signal(event)
            case BoxAppeared():
                self.box = event
                if event.is_new_boot:
                    self._write(self._link.ask_time(self.now_us()))
                self._relight()
            case SignalsMissing():
                self.note(
                    "signals_missing", {"boot": event.boot, "first": event.first_seq, "last": event.last_seq}, by=BOX
                )
            case _:
                pass  # text and sync need no fact: the text is in the evidence, the clock in the link

    def _take_signal(self, signal: SignalArrived) -> None:
        stamp = {"boot": signal.boot, "seq": signal.seq}
        if signal.kind == "signal":
            gate, count = self._gate(signal)
            body = Signalled(gate, {**stamp, "n": count}, signal.device_us)
            self._record(body, run=self.run, at_ms=self._signal_ms(signal), by=BOX)
        elif signal.kind == "lost":
            lost = {**stamp, "count": int(signal.args[0]) if signal.args and signal.args[0].isdigit() else 0}
            self._record(Noted("signals_lost", lost), run=self.run, at_ms=self._signal_ms(signal), by=BOX)
        else:
            lamp = {**stamp, "device_us": signal.device_us, "on": int(signal.kind == "start")}
            self._record(Noted("lamp", lamp), run=self.run, at_ms=self._signal_ms(signal), by=BOX)
            if signal.kind == "start":
                self._take_start(signal)
            elif self._open is not None and self._open.is_over:
                self._open.is_dark = True
        self._write(self._link.acknowledge(signal))

    def _take_start(self, signal: SignalArrived) -> None:
        open_run = self._open
        if open_run is None or not open_run.is_asked or open_run.is_over or open_run.started_us is not None:
            return  # a lamp lit again after the box was plugged back in, or a start nobody waits for: noted, no more
        self._record(RunStarted("box"), run=open_run.run, at_ms=0, by=BOX)
        open_run.box_start = (signal.boot, signal.device_us)
        open_run.started_us = self._host_us(signal)

    def _gate(self, signal: SignalArrived) -> tuple[str, int]:
        digits = [arg for arg in signal.args[:2] if arg.isdigit()]
        number = int(digits[0]) if digits else -1
        gate = self.gates[number] if 0 <= number < len(self.gates) else f"input_{max(number, 0)}"
        return gate, int(digits[1]) if len(digits) > 1 else 0

    # -- times ---------------------------------------------------------------------------------------------------

    def _signal_ms(self, signal: SignalArrived) -> int | None:
        """Milliseconds from the run's start by the device's clock; None outside a started run."""
        open_run = self._open
        if open_run is None or open_run.started_us is None:
            return None
        if open_run.box_start is not None and open_run.box_start[0] == signal.boot:
            return (signal.device_us - open_run.box_start[1]) // 1000
        return (self._host_us(signal) - open_run.started_us) // 1000

    def _host_us(self, signal: SignalArrived) -> int:
        clock = self._link.clock(signal.boot)
        return clock.host_us(signal.device_us) if clock else self.now_us()

    def _at_ms(self, host_us: int) -> int:
        open_run = self._need_open()
        if open_run.started_us is None:
            raise StationError("not_started", open_run.run)
        return max(0, host_us - open_run.started_us) // 1000

    # -- small hands ---------------------------------------------------------------------------------------------

    def _need_open(self) -> _OpenRun:
        if self._open is None or self._open.is_over:
            raise StationError("no_run", None)
        return self._open

    def _record(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        fact = self.journal.append(body, by=by, run=run, at_ms=at_ms)
        self.listen(fact)
        return fact

    def _relight(self) -> None:
        """Ask a box that came back for its lamp again: what was asked of it may have gone with its cable or its boot.

        A box that has done so already does nothing.
        """
        open_run = self._open
        if open_run is None or not open_run.is_asked:
            return
        if not open_run.is_over:
            self._write(self._link.start_run(open_run.run))
        elif not open_run.is_dark:
            self._write(self._link.stop_run())

    def _write(self, data: bytes) -> None:
        if self.port is None:
            return
        try:
            self.port.write(data)
        except PortGone:
            self._lose_box()

    def _lose_box(self) -> None:
        self.unplug()
        self.note("box_lost", {}, by=BOX)
