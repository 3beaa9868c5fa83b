"""Readable tables made from facts, for people with Datasette or a spreadsheet; rebuilt at will, never the record.

One table a kind (`called`, `signalled`, `run_opened`, ...) with the envelope's columns and the body's fields side by
side, and `runs`: one row a run with what happened to it, uncorrected. They go to a file of their own, because the
journal has one writer and it may be at work.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlite_utils

from judge.facts import KINDS, Fact, RunEnded, RunOpened, RunSigned, RunStarted, RunVoided, TeamEntered
from judge.journal.store import read_facts

__all__ = ["project", "tables", "write_database"]

OF_HALL = (
    ("standings", "standing", ("competition", "stage", "group", "team")),
    ("bracket", "heat", ("competition", "stage", "heat")),
    ("placings", "place", ("competition", "team")),
)
"""What came of many competitions: the table, where the results say it, and what its names are made of."""


def project(journal: str | Path, to: str | Path) -> dict[str, int]:
    """Rebuild the readable tables of `journal` in the SQLite file `to`; return each table's count of rows.

    Raises: NotAJournal, JournalTooNew, JournalDamaged.
    """
    rows = tables(read_facts(journal), has_names=True)
    write_database(rows, Path(to))
    return {name: len(some) for name, some in rows.items()}


def tables(
    facts: Sequence[Fact], *, results: Mapping[str, Any] | None = None, has_names: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """Make the readable tables of facts; and of what came of them, where `results` (`judge.bundle`) is given.

    Args: has_names: with the names of teams; persons have none in any fact.
    """
    made: dict[str, list[dict[str, Any]]] = {}
    for fact in facts:
        made.setdefault(fact.kind, []).append(_flat(fact))
    if not has_names:
        for row in made.get(TeamEntered.KIND, []):
            del row["name"]
    made["runs"] = _runs(facts)
    for name, key in (
        (("standings", "team"), ("bracket", "heat")) if results is not None and "bracket" in results else ()
    ):
        made[name] = [{key: one, **values} for one, values in (results or {})[name].items()]
    for name, said, keys in OF_HALL if results is not None and "standing" in results else ():
        made[name] = [
            {**dict(zip(keys, at.split("/"), strict=True)), **(one if isinstance(one, dict) else {"place": one})}
            for at, one in (results or {})[said].items()
        ]
    if results is not None:
        for row in made["runs"]:
            said_of = results["runs"].get(row["run"], {"points": None, "stage": None})
            row |= {"points": said_of["points"], "state": said_of["stage"]}
    return made


def write_database(rows: Mapping[str, Sequence[dict[str, Any]]], to: Path) -> None:
    """Write tables to a SQLite file of their own, in place of those it had."""
    database = sqlite_utils.Database(to)
    try:
        for name in {*KINDS, *rows}:
            database.table(name).drop(ignore=True)
        for name, some in rows.items():
            database.table(name).insert_all(some, alter=True)
    finally:
        database.close()


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
