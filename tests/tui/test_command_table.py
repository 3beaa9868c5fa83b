"""`kagarobo table`: a tournament made at the table, and everything that is refused in words before a screen opens."""

from pathlib import Path

import pytest

from judge.facts import PersonAdded, TeamEntered, TournamentOpened
from judge.journal import Journal, read_facts
from tui.__main__ import main
from tui.exit_codes import ExitCode

TEAMS = "name,id,members,language\nBlue Foxes,fox,3,ja\nハクサンラビッツ,,,\n"


def table(home: Path, *arguments: str) -> int:
    """Run the command in English, without a terminal."""
    return main(["table", "--home", str(home), "--lang", "en", *arguments])


def new(tmp_path: Path, teams: str = TEAMS, *arguments: str) -> int:
    """Begin a tournament of these teams."""
    file = tmp_path / "teams.csv"
    file.write_text(teams, encoding="utf-8-sig")
    return table(tmp_path, "--new", "line_following", "--teams", str(file), *arguments)


def test_a_tournament_is_made_at_the_table_from_a_list_of_teams(tmp_path: Path) -> None:
    """As a spreadsheet saves it, with its mark at the start; members are random ids: there is no name to lose."""
    done = new(tmp_path, TEAMS, "--division", "MS", "--set", "T=137", "--set", "N=3")
    bodies = [fact.body for fact in read_facts(tmp_path / "tournament.db")]
    opened = [body for body in bodies if isinstance(body, TournamentOpened)]
    teams = [body for body in bodies if isinstance(body, TeamEntered)]

    assert done == ExitCode.DONE
    assert [("MS", 3, 3, 2, {"T": 137})] == [
        (body.division, body.runs_official, body.runs_counted, body.bracket_size, dict(body.overlay)) for body in opened
    ]
    assert [("fox", "Blue Foxes", 3, "ja"), ("t2", "ハクサンラビッツ", 2, "en")] == [
        (team.team, team.name, len(team.members), team.language) for team in teams
    ]
    assert 5 == sum(isinstance(body, PersonAdded) for body in bodies)


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        ("Blue Foxes\nRabbits\n", "should begin with a line of headings: name, id, members, language"),
        ("name,child\na,b\n", "should begin with a line of headings"),
        ("name\nBlue Foxes\n", "should hold 2 to 1000 teams, not 1"),
        ("name,id\nA,x\nB,x\n", "teams.csv:3: there are two teams with the id x"),
        ("name,members\nA,many\nB,2\n", "teams.csv:2: members should be a number from 1 to 20"),
        ("name,id\nA,an id\nB,b\n", "teams.csv:2: an id is no id"),
        ("name,language\nA,tlh\nB,en\n", "teams.csv:2: there is no language tlh"),
        ("name\n\n,\nB\n", "teams.csv:3: the team has no name"),
    ],
)
def test_a_list_of_teams_out_of_shape_is_refused_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], teams: str, said: str
) -> None:
    """Nothing is recorded then."""
    done = new(tmp_path, teams)

    assert done == ExitCode.WRONG_USE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "tournament.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--table", "0"), "--table takes a number from 1 to 99"),
        (("--referee", "Hanako"), "never a name"),
        (("--new", "line_following"), "--new needs --teams"),
        (("--division", "ES"), "they need --new CHALLENGE"),
        (("--journal", "nowhere.db"), "There is no journal"),
    ],
)
def test_wrong_use_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...],
    said: str,
) -> None:  # fmt: skip
    """What to do stands in the sentence."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    done = table(tmp_path, *arguments)

    assert done == ExitCode.WRONG_USE
    assert said in capsys.readouterr().err


def test_a_tournament_is_not_begun_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first one's facts stay what they are."""
    new(tmp_path)
    before = read_facts(tmp_path / "tournament.db")
    done = new(tmp_path)

    assert done == ExitCode.WRONG_USE
    assert "is there already" in capsys.readouterr().err
    assert before == read_facts(tmp_path / "tournament.db")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "T=0"), "out of range"),
        (("--set", "T=much"), "whole number"),
        (("--division", "XX"), "ES, MS, HS, UP"),
    ],
)
def test_a_parameter_that_is_not_offered_begins_no_tournament(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], said: str
) -> None:
    """Checked before the first fact."""
    assert new(tmp_path, TEAMS, *arguments) == ExitCode.WRONG_USE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "tournament.db").exists()


def test_a_second_referee_is_told_who_holds_the_journal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is the file's own; the sentence names the process."""
    new(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with Journal.open(tmp_path / "tournament.db", "table-1", clock=lambda: "2026-11-07T09:00:00Z"):
        done = table(tmp_path)

    assert done == ExitCode.FAILED
    assert "Another program writes to the journal" in capsys.readouterr().err


def test_a_competition_that_is_not_there_is_refused_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a screen opens, and nothing is written."""
    new(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    before = read_facts(tmp_path / "tournament.db")
    done = table(tmp_path, "--competition", "jousting-ES")

    assert done == ExitCode.WRONG_USE
    assert "There is no competition jousting-ES. There are: line_following" in capsys.readouterr().err
    assert before == read_facts(tmp_path / "tournament.db")
