"""A whole tournament by network: three servers of one log and many tables as processes, and everything dies in turn.

python -m tests.tui.hall_net.day_by_network [--tables 20] [--seed N] [--tls]       plays one and prints what it saw

Tables judge their open runs while servers and stations are killed, cables pulled for two hours of the tables' clocks,
and everything is switched off and on in any order; then come the rounds of the bracket. At the end: every fact that was
acknowledged stands everywhere once, all stations and a laptop made from the log alone have one head, and the second
verifier agrees. Then a log is made from the journals alone, on another laptop, and has that head, too.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.bundle import hall_bundle
from judge.challenges import load, text
from judge.facts import Body, Fact
from judge.hall_kinds import TournamentFounded
from judge.journal import Journal, check, read_facts
from judge.journal.messages import founding_fact
from judge.tournament.decisions import stage_closed, tie_decided
from judge.tournament.hall import HallState, Turn, fold_hall, next_rounds
from judge.tournament.state import NextRun, next_official
from judge.verify import verify
from tests.judge.hall_book import DEFINITIONS, HallBook
from tests.tui.hall_net.hall_laptops import Laptop, ServerLaptop, free_ports, member, until_even
from tui.hall_net.house import open_house
from tui.hall_net.keys import DESK
from tui.kept_definitions import keep_definition
from tui.now import wall

OPEN = {"id": "open", "type": "open_runs", "runs": 2, "counted": 1}
FINAL = {"id": "final", "type": "single_elimination", "size": 4, "third_place": "shared"}
TWO_HOURS_S = 7200
FAULTS = ("server", "server", "station", "station", "cut", "cut", "back", "everything")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXTS = {load(name).hash: text(name) for name in DEFINITIONS}


class Desk(HallBook):
    """The desk's decisions: what it adds is written by its own process and stands in its journal at once."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop, self.runs, self.now_ms = laptop, 0, 0

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> Fact:
        fact = self.laptop.script.add(body, run, at_ms)
        self.laptop.write(1)
        return fact

    def hall(self) -> HallState:
        return fold_hall(read_facts(self.laptop.home / "tournament.db"), DEFINITIONS)


