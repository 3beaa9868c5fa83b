"""`kagarobo tournament import | export`: a school's list into a tournament's journal, back out, and handed on."""

import json
from pathlib import Path
from typing import Any

import pytest

from clubhouse_logs.people import People
from clubhouse_logs.sheets import read_sheet
from judge.challenges import ids, load
from judge.errors import JournalWriteFailed
from judge.facts import Fact, PersonAdded, RunOpened, TeamEntered
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, TournamentFounded
from judge.journal import Journal, read_facts
from judge.tournament.hall import fold_hall
from tests.tui.team_lists import HEADER, excel_list, saved_by_excel, team_row
from tui.__main__ import main
from tui.exit_codes import ExitCode
from tui.teams.import_command import PEOPLE_FILE

WALL = "2026-11-21T09:00:00+09:00"
COMPETITIONS = (
    ("lf-ES", "line_following", "ES"), ("lf-MS", "line_following", "MS"), ("lf-HS", "line_following", "HS"),
    ("ff", "fire_fighting", "ALL"), ("sumo-ES", "sumobot", "ES"), ("sumo-MS", "sumobot", "MS"),
    ("en-HS", "entrepreneurial", "HS_UP"),
)  # fmt: skip
OPEN_RUNS = ({"id": "open_runs", "type": "open_runs"},)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a tournament of seven competitions and no team."""
    with Journal.open(tmp_path / "tournament.db", "desk", clock=lambda: WALL) as journal:
        journal.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, 20, {}), by="staff")
        for name, challenge, division in COMPETITIONS:
            definition = load(challenge)
            opened = CompetitionOpened(name, challenge, definition.hash, {}, division, OPEN_RUNS, 7)  # type: ignore[arg-type]
            journal.append(opened, by="staff")
    return tmp_path


def tournament(home: Path, *arguments: str | Path) -> int:
    """Run the command in English."""
    return main(["tournament", arguments[0], "--home", str(home), "--lang", "en", *map(str, arguments[1:])])  # type: ignore[list-item]


def saved(home: Path, *rows: list[str]) -> Path:
    file = home / "list.csv"
    file.write_bytes(saved_by_excel([HEADER, *rows]))
    return file


def bodies(home: Path, kind: type[Any]) -> list[Any]:
    return [fact.body for fact in read_facts(home / "tournament.db") if isinstance(fact.body, kind)]


def everything_on_disk(home: Path) -> bytes:
    """All databases, with what waits in their logs."""
    return b"".join(
        path.read_bytes() for path in sorted(home.iterdir()) if ".db" in path.name and "-shm" not in path.name
    )


def test_a_dry_run_says_what_becomes_of_every_row_and_writes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer is no while there are questions; columns that are not kept are named."""
    data, expected = excel_list()
    (home / "list.csv").write_bytes(data)
    before = everything_on_disk(home)

    assert ExitCode.NO == tournament(home, "import", home / "list.csv", "--dry-run")
    out, err = capsys.readouterr()
    assert len(expected) == len(out.splitlines())
    assert "   14  question; row 13 has a team of this name" in out
    assert "These columns are not kept: 学校名" in err
    assert "New teams: 150. Entered already: 0. Questions: 21." in err
    assert before == everything_on_disk(home)


