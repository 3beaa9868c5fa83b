"""The hall's screen shows what stands, hides what is frozen, and says so when it is old."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from judge.errors import NotAJournal
from judge.facts import Fact
from judge.hall_kinds import LineJoined, PlacesRevealed, StandingsFrozen, TablesAssigned
from judge.testing import FakeClock
from tests.judge.hall_book import HallBook
from tui.display.drawing import sheets
from tui.display.pages import Page, hall_pages
from tui.display.screen import DisplayApp
from tui.i18n import speaking

OPEN = {"id": "open", "type": "open_runs", "runs": 1, "counted": 1}
FINAL = {"id": "final", "type": "single_elimination", "size": 4}
NOW_MS = 1_800_000_000_000


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def book() -> HallBook:
    """Five teams, all open runs done: t5 made the most."""
    book = HallBook()
    book.open("lf", [OPEN, FINAL], 5)
    book.add(TablesAssigned("lf", (1, 2)))
    chance = random.Random(1)
    while book.state("lf").running.id == "open":
        book.step("lf", chance, skill)
    return book


def skill(team: str) -> int:
    return {"lf-1": 0, "lf-2": 50, "lf-3": 150, "lf-4": 250, "lf-5": 400}[team]


def pages(book: HallBook) -> dict[str, Page]:
    return {page.kind: page for page in hall_pages(book.facts, NOW_MS)[1]}


def test_standings_and_the_bracket_are_there(book: HallBook) -> None:
    shown = pages(book)
    assert ["LF-5", "LF-4", "LF-3", "LF-2", "LF-1"] == [row[2] for row in shown["standings"].rows]
    assert ["400", "250", "150", "50", "0"] == [row[3] for row in shown["standings"].rows]
    assert {"S1", "S2", "F1"} == {heat.id for heat in shown["bracket"].heats}


def test_a_frozen_competition_keeps_what_it_showed_until_places_are_revealed(book: HallBook) -> None:
    """From the last place up; whatever was decided meanwhile stays hidden."""
    book.add(StandingsFrozen("lf"))
    book.play("lf", skill)
    frozen = pages(book)
    assert all(not side.wins for heat in frozen["bracket"].heats for side in heat.sides)
    assert "places" not in frozen
    book.add(PlacesRevealed("lf", 2))
    assert ["LF-5"] == sorted({"LF-5", "LF-4", "LF-3", "LF-2"} - {row[1] for row in pages(book)["places"].rows})
    book.add(PlacesRevealed("lf", 1))
    assert "LF-5" == pages(book)["places"].rows[0][1]


def test_who_comes_now_is_marked_and_not_by_colour_alone() -> None:
    book = HallBook()
    book.open("lf", [OPEN], 3)
    book.add(TablesAssigned("lf", (1,)))
    for team in ("lf-1", "lf-2", "lf-3"):
        book.add(LineJoined("lf", team, True, True))
    line = pages(book)["line"]
    assert {0, 1} == line.marked
    text = sheets(line, 80, 20)[0].plain
    assert 2 == text.count("▶") == text.count("come now")


@pytest.mark.parametrize(("width", "height"), [(80, 18), (60, 8), (200, 50)])
def test_a_page_fits_its_room(book: HallBook, width: int, height: int) -> None:
    """What does not fit goes onto a further sheet, and nobody is left out."""
    drawn = sheets(pages(book)["standings"], width, height)
    assert all(len(sheet.plain.rstrip("\n").splitlines()) <= height for sheet in drawn)
    assert all(line.rstrip() == line.rstrip()[:width] for sheet in drawn for line in sheet.plain.splitlines())
    assert {"LF-1", "LF-5"} <= {word for sheet in drawn for word in sheet.plain.split()}


async def test_a_screen_without_news_says_within_three_seconds_that_it_is_old(book: HallBook) -> None:
    """The journal cannot be read any more; as soon as it can, the warning goes."""
    clock, is_gone = FakeClock(0), [False]
    waiting: list[Sequence[Fact]] = [tuple(book.facts)]

    def read() -> Sequence[Fact] | None:
        if is_gone[0]:
            raise NotAJournal("tournament.db", "missing")
        return waiting.pop() if waiting else None

    app = DisplayApp(read, turn_s=10, now=lambda: datetime(2026, 11, 21, tzinfo=UTC), monotonic_s=lambda: clock() / 1e6)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "LF-5" in str(app.query_one("#page").render())
        assert not app.query_one("#old").has_class("shown")
        is_gone[0] = True
        clock.pass_ms(2_900)
        app._look()
        assert not app.query_one("#old").has_class("shown")
        clock.pass_ms(200)
        app._look()
        assert app.query_one("#old").has_class("shown")
        is_gone[0] = False
        app._look()
        assert not app.query_one("#old").has_class("shown")


async def test_pages_turn_by_themselves_and_by_key(book: HallBook) -> None:
    clock = FakeClock(0)
    waiting: list[Sequence[Fact]] = [tuple(book.facts)]
    app = DisplayApp(
        lambda: waiting.pop() if waiting else None, turn_s=10, now=lambda: datetime(2026, 11, 21, tzinfo=UTC),
        monotonic_s=lambda: clock() / 1e6,
    )  # fmt: skip
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "page 1 of 2" in str(app.query_one("#foot").render())
        await pilot.press("right")
        assert "page 2 of 2" in str(app.query_one("#foot").render())
        clock.pass_ms(10_000)
        app._look()
        await pilot.pause()
        assert "page 1 of 2" in str(app.query_one("#foot").render())
        await pilot.press("p")
        clock.pass_ms(60_000)
        app._look()
        await pilot.pause()
        assert "page 1 of 2" in str(app.query_one("#foot").render())
