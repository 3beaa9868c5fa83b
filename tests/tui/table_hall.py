"""A hall with one table for tests: a real journal, a clock that moves when it is told to, teams and no people."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from judge.challenge import OverlayValue
from judge.challenges import load
from judge.facts import Body, TeamEntered, instant_text, person_id
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, TablesAssigned, TournamentFounded
from judge.journal import Journal
from judge.testing import FakeClock
from tui.table.desk import Desk, Mode
from tui.table.founding import TeamRow, founding_facts

WALL = "2026-11-07T09:00:00.000+09:00"
NAMES = ("Blue Foxes", "Hakusan Rabbits", "Crane Flyers", "Snow Crabs", "Pine Lanterns", "River Otters")


@dataclass
class Hall:
    """One tournament and one table; `again` is the same table after the program was started anew."""

    path: Path
    challenge: str = "line_following"
    division: str | None = None
    teams: int = 3
    languages: Sequence[str] = ("en",)
    overlay: Mapping[str, OverlayValue] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=lambda: FakeClock(1_000_000))

    def __post_init__(self) -> None:
        self._people = count()
        self.journal = self.open()
        for body in self.founded():
            self.journal.append(body, by="staff")
        self.desk = self.sit_down()

    def founded(self) -> Sequence[Body]:
        """The facts that the tournament begins with."""
        definition = load(self.challenge)
        spoken = [self.languages[n % len(self.languages)] for n in range(self.teams)]
        rows = [TeamRow(f"t{n + 1}", f"{NAMES[n % 6]} {n // 6 or ''}".strip(), 2, spoken[n]) for n in range(self.teams)]
        return founding_facts(
            definition, self.division or next(iter(definition.divisions)), rows, overlay=self.overlay,
            tournament="hall", seed=7, timezone="Asia/Tokyo", new_person=self.person,
        )  # fmt: skip

    def person(self) -> str:
        """The next random id, the same in every run of the test."""
        return person_id(hashlib.sha256(f"{self.path.name}/{next(self._people)}".encode()).digest())

    def open(self) -> Journal:
        """Open the journal to write."""
        return Journal.open(self.path, "table-1", clock=self.wall)

    def wall(self) -> str:
        """The time of day: it stands still."""
        return WALL

    def sit_down(self, table: int = 1, competition: str | None = None) -> Desk:
        """A table with its referee."""
        return Desk(self.journal, table, now_us=self.clock, new_person=self.person, competition=competition)

    def again(self) -> Desk:
        """The program is started anew: another clock, the same file."""
        self.journal.close()
        self.journal, self.clock = self.open(), FakeClock(5_000_000)
        self.desk = self.sit_down()
        return self.desk

    def start_next(self) -> None:
        """The first of the line comes to the table and starts."""
        self.desk.open(self.desk.line[0])
        self.desk.start()

    def call(self, call: str, after_ms: int = 1000, **args: int | str) -> None:
        """The referee calls something a while later."""
        self.clock.pass_ms(after_ms)
        self.desk.call(call, args)

    def bodies(self, *kinds: type[Body]) -> list[Body]:
        """What the journal holds of some kinds, in order."""
        return [fact.body for fact in self.journal.facts() if isinstance(fact.body, kinds)]


OPEN_RUNS: Mapping[str, Any] = {"id": "open", "type": "open_runs", "runs": 2, "counted": 1}
FINAL: Mapping[str, Any] = {"id": "final", "type": "single_elimination", "size": 2, "third_place": "shared"}
MORNING = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


def day_clock(clock: FakeClock) -> Callable[[], str]:
    """The time of day by a station's clock."""
    return lambda: instant_text(MORNING + timedelta(microseconds=clock()))


@dataclass(frozen=True)
class Opened:
    """A competition of a hall: its teams are numbered on from those before; () tables: the desk gave it none."""

    id: str
    challenge: str = "line_following"
    division: str = "ES"
    stages: tuple[Mapping[str, Any], ...] = (OPEN_RUNS, FINAL)
    teams: int = 3
    tables: tuple[int, ...] = (1,)
    overlay: Mapping[str, int | str] = field(default_factory=dict)


@dataclass
class ManyHall(Hall):
    """A hall of many competitions; its time of day is the station's clock."""

    competitions: tuple[Opened, ...] = (
        Opened("lf-es"),
        Opened("sumo-es", "sumobot", stages=({"id": "groups", "type": "round_robin"},), tables=()),
    )
    tables: int = 3

    def wall(self) -> str:
        """The time of day, by the station's clock."""
        return day_clock(self.clock)()

    def founded(self) -> Sequence[Body]:
        """The frame, then each competition with its teams and tables."""
        facts: list[Body] = [
            TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, self.tables, {})
        ]  # fmt: skip
        number = 0
        for one in self.competitions:
            definition = load(one.challenge)
            facts.append(
                CompetitionOpened(one.id, one.challenge, definition.hash, one.overlay, one.division, one.stages, 7)
            )
            for _ in range(one.teams):
                number += 1
                name = f"{NAMES[(number - 1) % 6]} {(number - 1) // 6 or ''}".strip()
                facts += [
                    TeamEntered(f"t{number}", name, one.division, (), "en"),
                    CompetitionEntered(one.id, f"t{number}"),
                ]
            if one.tables:
                facts.append(TablesAssigned(one.id, one.tables))
        return facts

    def run_next(self, calls: Sequence[str] = ("leave",), after_ms: int = 60_000) -> str:
        """The first of the list comes, makes these calls and signs; returns its id."""
        first = self.desk.line[0]
        self.start_next()
        for call in calls:
            self.call(call)
        self.clock.pass_ms(after_ms)
        if self.desk.mode() is Mode.RUNNING:
            self.desk.stop()
        while self.desk.mode() is Mode.OVER:
            self.desk.agree()
        return first.teams[0]