def test_nothing_is_entered_while_rows_are_questions_unless_they_are_left_out(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then the clear ones are, with random ids; names of children stand in the one erasable table alone."""
    file = saved(home, team_row(1), team_row(2, 部門=""))

    assert ExitCode.NO == tournament(home, "import", file)
    assert "Nothing was written" in capsys.readouterr().err
    assert [] == bodies(home, TeamEntered)

    assert ExitCode.NO == tournament(home, "import", file, "--without-questions", "--json")
    document = json.loads(capsys.readouterr().out)
    (team,) = bodies(home, TeamEntered)
    assert ("t1", "ロボ001号", "MS", "ja", "ろぼ1ごう") == (
        team.team, team.name, team.division, team.language, team.reading,
    )  # fmt: skip
    assert [CompetitionEntered("lf-MS", "t1"), CompetitionEntered("ff", "t1")] == bodies(home, CompetitionEntered)
    assert list(team.members) == [added.person for added in bodies(home, PersonAdded)]
    assert (None, "division-missing") == (document["rows"][1].get("reason"), document["rows"][2]["reason"])
    assert "desk:9-13" == document["import"]
    assert "選手" not in json.dumps(document, ensure_ascii=False)
    assert "選手".encode() not in (home / "tournament.db").read_bytes()
    with People(home / PEOPLE_FILE) as people:
        members = [people.member(person) for person in team.members]
    assert ["選手あ1", "選手い1"] == [member.nickname for member in members if member]


def test_a_whole_list_is_entered_once_and_the_tournament_takes_every_team(home: Path) -> None:
    """170 teams; no finding in the fold; the same file again adds nothing."""
    (home / "list.csv").write_bytes(excel_list()[0])
    tournament(home, "import", home / "list.csv", "--without-questions")
    once = len(read_facts(home / "tournament.db"))
    tournament(home, "import", home / "list.csv", "--without-questions")
    hall = fold_hall(read_facts(home / "tournament.db"), {name: load(name) for name in ids()})

    assert once == len(read_facts(home / "tournament.db"))
    assert ((), 150) == (hall.findings, len(hall.teams))
    assert all(team.competitions for team in hall.teams.values())


def test_an_import_is_taken_back_with_the_names_it_brought(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By corrections; what was entered otherwise stays. Twice is refused."""
    tournament(home, "import", saved(home, team_row(1)))
    tournament(home, "import", saved(home, team_row(1), team_row(2)))
    assert "--undo desk:14-18" in capsys.readouterr().err

    assert ExitCode.DONE == tournament(home, "import", "--undo", "desk:14-18", "--dry-run")
    assert "5 facts of desk:14-18 would be taken back." in capsys.readouterr().out
    assert ExitCode.DONE == tournament(home, "import", "--undo", "desk:14-18")
    hall = fold_hall(read_facts(home / "tournament.db"), {name: load(name) for name in ids()})
    assert ["t1"] == list(hall.teams)
    assert "選手あ2".encode() not in everything_on_disk(home)
    assert "選手あ1".encode() in everything_on_disk(home)
    assert ExitCode.WRONG_USE == tournament(home, "import", "--undo", "desk:14-18")
    assert ExitCode.WRONG_USE == tournament(home, "import", "--undo", "desk:1-8")
    assert "no import" in capsys.readouterr().err


def test_an_import_on_which_something_rests_is_not_taken_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A team that ran already: the run has to go first."""
    tournament(home, "import", saved(home, team_row(1)))
    with Journal.open(home / "tournament.db", "table-1", clock=lambda: WALL) as journal:
        journal.append(RunOpened("t1", 1, True, "open_runs", None, 1, "lf-MS"), run="r1", by="referee")

    assert ExitCode.WRONG_USE == tournament(home, "import", "--undo", "desk:9-13")
    assert "t1 (table-1:1)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (None, (), "cannot be read"),
        (b"\x81", (), "is no text"),
        (b"PK\x03\x04broken", (), "is no text"),
        (b'"' + b"x" * 200_000, (), "is no text"),
        (b"", ("--division", "XX"), "There is no division XX"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    home: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, arguments: tuple[str, ...], said: str
) -> None:
    """Nothing is written."""
    if content is not None:
        (home / "list.csv").write_bytes(content)

    assert ExitCode.WRONG_USE == tournament(home, "import", home / "list.csv", *arguments)
    assert said in capsys.readouterr().err


def test_before_there_is_a_tournament_a_list_can_be_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the town's challenges; entering is refused."""
    file = saved(tmp_path, team_row(1))

    assert ExitCode.DONE == tournament(tmp_path, "import", file, "--dry-run")
    assert "line_following-MS, fire_fighting-ALL" in capsys.readouterr().out
    assert ExitCode.WRONG_USE == tournament(tmp_path, "import", file)
    assert "There is no tournament" in capsys.readouterr().err


def test_what_is_exported_is_read_again_and_is_entered_already(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name like a formula is defused on the way out and comes back as it was."""
    tournament(home, "import", saved(home, team_row(1), team_row(2, チーム名="=1+1"), team_row(3, 番号="A-3")))
    capsys.readouterr()

    assert ExitCode.DONE == tournament(home, "export", "--csv", home / "out")
    assert [str(home / "out" / f"{name}.csv") for name in ("teams", "standings", "places")] == (
        capsys.readouterr().out.splitlines()
    )
    assert b"\r\nt2,'=1+1," in (home / "out" / "teams.csv").read_bytes()
    assert ExitCode.DONE == tournament(home, "import", home / "out" / "teams.csv", "--dry-run")
    assert "New teams: 0. Entered already: 3. Questions: 0." in capsys.readouterr().err


def test_the_same_tables_as_json_and_as_a_workbook(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys are the same in every language; no child is in them."""
    tournament(home, "import", saved(home, team_row(1)))
    capsys.readouterr()

    assert ExitCode.DONE == tournament(home, "export", "--json")
    document = json.loads(capsys.readouterr().out)
    assert [{
        "id": "t1", "name": "ロボ001号", "reading": "ろぼ1ごう", "division": "MS",
        "challenges": "Line Following; Fire Fighting", "language": "ja", "members": 2, "arrived": 0,
    }] == document["teams"]  # fmt: skip
    assert [("lf-MS", 1, "t1", 0), ("ff", 1, "t1", 0)] == [
        (line["competition"], line["rank"], line["id"], line["runs"]) for line in document["standings"]
    ]
    assert [] == document["places"]
    assert ExitCode.DONE == tournament(home, "export", "--xlsx", home / "out.xlsx")
    sheet = read_sheet((home / "out.xlsx").read_bytes())
    assert sheet is not None
    assert "t1" == sheet.rows[1][0]
    assert "p-" not in json.dumps(document)


def test_an_import_that_could_not_be_recorded_leaves_no_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is recorded, or none; a name no fact knows is forgotten."""

    def full(journal: Journal, *_arguments: object, **_options: object) -> list[Fact]:
        raise JournalWriteFailed(str(journal.path), "full", "")

    monkeypatch.setattr(Journal, "append_all", full)

    assert ExitCode.FAILED == tournament(home, "import", saved(home, team_row(1)))
    assert [] == bodies(home, TeamEntered)
    assert "選手".encode() not in everything_on_disk(home)
