"""One table's shell: its judge boxes' ports, the referee's hand and the journal, put together.

Rule 1: a fact is on the disk before anything is shown and before a box is told that it may forget.
Rule 2: nothing here counts points; the state of a run is the fold of its facts.
Rule 3: the station works without a box. One that is unplugged, even in the middle of a run, is welcome back.

What the boxes tell becomes facts in `judge.table_boxes`.

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
from judge.link import BoxAppeared
from judge.open_run import End, OpenRun
from judge.serial_port import Port
from judge.table_boxes import TableBoxes

__all__ = ["Station", "seen_signals"]

END_SYNCS = 3  # was the run stopped by a clock that had jumped? That is to be known before anybody signs


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
    _boxes: TableBoxes = field(init=False)

    def __post_init__(self) -> None:
        self.lines = [
            BoxLine(number, gates, self.now_us, self._keep, self._lose_box, dict(self.seen))
            for number, gates in enumerate((self.gates, *self.more_gates))
        ]
        self._boxes = TableBoxes(self.lines, self.now_us, self._record)

    @property
    def _open(self) -> OpenRun | None:
        return self._boxes.open

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
        return self._boxes.pump()

    @property
    def is_box_ready(self) -> bool:
        """True when every box that is plugged in, and at least the first, has said who it is and what its clock says:
        their signals get their right moments now."""
        return self._boxes.is_ready

    @property
    def is_waiting(self) -> bool:
        """True while a box owes an answer: who it is, what its clock says, or that its lamp did as it was asked."""
        return self._boxes.is_waiting

    def remind(self) -> None:
        """Ask again for what a box owes: a sentence can get lost while a board starts or a cable is plugged in.

        The shell calls this a few times a second while the station `is_waiting`; a box that has answered does nothing.
        """
        self._boxes.remind()

    # -- the referee's hand --------------------------------------------------------------------------------------

    @property
    def run(self) -> str | None:
        """The run at this table, from its opening until the next one is opened."""
        return self._open.run if self._open else None

    @property
    def is_running(self) -> bool:
        """True between a run's start and its end."""
        return self._open is not None and self._open.is_running

    def elapsed_ms(self) -> int:
        """Return the time since the run's start, in milliseconds. Raises: StationError."""
        return self._at_ms(self.now_us())

    def open_run(self, run: str, opened: RunOpened, *, by: str) -> Fact:
        """Let a team come to the table. Raises: StationError: another run is open."""
        if self._open is not None and not self._open.is_over:
            raise StationError("run_open", self._open.run)
        fact = self._record(opened, run=run, by=by)
        self._boxes.come(run)
        return fact

    def ask_start(self) -> None:
        """Light the box's start lamp; the run starts when the box says that it did. Raises: StationError."""
        open_run = self._need_open()
        if self.port is None:
            raise StationError("no_box", open_run.run)
        if open_run.is_started:
            raise StationError("started", open_run.run)
        if open_run.asked_us is None:
            open_run.asked_us = self.now_us()
        first = self.lines[0]
        first.write(first.link.start_run(open_run.run))

    def start_by_hand(self, *, by: str) -> Fact:
        """Start the clock now, by key. Raises: StationError: no run is open, or it started already."""
        open_run = self._need_open()
        if open_run.is_started:
            raise StationError("started", open_run.run)
        started_us = self.now_us()
        fact = self._record(RunStarted("hand"), run=open_run.run, at_ms=0, by=by)
        open_run.started_us = started_us
        self._boxes.begin()
        return fact

    def call(self, call: str, args: Mapping[str, int | str] | None = None, *, by: str) -> Fact:
        """Record what the referee called, now. Raises: StationError: the run has not started."""
        at_ms = self.elapsed_ms()
        return self._record(Called(call, dict(args or {})), run=self.run, at_ms=at_ms, by=by)

    def end_run(self, reason: EndReason, *, by: str, at_ms: int | None = None) -> Fact:
        """Stop the clock, at AT_MS or now, and put the lamp out. Raises: StationError."""
        open_run, now_us = self._need_open(), self.now_us()
        ended_ms = self._at_ms(now_us) if at_ms is None else at_ms
        fact = self._record(RunEnded(reason), run=open_run.run, at_ms=ended_ms, by=by)
        self._boxes.put_lamp_out()
        for line in self.lines:
            line.ask_time_anew(END_SYNCS)
        host_us = now_us if at_ms is None else None
        clock_ms = open_run.clock_ms(now_us) if at_ms is None else at_ms
        open_run.end = End(fact, ended_ms, host_us, clock_ms, open_run.floor_ms, self._boxes.agreed())
        return fact

    def go_on(self) -> None:
        """The end was taken back (its fact was withdrawn): the clock goes on as if it had never stopped.

        A box is asked for its lamp again. Raises: StationError: no run is at this table.
        """
        if self._open is None:
            raise StationError("no_run", None)
        self._open.end, self._open.is_dark, self._open.dark_ms = None, False, None
        self._boxes.relight()

    def void_run(self, run: str, reason: str, *, by: str) -> Fact:
        """Declare a run void: it uses no attempt and is run again."""
        if self.run == run:
            self._boxes.put_lamp_out()
            self._boxes.open = None
        return self._record(RunVoided(reason), run=run, by=by)

    def sign(self, run: str, role: str, person: str) -> Fact:
        """Record that a person agreed to a run's score."""
        self.settle(run)
        return self._record(RunSigned(role, person), run=run, by=person)

    def settle(self, run: str) -> None:
        """From now on a run's end is people's own: they agreed to it, or dispute it."""
        for one in (self._boxes.last, self._boxes.open):
            if one is not None and one.run == run:
                one.is_settled = True

    def note(self, topic: str, args: Mapping[str, int | str], *, by: str) -> Fact:
        """Record something worth keeping that decides no score."""
        return self._boxes.note(topic, args, by=by)

    # -- small hands ---------------------------------------------------------------------------------------------

    def _at_ms(self, host_us: int) -> int:
        open_run = self._need_open()
        if not open_run.is_started:
            raise StationError("not_started", open_run.run)
        return open_run.at_ms(host_us)

    def _need_open(self) -> OpenRun:
        if self._open is None or self._open.is_over:
            raise StationError("no_run", None)
        return self._open

    def _record(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        fact = self.journal.append(body, by=by, run=run, at_ms=at_ms)
        self.listen(fact)
        return fact

    def _keep(self, data: bytes, *, at_us: int, box: int, is_sent: bool) -> None:
        self.journal.evidence(self.run, data, at_us, box=box, is_sent=is_sent)

    def _lose_box(self, line: BoxLine) -> None:
        self._boxes.lose(line)
