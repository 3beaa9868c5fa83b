"""The end of a day: its number, who was not seen going out, what was missed, and whether it was open at all."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.periods import fiscal_year
from judge.facts import DayHeld, DayReviewed, Left
from tests.clubhouse_logs.houses import JAPAN
from tests.tui.kiosk_house import KioskHouse
from tests.tui.test_kiosk_door import touch
from tests.tui.test_kiosk_screen import finger, lines
from tui.i18n import speaking
from tui.kiosk.day_desk import DayEndDesk
from tui.kiosk.day_end import day_end
from tui.kiosk.screen import KioskApp

LAST_DAY = date(2023, 3, 31)  # a Friday: open


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def house(tmp_path: Path) -> KioskHouse:
    house = KioskHouse(tmp_path)
    house.now = datetime(2023, 3, 31, 10, 30, tzinfo=JAPAN)
    return house


@pytest.fixture
def club(house: KioskHouse) -> Iterator[Clubhouse]:
    with house.open() as club:
        house.fill(club)
        yield club


def desk(house: KioskHouse, club: Clubhouse, day: date = LAST_DAY) -> DayEndDesk:
    return DayEndDesk(club, day, by="staff", now=lambda: house.now)


async def test_the_last_day_of_the_year_is_closed_on_the_first_day_of_the_next(
    house: KioskHouse, club: Clubhouse
) -> None:
    """On the screen: a missed child belongs to its own day and year, and a forgotten check-out gets no time."""
    club.arrive(house.persons["ゆうき"])
    club.arrive(count=2, role="observer")
    house.now = datetime(2023, 4, 1, 9, 5, tzinfo=JAPAN)
    app = KioskApp(desk(house, club), title=lambda: "End", clock=lambda: "09:05", has_languages=False)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "1 children came, 2 others" in lines(app)
        assert "ゆうき" not in lines(app)
        touch(
            app.desk, "Not seen going out: 3", "10:30  ゆうき  (Children)", "Back", "Write somebody in late", "も", "そ"
        )
        app.show()
        await finger(pilot, "もそり")
        touch(app.desk, "15:00")
        app.show()
        await pilot.pause()
        assert "もそり is written in" in lines(app)
        touch(app.desk, "Back")
        app.show()
        await finger(pilot, "Close the day")
        assert "For the noticeboard: 2" in lines(app)

    facts, record = club.facts(), club.record()
    assert not [fact for fact in facts if isinstance(fact.body, Left)]
    assert {LAST_DAY: 4} == record.reviewed
    assert [2, 0] == [_youth(club, year) for year in (2022, 2023)]
    house.now = datetime(2023, 4, 1, 10, 0, tzinfo=JAPAN)
    club.arrive(house.persons["ゆうき"])
    assert [2, 1] == [_youth(club, year) for year in (2022, 2023)]


def _youth(club: Clubhouse, year: int) -> int:
    period = fiscal_year(year, 4)
    return len({(one.person, one.day) for one in club.record().log.youth if period.start <= one.day < period.end})


def test_a_day_without_a_record_is_a_question_and_no_zero(house: KioskHouse, club: Clubhouse) -> None:
    """Planned days that nobody spoke of are asked about; what staff says counts, and can be said for each."""
    found = day_end(club.record(), club.facts(), LAST_DAY)
    assert found.was_held is None
    assert LAST_DAY in found.unsaid
    one = desk(house, club)
    touch(one, "Was it open? Nothing says so.", "It was not open")
    assert (False, False) == (one.end.staff_says, LAST_DAY in one.end.unsaid)
    count = len(one.end.unsaid)
    touch(one, f"Questions: {count}", f"{one.end.unsaid[0]}: a planned day without any record. Was it open?")
    touch(one, "It was open", "Back")
    assert count - 1 == len(one.end.unsaid)
    assert [False, True] == [fact.body.held for fact in club.facts() if isinstance(fact.body, DayHeld)]


def test_who_is_seen_leaving_while_the_day_is_closed_goes_out_by_staff(house: KioskHouse, club: Clubhouse) -> None:
    """Only on the day itself; a group goes together."""
    club.arrive(house.persons["ゆうき"])
    club.arrive(count=3)
    house.wait(hours=6)
    one = desk(house, club)
    touch(one, "Not seen going out: 4", "10:30  ゆうき  (Children)", "10:30  3 without a name  (Children)", "Back")
    assert 0 == club.heads_inside()
    assert ["staff"] * 2 == [fact.body.source for fact in club.facts() if isinstance(fact.body, Left)]
    touch(one, "Close the day")
    assert [0] == [fact.body.inside for fact in club.facts() if isinstance(fact.body, DayReviewed)]


def test_what_is_not_clear_about_a_day_is_listed_with_it(house: KioskHouse, club: Clubhouse) -> None:
    """Somebody went out whom nobody saw coming in; a missed child without a name is written in by the hour."""
    club.leave(house.persons["ゆい"])
    one = desk(house, club)
    house.wait(hours=4)
    assert ["left-without-visit"] == [finding.code for finding in one.end.questions]
    touch(one, "Write somebody in late", "One without a name", "12:00", "Back")
    assert 1 == one.end.heads
    assert ["left-without-visit"] == [question["code"] for question in one.end.as_json()["questions"]]
    assert not day_end(club.record(), club.facts(), date(2023, 3, 30)).questions
