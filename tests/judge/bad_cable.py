"""What lies between a judge box and a judge's disk in a campaign: a bad cable, a disk, the books.

Used by `tests.judge.link_torture`.
"""

import random
from collections import deque
from dataclasses import dataclass, field, fields

from judge.facts import Body, Fact, Noted, Signalled

WALL = "2026-03-01T09:00:00+09:00"

BYTE_SHARE = 0.003  # the error rate of reads that a race timing system measured in the field
DROP_SHARE, TWICE_SHARE, NOISE_SHARE, SPLIT_SHARE = 0.004, 0.01, 0.01, 0.3


@dataclass(slots=True)
class Tally:
    """What came of the runs; sums over workers."""

    runs: int = 0
    voided: int = 0
    signals: int = 0
    lost: int = 0
    invented: int = 0
    twice: int = 0
    out_of_place: int = 0
    """Signals whose moment is off by more than the station said it may be, and nobody is asked."""
    misordered: int = 0
    """Signals that were put before one that came before them."""
    other_scores: int = 0
    """Runs that have another score than without a fault, and nobody is asked; or the answer does not put it right."""
    not_asked: int = 0
    """Runs in which the box lost its power and nobody is asked about it."""
    asked_moments: int = 0
    """Signals whose moment nobody could know, in a run that is asked about for it."""
    asked_scores: int = 0
    """Runs that are asked about, and have the fault-free score once the referee has said what was seen."""
    cuts: int = 0
    judge_deaths: int = 0
    box_deaths: int = 0
    jumps: int = 0
    bytes_changed: int = 0
    given_again: int = 0
    folds: int = 0

    @property
    def is_right(self) -> bool:
        """Nothing was lost, invented, doubled or moved, and every score is the fault-free one."""
        wrong = self.lost + self.invented + self.twice + self.out_of_place + self.misordered + self.other_scores
        return wrong + self.not_asked == 0

    def __iadd__(self, other: "Tally") -> "Tally":
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))
        return self


class JudgeDiedError(Exception):
    """The judge's process is killed here."""


@dataclass(slots=True)
class Disk:
    """A journal's memory: what was committed survives the judge."""

    facts: list[Fact] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)
    seq: int = 0
    dies_in: int = 0
    """Commits until the judge dies, before it (odd draws) or right after it; 0: it lives."""
    dies_before: bool = False

    def append(self, body: Body, *, by: str, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Commit a fact."""
        is_last = self.dies_in == 1
        self.dies_in = max(0, self.dies_in - 1)
        if is_last and self.dies_before:
            raise JudgeDiedError
        self.seq += 1
        fact = Fact("t1", self.seq, self.seq, at_ms, WALL, by, 1, body.KIND, run, body=body, prev="", hash="", text="")
        self.facts.append(fact)
        if isinstance(body, Signalled | Noted):
            boot, seq = body.args.get("boot"), body.args.get("seq")
            if isinstance(boot, int) and isinstance(seq, int):
                self.seen[boot] = max(self.seen.get(boot, 0), seq)
        if is_last:
            raise JudgeDiedError
        return fact

    def evidence(self, run: str | None, raw: bytes, at_us: int, *, box: int = 0, is_sent: bool = False) -> None:
        """Nobody replays here."""


class Lane:
    """One direction of the cable, with its faults."""

    def __init__(self, dice: random.Random, tally: Tally) -> None:
        self._dice, self._tally = dice, tally
        self._pieces: deque[bytes] = deque()
        self._to_change = self._gap()

    def put(self, data: bytes) -> None:
        """Send a piece."""
        dice = self._dice
        if len(data) > self._to_change:
            data = self._changed(data)
        else:
            self._to_change -= len(data)
        draw = dice.random()
        if draw < DROP_SHARE:
            return
        if draw < DROP_SHARE + TWICE_SHARE:
            self._pieces.append(data)
        elif draw < DROP_SHARE + TWICE_SHARE + NOISE_SHARE:
            self._pieces.append(dice.randbytes(dice.randrange(1, 40)))
        self._pieces.append(data)

    def take(self) -> bytes:
        """Read what is there, or a part of it, wherever it was cut."""
        if not self._pieces:
            return b""
        data = b"".join(self._pieces)
        self._pieces.clear()
        if self._dice.random() < SPLIT_SHARE:
            cut = self._dice.randrange(len(data) + 1)
            if cut < len(data):
                self._pieces.append(data[cut:])
            data = data[:cut]
        return data

    @property
    def is_busy(self) -> bool:
        """Something is under way."""
        return bool(self._pieces)

    def clear(self) -> None:
        """The cable is out: what was on it is gone."""
        self._pieces.clear()

    def _gap(self) -> int:
        return int(self._dice.expovariate(BYTE_SHARE))

    def _changed(self, data: bytes) -> bytes:
        bad = bytearray(data)
        at = self._to_change
        while at < len(bad):
            bad[at] ^= self._dice.randrange(1, 256)
            self._tally.bytes_changed += 1
            at += 1 + self._gap()
        self._to_change = at - len(bad)
        return bytes(bad)
