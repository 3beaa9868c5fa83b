"""A hall with one table for tests: a real journal, a clock that moves when it is told to, teams and no people."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from judge.challenge import OverlayValue
from judge.challenges import load
from judge.facts import Body, person_id
from judge.journal import Journal
from judge.testing import FakeClock
from tui.table.desk import Desk
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
    overlay: Mapping[str, OverlayValue] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=lambda: FakeClock(1_000_000))

    def __post_init__(self) -> None:
        self._people = count()
        definition = load(self.challenge)
        rows = [TeamRow(f"t{n + 1}", f"{NAMES[n % 6]} {n // 6 or ''}".strip(), 2, "en") for n in range(self.teams)]
        facts = founding_facts(
            definition, self.division or next(iter(definition.divisions)), rows, overlay=self.overlay,
            tournament="hall", seed=7, timezone="Asia/Tokyo", new_person=self.person,
        )  # fmt: skip
        self.journal = self.open()
        for body in facts:
            self.journal.append(body, by="staff")
        self.desk = self.sit_down()

    def person(self) -> str:
        """The next random id, the same in every run of the test."""
        return person_id(hashlib.sha256(f"{self.path.name}/{next(self._people)}".encode()).digest())

    def open(self) -> Journal:
        """Open the journal to write."""
        return Journal.open(self.path, "table-1", clock=lambda: WALL)

    def sit_down(self) -> Desk:
        """The table with its referee."""
        return Desk(self.journal, 1, now_us=self.clock, new_person=self.person)

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
