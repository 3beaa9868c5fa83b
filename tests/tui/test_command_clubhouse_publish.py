"""`kagarobo clubhouse publish`: an edition is frozen once, a correction makes the next, and pages beside it agree."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse
from tui.town import Town

TOWN = Town.load()
BEGIN = datetime(2022, 10, 1, 10, tzinfo=TOWN.timezone)
STAGES = ("ES",) * 16 + ("MS",) * 12 + ("HS",) * 2


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Thirty children on two Saturdays of October: sixteen of elementary, twelve of middle, two of high school."""
    home = tmp_path / "home"
    with open_clubhouse(home, TOWN, station="office", clock=lambda: BEGIN) as club:
        for number, stage in enumerate(STAGES):
            person = club.add_provisional(f"c{number}", stage, by="staff").person
            for week in range(2):
                club.arrive(person, at=BEGIN + timedelta(weeks=week))
    return home


def kagarobo(home: Path, *words: object) -> int:
    return main(["--home", str(home), "--lang", "en", "clubhouse", *map(str, words)])


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_an_edition_holds_until_a_correction_makes_the_next(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == kagarobo(home, "publish", "--month", "2022-10", "--dry-run", "--json")
    assert not document(capsys)["editions"]
    for is_new in (True, False):
        assert 0 == kagarobo(home, "publish", "--month", "2022-10", "--json")
        found = document(capsys)
        assert (1, is_new) == (found["planned"]["edition"], found["planned"]["is_new"])
    assert found["editions"][0]["hidden"] == 2
    with open_clubhouse(home, TOWN, station="office", clock=lambda: BEGIN) as club:
        club.arrive(count=15)
    assert 0 == kagarobo(home, "publish", "--month", "2022-10", "--out", home / "public")
    shown = capsys.readouterr().out
    assert "nobe: 60 → 75" in shown
    assert "stays open by 12 or more" in shown
    metadata = json.loads((home / "public" / "metadata.json").read_text(encoding="utf-8"))
    assert "Counts of 1 to 9" in metadata["description"]
    with closing(sqlite3.connect(home / "public" / "clubhouse.db")) as database:
        rows = database.execute("SELECT stage, visits FROM months ORDER BY stage").fetchall()
    assert {("*", 75), ("ES", 32), ("MS", None), ("HS", None), ("unnamed", 15), ("UP", 0)} == set(rows)


def test_a_councils_page_hides_what_the_publication_hides(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the page's own choice of rows beside the dataset's, a hidden row could be subtracted."""
    question = ("answer", "--month", "2022-10", "--question", "stage", "--json")
    assert 0 == kagarobo(home, "publish", "--month", "2022-10")
    capsys.readouterr()
    assert 0 == kagarobo(home, *question)
    rows = document(capsys)[0]["groups"]
    assert {"MS", "HS"} == {row["key"] for row in rows if row["hidden"]}


def test_what_is_not_over_and_what_was_lost_are_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == kagarobo(home, "publish", "--month", "2199-10")
    assert 2 == kagarobo(home, "publish", "--out", home / "public")
    assert "Nothing of clubhouse is published" in capsys.readouterr().err
    assert 0 == kagarobo(home, "publish", "--month", "2022-10")
    (path,) = home.rglob("month-2022-10.1.json")
    assert 0o600 == path.stat().st_mode & 0o777
    path.unlink()
    assert 2 == kagarobo(home, "publish")
    assert "snapshot-missing" in capsys.readouterr().err


def test_another_town_publishes_its_own_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A January year, another zone, no Japanese."""
    town = Path(__file__).parent / "towns" / "nordhavn.toml"
    with open_clubhouse(tmp_path, Town.load(str(town)), station="office") as club:
        for month in (3, 7):
            at = datetime(2024, month, 4, 18, tzinfo=club.calendar.timezone)
            club.arrive(count=20 * month, at=at)
    assert 0 == kagarobo(tmp_path, "publish", "--town", town, "--fiscal-year", "2024", "--json")
    (edition,) = document(capsys)["editions"]
    assert ("fiscal-year-2024", 0) == (edition["period"], edition["hidden"])
