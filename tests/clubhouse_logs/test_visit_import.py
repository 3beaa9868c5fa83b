"""Files as they really come: what becomes of every row."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.sheets import read_sheet
from clubhouse_logs.visit_import import PlannedVisit, RowPlan, name_key, plan_import, planned
from clubhouse_logs.written_dates import Cell, SheetEpoch

KNOWN = {name_key("たろう"): ["p-taro"], name_key("田中 花子"): ["p-hana"], name_key("はな"): ["p-hana", "p-hanako"]}
LOG = "日付,入館,ニックネーム\n2022/10/1,10:30,たろう\n2022/10/1,11:00,じろう\n"


def persons_of(key: str) -> list[str]:
    return KNOWN.get(key, [])


def plan(data: bytes | str, calendar: TownCalendar, **changes: Any) -> list[RowPlan]:
    sheet = read_sheet(data.encode() if isinstance(data, str) else data)
    assert sheet is not None
    settings: dict[str, Any] = {"persons_of": persons_of, "epoch": sheet.epoch}
    return plan_import(sheet.rows, calendar=calendar, **{**settings, **changes})


def outcomes(rows: list[RowPlan]) -> list[str]:
    return [f"{row.outcome}:{row.reason}".rstrip(":") for row in rows]


def build_book(rows: list[list[Cell]], merge: str | None = None, *, epoch: SheetEpoch = SheetEpoch.Y1900) -> bytes:
    book = Workbook()
    if epoch is SheetEpoch.Y1904:
        book.epoch = datetime(1904, 1, 1)
    page = book.active
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_one_file_in_every_encoding(weekend_calendar: TownCalendar, encoding: str) -> None:
    """The first column survives a byte order mark; the instants are those of the town."""
    rows = plan(LOG.encode(encoding), weekend_calendar)

    assert ["header", "visit", "visit"] == outcomes(rows)
    assert [
        PlannedVisit("たろう", "p-taro", 1, date(2022, 10, 1), datetime(2022, 10, 1, 1, 30, tzinfo=UTC)),
        PlannedVisit("じろう", None, 1, date(2022, 10, 1), datetime(2022, 10, 1, 2, 0, tzinfo=UTC)),
    ] == planned(rows)
    assert [(), (), ("new-person",)] == [row.notes for row in rows]


CORPUS = [
    pytest.param("利用記録\n\n" + LOG, ["title", "empty", "header", "visit", "visit"], id="title-rows"),
    pytest.param(LOG + "合計,,2\n", ["header", "visit", "visit", "total"], id="a-total-below"),
    pytest.param(LOG + "10月 計,,2\n", ["header", "visit", "visit", "question:not-a-date"], id="an-unusual-total"),
    pytest.param(LOG + ",,\n\n", ["header", "visit", "visit", "empty", "empty"], id="empty-rows"),
    pytest.param(LOG + LOG, ["header", "visit", "visit"] * 2, id="the-header-on-every-printed-page"),
    pytest.param(
        "日付,名前\n2022/10/1,たろう\n,じろう\n〃,花\n", ["header", *["visit"] * 3], id="a-date-cell-over-several-rows"
    ),
    pytest.param(
        "日付,名前\n2022/10/1,たろう\n10月の火,じろう\n,花\n",
        ["header", "visit", "question:not-a-date", "question:not-a-date"],
        id="an-unread-date-is-not-replaced-by-an-older-one",
    ),
    pytest.param("日付,名前\n3/2/2020,たろう\n", ["header", "question:order-unknown"], id="an-ambiguous-date"),
    pytest.param("日付,名前\n10/1,たろう\n", ["header", "question:year-unknown"], id="no-year"),
    pytest.param("日付,名前\n43892,たろう\n", ["header", "question:epoch-unknown"], id="a-serial-in-a-text-file"),
    pytest.param("日付,入館,名前\nR4.10.1,午後12時,花\n", ["header", "question:noon-or-midnight"], id="noon"),
    pytest.param('日付,名前,備考\nR4.10.1,たろう,"雨\nなので"\n', ["header", "visit"], id="a-line-break-in-quotes"),
    pytest.param("日付,名前,,,\n令和四年十月一日,たろう,,,\n", ["header", "visit"], id="empty-trailing-columns"),
    pytest.param("日付\t人数\n2022/10/1\t12人\n", ["header", "visit"], id="tabs-and-a-headcount"),
    pytest.param("日付;人数\n２０２２／１０／１;１２\n", ["header", "visit"], id="semicolons-and-full-width"),
    pytest.param("日付,人数\n2022/10/1,０\n", ["header", "question:count-unclear"], id="nobody-came"),
    pytest.param("日付,人数\n2022/10/1,10〜12\n", ["header", "question:count-unclear"], id="about-so-many"),
    pytest.param("日付,人数\n2022/10/1,1200\n", ["header", "question:count-unclear"], id="a-month-in-a-days-place"),
    pytest.param("日付,人数\n2022/10/1,\n", ["header", "question:nobody"], id="a-day-without-anybody"),
    pytest.param("日付,名前,人数\n2022/10/1,たろう,5\n", ["header", "question:count-unclear"], id="a-name-and-heads"),
    pytest.param("日付,名前\n2022/10/1,はな\n", ["header", "question:name-of-several"], id="two-hana"),
    pytest.param("たろう,10:30\nじろう,11:00\n", ["question:no-header"] * 2, id="no-header-at-all"),
    pytest.param("日付 , 氏名（ふりがな）\n2022/10/1,田中　花子\n", ["header", "visit"], id="spaces-in-titles"),
    pytest.param("Date,Name\n2022-10-01,Ann 🐱\n", ["header", "visit"], id="english-and-emoji"),
    pytest.param("日付,名前\n2022/10/1,=1+1\n", ["header", "visit"], id="a-name-a-spreadsheet-would-run"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CORPUS)
def test_what_becomes_of_every_row(weekend_calendar: TownCalendar, text: str, expected: list[str]) -> None:
    """One outcome a row, the row's number as the spreadsheet shows it."""
    rows = plan(text, weekend_calendar)

    assert expected == outcomes(rows)
    assert list(range(1, len(expected) + 1)) == [row.row for row in rows]


