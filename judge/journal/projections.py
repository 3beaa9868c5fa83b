"""Readable tables made from facts, for people with Datasette or a spreadsheet; rebuilt at will, never the record.

One table a kind (`called`, `signalled`, `run_opened`, ...) with the envelope's columns and the body's fields side by
side, and `runs`: one row a run with what happened to it, uncorrected. They go to a file of their own, because the
journal has one writer and it may be at work.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlite_utils

from judge.facts import KINDS, Fact, RunEnded, RunOpened, RunSigned, RunStarted, RunVoided
from judge.journal.store import read_facts

__all__ = ["project"]


def project(journal: str | Path, to: str | Path) -> dict[str, int]:
    """Rebuild the readable tables of `journal` in the SQLite file `to`; return each table's count of rows.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    facts = read_facts(journal)
    tables: dict[str, list[dict[str, Any]]] = {}
    for fact in facts:
        tables.setdefault(fact.kind, []).append(_flat(fact))
    tables["runs"] = _runs(facts)
    database = sqlite_utils.Database(Path(to))
    try:
        for name in {*KINDS, *tables}:
            database.table(name).drop(ignore=True)
        for name, rows in tables.items():
            database.table(name).insert_all(rows, alter=True)
    finally:
        database.close()
    return {name: len(rows) for name, rows in tables.items()}


def _flat(fact: Fact) -> dict[str, Any]:
    """One row: the envelope, then the body's fields (`of_` before one that the envelope has too)."""
    row = {name: getattr(fact, name) for name in ("station", "seq", "lamport", "at_ms", "wall", "by", "run")}
    body = json.loads(fact.text)
    return row | {f"of_{name}" if name in row else name: value for name, value in body.items()} | {"hash": fact.hash}


def _runs(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    runs: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if fact.run is None:
            continue
        row = runs.setdefault(fact.run, {"run": fact.run, "facts": 0})
        row["facts"] += 1
        match fact.body:
            case RunOpened(team=team, number=number, official=official, stage=stage, heat=heat, table=table):
                row |= {"team": team, "number": number, "official": official}
                row |= {"stage": stage, "heat": heat, "table": table}
            case RunStarted(source=source):
                row |= {"started": fact.wall, "started_by": source}
            case RunEnded(reason=reason):
                row |= {"ended_ms": fact.at_ms, "ended": reason}
            case RunSigned(role=role):
                row[f"signed_{role}"] = fact.wall
            case RunVoided(reason=reason):
                row["voided"] = reason
            case _:
                pass
    return list(runs.values())
