"""A whole tournament whose tables never hear each other: sticks carry everything, and some of them are bad.

python -m tests.tui.sticks_day SEED TABLES COMPETITIONS [FOLDER]      plays one and prints what was carried
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.bundle import hall_bundle
from judge.challenges import load, text
from judge.errors import JudgeError
from judge.facts import Body, Fact, head, instant_text
from judge.hall_kinds import TablesAssigned, TournamentFounded
from judge.journal import Journal, check, read_facts
from judge.journal.mirror import copy_once
from judge.tournament.decisions import stage_closed, tie_decided
from judge.tournament.hall import HallState, Turn, fold_hall, next_rounds
from judge.tournament.state import NextRun, next_official
from judge.verify import verify
from tests.judge.hall_book import DEFINITIONS, MORNING, HallBook
from tui.forgetting import forget, new_lines
from tui.founding.stick import station_of, write_pack
from tui.journal_merge import ledgers_for, merge_into
from tui.kept_definitions import keep_definition
from tui.table.from_stick import take_over

OPEN = {"id": "open", "type": "open_runs", "runs": 2, "counted": 1}
FINAL = {"id": "final", "type": "single_elimination", "size": 4, "third_place": "shared"}
TEAMS_A_TABLE = 2
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXTS = {load(name).hash: text(name) for name in DEFINITIONS}
REFEREE = "p-aaaaaaaaaa"
BAD_TRIPS = 3  # chances in ten that a stick comes back torn, and as many that an older one comes once more


class Station(HallBook):
    """A station that writes its own journal and has no other: what it knows came by stick."""

    def __init__(self, home: Path, name: str, first_run: int) -> None:
        self.home, self.name, self.path = home, name, home / "tournament.db"
        self.runs, self.now_ms = first_run, 0
        self.acknowledged: list[Fact] = []
        self.home.mkdir(parents=True, exist_ok=True)

    def open_journal(self) -> None:
        """Begin to write."""
        self.journal = Journal.open(self.path, self.name, clock=lambda: instant_text(MORNING))

    def close_journal(self) -> None:
        """Let a stick be taken."""
        self.journal.close()

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> Fact:
        """Append it; from when this returns nobody may lose it."""
        fact = self.journal.append(body, run=run, at_ms=at_ms, by="referee")
        self.acknowledged.append(fact)
        return fact

    def hall(self) -> HallState:
        """The tournament, as far as this station knows it."""
        return fold_hall(self.journal.facts(), DEFINITIONS)


class SticksDay:
    """One tournament. Args: folder: where all laptops and sticks lie."""

    def __init__(self, folder: Path, seed: int, tables: int, competitions: int) -> None:
        self.chance, self.folder, self.trips = random.Random(seed), folder, Counter[str]()
        self.again = f"again: python -m tests.tui.sticks_day {seed} {tables} {competitions}"
        self.desk = Station(folder / "desk", "desk", 0)
        self.tables = {n: Station(folder / f"laptop-{n}", station_of(n), 1000 * n) for n in range(1, tables + 1)}
        self.names = [f"c{number}" for number in range(1, competitions + 1)]
        self.old: list[Path] = []
        self._found(tables)

    def in_use(self) -> list[Path]:
        """The files of all laptops, and of the sticks as they were handed out last."""
        folders = [self.desk.home, *(table.home for table in self.tables.values()), *self.folder.glob("stick-*")]
        return [path for folder in folders for path in folder.rglob("*") if path.is_file()]

    def play(self) -> list[Fact]:
        """Play it to its end, carry everything everywhere, and return what stands at the desk."""
        self._hand_out()
        for number, entered in self.entered.items():
            turns = [Turn(name, (team,), run, "open", None, "line") for name, team in entered for run in (1, 2)]
            self._judge(number, turns[:2])
            if self.chance.random() < 0.5:
                self._trip(number)  # in the middle of the day, whenever somebody has time
            self._judge(number, turns[2:])
        self._forget_referee()
        while wanted := self._after_all_sticks():
            self._hand_out()
            for place, one in enumerate(wanted):
                tables = self._tables_of(one.competition or "")
                number = tables[place % len(tables)]
                self._judge(number, [one])
        self._hand_out()
        return read_facts(self.desk.path)

    # -- the desk ------------------------------------------------------------------------------------------------

    def _found(self, tables: int) -> None:
        self.entered: dict[int, list[tuple[str, str]]] = {number: [] for number in self.tables}
        self.desk.open_journal()
        keep_definition(self.desk.journal, "line_following")
        self.desk.add(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, tables, {}))
        for name in self.names:
            of = self._tables_of(name)
            teams = self.desk.open(name, (OPEN, FINAL), TEAMS_A_TABLE * len(of))
            self.desk.add(TablesAssigned(name, tuple(of)))
            for place, team in enumerate(teams):
                self.entered[of[place % len(of)]].append((name, team))
        self.skill = {team: self.chance.randrange(500) for teams in self.entered.values() for _, team in teams}
        self.desk.close_journal()

    def _tables_of(self, competition: str) -> list[int]:
        place = self.names.index(competition)
        return [number for number in self.tables if number % len(self.names) == place]

    def _after_all_sticks(self) -> list[NextRun]:
        """Every table's stick comes, in any order, until the desk has all; then the desk does what is to be done."""
        for number in self.chance.sample(list(self.tables), len(self.tables)):
            self._trip(number)
        for number in self.chance.sample(list(self.tables), len(self.tables)):
            self._bring(self._stick(number).parent / f"{station_of(number)}.db")
        self.desk.open_journal()
        wanted = [one for name in self.names for one in self._decide(name)]
        self.desk.close_journal()
        return wanted

    def _decide(self, name: str) -> Sequence[NextRun]:
        while True:
            state = self.desk.state(name)
            for one in state.decisions[:1]:
                lots = state.lots(one)
                self.desk.add(tie_decided(one.where, lots, "lots", stage=one.stage, competition=one.competition))
            if state.decisions:
                continue
            if state.running is None:
                return []
            for body in next_rounds(state, state.running.id):
                self.desk.add(body)
            wanted = next_official(self.desk.state(name))
            if wanted:
                return wanted
            self.desk.add(stage_closed(state.running.id, competition=name))

    def _forget_referee(self) -> None:
        """At noon somebody asks to be forgotten, whom every table has written down, and goes on to write down."""
        lines = new_lines(
            [REFEREE], self.desk.home, today=date(2026, 11, 21), reason="request", entropy=lambda count: b"7" * count
        )
        forget(self.desk.home, [REFEREE], lines)
        self.stand_in = lines[0].stands_as

    # -- sticks --------------------------------------------------------------------------------------------------

    def _stick(self, number: int) -> Path:
        return self.folder / f"stick-{number}" / f"{station_of(number)}.db"

    def _hand_out(self) -> None:
        """The desk brings each stick up to date, and each laptop takes what is new on it; now and then it is another
        laptop, for the one before has died.
        """
        for number, table in self.tables.items():
            stick = self._stick(number)
            pack = write_pack(stick.parent, self.desk.path, number, "kaga", self.desk.home)
            if self.chance.random() < 0.1:
                shutil.rmtree(table.home)
                self.trips["laptops that died"] += 1
            take_over(pack, table.path, table.home)

    def _trip(self, number: int) -> None:
        """A stick comes to the desk; it may be torn on the way, and one from before may come along."""
        stick = self._stick(number)
        copy_once(self.tables[number].path, stick)
        kept = self.folder / f"kept-{len(self.old)}.db"
        shutil.copyfile(stick, kept)
        self.old.append(kept)
        if self.chance.randrange(10) < BAD_TRIPS:
            self._bring(self._torn(stick), "torn")
        else:
            self._bring(stick)
        if self.chance.randrange(10) < BAD_TRIPS:
            self._bring(self.chance.choice(self.old), "from before")

    def _torn(self, stick: Path) -> Path:
        """A copy that ends early, or in which some bytes are others."""
        content = bytearray(stick.read_bytes())
        if self.chance.random() < 0.5:
            del content[self.chance.randrange(1, len(content)) :]
        else:
            for _number in range(self.chance.randrange(1, 40)):
                content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        torn = self.folder / "torn.db"
        torn.write_bytes(content)
        return torn

    def _bring(self, stick: Path, how: str = "good") -> None:
        before = {fact.source: fact.hash for fact in read_facts(self.desk.path)}
        try:
            erased = ledgers_for(self.desk.home, [stick])
            came, _now = merge_into(self.desk.path, "desk", [stick], erased)
            is_whole = all(one.is_whole for one in came)
        except JudgeError:
            is_whole = False
        self.trips[f"{how}, {'whole' if is_whole else 'not whole'}"] += 1
        assert is_whole or how == "torn"
        after = {fact.source: fact.hash for fact in read_facts(self.desk.path)}
        assert before.items() <= after.items()

    # -- tables --------------------------------------------------------------------------------------------------

    def _judge(self, number: int, turns: Sequence[Turn | NextRun]) -> None:
        """A table judges, alone."""
        table = self.tables[number]
        table.open_journal()
        for turn in turns:
            team = turn.teams[0] if isinstance(turn, Turn) else turn.team
            table.run(turn, self.skill[team], table=number)
        table.close_journal()


