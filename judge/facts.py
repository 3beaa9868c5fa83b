"""Facts: what happened, who says so, and the chain that shows nothing was lost or changed.

A fact is a body (`judge.fact_kinds`) in an envelope. Its id is (station, seq), gap-free from 1 for each station;
`prev` is the hash of the station's fact before it. The hash covers every column, the body as its exact JSON text, so
a fact of any schema can be checked and passed on by a program that cannot read it.

Rule 1: no clock, no randomness, no file. Rule 2: one order everywhere, (lamport, station, seq).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from judge.errors import FactInvalid
from judge.fact_body import Body
from judge.fact_codec import SCHEMA, canonical, decode_body, encode_body, schema_of
from judge.fact_kinds import (
    KINDS,
    Called,
    Corrected,
    DayHeld,
    DisputeDecided,
    Noted,
    PersonAdded,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    TeamEntered,
    TournamentOpened,
    Unknown,
    Visited,
)
from judge.fact_kinds_clubhouse import (
    Attended,
    ClosurePlanned,
    ConsentGiven,
    ConsentWithdrawn,
    DayReviewed,
    FiguresPublished,
    Left,
    MemberConfirmed,
    MemberEnded,
    MemberProvisional,
    PersonalDataViewed,
    PersonDescribed,
    PersonErased,
    PersonsMerged,
    ProgrammeHeld,
    SpecialDayPlanned,
    TargetSet,
    TotalStated,
    ValueStated,
)
from judge.fact_shapes import INT_MAX, instant_text, is_digest, is_int, is_person, is_wall, is_word, person_id

__all__ = [
    "GENESIS",
    "KINDS",
    "ROLES",
    "SCHEMA",
    "Attended",
    "Body",
    "Called",
    "ClosurePlanned",
    "ConsentGiven",
    "ConsentWithdrawn",
    "Corrected",
    "DayHeld",
    "DayReviewed",
    "DisputeDecided",
    "Fact",
    "FactRow",
    "FiguresPublished",
    "Left",
    "MemberConfirmed",
    "MemberEnded",
    "MemberProvisional",
    "Noted",
    "PersonAdded",
    "PersonDescribed",
    "PersonErased",
    "PersonalDataViewed",
    "PersonsMerged",
    "ProgrammeHeld",
    "RunDisputed",
    "RunEnded",
    "RunOpened",
    "RunReturned",
    "RunSigned",
    "RunStarted",
    "RunVoided",
    "Signalled",
    "SpecialDayPlanned",
    "TargetSet",
    "TeamEntered",
    "TotalStated",
    "TournamentOpened",
    "Unknown",
    "ValueStated",
    "Visited",
    "decode_body",
    "encode_body",
    "fact_hash",
    "head",
    "instant_text",
    "order",
    "person_id",
    "read_fact",
    "seal",
]

GENESIS = "0" * 64  # the hash before a station's first fact
AT_MS_MAX = 24 * 60 * 60 * 1000  # no run lasts longer than a day, either side of its start
ROLES = frozenset(
    ["referee", "head_referee", "chief", "scorekeeper", "team", "staff", "kiosk", "judge_box", "station", "import"]
)  # who may stand in `by` without a person id


class FactRow(NamedTuple):
    """A fact as the file holds it: the columns of the file, in their order."""

    station: str
    seq: int
    lamport: int
    at_ms: int | None
    wall: str
    by: str
    schema: int
    kind: str
    run: str | None
    body: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded fact.

    `at_ms` counts milliseconds from the run's start (None: outside a run, or before its start); `wall` is ISO with
    its offset; `by` is a random person id or one of ROLES; `text` is the body's JSON exactly as it was hashed.
    """

    station: str
    seq: int
    lamport: int
    at_ms: int | None
    wall: str
    by: str
    schema: int
    kind: str
    run: str | None
    body: Body
    prev: str
    hash: str
    text: str = field(repr=False)

    @property
    def source(self) -> str:
        """The fact's id as people write it: `station:seq`."""
        return f"{self.station}:{self.seq}"

    def row(self) -> FactRow:
        """Give back the columns exactly as they were hashed."""
        return FactRow(
            self.station, self.seq, self.lamport, self.at_ms, self.wall, self.by,
            self.schema, self.kind, self.run, self.text, self.prev, self.hash,
        )  # fmt: skip


