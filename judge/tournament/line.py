"""The line: who waits for a run of one challenge, who comes next, and how long it takes; a pure fold of its records.

Rules: first come, first served; official runs before practice; a team whose robot is not here keeps its place, and is
passed over until the robot is; a team that was called and did not come goes to the end; one that changes from practice
to official takes its turn among the official ones from that moment. A team is in line once. Who joined before the line
closed still runs. A table may take whom it will (a record is a record), but whoever was overtaken against the rule is
named, as is every record that could not be: neither stops anything.
"""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Final, Literal

from judge.tournament.line_records import (
    Called,
    Changed,
    ClosingMoved,
    Joined,
    Left,
    LineRecord,
    Missed,
    Returned,
    RunUncounted,
    Served,
    TableFreed,
    TablesOpened,
)  # fmt: skip

__all__ = ["LineFinding", "LineRules", "LineState", "Waiting", "fold_line"]

TURNS_REMEMBERED: Final = 15
"""How many of the last turns at the tables the expected wait is taken from: enough to swallow one that went wrong."""

FindingCode = Literal[
    "in_line_already", "not_in_line", "no_runs_left", "closed", "table_busy", "table_idle", "overtaken"
]


@dataclass(frozen=True, slots=True)
class LineRules:
    """`runs_official` a team may have (N), `runs_required` it should (K); `turn_ms`: what a turn takes at the start.

    `closes_at_ms`: who joins later is not in line, until it is moved; None: it stays open. `called_ahead`: how many
    more than there are free tables are told to come now.
    """

    runs_official: int
    runs_required: int
    turn_ms: int
    closes_at_ms: int | None = None
    called_ahead: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A team in line, by its place from 1. `runs_left`: official runs, this one not yet taken off.

    `expected_wait_ms`: until a table takes it, if its robot is here by then. None: no table is open.
    """

    team: str
    place: int
    is_official: bool
    is_robot_here: bool
    is_called: bool
    comes_now: bool
    runs_left: int
    joined_ms: int
    expected_wait_ms: int | None


@dataclass(frozen=True, slots=True)
class LineFinding:
    """What should not be; where it is overtaken, `team` was served before `other`, whose turn it was."""

    code: FindingCode
    team: str | None
    at_ms: int
    other: str | None = None


@dataclass(frozen=True, slots=True)
class LineState:
    """The line now. `at_tables`: team by table. `runs`: official runs begun, by team. `waits_ms`: of all served."""

    waiting: tuple[Waiting, ...]
    at_tables: Mapping[str, str]
    idle_tables: tuple[str, ...]
    runs: Mapping[str, int]
    waits_ms: tuple[int, ...]
    findings: tuple[LineFinding, ...]
    is_open: bool

    @property
    def next_team(self) -> Waiting | None:
        """Whom a free table takes: the first in line whose robot is here."""
        return next((waiting for waiting in self.waiting if waiting.is_robot_here), None)

    def below(self, teams: Iterable[str], runs_required: int) -> tuple[str, ...]:
        """The teams that have fewer official runs than required, one they wait for counted: to be called."""
        in_line = {waiting.team for waiting in self.waiting if waiting.is_official}
        return tuple(team for team in teams if self.runs.get(team, 0) + (team in in_line) < runs_required)


def fold_line(records: Iterable[LineRecord], rules: LineRules, now_ms: int) -> LineState:
    """Fold the records, in their order, as it is at `now_ms`."""
    line = _Line(rules)
    for record in records:
        line.take(record)
    return line.state(now_ms)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in line: `turn` counts the joinings."""

    team: str
    turn: int
    is_official: bool
    is_robot_here: bool
    is_called: bool
    joined_ms: int

    @property
    def order(self) -> tuple[bool, int]:
        return (not self.is_official, self.turn)