class NetworkDay:
    """One day. Args: stack: ends all processes."""

    def __init__(
        self, folder: Path, stack: ExitStack, seed: int, tables: int, *, nodes: int = 3, tls: bool = False
    ) -> None:
        self.chance, self.folder, self.saw = random.Random(seed), folder, Counter[str]()
        self.again = (
            f"again: python -m tests.tui.hall_net.day_by_network --tables {tables} --seed {seed}{' --tls' * tls}"
        )
        self.dead: list[tuple[float, float]] = []
        """From when until when one of the servers was dead."""
        self.known_s: dict[str, float] = {}
        """When the desk had what tables wrote; only of its present life."""
        home = folder / "desk"
        home.mkdir(parents=True)
        with Journal.open(home / "tournament.db", DESK, clock=wall) as journal:
            keep_definition(journal, "line_following")
            founded = journal.append(
                TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, tables, {}), by="staff"
            )
        assert founding_fact([founded]) is not None
        ports = free_ports(nodes, self.chance)
        servers = [f"127.0.0.1:{port}" for port in ports] if nodes > 1 else []
        house = open_house(home, founded.hash[:16], "127.0.0.1", ports[0], nodes=servers, tls=tls)
        house.write()
        self.house = house
        self.servers = [ServerLaptop(home if number == 1 else folder / f"node-{number}", house, number)
                        for number in range(1, nodes + 1)]  # fmt: skip
        self.desk = Laptop(home, DESK, 0)
        self.desk.script.add(founded.body)
        self.tables = [Laptop(folder / f"table-{number}", f"table-{number}", number) for number in range(1, tables + 1)]
        for laptop in self.laptops:
            member(house, laptop.name, laptop.home)
            stack.callback(laptop.stop)
        for server in self.servers:
            stack.callback(lambda one=server: one.is_up and one.kill())

    @property
    def laptops(self) -> list[Laptop]:
        return [self.desk, *self.tables]

    @property
    def written(self) -> int:
        return sum(len(laptop.script.facts) for laptop in self.laptops)

    def play(self, faults: Sequence[str]) -> str:
        """Play it; return the head that all have. Args: faults: what happens while the open runs are judged."""
        for one in (*self.servers, *self.laptops):
            one.start()
        book = Desk(self.desk)
        teams = book.open("c", (OPEN, FINAL), 2 * len(self.tables))
        until_even(self.laptops, self.written, self.again)
        self.skill = {team: self.chance.randrange(500) for team in teams}
        for place, team in enumerate(teams):
            table = self.tables[place % len(self.tables)]
            for number in (1, 2):
                table.script.run(Turn("c", (team,), number, "open", None, "line"), self.skill[team], table=1)
        self._judge(faults)
        self._all_back()
        until_even(self.laptops, self.written, self.again)
        while wanted := self._decide(book):
            until_even(self.laptops, self.written, self.again)
            for place, one in enumerate(wanted):
                table = self.tables[place % len(self.tables)]
                table.script.run(one, self.skill[one.team], table=1)
                while table.left:
                    table.write(3)
            until_even(self.laptops, self.written, self.again)
        return until_even(self.laptops, self.written, self.again)

    # -- the desk ----------------------------------------------------------------------------------------------------

    def _decide(self, book: Desk) -> Sequence[NextRun]:
        while True:
            state = book.state("c")
            if state.decisions:
                one = state.decisions[0]
                book.add(tie_decided(one.where, state.lots(one), "lots", stage=one.stage, competition=one.competition))
                continue
            if state.running is None:
                return []
            for body in next_rounds(state, state.running.id):
                book.add(body)
            wanted = next_official(book.state("c"))
            if wanted:
                return wanted
            book.add(stage_closed(state.running.id, competition="c"))

    # -- tables, and what happens to them ----------------------------------------------------------------------------

    def _judge(self, faults: Sequence[str]) -> None:
        at = sorted(self.chance.sample(range(1, 1 + sum(table.left for table in self.tables) // 3), len(faults)))
        step = 0
        while busy := [table for table in self.tables if table.left]:
            step += 1
            self.chance.choice(busy).write(self.chance.randrange(1, 6))
            for kind in [kind for when, kind in zip(at, faults, strict=True) if when == step]:
                self._fault(kind)
        for kind in [kind for when, kind in zip(at, faults, strict=True) if when > step]:
            self._fault(kind)

    def _fault(self, kind: str) -> None:
        self.known_s |= self.desk.order({"do": "seen"})["seen"]
        self.saw[kind] += 1
        if kind == "server":
            self._kill_a_server()
        elif kind == "station":
            one = self.chance.choice(self.laptops)
            one.kill()
            one.start()
        elif kind == "cut":
            one = self.chance.choice(self.tables)
            if not one.is_cut:
                one.order({"do": "cut"})
                one.is_cut = True
            one.order({"do": "later", "s": TWO_HOURS_S})
        elif kind == "back":
            self._all_back()
        else:
            self._everything()

    def _kill_a_server(self) -> None:
        """One at a time: with two of three gone nothing can be published until one is back."""
        self._servers_back()
        one = self.chance.choice(self.servers)
        one.kill()
        self.dead.append((time.monotonic(), time.monotonic() + 10**6))

    def _servers_back(self) -> None:
        for server in self.servers:
            if not server.is_up:
                server.start()
                self.dead[-1] = (self.dead[-1][0], time.monotonic())

    def _all_back(self) -> None:
        self._servers_back()
        for table in self.tables:
            if table.is_cut:
                table.order({"do": "join"})
                table.is_cut = False

    def _everything(self) -> None:
        """The gym's fuse: all laptops go off, and come back in any order."""
        for server in self.servers:
            if server.is_up:
                server.kill()
                self.dead.append((time.monotonic(), time.monotonic() + 10**6))
        for laptop in self.laptops:
            laptop.kill()
        for one in self.chance.sample([*self.servers, *self.laptops], len(self.servers) + len(self.laptops)):
            one.start()
        self.dead = [(since, min(until, time.monotonic())) for since, until in self.dead]

    # -- what is promised --------------------------------------------------------------------------------------------

    def is_whole(self, head: str) -> list[Fact]:
        """Nothing acknowledged is lost, nothing is there twice, and the second verifier agrees."""
        facts = read_facts(self.desk.home / "tournament.db")
        texts = {fact.source: fact.text for fact in facts}
        lost = [
            source
            for laptop in self.laptops
            for source, said in laptop.acknowledged.items()
            if texts.get(source) != said
        ]
        assert [] == lost, self.again
        for laptop in self.laptops:
            wanted = [fact.text for fact in laptop.script.facts]
            assert wanted == [fact.text for fact in facts if fact.station == laptop.name], (
                f"{laptop.name}: {self.again}"
            )
            assert [] == check(laptop.home / "tournament.db"), self.again
        hall = fold_hall(facts, DEFINITIONS)
        assert hall.competitions["c"].champion, self.again
        assert [] == verify(hall_bundle(facts, hall, TEXTS, KEY)), self.again
        anew = Laptop(self.folder / "anew", "display-9", 99)
        member(self.house, anew.name, anew.home)
        anew.start()
        try:
            assert head == until_even([anew], len(facts), self.again)
        finally:
            anew.stop()
        return facts

    def log_from_journals(self, head: str, count: int) -> None:
        """All servers' disks are gone: another laptop serves with what the stations hold, and all is there again."""
        for server in self.servers:
            if server.is_up:
                server.kill()
        holder = self.chance.choice(self.tables)
        holder.stop()
        port = free_ports(1, self.chance)[0]
        house = replace(open_house(holder.home, self.house.token, "127.0.0.1", port), secret=self.house.secret)
        house.write()
        fresh = ServerLaptop(holder.home, house, 1)
        anew = Laptop(self.folder / "from-journals", "display-8", 98)
        member(house, anew.name, anew.home)
        fresh.start()
        anew.start()
        try:
            assert head == until_even([anew], count, self.again)
        finally:
            anew.stop()
            fresh.kill()

    def figures(self) -> str:
        """What a referee would have noticed, and how soon the desk knew."""
        waits = [wait for laptop in self.laptops for wait in laptop.waits_s]
        done = ", ".join(f"{count} {kind}" for kind, count in sorted(self.saw.items()))
        lines = [f"faults: {done}", f"a fact is committed at its table: {_longest([one for _at, one in waits])}"]
        in_need = [length for at, length in waits if self._is_one_dead(at)]
        if in_need:
            lines.append(f"with one of the servers dead: {_longest(in_need)}")
        known = [
            (at, late - at) for source, late in self.known_s.items() if (at := self._committed_s(source)) is not None
        ]
        if known:
            lines.append(f"until the desk had it: {_longest([one for _at, one in known])}")
        return "\n".join(lines)

    def _is_one_dead(self, at_s: float) -> bool:
        return any(since <= at_s <= until for since, until in self.dead)

    def _committed_s(self, source: str) -> float | None:
        return next((one.committed_s[source] for one in self.tables if source in one.committed_s), None)


def _longest(waits_s: Sequence[float]) -> str:
    ordered = sorted(waits_s)
    middle, late = ordered[len(ordered) // 2], ordered[(99 * len(ordered) - 1) // 100]
    return (f"p50 {1000 * middle:.0f} ms, p99 {1000 * late:.0f} ms, longest {1000 * ordered[-1]:.0f} ms "
            f"of {len(ordered)}")  # fmt: skip


def main() -> None:
    """Play one day, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--faults", type=int, default=24)
    parser.add_argument("--nodes", type=int, default=3, choices=(1, 3))
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    begun_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kagarobo-hall-") as folder, ExitStack() as stack:
        day = NetworkDay(Path(folder), stack, args.seed, args.tables, nodes=args.nodes, tls=args.tls)
        head = day.play(day.chance.choices(FAULTS, k=args.faults))
        facts = day.is_whole(head)
        day.log_from_journals(head, len(facts))
        whole = f"{len(facts)} facts of {len(day.laptops)} stations, none lost, none twice, all at {head[:16]}"
        print(f"seed {args.seed}: {whole}; {time.monotonic() - begun_s:.0f} s\n{day.figures()}")


if __name__ == "__main__":
    main()
