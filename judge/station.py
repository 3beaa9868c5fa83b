"""One table's shell: its judge boxes' ports, the referee's hand and the journal, put together.

Rule 1: a fact is on the disk before anything is shown and before a box is told that it may forget.
Rule 2: nothing here counts points; the state of a run is the fold of its facts.
Rule 3: the station works without a box. One that is unplugged, even in the middle of a run, is welcome back.
Rule 4: a signal's moment is its box's own. One that cannot be known is left out of the fact, and so asked about.

One thread owns a station; `pump()` is called whenever there may be something to read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from judge.box_line import BoxLine
from judge.errors import StationError
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
from judge.link import BoxAppeared, ClockJumped, Event, SignalArrived, SignalsMissing, gate_of
from judge.open_run import OpenRun
from judge.serial_port import Port

__all__ = ["Station", "seen_signals"]

BOX = "judge_box"
CLOCK_WAIT_US = 3_000_000  # how long a signal waits for its box's clock to be known


class Recorder(Protocol):
    """What a station needs of a journal."""

    def append(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Commit a fact; it is on the disk when this returns."""

    def evidence(self, run: str | None, raw: bytes, at_us: int, *, box: int = 0, is_sent: bool = False) -> None:
        """Keep raw bytes of a box."""


def seen_signals(facts: Sequence[Fact]) -> dict[int, int]:
    """Return boot -> last sequence number that is on the disk."""
    seen: dict[int, int] = {}
    for fact in facts:
        args = fact.body.args if isinstance(fact.body, Signalled | Noted) else {}
        boot, seq = args.get("boot"), args.get("seq")
        if isinstance(boot, int) and isinstance(seq, int):
            seen[boot] = max(seen.get(boot, 0), seq)
    return seen


