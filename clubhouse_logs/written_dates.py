"""Dates and times as people in Japan write them: read when there is one reading, asked about when there is not.

Rules: nothing is guessed. A short year without its era, a month and day without a known fiscal year, 3/2/2020, a serial
       number of an unknown spreadsheet epoch, an era past its end, a weekday that contradicts: each is a question with
       the dates it could be;
       widths and numerals mean nothing: ２０２０年３月２日, 二〇二〇年三月二日 and 2020年3月2日 are one date;
       25:30 is half past one in the night and belongs to the business day it is written on.
Source: DEFINITIONS.md, "Input as it really comes"; eras as in the laws that began them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from unicodedata import normalize

from clubhouse_logs.kanji_numbers import with_digits

__all__ = ["DateReading", "SheetEpoch", "TimeReading", "YearReading", "read_date", "read_time", "read_year"]


class SheetEpoch(Enum):
    """Which day a spreadsheet counts its days from."""

    Y1900 = date(1899, 12, 30)
    """Day 0 as every date from March 1900 on shows it: the format believes in 29 February 1900."""
    Y1904 = date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class DateReading:
    """Either a day, or a question with the days it could be."""

    day: date | None
    question: str = ""
    """not-a-date, no-such-date, year-unknown, year-short, order-unknown, epoch-unknown, era-ended,
    weekday-contradicts, day-missing."""
    candidates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeReading:
    """Either how long after the day's beginning, 0 to 30 h, or a question with what it could be."""

    since_midnight: timedelta | None
    question: str = ""
    """not-a-time, no-such-time, noon-or-midnight, hour-contradicts, no-separator."""
    candidates: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class YearReading:
    """A year alone, as old totals are labelled; a fiscal year when 年度 says so."""

    year: int | None
    is_fiscal: bool = False


Cell = str | int | float | date | datetime | time | timedelta | None

