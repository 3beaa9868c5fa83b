"""`kagarobo clubhouse kpi`: the year's figures, each with what it counts."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from clubhouse_logs.report import DEFINITIONS, yearly
from judge.journal import read_facts
from tests.tui.books import clubhouse_book, tournament_book
from tui.__main__ import main
from tui.kpi_words import definition_words, figure_name
from tui.town import Town


@pytest.fixture(name="journal")
def _journal(tmp_path: Path) -> Path:
    """Three visits of two children on two days, and a group of five."""
    path = tmp_path / "clubhouse-2022.db"
    clubhouse_book(path)
    return path


def kagarobo(*arguments: object) -> int:
    """Run the command line in English."""
    return main(["--lang", "en", "--home", os.devnull, *map(str, arguments)])


def test_each_figure_has_its_definition_under_it(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """延べ 8, 実 2, five heads without a name; and the line below says what is counted."""
    assert 0 == kagarobo("clubhouse", "kpi", journal, "--as-of", "2022-10-31")

    lines = capsys.readouterr().out.splitlines()
    figures = {key: lines.index(next(line for line in lines if line.endswith(figure_name(key)))) for key in DEFINITIONS}
    assert [8, 2, 5, 2] == [int(lines[figures[key]].split()[0]) for key in
                            ("nobe", "jitsu", "anonymous", "opening_days_held")]  # fmt: skip
    for key, place in figures.items():
        assert definition_words(key) == lines[place + 1].strip()
    assert any(re.match(r"2022-10 +8 +2 +2$", line) for line in lines)


def test_the_words_are_japanese_for_japanese_readers(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The town is called by its name in the reader's language."""
    assert 0 == main(["--lang", "ja", "clubhouse", "kpi", str(journal)])

    assert "加賀市" in capsys.readouterr().out


def test_json_is_the_plain_report(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document, the fold's own."""
    assert 0 == kagarobo("clubhouse", "kpi", journal, "--year", 2022, "--as-of", "2022-10-31", "--json")

    town = Town.load()
    report = yearly(
        read_facts(journal),
        town_calendar=town.calendar(),
        fiscal_year=2022,
        target=town.clubhouse_target(),
        as_of=date(2022, 10, 31),
        merge_gap_min=town.site().merge_gap_min,
    )
    assert report.as_json() == json.loads(capsys.readouterr().out)


def test_the_year_is_that_of_the_last_visit(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --year the journal says which; a year that is over is counted to its last day."""
    assert 0 == kagarobo("clubhouse", "kpi", journal, "--json")

    shown = json.loads(capsys.readouterr().out)
    assert (2022, "2023-03-31", 8) == (shown["fiscal_year"], shown["as_of"], shown["nobe"])


def test_nothing_after_the_last_day_counts(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--as-of cuts by the day of the visit, not by the day it was entered."""
    assert 0 == kagarobo("clubhouse", "kpi", journal, "--as-of", "2022-10-07", "--json")

    assert 1 == json.loads(capsys.readouterr().out)["nobe"]


def test_zeros_of_the_wrong_journal_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tournament's journal and another site's give zeros, and say why."""
    tournament_book(tmp_path / "spring.db")
    clubhouse_book(tmp_path / "elsewhere.db", site="boathouse")

    assert 0 == kagarobo("clubhouse", "kpi", tmp_path / "spring.db")
    assert "No visit stands in this journal" in capsys.readouterr().err
    assert 0 == kagarobo("clubhouse", "kpi", tmp_path / "elsewhere.db")
    assert "but of: boathouse" in capsys.readouterr().err


def test_another_town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A town file by its path: its site, its year from January, its name."""
    clubhouse_book(tmp_path / "2022.db", site="boathouse")
    nordhavn = Path(__file__).parent / "towns" / "nordhavn.toml"

    assert 0 == kagarobo("clubhouse", "kpi", tmp_path / "2022.db", "--town", nordhavn)

    out = capsys.readouterr().out
    assert "Nordhavn, boathouse: fiscal year 2022 (2022-01-01 until before 2023-01-01)" in out


@pytest.mark.parametrize(
    "arguments", [["--year", "30"], ["--year", "x"], ["--as-of", "2022-02-30"], ["--as-of", "9999-12-31"]]
)
def test_years_and_days_that_cannot_be(journal: Path, arguments: list[str]) -> None:
    """Wrong use."""
    with pytest.raises(SystemExit) as caught:
        kagarobo("clubhouse", "kpi", journal, *arguments)

    assert 2 == caught.value.code


@pytest.mark.parametrize("part", [[], ["kpi"]], ids=str)
def test_help(part: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each part explains itself."""
    with pytest.raises(SystemExit) as caught:
        kagarobo("clubhouse", *part, "--help")

    assert 0 == caught.value.code
    assert "usage:" in capsys.readouterr().out
