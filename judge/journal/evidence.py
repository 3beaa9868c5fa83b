"""The raw bytes of a judge box, kept to judge a run again: a chain of its own, outside the head.

One row holds the pieces that came in one run between two commits, each with its arrival time, compressed; the hash
covers the uncompressed bytes, so no version of zlib changes it.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from judge.fact_codec import canonical
from judge.facts import GENESIS

__all__ = ["Chunk", "EvidenceRow", "is_whole", "pack", "seal_evidence", "unpack"]

HEADER = struct.Struct("<qI")  # arrival time in us, count of bytes


class Chunk(NamedTuple):
    """Bytes that arrived together at `at_us` on the station's clock."""

    at_us: int
    raw: bytes


class EvidenceRow(NamedTuple):
    """One row of the evidence table; `chunks` is compressed."""

    station: str
    seq: int
    run: str | None
    chunks: bytes
    prev: str
    hash: str


def pack(chunks: Iterable[Chunk]) -> bytes:
    """Lay pieces one behind the other, each with its time and length."""
    return b"".join(HEADER.pack(at_us, len(raw)) + raw for at_us, raw in chunks)


def unpack(row: EvidenceRow) -> Iterator[Chunk]:
    """Give back the pieces of a row. Raises: ValueError: the row is damaged."""
    packed = _inflated(row.chunks)
    start = 0
    while start < len(packed):
        if len(packed) - start < HEADER.size:
            raise ValueError("cut short")
        at_us, length = HEADER.unpack_from(packed, start)
        start += HEADER.size
        yield Chunk(at_us, packed[start : start + length])
        start += length


def seal_evidence(station: str, after: tuple[int, str], run: str | None, chunks: Sequence[Chunk]) -> EvidenceRow:
    """Make the row that follows `after` (seq, hash) in the station's evidence."""
    seq, prev = after[0] + 1, after[1] or GENESIS
    packed = pack(chunks)
    return EvidenceRow(station, seq, run, zlib.compress(packed), prev, _digest(station, seq, run, prev, packed))


def is_whole(row: EvidenceRow) -> bool:
    """Tell whether a row's content gives its hash."""
    types = (str, int, bytes, str)
    if tuple(map(type, (row.station, row.seq, row.chunks, row.prev))) != types or not isinstance(row.run, str | None):
        return False
    try:
        return row.hash == _digest(row.station, row.seq, row.run, row.prev, _inflated(row.chunks))
    except ValueError:
        return False


def _inflated(chunks: bytes) -> bytes:
    try:
        return zlib.decompress(chunks)
    except zlib.error as error:
        raise ValueError("no compressed bytes") from error


def _digest(station: str, seq: int, run: str | None, prev: str, packed: bytes) -> str:
    heading = canonical([station, seq, run, prev]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(heading + b"\n" + packed).hexdigest()
