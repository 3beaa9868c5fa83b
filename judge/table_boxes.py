"""The judge boxes of one table: what their links tell becomes facts of the run at the table, and of the one before.

Rule 1: a fact is on the disk before a box is told that it may forget.
Rule 2: a signal's moment is its box's own. One that cannot be known is left out of the fact, and so asked about.
Rule 3: a box that is unplugged, even in the middle of a run, is welcome back.

The shell around it, with the referee's hand, is `judge.station`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from judge.box_clock import BoxClock
from judge.box_line import BoxLine
from judge.facts import Body, Corrected, Fact, Noted, RunEnded, RunStarted, Signalled
from judge.link import BoxAppeared, ClockJumped, Event, SignalArrived, SignalsMissing, gate_of, number_of
from judge.open_run import End, OpenRun

__all__ = ["BOX", "Record", "TableBoxes"]

BOX = "judge_box"
CLOCK_WAIT_US = 3_000_000  # how long a signal waits for its box's clock to be known


class Record(Protocol):
    """What the boxes need of a station."""

    def __call__(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Commit a fact; it is on the disk when this returns."""


@dataclass(slots=True)
class TableBoxes:
    """The boxes with the runs that they tell of.

    Args:
        lines: one a box; the first is asked for the start lamp.
        now_us: the host's clock. record: where facts go.
    """

    lines: list[BoxLine]
    now_us: Callable[[], int]
    record: Record
    open: OpenRun | None = None
    """The run at the table, from its opening until the next one is opened."""
    last: OpenRun | None = None
    """The one before it: what a box saw in it may still be under way."""

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
    def is_ready(self) -> bool:
        """True when every box that is plugged in, and at least the first, has said who it is and what its clock says:
        their signals get their right moments now."""
        return self.lines[0].is_ready and all(line.is_ready for line in self.lines if line.port is not None)

    @property
    def is_waiting(self) -> bool:
        """True while a box owes an answer: who it is, what its clock says, or that its lamp did as it was asked."""
        if any(line.port is not None and (line.is_doubted or not line.is_ready) for line in self.lines):
            return True
        if self.lines[0].port is None or self.open is None or not self.open.is_asked:
            return False
        return not self.open.is_dark if self.open.is_over else not self.open.is_started

    def remind(self) -> None:
        """Ask again for what a box owes."""
        for line in self.lines:
            line.say_hello()
            if not line.is_ready:
                line.ask_time()

    def come(self, run: str) -> None:
        """A run comes to the table."""
        self.last, self.open = self.open, OpenRun(run)
        for line in self.lines:
            line.begin_run(None)

    def begin(self) -> None:
        """The run's clock has started: remember by which boots, and how well their clocks were known."""
        assert self.open is not None
        self.open.agreed_at_start = self.agreed()
        for line in self.lines:
            line.begin_run(line.box.boot if line.box else None)

    def agreed(self) -> dict[int, int]:
        """Return `BoxLink.agreed` of all boxes."""
        return {boot: agreed for line in self.lines for boot, agreed in line.link.agreed().items()}

    def lose(self, line: BoxLine) -> None:
        """A box's port is gone."""
        line.unplug()
        self._note_of(line, "box_lost", {"box": line.number})

    def put_lamp_out(self) -> None:
        """Ask the first box to."""
        first = self.lines[0]
        first.write(first.link.stop_run())

    def relight(self) -> None:
        """Ask a box that came back for its lamp again: what was asked of it may have gone with its cable or its boot.

        A box that has done so already does nothing.
        """
        if self.open is None or not self.open.is_asked:
            return
        first = self.lines[0]
        if not self.open.is_over:
            first.write(first.link.start_run(self.open.run))
        elif not self.open.is_dark:
            self.put_lamp_out()

    def note(self, topic: str, args: Mapping[str, int | str], *, by: str = BOX) -> Fact:
        """Record what decides no score, of the run at the table."""
        run = self.open
        at_ms = run.at_ms(self.now_us()) if run is not None and run.is_running else None
        return self.record(Noted(topic, dict(args)), run=run.run if run is not None else None, at_ms=at_ms, by=by)

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
                self.note("signals_missing", missing)
            case ClockJumped():
                self._follow_jump(event)
            case _:
                pass  # text and sync need no fact: the text is in the evidence, the clock in the link

    def _greet(self, line: BoxLine, box: BoxAppeared) -> None:
        was_away, was_boot = line.box is None, line.boot_in_run
        line.box = box
        if self.open is not None and self.open.is_started and not self._has_told_all(line) and was_away:
            topic = "box_added" if was_boot is None else "box_back"
            self.note(topic, {"boot": box.boot, "box": line.number})
        self._notice_boot(line, box.boot)
        if box.is_new_boot:
            line.ask_time()
        if line.number == 0:
            self.relight()

    def _notice_boot(self, line: BoxLine, boot: int) -> None:
        """A box that started anew in a run has forgotten what it had not yet told."""
        if self.open is None or not self.open.is_started or line.boot_in_run == boot:
            return
        was_boot, line.boot_in_run = line.boot_in_run, boot
        if was_boot is not None:
            self.open.begin_anew(line.number)
            self._note_of(line, "box_restarted", {"boot": boot, "box": line.number})

    def _has_told_all(self, line: BoxLine) -> bool:
        """A box tells in order: the one that lights the lamp has told all of a run when it has told that it is out."""
        return self.open is not None and self.open.is_dark and line is self.lines[0]

    def _note_of(self, line: BoxLine, topic: str, args: Mapping[str, int | str]) -> None:
        """Record what happened to a box: of the run at the table, or of none where nothing of that can be missing."""
        if self._has_told_all(line):
            self.record(Noted(topic, dict(args)), by=BOX)
        else:
            self.note(topic, args)

    def _follow_jump(self, jump: ClockJumped) -> None:
        """The host's clock jumped: what was written down of it jumps too. One box finds it out and tells the others."""
        for line in self.lines:
            line.link.follow_jump(jump)
        runs = [run for run in (self.last, self.open) if run is not None]
        doubted = [run for run in runs if run.is_doubted_by(jump)]
        for run in runs:
            run.follow_jump(jump, self._start_clock(run))
        for run in doubted:
            at_ms = run.at_ms(self.now_us()) if run.is_running else None
            self.record(Noted("clock_jumped", {"by_ms": jump.by_us // 1000}), run=run.run, at_ms=at_ms, by=BOX)
        if not doubted:
            self.record(Noted("clock_jumped", {"by_ms": jump.by_us // 1000}), by=BOX)  # no run's: nobody is asked
        for run in runs:
            self._set_end_right(run)

    def _set_end_right(self, run: OpenRun) -> None:
        """The end was stamped by a clock that had jumped: it is taken back, and stands where it was. It stays asked."""
        right_ms, end = run.right_end_ms(), run.end
        if right_ms is None or end is None or not isinstance(end.fact.body, RunEnded):
            return
        taken_back = Corrected(end.fact.station, end.fact.seq, "withdraw", None, "clock_jumped")
        self.record(taken_back, run=run.run, by=BOX)
        fact = self.record(end.fact.body, run=run.run, at_ms=right_ms, by=BOX)
        run.end = End(fact, right_ms, None, right_ms, end.floor_ms, self.agreed())

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
            self.record(body, run=run, at_ms=at_ms, by=BOX)
        elif signal.kind == "lost":
            lost = {**stamp, "count": number_of(signal, 0) or 0}
            self.record(Noted("signals_lost", lost), run=run, at_ms=at_ms, by=BOX)
        else:
            lamp = {**stamp, "device_us": signal.device_us, "on": int(signal.kind == "start")}
            self.record(Noted("lamp", lamp), run=run, at_ms=at_ms, by=BOX)
            if signal.kind == "start":
                self._take_start(line, signal)
            elif self.open is not None and self.open.is_over and signal.args[:1] in ((), ("",), (self.open.run,)):
                self.open.is_dark = True
                self.open.dark_ms = None if at_ms is None else at_ms + unsure_ms
                self._set_end_right(self.open)
        line.acknowledge(signal)

    def _take_start(self, line: BoxLine, signal: SignalArrived) -> None:
        open_run = self.open
        if open_run is None or not open_run.is_asked or open_run.is_over or open_run.started_us is not None:
            return  # a lamp lit again after the box was plugged back in, or a start nobody waits for: noted, no more
        if signal.args[:1] != (open_run.run,):
            return  # the lamp of a run before this one, told late
        self.record(RunStarted("box"), run=open_run.run, at_ms=0, by=BOX)
        open_run.start_by_box(line.link.clock(signal.boot), signal, self.now_us())
        self.begin()

    # -- times ----------------------------------------------------------------------------------------------------

    def _needs_clock(self, line: BoxLine, signal: SignalArrived) -> bool:
        """The signal's moment cannot be told without its box's clock, and that is not known yet."""
        return self.open is not None and self.open.is_started and self._moment(self.open, line, signal) is None

    def _moment(self, run: OpenRun | None, line: BoxLine, signal: SignalArrived) -> tuple[int, int] | None:
        if run is None:
            return None
        box = self.lines[0].box
        is_start_on = box is not None and run.box_start is not None and box.boot == run.box_start[0]
        return run.moment(line.link.clock(signal.boot), signal, self._start_clock(run) if is_start_on else None)

    def _start_clock(self, run: OpenRun) -> BoxClock | None:
        return self.lines[0].link.clock(run.box_start[0]) if run.box_start is not None else None

    def _place(self, line: BoxLine, signal: SignalArrived) -> tuple[str | None, int | None, int]:
        """Return (the run, its milliseconds from the start, how unsure they are).

        A signal that was under way while the next team came to the table is the last run's all the same.
        """
        last, moment = self.last, self._moment(self.open, line, signal)
        if last is not None and last.ended_ms is not None and signal.kind == "signal":
            late = self._moment(last, line, signal)
            is_before = moment is None or moment[0] + moment[1] < 0
            is_after = last.is_dark and line is self.lines[0]  # a box tells in order: this came after the lamp was out
            if is_before and not is_after and late is not None and late[1] <= late[0] <= last.ended_ms - late[1]:
                return last.run, *last.in_order(line.number, *late)
        if moment is None:
            return self.open.run if self.open is not None else None, None, 0
        assert self.open is not None
        return self.open.run, *self.open.in_order(line.number, *moment)
