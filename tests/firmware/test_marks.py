"""Text, bytes and messages of one MicroPython process are told apart, however the stream is cut."""

import struct

import pytest

from firmware.virtual.marks import BYTES, PROMPT, TEXT, Splitter

MARK = b"\xff12345678"


def frame(kind: str, data: bytes) -> bytes:
    return MARK + kind.encode() + struct.pack("<I", len(data)) + data


STREAMS = [
    pytest.param(b"a\nb\n", [(TEXT, b"a\r\nb\r\n")], id="lone line feeds"),
    pytest.param(b"a\r\nb\r\n", [(TEXT, b"a\r\nb\r\n")], id="cooked already"),
    pytest.param(b"\n\n", [(TEXT, b"\r\n\r\n")], id="empty lines"),
    pytest.param(
        frame(BYTES, b"a\nb\r\n\x00" + MARK[:-1]), [(BYTES, b"a\nb\r\n\x00" + MARK[:-1])], id="bytes, nearly a mark"
    ),
    pytest.param(
        frame(BYTES, b"spam" * 9)[:-20] + frame(BYTES, b"") + b"x\n",
        [(BYTES, b"spam" * 4), (TEXT, b"x\r\n")],
        id="bytes that a Ctrl-C broke off",
    ),
    pytest.param(
        frame(BYTES, b"spam\xff") + frame(PROMPT, b""), [(BYTES, b"spam\xff"), (PROMPT, b"")], id="bytes, then a mark"
    ),
    pytest.param(
        b"x\n" + frame(PROMPT, b"") + b"y\n", [(TEXT, b"x\r\n"), (PROMPT, b""), (TEXT, b"y\r\n")], id="message"
    ),
    pytest.param(frame(BYTES, b"\r") + b"\n", [(BYTES, b"\r"), (TEXT, b"\r\n")], id="bytes do not cook text"),
    pytest.param(b"\xff1234x\n", [(TEXT, b"\xff1234x\r\n")], id="nearly a mark"),
    pytest.param(
        b"\xff\xff" + MARK[1:] + b"M\0\0\0\0", [(TEXT, b"\xff"), ("M", b"")], id="a mark after its first byte"
    ),
]


def joined(pieces: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    result: list[tuple[str, bytes]] = []
    for kind, data in pieces:
        if result and result[-1][0] == kind:
            result[-1] = (kind, result[-1][1] + data)
        else:
            result.append((kind, data))
    return result


@pytest.mark.parametrize("chunk_bytes", [1, 2, 5, 1000])
@pytest.mark.parametrize(("stream", "pieces"), STREAMS)
def test_streams(stream: bytes, pieces: list[tuple[str, bytes]], chunk_bytes: int) -> None:
    """Each stream gives its pieces whole, byte by byte, and in between."""
    splitter = Splitter(MARK)

    got = [p for at in range(0, len(stream), chunk_bytes) for p in splitter.feed(stream[at : at + chunk_bytes])]

    assert pieces == joined(got)


def test_text_is_not_held_back() -> None:
    """What cannot begin a mark is given out at once: a prompt is shown although nothing follows it."""
    assert Splitter(MARK).feed(b">>> ") == [(TEXT, b">>> ")]
