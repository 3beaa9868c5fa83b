"""Facts: what happened, who says so, and the chain that shows nothing was lost or changed.

A fact is a body (`judge.fact_kinds`) in an envelope. Its id is (station, seq), gap-free from 1 for each station;
`prev` is the hash of the station's fact before it. The hash covers every column, the body as its exact JSON text, so
a fact of any schema can be checked and passed on by a program that cannot read it.

Rule 1: no clock, no randomness, no file. Rule 2: one order everywhere, (lamport, station, seq).
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
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


class Fact(NamedTuple):
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
    text: str

    @property
    def source(self) -> str:
        """The fact's id as people write it: `station:seq`."""
        return f"{self.station}:{self.seq}"

    def row(self) -> FactRow:
        """Give back the columns exactly as they were hashed."""
        return FactRow(*self[:9], body=self.text, prev=self.prev, hash=self.hash)


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


def read_fact(row: FactRow | tuple[Any, ...], known: str = GENESIS) -> Fact:
    """Read a fact back from its columns, checked as if it were written now; the chain is the caller's.

    Args: known: a hash that was found right before; a `prev` that is the same needs no look of its own.
    Raises: FactInvalid: a column is out of shape. `field` is "hash" when the columns do not give their hash.
    """
    return _read_usual(row, known) or read_by_column(FactRow(*row))


def _read_usual(row: FactRow | tuple[Any, ...], known: str) -> Fact | None:
    """Make every check of `read_by_column` in the way that is fast for a fact in which all is right.

    None: something is not, and `read_by_column` says what comes first. Words need no quoting in the row's
    JSON, so it is put together here; what repeats from row to row (`_heading`) was looked at once.
    """
    station, seq, lamport, at_ms, wall, by, schema, kind, run, text, prev, digest = row
    if not (type(seq) is type(lamport) is type(schema) is int and type(text) is str and is_wall(wall)):
        return None
    heading = _heading(station, by, schema, kind)
    if heading is None or seq < 1 or lamport < 1 or seq > INT_MAX or lamport > INT_MAX:
        return None
    if at_ms is not None and (type(at_ms) is not int or not -AT_MS_MAX <= at_ms <= AT_MS_MAX):
        return None
    if not (prev == known or is_digest(prev)) or (seq == 1 and prev != GENESIS) or not (run is None or is_word(run)):
        return None
    at_text, run_text = "null" if at_ms is None else at_ms, "null" if run is None else f'"{run}"'
    plain = f'{heading[0]}{seq},{lamport},{at_text},"{wall}"{heading[1]}{run_text},{encode_basestring(text)},"{prev}"]'
    if hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        return None
    body = decode_body(kind, schema, text)
    if run is None and (body.needs_run or at_ms is not None):
        return None
    return _new(Fact, (station, seq, lamport, at_ms, wall, by, schema, kind, run, body, prev, digest, text))


_new = tuple.__new__  # a third of the time that Fact(...) takes


@lru_cache(maxsize=4096)  # some stations, a hundred authors, a dozen kinds
def _heading(station: str, by: str, schema: int, kind: str) -> tuple[str, str] | None:
    """The row's JSON before its seq, and from its author to its run. None: one of the four is out of shape."""
    if not (is_word(station) and is_word(kind) and is_int(schema, 1, INT_MAX) and (is_word(by) or is_person(by))):
        return None
    if schema <= SCHEMA and by not in ROLES and not is_person(by):
        return None
    return f'["{station}",', f',"{by}",{schema},"{kind}",'


def read_by_column(row: FactRow) -> Fact:
    """As read_fact: each check by itself, in their order."""
    for value in row:
        if type(value) is not str and type(value) is not int and value is not None:
            raise FactInvalid(str(row.kind), "row", "text and whole numbers only")
    if row.hash != fact_hash(row):
        raise FactInvalid(str(row.kind), "hash", "the hash of its columns")
    if not is_int(row.schema, 1):
        raise FactInvalid(str(row.kind), "schema", "a whole number from 1")
    if type(row.body) is not str:
        raise FactInvalid(str(row.kind), "body", "text")
    body = decode_body(str(row.kind), row.schema, row.body)
    _check_envelope(row, body)
    return Fact(*row[:9], body=body, prev=row.prev, hash=row.hash, text=row.body)


def order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts into the one order every machine folds them in."""
    return sorted(facts, key=_PLACE)


_PLACE = attrgetter("lamport", "station", "seq")


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
