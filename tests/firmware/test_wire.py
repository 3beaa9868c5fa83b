"""The wire on CPython: the vectors, the properties, and a stream cut in every way."""

import json
from binascii import crc32
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.wire import (
    BOOT_MAX,
    LINE_BYTES_MAX,
    SENTENCE_BYTES_MAX,
    SEQ_MAX,
    TIME_US_MAX,
    Piece,
    Sentence,
    Splitter,
    WireError,
    decode,
    decode_by_hand,
    encode,
)

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("wire_vectors.json").read_text("utf-8"))

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=16)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
sentences = st.builds(
    Sentence,
    names,
    st.integers(0, BOOT_MAX),
    st.integers(0, SEQ_MAX),
    st.integers(0, TIME_US_MAX),
    names,
    st.lists(texts, max_size=2).map(tuple),
).filter(lambda sentence: sum(len(arg.encode()) for arg in sentence.args) <= 20)
noise = (
    st.binary(max_size=60) | st.just(b"$") | st.just(b"print\r\n") | st.just(b"$box,1,2,3,x*\n") | st.just(b"a" * 600)
)


def build_sentence(row: list[Any]) -> Sentence:
    source, boot, seq, time_us, kind, args = row
    return Sentence(source, boot, seq, time_us, kind, tuple(args))


def feed_in_parts(stream: bytes, cuts: list[int]) -> list[Piece]:
    splitter = Splitter()
    pieces: list[Piece] = []
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, end in pairwise(edges):
        pieces += splitter.feed(stream[start:end])
    return [*pieces, ("text", splitter.flush())]


@pytest.mark.parametrize("vector", VECTORS["sentences"], ids=lambda vector: vector["id"])
def test_a_sentence_is_written_and_read_as_the_vectors_say(vector: dict[str, Any]) -> None:
    """One list tests the writer and the reader, and a line that a board cooked to CR LF."""
    sentence, line = build_sentence(vector["sentence"]), bytes.fromhex(vector["line"])

    assert encode(sentence) == line
    assert decode(line) == sentence
    assert decode(line[:-1]) == sentence
    assert decode(line[:-1] + b"\r\n") == sentence


@pytest.mark.parametrize("vector", VECTORS["not_sentences"], ids=lambda vector: vector["id"])
def test_what_is_not_a_sentence_is_text(vector: dict[str, Any]) -> None:
    """A line without a right checksum, or in another spelling, is program output and no error."""
    line = bytes.fromhex(vector["line"])

    assert decode(line) is None


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: f"{vector['code']}-{vector['field']}")
def test_what_no_line_can_carry_is_refused_with_the_field(vector: dict[str, Any]) -> None:
    """encode() names what is wrong with the sentence."""
    with pytest.raises(WireError) as refusal:
        encode(build_sentence(vector["sentence"]))

    assert (refusal.value.code, refusal.value.field) == (vector["code"], vector["field"])


def test_half_a_surrogate_pair_is_refused() -> None:
    """Text that has no UTF-8 form raises WireError and nothing else."""
    with pytest.raises(WireError):
        encode(Sentence("box", 1, 1, 1, "x", ("\ud800",)))


@given(sentences)
def test_decoding_gives_back_what_was_encoded(sentence: Sentence) -> None:
    """decode(encode(s)) == s, and no line is longer than promised."""
    line = encode(sentence)

    assert decode(line) == sentence
    assert len(line) <= SENTENCE_BYTES_MAX


@given(sentences, st.integers(0), st.integers(1, 255))
def test_a_flipped_byte_never_makes_another_sentence(sentence: Sentence, position: int, flip: int) -> None:
    """The checksum finds every change within one byte."""
    line = bytearray(encode(sentence))
    line[position % len(line)] ^= flip

    assert decode(bytes(line)) in (None, sentence)
    found = [piece for kind, piece in Splitter().feed(bytes(line) + b"\n") if kind == "sentence"]
    assert found in ([], [sentence])


@given(
    sentences.map(encode), st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=2)), max_size=2), st.booleans()
)
def test_both_ways_of_reading_a_line_agree(line: bytes, changes: list[tuple[int, bytes]], is_summed: bool) -> None:
    """CPython's pattern and the board's way by hand: the same answer to a changed line, and to one summed anew."""
    for position, piece in changes:
        line = line[: position % len(line)] + piece + line[position % len(line) + 1 :]
    if is_summed:
        line = line[:-10] + b"*%08X" % crc32(line[1:-10]) + line[-1:]

    assert decode_by_hand(line) == decode(line)


@pytest.mark.parametrize("vector", [*VECTORS["sentences"], *VECTORS["not_sentences"]], ids=lambda vector: vector["id"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n"], ids=repr)
def test_both_ways_of_reading_agree_on_every_vector_and_ending(vector: dict[str, Any], end: bytes) -> None:
    """LF, CR LF and none are a line's ending; nothing else is."""
    line = bytes.fromhex(vector["line"]).rstrip(b"\r\n") + end

    assert decode_by_hand(line) == decode(line)


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(data: bytes) -> None:
    """Whatever arrives, the reader answers."""
    assert decode(data) is None
    Splitter().feed(data)


@given(st.lists(sentences.map(encode) | noise, max_size=6).map(b"".join), st.lists(st.integers(0, 2000), max_size=8))
def test_the_pieces_do_not_depend_on_how_the_stream_was_cut(stream: bytes, cuts: list[int]) -> None:
    """Whole, in parts and byte by byte give the same sentences and the same text."""
    whole = feed_in_parts(stream, [])

    assert whole == feed_in_parts(stream, cuts)
    assert whole == feed_in_parts(stream, list(range(len(stream))))


@given(sentences, st.binary(max_size=600).filter(lambda data: b"\n" not in data), st.binary(max_size=40))
def test_garbage_around_a_sentence_costs_nothing(sentence: Sentence, before: bytes, after: bytes) -> None:
    """A print() without a newline, a half sentence or noise before it does not hide a sentence."""
    pieces = Splitter().feed(before + encode(sentence) + after)

    assert ("sentence", sentence) in pieces


@given(st.lists(sentences.map(encode) | noise, max_size=6).map(b"".join))
def test_no_text_is_lost(stream: bytes) -> None:
    """Text pieces and sentences, joined in their order, are the stream."""
    pieces = feed_in_parts(stream, [])

    assert b"".join(piece if isinstance(piece, bytes) else encode(piece) for _, piece in pieces) == stream


def test_an_endless_line_is_handed_on_within_a_fixed_memory() -> None:
    """A megabyte without a newline leaves at most LINE_BYTES_MAX bytes waiting."""
    splitter = Splitter()
    waiting_bytes_max = 0
    given_bytes = 0
    for part in range(1, 1001):
        given_bytes += sum(len(piece) for _, piece in splitter.feed(b"x" * 1000))
        waiting_bytes_max = max(waiting_bytes_max, 1000 * part - given_bytes)

    assert waiting_bytes_max <= LINE_BYTES_MAX
    assert len(splitter.flush()) + given_bytes == 1_000_000


def test_a_splitter_keeps_at_least_one_sentence() -> None:
    """A smaller line could cut a sentence in two."""
    with pytest.raises(WireError):
        Splitter(SENTENCE_BYTES_MAX - 1)
