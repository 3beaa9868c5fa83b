"""Runs judged over a bad cable: the box's own ring and talk, the real station and link, and faults between them.

    python -m tests.judge.link_torture --runs 1000000 --seed 1      prints what was lost, invented, twice; 0 is right

What is simulated: the inputs' interrupts, the box's counter (which wraps), the cable, the referee, the disk. What is
real: `firmware.judge_box` (ring, talk, clock, queue), `firmware.wire`, `judge.link`, `judge.station`, `judge.table`.

The faults, at once and all the time: 0.3 % of the bytes are changed, in both directions; pieces are dropped, doubled,
split and merged; noise lies between sentences; the cable is pulled and put back; the judge's process dies before or
after a commit; the box loses its power; the host's clock jumps.

A box that loses its power forgets what it had not told. In the virtual field such an edge is given to the next box
(docs/decisions/005), so it is here; and every run in which that happened must carry an open question, because in a
hall nobody gives it again.

Every score must be the fault-free one, with one way round: where the host's clock jumped in a run, and no exchange with
the same boot of the box came between that and the box's death or the run's end, nothing is left that could tell by how
much (docs/decisions/047). Such a run must be asked about; the referee answers with what was seen, and then its score
must be the fault-free one too. How many were asked is printed, and each question that was missing is an error.
"""

import argparse
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields

from firmware.judge_box.clock import DeviceClock  # type: ignore[attr-defined]
from firmware.judge_box.edges import EdgeQueue  # type: ignore[attr-defined]
from firmware.judge_box.talk import Panel, Talk  # type: ignore[attr-defined]
from judge.errors import PortGone
from judge.facts import RunOpened, Signalled
from judge.station import Station
from tests.judge.bad_cable import Disk, JudgeDiedError, Lane, Tally
from tests.judge.link_books import GATES, MISSION, Edge, Truth, compare

OPENED = RunOpened("t1", 1, True, "open_runs", None, 1)
TICKS_PERIOD = 1 << 30

CUT_SHARE, JUDGE_SHARE, BOX_SHARE, JUMP_SHARE = 0.08, 0.04, 0.04, 0.02  # a run
BLOCK_RUNS = 2000  # held at one table, one after the other, from a seed of their own
STEP_US = 25_000
SIGN_US = 6_000_000  # a score counts when it is signed
SETTLE_STEPS_MAX = 4000  # 100 s: a cable that works brings everything through long before


@dataclass(slots=True)
class Port:
    """The judge's end of the cable."""

    hall: "Hall"
    is_out: bool = False

    def read(self) -> bytes:
        """Read what is there."""
        if self.is_out:
            raise PortGone("torture")
        return self.hall.to_judge.take()

    def write(self, data: bytes) -> None:
        """Send."""
        if self.is_out:
            raise PortGone("torture")
        self.hall.to_box.put(data)

    def close(self) -> None:
        """Let go."""


