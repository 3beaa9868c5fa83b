"""`kagarobo clubhouse programme`, `indicators` and `consent`: the plan's rows and the town's figures are counted."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.figures import Records
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.programme_deeds import hold
from judge.facts import MemberConfirmed, RunOpened, TeamEntered
from judge.journal import Journal
from tests.tui.kiosk_house import KioskHouse
from tests.tui.test_kiosk_door import touch, whats
from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse, read_counting
from tui.exit_codes import ExitCode
from tui.i18n import speaking
from tui.tournament_rosters import season_of, seasons, with_roster
from tui.town import Town

TOWN = Town.load()
SATURDAY = datetime(2022, 10, 1, 10, 30, tzinfo=TOWN.timezone)
TOWN_YEAR = fiscal_year(2022, TOWN.fiscal_year_start_month)
SHEET = """2022年度 講演会等
開催日,題名,種別,参加者数,大人,指標
R4.6.4,海のごみ講演会,講演会,40,12人,esd-participants
2022年7月2日,はじめてのロボット,ワークショップ,8,,
7/3?,いつ,講演会,3,,
2022年8月6日,だれもいない,講演会,,,
2022年8月7日,どの指標,講演会,5,,nothing
"""


def kagarobo(home: Path, *arguments: object) -> int:
    return main(["--lang", "en", "--home", str(home), "clubhouse", *map(str, arguments)])


def shown(home: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert ExitCode.DONE == kagarobo(home, *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def office(home: Path) -> Clubhouse:
    return open_clubhouse(home, TOWN, station="office", clock=lambda: SATURDAY)


def test_a_programme_is_listed_with_who_took_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By headcount, by name (a child once), and grown-ups apart."""
    with office(tmp_path) as club:
        person = club.enter("あお", "ES", lambda one: MemberConfirmed(one, "2022-04-01", None), by="staff").person
    made = shown(tmp_path, capsys, "programme", "add", "LED workshop", "--day", "2022-10-02")
    assert "2022-10-02-1" == made["id"]
    for names in (("--name", person), ("--name", "あお"), ("--count", "5", "--adults", "2")):
        assert ExitCode.DONE == kagarobo(tmp_path, "programme", "attendance", made["id"], *names)

    (listed,) = shown(tmp_path, capsys, "programme", "list", "--fiscal-year", "2022")

    assert (6, 1, 2, 8) == tuple(listed[key] for key in ("children", "named", "grown_ups", "participants"))
    assert [] == shown(tmp_path, capsys, "programme", "list", "--fiscal-year", "2021")
    assert ExitCode.WRONG_USE == kagarobo(tmp_path, "programme", "attendance", "2022-10-02-9", "--count", "1")
    assert ExitCode.WRONG_USE == kagarobo(tmp_path, "programme", "add", "x", "--indicator", "nothing")


def test_a_sheet_of_lectures_gives_the_plans_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CP932 in, questions named, everything taken back by its id and back again; ESD participants counted: 52."""
    sheet = tmp_path / "lectures.csv"
    sheet.write_bytes(SHEET.encode("cp932"))
    home = tmp_path / "home"
    capsys.readouterr()
    assert ExitCode.NO == kagarobo(home, "programme", "import", sheet, "--json")
    report = json.loads(capsys.readouterr().out)
    questions = [row["question"] for row in report["rows"] if row["question"]]
    assert ["nobody", "unknown-indicator"] == questions[1:]
    assert 3 == len(questions)

    def esd() -> Any:
        table = shown(home, capsys, "indicators", "--fiscal-year", "2022")
        return next(row for row in table["plan"] if row["id"] == "esd-participants")["counted"]

    assert 52 == esd()
    kagarobo(home, "programme", "import", sheet)
    assert 52 == esd()
    assert ExitCode.DONE == kagarobo(home, "import", "--undo", report["import"])
    assert esd() is None


def test_a_row_that_is_not_counted_is_entered_with_its_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A counted row takes no number; an entered one says from what."""
    enter = ("indicators", "--fiscal-year", "2022", "--document", "Report of 2022", "--set")
    assert ExitCode.DONE == kagarobo(tmp_path, *enter, "cars-per-citizen=0.65")
    assert ExitCode.WRONG_USE == kagarobo(tmp_path, *enter, "esd-participants=300")
    assert ExitCode.WRONG_USE == kagarobo(tmp_path, *enter, "nothing=1")
    rows = {row["id"]: row for row in shown(tmp_path, capsys, "indicators", "--fiscal-year", "2022")["plan"]}
    cars = rows["cars-per-citizen"]
    assert (None, "0.65", "Report of 2022") == (cars["counted"], cars["entered"], cars["document"])
    assert 0 == rows["clubhouse-users"]["counted"]
    assert 14 == len(rows)


