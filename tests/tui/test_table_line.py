"""The line on the referee's screen: joined by keys, by a card's reader and by touch; the waits, and what is read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from judge.facts import RunOpened
from judge.hall_kinds import LineCalled, LineJoined, TablesAssigned
from tests.tui.table_hall import ManyHall, Opened
from tui import i18n
from tui.i18n import use_language
from tui.table.screen import TableApp

EDGE = 2  # of a panel: its border and what is left free beside it


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.fixture(name="hall")
def _hall(tmp_path: Path) -> Iterator[ManyHall]:
    use_language("en")
    hall = ManyHall(
        tmp_path / "hall.db",
        competitions=(Opened("lf-es", teams=12), Opened("sumo-es", "sumobot", teams=2, tables=())),
    )
    hall.journal.append(TablesAssigned("sumo-es", (1,)), by="staff")
    yield hall
    hall.journal.close()


def shown(app: TableApp, selector: str) -> str:
    """What stands in a panel."""
    widget = app.query_one(selector)
    assert isinstance(widget, Static)
    return str(widget.render())


async def keys(pilot: Pilot[None], script: str) -> None:
    """Press the keys of a script."""
    for key in script.split():
        pilot.app.simulate_key(key)
    await pilot.pause()
    await pilot.pause()


async def touch(pilot: Pilot[None], words: str) -> None:
    """Touch what is written in the panel on the left."""
    assert isinstance(pilot.app, TableApp)
    lines = shown(pilot.app, "#left").splitlines()
    row = next(number for number, line in enumerate(lines) if words in line)
    await pilot.click("#left", offset=(lines[row].index(words) + EDGE + 1, row + 1))
    await pilot.pause()
    await pilot.pause()


async def test_a_card_that_is_read_joins_the_line_without_another_key(hall: ManyHall) -> None:
    """Its text begins with a plus and ends in Enter; the next to be called stays the first in line."""
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "plus t 1 1 enter plus plus 4 enter")
        rows = shown(app, "#left").splitlines()
        head = shown(app, "#head")

    assert ["t11", "t4"] == [body.team for body in hall.bodies(LineJoined) if isinstance(body, LineJoined)]
    assert "In line: 2" == rows[0].strip()
    assert ["11 Pine Lanterns 1", "2 left", "its turn"] == [
        rows[1][1:19],
        rows[1].split("  ")[-1][:6],
        rows[1].rstrip()[-8:],
    ]
    assert head.endswith("11 Pine Lanterns 1")


async def test_whoever_would_be_overtaken_is_named_before_it_happens(hall: ManyHall) -> None:
    """The referee may take another; that is on the record, and nobody is surprised."""
    for number in ("9", "3"):
        hall.desk.join(number, is_official=True)
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "up")
        first = shown(app, "#asks")
        await keys(pilot, "down")
        second = shown(app, "#asks")

    assert "Choose who is next." == first
    assert second.endswith("9 Crane Flyers 1 is in line before it.")


async def test_the_line_is_kept_with_one_finger(hall: ManyHall) -> None:
    """Join, number, told to come, chosen and called to the table: each is a touch."""
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for number in (5, 2):
            await touch(pilot, " + ")
            for word in (f" {number} ", " ⏎ "):
                await touch(pilot, word)
        await touch(pilot, "2 Hakusan Rabbits")
        await touch(pilot, " C ")
        app.action_hit("enter")
        await pilot.pause()

    assert [LineCalled("lf-es", "t2")] == hall.bodies(LineCalled)
    assert ["t2"] == [body.team for body in hall.bodies(RunOpened) if isinstance(body, RunOpened)]


async def test_too_few_runs_are_read_and_another_challenge_is_chosen_by_keys(hall: ManyHall) -> None:
    """Any key goes on, Escape leaves; the challenge on top is the one that is judged."""
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "plus 3 enter k")
        read = shown(app, "#left").splitlines()
        await keys(pilot, "escape question_mark")
        first = shown(app, "#left")
        await keys(pilot, "space")
        second = shown(app, "#left")
        await keys(pilot, "space x")
        asked = shown(app, "#left")
        await keys(pilot, "1")
        top, asks = shown(app, "#top"), shown(app, "#asks")

    assert (11, False) == (len(read), any(line.startswith("3 ") for line in read))
    assert first.startswith("1  Choose")
    assert "joins the line" in second
    assert "1  SumoBot" in asked
    assert "SumoBot" in top
    assert hall.desk.competition == "sumo-es"
    assert "" != asks


@pytest.mark.parametrize(("language", "size"), [("ja", (80, 24)), ("en", (120, 40))])
async def test_all_keys_of_the_line_stand_on_the_screen(hall: ManyHall, language: str, size: tuple[int, int]) -> None:
    """And at least three who wait, in 80 by 24 as well."""
    use_language(language)
    for number in range(1, 13):
        hall.desk.join(str(number), is_official=True)
    app = TableApp(hall.desk)
    async with app.run_test(size=size) as pilot:
        await keys(pilot, "down")
        rows = shown(app, "#left").splitlines()
        room = app.query_one("#left").content_size
    keys_shown = [key for key in "+CMROKX" if any(f" {key} " in row for row in rows)]

    assert (list("+CMROKX"), True) == (keys_shown, len(rows) <= room.height)
    assert 3 <= sum(row.strip()[:1].isdigit() for row in rows)
