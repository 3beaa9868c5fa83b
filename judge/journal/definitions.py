"""The definitions a journal was played under, kept beside its facts so that a later release works it out the same.

Rule: what makes a text the right one is its hash, which stands in the fact that opened the tournament, in the chain; a
text that does not give its hash is none. They are no facts: the head does not cover them, and a journal may lack them.
"""

import hashlib
import json
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from judge.findings import Finding
from judge.journal.database import DEFINITION_COLUMNS, Connection
from judge.journal.rows import readable_rows

__all__ = ["KeptDefinition", "definition_findings", "kept_definitions"]


@dataclass(frozen=True, slots=True)
class KeptDefinition:
    """A definition's file as it was read; `hash` is that of its content (`judge.challenge.canonical_hash`)."""

    hash: str
    id: str
    text: str

    @property
    def is_whole(self) -> bool:
        """The text gives its hash."""
        try:
            content = json.dumps(tomllib.loads(self.text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            return hashlib.sha256(content.encode()).hexdigest() == self.hash
        except (ValueError, TypeError):  # no TOML, or a value no definition holds
            return False


def kept_definitions(connection: Connection) -> Mapping[str, KeptDefinition]:
    """Return the definitions of a file by their hashes, those that are whole; a file of version 1 has none."""
    return {one.hash: one for one in _rows(connection) if one.is_whole}


def definition_findings(connection: Connection) -> Iterator[Finding]:
    """Name the texts that do not give their hash (J-DEFINITION)."""
    for one in _rows(connection):
        if not one.is_whole:
            yield Finding("J-DEFINITION", "error", str(one.id), {})


def _rows(connection: Connection) -> list[KeptDefinition]:
    try:
        is_there = list(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'definitions'"))
    except sqlite3.DatabaseError:
        return []
    rows, _ = readable_rows(connection, "definitions", DEFINITION_COLUMNS) if is_there else ([], True)
    return [KeptDefinition(*row) for row in rows]
