"""The records of the lines, made from the facts of the hall: who joined and was called, and what the tables did.

Rules: a run that is opened serves its team, its end frees the table; a run that is void before its end gives the team
its place back, one that is void later gives it its run back. A team that is taken without having joined counts as
joined at that moment, so whoever waited was overtaken. A table that is closed, or at work for another competition or a
heat, is not open to the line meanwhile. Moments are milliseconds since 1970.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from judge.facts import Fact, RunEnded, RunOpened, RunVoided
from judge.hall_kinds import (
    ClosingSet,
    LineCalled,
    LineChanged,
    LineJoined,
    LineLeft,
    LineMissed,
    TableClosed,
    TableReopened,
    TablesAssigned,
)
from judge.tournament.line import LineRules, LineState, fold_line
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
)
from judge.tournament.state import PRACTICE

__all__ = ["LineInputs", "TableUse", "instant_ms", "line_inputs"]


@dataclass(frozen=True, slots=True)
class LineInputs:
    """What a competition's line is folded from; it depends on the moment, so it is folded when it is asked for."""

    rules: LineRules
    records: tuple[LineRecord, ...]

    def at(self, now_ms: int) -> LineState:
        """The line at a moment (ms since 1970)."""
        return fold_line(self.records, self.rules, now_ms)


@dataclass(slots=True)
class TableUse:
    """A table: what it serves, why it is closed (None: it is not), the run that is open there."""

    competitions: list[str] = field(default_factory=list)
    closed: str | None = None
    run: str | None = None


def instant_ms(wall: str) -> int:
    """A wall time with its offset in milliseconds since 1970."""
    return round(datetime.fromisoformat(wall).timestamp() * 1000)


def line_inputs(
    facts: Iterable[Fact],
    rules: Mapping[str, LineRules],
    open_stages: Mapping[str, frozenset[str]],
    only: str | None,
) -> tuple[dict[str, LineInputs], dict[int, TableUse]]:
    """Make the records of every competition's line, and what the tables do.

    Args: facts: those that stand, in their order. rules: by competition. open_stages: the stages that are run from the
    line, by competition. only: the competition of facts that name none.
    """
    walk = _Walk(dict(rules), open_stages, only)
    for fact in facts:
        walk.take(fact)
    return {name: LineInputs(rules[name], tuple(walk.records[name])) for name in rules}, walk.tables


@dataclass(slots=True)
class _AtTable:
    """A run that was opened. `competition`: whose line it came from; None: from none."""

    competition: str | None
    team: str
    table: int
    official: bool
    is_over: bool = False


@dataclass(slots=True)
class _Walk:
    """Goes through the facts once."""

    rules: Mapping[str, LineRules]
    open_stages: Mapping[str, frozenset[str]]
    only: str | None
    records: dict[str, list[LineRecord]] = field(init=False)
    tables: dict[int, TableUse] = field(default_factory=dict)
    in_line: set[tuple[str, str]] = field(default_factory=set)
    runs: dict[str, _AtTable] = field(default_factory=dict)
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = {name: [] for name in self.rules}

    def take(self, fact: Fact) -> None:
        body = fact.body
        match body:
            case RunOpened() if fact.run is not None:
                self._opened(fact.run, body, instant_ms(fact.wall))
            case RunEnded() | RunVoided() if fact.run in self.runs:
                self._over(self.runs[fact.run], isinstance(body, RunVoided), instant_ms(fact.wall))
            case LineJoined() | LineChanged() | LineCalled() | LineMissed() | LineLeft():
                if body.competition in self.records:
                    self._waiting(body, instant_ms(fact.wall))
            case ClosingSet(competition=name, closes_at=closes_at) if name in self.records:
                closes_at_ms = instant_ms(closes_at) if closes_at is not None else None
                self.records[name].append(ClosingMoved(closes_at_ms, instant_ms(fact.wall)))
            case TablesAssigned(competition=name, tables=tables):
                self._assign(name, tables, instant_ms(fact.wall))
            case TableClosed(table=table, reason=reason):
                self._table(table).closed = reason
                self._open_tables(table, instant_ms(fact.wall))
            case TableReopened(table=table):
                self._table(table).closed = None
                self._open_tables(table, instant_ms(fact.wall))

    def _waiting(self, body: LineJoined | LineChanged | LineCalled | LineMissed | LineLeft, at_ms: int) -> None:
        place, records = (body.competition, body.team), self.records[body.competition]
        match body:
            case LineJoined():
                self.in_line.add(place)
                records.append(Joined(body.team, body.official, body.robot_here, at_ms))
            case LineChanged():
                records.append(Changed(body.team, body.official, body.robot_here, at_ms))
            case LineCalled():
                records.append(Called(body.team, at_ms))
            case LineMissed():
                records.append(Missed(body.team, at_ms))
            case LineLeft():
                self.in_line.discard(place)
                records.append(Left(body.team, at_ms))

    def _opened(self, run: str, body: RunOpened, at_ms: int) -> None:
        name = body.competition or self.only or ""
        use, is_run_off = self._table(body.table), body.heat is not None
        is_of_line = body.stage in self.open_stages.get(name, ()) and not is_run_off
        use.run = run
        is_of_line = is_of_line or (body.stage == PRACTICE and name in self.records)
        self.runs[run] = _AtTable(name if is_of_line else None, body.team, body.table, body.official)
        if not use.competitions and name in self.records:
            self._assign(name, [*self._assigned(name), body.table], at_ms)
        if is_of_line:
            if (name, body.team) not in self.in_line:
                self.records[name].append(Joined(body.team, body.official, True, at_ms))
            self.in_line.discard((name, body.team))
            self.records[name].append(Served(body.team, str(body.table), at_ms))
        self._open_tables(body.table, at_ms)

    def _over(self, one: _AtTable, is_void: bool, at_ms: int) -> None:
        """The end of a run, or its being void, which may come after the end."""
        if one.is_over:
            if is_void and one.competition is not None and one.official:
                self.records[one.competition].append(RunUncounted(one.team, at_ms))
            return
        one.is_over = True
        self._table(one.table).run = None
        if one.competition is not None:
            freed: LineRecord = Returned(str(one.table), at_ms) if is_void else TableFreed(str(one.table), at_ms)
            self.records[one.competition].append(freed)
            if is_void:
                self.in_line.add((one.competition, one.team))
        self._open_tables(one.table, at_ms)

    def _assigned(self, name: str) -> list[int]:
        return [table for table, use in self.tables.items() if name in use.competitions]

    def _assign(self, name: str, tables: Iterable[int], at_ms: int) -> None:
        for use in self.tables.values():
            if name in use.competitions:
                use.competitions.remove(name)
        for table in tables:
            self._table(table).competitions.append(name)
        self._say_tables(name, at_ms)

    def _open_tables(self, table: int, at_ms: int) -> None:
        """A table came or went: tell the lines it serves."""
        for name in self._table(table).competitions:
            self._say_tables(name, at_ms)

    def _say_tables(self, name: str, at_ms: int) -> None:
        if name not in self.records:
            return
        tables = tuple(
            str(table)
            for table, use in sorted(self.tables.items())
            if name in use.competitions and use.closed is None and self._serves(use, name)
        )
        if self.said.get(name) != tables:
            self.said[name] = tables
            self.records[name].append(TablesOpened(tables, at_ms))

    def _serves(self, use: TableUse, name: str) -> bool:
        return use.run is None or self.runs[use.run].competition == name

    def _table(self, table: int) -> TableUse:
        return self.tables.setdefault(table, TableUse())
