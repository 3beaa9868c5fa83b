"""A stick makes a laptop a table: everything it needs lies on it, and what the table writes comes back on it."""

import json
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

from judge.facts import Noted, TeamEntered, head
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, TournamentFounded
from judge.journal import Journal, read_definitions, read_facts
from tests.judge.hall_book import DEFINITIONS
from tui.__main__ import main
from tui.founding.installer import Installer, constraints, start_bat, start_sh
from tui.hall_net.house import open_house
from tui.hall_net.membership import FILE as KEY_FILE
from tui.hall_net.membership import read_membership
from tui.i18n import use_language
from tui.kept_definitions import keep_definition
from tui.now import wall

BUILD = Installer(57, "linux-x86_64", "3.11", "kagarobo-0123456789ab")


def founded(home: Path, seed: int = 7) -> Path:
    """A desk's home with a tournament of two teams, and a ball target of the day."""
    path, rules = home / "tournament.db", DEFINITIONS["line_following"]
    home.mkdir()
    with Journal.open(path, "desk", clock=wall) as desk:
        keep_definition(desk, rules.id)
        desk.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", seed, 8, {}), by="staff")
        stages = ({"id": "open", "type": "open_runs"},)
        desk.append(CompetitionOpened("lf", rules.id, rules.hash, {"T": 137}, "ES", stages, 7), by="staff")
        for team in ("t1", "t2"):
            desk.append(TeamEntered(team, team.upper(), "ES", (), "ja"), by="staff")
            desk.append(CompetitionEntered("lf", team), by="staff")
    return path


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Path:
    founded(tmp_path / "desk")
    return tmp_path / "desk"


def pack(desk: Path, stick: Path, *options: str, table: int = 7) -> int:
    """The command at the desk."""
    return main(
        ["--lang", "en", "--home", str(desk), "tournament", "pack", "--table", str(table), str(stick), *options]
    )


def begin(home: Path, stick: Path, *options: str) -> int:
    """The command on the table's laptop, where no terminal is: it only becomes the table."""
    return main(["--lang", "en", "--home", str(home), "table", "--from", str(stick), *options])


def test_a_laptop_that_never_saw_a_network_has_all_of_the_tournament_and_brings_its_own_back(
    desk: Path, tmp_path: Path
) -> None:
    """Teams, rules, the day's value; once or twice; and the stick that comes back is a journal that is merged."""
    stick, home = tmp_path / "stick", tmp_path / "laptop"
    assert 0 == pack(desk, stick)
    assert [0, 0] == [begin(home, stick), begin(home, stick)]
    there = read_facts(home / "tournament.db")
    assert head(read_facts(desk / "tournament.db")) == head(there)
    assert read_definitions(desk / "tournament.db") == read_definitions(home / "tournament.db")

    with Journal.open(home / "tournament.db", "table-7", clock=wall, mirror=stick / "table-7.db") as journal:
        journal.append(Noted("said", {}), by="referee")
        assert journal.settle_mirror(20)
    assert 0 == main(["--home", str(desk), "journal", "merge", str(stick / "table-7.db")])
    assert head(read_facts(home / "tournament.db")) == head(read_facts(desk / "tournament.db"))


def test_another_laptop_goes_on_where_the_one_that_died_had_come_to(desk: Path, tmp_path: Path) -> None:
    """What lay on the stick is its own past; the next fact stands behind it."""
    stick, first, second = tmp_path / "stick", tmp_path / "first", tmp_path / "second"
    pack(desk, stick)
    begin(first, stick)
    with Journal.open(first / "tournament.db", "table-7", clock=wall, mirror=stick / "table-7.db") as journal:
        journal.append_all([Noted("said", {"n": number}) for number in range(3)], by="referee")
    shutil.rmtree(first)
    assert 0 == begin(second, stick)
    with Journal.open(second / "tournament.db", "table-7", clock=wall) as journal:
        assert 4 == journal.append(Noted("on", {}), by="referee").seq


