"""Figures frozen: a month's or a fiscal year's, as one signed file an edition; numbers never change in silence.

    <clubhouse>/published/2022/month-2022-10.1.json        <clubhouse>/published/2022/fiscal-year.2.json
    {"snapshot": {…}, "public_key": …, "signature": Ed25519 over the snapshot's canonical JSON, hex}

Rules: the file is on the disk before the fact `FiguresPublished` names its digest: a file without a fact is no edition;
       a correction, an erasure or a merge changes no edition: a later one says what changed and stands beside it;
       a snapshot holds every count as it is, so it is its owner's alone (0600); the public sees `public_dataset` only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clubhouse_logs.errors import PublicationError
from clubhouse_logs.figures import Figure
from clubhouse_logs.periods import ONE_DAY, Period, PeriodKind, fiscal_year_of
from clubhouse_logs.public_table import PublicTable
from clubhouse_logs.suppression import Edition
from judge.facts import FiguresPublished

__all__ = ["FORMAT", "Frozen", "changes", "figure_values", "read_frozen", "snapshot", "write_frozen"]

FORMAT = 1
PERIOD_WORDS = {PeriodKind.MONTH: "month", PeriodKind.FISCAL_YEAR: "fiscal-year"}


@dataclass(frozen=True, slots=True)
class Frozen:
    """One edition of one period."""

    kind: str
    """month or fiscal-year."""
    first: date
    last: date
    edition: int
    published_on: date
    fiscal_year: int
    table: PublicTable
    figures: Mapping[str, Mapping[str, Any]]
    """By id: value, low, high, unit, definition, note."""
    changes: tuple[Mapping[str, Any], ...]
    """What is not as in the edition before: id, before, after."""
    public_key: str
    signature: str
    digest: str

    @property
    def name(self) -> str:
        """month-2022-10 or fiscal-year-2022: the period, without its edition."""
        return f"month-{self.first:%Y-%m}" if self.kind == "month" else f"fiscal-year-{self.fiscal_year}"

    @property
    def month(self) -> str | None:
        """2022-10; None for a year."""
        return f"{self.first:%Y-%m}" if self.kind == "month" else None


def snapshot(
    period: Period, table: PublicTable, figures: Iterable[Figure], *, edition: int, published_on: date,
    fiscal_year: int, before: Frozen | None, definitions: int,
) -> dict[str, Any]:  # fmt: skip
    """Return what is frozen of a period, in plain values. `definitions`: the version of the definitions."""
    found = tuple(figures)
    values = figure_values(found)
    return {
        "format": FORMAT,
        "kind": PERIOD_WORDS[period.kind],
        "first": period.start.isoformat(),
        "last": (period.end - ONE_DAY).isoformat(),
        "edition": edition,
        "published_on": published_on.isoformat(),
        "fiscal_year": fiscal_year,
        "site": found[0].basis.site,
        "timezone": found[0].basis.timezone,
        "calendar": found[0].basis.calendar_version,
        "definitions": definitions,
        "figures": values,
        "table": {
            "counts": dict(sorted(table.edition.counts.items())),
            "shown": sorted(table.edition.shown),
            "hidden": sorted(table.edition.hidden),
            "carried": list(table.carried),
        },
        "changes": [] if before is None else changes(before, values, table),
    }


def figure_values(figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    """Return figures in plain values, by id."""
    return {
        one.id: {"value": _plain(one.value), "low": _plain(one.low), "high": _plain(one.high), "unit": one.unit,
                 "definition": one.definition, "note": one.note}
        for one in figures
    }  # fmt: skip


def changes(before: Frozen, figures: Mapping[str, Mapping[str, Any]], table: PublicTable) -> list[dict[str, Any]]:
    """Return what differs from an edition: figures by their id, counts by their key."""
    found = [
        {"id": one, "before": before.figures.get(one, {}).get("value"), "after": figures.get(one, {}).get("value")}
        for one in sorted({*before.figures, *figures})
        if before.figures.get(one, {}) != figures.get(one, {})
    ]
    old, new = before.table.edition.counts, table.edition.counts
    found += [{"id": one, "before": old.get(one), "after": new.get(one)}
              for one in sorted({*old, *new}) if old.get(one) != new.get(one)]  # fmt: skip
    return found


def write_frozen(folder: Path, said: Mapping[str, Any], key: Ed25519PrivateKey) -> FiguresPublished:
    """Sign a snapshot and put it on the disk; return the fact that makes it an edition. Raises: OSError."""
    body = FiguresPublished(
        said["kind"], said["first"], said["last"], said["site"], said["edition"], sha256(_canonical(said)).hexdigest()
    )
    path = _path(folder, said["kind"], date.fromisoformat(said["first"]), said["fiscal_year"], said["edition"])
    document = {
        "snapshot": said,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(_canonical(said)).hex(),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
    return body


def read_frozen(
    folder: Path, published: Sequence[FiguresPublished], *, site: str, fiscal_year_start_month: int
) -> list[Frozen]:  # fmt: skip
    """Return every edition that the facts name, in their order, each checked against its fact and its signature.

    Raises: PublicationError(snapshot-missing, snapshot-changed): path. OSError.
    """
    return [_read(folder, body, fiscal_year_start_month) for body in published if body.site == site]


def _read(folder: Path, body: FiguresPublished, start_month: int) -> Frozen:
    first = date.fromisoformat(body.first)
    path = _path(folder, body.period, first, fiscal_year_of(first, start_month), body.edition)
    try:
        document = json.loads(path.read_bytes())
        said = document["snapshot"]
        signed = _canonical(said)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["public_key"])).verify(
            bytes.fromhex(document["signature"]), signed
        )
    except FileNotFoundError as error:
        raise PublicationError("snapshot-missing", path=str(path)) from error
    except (ValueError, LookupError, TypeError, InvalidSignature) as error:
        raise PublicationError("snapshot-changed", path=str(path)) from error
    if sha256(signed).hexdigest() != body.digest:
        raise PublicationError("snapshot-changed", path=str(path))
    table = said["table"]
    return Frozen(
        kind=said["kind"],
        first=first,
        last=date.fromisoformat(said["last"]),
        edition=said["edition"],
        published_on=date.fromisoformat(said["published_on"]),
        fiscal_year=said["fiscal_year"],
        table=PublicTable(
            Edition(table["counts"], frozenset(table["shown"]), frozenset(table["hidden"])), tuple(table["carried"])
        ),
        figures=said["figures"],
        changes=tuple(said["changes"]),
        public_key=document["public_key"],
        signature=document["signature"],
        digest=body.digest,
    )


def _path(folder: Path, kind: str, first: date, fiscal_year: int, edition: int) -> Path:
    name = f"month-{first:%Y-%m}" if kind == "month" else "fiscal-year"
    return folder / "published" / str(fiscal_year) / f"{name}.{edition}.json"


def _canonical(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)
