"""The erasure ledger: of everyone who was erased a digest of the id, and the number that stands in its place.

    <site>/erased.jsonl      {"digest": …, "stands_as": …, "date": …, "reason": …}, one a line

Rules: who holds an id can tell that it was erased, and from the ledger nobody learns an id; so a copy of it may lie
       beside every backup, and whoever restores one replays it;
       an id has one stand-in for ever and on every machine, so that copies which were apart agree again;
       a line is on the disk before anything is erased: an erasure that was cut short is finished by the next replay.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from judge.facts import Fact, PersonErased

__all__ = ["FILE", "ErasedLine", "add_lines", "digest_of", "lines_of_facts", "merged", "read_ledger", "stand_ins"]

FILE = "erased.jsonl"
SALT = b"kagarobo erased person "


@dataclass(frozen=True, slots=True)
class ErasedLine:
    """One erased id."""

    digest: str
    stands_as: str
    date: str
    reason: str


def digest_of(person: str) -> str:
    """Return what the ledger knows an id by."""
    return sha256(SALT + person.encode("ascii")).hexdigest()


def read_ledger(path: Path) -> list[ErasedLine]:
    """Read a ledger; no file is an empty one. Raises: OSError; ValueError: a line is no line of a ledger."""
    if not path.exists():
        return []
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            lines.append(ErasedLine(**json.loads(text)))
        except (TypeError, ValueError) as error:
            raise ValueError(f"line {number} of {path} is no line of an erasure ledger") from error
    return lines


def add_lines(path: Path, lines: Iterable[ErasedLine]) -> None:
    """Add lines that are not there yet; they are on the disk when this returns. Raises: OSError, ValueError."""
    known = {line.digest for line in read_ledger(path)}
    fresh = [line for line in lines if line.digest not in known]
    if not fresh:
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        for line in fresh:
            file.write(json.dumps(asdict(line), sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def lines_of_facts(facts: Iterable[Fact]) -> list[ErasedLine]:
    """Return the ledger as the journals hold it."""
    bodies = (fact.body for fact in facts if isinstance(fact.body, PersonErased))
    return [ErasedLine(body.digest, body.stands_as, body.date, body.reason) for body in bodies]


def merged(*ledgers: Iterable[ErasedLine]) -> dict[str, ErasedLine]:
    """Return all lines by their digest; of two for one id the one with the lesser stand-in, on every machine."""
    found: dict[str, ErasedLine] = {}
    for line in (line for ledger in ledgers for line in ledger):
        known = found.get(line.digest)
        if known is None or line.stands_as < known.stands_as:
            found[line.digest] = line
    return found


def stand_ins(persons: Iterable[str], ledger: Mapping[str, ErasedLine]) -> dict[str, str]:
    """Return, of these ids, those that were erased, each with what stands in its place."""
    found = ((person, ledger.get(digest_of(person))) for person in persons)
    return {person: line.stands_as for person, line in found if line is not None}