def is_everywhere(day: SticksDay, facts: Sequence[Fact]) -> None:
    """Nothing acknowledged is lost, nothing is there twice, and every laptop and the verifier have one head."""
    stations = [day.desk, *day.tables.values()]
    acknowledged = [fact for station in stations for fact in station.acknowledged]
    written = Counter((one.source, one.lamport, one.text.replace(REFEREE, day.stand_in)) for one in acknowledged)
    assert written == Counter((one.source, one.lamport, one.text) for one in facts), day.again
    traces = [str(path) for path in day.in_use() if REFEREE.encode() in path.read_bytes()]
    assert [] == traces, f"{day.again}\n{traces}"
    assert {head(facts)} == {head(read_facts(station.path)) for station in stations}, day.again
    assert [] == [finding for station in stations for finding in check(station.path)], day.again
    hall = fold_hall(facts, DEFINITIONS)
    assert all(state.champion for state in hall.competitions.values()), day.again
    assert [] == verify(hall_bundle(facts, hall, TEXTS, KEY)), day.again


def main(words: Sequence[str]) -> None:
    """Play one day, and say what was carried."""
    seed, tables, competitions = map(int, words[:3])
    with tempfile.TemporaryDirectory() as folder:
        day = SticksDay(Path(folder), seed, tables, competitions)
        facts = day.play()
        is_everywhere(day, facts)
    carried = ", ".join(f"{count} {how}" for how, count in sorted(day.trips.items()))
    print(f"{len(facts)} facts, none lost, none twice, {tables + 1} laptops at {head(facts)[:16]}; {carried}")


if __name__ == "__main__":
    main(sys.argv[1:])
