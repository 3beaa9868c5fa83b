"""From a byte at the port to a fact committed and a state folded, against a bare pyserial read and a SQLite commit.

32 tables in one process, 50 signals a second in all, on ptys. A feeder of its own process stamps each sentence when it
writes it; what is compared is the 99th percentile of the time from there to the end. Ours reads, decodes, checks,
seals, commits with the raw bytes, acknowledges and folds the run; the floor reads and commits a row of the same size.
Both take turns with the same feeder, so that a slow disk slows both.
"""

import os
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
import tty
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import Protocol

import serial

from benchmarks.row import Row
from judge.challenges import load
from judge.facts import Fact, RunOpened, Signalled
from judge.journal import Journal
from judge.serial_port import SerialPort
from judge.station import Station
from judge.table import fold_run

AIM = 0.33  # at most three times the floor's time
TABLES, SIGNALS_A_SECOND, SECONDS_A_ROUND, ROUNDS = 32, 50, 6, 2
ANSWER_S_MAX = 20.0
ROW_BYTES = 500  # a fact's row with its hashes, and its bytes
WALL = "2026-03-01T09:00:00+09:00"
GATES = ("home_out", "tower_in", "tower_out", "home_in", "ball")
FEEDER = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from firmware.wire import Sentence, encode
boot, rate, seconds, fds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), list(map(int, sys.argv[5:]))
def say(fd, seq, kind, *args):
    os.write(fd, encode(Sentence("box", boot, seq, time.monotonic_ns() // 1000, kind, args)))

for fd in fds:
    say(fd, 1, "start", "r1")
begin_s = time.monotonic() + 0.5
for number in range(int(rate * seconds)):
    time.sleep(max(0.0, begin_s + number / rate - time.monotonic()))
    seq = number // len(fds) + 2
    say(fds[number % len(fds)], seq, "signal", str(number % 5), str(seq))
"""


def measure(tables: int = TABLES, seconds_a_round: float = SECONDS_A_ROUND, rounds: int = ROUNDS) -> Row:
    """Feed ours and the floor, turn by turn."""
    ours_s: list[float] = []
    floor_s: list[float] = []
    for boot in range(1, rounds + 1):
        ours_s += _latencies_s(_Judged, tables, seconds_a_round, boot)
        floor_s += _latencies_s(_Bare, tables, seconds_a_round, boot)
    return Row(
        name="port_to_fold",
        peer="pyserial read, SQLite insert and commit, WAL, synchronous=FULL",
        ours=1 / quantiles(ours_s, n=100)[98],
        theirs=1 / quantiles(floor_s, n=100)[98],
        unit="1/(99th percentile, s)",
        aim=AIM,
    )


class _Table(Protocol):
    """What reads one port; `take` returns when each signal that came now was stamped."""

    def fileno(self) -> int: ...

    def take(self) -> list[int]: ...


def _latencies_s(make: Callable[[str, Path, ExitStack], _Table], tables: int, seconds: float, boot: int) -> list[float]:
    """Feed a hall of tables; return how long each signal took, in seconds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kagarobo-bench-")))
        ptys = [os.openpty() for _ in range(tables)]
        for far, near in ptys:
            tty.setraw(near)
            stack.callback(os.close, far)
            stack.callback(os.close, near)
        hall = {
            table.fileno(): table
            for table in (make(os.ttyname(near), folder / f"{near}.db", stack) for _, near in ptys)
        }
        poller = select.poll()
        for descriptor in hall:
            poller.register(descriptor, select.POLLIN)
        fars = [far for far, _ in ptys]
        words = [str(boot), str(SIGNALS_A_SECOND), str(seconds), *map(str, fars)]
        root = Path(__file__).parents[1]
        feeder = subprocess.Popen([sys.executable, "-c", FEEDER, str(root), *words], pass_fds=fars)
        stack.callback(feeder.wait)
        return _serve(hall, poller, int(SIGNALS_A_SECOND * seconds))


def _serve(hall: Mapping[int, _Table], poller: select.poll, signals: int) -> list[float]:
    taken_s: list[float] = []
    last_ns = time.monotonic_ns()
    while len(taken_s) < signals:
        for descriptor, _event in poller.poll(1000):
            stamps = hall[descriptor].take()
            last_ns = time.monotonic_ns()
            taken_s += [last_ns / 1e9 - stamp_us / 1e6 for stamp_us in stamps]
        if time.monotonic_ns() - last_ns > ANSWER_S_MAX * 1e9:
            raise TimeoutError(f"{len(taken_s)} of {signals} signals came")
    return taken_s


class _Judged:
    """A station with its journal; each fact is followed by the fold of its run."""

    def __init__(self, path: str, file: Path, stack: ExitStack) -> None:
        self._journal = stack.enter_context(Journal.open(file, "table-1", clock=lambda: WALL))
        self._rules, self._facts, self._stamps = load("line_following"), list[Fact](), list[int]()
        self._station = Station(self._journal, lambda: time.monotonic_ns() // 1000, GATES, listen=self._fold)
        self._port = SerialPort(path)
        self._station.plug(self._port)
        self._station.open_run("r1", RunOpened("t1", 1, True, "open_runs", None, 1), by="referee")
        self._station.ask_start()

    def fileno(self) -> int:
        return self._port.fileno()

    def take(self) -> list[int]:
        self._station.pump()
        stamps, self._stamps = self._stamps, []
        return stamps

    def _fold(self, fact: Fact) -> None:
        self._facts.append(fact)
        fold_run(self._rules, "ES", self._facts)
        if isinstance(fact.body, Signalled):
            self._stamps.append(fact.body.device_us)


class _Bare:
    """What no program can do without: read the bytes, and have a row of them on the disk."""

    def __init__(self, path: str, file: Path, stack: ExitStack) -> None:
        self._serial = stack.enter_context(serial.Serial(path, 115200, timeout=0))
        self._connection = sqlite3.connect(file, isolation_level=None)
        stack.callback(self._connection.close)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE rows(seq INTEGER PRIMARY KEY, line BLOB, rest BLOB)")
        self._unfinished = b""

    def fileno(self) -> int:
        return int(self._serial.fileno())

    def take(self) -> list[int]:
        *lines, self._unfinished = (self._unfinished + self._serial.read(self._serial.in_waiting)).split(b"\n")
        for line in lines:
            self._connection.execute("INSERT INTO rows(line, rest) VALUES (?, ?)", (line, bytes(ROW_BYTES)))
        return [int(line.split(b",")[3]) for line in lines if b",signal," in line]
