"""From 31 March to 1 April and on: the day is closed, the road is walked, left in the middle and found again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clubhouse_logs.access import Access, AccessRole
from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import PublicationError
from clubhouse_logs.figures import figures
from clubhouse_logs.periods import Period, fiscal_year
from clubhouse_logs.record import Record
from clubhouse_logs.stations import read_house
from clubhouse_logs.year_end import Step, done_steps
from judge.facts import ConsentGiven, Fact, MemberConfirmed
from tests.clubhouse_logs.houses import JAPAN
from tests.tui.test_command_forget import traces
from tests.tui.test_kiosk_door import touch
from tests.tui.test_kiosk_screen import finger, lines
from tui.__main__ import main
from tui.clubhouse_commands.year_end import stage_words
from tui.clubhouse_house import house_folder, open_clubhouse, read_record
from tui.clubhouse_publishing import editions_of
from tui.i18n import speaking
from tui.kiosk.day_desk import DayEndDesk
from tui.kiosk.screen import KioskApp
from tui.kiosk.year_desk import YearEndDesk
from tui.town import Town
from tui.year_end_road import Road

TOWN = Town.load()
YEAR = fiscal_year(2022, 4)
CHILDREN = ("ゆうき", "さくら", "がく", "かえで", "もそり", "ゆい")
PASSPHRASE = "three plain words"


class House:
    """A home with one clubhouse and a clock that is set."""

    def __init__(self, home: Path) -> None:
        self.home, self.now = home, datetime(2022, 4, 8, 11, tzinfo=JAPAN)
        self.persons: dict[str, str] = {}
        self.gone = ""
        with self.open() as club:
            for name in CHILDREN:
                member = club.enter(
                    name, "ES", lambda person: MemberConfirmed(person, "2022-04-01", "2023-03-31"), by="staff"
                )
                self.persons[name] = member.person
            club.append([ConsentGiven(self.persons["ゆうき"], "tournament_link", "v2", "guardian", "2022-04-08")],
                        by="staff")  # fmt: skip
            self.gone = club.add_provisional("すずめ", "ES").person
            for week in range(0, 50, 5):
                at = self.now + timedelta(weeks=week)
                for person in [*self.persons.values(), *([self.gone] if not week else [])]:
                    club.arrive(person, at=at, may_pass_limit=True)
                club.arrive(count=12, at=at, may_pass_limit=True)

    def open(self) -> Clubhouse:
        return open_clubhouse(self.home, TOWN, station="office", clock=lambda: self.now)

    def road(self) -> Road:
        return Road(self.home, TOWN, 2022, self.open, by="staff", out=self.home / "reports")

    def app(self, road: Road) -> KioskApp:
        desk = YearEndDesk(road, stages=lambda: stage_words(TOWN))
        return KioskApp(desk, title=lambda: "Year", clock=lambda: "09:00", has_languages=False)

    def figures(self) -> dict[str, object]:
        facts, record = read_record(self.home, TOWN)
        return values(facts, record)


def values(facts: list[Fact], record: Record) -> dict[str, object]:
    as_of = YEAR.end - timedelta(days=1)
    records = record.records(YEAR, as_of=as_of)
    found = figures(facts, calendar=record.calendar, period=YEAR, as_of=as_of, records=records)
    return {one.id: (one.value, one.low, one.high) for one in found}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home")


async def test_the_year_ends_on_the_screen_is_left_in_the_middle_and_goes_on(house: House) -> None:
    """The last day closed; two steps on the evening's screen; the rest on another; the yearly report is on paper."""
    house.now = datetime(2023, 3, 31, 17, 10, tzinfo=JAPAN)
    with house.open() as club:
        club.arrive(house.persons["ゆい"])
        day = DayEndDesk(club, club.today, by="staff", now=lambda: house.now)
        app = KioskApp(day, title=lambda: "Day", clock=lambda: "17:10", has_languages=False)
        async with app.run_test(size=(80, 24)) as pilot:
            await finger(pilot, "Close the day")
            assert "For the noticeboard: 1" in lines(app)
    with house.road() as road, pytest.raises(PublicationError, match="step-too-early"):
        road.finish(Step.FINAL)
    house.now = datetime(2023, 4, 1, 9, 0, tzinfo=JAPAN)
    with house.road() as road:
        app = house.app(road)
        async with app.run_test(size=(80, 24)) as pilot:
            for step, key in (("1 Late paper", "All paper is in"), ("2 Provisional → final", "Final")):
                await finger(pilot, step)
                await finger(pilot, key)
            assert "✓ 2 Provisional → final" in lines(app)
            assert not [name for name in CHILDREN if name in lines(app)]
    with house.road() as road:
        assert {Step.LATE_PAPER, Step.FINAL} == done_steps(road.club.facts(), 2022)
        app = house.app(road)
        async with app.run_test(size=(80, 24)) as pilot:
            await finger(pilot, "3 Freeze the figures")
            await finger(pilot, "Freeze")
            touch(app.desk, "4 School stages up", "ゆうき → Middle school", "This step is done")
            touch(app.desk, "5 Membership renewed", "ゆうき")
            app.show()
            assert "✓ ゆうき" in lines(app)
            touch(app.desk, "This step is done")
            app.show()
            await pilot.pause()
            await finger(pilot, "6 Names no longer needed")
            assert "すずめ" in lines(app)
            await finger(pilot, "Erase them")
            touch(app.desk, "7 Next year's calendar", "This step is done", "8 Yearly report")
            app.show()
            await pilot.pause()
            await finger(pilot, "Write it")
            assert "✓ 8 Yearly report" in lines(app)
        members, person = road.club.members, house.persons["ゆうき"]
        assert ("ES", "MS") == tuple(members.on(person, day).stage for day in (YEAR.start, YEAR.end))
        assert person in members.consenting("tournament_link", YEAR.end)
        assert 13 == len(editions_of(house.home, TOWN, "clubhouse", road.club.record()))
    assert {"year-2022.xlsx", "year-2022.csv", "year-2022.pdf", "year-2022.png"} == {
        path.name for path in (house.home / "reports").iterdir()
    }
    assert [] == traces(house.home, "すずめ", house.gone)


