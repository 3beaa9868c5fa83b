"""`kagarobo clubhouse inside | close-day | checkin` from the command line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from judge.facts import PersonalDataViewed
from tests.tui.test_command_forget import TOWN, kagarobo
from tui.clubhouse_house import open_clubhouse, read_record


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    """A house with one child and a group of observers inside, now."""
    with open_clubhouse(tmp_path, TOWN, clock=lambda: datetime.now(TOWN.timezone)) as club:
        club.arrive(club.add_provisional("そら", "ES").person)
        club.arrive(count=4, role="observer")
    return tmp_path


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_everyone_inside_is_listed_for_a_fire_drill(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By name, without a PIN, also whom the figures do not count; printed on one page; every look is recorded."""
    paper = home / "list.pdf"
    assert 0 == kagarobo(home, "clubhouse", "inside", "--print", "--print-with", f"dd status=none of={paper}")
    shown = capsys.readouterr().out
    assert "そら" in shown
    assert "5 inside" in shown
    assert paper.read_bytes().startswith(b"%PDF")
    assert 0 == kagarobo(home, "clubhouse", "inside", "--json")
    assert [("そら", 1, "youth"), (None, 4, "observer")] == [
        (one["nickname"], one["count"], one["role"]) for one in document(capsys)["inside"]
    ]
    facts, _record = read_record(home, TOWN)
    assert [PersonalDataViewed(None, "inside")] * 2 == [
        fact.body for fact in facts if isinstance(fact.body, PersonalDataViewed)
    ]
    assert 2 == kagarobo(home, "clubhouse", "inside", "--print", "--print-with", "false")


def test_a_day_is_closed_from_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By random ids, without names; the number for the noticeboard stands at the end."""
    assert 0 == kagarobo(home, "clubhouse", "close-day", "--done", "--open", "yes")
    shown = capsys.readouterr().out
    assert "noticeboard: 1" in shown
    assert "そら" not in shown
    assert 0 == kagarobo(home, "clubhouse", "close-day", "--json")
    found = document(capsys)
    assert {"number": 1, "not_counted": 4, "held": True, "reviewed": 5}.items() <= found.items()
    assert 2 == kagarobo(home, "clubhouse", "close-day", "--json", "--day", "2199-01-01")


def test_screens_need_a_terminal_and_the_form_needs_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The consent form is written where it was asked for."""
    assert 2 == kagarobo(home, "clubhouse", "checkin")
    assert 2 == kagarobo(home, "clubhouse", "close-day")
    assert "terminal" in capsys.readouterr().err
    assert 0 == kagarobo(home, "clubhouse", "checkin", "--form", home / "form.pdf")
    assert (home / "form.pdf").read_bytes().startswith(b"%PDF")
    assert 2 == kagarobo(home, "clubhouse", "checkin", "--form", home / "nowhere" / "form.pdf")
