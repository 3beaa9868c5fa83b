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

__all__ = ["CHUNK_BYTES_MAX", "Chunk", "EvidenceRow", "is_whole", "pack", "seal_evidence", "unpack"]

HEADER = struct.Struct("<qI")  # time in us; count of bytes, and above it which box and which way
LENGTH_BITS, BOX_BITS = 24, 7
CHUNK_BYTES_MAX = (1 << LENGTH_BITS) - 1
SENT = 1 << LENGTH_BITS + BOX_BITS


class Chunk(NamedTuple):
    """Bytes that came together at `at_us` on the station's clock, or were sent then.

    `box`: which one of the table, from 0. A file from before there were two reads as the first box's, received.
    """

    at_us: int
    raw: bytes
    box: int = 0
    is_sent: bool = False


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
    return b"".join(
        HEADER.pack(at_us, len(raw) | box << LENGTH_BITS | (SENT if is_sent else 0)) + raw
        for at_us, raw, box, is_sent in chunks
    )


def unpack(row: EvidenceRow) -> Iterator[Chunk]:
    """Give back the pieces of a row. Raises: ValueError: the row is damaged."""
    packed = _inflated(row.chunks)
    start = 0
    while start < len(packed):
        if len(packed) - start < HEADER.size:
            raise ValueError("cut short")
        at_us, mark = HEADER.unpack_from(packed, start)
        start += HEADER.size
        length, box = mark & CHUNK_BYTES_MAX, mark >> LENGTH_BITS & (1 << BOX_BITS) - 1
        yield Chunk(at_us, packed[start : start + length], box, bool(mark & SENT))
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