@pytest.fixture(name="tournament")
def _tournament(tmp_path: Path) -> list[str]:
    """Four visitors of July, a team of two of them that ran, and a team of one that never ran."""
    with office(tmp_path) as club:
        confirmed = lambda one: MemberConfirmed(one, "2022-04-01", None)  # noqa: E731
        persons = [club.enter(name, None, confirmed, by="staff").person for name in ("あお", "しろ", "くろ", "きいろ")]
        for person in persons:
            club.arrive(person, at=SATURDAY.replace(month=7, day=2))
    with Journal.open(tmp_path / "tournament.db", "desk", clock=lambda: "2022-09-20T10:00:00+09:00") as journal:
        journal.append(TeamEntered("t1", "Owls", "ES", (persons[0], persons[2]), "ja"), by="scorekeeper")
        journal.append(TeamEntered("t2", "Foxes", "ES", (persons[3],), "ja"), by="scorekeeper")
    with Journal.open(tmp_path / "tournament.db", "desk", clock=lambda: "2022-10-15T10:00:00+09:00") as journal:
        body = RunOpened("t1", 1, True, "open", None, 1)
        journal.append(body, run="r1", at_ms=0, by="referee")
    return persons


def test_the_way_from_the_clubhouse_to_the_tournament_is_counted(
    tmp_path: Path, tournament: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Consent is written down by staff with a PIN, and withdrawn; 1 of 2 who consented, two children competed."""
    monkeypatch.setenv("KAGAROBO_PIN", "123456")
    monkeypatch.setenv("KAGAROBO_PIN_NEW", "123456")
    assert ExitCode.DONE == kagarobo(tmp_path, "staff", "--add", "せんせい", "--role", "manager")
    assert ExitCode.WRONG_USE == kagarobo(tmp_path, "consent", tournament[0], "--linking", "--day", "2022-05-01")
    for person in (tournament[0], tournament[1], tournament[2]):
        consent = ("consent", person, "--member", "--linking", "--day", "2022-05-01", "--as", "せんせい")
        assert ExitCode.DONE == kagarobo(tmp_path, *consent)
    withdraw = ("consent", tournament[2], "--withdraw-linking", "--day", "2022-06-01", "--as", "せんせい")
    assert ExitCode.DONE == kagarobo(tmp_path, *withdraw)

    (held,) = shown(tmp_path, capsys, "indicators", "--fiscal-year", "2022")["tournaments"]

    assert ("2022-10-15", 2) == (held["day"], held["children"])
    assert (1, 2) == (held["conversion"]["count"], held["conversion"]["of"])
    found = {one["id"]: one for one in shown(tmp_path, capsys, "kpi", "--fiscal-year", "2022")["figures"]}
    assert ("50.0", "1/2") == (found["conversion"]["value"], found["conversion"]["note"])
    assert 2 == found["conversion_without_consent"]["value"]


@pytest.mark.usefixtures("tournament")
def test_a_season_is_that_of_the_period(tmp_path: Path) -> None:
    """A rehearsal is none; before its first official run there is no roster that closed."""
    assert [2] == [one.children for one in seasons(tmp_path)]
    (season,) = seasons(tmp_path)
    counted = read_counting(tmp_path, TOWN).counted
    assert season_of(tmp_path, TOWN_YEAR, date(2022, 10, 14)) is None
    assert season == season_of(tmp_path, TOWN_YEAR, date(2022, 10, 15))
    assert with_roster(Records(), None, counted).roster is None
    assert date(2022, 10, 15) == with_roster(Records(), season, counted).roster_locks


def test_a_child_joins_todays_programme_with_one_touch(tmp_path: Path) -> None:
    """After coming in; a group joins with its heads; without a programme nothing is asked."""
    house = KioskHouse(tmp_path)
    with speaking("en"), house.open() as club:
        house.fill(club)
        door = house.door(club)
        member = club.find_members("")[0]
        door.touch(f"member:{member.person}")
        assert not door.view().rows
        door.rest()
        programme = hold(club, "LED workshop", topic="workshop", day=club.today)
        door.touch(f"member:{member.person}")
        assert 1 == touch(door, "I take part:")
        assert "You take part: LED workshop. Have fun!" == door.view().ask
        touch(door, "All done")
        door.touch("group")
        door.touch("letter:4")
        touch(door, "Children", "I take part:")
        (one,) = club.programmes
        assert (programme, frozenset({member.person}), 4) == (one.id, one.persons, one.unnamed)
        touch(door, "That was wrong")
        assert 0 == club.programmes[0].unnamed
        assert "leave" in whats(door).values()