class Hall:
    """One table for ever: a box, a judge, a cable, and the truth."""

    def __init__(self, seed: str) -> None:
        self.dice, self.tally = random.Random(seed), Tally()
        self.now_us, self.jump_us = 10_000_000, 0
        self.to_judge, self.to_box = Lane(self.dice, self.tally), Lane(self.dice, self.tally)
        self.disk = Disk()
        self.waiting: deque[Edge] = deque()  # crossed, and not yet committed by the judge
        self.past: dict[tuple[int, int, int], Edge] = {}  # by (boot, device time, input): of the last runs
        self.run = ""
        self.truth = Truth()
        self.boot = 0
        self.births: dict[int, tuple[int, int]] = {}
        self._remind_us = 0
        self._start_box()
        self._start_judge()

    # -- the two sides -------------------------------------------------------------------------------------------

    def _start_box(self) -> None:
        self.boot += 1
        self._born_us = self.now_us
        self._ppm = self.dice.randint(-60, 60)
        self.births[self.boot] = (self._born_us, self._ppm)
        self.queue = EdgeQueue(64)
        self.box_clock = DeviceClock(self._ticks, _ticks_diff)
        self.box = Talk(len(GATES), self.boot, self.box_clock, self.to_judge.put, self.queue, Panel())
        self.box.say_hello()

    def _start_judge(self) -> None:
        self.station = Station(self.disk, self.host_us, GATES, self.disk.seen)
        self.port = Port(self)
        self.station.plug(self.port)

    def host_us(self) -> int:
        """The judge's clock."""
        return self.now_us + self.jump_us

    def device_us(self) -> int:
        """The box's clock, as its crystal has it."""
        since_us = self.now_us - self._born_us
        return since_us + since_us * self._ppm // 1_000_000

    def _ticks(self) -> int:
        return self.device_us() % TICKS_PERIOD

    # -- what happens --------------------------------------------------------------------------------------------

    def cross(self, number: int) -> None:
        """A gate is crossed, now."""
        edge = Edge(number)
        self.tally.signals += 1
        self.waiting.append(edge)
        self._give(edge)

    def _give(self, edge: Edge) -> None:
        edge.at_us, edge.boot, edge.device_us = self.now_us, self.boot, self.device_us()
        self.past[edge.boot, edge.device_us, edge.number] = edge
        self.queue.put(edge.number, self._ticks())

    def step(self, us: int = STEP_US) -> None:
        """Let time pass; both sides look often while something is under way or to be found out, and once at the end."""
        while us > STEP_US and (self.truth.is_clock_jumped or self._is_busy()):
            us -= STEP_US
            self._look(STEP_US)
        self._look(us)

    def _is_busy(self) -> bool:
        return self.to_judge.is_busy or self.to_box.is_busy or not self.station.is_box_ready

    def _look(self, us: int) -> None:
        self.now_us += us
        self.box.work()
        data = self.to_box.take()
        if data:
            self.box.hear(data)
        try:
            if self.port.is_out and self.dice.random() < 0.2:
                self.port.is_out = False
                self.station.plug(self.port)
            self.station.pump()
            if self.now_us >= self._remind_us:
                self._remind_us = self.now_us + 300_000
                if self.station.is_waiting:
                    self.station.remind()
        except JudgeDiedError:
            self._judge_died()

    def cut(self) -> None:
        """The cable is pulled; it is put back some steps later."""
        self.tally.cuts += 1
        self.port.is_out = True
        self.to_judge.clear()
        self.to_box.clear()

    def kill_judge(self) -> None:
        """The judge dies at one of its next commits, before it or right after it."""
        self.tally.judge_deaths += 1
        self.disk.dies_in, self.disk.dies_before = self.dice.randint(1, 3), self.dice.random() < 0.5

    def _judge_died(self) -> None:
        run, self.run = self.run, ""
        self.to_judge.clear()  # what the dead process had read, and what nobody reads meanwhile
        self.disk.dies_in = 0
        self._start_judge()
        if run:
            self.tally.voided += 1
            self.station.void_run(run, "judge_restarted", by="referee")

    def kill_box(self) -> None:
        """The box loses its power and comes back; the field gives it again what the judge does not have."""
        self.tally.box_deaths += 1
        self.truth.is_box_dead |= self.station.is_running
        self.to_judge.clear()
        self.to_box.clear()
        self._forget_committed()
        self._start_box()
        for edge in self.waiting:
            self.now_us += 1000  # two edges of one input have two moments
            self.tally.given_again += 1
            del self.past[edge.boot, edge.device_us, edge.number]
            self._give(edge)

    def jump(self) -> None:
        """The host's clock is set, or its computer slept."""
        self.tally.jumps += 1
        self.jump_us += self.dice.choice((-3_600_000_000, -70_000, 70_000, 3_600_000_000))
        self.truth.is_clock_jumped = True

    def _forget_committed(self) -> None:
        """Drop what the judge has: the queue's edges too, which the box has not looked at yet."""
        committed = {
            (fact.body.args["boot"], fact.body.device_us)
            for fact in self.disk.facts
            if isinstance(fact.body, Signalled)
        }
        self.waiting = deque(edge for edge in self.waiting if (edge.boot, edge.device_us) not in committed)

    # -- a run ---------------------------------------------------------------------------------------------------

    def hold_run(self, name: str) -> None:
        """One run from opening to its end, with what happens to it, and then the books."""
        self.run = name
        self.truth = Truth(is_clock_jumped=self.truth.is_clock_jumped and not self.truth.is_jump_noticed)
        try:
            self.station.open_run(name, OPENED, by="referee")
            self.station.ask_start() if self.station.port is not None else None
        except JudgeDiedError:
            self._judge_died()
        if self.run and self._wait_for_start():
            self._drive()
        self._settle()
        self._close(name)

    def _wait_for_start(self) -> bool:
        for _ in range(SETTLE_STEPS_MAX):
            if not self.run or self.station.is_running:
                return bool(self.run)
            if self.station.port is not None and not self.station.is_waiting:
                self.station.ask_start()
            self.step()
        raise AssertionError(f"{self.run}: the box never said that its lamp is on")

    def _drive(self) -> None:
        """The robot's way: the mission and some balls; what the dice bring happens in between."""
        dice = self.dice
        numbers = [*MISSION, *([4] * dice.randrange(7))]
        acts = self._acts(len(numbers))
        for index, number in enumerate(numbers):
            for act in acts.get(index, ()):
                act()
            if not self.run:
                return
            self.step(dice.choice((60_000, 95_000, 300_000, 1_500_000)))
            if not self.run:
                return
            self.cross(number)
            self.step(dice.randrange(200, 3000))
        self.step(200_000)
        self.truth.ended_us = self.now_us
        try:
            if self.run:
                self.station.end_run("declared", by="referee")
        except JudgeDiedError:
            self._judge_died()

    def _acts(self, count: int) -> dict[int, list[Callable[[], None]]]:
        acts: dict[int, list[Callable[[], None]]] = {}
        for share, act in (
            (CUT_SHARE, self.cut),
            (JUDGE_SHARE, self.kill_judge),
            (BOX_SHARE, self.kill_box),
            (JUMP_SHARE, self.jump),
        ):
            if self.dice.random() < share:
                acts.setdefault(self.dice.randrange(count), []).append(act)
        return acts

    def _settle(self) -> None:
        """Let the cable bring what is under way, and a box that was cut off be plugged in again. Before the referee
        signs, the judge has found out that its clock jumped."""
        sign_us = self.now_us + (SIGN_US if self.truth.is_clock_jumped else 0)  # any other run is the same, only slower
        for _ in range(SETTLE_STEPS_MAX):
            if self.waiting:
                self._forget_committed()
            is_there = not self.waiting and not self.station.is_waiting and not self.port.is_out
            if is_there and self.now_us >= sign_us:
                return
            self.step()

    # -- the books -----------------------------------------------------------------------------------------------

    def _close(self, name: str) -> None:
        """Compare what was written with what happened, and forget both."""
        tally, facts = self.tally, self.disk.facts
        tally.runs += 1
        tally.lost += len(self.waiting)
        self.waiting.clear()
        found = []
        written = [fact for fact in facts if isinstance(fact.body, Signalled)]
        for fact in written:
            assert isinstance(fact.body, Signalled)
            where = (int(fact.body.args["boot"]), fact.body.device_us, GATES.index(fact.body.gate))
            edge = self.past.pop(where, None)
            if edge is None:
                tally.invented += 1
            else:
                found.append((edge, fact))
        seqs = [(fact.body.args["boot"], fact.body.args["seq"]) for fact in written if isinstance(fact.body, Signalled)]
        tally.twice += len(seqs) - len(set(seqs))
        self.truth.births = dict(self.births)
        if self.run == name:
            compare(name, self.truth, found, self.disk, tally)
        self.past.clear()
        self.births = {self.boot: self.births[self.boot]}
        facts.clear()
        self.run = ""


