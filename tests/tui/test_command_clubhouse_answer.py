"""The pages for a council: every figure with its definition and who signed it, on the terminal and on paper."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse
from tui.exit_codes import ExitCode
from tui.town import Town

PIN = "493817"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three children on one Saturday."""
    town = Town.load()
    clock = datetime(2022, 10, 1, 10, tzinfo=town.timezone)
    with open_clubhouse(tmp_path, town, station="office", clock=lambda: clock) as house:
        for name, stage in (("あお", "ES"), ("しろ", "MS"), ("くろ", None)):
            house.arrive(house.add_provisional(name, stage, by="staff").person)
    return tmp_path


def answer(home: Path, *options: str) -> ExitCode:
    words = ["--home", str(home), "--lang", "en", "clubhouse", "answer", "--month", "2022-10"]
    return ExitCode(main([*words, "--as-of", "2022-10-31", *options]))


def test_a_definition_stands_under_its_figure_and_says_that_nobody_signed_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ExitCode.DONE == answer(home, "--question", "nobe")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    at = next(number for number, line in enumerate(lines) if line.startswith("3  Visits"))
    assert lines[at + 1].startswith("[kpi-1-D]")
    assert "No officer has signed this definition yet." == lines[at + 2]


def test_a_manager_signs_by_pin_and_only_the_role_is_printed(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ExitCode.WRONG_USE == answer(home, "--question", "nobe", "--sign")
    monkeypatch.setenv("KAGAROBO_PIN", PIN)
    main(["--home", str(home), "clubhouse", "staff", "--add", "みどり", "--role", "manager"])
    capsys.readouterr()
    assert ExitCode.DONE == answer(home, "--question", "nobe", "--sign", "--as", "みどり", "--json")
    out = capsys.readouterr().out
    figures = json.loads(out)[0]["figures"]
    assert ["manager", "manager"] == [one["signed"]["role"] for one in figures]
    assert "みどり" not in out


def test_the_paper_has_a_page_a_question(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = home / "out"
    assert ExitCode.DONE == answer(home, "--question", "stage", "--out", str(out))
    assert {"answer-2022-10.pdf", "answer-2022-10-stage.png"} == {path.name for path in out.iterdir()}
    assert (out / "answer-2022-10.pdf").read_bytes().startswith(b"%PDF")
    assert "" == capsys.readouterr().err


def test_a_month_that_has_not_begun_is_refused(home: Path) -> None:
    assert ExitCode.WRONG_USE == answer(home, "--as-of", "2022-09-30")
