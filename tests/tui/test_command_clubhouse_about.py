"""Names behind a PIN, every look recorded, and everything held about a child as one page."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from judge.facts import PersonalDataViewed
from tests.tui.test_command_forget import SECRET, TOWN, kagarobo, office
from tui.clubhouse_house import read_record

PIN = "271828"


@pytest.fixture(name="child")
def _child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A child that came once, and a manager called はかせ."""
    with office(tmp_path) as club:
        child = club.add_provisional(SECRET, "ES").person
        club.arrive(child)
        club.people.give_card(child, entropy=bytes(range(10)))
    monkeypatch.setenv("KAGAROBO_PIN", PIN)
    monkeypatch.setenv("KAGAROBO_PIN_NEW", PIN)
    assert 0 == kagarobo(tmp_path, "clubhouse", "staff", "--add", "はかせ", "--role", "manager")
    return child


def looks(home: Path) -> list[Any]:
    facts, _record = read_record(home, TOWN)
    return [(fact.by, fact.body) for fact in facts if isinstance(fact.body, PersonalDataViewed)]


def test_everything_held_about_a_child_is_one_page(
    tmp_path: Path, child: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name, the card, every record, also who looked; the file is its owner's alone and written once."""
    to = tmp_path.parent / f"{tmp_path.name}-about.txt"
    about = ("clubhouse", "about", SECRET, "--as", "はかせ")

    assert 0 == kagarobo(tmp_path, *about, "--to", to)

    page = to.read_text(encoding="utf-8")
    assert SECRET in page
    assert "1 cards" in page
    assert child in page
    assert "about" in page
    assert 0o600 == stat.S_IMODE(to.stat().st_mode)
    ((by, body),) = looks(tmp_path)
    assert PersonalDataViewed(child, "about") == body
    assert by.startswith("p-")
    assert 2 == kagarobo(tmp_path, *about, "--to", to)
    capsys.readouterr()

    assert 0 == kagarobo(tmp_path, *about, "--json")
    held = json.loads(capsys.readouterr().out)
    assert [child] == held["persons"]
    kinds = ["person_added", "member_provisional", "person_described", "visited", *["personal_data_viewed"] * 3]
    assert sorted(kinds) == sorted(fact["kind"] for fact in held["facts"])


def test_names_stand_behind_a_pin(
    tmp_path: Path, child: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Visits show ids; with the PIN nicknames, and the look is recorded; with a wrong one nothing is."""
    visits = ("clubhouse", "visits", "--day", "2022-10-01")
    assert 0 == kagarobo(tmp_path, *visits)
    assert child in (shown := capsys.readouterr().out)
    assert SECRET not in shown
    assert 2 == kagarobo(tmp_path, *visits, "--names")
    assert [] == looks(tmp_path)

    assert 0 == kagarobo(tmp_path, *visits, "--names", "--as", "はかせ")
    assert SECRET in capsys.readouterr().out
    assert [PersonalDataViewed(None, "visits")] == [body for _by, body in looks(tmp_path)]

    monkeypatch.setenv("KAGAROBO_PIN", "000000")
    assert 2 == kagarobo(tmp_path, *visits, "--names", "--as", "はかせ")
    assert "4 tries" in capsys.readouterr().err
    assert 2 == kagarobo(tmp_path, "forget", SECRET, "--as", "はかせ")
    assert 2 == kagarobo(tmp_path, "clubhouse", "staff", "--add", "だれか", "--as", "はかせ")
    assert 1 == len(looks(tmp_path))


def test_forgetting_needs_a_manager_where_there_is_one(tmp_path: Path, child: str) -> None:
    """With the PIN it is done."""
    assert 2 == kagarobo(tmp_path, "forget", child)
    assert 0 == kagarobo(tmp_path, "forget", child, "--as", "はかせ")
    assert SECRET.encode() not in (tmp_path / "clubhouse" / "clubhouse" / "people.db").read_bytes()


@pytest.mark.usefixtures("child")
def test_readable_tables_are_written_where_asked(tmp_path: Path) -> None:
    """For Datasette, without names."""
    to = tmp_path / "readable.db"

    assert 0 == kagarobo(tmp_path, "clubhouse", "visits", "--database", to)

    with closing(sqlite3.connect(to)) as database:
        assert [(1,)] == database.execute("SELECT person_days FROM days WHERE day = '2022-10-01'").fetchall()
    assert SECRET.encode() not in to.read_bytes()


def test_staff_is_added_listed_and_removed(tmp_path: Path, child: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A child may get a PIN as well; taken away, it opens nothing."""
    assert 0 == kagarobo(tmp_path, "clubhouse", "staff", "--add", SECRET, "--as", "はかせ", "--json")
    assert {child: "staff"}.items() <= {
        row["person"]: row["role"] for row in json.loads(capsys.readouterr().out)
    }.items()
    assert 0 == kagarobo(tmp_path, "clubhouse", "staff", "--remove", child, "--as", "はかせ")
    assert 2 == kagarobo(tmp_path, "clubhouse", "staff", "--remove", child, "--as", "はかせ")
    assert 2 == kagarobo(tmp_path, "clubhouse", "about", child, "--as", child)


def test_two_members_are_made_one_and_two_again(tmp_path: Path, child: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Suggested by name, merged by staff, and taken back."""
    with office(tmp_path) as club:
        other = club.add_provisional("ゆうやけ とんぼ", None).person
    merge = ("clubhouse", "merge", "--as", "はかせ", "--json")
    assert 2 == kagarobo(tmp_path, "clubhouse", "merge")
    capsys.readouterr()

    assert 0 == kagarobo(tmp_path, *merge)
    (pair,) = json.loads(capsys.readouterr().out)
    assert {child, other} == {pair["one"], pair["other"]}
    assert 0 == kagarobo(tmp_path, *merge, child, other)
    fact = json.loads(capsys.readouterr().out)["fact"]
    assert {other: child} == dict(read_record(tmp_path, TOWN)[1].roots)
    assert 0 == kagarobo(tmp_path, *merge, "--undo", fact)
    assert {} == dict(read_record(tmp_path, TOWN)[1].roots)
    assert 2 == kagarobo(tmp_path, *merge, child)
