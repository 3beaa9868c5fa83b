"""The desk's thin mirrors for scripts: standings with their reasons, brackets, and one deed recorded."""

import json
from pathlib import Path

import pytest

from judge.facts import Noted, PersonAdded
from judge.hall_kinds import CompetitionLeft, TeamArrived
from judge.journal import read_facts
from tests.judge.hall_book import HallBook
from tests.tui.desk_day import Day, play_until_final
from tui.__main__ import main
from tui.exit_codes import ExitCode


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """Four teams; both semi-finals were run."""
    book = HallBook(tables=2)
    play_until_final(book)
    day = Day(tmp_path / "day.db", book)
    day.journal.close()
    return day.path


def said(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> tuple[int, str, str]:
    """Run a part on the journal; return its exit code, stdout and stderr."""
    code = main(["--lang", "en", "--home", str(path.parent / "home"), "tournament", *words, "--journal", str(path)])
    return code, *capsys.readouterr()


def test_standings_say_why_each_stands_before_the_next(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For people a line each, for programs the key and both figures."""
    code, lines, _err = said(capsys, path, "standings")
    document = json.loads(said(capsys, path, "standings", "--json")[1])

    assert (ExitCode.DONE, True) == (code, "total 405 › 404" in lines)
    first = document["competitions"][0]["stages"][0]["standings"][0]
    assert (1, "lf-1", {"code": "key", "key": "total", "better": "high", "mine": 405, "next": 404}) == (
        first["rank"], first["team"], first["why"]
    )  # fmt: skip


def test_a_bracket_is_drawn_and_told_heat_by_heat(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The finalists stand in the final, which is to be run."""
    drawn = said(capsys, path, "bracket")[1]
    heats = json.loads(said(capsys, path, "bracket", "--json", "--competition", "lf")[1])["competitions"][0]["stages"]

    final = next(heat for heat in heats[-1]["heats"] if heat["heat"] == "F1")
    assert ("ready", ["lf-1", "lf-2"]) == (final["state"], [side["team"] for side in final["sides"]])
    assert 2 <= drawn.count("LF-1")


def test_a_deed_is_recorded_or_refused_in_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a team's number or id; what may not be done writes nothing and says so with the exit code."""
    done = said(capsys, path, "record", "arrived", "2", "--json")
    again = said(capsys, path, "record", "arrived", "lf-2")
    left = said(capsys, path, "record", "left", "4", "withdrew")
    wrong = [
        said(capsys, path, "record", *words)[0] for words in (("left", "4", "tired"), ("arrived", "99"), ("order",))
    ]
    facts = read_facts(path)

    assert ExitCode.DONE == done[0] == left[0]
    assert json.loads(done[1])["written"][-1].startswith("desk:")
    assert (ExitCode.NO, True) == (again[0], "has arrived already" in again[2])
    assert [ExitCode.WRONG_USE] * 3 == wrong
    assert [TeamArrived("lf-2"), CompetitionLeft("lf", "lf-4", "withdrew")] == [
        fact.body for fact in facts if fact.station == "desk" and not isinstance(fact.body, Noted | PersonAdded)
    ][-2:]
