"""A first morning at many tables that share a line: each referee takes whoever the screen names first."""

import random
from pathlib import Path
from typing import ClassVar

import pytest

from judge.hall_kinds import ClosingSet
from judge.tournament.hall import HallState
from judge.tournament.line import LineState
from tests.tui.table_hall import OPEN_RUNS, ManyHall, Opened
from tui.table.desk import Desk, Mode

MINUTE_MS = 60_000
STEP_MS = 2 * MINUTE_MS
RUNS = 3


class Together(Desk):
    """A table beside others on one journal: all see one fold of the same facts, which is made once."""

    folded: ClassVar[dict[int, HallState]] = {}

    @property
    def hall(self) -> HallState:
        """The tournament by the facts there are."""
        count = len(self._journal.facts())
        if count not in self.folded:
            self.folded.clear()
            self.folded[count] = super().hall
        return self.folded[count]


class Morning:
    """Teams that come and come again, and tables that take them; equal seeds, equal mornings."""

    def __init__(self, path: Path, seed: int, teams: int, tables: int) -> None:
        self.chance = random.Random(seed)
        stages = ({**OPEN_RUNS, "runs": RUNS, "counted": 1},)
        self.hall = ManyHall(
            path, competitions=(Opened("lf-es", stages=stages, teams=teams, tables=tuple(range(1, tables + 1))),),
            tables=tables,
        )  # fmt: skip
        Together.folded.clear()
        self.desks: list[Desk] = [
            Together(self.hall.journal, table, now_us=self.hall.clock, new_person=self.hall.person)
            for table in range(1, tables + 1)
        ]
        self.free_at = dict.fromkeys(range(tables), 0)
        self.comes_at = {number: self.chance.randrange(30) * MINUTE_MS for number in range(1, teams + 1)}
        self.now_ms = 0

    @property
    def line(self) -> LineState:
        """The line as every table sees it."""
        line = self.desks[0].waiting
        assert line is not None
        return line

    def pass_until(self, closes_ms: int) -> LineState:
        """The morning until nobody waits; the line closes on its way."""
        while self.now_ms < closes_ms or self.line.waiting or any(desk.run for desk in self.desks):
            if self.now_ms == closes_ms:
                self.hall.journal.append(ClosingSet("lf-es", self.hall.wall()), by="staff")
            self.bring_robots()
            if self.now_ms <= closes_ms:
                self.come()
            for number, desk in enumerate(self.desks):
                self.serve(number, desk)
            self.hall.clock.pass_ms(STEP_MS)
            self.now_ms += STEP_MS
        return self.line

    def bring_robots(self) -> None:
        """A robot that was not there yet comes."""
        for place in self.line.waiting:
            if not place.is_robot_here and self.chance.random() < 0.4:
                self.desks[0].turn_robot(place.team)

    def come(self) -> None:
        """Whose time has come joins, now and then without the robot."""
        for number in [number for number, at_ms in self.comes_at.items() if at_ms <= self.now_ms]:
            team = f"t{number}"
            is_official = self.line.runs.get(team, 0) < RUNS and self.chance.random() < 0.8
            self.desks[0].join(str(number), is_official=is_official)
            if self.chance.random() < 0.1:
                self.desks[0].turn_robot(team)
            del self.comes_at[number]

    def serve(self, number: int, desk: Desk) -> None:
        """A table whose run is over signs it, and takes the first in line whose robot is here."""
        if desk.run is not None and self.now_ms >= self.free_at[number]:
            (team,) = desk.state().teams  # type: ignore[union-attr]
            if desk.mode() is Mode.RUNNING:
                desk.stop()
            while desk.mode() is Mode.OVER:
                desk.agree()
            self.comes_at[int(team[1:])] = self.now_ms + self.chance.randrange(10, 40) * MINUTE_MS
        if desk.run is not None:
            return
        for desk.is_official in (True, False):
            there = [one for one in desk.line if one.waiting is not None and one.waiting.is_robot_here]
            if there:
                desk.open(there[0])
                desk.start()
                self.free_at[number] = self.now_ms + self.chance.randrange(2, 6) * MINUTE_MS
                return


@pytest.mark.parametrize(
    ("seed", "teams", "tables", "minutes"),
    [(1, 16, 2, 60), pytest.param(2, 170, 20, 180, marks=pytest.mark.torture)],
)
def test_nobody_is_overtaken_at_tables_that_take_the_first_of_their_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int, teams: int, tables: int, minutes: int
) -> None:
    """First come, first served, official before practice, and who stood in line at closing time has run."""
    morning = Morning(tmp_path / "morning.db", seed, teams, tables)
    line = morning.pass_until(minutes * MINUTE_MS)
    longest = max(line.waits_ms) // MINUTE_MS
    morning.hall.journal.close()
    with capsys.disabled():
        print(f"\nseed {seed}: {teams} teams, {tables} tables, {len(line.waits_ms)} runs, longest wait {longest} min")

    assert [] == list(line.findings)
    assert ((), {}) == (line.waiting, dict(line.at_tables))
    assert teams == len(line.runs)
    assert max(line.runs.values()) <= RUNS
