"""`kagarobo journal bundle | verify | export` and `kagarobo tournament correct`, as a scorekeeper uses them."""

import csv
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from judge.facts import Called, RunDisputed
from judge.journal import Journal, read_facts
from tests.judge.hall_book import HallBook
from tests.tui.books import WALL, clubhouse_book, tournament_book
from tui.__main__ import main


@pytest.fixture(name="journal")
def _journal(tmp_path: Path) -> Path:
    """A finished tournament of two runs."""
    path = tmp_path / "spring.db"
    tournament_book(path)
    return path


def kagarobo(journal: Path, *arguments: object) -> int:
    """Run the command line in English, at home beside the journal."""
    return main(["--lang", "en", "--home", str(journal.parent / "home"), *map(str, arguments)])


def test_a_bundle_is_signed_and_holds(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bundle and verify: the key is the home's, readable by its owner alone, and named by both."""
    to = tmp_path / "spring.bundle"

    assert 0 == kagarobo(journal, "journal", "bundle", journal, to, "--json")
    key = json.loads(capsys.readouterr().out)["public_key"]
    assert 0 == kagarobo(journal, "journal", "verify", to, "--key", key)

    assert key in capsys.readouterr().out
    assert 0o600 == (tmp_path / "home" / "signing_key.pem").stat().st_mode & 0o777
    assert b"Foxes" in zipfile.ZipFile(to).read("facts.jsonl")


def test_verify_says_no_and_what_differs(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A score that was changed afterwards, and a key that is not the one that was asked for."""
    to, forged = tmp_path / "spring.bundle", tmp_path / "forged.bundle"
    assert 0 == kagarobo(journal, "journal", "bundle", journal, to)
    with zipfile.ZipFile(to) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"points":250', b'"points":350'))
    capsys.readouterr()

    assert 1 == kagarobo(journal, "journal", "verify", forged, "--json")
    differences = json.loads(capsys.readouterr().out)["differences"]
    assert {("file", "results.json"), ("runs", "t1-open-1")} == {(one["what"], one["where"]) for one in differences}
    assert 1 == kagarobo(journal, "journal", "verify", to, "--key", "ab" * 32)
    assert "manifest.json" in capsys.readouterr().out


def test_what_cannot_be_bundled_is_said(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clubhouse's journal has nothing to bundle; a file that is there stays; a key that others read is refused."""
    clubhouse_book(tmp_path / "club.db")

    assert 2 == kagarobo(journal, "journal", "bundle", tmp_path / "club.db", tmp_path / "b")
    assert 2 == kagarobo(journal, "journal", "bundle", journal, journal)
    assert 2 == kagarobo(journal, "journal", "verify", tmp_path / "nowhere")
    assert 0 == kagarobo(journal, "journal", "bundle", journal, tmp_path / "b")
    (tmp_path / "home" / "signing_key.pem").chmod(0o644)
    assert 3 == kagarobo(journal, "journal", "bundle", journal, tmp_path / "c")
    assert "Traceback" not in capsys.readouterr().err


def test_a_hall_of_two_competitions_is_bundled_verified_and_exported(journal: Path, tmp_path: Path) -> None:
    """Nothing of either is left out: runs, ranks and places, each under its competition."""
    book, hall = HallBook(), tmp_path / "hall.db"
    book.open("lf", [{"id": "open", "type": "open_runs", "runs": 1}], 3)
    book.open("ring", [{"id": "all", "type": "round_robin"}], 3, challenge="sumobot")
    for name in ("lf", "ring"):
        book.play(name, lambda team: 400 + int(team.rpartition("-")[2]))
    with Journal.open(hall, "desk", clock=lambda: WALL) as kept:
        for fact in book.facts:
            kept.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)

    assert 0 == kagarobo(journal, "journal", "bundle", hall, tmp_path / "hall.bundle")
    assert 0 == kagarobo(journal, "journal", "verify", tmp_path / "hall.bundle")
    assert 2 == len([one for one in zipfile.ZipFile(tmp_path / "hall.bundle").namelist() if one.endswith(".toml")])
    assert 0 == kagarobo(journal, "journal", "export", hall, tmp_path / "hall.json")
    document = json.loads((tmp_path / "hall.json").read_text())
    assert {("lf", "open"), ("ring", "all")} == {(row["competition"], row["stage"]) for row in document["standings"]}
    assert [("lf", "lf-3", 1), ("ring", "ring-3", 1)] == [
        (row["competition"], row["team"], row["place"]) for row in document["placings"] if row["place"] == 1
    ]
    assert {"signed"} == {row["state"] for row in document["runs"]}


@pytest.mark.parametrize("names", [[], ["--names"]])
def test_export_gives_tables_without_names_unless_asked(journal: Path, tmp_path: Path, names: list[str]) -> None:
    """CSV in a folder, one JSON file, or a database: the same rows, runs with their scores."""
    for to in ("tables", "tables.json", "tables.db"):
        assert 0 == kagarobo(journal, "journal", "export", journal, tmp_path / to, *names)

    with (tmp_path / "tables" / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert ["250", "50"] == [row["points"] for row in csv.DictReader(file)]
    document = json.loads((tmp_path / "tables.json").read_text())
    assert [("t1", 1, 250), ("t2", 2, 50)] == [
        (row["team"], row["rank"], row["total"]) for row in document["standings"]
    ]
    connection = sqlite3.connect(tmp_path / "tables.db")
    assert [(2,)] == connection.execute("SELECT count(*) FROM team_entered").fetchall()
    connection.close()
    for to in ("tables/team_entered.csv", "tables.json"):
        assert bool(names) == ("Foxes" in (tmp_path / to).read_text(encoding="utf-8-sig"))


def test_a_correction_shows_its_consequences_and_writes_nothing_on_a_dry_run(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call of the winner's fifth fact withdrawn: its score, both ranks and the champion would change."""
    fact = next(one for one in read_facts(journal) if isinstance(one.body, Called) and one.body.call == "leave")
    before = len(read_facts(journal))

    assert 0 == kagarobo(journal, "tournament", "correct", journal, fact.source, "--reason", "not_seen", "--dry-run")

    out = capsys.readouterr().out
    assert before == len(read_facts(journal))
    assert "score of Foxes in t1-open-1: 250 → 0" in out
    assert "champion: Foxes → Cranes" in out


def test_a_correction_is_a_fact_and_so_is_its_undo(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Replaced, undone, and the undo undone: every step stands in the run's story with author and reason."""
    fact = next(one for one in read_facts(journal) if isinstance(one.body, Called) and one.body.call == "stop")
    asked = ("tournament", "correct", journal)

    for target, more in (
        (fact.source, ["--with", '{"call": "touch_robot", "args": {}}']),
        ("desk:1", []),
        ("desk:2", []),
    ):
        assert 0 == kagarobo(journal, *asked, target, "--reason", "looked_again", "--by", "chief", *more)
    assert 0 == kagarobo(journal, "journal", "show", journal, "--run", "t1-open-1")

    story = capsys.readouterr().out
    assert ["desk:1", "desk:2", "desk:3"] == [fact.source for fact in read_facts(journal)[-3:]]
    assert story.count("looked_again") >= 3
    assert 2 == kagarobo(journal, *asked, "desk:77", "--reason", "x")
    assert 2 == kagarobo(journal, *asked, fact.source, "--reason", "x", "--with", "{")


def test_a_disputed_run_is_shown_as_under_review(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the story of the run and beside the standings, with the team and its reason; and it counts nowhere."""
    with Journal.open(journal, "desk", clock=lambda: WALL) as book:
        book.append(RunDisputed("t1", None, "ball_was_in", 15), run="t1-open-1", by="team")

    assert 0 == kagarobo(journal, "journal", "replay", journal)
    out = capsys.readouterr().out
    assert "Foxes does not sign (ball_was_in): the run is under review." in out
    assert "Under review: t1-open-1 (Foxes, ball_was_in)" in out
    assert "Champion" not in out
    assert 0 == kagarobo(journal, "journal", "replay", journal, "--json")
    assert ["t1-open-1"] == json.loads(capsys.readouterr().out)["under_review"]


@pytest.mark.parametrize(
    "part", [["journal", "bundle"], ["journal", "verify"], ["journal", "export"], ["tournament", "correct"]], ids=str
)
def test_help(journal: Path, part: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each part explains itself."""
    with pytest.raises(SystemExit) as caught:
        kagarobo(journal, *part, "--help")

    assert 0 == caught.value.code
    assert "usage:" in capsys.readouterr().out
