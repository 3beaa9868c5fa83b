"""A year's door log of 20,000 rows into the record, against the floor: the same rows into a table by sqlite-utils.

Ours reads the file (CP932, 2022年4月1日, 10時30分), compares each row with what stands, plans it with its
reason, writes names into the table of people, and two facts a row, hashed and chained, on the disk. Theirs reads the
same file by the csv module and inserts the texts as they are. CPU seconds.
"""

import csv
import io
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.clubhouse_book import comings
from benchmarks.row import Row
from clubhouse_logs.clubhouse import Clubhouse, HouseRules
from clubhouse_logs.imports import plan_files, write_plans
from clubhouse_logs.opening_calendar import TownCalendar
from tui.town import Town

ROWS, ROUNDS = 20_000, 3
AIM = 0.05
"""A row of ours is two facts, each with a body that is checked, a hash and a place in a chain."""
KANA = "あいうえおかきくけこさしすせそたちつてと"
HEADINGS = ("日付", "名前", "入館時刻", "退館時刻")


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Row:
    """Import into an empty clubhouse each time; every row must become a visit."""
    calendar = Town.load().calendar()
    log = door_log(calendar, rows)
    ours_s, theirs_s = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
            ours_s.append(_timed(partial(of_ours, Path(folder), calendar, log, rows)))
            theirs_s.append(_timed(partial(of_sqlite_utils, Path(folder), log)))
    ours, theirs = median(ours_s), median(theirs_s)
    why = f"CPU {ours:.2f} s, the floor {theirs:.2f} s"
    return Row(
        "clubhouse_import", "sqlite-utils, the texts as they are", rows / ours, rows / theirs, "rows/s", AIM, why
    )


def door_log(calendar: TownCalendar, rows: int) -> bytes:
    """A year as staff typed it, with children by nickname."""
    names: dict[str, str] = {}
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for one in comings(calendar, years=1, visits_a_year=rows)[0]:
        number = len(names)
        name = names.setdefault(one.person, KANA[number // 20 % 20] + KANA[number % 20] + KANA[number // 400])
        came, went = (at.astimezone(calendar.timezone) for at in (one.came_in, one.went_out))
        day = f"{one.day.year}年{one.day.month}月{one.day.day}日"
        writer.writerow((day, name, f"{came.hour}時{came.minute:02}分", f"{went.hour}時{went.minute:02}分"))
    return file.getvalue().encode("cp932")


def of_ours(folder: Path, calendar: TownCalendar, log: bytes, rows: int) -> None:
    """Plan and write."""
    now = datetime(2020, 4, 1, 9, tzinfo=calendar.timezone)
    with Clubhouse.open(
        folder, calendar=calendar, rules=HouseRules(), clock=lambda: now, entropy=os.urandom, station="office"
    ) as club:
        plans = plan_files([("log.csv", log)], club)
        assert sum(len(plan.visits) for plan in plans) == rows, "every row is a visit"
        write_plans(plans, club, document="door log", by="staff")


def of_sqlite_utils(folder: Path, log: bytes) -> None:
    """Insert the rows of the file."""
    import sqlite_utils

    database = sqlite_utils.Database(folder / "rows.db")
    database.table("visits").insert_all(csv.DictReader(io.StringIO(log.decode("cp932"), newline="")))
    database.close()


def _timed(work: Callable[[], None]) -> float:
    began_s = process_time()
    work()
    return process_time() - began_s