ERAS = {  # name and letter -> first and last day
    "令和": ("R", date(2019, 5, 1), date.max),
    "平成": ("H", date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": ("S", date(1926, 12, 25), date(1989, 1, 7)),
    "大正": ("T", date(1912, 7, 30), date(1926, 12, 24)),
    "明治": ("M", date(1868, 1, 25), date(1912, 7, 29)),
}
ERA_OF = {sign: name for name, (letter, _, _) in ERAS.items() for sign in (name, letter)}
SERIAL_DAYS = range(25_569, 73_051)
"""1970 to 2099 by the 1900 epoch: what is outside is a number, not a day of a clubhouse."""
HOUR_MAX = 30
WEEKDAYS = "月火水木金土日"

SEPARATOR = r"[-/.年月]"
ERA_YEAR = rf"(?P<era>{'|'.join(ERA_OF)})\s*(?P<era_year>\d{{1,2}})"
WHOLE = re.compile(rf"(?:(?P<year>\d{{4}})|{ERA_YEAR}|(?P<short>\d{{1,2}})){SEPARATOR}(?P<month>\d{{1,2}}){SEPARATOR}"
                   r"(?P<day>\d{1,2})日?", re.IGNORECASE)  # fmt: skip
BARE = re.compile(r"(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
WITHOUT_DAY = re.compile(rf"(?:\d{{4}}|{ERA_YEAR})[-/.年]?(?:\d{{1,2}}月?)?", re.IGNORECASE)
YEAR_ALONE = re.compile(rf"(?:(?P<year>\d{{4}})|{ERA_YEAR})(?P<unit>年度|年|年中)?", re.IGNORECASE)
WEEKDAY_NOTE = re.compile(r"\s*[(\[【]?\s*([月火水木金土日])(?:曜日?)?\s*[)\]】]?$")
CLOCK_BEHIND = re.compile(r"(?<=[\d日)])[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>\d{1,2})"
    r"(?:[:時]\s*(?:(?P<minute>\d{1,2})(?::(?P<second>\d{2})|分)?|(?P<half_past>半))?)"
    r"\s*(?P<half_behind>AM|PM)?",
    re.IGNORECASE,
)


def read_date(
    cell: Cell, *, fiscal_year: int | None = None, start_month: int = 4, epoch: SheetEpoch | None = None
) -> DateReading:
    """Read one cell as a day; a clock time behind it is left for `read_time`.

    Args: fiscal_year: of the whole file, when it is known: then 3/2 has its year.
          epoch: of the workbook a number comes from; None for text files, which do not say.
    """
    match cell:
        case datetime():
            return DateReading(cell.date())
        case date():
            return DateReading(cell)
        case bool() | None | time() | timedelta():
            return DateReading(None, "not-a-date")
        case int() | float():
            return _from_number(float(cell), epoch)
    text = CLOCK_BEHIND.sub("", _plain(cell))
    weekday = None
    if (note := WEEKDAY_NOTE.search(text)) and not re.search(r"\d[月日]$", text):
        text, weekday = text[: note.start()].strip(), WEEKDAYS.index(note[1])
    reading = _from_text(text, fiscal_year, start_month, epoch)
    if reading.day is not None and weekday is not None and reading.day.weekday() != weekday:
        return DateReading(None, "weekday-contradicts", (reading.day,))
    return reading


def read_time(cell: Cell) -> TimeReading:
    """Read one cell as a time since the business day began; a date before it is left for `read_date`.

    午前12時 and 午後12時 mean noon to some and midnight to others, so both are asked about; 午後0時30分 is not.
    """
    match cell:
        case datetime() | time():
            return TimeReading(timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second))
        case timedelta():
            return _within(cell)
        case bool() | None | date():
            return TimeReading(None, "not-a-time")
        case int() | float():
            return _time_from_number(float(cell))
    text = _plain(cell)
    if behind := CLOCK_BEHIND.search(text):
        text = behind[0].lstrip("T ")
    if re.fullmatch(r"\d{3,4}", text):
        candidate = _within(timedelta(hours=int(text[:-2]), minutes=int(text[-2:]))).since_midnight
        is_clock = candidate is not None and int(text[-2:]) < 60
        return TimeReading(None, "no-separator", (candidate,) if is_clock and candidate is not None else ())
    found = CLOCK.fullmatch(text)
    return _from_clock(found) if found else TimeReading(None, "not-a-time")


def read_year(cell: Cell) -> YearReading:
    """Read a year alone: 2019, 2019年, 令和元年, 平成31年度, R1年度."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return YearReading(cell if 1868 <= cell <= 2199 else None)
    found = YEAR_ALONE.fullmatch(_plain(cell)) if isinstance(cell, str) else None
    if found is None:
        return YearReading(None)
    year = int(found["year"]) if found["year"] else _first_year(found["era"]) + int(found["era_year"]) - 1
    return YearReading(year, found["unit"] == "年度")


def _plain(text: str) -> str:
    """Fold widths, era signs, dashes, numerals and 元年 into one way of writing."""
    folded = re.sub(r"[‐‑‒–—―−ー]", "-", normalize("NFKC", text).strip())
    return re.sub(r"(?<=[年月])\s+(?=\d)", "", with_digits(folded.replace("元年", "1年")))


def _from_text(text: str, fiscal_year: int | None, start_month: int, epoch: SheetEpoch | None) -> DateReading:
    if whole := WHOLE.fullmatch(text):
        return _from_parts(whole)
    if compact := COMPACT.fullmatch(text):
        return _asked_or_read(_day(*map(int, compact.groups())))
    if last := YEAR_LAST.fullmatch(text):
        first, second, year = map(int, last.groups())
        return _one_of("order-unknown", (_day(year, first, second), _day(year, second, first)))
    if bare := BARE.fullmatch(text):
        month, day = int(bare["month"]), int(bare["day"])
        if fiscal_year is None:
            known = _day(2000, month, day)  # a leap year: 2/29 exists in some year
            return DateReading(None, "year-unknown" if known else "no-such-date")
        return _asked_or_read(_day(fiscal_year + (month < start_month), month, day))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _from_number(float(text), epoch)
    return DateReading(None, "day-missing" if WITHOUT_DAY.fullmatch(text) else "not-a-date")


def _from_parts(found: re.Match[str]) -> DateReading:
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return _asked_or_read(_day(int(found["year"]), month, day))
    if found["era"]:
        name = ERA_OF[found["era"].upper()]
        _, begins, ends = ERAS[name]
        written = _day(begins.year + int(found["era_year"]) - 1, month, day)
        if written is None or (begins <= written <= ends and found["era_year"].strip("0")):
            return _asked_or_read(written)
        return DateReading(None, "era-ended", (written,))
    short = int(found["short"])
    years = [2000 + short, *(begins.year + short - 1 for _, begins, _ in list(ERAS.values())[:2])]
    candidates = {day_of for year in years if (day_of := _day(year, month, day))}
    return DateReading(None, "year-short" if candidates else "no-such-date", tuple(sorted(candidates)))


def _from_number(number: float, epoch: SheetEpoch | None) -> DateReading:
    if number.is_integer() and (compact := COMPACT.fullmatch(str(int(number)))):
        return _asked_or_read(_day(*map(int, compact.groups())))
    if not SERIAL_DAYS.start <= number < SERIAL_DAYS.stop:
        return DateReading(None, "not-a-date")
    days = {of: of.value + timedelta(days=int(number)) for of in SheetEpoch}
    return DateReading(None, "epoch-unknown", tuple(days.values())) if epoch is None else DateReading(days[epoch])


def _time_from_number(number: float) -> TimeReading:
    """A spreadsheet's time is a part of a day; with a date before the point, the part behind it."""
    if number < 0 or (number >= HOUR_MAX / 24 and number < SERIAL_DAYS.start) or number >= SERIAL_DAYS.stop:
        return TimeReading(None, "not-a-time")
    part = number if number < SERIAL_DAYS.start else number % 1
    return _within(timedelta(seconds=round(part * 86_400)))


def _from_clock(found: re.Match[str]) -> TimeReading:
    hour, second = int(found["hour"]), int(found["second"] or 0)
    minute = 30 if found["half_past"] else int(found["minute"] or 0)
    if minute > 59 or second > 59:
        return TimeReading(None, "no-such-time")
    behind = timedelta(minutes=minute, seconds=second)
    half = (found["half"] or found["half_behind"] or "").upper()
    if half and hour > 12:
        return TimeReading(None, "hour-contradicts", (timedelta(hours=hour) + behind,) if hour < 24 else ())
    if half in ("午前", "午後") and hour == 12:
        return TimeReading(None, "noon-or-midnight", (timedelta(hours=12) + behind, _midnight(half) + behind))
    if half in ("AM", "PM"):
        hour %= 12
    return _within(timedelta(hours=hour + 12 * (half in ("PM", "午後"))) + behind)


def _midnight(half: str) -> timedelta:
    return timedelta(hours=24 if half == "午後" else 0)


def _within(length: timedelta) -> TimeReading:
    is_time = timedelta(0) <= length < timedelta(hours=HOUR_MAX)
    return TimeReading(length) if is_time else TimeReading(None, "no-such-time")


def _one_of(question: str, days: tuple[date | None, ...]) -> DateReading:
    candidates = tuple(sorted({day for day in days if day}))
    return DateReading(None, question, candidates) if len(candidates) > 1 else _asked_or_read(*candidates or (None,))


def _asked_or_read(day: date | None) -> DateReading:
    return DateReading(day) if day else DateReading(None, "no-such-date")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_year(sign: str) -> int:
    return ERAS[ERA_OF[sign.upper()]][1].year