def test_a_stick_is_brought_up_to_date_and_what_the_table_wrote_is_never_written_over(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """First the desk takes what the stick has more; then the news goes onto it."""
    stick, home = tmp_path / "stick", tmp_path / "laptop"
    pack(desk, stick)
    begin(home, stick)
    with Journal.open(home / "tournament.db", "table-7", clock=wall, mirror=stick / "table-7.db") as journal:
        journal.append(Noted("said", {}), by="referee")
    assert 2 == pack(desk, stick)
    assert f"First: kagarobo journal merge {stick / 'table-7.db'}" in capsys.readouterr().err
    assert 2 == pack(desk, stick, table=8)
    assert "is table 7's, and what that table wrote lies there" in capsys.readouterr().err

    assert 0 == main(["--home", str(desk), "journal", "merge", str(stick / "table-7.db")])
    with Journal.open(desk / "tournament.db", "desk", clock=wall) as journal:
        journal.append(TeamEntered("t3", "T3", "ES", (), "ja"), by="staff")
    assert [0, 0] == [pack(desk, stick), begin(home, stick)]
    assert head(read_facts(desk / "tournament.db")) == head(read_facts(home / "tournament.db"))


def test_what_is_no_stick_of_this_table_is_refused_in_words(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty folder, another tournament, another table, a newer program, a journal that is gone or is none."""
    stick, home, other = tmp_path / "stick", tmp_path / "laptop", tmp_path / "other"
    founded(other, seed=8)
    assert 2 == pack(tmp_path / "nobody", stick)
    assert 2 == pack(desk, stick, table=100)
    assert 2 == begin(home, tmp_path)
    assert "makes no table" in capsys.readouterr().err
    pack(desk, stick)
    before = head(read_facts(other / "tournament.db"))
    assert 2 == begin(other, stick)
    assert before == head(read_facts(other / "tournament.db"))
    assert 2 == begin(home, stick, "--table", "6")
    assert 2 == begin(home, stick, "--new", "line_following")
    assert not (home / "tournament.db").exists()
    capsys.readouterr()
    told = json.loads((stick / "table.json").read_text())
    (stick / "table.json").write_text(json.dumps(told | {"form": 2, "release": "9.9"}))
    assert 2 == begin(home, stick)
    assert "newer kagarobo (9.9)" in capsys.readouterr().err
    (stick / "table.json").write_text(json.dumps(told))
    (stick / "table-7.db").unlink()
    assert 2 == begin(tmp_path / "fresh", stick)
    assert "table-7.db is missing" in capsys.readouterr().err


def test_the_key_of_a_hall_that_has_a_network_comes_with_the_stick_for_its_owner_alone(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the desk's laptop serves no hall there is no key; a laptop that is another table stays that table."""
    stick, home = tmp_path / "stick", tmp_path / "laptop"
    pack(desk, stick)
    assert not (stick / KEY_FILE).exists()
    facts = read_facts(desk / "tournament.db")
    house = open_house(desk, facts[0].hash[:16], "192.0.2.10", 4222, tls=True)
    house.write()

    assert 0 == pack(desk, stick)
    assert 0o600 == stat.S_IMODE((stick / KEY_FILE).stat().st_mode)
    assert 0 == begin(home, stick)
    member = read_membership(home)
    assert member is not None
    assert ("table-7", ("192.0.2.10:4222",)) == (member.station, member.servers)
    assert (house.invitation("table-7").secret.hex(), house.certificate_pem) == (member.secret, member.certificate)
    pack(desk, tmp_path / "eight", table=8)
    capsys.readouterr()
    assert 2 == begin(home, tmp_path / "eight")
    assert "This laptop is table-7 of this hall." in capsys.readouterr().err


def wheel_of(path: Path, requires: str = "") -> Path:
    """A wheel that is called as ours is, and holds nothing."""
    path.mkdir()
    wheel, info = path / "kagarobo-0.1.0-py3-none-any.whl", "kagarobo-0.1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: kagarobo\nVersion: 0.1.0\n{requires}")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")
    return wheel


def test_pip_puts_the_wheels_onto_the_stick_or_says_why_it_cannot(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an index that cannot be asked: what needs nothing else comes, what needs more is refused by name."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "none"))
    stick = tmp_path / "stick"
    assert 0 == pack(desk, stick, "--installer", "--wheel", str(wheel_of(tmp_path / "own")))
    assert "1 wheels for" in capsys.readouterr().out
    assert "sh start.sh" in (stick / "README.en.txt").read_text(encoding="utf-8")
    needing = wheel_of(tmp_path / "needing", "Requires-Dist: mpremote\n")
    assert 2 == pack(desk, stick, "--installer", "--wheel", str(needing))
    assert re.search("pip could not fetch the wheels.*mpremote", capsys.readouterr().err)
    assert ["kagarobo-0.1.0-py3-none-any.whl"] == [path.name for path in (stick / "wheels").iterdir()]
    pack(desk, stick)
    assert "sh start.sh" in (stick / "README.en.txt").read_text(encoding="utf-8")


def test_wheels_are_of_exactly_what_is_installed_here() -> None:
    """One version each, and not kagarobo itself, which is no index's."""
    pins = constraints(list(distributions())).splitlines()
    assert f"pytest=={pytest.__version__}" in pins
    assert not [pin for pin in pins if pin.startswith("kagarobo")]


@pytest.mark.skipif(sys.platform == "win32", reason="a Unix shell reads it")
def test_the_scripts_can_be_read_by_their_shells(tmp_path: Path) -> None:
    """The Unix one by sh itself; in the other one no word of a sentence means something to its shell."""
    use_language("en")
    script = tmp_path / "start.sh"
    script.write_text(start_sh(BUILD), encoding="utf-8")
    subprocess.run(["sh", "-n", script], check=True)
    spoken = [line for line in start_bat(BUILD).splitlines() if line.startswith("echo ")]
    assert 6 == len(spoken)
    assert not [line for line in spoken if set('&|<>^%"!') & set(line)]
