"""From a file to facts, again, and back."""

from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.figures import figures
from clubhouse_logs.import_facts import bodies, existing_visits
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.people import People
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.sheets import read_sheet
from clubhouse_logs.visit_import import RowPlan, plan_import, planned
from clubhouse_logs.visits import fold
from judge.facts import Fact, PersonAdded, Visited

PAPER = """利用記録,,,
日付,入館,ニックネーム,人数
令和4年10月1日,10:30,ゆうやけとんぼ,
〃,午後1時,ゆうやけ とんぼ,
2022/10/2,,,12人
合計,,,14
"""


def plan(door: Any, calendar: TownCalendar, people: People) -> list[RowPlan]:
    sheet = read_sheet(PAPER.encode("cp932"))
    assert sheet is not None
    existing = existing_visits(fold(door.facts, calendar).youth)
    return plan_import(sheet.rows, calendar=calendar, persons_of=people.persons_of, existing=existing)


def import_once(door: Any, calendar: TownCalendar, people: People) -> list[Fact]:
    visits = planned(plan(door, calendar, people))
    count = len(people.ledger()) + len(door.facts) + 1
    written = bodies(
        visits, site="clubhouse", enter=lambda name: people.add(name, stage=None, entropy=bytes([count]) * 7)
    )
    return [door.write(body, "2022-10-07T01:00:00Z", "paper") for body in written]


def test_a_paper_log_becomes_facts_once(door: Any, weekend_calendar: TownCalendar, tmp_path: Path) -> None:
    """Two spellings are one new child; the second import of the file adds nothing; no fact holds the name."""
    with People(tmp_path / "people.db") as people:
        written = import_once(door, weekend_calendar, people)

        assert 4 == len(written)
        assert 1 == sum(isinstance(fact.body, PersonAdded) for fact in written)
        assert [] == import_once(door, weekend_calendar, people)
        again = plan(door, weekend_calendar, people)
    assert ["title", "header", *["already-there"] * 3, "total"] == [row.outcome for row in again]
    assert "とんぼ" not in repr(door.facts)

    found = {
        figure.id: figure.value
        for figure in figures(
            door.facts, calendar=weekend_calendar, period=fiscal_year(2022, 4), as_of=date(2022, 10, 31)
        )
    }
    assert (13, 14, 14, 1) == tuple(found[name] for name in ("nobe", "nobe_entries", "nobe_raw", "jitsu"))
    assert () == fold(door.facts, weekend_calendar).findings


def test_import_and_undo_is_identity(door: Any, weekend_calendar: TownCalendar, tmp_path: Path) -> None:
    """Withdrawing what an import wrote leaves every figure as it was, and the file can be imported again."""
    door.visit("2022-10-01T01:30:00Z", 1)
    period, as_of = fiscal_year(2022, 4), date(2022, 10, 31)
    before = fold(door.facts, weekend_calendar)
    before_figures = figures(door.facts, calendar=weekend_calendar, period=period, as_of=as_of)

    with People(tmp_path / "people.db") as people:
        for fact in import_once(door, weekend_calendar, people):
            if isinstance(fact.body, Visited):
                door.withdraw(fact)

        assert before.youth == fold(door.facts, weekend_calendar).youth
        after_figures = figures(door.facts, calendar=weekend_calendar, period=period, as_of=as_of)
        assert {"corrected", "correction_lag"} == {
            old.id
            for old, new in zip(before_figures, after_figures, strict=True)
            if (old.value, old.low, old.high, old.note) != (new.value, new.low, new.high, new.note)
        }
        assert 3 == len(planned(plan(door, weekend_calendar, people)))