@dataclass(slots=True)
class _Line:
    """The line while its records are taken."""

    rules: LineRules
    places: dict[str, _Place] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    at_tables: dict[str, tuple[_Place, int]] = field(default_factory=dict)
    runs: Counter[str] = field(default_factory=Counter)
    turns_ms: deque[int] = field(default_factory=lambda: deque(maxlen=TURNS_REMEMBERED))
    waits_ms: list[int] = field(default_factory=list)
    findings: list[LineFinding] = field(default_factory=list)
    turn: int = 0
    closes_at_ms: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.closes_at_ms = self.rules.closes_at_ms

    def take(self, record: LineRecord) -> None:
        """Take one record."""
        match record:
            case TablesOpened(tables):
                self.tables = tables
            case ClosingMoved(closes_at_ms):
                self.closes_at_ms = closes_at_ms
            case RunUncounted(team):
                self.runs[team] = max(0, self.runs[team] - 1)
            case Joined():
                self._join(record)
            case Served():
                self._serve(record)
            case TableFreed(table, at_ms) | Returned(table, at_ms):
                self._free(table, at_ms, is_returned=isinstance(record, Returned))
            case _ if record.team not in self.places:
                self._find("not_in_line", record.team, record.at_ms)
            case Left(team):
                del self.places[team]
            case Called(team):
                self.places[team] = replace(self.places[team], is_called=True)
            case Missed(team):
                self.places[team] = replace(self.places[team], turn=self._next_turn(), is_called=False)
            case Changed():
                self._change(record)

    def _join(self, record: Joined) -> None:
        if record.team in self.places:
            self._find("in_line_already", record.team, record.at_ms)
        elif self.closes_at_ms is not None and record.at_ms > self.closes_at_ms:
            self._find("closed", record.team, record.at_ms)
        elif record.is_official and not self._runs_left(record.team):
            self._find("no_runs_left", record.team, record.at_ms)
        else:
            self.places[record.team] = _Place(
                record.team, self._next_turn(), record.is_official, record.is_robot_here, False, record.at_ms
            )

    def _change(self, record: Changed) -> None:
        place = self.places[record.team]
        if record.is_official and not place.is_official:
            if not self._runs_left(record.team):
                self._find("no_runs_left", record.team, record.at_ms)
                return
            place = replace(place, turn=self._next_turn())
        self.places[record.team] = replace(place, is_official=record.is_official, is_robot_here=record.is_robot_here)

    def _serve(self, record: Served) -> None:
        if record.team not in self.places:
            self._find("not_in_line", record.team, record.at_ms)
            return
        if record.table in self.at_tables:
            self._find("table_busy", record.team, record.at_ms)
            return
        place = self.places.pop(record.team)
        before = [other for other in self.places.values() if other.is_robot_here and other.order < place.order]
        for other in sorted(before, key=lambda other: other.order):
            self._find("overtaken", record.team, record.at_ms, other.team)
        self.at_tables[record.table] = place, record.at_ms
        self.runs[record.team] += place.is_official
        self.waits_ms.append(record.at_ms - place.joined_ms)

    def _free(self, table: str, at_ms: int, *, is_returned: bool) -> None:
        if table not in self.at_tables:
            self._find("table_idle", None, at_ms)
            return
        place, began_ms = self.at_tables.pop(table)
        if not is_returned:
            self.turns_ms.append(at_ms - began_ms)
            return
        self.runs[place.team] -= place.is_official
        self.waits_ms.remove(began_ms - place.joined_ms)
        again = self.places.get(place.team, place)
        # Whoever joined again meanwhile waits at the better of the two places.
        self.places[place.team] = replace(min(place, again, key=lambda one: one.order), is_called=False)

    def state(self, now_ms: int) -> LineState:
        """The line as it is now."""
        ordered = sorted(self.places.values(), key=lambda place: place.order)
        idle = tuple(table for table in self.tables if table not in self.at_tables)
        here = [place.team for place in ordered if place.is_robot_here]
        now = set(here[: len(idle) + self.rules.called_ahead]) if self.tables else set()
        waiting = tuple(
            Waiting(
                place.team, number, place.is_official, place.is_robot_here, place.is_called,
                place.team in now, self._runs_left(place.team), place.joined_ms, wait_ms,
            )
            for number, (place, wait_ms) in enumerate(
                zip(ordered, self._expected_ms(len(ordered), now_ms), strict=True), start=1
            )
        )  # fmt: skip
        return LineState(
            waiting,
            {table: place.team for table, (place, _) in self.at_tables.items()},
            idle,
            dict(self.runs),
            tuple(self.waits_ms),
            tuple(self.findings),
            self.closes_at_ms is None or now_ms <= self.closes_at_ms,
        )

    def _expected_ms(self, count: int, now_ms: int) -> Sequence[int | None]:
        """When each place is taken, if every turn takes as long as the median of the last ones."""
        if not self.tables:
            return [None] * count
        turn_ms = round(median(self.turns_ms)) if self.turns_ms else self.rules.turn_ms
        free_ms = [
            max(0, self.at_tables[table][1] + turn_ms - now_ms) if table in self.at_tables else 0
            for table in self.tables
        ]
        heapq.heapify(free_ms)
        return [heapq.heapreplace(free_ms, free_ms[0] + turn_ms) for _ in range(count)]

    def _runs_left(self, team: str) -> int:
        return max(0, self.rules.runs_official - self.runs[team])

    def _next_turn(self) -> int:
        self.turn += 1
        return self.turn

    def _find(self, code: FindingCode, team: str | None, at_ms: int, other: str | None = None) -> None:
        self.findings.append(LineFinding(code, team, at_ms, other))
