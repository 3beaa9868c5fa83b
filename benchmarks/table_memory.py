"""Memory of 32 tables over a simulated day of eight hours, against what they needed after two of them: flat.

A table is a station with its box's link, clock and open run, in a hall that never rests: a run every ten minutes,
sync exchanges, a box that restarts, noise on the line. The record is not counted: a journal holds its facts, and they
are as many as happened. What must not grow is what is held beside it.
"""

import gc
import tracemalloc
from dataclasses import dataclass, field

from benchmarks.row import Row
from firmware.wire import Sentence, Splitter, encode
from judge.challenges import load
from judge.facts import Body, Fact, RunOpened
from judge.station import Station
from judge.table import fold_run

AIM = 0.9  # at most a tenth more after eight hours
TABLES, HOURS = 32, 8
RUNS_AN_HOUR, SIGNALS_A_RUN, RESTARTS_EVERY_RUNS = 6, 8, 10
WALL = "2026-03-01T09:00:00+09:00"
GATES = ("home_out", "tower_in", "tower_out", "home_in", "ball")
OPENED = RunOpened("t1", 1, True, "open_runs", None, 1)


def measure(tables: int = TABLES, hours: int = HOURS) -> Row:
    """Hold the day; look at the memory after two hours, when every box has started anew, and at its end."""
    tracemalloc.start()
    try:
        hall = [_Table(number) for number in range(tables)]
        held_bytes = []
        for hour in range(hours):
            for table in hall:
                for run in range(RUNS_AN_HOUR):
                    table.hold_run(hour * RUNS_AN_HOUR + run)
            # CPython keeps tuples that were freed for the next one to come, up to 2000 of each length; each
            # tuple(a generator) adds one. A full collection, as every long-lived program has now and then, frees them.
            gc.collect()
            held_bytes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return Row(
        name="table_memory",
        peer="the same tables after two hours",
        ours=1e6 / held_bytes[-1],
        theirs=1e6 / held_bytes[1],
        unit="1/MB",
        aim=AIM,
    )


@dataclass(slots=True)
class _OneRun:
    """A recorder that remembers the run at the table and nothing before it."""

    facts: list[Fact] = field(default_factory=list)
    seq: int = 0

    def append(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        if isinstance(body, RunOpened):
            self.facts.clear()
        self.seq += 1
        fact = Fact("t1", self.seq, self.seq, at_ms, WALL, by, 1, body.KIND, run, body=body, prev="", hash="", text="")
        self.facts.append(fact)
        return fact

    def evidence(self, run: str | None, raw: bytes, at_us: int, *, box: int = 0, is_sent: bool = False) -> None:
        """Raw bytes are the record's."""


class _Table:
    """A station and a box that says what the runs need."""

    def __init__(self, number: int) -> None:
        self.now_us, self.boot, self.born_us, self.seq = 1_000_000 * number, 1000 * number, 0, 0
        self.rules = load("line_following")
        self.recorder, self.splitter, self.out = _OneRun(), Splitter(), bytearray()
        self.station = Station(self.recorder, lambda: self.now_us, GATES)
        self.station.plug(self)

    def hold_run(self, number: int) -> None:
        """Hold a run of four minutes, and wait six."""
        if number % RESTARTS_EVERY_RUNS == RESTARTS_EVERY_RUNS - 1:
            self.boot, self.born_us, self.seq = self.boot + 1, self.now_us, 0
            self._say("hello", "0.1.0", "5", "1")
        self.station.open_run(f"r{number}", OPENED, by="referee")
        self.station.ask_start()
        self._pass_s(1)
        for gate in (0, 1, 4, 2, 3, *[4] * (SIGNALS_A_RUN - 5)):
            self._pass_s(25)
            self.out += b"Traceback (most recent call last):\r\n"
            self._keep("signal", str(gate), "1")
        self._pass_s(1)
        self.station.end_run("declared", by="referee")
        self._pass_s(398)
        assert fold_run(self.rules, "ES", self.recorder.facts).score.points >= 400

    def read(self) -> bytes:
        """The port's: what the box said."""
        data = bytes(self.out)
        self.out.clear()
        return data

    def write(self, data: bytes) -> None:
        """The port's: what the judge says."""
        for _what, piece in self.splitter.feed(data):
            if not isinstance(piece, Sentence):
                continue
            if piece.kind == "hello":
                self._say("hello", "0.1.0", "5", str(self.seq + 1))
            elif piece.kind == "sync":
                self._say("sync", *piece.args)
            elif piece.kind in ("start", "stop"):
                self._keep(piece.kind, *piece.args)

    def close(self) -> None:
        """The port's."""

    def _pass_s(self, seconds: int) -> None:
        self.now_us += seconds * 1_000_000
        self.station.pump()
        self.station.pump()

    def _keep(self, kind: str, *args: str) -> None:
        self.seq += 1
        self._say(kind, *args)

    def _say(self, kind: str, *args: str) -> None:
        self.out += encode(Sentence("box", self.boot, self.seq, self.now_us - self.born_us, kind, args))
