"""A station with two judge boxes on their cables, for tests: a crystal of its own each, and a clock that tests turn."""

from dataclasses import dataclass, field
from pathlib import Path

from firmware.wire import Sentence, Splitter, encode
from judge.challenges import load
from judge.facts import Fact, Noted, RunOpened, Signalled
from judge.journal import Journal
from judge.run_state import RunState
from judge.station import Station
from judge.table import fold_run
from judge.testing import FakeClock

NEAR, FAR = ("home_out", "home_in", "ball"), ("tower_in", "tower_out")
RULES = load("line_following")
OPENED = RunOpened("t1", 1, True, "open_runs", None, 1)
RUN = "t1-open-1"
SECOND_MS = 1000


@dataclass
class Box:
    """A judge box on its cable: a crystal of its own, and a delay each way. It answers when it is asked."""

    clock: FakeClock
    boot: int
    born_us: int = 0
    ppm: int = 0
    delay_us: int = 400
    is_deaf: bool = False
    """It does not answer sync: the sentence is lost."""
    is_closed: bool = False
    lit: str = ""
    """The run that its lamp is on for."""
    seq: int = 0
    kept: list[bytes] = field(default_factory=list)
    out: list[tuple[int, bytes]] = field(default_factory=list)
    _splitter: Splitter = field(default_factory=Splitter)

    @property
    def device_us(self) -> int:
        return (self.clock.now_us - self.born_us) * (1_000_000 - self.ppm) // 1_000_000

    def signal(self, *args: str, kind: str = "signal") -> None:
        """Something happens, now."""
        self.seq += 1
        line = self._said(kind, self.seq, args)
        self.kept.append(line)
        self._send(line)

    def write(self, data: bytes) -> None:
        """Hear the host."""
        for _what, piece in self._splitter.feed(data):
            assert isinstance(piece, Sentence)
            if piece.kind == "hello":
                self._send(self._said("hello", self.seq, ("0.1.0", "5", str(self.seq - len(self.kept) + 1))))
                for line in self.kept:
                    self._send(line)
            elif piece.kind == "sync" and not self.is_deaf:
                self.clock.now_us += self.delay_us
                self._send(self._said("sync", self.seq, piece.args))
            elif piece.kind == "start" and self.lit != piece.args[0]:
                self.lit = piece.args[0]
                self.signal(self.lit, kind="start")
            elif piece.kind == "stop" and self.lit:
                self.signal(self.lit, kind="stop")
                self.lit = ""
            elif piece.kind == "ack" and piece.args[0] == str(self.boot):
                gone = len(self.kept) - (self.seq - int(piece.args[1]))
                del self.kept[: max(0, gone)]

    def read(self) -> bytes:
        """Give what has come over the cable by now."""
        data = b"".join(line for at_us, line in self.out if at_us <= self.clock.now_us)
        self.out = [(at_us, line) for at_us, line in self.out if at_us > self.clock.now_us]
        return data

    def close(self) -> None:
        """The station let go."""
        self.is_closed = True
        self.out.clear()

    def _send(self, line: bytes) -> None:
        self.out.append((self.clock.now_us + self.delay_us, line))

    def _said(self, kind: str, seq: int, args: tuple[str, ...]) -> bytes:
        return encode(Sentence("box", self.boot, seq, self.device_us, kind, args))


@dataclass
class Table:
    """A station with two boxes: one at home, one at the tower."""

    path: Path
    clock: FakeClock
    journal: Journal
    station: Station

    def turn(self, ms: int, step_ms: int = 5) -> None:
        """Let time pass; the shell looks every 5 ms."""
        end_us = self.clock.now_us + ms * 1000
        while self.clock.now_us < end_us:
            self.clock.pass_ms(step_ms)
            self.station.pump()

    def jump(self, by_us: int, *boxes: Box) -> None:
        """The host's clock is another now; nothing else is."""
        self.clock.now_us += by_us
        for box in boxes:
            box.born_us += by_us
            box.out = [(at_us + by_us, line) for at_us, line in box.out]

    def start(self) -> None:
        """Open the run and start it by the first box."""
        self.station.open_run(RUN, OPENED, by="referee")
        self.station.ask_start()
        self.turn(50)

    def of_run(self) -> list[Fact]:
        return [fact for fact in self.journal.facts() if fact.run == RUN]

    def times(self) -> list[tuple[str, int | None]]:
        return [(fact.body.gate, fact.at_ms) for fact in self.of_run() if isinstance(fact.body, Signalled)]

    def state(self) -> RunState:
        return fold_run(RULES, "ES", self.of_run())

    def questions(self) -> list[str]:
        return [question.code for question in self.state().questions]

    def topics(self) -> list[str]:
        return [fact.body.topic for fact in self.of_run() if isinstance(fact.body, Noted) and fact.body.topic != "lamp"]
