"""A station as a process: a journal, the thread that keeps it in step with its hall, and orders on its own stdin.

python -m tests.tui.hall_net.hall_station HOME STATION

A line of JSON comes back for each order: `append` (rows of facts; each is acknowledged after its commit), `cut` and
`join` (the cable), `later` (its clock goes on by so many seconds), `seen` (when it had what others wrote), `fold` (it
folds what it takes from now on), anything else: how it stands. Between orders it takes what came in, as a screen does.
"""

import json
import os
import select
import sys
import time
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from judge.facts import FactRow, head, instant_text, read_fact
from judge.journal import Journal
from judge.tournament.hall import fold_hall
from tui.hall_net.membership import Membership, read_membership
from tui.hall_net.station import HallThread

LOOK_S = 0.02


class Station:
    """One laptop. Args: home: with its membership."""

    def __init__(self, home: Path, station: str) -> None:
        self.ahead = timedelta()
        self.news, self.news_in = os.pipe()
        os.set_blocking(self.news_in, False)
        self.folds = False
        self.journal = Journal.open(home / "tournament.db", station, clock=self._wall)
        member = read_membership(home)
        assert member is not None
        self.member: Membership = member
        self.cable = ExitStack()
        self.hall: HallThread | None = None
        self.seen: dict[str, float] = dict.fromkeys((fact.source for fact in self.journal.facts()), 0.0)
        """When what others wrote was here; 0: before this life."""
        self.join()

    def _wall(self) -> str:
        return instant_text(datetime.now().astimezone() + self.ahead)

    def join(self) -> None:
        """Plug the cable in."""
        self.hall = self.cable.enter_context(HallThread(self.member, self.journal.path, "campaign", arrived=self._wake))
        self.journal.listen(self.hall.committed)

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # it is full of news that was not looked at yet
            os.write(self.news_in, b".")

    def cut(self) -> None:
        """Pull it: nothing is told, nothing comes."""
        self.journal.listen(lambda: None)
        self.cable.close()
        self.hall = None

    def append(self, rows: list[list[Any]]) -> list[tuple[str, float, float]]:
        """Record facts of this station; each with when that began and when it was committed."""
        done = []
        for columns in rows:
            fact = read_fact(FactRow(*columns))
            begun_s = time.monotonic()
            wrote = self.journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
            done.append((wrote.source, begun_s, time.monotonic()))
        return done

    def take(self) -> None:
        """As a screen does between two keys."""
        if self.hall is None or not self.hall.take_into(self.journal):
            return
        facts = self.journal.facts()
        if self.folds:
            fold_hall(facts, {})
        now_s = time.monotonic()
        for fact in facts:
            self.seen.setdefault(fact.source, now_s)

    def answer(self, order: dict[str, Any]) -> dict[str, object]:
        """Do what was asked."""
        match order["do"]:
            case "append":
                return {"done": self.append(order["rows"])}
            case "cut":
                self.cut()
            case "join":
                self.join()
            case "later":
                self.ahead += timedelta(seconds=order["s"])
            case "fold":
                self.folds = True
            case "seen":
                return {"seen": {source: at for source, at in self.seen.items() if at}}
        facts = self.journal.facts()
        own = sum(fact.station == self.member.station for fact in facts)
        phase = self.hall.state.phase if self.hall is not None else "cut"
        return {"facts": len(facts), "own": own, "head": head(facts), "phase": phase}


def main(home: str, station: str) -> None:
    """Obey until stdin ends."""
    laptop = Station(Path(home), station)
    print(json.dumps(laptop.answer({"do": "stand"})), flush=True)
    while True:
        ready, _write, _error = select.select([0, laptop.news], [], [], LOOK_S)
        if laptop.news in ready:
            os.read(laptop.news, 65536)
        laptop.take()
        if 0 not in ready:
            continue
        line = sys.stdin.buffer.raw.readline()  # type: ignore[attr-defined]
        if not line:
            return
        print(json.dumps(laptop.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
