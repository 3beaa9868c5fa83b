"""Of everyone who was erased a digest of the id, and the number that stands in its place.

Rules: who holds an id can tell that it was erased, and from a digest nobody learns an id;
       an id has one stand-in for ever and on every machine, so that copies which were apart agree again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from judge.facts import Fact, PersonErased

__all__ = ["ErasedLine", "digest_of", "lines_of_facts", "merged", "stand_ins"]

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
