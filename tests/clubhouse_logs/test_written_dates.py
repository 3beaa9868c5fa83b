"""A corpus of dates and times as they are written, each with its one reading or its question."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubhouse_logs.kanji_numbers import with_digits
from clubhouse_logs.written_dates import SheetEpoch, YearReading, read_date, read_time, read_year

SECOND_OF_MARCH = date(2020, 3, 2)
WAYS_TO_WRITE_IT = [
    "2020/3/2", "2020/03/02", "2020-03-02", "2020.3.2", "20200302", 20200302, "2020年3月2日", "2020年03月02日",
    "２０２０年３月２日", "２０２０／３／２", "二〇二〇年三月二日", "令和2年3月2日", "令和二年三月二日",
    "令和 2年3月2日", "令和2年 3月 2日", "㋿2年3月2日", "R2.3.2", "R2/3/2", "R02-03-02", "r2.3.2",
    "Ｒ２．３．２", " 2020/3/2 ", "2020/3/2(月)", "2020年3月2日（月曜日）", "2020/3/2 月", "2020年3月2日月曜日",
    "2020/3/2 0:00", "2020/3/2 10:30:00", "2020-03-02T10:30", "2020−3−2", "2020ー3ー2", date(2020, 3, 2),
    datetime(2020, 3, 2, 10, 30),
]  # fmt: skip


@pytest.mark.parametrize("written", WAYS_TO_WRITE_IT, ids=str)
def test_one_day_in_every_way_of_writing(written: Any) -> None:
    """The second of March 2020, a Monday."""
    assert SECOND_OF_MARCH == read_date(written).day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和元年5月25日", date(2019, 5, 25)),
        ("令和元年五月一日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("2020年2月29日", date(2020, 2, 29)),
        ("令和四年十二月三十一日", date(2022, 12, 31)),
        ("13/2/2020", date(2020, 2, 13)),
        ("3/3/2020", date(2020, 3, 3)),
    ],
)
def test_other_days_with_one_reading(written: str, day: date) -> None:
    """Eras up to their last day; an order that only one reading allows."""
    assert day == read_date(written).day


@pytest.mark.parametrize(
    ("written", "question", "candidates"),
    [
        ("3/2/2020", "order-unknown", [date(2020, 2, 3), SECOND_OF_MARCH]),
        ("20/3/2", "year-short", [date(2008, 3, 2), SECOND_OF_MARCH, date(2038, 3, 2)]),
        ("2.3.2", "year-short", [date(1990, 3, 2), date(2002, 3, 2), SECOND_OF_MARCH]),
        ("3/2", "year-unknown", []),
        ("3月2日", "year-unknown", []),
        ("2/29", "year-unknown", []),
        (43892, "epoch-unknown", [SECOND_OF_MARCH, date(2024, 3, 3)]),
        ("43892", "epoch-unknown", [SECOND_OF_MARCH, date(2024, 3, 3)]),
        ("平成32年3月2日", "era-ended", [SECOND_OF_MARCH]),
        ("平成31年5月1日", "era-ended", [date(2019, 5, 1)]),
        ("令和元年4月30日", "era-ended", [date(2019, 4, 30)]),
        ("R0.3.2", "era-ended", [date(2018, 3, 2)]),
        ("2020/3/2(火)", "weekday-contradicts", [SECOND_OF_MARCH]),
        ("2020/3/2 日", "weekday-contradicts", [SECOND_OF_MARCH]),
        ("2021/2/29", "no-such-date", []),
        ("2/30", "no-such-date", []),
        ("2020年13月1日", "no-such-date", []),
        ("99/99/99", "no-such-date", []),
        ("令和元年", "day-missing", []),
        ("2020年3月", "day-missing", []),
        ("合計", "not-a-date", []),
        ("", "not-a-date", []),
        (None, "not-a-date", []),
        (True, "not-a-date", []),
        (12, "not-a-date", []),
        (0.5, "not-a-date", []),
        ("3/2〜3/5", "not-a-date", []),
    ],
    ids=str,
)
def test_what_is_not_clear_is_asked(written: Any, question: str, candidates: list[date]) -> None:
    """Never guessed: no day, a question, and the days it could be."""
    reading = read_date(written)

    assert (None, question, tuple(candidates)) == (reading.day, reading.question, reading.candidates)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3/2", date(2021, 3, 2)),
        ("4/1", date(2020, 4, 1)),
        ("3月31日", date(2021, 3, 31)),
        ("12.24", date(2020, 12, 24)),
    ],
)
def test_a_bare_day_in_a_file_of_a_known_fiscal_year(written: str, day: date) -> None:
    """FY2020 runs from April 2020: its March is 2021; 2/29 does not exist in it."""
    assert day == read_date(written, fiscal_year=2020).day
    assert "no-such-date" == read_date("2/29", fiscal_year=2020).question


def test_serials_of_both_epochs() -> None:
    """The workbook says which; a time behind the point is not the date's; 2 and 99999 are no days."""
    assert SECOND_OF_MARCH == read_date(43892, epoch=SheetEpoch.Y1900).day
    assert SECOND_OF_MARCH == read_date(42430, epoch=SheetEpoch.Y1904).day
    assert SECOND_OF_MARCH == read_date(43892.4375, epoch=SheetEpoch.Y1900).day
    assert timedelta(hours=10, minutes=30) == read_time(43892.4375).since_midnight
    assert {"not-a-date"} == {read_date(number, epoch=SheetEpoch.Y1900).question for number in (2, 99999, -5)}


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("10:30", 10, 30), ("１０：３０", 10, 30), ("10:30:00", 10, 30), ("10時30分", 10, 30), ("10時半", 10, 30),
        ("十時三十分", 10, 30), ("午前10時30分", 10, 30), ("AM10:30", 10, 30), ("10:30 am", 10, 30), (0.4375, 10, 30),
        (time(10, 30), 10, 30), ("2020/3/2 10:30", 10, 30), ("午後3時", 15, 0), ("午後３時15分", 15, 15), ("9時", 9, 0),
        ("3:00 PM", 15, 0), ("12:30 PM", 12, 30), ("12:30 AM", 0, 30), ("午後0時30分", 12, 30), ("午前0時", 0, 0),
        ("0:00", 0, 0), ("24:00", 24, 0), ("25:30", 25, 30), ("25時30分", 25, 30),
        (timedelta(hours=25, minutes=30), 25, 30),
    ],
    ids=str,
)  # fmt: skip
def test_times_as_they_are_written(written: Any, hour: int, minute: int) -> None:
    """Counted from the beginning of the day they are written on, past midnight too."""
    assert timedelta(hours=hour, minutes=minute) == read_time(written).since_midnight