def walk(road: Road, *steps: Step) -> None:
    for step in steps:
        road.finish(step)


def test_erasing_at_the_years_end_changes_no_figure_and_no_edition(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures and editions before and after are the same; last month's backup on an empty computer replays it."""
    monkeypatch.setenv("KAGAROBO_PASSPHRASE", PASSPHRASE)
    stick = house.home.parent / "stick"
    stick.mkdir()
    house.now = datetime(2023, 4, 2, 9, 0, tzinfo=JAPAN)
    with house.road() as road:
        walk(road, Step.LATE_PAPER, Step.FINAL, Step.FREEZE)
    assert 0 == main(["--home", str(house.home), "clubhouse", "backup", str(stick / "march.kagarobo")])
    before = house.figures()
    with house.road() as road:
        frozen = editions_of(house.home, TOWN, "clubhouse", road.club.record())
        assert [house.gone] == [child.person for child in road.due()]
        assert not road.erase(kept={house.gone}).persons
        assert 1 == road.erase().persons
        road.finish(Step.RETENTION)
        assert frozen == editions_of(house.home, TOWN, "clubhouse", road.club.record())
        assert road.plan().said is None
    assert before == house.figures()
    assert [] == traces(house.home, house.gone)
    assert 0 == main(["--home", str(house.home), "clubhouse", "backup", str(stick / "april.kagarobo")])

    fresh = house.home.parent / "fresh"
    assert 0 == main(["--home", str(fresh), "clubhouse", "restore", str(stick / "march.kagarobo")])
    assert [] == traces(fresh, house.gone, "すずめ")
    facts = read_house(house_folder(fresh, "clubhouse"))
    _facts, record = read_record(fresh, TOWN)
    assert before == values(facts, record)


def test_a_correction_after_the_freeze_is_a_revision_before_the_report(house: House) -> None:
    house.now = datetime(2023, 4, 2, 9, 0, tzinfo=JAPAN)
    with house.road() as road:
        walk(road, Step.LATE_PAPER, Step.FINAL, Step.FREEZE)
        road.club.arrive(count=14, at=datetime(2022, 4, 9, 11, tzinfo=JAPAN), may_pass_limit=True)
        with pytest.raises(PublicationError, match="figures-moved"):
            road.finish(Step.REPORT)
        road.finish(Step.FREEZE)
        last = editions_of(house.home, TOWN, "clubhouse", road.club.record())[-1]
        assert ("fiscal-year", 2) == (last.kind, last.edition)
        (nobe,) = [one for one in last.changes if one["id"] == "nobe"]
        assert 14 == nobe["after"] - nobe["before"]


def test_what_is_touched_again_is_taken_back(house: House) -> None:
    house.now = datetime(2023, 4, 2, 9, 0, tzinfo=JAPAN)
    with house.road() as road:
        desk, before = YearEndDesk(road, stages=lambda: stage_words(TOWN)), road.club.members
        for step, count in (("4 School stages up", 6), ("5 Membership renewed", 6)):
            touch(desk, step)
            name = next(one.words for one in desk.view().rows if "さくら" in one.words)
            touch(desk, name, f"✓ {name}")
            assert count <= len(desk.view().rows)
            touch(desk, "Back")
        after = road.club.members
        assert (before.confirmed, before.consents) == (after.confirmed, after.consents)
        assert "ES" == after.on(house.persons["さくら"], YEAR.end).stage
        touch(desk, "3 Freeze the figures")
        assert "Freeze" not in [one.words for one in desk.view().actions]


def test_a_dry_run_and_single_steps_from_the_command_line(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long after the year: what would be frozen and erased; a step out of its turn is refused; a PIN is asked for."""

    def kagarobo(*words: str) -> int:
        return main(["--home", str(house.home), "--lang", "en", "clubhouse", *words])

    assert 0 == kagarobo("year-end", "--fiscal-year", "2022", "--dry-run")
    shown = capsys.readouterr().out
    assert "Edition 1 from 2022-04-01 on" in shown
    assert house.gone in shown
    assert 2 == kagarobo("year-end", "--fiscal-year", "2022", "--do", "final")
    assert 0 == kagarobo("year-end", "--fiscal-year", "2022", "--do", "late-paper", "--goal", "1800", "2025",
                         "--closure", "2023-08-11", "2023-08-16", "obon")  # fmt: skip
    _facts, record = read_record(house.home, TOWN)
    assert [1800] == [one.target.goal for one in record.targets]
    assert not record.calendar.planned_days(Period(datetime(2023, 8, 11).date(), datetime(2023, 8, 17).date()))
    people = house_folder(house.home, "clubhouse") / "people.db"
    with Access(people, entropy=lambda size: bytes(size)) as access:
        access.set_pin(house.persons["がく"], AccessRole.MANAGER, "493817")
    assert 2 == kagarobo("year-end", "--fiscal-year", "2022", "--do", "final")
    monkeypatch.setenv("KAGAROBO_PIN", "493817")
    assert 0 == kagarobo("year-end", "--fiscal-year", "2022", "--do", "final", "--as", "がく", "--json")
    assert "がく" not in capsys.readouterr().out
