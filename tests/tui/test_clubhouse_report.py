"""The city's forms come as a workbook, a CSV its computers read, a PDF and a picture; nothing is lost silently."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tui.__main__ import main
from tui.clubhouse_house import open_clubhouse
from tui.clubhouse_reports.files import as_cp932
from tui.exit_codes import ExitCode
from tui.spreadsheets import Sheet
from tui.town import Town


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three children on one Saturday, one of them again on the next."""
    town = Town.load()
    now = [datetime(2022, 10, 1, 10, tzinfo=town.timezone)]
    with open_clubhouse(tmp_path, town, station="office", clock=lambda: now[0]) as house:
        members = [house.add_provisional(name, stage, by="staff") for name, stage in
                   (("あお", "ES"), ("しろ", "MS"), ("くろ", None))]  # fmt: skip
        for member in members:
            house.arrive(member.person)
        now[0] = datetime(2022, 10, 8, 11, tzinfo=town.timezone)
        house.arrive(members[0].person)
    return tmp_path


def test_the_files_hold_the_same_figures(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """延べ 4, 実 3 in the workbook, in the CSV as CP932, beside a PDF and a picture; no nickname in any of them."""
    out = home / "out"
    assert ExitCode.DONE == main(["--home", str(home), "--lang", "ja", "clubhouse", "report", "--month", "2022-10",
                                  "--as-of", "2022-10-31", "--out", str(out)])  # fmt: skip
    book = load_workbook(io.BytesIO((out / "month-2022-10.xlsx").read_bytes()))
    last = [cell.value for cell in list(book.worksheets[0].rows)[-1]]
    csv = (out / "month-2022-10.csv").read_bytes().decode("cp932").splitlines()
    assert ["月合計", 4, 3] == [last[0], last[-4], last[-3]]
    assert csv[-1].startswith("月合計,")
    assert csv[-1].split(",")[-4:-2] == ["4", "3"]
    assert (out / "month-2022-10.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "month-2022-10.png").read_bytes().startswith(b"\x89PNG")
    assert not [name for name in ("あお", "しろ", "くろ") if any(name in line for line in csv)]
    assert "" == capsys.readouterr().err


def test_what_cp932_cannot_hold_is_named_and_not_dropped() -> None:
    data, unheld = as_cp932(Sheet("t", ("名前",), (("森鷗外",), ("=1+1",), ("髙橋",), ("🙂",))))
    assert [("鷗", 2), ("🙂", 5)] == [(one.character, one.row) for one in unheld]
    assert ["名前", "森〓外", "'=1+1", "髙橋", "〓"] == data.decode("cp932").splitlines()


@pytest.mark.parametrize("month", ["2022-13", "2022", "10-2022", "２０２２-10x"])
def test_what_is_no_month_is_refused(home: Path, month: str) -> None:
    assert ExitCode.WRONG_USE == main(["--home", str(home), "clubhouse", "report", "--month", month])


def test_the_form_is_one_document(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    main(["--home", str(home), "clubhouse", "report", "--fiscal-year", "2022", "--as-of", "2023-04-01", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert (4, 3) == (document["rows"][-1]["nobe"], document["rows"][-1]["jitsu"])
    assert 15 == len(document["rows"])
