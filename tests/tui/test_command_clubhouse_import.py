"""`kagarobo clubhouse import` and `visits`: in, out and in again, as staff type it."""

import json
import sys
from pathlib import Path

import pytest

from tui.__main__ import main

LOG = "日付,入館,退館,ニックネーム\n2022/10/1,10:30,12:00,ゆうやけ\n2022/10/1,11:00,,とんぼ\n3/2/2022,11:00,,とんぼ\n"


@pytest.fixture(name="log")
def _log(tmp_path: Path) -> Path:
    """A paper log of two children, with one date that may be read two ways."""
    path = tmp_path / "log.csv"
    path.write_bytes(LOG.encode("cp932"))
    return path


def kagarobo(home: Path, *arguments: object) -> int:
    """Run a part of the command in English, in a home of its own."""
    return main(["--lang", "en", "--home", str(home), "clubhouse", *map(str, arguments)])


def visits(home: Path, capsys: pytest.CaptureFixture[str]) -> int:
    assert 0 == kagarobo(home, "visits", "--day", "2022-10-01", "--json")
    return len(json.loads(capsys.readouterr().out))


def test_a_paper_log_goes_in_once_and_comes_out(tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run writes nothing; an import adds two, again none, its undo takes both; NO while a row is unclear."""
    home = tmp_path / "home"
    assert 1 == kagarobo(home, "import", log, "--dry-run")
    shown = capsys.readouterr()
    assert "it could be 2022-02-03, 2022-03-02" in shown.out
    assert "Nothing was written." in shown.err
    assert 0 == visits(home, capsys)

    assert 1 == kagarobo(home, "import", log, "--json")
    written = json.loads(capsys.readouterr().out)
    assert ["header", "visit", "visit", "question"] == [
        row["outcome"] for row in written["files"][0]["sheets"][0]["rows"]
    ]
    assert "ゆうやけ" not in json.dumps(written, ensure_ascii=False)
    assert 2 == visits(home, capsys)

    kagarobo(home, "import", log)
    assert "nothing new" in capsys.readouterr().err
    assert 2 == visits(home, capsys)

    assert 0 == kagarobo(home, "import", "--undo", written["import"])
    capsys.readouterr()
    assert 0 == visits(home, capsys)


def test_totals_need_their_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number without its source is not written."""
    path = tmp_path / "old.csv"
    path.write_text("年,延べ利用者数\n2019年,800\n", encoding="utf-8")

    assert 2 == kagarobo(tmp_path, "import", path)
    assert "--document" in capsys.readouterr().err
    assert 0 == kagarobo(tmp_path, "import", path, "--document", "Plan of 2019")


def test_a_visit_is_taken_back_and_comes_again(tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Voided by its id, restored by the voiding's."""
    kagarobo(tmp_path, "import", log)
    capsys.readouterr()
    kagarobo(tmp_path, "visits", "--day", "2022-10-01", "--json")
    first = json.loads(capsys.readouterr().out)[0]["visits"][0]

    assert 0 == kagarobo(tmp_path, "visits", "--void", first, "--json")
    voided = json.loads(capsys.readouterr().out)["by"]
    assert 1 == visits(tmp_path, capsys)
    assert 0 == kagarobo(tmp_path, "visits", "--void", voided)
    capsys.readouterr()
    assert 2 == visits(tmp_path, capsys)
    assert 2 == kagarobo(tmp_path, "visits", "--void", "nobody:1")


@pytest.mark.parametrize(
    "arguments", [["import"], ["import", "--undo", "x:1"], ["import", sys.executable], ["visits", "--site", "moon"]]
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No file, no such import, no sheet, no such site: wrong use, in a sentence."""
    assert 2 == kagarobo(tmp_path, *arguments)
    assert capsys.readouterr().err