def test_a_known_fiscal_year_gives_a_bare_day_its_year(weekend_calendar: TownCalendar) -> None:
    """3/2 in a file of FY2022 is March 2023."""
    (visit,) = planned(plan("日付,名前\n3/2,たろう\n", weekend_calendar, fiscal_year=2022))

    assert date(2023, 3, 2) == visit.day


def test_what_is_assumed_is_noted(weekend_calendar: TownCalendar) -> None:
    """No time: the opening time. The day above. A Monday. 25:30 is the next morning's clock and this day's visit."""
    rows = plan("日付,入館,名前\n2022/10/3,,たろう\n,25:30,たろう\n", weekend_calendar)

    assert ("time-not-written", "day-not-planned") == rows[1].notes
    assert ("date-from-above", "day-not-planned") == rows[2].notes
    first, late = planned(rows)
    assert datetime(2022, 10, 3, 1, tzinfo=UTC) == first.at
    assert (date(2022, 10, 3), datetime(2022, 10, 3, 16, 30, tzinfo=UTC)) == (late.day, late.at)


def test_a_question_shows_what_it_could_be(weekend_calendar: TownCalendar) -> None:
    """Staff choose; nothing is planned for the row."""
    rows = plan("日付,入館,名前\n3/2/2020,10:00,花\n2022/10/1,午後12時,花\n", weekend_calendar)

    assert (date(2020, 2, 3), date(2020, 3, 2)) == rows[1].candidates
    assert (timedelta(hours=12), timedelta(hours=24)) == rows[2].candidates
    assert [] == planned(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_the_same_file_twice_adds_nothing(weekend_calendar: TownCalendar, encoding: str) -> None:
    """Not even in another encoding; two equal groups in a file stay two, and a third is new."""
    text = LOG + "2022/10/1,11:00,たろう\n"
    known = {**KNOWN, name_key("じろう"): ["p-jiro"]}.__getitem__
    once = planned(plan(text, weekend_calendar, persons_of=known))
    again = plan(text.encode(encoding), weekend_calendar, persons_of=known, existing=once)
    assert ["header", *["already-there"] * 3] == outcomes(again)

    groups = "日付,人数\n" + "2022/10/1,4\n" * 2
    twice = planned(plan(groups, weekend_calendar))
    assert 2 == len(twice)
    third = plan(groups + "2022/10/1,4\n", weekend_calendar, existing=twice)
    assert ["header", "already-there", "already-there", "visit"] == outcomes(third)


@pytest.mark.parametrize("epoch", list(SheetEpoch))
def test_a_workbook_with_merged_dates(weekend_calendar: TownCalendar, epoch: SheetEpoch) -> None:
    """Date cells of either epoch, merged over three children, times as cells, a total below."""
    data = build_book(
        [
            ["利用記録"],
            ["日付", "入館", "氏名"],
            [date(2022, 10, 1), time(10, 30), "たろう"],
            [None, time(11), "田中　花子"],
            [None, "午後1時", "じろう"],
            ["合計", None, 3],
        ],
        "A3:A5",
        epoch=epoch,
    )

    rows = plan(data, weekend_calendar)

    assert ["title", "header", "visit", "visit", "visit", "total"] == outcomes(rows)
    assert [("p-taro", 1, 30), ("p-hana", 2, 0), (None, 4, 0)] == [
        (visit.person, visit.at.hour, visit.at.minute) for visit in planned(rows)
    ]
    assert {date(2022, 10, 1)} == {visit.day for visit in planned(rows)}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"PK\x03\x04 no workbook", id="a-broken-workbook"),
        pytest.param(b"\xff\xff\x80\x81", id="no-encoding-fits"),
        pytest.param(b"a\0b\0", id="no-text"),
        pytest.param(b"\xff\xfe\x00", id="half-a-character"),
    ],
)
def test_a_file_nobody_can_read_is_refused(data: bytes) -> None:
    """No half-read file: None."""
    assert read_sheet(data) is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("田中 花子", "田中　花子", True),
        ("田中花子", "田中 花子", True),
        ("ﾀﾛｳ", "タロウ", True),
        ("ANN", "ａｎｎ", True),
        ("髙橋", "高橋", False),
        ("山﨑", "山崎", False),
        ("𠮷田", "吉田", False),
    ],
)
def test_names_are_one_when_only_widths_and_spaces_differ(one: str, other: str, is_same: bool) -> None:
    """Variants of a character may be two people: suggested, never merged here."""
    assert is_same == (name_key(one) == name_key(other))
