"""Workshops, lectures, courses and events written down: that one is held, and who took part, by name or by headcount.

    programme = hold(club, "はじめてのロボット", topic="workshop", day=club.today, indicator=None, by="staff")
    attend(club, programme, person=member.person, by="kiosk")
    attend(club, programme, count=24, by="staff")

Import: a sheet with a row a programme and a headcount, or a row a child by name; columns by their titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import HouseError
from clubhouse_logs.imports import IMPORT, Written, write_group
from clubhouse_logs.programmes import Programme
from clubhouse_logs.sheets import Sheet
from clubhouse_logs.visit_import import name_key
from clubhouse_logs.visits import Role
from clubhouse_logs.written_dates import Cell, read_date
from judge.fact_shapes import is_label, is_word
from judge.facts import Attended, Body, Fact, ProgrammeHeld

__all__ = ["ADULT", "TOPICS", "ProgrammeRow", "attend", "hold", "plan_programmes", "programme_of", "write_programmes"]

TOPICS = ("workshop", "lecture", "steam-course", "adult-course", "event")
"""What a programme may be; another word is taken as it is."""
ADULT = "adult"
"""Came as a grown-up, to take part."""
HEADS_MAX = 5000
COLUMNS = {
    "day": ("日付", "開催日", "実施日", "date"),
    "title": ("題名", "名称", "行事名", "講座名", "プログラム", "内容", "title", "programme"),
    "topic": ("種別", "区分", "分類", "topic"),
    "count": ("参加者数", "参加人数", "人数", "こども", "子ども", "児童", "count", "children"),
    "adults": ("大人", "保護者等", "一般", "adults"),
    "name": ("名前", "氏名", "ニックネーム", "name"),
    "indicator": ("指標", "indicator"),
}
TOPIC_WORDS = {
    "workshop": ("ワークショップ", "体験", "工作", "教室"),
    "lecture": ("講演", "講演会", "講話", "セミナー"),
    "steam-course": ("steam講座", "steam", "講座", "プログラミング講座"),
    "adult-course": ("大人講座", "成人講座", "社会人講座"),
    "event": ("イベント", "行事", "催し", "大会"),
}


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """What a row would add; `question`: why nothing becomes of it (a code), or empty."""

    row: int
    question: str = ""
    is_there: bool = False
    day: date | None = None
    title: str = ""
    topic: str = "event"
    indicator: str | None = None
    count: int = 0
    adults: int = 0
    person: str | None = None


def hold(club: Clubhouse, title: str, *, topic: str, day: date, indicator: str | None = None, by: str = "staff") -> str:
    """Write down a programme of a day and return its id. Raises: FactInvalid: the title or a word is out of shape."""
    club.refresh()
    programme = _next_id(day, {one.id for one in club.programmes})
    club.append([ProgrammeHeld(programme, topic, title, day.isoformat(), club.calendar.site, indicator)], by=by)
    return programme


def attend(
    club: Clubhouse, programme: str, *, person: str | None = None, count: int = 1, role: str = Role.YOUTH,
    by: str = "staff",
) -> Fact:  # fmt: skip
    """Write down that a person, or `count` heads nobody names, took part. Raises: HouseError(no-such-programme)."""
    club.refresh()
    programme_of(club, programme)
    source = "scan" if by == "kiosk" else "staff"
    return club.append([Attended(programme, person, count, str(role), source)], by=by)[0]


def programme_of(club: Clubhouse, programme: str) -> Programme:
    """Return a programme by its id. Raises: HouseError(no-such-programme)."""
    found = next((one for one in club.programmes if one.id == programme), None)
    if found is None:
        raise HouseError("no-such-programme", programme=programme)
    return found


def plan_programmes(
    sheet: Sheet, club: Clubhouse, *, indicators: Sequence[str], fiscal_year: int | None = None
) -> list[ProgrammeRow]:
    """Say of every row below the header what would become of it; nothing is written.

    Args: indicators: ids of the plan's rows. fiscal_year: of the sheet, where a day has no year.
    Questions: no-header, date codes (`written_dates`), no-title, nobody, name-unknown, name-of-several,
    unknown-indicator.
    """
    at, columns = _header(sheet.rows)
    if at is None:
        return [ProgrammeRow(1, "no-header")]
    known = {(one.day, one.title) for one in club.programmes}
    rows = []
    for number, row in enumerate(sheet.rows[at:], at + 1):
        cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        if any(_text(cell) for cell in cells.values()):
            rows.append(_row(number, cells, sheet, club, indicators, fiscal_year, known))
    return rows


def write_programmes(rows: Sequence[ProgrammeRow], club: Clubhouse, *, by: str) -> Written | None:
    """Write what rows add, in one transaction that `imports.undo_import` takes back; None when they add nothing."""
    ids = {one.id for one in club.programmes}
    made: dict[tuple[date, str], str] = {}
    written: list[Body] = []
    for row in rows:
        if row.question or row.is_there or row.day is None:
            continue
        key = row.day, row.title
        if key not in made:
            made[key] = _next_id(row.day, ids)
            ids.add(made[key])
            day = row.day.isoformat()
            written.append(ProgrammeHeld(made[key], row.topic, row.title, day, club.calendar.site, row.indicator))
        if row.person is not None:
            written.append(Attended(made[key], row.person, 1, Role.YOUTH, "paper"))
        heads = ((row.count, str(Role.YOUTH)), (row.adults, ADULT))
        written += [Attended(made[key], None, count, role, "paper") for count, role in heads if count]
    return write_group(club, IMPORT, written, by) if written else None


def _next_id(day: date, known: set[str]) -> str:
    number = 1
    while f"{day.isoformat()}-{number}" in known:
        number += 1
    return f"{day.isoformat()}-{number}"


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int | None, dict[str, int]]:
    for number, row in enumerate(rows, 1):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            title = re.sub(r"\s+|\(.*\)$", "", _text(cell)).casefold()
            for column, titles in COLUMNS.items():
                if title in titles:
                    columns.setdefault(column, place)
        if {"day", "title"} <= columns.keys() and columns.keys() & {"count", "adults", "name"}:
            return number, columns
    return None, {}


def _row(
    number: int, cells: dict[str, Cell], sheet: Sheet, club: Clubhouse, indicators: Sequence[str],
    fiscal_year: int | None, known: set[tuple[date, str]],
) -> ProgrammeRow:  # fmt: skip
    start_month = club.calendar.fiscal_year_start_month
    reading = read_date(cells["day"], fiscal_year=fiscal_year, start_month=start_month, epoch=sheet.epoch)
    title, name = _text(cells["title"]), _text(cells.get("name"))
    indicator = _text(cells.get("indicator")) or None
    count, adults = _heads(cells.get("count")), _heads(cells.get("adults"))
    persons = sorted(set(club.people.persons_of(name_key(name)))) if name else []
    question = (
        reading.question
        if reading.day is None
        else "no-title"
        if not is_label(title)
        else "unknown-indicator"
        if indicator is not None and indicator not in indicators
        else "count-unclear"
        if count is None or adults is None
        else "name-unknown"
        if name and not persons
        else "name-of-several"
        if len(persons) > 1
        else "nobody"
        if not name and not count and not adults
        else ""
    )
    if question or reading.day is None:
        return ProgrammeRow(number, question or "not-a-date")
    return ProgrammeRow(
        number, "", (reading.day, title) in known, reading.day, title, _topic(_text(cells.get("topic"))), indicator,
        0 if name else count or 0, adults or 0, persons[0] if persons else None,
    )  # fmt: skip


def _heads(cell: Cell) -> int | None:
    """A number of heads; 0 for an empty cell, None for what is no number."""
    text = _text(cell)
    found = re.fullmatch(r"(\d{1,4})(?:\.0)?[人名]?", text)
    if found is not None and int(found[1]) <= HEADS_MAX:
        return int(found[1])
    return 0 if text in ("", "-", "―", "—") else None


def _topic(text: str) -> str:
    folded = text.casefold()
    named = next((topic for topic, names in TOPIC_WORDS.items() if folded == topic or folded in names), None)
    return named or (folded if is_word(folded) else "event")


def _text(cell: Cell) -> str:
    return "" if cell is None else normalize("NFKC", str(cell)).strip()
