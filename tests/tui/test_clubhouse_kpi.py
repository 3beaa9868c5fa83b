"""`kagarobo clubhouse kpi` without a FILE: all fifteen definitions over the real clubhouse of this computer."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from clubhouse_logs.figures import figures
from clubhouse_logs.forms import Form, FormRow
from clubhouse_logs.periods import fiscal_year, months
from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse, read_record
from tui.clubhouse_reports.figure_lines import bars
from tui.clubhouse_reports.figure_words import FIFTEEN, missing_words, name_words, what_words
from tui.exit_codes import ExitCode
from tui.i18n import use_language
from tui.town import Town


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two children on one Saturday, one of them again on the next, and a group of four."""
    town = Town.load()
    now = [datetime(2022, 10, 1, 10, tzinfo=town.timezone)]
    with open_clubhouse(tmp_path, town, station="office", clock=lambda: now[0]) as house:
        members = [house.add_provisional(name, "ES", by="staff") for name in ("あお", "しろ")]
        for member in members:
            house.arrive(member.person)
        now[0] = datetime(2022, 10, 1, 12, tzinfo=town.timezone)
        house.leave(members[0].person)
        now[0] = datetime(2022, 10, 8, 11, tzinfo=town.timezone)
        house.arrive(members[0].person)
        house.arrive(None, count=4)
    return tmp_path


def kpi(home: Path, *arguments: str, lang: str = "en") -> int:
    return main(["--home", str(home), "--lang", lang, "clubhouse", "kpi", *arguments])


def test_every_figure_stands_with_its_definition_and_every_missing_one_with_its_reason(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ExitCode.DONE == kpi(home, "--fiscal-year", "2022", "--as-of", "2022-10-31")
    lines = capsys.readouterr().out.splitlines()
    for number in FIFTEEN:
        assert any(line.startswith(f"[{number}]") for line in lines), number
    place = next(index for index, line in enumerate(lines) if line.startswith("[2] "))
    assert "[2] Children (実): 2  (2 – 6) children" == lines[place]
    assert what_words("jitsu") == lines[place + 1].strip()
    assert missing_words(11) in lines
    assert any(line.startswith("2022-10 ") and "█" * 40 in line and line.split()[2:] == ["7", "2", "2"]
               for line in lines), [line for line in lines if line.startswith("2022-10")]  # fmt: skip


def test_json_says_what_every_figure_rests_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Period, cut-off, calendar, quality once; id, definition, value, interval, unit and note for each."""
    assert ExitCode.DONE == kpi(home, "--as-of", "2022-10-31", "--json")
    shown = json.loads(capsys.readouterr().out)
    by_id = {figure["id"]: figure for figure in shown["figures"]}
    town = Town.load()
    facts, record = read_record(home, town)
    year = fiscal_year(2022, 4)
    cut = datetime(2022, 10, 31).date()
    site = town.site()
    records = record.records(
        year, as_of=cut, target=town.clubhouse_target(), capacity=site.capacity_hard or site.capacity_soft
    )
    expected = figures(facts, calendar=record.calendar, period=year, as_of=cut, records=records)
    assert [figure.id for figure in expected] == list(by_id)
    assert (7, "kpi-1-D") == (by_id["nobe"]["value"], by_id["nobe"]["definition"])
    assert (2, 2, 6, "unnamed-left-out") == tuple(by_id["jitsu"][key] for key in ("value", "low", "high", "note"))
    assert "2.0" == by_id["hours_measured"]["value"]
    assert ("2022-10-31", expected[0].basis.calendar_version) == (shown["cut_off"], shown["calendar"]["version"])
    assert 11 in shown["missing"]


def test_every_figure_that_can_appear_has_a_name_and_a_definition() -> None:
    """Also those that this house has no records for."""
    use_language("en")
    for name in ("registered", "capacity_use", "conversion", "forecast", "cost_per_person", "donations_pledged"):
        assert name_words(name)
        assert what_words(name)


def test_a_total_by_a_document_is_hatched_and_its_bar_holds_nothing_counted() -> None:
    use_language("en")
    one, two = months(fiscal_year(2022, 4))[:2]
    rows = (FormRow("month", one, 4, (), 10, 3, None), FormRow("month", two, 0, (), 0, 0, None, 20, "nobe"))
    lines = bars(Form(fiscal_year(2022, 4), (), rows, two.start))
    assert "█" * 20 in lines[1]
    assert "▒" not in lines[1]
    assert "▒" * 40 in lines[2]
    assert "█" not in lines[2]


def test_a_cut_before_the_year_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ExitCode.WRONG_USE == kpi(home, "--fiscal-year", "2023", "--as-of", "2022-10-31")
    assert "2022-10-31" in capsys.readouterr().err