@dataclass(slots=True)
class Station:
    """A table with its referee.

    Args:
        journal: where facts go.
        now_us: the host's monotonic clock (the field's, in a headless run).
        gates: the gate's name for each input of the judge box, in order.
        seen: boot -> last sequence number in the journal (`seen_signals`).
        listen: called with each fact after it was committed.
        more_gates: the same as `gates` for each further box of this table. All tell one time; the first is asked for
            the start lamp.
    """

    journal: Recorder
    now_us: Callable[[], int]
    gates: Sequence[str]
    seen: Mapping[int, int] = field(default_factory=dict)
    listen: Callable[[Fact], None] = lambda _fact: None
    more_gates: Sequence[Sequence[str]] = ()
    lines: list[BoxLine] = field(init=False)
    _open: OpenRun | None = None
    _last: OpenRun | None = None

    def __post_init__(self) -> None:
        self.lines = [
            BoxLine(number, gates, self.now_us, self._keep, self._lose_box, dict(self.seen))
            for number, gates in enumerate((self.gates, *self.more_gates))
        ]

    # -- the judge boxes -----------------------------------------------------------------------------------------

    @property
    def port(self) -> Port | None:
        """The port of the first box."""
        return self.lines[0].port

    @property
    def box(self) -> BoxAppeared | None:
        """What the first box said it is, since it was plugged in."""
        return self.lines[0].box

    def serve(self, gates: Sequence[str]) -> None:
        """Another challenge is judged from now on: the names of the first box's gates. Only between two runs."""
        self.gates = self.lines[0].gates = gates

    def plug(self, port: Port, box: int = 0) -> None:
        """Take a box's port: ask who is there, what it still keeps, and what its clock says."""
        self.lines[box].plug(port)

    def unplug(self, box: int = 0) -> None:
        """Let go of a port."""
        self.lines[box].unplug()

    def pump(self) -> bool:
        """Read what is there, commit it, acknowledge it. True: something came."""
        is_heard = False
        for line in self.lines:
            for event in line.events():
                is_heard = True
                self._take(line, event)
            self._take_those_that_waited(line)
        return is_heard

    @property
    def is_box_ready(self) -> bool:
        """True when every box that is plugged in, and at least the first, has said who it is and what its clock says:
        their signals get their right moments now."""
        return self.lines[0].is_ready and all(line.is_ready for line in self.lines if line.port is not None)

    @property
    def is_waiting(self) -> bool:
        """True while a box owes an answer: who it is, what its clock says, or that its lamp did as it was asked."""
        if any(line.port is not None and not line.is_ready for line in self.lines):
            return True
        open_run = self._open
        if self.port is None or open_run is None or not open_run.is_asked:
            return False
        return not open_run.is_dark if open_run.is_over else open_run.started_us is None

    def remind(self) -> None:
        """Ask again for what a box owes: a sentence can get lost while a board starts or a cable is plugged in.

        The shell calls this a few times a second while the station `is_waiting`; a box that has answered does nothing.
        """
        for line in self.lines:
            line.say_hello()
            if not line.is_ready:
                line.ask_time()

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
        self._last, self._open = self._open, OpenRun(run)
        for line in self.lines:
            line.begin_run(None)
        return fact

    def ask_start(self) -> None:
        """Light the box's start lamp; the run starts when the box says that it did. Raises: StationError."""
        open_run = self._need_open()
        if self.port is None:
            raise StationError("no_box", open_run.run)
        if open_run.started_us is not None:
            raise StationError("started", open_run.run)
        if open_run.asked_us is None:
            open_run.asked_us = self.now_us()
        first = self.lines[0]
        first.write(first.link.start_run(open_run.run))

    def start_by_hand(self, *, by: str) -> Fact:
        """Start the clock now, by key. Raises: StationError: no run is open, or it started already."""
        open_run = self._need_open()
        if open_run.started_us is not None:
            raise StationError("started", open_run.run)
        started_us = self.now_us()
        fact = self._record(RunStarted("hand"), run=open_run.run, at_ms=0, by=by)
        open_run.started_us = started_us
        self._remember_boots()
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
        self.lines[0].write(self.lines[0].link.stop_run())
        open_run.ended_ms = ended_ms
        return fact

    def go_on(self) -> None:
        """The end was taken back (its fact was withdrawn): the clock goes on as if it had never stopped.

        A box is asked for its lamp again. Raises: StationError: no run is at this table.
        """
        if self._open is None:
            raise StationError("no_run", None)
        self._open.ended_ms, self._open.is_dark = None, False
        self._relight()

    def void_run(self, run: str, reason: str, *, by: str) -> Fact:
        """Declare a run void: it uses no attempt and is run again."""
        if self.run == run:
            self.lines[0].write(self.lines[0].link.stop_run())
            self._open = None
        return self._record(RunVoided(reason), run=run, by=by)

    def sign(self, run: str, role: str, person: str) -> Fact:
        """Record that a person agreed to a run's score."""
        return self._record(RunSigned(role, person), run=run, by=person)

    def note(self, topic: str, args: Mapping[str, int | str], *, by: str) -> Fact:
        """Record something worth keeping that decides no score."""
        at_ms = self.elapsed_ms() if self.is_running else None
        return self._record(Noted(topic, dict(args)), run=self.run, at_ms=at_ms, by=by)

    # -- what an event of a link does ----------------------------------------------------------------------------

    def _take(self, line: BoxLine, event: Event) -> None:
        match event:
            case SignalArrived():
                if line.waiting or self._needs_clock(line, event):
                    line.wait(event)
                else:
                    self._take_signal(line, event)
            case BoxAppeared():
                self._greet(line, event)
            case SignalsMissing():
                missing = {"boot": event.boot, "first": event.first_seq, "last": event.last_seq}
                self.note("signals_missing", missing, by=BOX)
            case ClockJumped():
                self._follow_jump(line, event)
            case _:
                pass  # text and sync need no fact: the text is in the evidence, the clock in the link

    def _greet(self, line: BoxLine, box: BoxAppeared) -> None:
        was_away, was_boot = line.box is None, line.boot_in_run
        line.box = box
        if self._is_started and was_away:
            topic = "box_added" if was_boot is None else "box_back"
            self.note(topic, {"boot": box.boot, "box": line.number}, by=BOX)
        self._notice_boot(line, box.boot)
        if box.is_new_boot:
            line.ask_time()
        if line.number == 0:
            self._relight()

    def _notice_boot(self, line: BoxLine, boot: int) -> None:
        """A box that started anew in a run has forgotten what it had not yet told."""
        if not self._is_started or line.boot_in_run == boot:
            return
        was_boot, line.boot_in_run = line.boot_in_run, boot
        if was_boot is not None:
            self.note("box_restarted", {"boot": boot, "box": line.number}, by=BOX)

    def _follow_jump(self, line: BoxLine, jump: ClockJumped) -> None:
        """The host's clock jumped: what was written down of it jumps too. Every box tells of it; the first counts."""
        if line is not next((one for one in self.lines if one.is_ready), line):
            return
        for run in (self._last, self._open):
            if run is not None:
                run.follow_jump(jump.by_us, jump.unsure_us)
        self.note("clock_jumped", {"by_ms": jump.by_us // 1000}, by=BOX)

    def _take_those_that_waited(self, line: BoxLine) -> None:
        while line.waiting:
            signal = line.waiting[0]
            if self._needs_clock(line, signal) and self.now_us() < line.waiting_since_us + CLOCK_WAIT_US:
                return
            self._take_signal(line, line.waiting.pop(0))

    def _take_signal(self, line: BoxLine, signal: SignalArrived) -> None:
        stamp: dict[str, int | str] = {"boot": signal.boot, "seq": signal.seq}
        self._notice_boot(line, signal.boot)
        run, at_ms, unsure_ms = self._place(line, signal)
        if unsure_ms:
            stamp["unsure_ms"] = unsure_ms
        if signal.kind == "signal":
            gate, count = gate_of(signal, line.gates)
            body = Signalled(gate, {**stamp, "n": count}, signal.device_us)
            self._record(body, run=run, at_ms=at_ms, by=BOX)
        elif signal.kind == "lost":
            lost = {**stamp, "count": int(signal.args[0]) if signal.args and signal.args[0].isdecimal() else 0}
            self._record(Noted("signals_lost", lost), run=run, at_ms=at_ms, by=BOX)
        else:
            lamp = {**stamp, "device_us": signal.device_us, "on": int(signal.kind == "start")}
            self._record(Noted("lamp", lamp), run=run, at_ms=at_ms, by=BOX)
            if signal.kind == "start":
                self._take_start(line, signal)
            elif self._open is not None and self._open.is_over and signal.args[:1] in ((), ("",), (self._open.run,)):
                self._open.is_dark = True
        line.acknowledge(signal)

    def _take_start(self, line: BoxLine, signal: SignalArrived) -> None:
        open_run = self._open
        if open_run is None or not open_run.is_asked or open_run.is_over or open_run.started_us is not None:
            return  # a lamp lit again after the box was plugged back in, or a start nobody waits for: noted, no more
        if signal.args[:1] != (open_run.run,):
            return  # the lamp of a run before this one, told late
        self._record(RunStarted("box"), run=open_run.run, at_ms=0, by=BOX)
        open_run.start_by_box(line, signal, self.now_us())
        self._remember_boots()

    # -- times ---------------------------------------------------------------------------------------------------

    @property
    def _is_started(self) -> bool:
        return self._open is not None and self._open.started_us is not None

    def _needs_clock(self, line: BoxLine, signal: SignalArrived) -> bool:
        """The signal's moment cannot be told without its box's clock, and that is not known yet."""
        return self._is_started and self._moment(self._open, line, signal) is None

    def _moment(self, run: OpenRun | None, line: BoxLine, signal: SignalArrived) -> tuple[int, int] | None:
        return run.moment(line, signal, self.lines[0]) if run is not None else None

    def _place(self, line: BoxLine, signal: SignalArrived) -> tuple[str | None, int | None, int]:
        """Return (the run, its milliseconds from the start, how unsure they are).

        A signal that was under way while the next team came to the table is the last run's all the same.
        """
        last, moment = self._last, self._moment(self._open, line, signal)
        if last is not None and last.ended_ms is not None and signal.kind == "signal":
            late = self._moment(last, line, signal)
            is_before = moment is None or moment[0] + moment[1] < 0
            if is_before and late is not None and late[1] <= late[0] <= last.ended_ms - late[1]:
                return last.run, *late
        if moment is None:
            return self.run, None, 0
        return self.run, line.not_before(signal.boot, moment[0]), moment[1]

    def _at_ms(self, host_us: int) -> int:
        open_run = self._need_open()
        if open_run.started_us is None:
            raise StationError("not_started", open_run.run)
        return max(0, host_us - open_run.started_us) // 1000

    # -- small hands ---------------------------------------------------------------------------------------------

    def _need_open(self) -> OpenRun:
        if self._open is None or self._open.is_over:
            raise StationError("no_run", None)
        return self._open

    def _record(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        fact = self.journal.append(body, by=by, run=run, at_ms=at_ms)
        self.listen(fact)
        return fact

    def _remember_boots(self) -> None:
        for line in self.lines:
            line.begin_run(line.box.boot if line.box else None)

    def _relight(self) -> None:
        """Ask a box that came back for its lamp again: what was asked of it may have gone with its cable or its boot.

        A box that has done so already does nothing.
        """
        open_run, first = self._open, self.lines[0]
        if open_run is None or not open_run.is_asked:
            return
        if not open_run.is_over:
            first.write(first.link.start_run(open_run.run))
        elif not open_run.is_dark:
            first.write(first.link.stop_run())

    def _keep(self, data: bytes, *, at_us: int, box: int, is_sent: bool) -> None:
        self.journal.evidence(self.run, data, at_us, box=box, is_sent=is_sent)

    def _lose_box(self, line: BoxLine) -> None:
        line.unplug()
        self.note("box_lost", {"box": line.number}, by=BOX)