def _ticks_diff(end: int, start: int) -> int:
    return (end - start + TICKS_PERIOD // 2) % TICKS_PERIOD - TICKS_PERIOD // 2


def hold_runs(count: int, seed: str) -> Tally:
    """Hold runs at one table, one after the other."""
    hall = Hall(seed)
    for number in range(count):
        hall.hold_run(f"r{number}")
    return hall.tally


def campaign(runs: int, seed: int, workers: int) -> Iterator[tuple[str, Tally]]:
    """Hold runs at many tables side by side, a block of runs at each; yield each block's seed and what it came to."""
    blocks = [(f"{seed}/{start}", min(BLOCK_RUNS, runs - start)) for start in range(0, runs, BLOCK_RUNS)]
    with ProcessPoolExecutor(workers) as pool:
        yield from zip((block for block, _ in blocks), pool.map(_hold_block, blocks), strict=True)


def again(block: str, runs: int) -> str:
    """Return the command that holds one block again."""
    return f"again: python -m tests.judge.link_torture --block {block} --runs {runs}"


def _hold_block(block: tuple[str, int]) -> Tally:
    seed, runs = block
    return hold_runs(runs, seed)


def main() -> int:
    """Print what came of it; 1 when anything was lost, invented, doubled, moved or scored otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--block", help="hold this one alone, as a failure names it, with its --runs")
    args = parser.parse_args()
    total, began_s = Tally(), time.monotonic()
    if args.block:
        total += hold_runs(args.runs, args.block)
    else:
        for block, tally in campaign(args.runs, args.seed, args.workers):
            total += tally
            if not tally.is_right:
                print(again(block, tally.runs), flush=True)
    took_s = time.monotonic() - began_s
    for item in fields(total):
        print(f"{item.name:>14} {getattr(total, item.name):>12,}")
    print(f"{took_s:.0f} s, {total.runs / took_s:,.0f} runs/s, {total.signals / took_s:,.0f} signals/s")
    return 0 if total.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
