"""Files into the record and out of it again: planned with a reason for every row, written at once, undone at once.

    plans = plan_files([("log.csv", data)], club)
    written = write_plans(plans, club, document="paper log 2019", by="staff")
    undo_import(club, written.id, by="staff")

Rules: everything of one import is one transaction, headed by a note that says how many facts follow; its id is the
       import's; an undo is written in the same way, so it can be undone too;
       the files of one call and the sheets of a workbook are read as one, so a row that is in two of them is met twice
       as one visit only where it could be in the record already;
       names go into the table of people before, and out of it again when nothing was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clubhouse_logs.clubhouse import NICKNAME_LETTERS_MAX, Clubhouse
from clubhouse_logs.errors import HouseError
from clubhouse_logs.import_facts import bodies, known_visits
from clubhouse_logs.periods import ONE_DAY
from clubhouse_logs.sheets import read_sheets
from clubhouse_logs.total_import import (
    KnownTotal,
    PlannedTotal,
    TotalOutcome,
    TotalRow,
    is_table_of_totals,
    plan_totals,
)
from clubhouse_logs.visit_import import Identity, Outcome, PlannedVisit, RowPlan, plan_import, planned
from judge.corrections import effective
from judge.facts import Attended, Body, Corrected, Fact, Left, Noted, ProgrammeHeld, TotalStated, Visited

__all__ = ["IMPORT", "FilePlan", "SheetPlan", "Written", "plan_files", "undo_import", "write_group", "write_plans"]

IMPORT, UNDO = "import", "import_undone"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What becomes of every row of a sheet: a log's rows, or those of a table of totals."""

    name: str
    encoding: str
    rows: tuple[RowPlan, ...] | tuple[TotalRow, ...]

    @property
    def questions(self) -> int:
        """Rows that nothing becomes of until somebody answers."""
        return sum(row.outcome in (Outcome.QUESTION, TotalOutcome.QUESTION) for row in self.rows)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of a file; no sheet: nobody can read it."""

    label: str
    sheets: tuple[SheetPlan, ...]

    @property
    def visits(self) -> list[PlannedVisit]:
        """The visits it would add."""
        return planned(row for sheet in self.sheets for row in sheet.rows if isinstance(row, RowPlan))

    @property
    def totals(self) -> list[PlannedTotal]:
        """The totals it would add."""
        rows = (row for sheet in self.sheets for row in sheet.rows if isinstance(row, TotalRow))
        return [total for row in rows for total in row.totals]

    @property
    def questions(self) -> int:
        """Rows that nothing becomes of until somebody answers."""
        return sum(sheet.questions for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class Written:
    """What an import or its undo wrote; `id` is what undoes it."""

    id: str
    facts: tuple[Fact, ...]


def plan_files(
    files: Iterable[tuple[str, bytes]], club: Clubhouse, *, fiscal_year: int | None = None
) -> list[FilePlan]:
    """Say of every row of every file what would become of it; nothing is written.

    Args: files: what each is called, and its bytes. fiscal_year: of all files, where a day or month has no year.
    """
    record = club.record()
    visits = known_visits(club.facts(), record.calendar.site)
    totals = [KnownTotal(one.period, one.counts, one.number) for one in record.totals]
    planner = _Planner(club, visits, totals, fiscal_year)
    return [planner.file(label, data) for label, data in files]


@dataclass(slots=True)
class _Planner:
    club: Clubhouse
    visits: Counter[Identity]
    totals: list[KnownTotal]
    fiscal_year: int | None

    def file(self, label: str, data: bytes) -> FilePlan:
        known = Counter(self.visits)
        sheets = []
        for sheet in read_sheets(data):
            if is_table_of_totals(sheet.rows):
                start = self.club.calendar.fiscal_year_start_month
                of_totals = plan_totals(sheet.rows, known=self.totals, fiscal_year=self.fiscal_year, start_month=start)
                self.totals += [
                    KnownTotal(one.period, one.counts, one.number) for row in of_totals for one in row.totals
                ]
                sheets.append(SheetPlan(sheet.name, sheet.encoding, tuple(of_totals)))
                continue
            rows = plan_import(
                sheet.rows, calendar=self.club.calendar, persons_of=self._persons_of, existing=known,
                fiscal_year=self.fiscal_year, epoch=sheet.epoch, name_letters_max=NICKNAME_LETTERS_MAX,
            )  # fmt: skip
            sheets.append(SheetPlan(sheet.name, sheet.encoding, tuple(rows)))
        plan = FilePlan(label, tuple(sheets))
        self.visits.update(visit.identity for visit in plan.visits)
        return plan

    def _persons_of(self, key: str) -> Sequence[str]:
        roots = self.club.record().roots
        return sorted({roots.get(person, person) for person in self.club.people.persons_of(key)})


def write_plans(plans: Iterable[FilePlan], club: Clubhouse, *, document: str, by: str) -> Written | None:
    """Write what the plans add, in one transaction; None when they add nothing.

    Args: document: what the totals are from, for whoever reads the figure.
    Raises: FactInvalid, JournalWriteFailed: nothing was recorded, and no name was entered.
    """
    plans = list(plans)
    visits = [visit for plan in plans for visit in plan.visits]
    totals = [total for plan in plans for total in plan.totals]
    if not visits and not totals:
        return None
    entered: list[str] = []

    def enter(nickname: str) -> str:
        entered.append(club.enter_name(nickname))
        return entered[-1]

    try:
        site = club.calendar.site
        written = bodies(visits, site=site, enter=enter, fact_id=lambda place: club.coming_fact(place + 1))
        written += [
            TotalStated(
                one.period.start.isoformat(), (one.period.end - ONE_DAY).isoformat(), site, one.number, one.counts,
                document,
            )
            for one in totals
        ]  # fmt: skip
        return write_group(club, IMPORT, written, by)
    except BaseException:
        for person in entered:
            club.people.remove(person)
        raise


def undo_import(club: Clubhouse, import_id: str, *, by: str, reason: str = "mistake") -> Written:
    """Take back everything an import wrote, or an undo of one, as far as it still stands.

    Who was entered stays entered until forgotten. Raises: HouseError(no-such-import, nothing-to-undo): import_id.
    """
    group = _group(club.facts(), import_id)
    if group is None:
        raise HouseError("no-such-import", import_id=import_id)
    standing = {fact.source for fact in effective(club.facts())[0]}
    overruled = _overruled(club.facts())
    stand = [fact for fact in group if _can_be_undone(fact.body) and (
        fact.source in standing or (isinstance(fact.body, Corrected) and (fact.station, fact.seq) not in overruled)
    )]  # fmt: skip
    if not stand:
        raise HouseError("nothing-to-undo", import_id=import_id)
    taken_back: list[Body] = [Corrected(fact.station, fact.seq, "withdraw", None, reason) for fact in stand]
    return write_group(club, UNDO, taken_back, by)


def write_group(club: Clubhouse, topic: str, written: Sequence[Body], by: str) -> Written:
    """Write facts in one transaction, headed by a note that says how many they are: what `undo_import` takes back."""
    facts = club.append([Noted(topic, {"facts": len(written)}), *written], by=by)
    return Written(facts[0].source, tuple(facts[1:]))


def _group(facts: Sequence[Fact], import_id: str) -> list[Fact] | None:
    head = next((fact for fact in facts if fact.source == import_id), None)
    if head is None or not isinstance(head.body, Noted) or head.body.topic not in (IMPORT, UNDO):
        return None
    last = head.seq + int(head.body.args["facts"])
    return [fact for fact in facts if fact.station == head.station and head.seq < fact.seq <= last]


def _can_be_undone(body: Body) -> bool:
    return isinstance(body, Visited | Left | TotalStated | ProgrammeHeld | Attended | Corrected)


def _overruled(facts: Sequence[Fact]) -> set[tuple[str, int]]:
    """What a correction that stands names: a correction in it is undone."""
    found: set[tuple[str, int]] = set()
    for fact in reversed(facts):
        if isinstance(fact.body, Corrected) and (fact.station, fact.seq) not in found:
            found.add((fact.body.station, fact.body.seq))
    return found
