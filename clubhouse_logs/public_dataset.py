"""The published figures of a clubhouse as SQLite for Datasette, with its metadata: aggregates, and nothing else.

    publications    an edition each: period, day, digest of the frozen figures, key, signature over what is public of it
    counts          every count of every edition: visits (延べ) by month and stage, children (実) of a year by stage
    months, years   views: the newest edition of each period
    changes         a view: what two editions show differently

Rules: a hidden count is NULL and marked; that a correction waits is not said, for it would tell that something is few;
       `frozen` is made with the signature too: by a plain digest of all counts anyone could try out the hidden ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clubhouse_logs.frozen import Frozen
from clubhouse_logs.public_table import ALL, CHILDREN

__all__ = ["DATABASE", "METADATA", "write_dataset"]

DATABASE, METADATA = "clubhouse.db", "metadata.json"
NEWEST = """SELECT * FROM counts WHERE (period, edition) IN
    (SELECT period, max(edition) FROM publications GROUP BY period)"""
VIEWS = {
    "months": f"""SELECT period, edition, month, stage, value AS visits, is_hidden FROM ({NEWEST})
        WHERE what = 'visits' AND month != '{ALL}'""",
    "years": f"""SELECT period, edition, fiscal_year, stage, what, value, is_hidden FROM ({NEWEST})
        WHERE month = '{ALL}'""",
    "changes": """SELECT later.period, later.edition, later.month, later.stage, later.what, earlier.value AS before,
        later.value AS after FROM counts AS later JOIN counts AS earlier
        ON earlier.period = later.period AND earlier.edition = later.edition - 1 AND earlier.month = later.month
        AND earlier.stage = later.stage AND earlier.what = later.what WHERE earlier.value != later.value""",
}
COLUMNS: dict[str, dict[str, type]] = {
    "publications": {
        "period": str, "edition": int, "kind": str, "first": str, "last": str, "fiscal_year": int,
        "published_on": str, "opening_days": int, "frozen": str, "statement": str, "public_key": str, "signature": str,
    },
    "counts": {
        "period": str, "edition": int, "fiscal_year": int, "month": str, "stage": str, "what": str, "value": int,
        "is_hidden": int,
    },
}  # fmt: skip


def write_dataset(
    editions: Sequence[Frozen], to: Path, key: Ed25519PrivateKey, *, metadata: Mapping[str, Any]
) -> list[Path]:  # fmt: skip
    """Write the database and its metadata into a folder, in place of those there. Raises: OSError."""
    import sqlite_utils  # here: it brings numpy, which no other part of the clubhouse needs

    to.mkdir(parents=True, exist_ok=True)
    staged = to / f"{DATABASE}.new"
    staged.unlink(missing_ok=True)
    database = sqlite_utils.Database(staged)
    try:
        for name, columns in COLUMNS.items():
            database.table(name).create(columns)
        database.table("publications").insert_all(_publication(one, key) for one in editions)
        database.table("counts").insert_all(row for one in editions for row in public_counts(one))
        for name, query in VIEWS.items():
            database.create_view(name, query)
    finally:
        database.close()
    staged.replace(to / DATABASE)
    described = to / f"{METADATA}.new"
    described.write_text(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    described.replace(to / METADATA)
    return [to / DATABASE, to / METADATA]


def public_counts(one: Frozen) -> Iterable[dict[str, Any]]:
    """Yield an edition's counts as the public has them; what is not for the public is in none of them."""
    published = one.table.edition.shown | one.table.edition.hidden
    for key in sorted(published):
        month, _, rest = key.partition("/")
        value = one.table.value(key)
        yield {
            "period": one.name, "edition": one.edition, "fiscal_year": one.fiscal_year, "month": month,
            "stage": rest.removesuffix(CHILDREN), "what": "children" if rest.endswith(CHILDREN) else "visits",
            "value": value, "is_hidden": int(value is None),
        }  # fmt: skip


def _publication(one: Frozen, key: Ed25519PrivateKey) -> dict[str, Any]:
    counts = [[row["month"], row["stage"], row["what"], row["value"]] for row in public_counts(one)]
    said = {"period": one.name, "edition": one.edition, "published_on": one.published_on.isoformat(), "counts": counts}
    statement = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "period": one.name, "edition": one.edition, "kind": one.kind, "first": one.first.isoformat(),
        "last": one.last.isoformat(), "fiscal_year": one.fiscal_year, "published_on": one.published_on.isoformat(),
        "opening_days": one.figures.get("opening_days_held", {}).get("value"),
        "frozen": sha256((one.digest + one.signature).encode()).hexdigest(), "statement": statement,
        "public_key": key.public_key().public_bytes_raw().hex(), "signature": key.sign(statement.encode()).hex(),
    }  # fmt: skip
