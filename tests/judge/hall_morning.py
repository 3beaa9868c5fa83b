"""A first morning, played through facts: teams come to the desk and join the lines, free tables take whom they should.

python -m tests.judge.hall_morning TEAMS TABLES HOURS SEED      prints how long the longest wait was
"""

import random
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from judge.facts import RunEnded, RunSigned, RunStarted, TeamEntered, instant_text
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionOpened,
    LineChanged,
    LineJoined,
    LineLeft,
    TableClosed,
    TableReopened,
    TablesAssigned,
    TeamArrived,
)
from judge.tournament.hall import HallState, may_join, todo, turns
from judge.tournament.line_inputs import instant_ms
from tests.judge.hall_book import DEFINITIONS, MORNING, HallBook

MINUTE_MS: Final = 60_000
START_MS: Final = instant_ms(MORNING.isoformat())
COMPETITIONS: Final = {"lf-ES": 9, "lf-MS": 7, "lf-HS": 4}
"""How the tables, 20 of them, and with them the teams are shared out."""
ALL_TABLES: Final = sum(COMPETITIONS.values())
OPEN: Final = {"id": "open", "type": "open_runs", "runs": 4, "counted": 2}


@dataclass(frozen=True, slots=True)
class Morning:
    """What came of it: the hall at the end, how many official runs there were, the longest wait and all waits, ms."""

    hall: HallState
    runs: int
    waits_ms: tuple[int, ...]
    again: str


def morning(teams: int, tables: int, minutes: int, seed: int) -> Morning:
    """Play it, a minute at a time; the lines close at the end, and whoever is in one then still runs."""
    day = _Day(teams, tables, minutes, seed)
    while not day.is_over:
        day.minute()
    hall = day.book.hall()
    waits = [wait for line in hall.lines.values() for wait in line.at(day.now_ms).waits_ms]
    again = f"again: python -m tests.judge.hall_morning {teams} {tables} {minutes / 60:g} {seed}"
    return Morning(hall, len(hall.runs), tuple(waits), again)


class _Day:
    """The hall, its tables, and what happens by chance."""

    def __init__(self, teams: int, tables: int, minutes: int, seed: int) -> None:
        self.chance, self.minutes, self.clock = random.Random(seed), minutes, 0
        self.book = HallBook(seed=seed, tables=tables, stations=("desk", "table-1", "table-2"))
        self.teams: dict[str, list[str]] = {}
        table, team = 0, 0
        for name, share in COMPETITIONS.items():
            of_tables, of_teams = max(1, share * tables // ALL_TABLES), share * teams // ALL_TABLES
            definition = DEFINITIONS["line_following"]
            division = name.rpartition("-")[2]
            self.book.add(CompetitionOpened(name, definition.id, definition.hash, {}, division, (OPEN,), seed))
            self.book.add(TablesAssigned(name, tuple(range(table + 1, table + of_tables + 1))))
            self.book.add(ClosingSet(name, instant_text_at(minutes)))
            self.teams[name] = [f"t{number}" for number in range(team + 1, team + of_teams + 1)]
            for one in self.teams[name]:
                self.book.add(TeamEntered(one, one.upper(), division, (), "ja"))
                self.book.add(CompetitionEntered(name, one))
            table, team = table + of_tables, team + of_teams
        self.busy: dict[int, tuple[str, int]] = {}
        self.rest: dict[str, int] = {}
        self.is_over = False

    @property
    def now_ms(self) -> int:
        """Now, since 1970."""
        return START_MS + self.clock * MINUTE_MS

    def _is_empty(self, hall: HallState) -> bool:
        """Nobody waits."""
        return not any(line.at(self.now_ms).waiting for line in hall.lines.values())

    def minute(self) -> None:
        """What happens in a minute: runs end, teams join or their robots come, tables break, free ones take a team."""
        self.book.now_ms = self.clock * MINUTE_MS
        for table, (run, ends) in list(self.busy.items()):
            if ends <= self.clock:
                self.book.add(RunEnded("time"), run, 180_000)
                self.book.add(RunSigned("referee", "p-aaaaaaaaaa"), run)
                del self.busy[table]
        hall = self.book.hall()
        self._teams_come(hall)
        self._tables_break(hall)
        is_stale = True
        for table in hall.tables:
            if table in self.busy:
                continue
            hall, is_stale = (self.book.hall() if is_stale else hall), False
            if todo(hall, table, self.now_ms).code == "open":
                self._open(hall, table)
                is_stale = True
        self.is_over = self.clock >= self.minutes and not self.busy and self._is_empty(hall)
        self.clock += 1

    def _teams_come(self, hall: HallState) -> None:
        for name, teams in self.teams.items():
            waiting = {one.team: one for one in hall.lines[name].at(self.now_ms).waiting}
            for team in teams:
                if team in waiting:
                    self._wait(name, team, waiting[team].is_official, waiting[team].is_robot_here)
                elif self.rest.get(team, self.chance.randrange(30)) <= self.clock and self.chance.randrange(4) == 0:
                    is_official = self.chance.randrange(4) > 0
                    if may_join(hall, name, team, self.now_ms, is_official=is_official) is None:
                        if not hall.teams[team].is_arrived:
                            self.book.add(TeamArrived(team))
                        self.book.add(LineJoined(name, team, is_official, self.chance.randrange(5) > 0))

    def _wait(self, name: str, team: str, is_official: bool, is_here: bool) -> None:
        """A robot comes, now and then one goes to be mended, and now and then a team has waited enough."""
        if not is_here and (self.chance.randrange(3) == 0 or self.clock >= self.minutes):
            self.book.add(LineChanged(name, team, is_official, True))
        elif is_here and self.clock < self.minutes and self.chance.randrange(60) == 0:
            self.book.add(LineChanged(name, team, is_official, False))
        elif self.chance.randrange(200) == 0:
            self.book.add(LineLeft(name, team))

    def _tables_break(self, hall: HallState) -> None:
        for table, of_table in hall.tables.items():
            if of_table.closed is not None and self.chance.randrange(12) == 0:
                self.book.add(TableReopened(table))
            elif of_table.closed is None and table not in self.busy and self.chance.randrange(400) == 0:
                self.book.add(TableClosed(table, "no_power"))

    def _open(self, hall: HallState, table: int) -> None:
        turn = turns(hall, table, self.now_ms)[0]
        self.book.runs += 1
        run = f"r{self.book.runs}"
        self.book.add(turn.opened(table), run)
        self.book.add(RunStarted("hand"), run, 0)
        self.busy[table] = run, self.clock + self.chance.choice([3, 4, 4, 5, 6])
        self.rest[turn.teams[0]] = self.clock + self.chance.randrange(10, 30)


def instant_text_at(minute: int) -> str:
    """A minute of the morning, as facts write moments."""
    return instant_text(MORNING + timedelta(minutes=minute))


if __name__ == "__main__":
    played = morning(int(sys.argv[1]), int(sys.argv[2]), round(60 * float(sys.argv[3])), int(sys.argv[4]))
    longest = max(played.waits_ms) / MINUTE_MS
    print(f"{played.runs} runs; the longest wait {longest:.0f} min of {len(played.waits_ms)}")
