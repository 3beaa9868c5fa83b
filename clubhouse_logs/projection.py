"""Readable tables of a clubhouse's record, for Datasette or a spreadsheet: rebuilt at will, never the record.

    visits programmes targets totals values     a row each
    days                                        a row for every planned day and every day with a visit
    months                                      a view: the days added up

Rules: persons are random ids, and no table holds a name; the file is its owner's alone (0600), because ids with days
       are personal all the same: what the public may see is made by the reports, and holds aggregates only;
       the file is written beside its place and then put there, so a reader never meets half of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.door import Presence
from clubhouse_logs.periods import ONE_DAY, Period, days, fiscal_year_of
from clubhouse_logs.record import Record
from clubhouse_logs.visits import Role

__all__ = ["project_house"]

MONTHS = """SELECT substr(day, 1, 7) AS month, sum(held) AS days_held, sum(person_days) AS person_days,
    sum(unnamed) AS unnamed, sum(others) AS others, sum(not_seen_leaving) AS not_seen_leaving
    FROM days GROUP BY month"""


def project_house(record: Record, to: Path, *, until: date) -> dict[str, int]:
    """Write the readable tables of a record to the SQLite file `to`, in place of what is there.

    Args: until: the last day that gets a row in `days`. Returns: each table's count of rows. Raises: OSError.
    """
    import sqlite_utils  # here: it brings numpy, which no other part of the clubhouse needs

    rows: dict[str, list[dict[str, Any]]] = {
        "visits": [_visit(one, record) for one in record.presences],
        "days": list(_days(record, until)),
        "programmes": _programmes(record),
        "targets": _targets(record),
        "totals": _totals(record),
        "values": _values(record),
    }
    staged = to.with_name(f"{to.name}.new")
    staged.unlink(missing_ok=True)
    os.close(os.open(staged, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite_utils.Database(staged)
    try:
        for name, some in rows.items():
            database.table(name).create(COLUMNS[name], pk=KEYS.get(name))
            database.table(name).insert_all(some)
        for name, column in (("visits", "day"), ("visits", "person")):
            database.table(name).create_index([column])
        database.create_view("months", MONTHS)
    finally:
        database.close()
    staged.replace(to)
    return {name: len(some) for name, some in rows.items()}


COLUMNS: dict[str, dict[str, type]] = {
    "visits": {
        "visit": str, "day": str, "fiscal_year": int, "came_in": str, "went_out": str, "minutes": int, "out_kind": str,
        "person": str, "heads": int, "role": str, "scans": int,
    },
    "days": {
        "day": str, "fiscal_year": int, "weekday": int, "planned": int, "held": int, "person_days": int, "named": int,
        "unnamed": int, "others": int, "not_seen_leaving": int, "reviewed": int,
    },
    "programmes": {
        "programme": str, "topic": str, "title": str, "day": str, "indicator": str, "named": int, "unnamed": int,
        "others": int, "attendance": int,
    },
    "targets": {
        "indicator": str, "since": str, "counts": str, "baseline": int, "baseline_year": int, "goal": int,
        "goal_year": int,
    },
    "totals": {"first": str, "last": str, "number": int, "counts": str, "document": str},
    "values": {"topic": str, "first": str, "last": str, "value": float, "document": str},
}  # fmt: skip
KEYS = {"days": "day", "programmes": "programme"}


def _visit(one: Presence, record: Record) -> dict[str, Any]:
    zone = record.calendar.timezone
    went = None if one.went_out is None else one.went_out.astimezone(zone).isoformat()
    minutes = None if one.went_out is None else int((one.went_out - one.came_in).total_seconds() // 60)
    return {
        "visit": one.visits[0],
        "day": one.day.isoformat(),
        "fiscal_year": fiscal_year_of(one.day, record.calendar.fiscal_year_start_month),
        "came_in": one.came_in.astimezone(zone).isoformat(),
        "went_out": went,
        "minutes": minutes,
        "out_kind": str(one.out_kind),
        "person": one.person,
        "heads": one.count,
        "role": one.role,
        "scans": len(one.visits),
    }


def _days(record: Record, until: date) -> Iterable[dict[str, Any]]:
    by_day: dict[date, list[Presence]] = {}
    for one in record.presences:
        by_day.setdefault(one.day, []).append(one)
    first = min([*by_day, *(rule.since for rule in record.calendar.rules)], default=until)
    if first > until:
        return
    period = Period(first, until + ONE_DAY)
    held = set(record.log.held_days(period))
    for day in days(period):
        is_planned = record.calendar.is_planned(day)
        if is_planned or day in by_day or day in held:
            yield _day(day, by_day.get(day, []), record, is_planned=is_planned, is_held=day in held)


def _day(day: date, inside: Iterable[Presence], record: Record, *, is_planned: bool, is_held: bool) -> dict[str, Any]:
    inside = list(inside)
    youth = [one for one in inside if one.role == Role.YOUTH]
    named = len({one.person for one in youth if one.person is not None})
    unnamed = sum(one.count for one in youth if one.person is None)
    return {
        "day": day.isoformat(),
        "fiscal_year": fiscal_year_of(day, record.calendar.fiscal_year_start_month),
        "weekday": day.isoweekday(),
        "planned": int(is_planned),
        "held": int(is_held),
        "person_days": named + unnamed,
        "named": named,
        "unnamed": unnamed,
        "others": sum(one.count for one in inside if one.role != Role.YOUTH),
        "not_seen_leaving": sum(one.count for one in inside if one.went_out is None),
        "reviewed": int(day in record.reviewed),
    }


def _programmes(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "programme": one.id,
            "topic": one.topic,
            "title": one.title,
            "day": one.day.isoformat(),
            "indicator": one.indicator,
            "named": len(one.persons),
            "unnamed": one.unnamed,
            "others": one.others,
            "attendance": one.attendance,
        }
        for one in record.programmes
    ]


def _targets(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "indicator": one.target.indicator,
            "since": one.since.isoformat(),
            "counts": one.target.definition,
            "baseline": one.target.baseline,
            "baseline_year": one.target.baseline_year,
            "goal": one.target.goal,
            "goal_year": one.target.goal_year,
        }
        for one in record.targets
    ]


def _totals(record: Record) -> list[dict[str, Any]]:
    return [
        {**_dates(one.period), "number": one.number, "counts": one.counts, "document": one.document}
        for one in record.totals
    ]


def _values(record: Record) -> list[dict[str, Any]]:
    return [
        {"topic": one.topic, **_dates(one.period), "value": float(one.value), "document": one.document}
        for one in record.values
    ]


def _dates(period: Period) -> dict[str, str]:
    return {"first": period.start.isoformat(), "last": (period.end - ONE_DAY).isoformat()}
