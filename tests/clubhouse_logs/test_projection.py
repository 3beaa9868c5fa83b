"""Readable tables: what anybody with Datasette sees is what the figures count."""

import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.kpi import person_days
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.projection import project_house
from judge.facts import Attended, ProgrammeHeld, TotalStated
from tests.clubhouse_logs.houses import House


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def test_tables_say_what_the_record_says_without_a_name(tmp_path: Path, weekend_calendar: TownCalendar) -> None:
    """A double scan, a group, an observer, a forgotten going-out and a day nobody came: as the figures have them."""
    house = House(tmp_path / "clubhouse", weekend_calendar)
    with house.open() as club:
        child = club.add_provisional("ゆうやけ", "ES").person
        club.arrive(child)
        house.wait(minutes=5)
        club.arrive(child)
        club.arrive(count=12)
        club.arrive(count=2, role="observer")
        house.wait(minutes=90)
        club.leave(child)
        club.append(
            [
                ProgrammeHeld("w1", "workshop", "はじめてのロボット", "2022-10-01", "clubhouse", None),
                Attended("w1", child, 1, "youth", "staff"),
                Attended("w1", None, 4, "youth", "staff"),
                TotalStated("2019-01-01", "2019-12-31", "clubhouse", 800, "unstated", "計画書"),
            ],
            by="staff",
        )
        record = club.record()
    to = tmp_path / "readable.db"

    counts = project_house(record, to, until=date(2022, 10, 7))
    again = project_house(record, to, until=date(2022, 10, 7))

    assert counts == again
    assert (3, 1, 1) == (counts["visits"], counts["programmes"], counts["totals"])
    assert [(child, 1, "2022-10-01T10:30:00+09:00", 95, 2)] == rows(
        to, "SELECT person, heads, came_in, minutes, scans FROM visits WHERE person IS NOT NULL"
    )
    assert [("2022-10-01", 1, 13, 12, 2, 14), ("2022-10-02", 0, 0, 0, 0, 0), ("2022-10-07", 0, 0, 0, 0, 0)] == rows(
        to, "SELECT day, held, person_days, unnamed, others, not_seen_leaving FROM days WHERE day >= '2022-10-01'"
    )
    assert [(1, 5)] == rows(to, "SELECT named, attendance FROM programmes")
    assert [("2019-12-31", 800, "unstated")] == rows(to, "SELECT last, number, counts FROM totals")
    assert [(person_days(record.log.youth),)] == rows(to, "SELECT person_days FROM months WHERE month = '2022-10'")
    assert "ゆうやけ".encode() not in to.read_bytes()
    assert 0o600 == stat.S_IMODE(to.stat().st_mode)
