"""The evening before: what has to be right, each line good or red, and for a red one what to do. Pure.

Rules: a red line can be mended by who reads it, and says how; what is only advisable (a judge box, a stick) is never
red; nothing is looked at twice in two ways: the fold says what the tournament is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from judge.challenge import Definition
from judge.examples import wrong_examples
from judge.findings import Finding
from judge.hall_kinds import CompetitionOpened
from judge.tournament.hall import HallState
from judge.tournament.state import TournamentState

__all__ = ["Line", "Machine", "ready_lines"]

State = Literal["good", "red", "advice"]
DISK_FREE_MIN_BYTES = 500 * 1024 * 1024
TEAMS_MIN = 2
DAYS_BEFORE_MAX = 7
OF_THE_DAY = "day"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. `code` names it, `fields` say of what; `state` "advice": it could be better."""

    code: str
    state: State
    fields: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Machine:
    """What this computer is like tonight.

    `boxes_tested`: judge boxes whose last test was good, by name. `stick_free_bytes`: of the stick that keeps the
    journal again; None: none was named. `rehearsals`: practice tournaments judged here with a signed run.
    """

    now: datetime
    disk_free_bytes: int
    stick_free_bytes: int | None
    boxes_tested: Sequence[str]
    rehearsals: int


def ready_lines(
    hall: HallState, definitions: Mapping[str, Definition], damage: Sequence[Finding], machine: Machine
) -> list[Line]:
    """Look at everything. Args: definitions: those of this program, by id. damage: what is wrong with the journal."""
    lines = [
        _line("journal", not damage, found=len(damage)),
        _line("fold", not hall.findings, found=len(hall.findings),
              first=hall.findings[0].code if hall.findings else ""),
    ]  # fmt: skip
    for name, state in hall.competitions.items():
        lines += _competition(hall, name, state, definitions)
    unserved = sum(not table.competitions for table in hall.tables.values())
    lines.append(_line("tables-idle", not unserved, "advice", count=unserved))
    lines += _machine(hall, machine)
    return lines


def _competition(
    hall: HallState, name: str, state: TournamentState, definitions: Mapping[str, Definition]
) -> Iterator[Line]:
    opened = state.opened
    own = definitions.get(opened.definition) if opened is not None else None
    if opened is None or own is None or state.definition is None:
        yield _line("definition", False, competition=name)
        return
    entered = sum(entry.status == "in" for entry in state.entries.values())
    if not entered:
        yield Line("not-held", "advice", {"competition": name})
        return
    is_same = own.hash == opened.definition_hash
    yield _line("definition", is_same and not wrong_examples(own), competition=name)
    for key, is_announced in _unset(state.definition, opened.division):
        if is_announced:
            value = state.definition.param(key, opened.division)
            yield _line("of-the-day", False, competition=name, key=key, value=value)
    values = ", ".join(
        f"{key} = {state.definition.param(key, opened.division)}"
        for key, param in state.definition.params.items() if param.when == OF_THE_DAY
    )  # fmt: skip
    if values:
        yield Line("values", "good", {"competition": name, "values": values})
    yield _line("teams", entered >= TEAMS_MIN, competition=name, count=entered)
    tables = [table.number for table in hall.tables.values() if name in table.competitions and table.closed is None]
    yield _line("tables", bool(tables), competition=name, tables=" ".join(map(str, tables)))
    first = state.stages[0].rule
    if first.type == "open_runs":
        aggregation = state.stages[0].definition.aggregation
        yield Line("runs", "good", {"competition": name, "official": aggregation.runs_official,
                                    "counted": aggregation.runs_counted})  # fmt: skip


def _unset(definition: Definition, division: str) -> list[tuple[str, bool]]:
    """The values of the day that nobody has typed, and whether they are announced: then the rules print a range."""
    return [
        (name, param.usual.get(division, param.ranges[division]) != param.ranges[division])
        for name, param in definition.params.items()
        if param.when == OF_THE_DAY
        and len(set(param.ranges[division])) > 1
        and not {name, f"{name}.{division}"} & set(definition.overlay)
    ]


def _machine(hall: HallState, machine: Machine) -> Iterator[Line]:
    mib = 1024 * 1024
    yield _line("disk", machine.disk_free_bytes >= DISK_FREE_MIN_BYTES, free_mib=machine.disk_free_bytes // mib,
                least_mib=DISK_FREE_MIN_BYTES // mib)  # fmt: skip
    if machine.stick_free_bytes is None:
        yield Line("stick", "advice", {})
    else:
        is_enough = machine.stick_free_bytes >= DISK_FREE_MIN_BYTES
        yield _line("stick", is_enough, free_mib=machine.stick_free_bytes // mib)
    yield _line("boxes", bool(machine.boxes_tested), "advice", boxes=" ".join(machine.boxes_tested))
    yield _line("rehearsal", machine.rehearsals > 0, count=machine.rehearsals)
    if hall.frame is not None:
        first, last = (date.fromisoformat(hall.frame.dates[place]) for place in (0, -1))
        days = (first - machine.now.date()).days
        is_right = days <= DAYS_BEFORE_MAX and machine.now.date() <= last
        yield _line("clock", is_right, now=f"{machine.now:%Y-%m-%d %H:%M}", first=first.isoformat(), days=days)


def _line(code: str, is_good: bool, otherwise: State = "red", **fields: int | str) -> Line:
    return Line(code, "good" if is_good else otherwise, fields)


def overlaid(body: CompetitionOpened, values: Mapping[str, int | str]) -> CompetitionOpened:
    """The opening of a competition with values of the day laid over it."""
    return CompetitionOpened(body.competition, body.definition, body.definition_hash, {**body.overlay, **values},
                             body.division, body.stages, body.seed)  # fmt: skip
