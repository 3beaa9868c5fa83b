"""`kagarobo tournament plan`: made once, shown, repaired when the day bends, and refused in words."""

import json
from pathlib import Path

import pytest

from judge.challenges import load
from judge.facts import PersonAdded, TeamEntered
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, PlanMade, TableClosed, TournamentFounded
from judge.journal import Journal, read_facts
from tui.__main__ import main
from tui.exit_codes import ExitCode

WALL = "2026-11-20T09:00:00+09:00"
STAGES = (
    {"id": "groups", "type": "groups", "groups": 2, "advance": 2},
    {"id": "finals", "type": "single_elimination"},
)
HALL = ("--open", "2026-11-21/09:00-10:30", "--open", "2026-11-21/11:00-13:00", "--from", "2026-11-20/00:00")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Six teams of SumoBot in two groups, two tables; one child is in the first and in the last team."""
    path = tmp_path / "tournament.db"
    definition = load("sumobot")
    with Journal.open(path, "desk", clock=lambda: WALL) as journal:
        journal.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, 2, {}), by="staff")
        opened = CompetitionOpened("sumo", "sumobot", definition.hash, {}, "ES", STAGES, 7)  # type: ignore[arg-type]
        journal.append(opened, by="staff")
        journal.append(PersonAdded("p-aaaaaaaaaa", "child"), by="staff")
        for number in range(1, 7):
            members = ("p-aaaaaaaaaa",) if number in (1, 6) else ()
            journal.append(TeamEntered(f"t{number}", f"Team {number}", "ES", members, "ja"), by="staff")
            journal.append(CompetitionEntered("sumo", f"t{number}"), by="staff")
    return path


def plan(journal: Path, *arguments: str) -> int:
    """Run the command in English."""
    return main(["tournament", "plan", "--home", str(journal.parent), "--lang", "en", *arguments])


def versions(journal: Path) -> list[int]:
    return [fact.body.version for fact in read_facts(journal) if isinstance(fact.body, PlanMade)]


def close(journal: Path, table: int) -> None:
    with Journal.open(journal, "desk", clock=lambda: WALL) as opened:
        opened.append(TableClosed(table, "broken"), by="staff")


def test_a_plan_is_made_once_and_then_it_stands(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Groups by names, finals by places; nothing to change is nothing written."""
    assert ExitCode.DONE == plan(journal, *HALL, "--dry-run")
    assert [] == versions(journal)
    assert ExitCode.DONE == plan(journal, *HALL)
    capsys.readouterr()
    assert ExitCode.DONE == plan(journal)
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("11-21 09:00  table 1  sumo groups A1-1: Team ")
    assert lines[-1].endswith("sumo finals F1: winner of S1 – winner of S2")
    assert any("sumo finals S1: place 1 of groups – place 4 of groups" in line for line in lines)
    assert ExitCode.DONE == plan(journal, *HALL)
    assert [1] == versions(journal)


def test_a_broken_table_moves_what_was_there_and_the_sheets_that_change_are_named(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What began before stays; the plan's version grows."""
    plan(journal, *HALL)
    close(journal, 2)
    capsys.readouterr()

    assert ExitCode.DONE == plan(journal, *HALL[:-1], "2026-11-21/09:10", "--json")
    document, said = json.loads((captured := capsys.readouterr()).out), captured.err
    slots = document["plan"]["slots"]
    starts = document["plan"]["starts_ms"]
    nine_ms = 9 * 3_600_000
    assert {1} == {table for _id, _stage, table, start, *_ in slots if starts[start] > nine_ms}
    assert {1, 2} == {table for _id, _stage, table, start, *_ in slots if starts[start] == nine_ms}
    assert f"{len(document['changed'])} matches changed; 2 had to." in said
    assert [1, 2] == document["tables"]
    assert [1, 2] == versions(journal)


def test_a_late_team_and_a_hall_that_is_too_short(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan in which a match has no slot is not written; the match is named."""
    assert ExitCode.DONE == plan(journal, *HALL, "--late", "t1=2026-11-21/11:00")
    capsys.readouterr()
    plan(journal)
    assert all("11-21 09" not in line for line in capsys.readouterr().out.splitlines() if "Team 1" in line)

    short = ("--open", "2026-11-21/09:00-09:40", *HALL[-2:])
    assert ExitCode.NO == plan(journal, *short)
    assert "sumo/finals/F1: this match has no slot [no-place]" in (err := capsys.readouterr().err)
    assert "Nothing was written" in err
    assert [1] == versions(journal)


def test_finals_after_open_runs_wait_until_these_are_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody guesses when that is: it is asked for."""
    path = tmp_path / "tournament.db"
    with Journal.open(path, "desk", clock=lambda: WALL) as opened:
        opened.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, 2, {}), by="staff")
        stages = ({"id": "open", "type": "open_runs"}, {"id": "finals", "type": "single_elimination", "size": 2})
        rules = load("line_following")
        opened.append(CompetitionOpened("lf", "line_following", rules.hash, {}, "ES", stages, 7), by="staff")  # type: ignore[arg-type]
        for team in ("t1", "t2"):
            opened.append(TeamEntered(team, team, "ES", (), "ja"), by="staff")
            opened.append(CompetitionEntered("lf", team), by="staff")

    assert ExitCode.WRONG_USE == plan(path, *HALL)
    assert "When are the open runs over of lf?" in capsys.readouterr().err
    assert ExitCode.DONE == plan(path, *HALL, "--finals-from", "2026-11-21/11:35")
    assert "→ 11-21 11:40 table 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There is no plan yet"),
        (("--open", "Saturday"), "--open takes a day and two times"),
        (("--open", "2026-11-21/25:00-26:00"), "is no day and time"),
        (("--open", "2026-11-21/09:00-12:00", "--open", "2026-11-21/11:00-13:00"), "lie over each other"),
        (("--open", "2026-11-21/09:00-12:00", "--late", "t99=2026-11-21/10:00"), "--late takes a team's number"),
        (("--open", "2026-11-21/09:00-12:00", "--rest", "0"), "take a number from 1"),
    ],
)
def test_wrong_use_is_told_in_words(
    journal: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """Nothing is written."""
    assert ExitCode.WRONG_USE == plan(journal, *arguments)
    assert said in capsys.readouterr().err
    assert [] == versions(journal)
