"""A station as a process: a journal, the thread that keeps it in step with its hall, and orders on its own stdin.

python -m tests.tui.hall_net.hall_station HOME STATION

It prints a line of JSON for each order, and reads: `{"do": "append", "facts": [...]}` (each acknowledged after its
commit), `{"do": "cut"}` and `{"do": "join"}` (the cable), `{"do": "head"}`. Between orders it takes what came in, as a
screen does. The facts of a whole tournament were written before; this process is what carries them.
"""

import json
import select
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from judge.facts import FactRow, head, read_fact
from judge.journal import Journal
from tui.hall_net.membership import Membership, read_membership
from tui.hall_net.station import HallThread
from tui.now import wall

LOOK_S = 0.02


class Station:
    """One laptop. Args: home: with the membership that `join` wrote."""

    def __init__(self, home: Path, station: str) -> None:
        self.journal = Journal.open(home / "tournament.db", station, clock=wall)
        member = read_membership(home)
        assert member is not None
        self.member: Membership = member
        self.cable = ExitStack()
        self.hall: HallThread | None = None
        self.seen: dict[str, float] = {}
        """When each fact of somebody else's was here, by the clock that all processes of a computer share."""
        self.join()

    def join(self) -> None:
        """Plug the cable in."""
        self.hall = self.cable.enter_context(HallThread(self.member, self.journal.path, "campaign"))
        self.journal.listen(self.hall.committed)

    def cut(self) -> None:
        """Pull it: nothing is told, nothing comes."""
        self.journal.listen(lambda: None)
        self.cable.close()
        self.hall = None

    def append(self, rows: list[list[Any]]) -> dict[str, object]:
        """Record facts of this station; how long a referee waited for each, and when it was committed."""
        done = []
        for columns in rows:
            fact = read_fact(FactRow(*columns))
            begun_s = time.monotonic()
            wrote = self.journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
            done.append((wrote.source, begun_s, time.monotonic()))
        return {"done": done}

    def take(self) -> None:
        """As a screen does between two keys."""
        if self.hall is None:
            return
        before = len(self.journal.facts())
        if self.hall.take_into(self.journal):
            now_s = time.monotonic()
            for fact in self.journal.facts()[before:]:
                self.seen.setdefault(fact.source, now_s)

    def answer(self, order: dict[str, Any]) -> dict[str, object]:
        """Do what was asked."""
        match order["do"]:
            case "append":
                return self.append(order["facts"])
            case "cut":
                self.cut()
            case "join":
                self.join()
            case "seen":
                seen, self.seen = self.seen, {}
                return {"seen": seen}
        facts = self.journal.facts()
        state = self.hall.state if self.hall is not None else None
        return {
            "facts": len(facts), "head": head(facts), "waiting": state.waiting if state is not None else None,
            "phase": state.phase if state is not None else "cut",
        }  # fmt: skip


def main(home: str, station: str) -> None:
    """Obey until stdin ends."""
    laptop = Station(Path(home), station)
    print(json.dumps({"up": station}), flush=True)
    while True:
        ready, _write, _error = select.select([sys.stdin.fileno()], [], [], LOOK_S)
        laptop.take()
        if not ready:
            continue
        line = sys.stdin.buffer.raw.readline()  # type: ignore[attr-defined]
        if not line:
            return
        print(json.dumps(laptop.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
