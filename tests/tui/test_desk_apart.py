"""What happened at a cut-off table is asked at the desk, and answered there: keys alone, two real journals."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from judge.facts import Called, Corrected, Fact, RunEnded, RunOpened, RunStarted
from judge.journal import Journal
from judge.tournament.state import NextRun
from tests.judge.hall_book import HallBook
from tests.tui.desk_day import OPEN_RUNS, Day
from tui import i18n
from tui.desk.lists import standings_json
from tui.desk.recording import do
from tui.desk.screen import DeskApp
from tui.i18n import use_language


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("en")


@pytest.fixture(name="day")
def _day(tmp_path: Path) -> Iterator[Day]:
    """One run is allowed; a table that was cut off ran another one, and corrected the first as the desk did, too."""
    book = HallBook(tables=2)
    book.open("lf", [OPEN_RUNS], 2)
    book.run(NextRun("lf-1", 1, "open", None, "lf"), 430)
    ball = next(fact for fact in book.facts if isinstance(fact.body, Called) and fact.body.call == "bonus_ball")
    day = Day(tmp_path / "day.db", book)
    table = Journal.open(tmp_path / "table.db", "table-2", clock=day.journal.wall)
    table.take([fact.row() for fact in day.journal.facts()])
    table.append(_number(ball, 31), run="r1", by="referee")
    day.desk.write(_number(ball, 33), by="chief")
    again = HallBook(tables=2)
    again.runs = 1
    again.run(NextRun("lf-1", 1, "open", None, "lf"), 450, table=2)
    for fact in again.facts:
        if fact.run is not None:
            table.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
    day.journal.take([fact.row() for fact in table.facts()])
    table.close()
    day.desk.refresh()
    yield day
    day.journal.close()


def _number(fact: Fact, n: int) -> Corrected:
    return Corrected(fact.station, fact.seq, "replace", Called("bonus_ball", {"n": n}), "miscounted")


async def keys(pilot: Pilot[None], script: str) -> None:
    """Press the keys of a script."""
    for key in script.split():
        pilot.app.simulate_key(key)
    await pilot.pause()


async def test_the_head_referee_sees_both_values_and_settles_both_questions_by_keys(day: Day) -> None:
    """Who said what and where stands beside the question; afterwards nothing is asked, and the answers count."""
    app = DeskApp(day.desk)
    async with app.run_test(size=(110, 24)) as pilot:
        await keys(pilot, "9")
        asked = str(app.query_one("#body", Static).render())
        both = str(app.query_one("#detail", Static).render())
        await keys(pilot, "enter 2")  # the first side: the desk's
        await keys(pilot, "9 enter 2")  # the first run does not count
    state = day.desk.state("lf")

    assert "corrections of r1" in asked
    assert "open: more runs than 1" in asked
    assert "desk, chief" in both
    assert "433 points" in both
    assert "table-2, referee" in both
    assert "431 points" in both
    assert () == state.to_settle
    assert {"r1": 433, "r2": 450} == {run.run: run.score.points for run in state.runs}
    assert 450 == state.stages[0].standings[0].result.total


def test_a_script_settles_the_same_questions(day: Day) -> None:
    """`tournament record stands r1`, and `side lf-1 2`: the second run does not count; `standings --json` says both."""
    said = standings_json(day.desk, ["lf"])["competitions"][0]["decisions"]
    assert [("corrections", [433, 431]), ("runs", [431, 450])] == [
        (one["asks"], [side["points"] for side in one["sides"]]) for one in said
    ]
    do(day.desk, "stands", ["r1"], "lf")
    do(day.desk, "side", ["lf-1", "2"], "lf")

    state = day.desk.state("lf")
    assert ((), 431) == (state.to_settle, state.stages[0].standings[0].result.total)


async def test_the_ball_target_is_typed_at_the_desk_and_a_run_under_another_is_asked_about(tmp_path: Path) -> None:
    """A value the rules do not allow is refused; what the run is worth by each target stands beside the question."""
    book = HallBook()
    book.open("lf", [OPEN_RUNS], 2)
    opened = RunOpened("lf-1", 1, True, "open", None, 1, "lf", {"T": 100})
    for body in (opened, RunStarted("hand"), RunEnded("time")):
        book.add(body, "r1", None if body is opened else 0)
    day = Day(tmp_path / "day.db", book)
    app = DeskApp(day.desk)
    async with app.run_test(size=(110, 24)) as pilot:
        await keys(pilot, "2 t 9 9 9 enter")
        refused = app.keyboard.refused
        await keys(pilot, "t 1 3 7 enter 9")
        asked, both = (str(app.query_one(f"#{panel}", Static).render()) for panel in ("body", "detail"))
        await keys(pilot, "enter 1")
    day.journal.close()

    assert "999" in str(refused)
    assert "r1: an old target" in asked
    assert "T = 100" in both
    assert "T = 137" in both
    state = day.desk.state("lf")
    assert state.definition is not None
    assert ((), 137) == (state.to_settle, state.definition.param("T", "ES"))
    assert state.runs[0].opened == replace(opened, announced={"T": 137})