def fact_hash(row: FactRow) -> str:
    """Hash all columns but the hash itself."""
    # "surrogatepass": a damaged file may hold half a character, and then the hash must differ, not fail.
    return hashlib.sha256(canonical(row[:-1]).encode("utf-8", "surrogatepass")).hexdigest()


def seal(
    body: Body,
    *,
    station: str,
    seq: int,
    lamport: int,
    at_ms: int | None,
    wall: str,
    by: str,
    run: str | None,
    prev: str,
) -> Fact:
    """Make the fact that follows `prev` in its station's chain, checked field by field.

    Raises: FactInvalid: an envelope field is wrong, or the body may not be written by this program.
    """
    if isinstance(body, Unknown):
        raise FactInvalid(body.kind, "kind", "a kind this program knows")
    row = FactRow(station, seq, lamport, at_ms, wall, by, schema_of(body), body.KIND, run, encode_body(body), prev, "")
    row = row._replace(hash=fact_hash(row))
    _check_envelope(row, body)
    return Fact(*row[:9], body=body, prev=prev, hash=row.hash, text=row.body)


def read_fact(row: FactRow) -> Fact:
    """Read a fact back from its columns, checked as if it were written now; the chain is the caller's.

    Raises: FactInvalid: a column is out of shape. `field` is "hash" when the columns do not give their hash.
    """
    for value in row:
        if type(value) is not str and type(value) is not int and value is not None:
            raise FactInvalid(str(row.kind), "row", "text and whole numbers only")
    if row.hash != fact_hash(row):
        raise FactInvalid(str(row.kind), "hash", "the hash of its columns")
    body = decode_body(str(row.kind), row.schema, row.body)
    _check_envelope(row, body)
    return Fact(*row[:9], body=body, prev=row.prev, hash=row.hash, text=row.body)


def order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts into the one order every machine folds them in."""
    return sorted(facts, key=lambda fact: (fact.lamport, fact.station, fact.seq))


def head(facts: Iterable[Fact]) -> str:
    """Hash the sorted (station, last seq, last hash): equal heads, equal journals."""
    tails: dict[str, tuple[int, str]] = {}
    for fact in facts:
        if fact.seq > tails.get(fact.station, (0, GENESIS))[0]:
            tails[fact.station] = (fact.seq, fact.hash)
    tops = [(station, seq, digest) for station, (seq, digest) in sorted(tails.items())]
    return hashlib.sha256(canonical(tops).encode()).hexdigest()


_ENVELOPE: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("station", "a word", is_word),
    ("seq", "a whole number from 1", lambda value: is_int(value, 1)),
    ("lamport", "a whole number from 1", lambda value: is_int(value, 1)),
    (
        "at_ms",
        "milliseconds within a day, or null",
        lambda value: value is None or is_int(value, -AT_MS_MAX, AT_MS_MAX),
    ),
    ("wall", "an ISO date and time with its offset", is_wall),
    ("by", "a random person id or a role", lambda value: is_person(value) or is_word(value)),
    ("schema", "a whole number from 1", lambda value: is_int(value, 1, INT_MAX)),
    ("kind", "a word", is_word),
    ("run", "a word or null", lambda value: value is None or is_word(value)),
    ("body", "text", lambda value: type(value) is str),
    ("prev", "a sha256 in hex", is_digest),
    ("hash", "a sha256 in hex", is_digest),
)


def _check_envelope(row: FactRow, body: Body) -> None:
    for value, (name, needs, accepts) in zip(row, _ENVELOPE, strict=True):
        if not accepts(value):
            raise FactInvalid(str(row.kind), name, needs)
    if row.schema <= SCHEMA and row.by not in ROLES and not is_person(row.by):
        raise FactInvalid(row.kind, "by", "a random person id or one of " + " ".join(sorted(ROLES)))
    if row.run is None and (body.needs_run or row.at_ms is not None):
        raise FactInvalid(row.kind, "run", "the run it belongs to")
    if row.seq == 1 and row.prev != GENESIS:
        raise FactInvalid(row.kind, "prev", "GENESIS for a station's first fact")