@pytest.mark.parametrize(
    ("written", "question", "hours"),
    [
        ("午後12時", "noon-or-midnight", [12, 24]),
        ("午前12時", "noon-or-midnight", [12, 0]),
        ("午後15時", "hour-contradicts", [15]),
        ("1030", "no-separator", [10.5]),
        (1030, "not-a-time", []),
        ("10:75", "no-such-time", []),
        ("30:00", "no-such-time", []),
        ("昼", "not-a-time", []),
        ("", "not-a-time", []),
        (None, "not-a-time", []),
    ],
    ids=str,
)
def test_a_time_that_is_not_clear_is_asked(written: Any, question: str, hours: list[float]) -> None:
    """Noon or midnight, a missing colon: a question."""
    reading = read_time(written)

    assert (None, question) == (reading.since_midnight, reading.question)
    assert tuple(timedelta(hours=hour) for hour in hours) == reading.candidates


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2019", YearReading(2019)),
        (2019, YearReading(2019)),
        ("2019年", YearReading(2019)),
        ("令和元年", YearReading(2019)),
        ("令和元年度", YearReading(2019, True)),
        ("平成31年度", YearReading(2019, True)),
        ("Ｒ４年度", YearReading(2022, True)),
        ("二〇一九年", YearReading(2019)),
        ("19", YearReading(None)),
        ("来年", YearReading(None)),
        (800, YearReading(None)),
    ],
    ids=str,
)
def test_a_year_alone(written: Any, year: YearReading) -> None:
    """For totals known only as a number a year."""
    assert year == read_year(written)


@pytest.mark.parametrize(
    ("kanji", "digits"),
    [
        ("三月二十三日", "3月23日"),
        ("十", "10"),
        ("千九百八十九", "1989"),
        ("百一", "101"),
        ("二三十", "二三十"),
        ("十百", "十百"),
    ],
)
def test_kanji_numerals(kanji: str, digits: str) -> None:
    """By place or by power; what is no number stays."""
    assert digits == with_digits(kanji)


@given(day=st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_is_read_back_from_every_clear_form(day: date) -> None:
    """Western, era and serial forms of any day give that day."""
    era, first = ("令和", 2018) if day >= date(2019, 5, 1) else ("平成", 1988)
    forms = [
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{era}{day.year - first}年{day.month}月{day.day}日",
    ]

    assert {day} == {read_date(form).day for form in forms}
    for epoch in SheetEpoch:
        assert day == read_date((day - epoch.value).days, epoch=epoch).day


@given(text=st.text(alphabet="0123456789/.-年月日令和平成RH元 :時分半午後前(火)〇十百", max_size=14))
def test_any_text_is_a_reading_or_a_question(text: str) -> None:
    """Nothing raises; a reading has no question, a question has a code."""
    for reading, value in ((read_date(text), read_date(text).day), (read_time(text), read_time(text).since_midnight)):
        assert (value is None) == bool(reading.question)
    read_year(text)
