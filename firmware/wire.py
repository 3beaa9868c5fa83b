"""Sentences between a board and the host: text lines that live beside a child's print().

`$source,boot,seq,time_us,kind,arg,...*CRC32HEX\\n`   for example   `$box,2837465,4,1250000,signal,2,17*0C8A9E11`

Rule 1: a line that is not a sentence with a right checksum is program output, never an error.
Rule 2: one spelling for each sentence. Numbers have no sign and no leading zero, the checksum is in capitals, and what
        could be taken for punctuation or for a control key (a raw Ctrl-C would stop the board) is written %XX.
Rule 3: no clock, no port, no state but the unfinished line; the same file runs on the board and on the host.

`$` never stands inside a sentence, so the last `$` of a line is where a sentence may begin: one that follows a print()
without a newline, or a sentence cut off half-way, is still found.
"""

from binascii import crc32
from collections import namedtuple

TYPE_CHECKING = False  # MicroPython has no typing module; mypy reads this name as true
if TYPE_CHECKING:
    from typing import Literal, NamedTuple, TypeAlias

    class Sentence(NamedTuple):
        """One line of the wire; time_us is the device's own monotonic clock."""

        source: str
        boot: int
        seq: int
        time_us: int
        kind: str
        args: tuple[str, ...]

    Piece: TypeAlias = tuple[Literal["sentence"], Sentence] | tuple[Literal["text"], bytes]
else:
    Sentence = namedtuple("Sentence", ("source", "boot", "seq", "time_us", "kind", "args"))
    Piece = tuple

SENTENCE_BYTES_MAX = 160  # with "$" and newline: a gate's signal is about 60, a line of telemetry fits
LINE_BYTES_MAX = 512  # an unfinished line longer than this is handed on as text in parts
NAME_CHARS_MAX = 16
BOOT_MAX = 0xFFFFFFFF
SEQ_MAX = 0xFFFFFFFF
TIME_US_MAX = (1 << 63) - 1

_NAME_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789_-"
_PLAIN_CHARS = "".join([chr(code) for code in range(32, 127) if chr(code) not in ",*$%"])
_TAIL_BYTES = 9  # "*" and eight hexadecimal digits


class WireError(ValueError):
    """What was given cannot be a sentence (the caller's fault).

    Fields: code (W-NAME, W-NUMBER, W-TEXT or W-LONG), field (which part of the sentence), value (what it was).
    """

    def __init__(self, code: str, field: str, value: object) -> None:
        super().__init__(code + ": cannot send this as " + field + ": " + repr(value))
        self.code = code
        self.field = field
        self.value = value


def encode(sentence: Sentence) -> bytes:
    """Write a sentence as one line with its newline, at most SENTENCE_BYTES_MAX bytes.

    Raises: WireError: a name, number or argument that no line can carry, or a line too long.
    """
    fields = [
        _checked_name("source", sentence.source),
        _checked_number("boot", sentence.boot, BOOT_MAX),
        _checked_number("seq", sentence.seq, SEQ_MAX),
        _checked_number("time_us", sentence.time_us, TIME_US_MAX),
        _checked_name("kind", sentence.kind),
    ]
    for arg in sentence.args:
        fields.append(escaped(arg))  # noqa: PERF401 - a comprehension reads no better and costs the board more
    body = ",".join(fields).encode()
    line = b"$" + body + (b"*%08X\n" % crc32(body))
    if len(line) > SENTENCE_BYTES_MAX:
        raise WireError("W-LONG", "sentence", len(line))
    return line


def decode_by_hand(line: bytes) -> Sentence | None:
    """Read one line, with or without its newline (LF or CR LF). None: not a sentence, so program output."""
    if line[-1:] == b"\n":
        line = line[:-2] if line[-2:-1] == b"\r" else line[:-1]
    if not _TAIL_BYTES + 10 <= len(line) < SENTENCE_BYTES_MAX or line[:1] != b"$":
        return None
    body = line[1:-_TAIL_BYTES]
    if line[-_TAIL_BYTES:] != b"*%08X" % crc32(body) or not _is_plain(body):
        return None
    text = body.decode()
    if "*" in text or "$" in text:
        return None
    fields = text.split(",")
    if len(fields) < 5:
        return None
    source, boot_digits, seq_digits, time_digits, kind = fields[:5]
    boot = _read_number(boot_digits, BOOT_MAX)
    seq = _read_number(seq_digits, SEQ_MAX)
    time_us = _read_number(time_digits, TIME_US_MAX)
    if boot < 0 or seq < 0 or time_us < 0 or not _is_name(source) or not _is_name(kind):
        return None
    args = fields[5:]
    if "%" in text and not _unescape(args):
        return None
    return Sentence(source, boot, seq, time_us, kind, tuple(args))


decode = decode_by_hand  # CPython has a faster one below


class Splitter:
    """Cuts a stream into sentences and text, however the bytes arrive, within a fixed memory.

    The pieces do not depend on how the stream was cut. Text keeps its newline, so all text joined is what was printed.
    """

    def __init__(self, max_bytes: int = LINE_BYTES_MAX) -> None:
        """max_bytes: the longest unfinished line kept, at least SENTENCE_BYTES_MAX."""
        if max_bytes < SENTENCE_BYTES_MAX:
            raise WireError("W-LONG", "max_bytes", max_bytes)
        self._max_bytes = max_bytes
        self._unfinished = b""

    def feed(self, data: bytes) -> "list[Piece]":
        """Return what is complete now: ("sentence", Sentence) and ("text", bytes), in the order of the stream."""
        pieces: "list[Piece]" = []
        lines = data.split(b"\n")
        lines[0] = self._unfinished + lines[0]
        last = lines.pop()
        for line in lines:
            _read_line(pieces, self._cut(pieces, line))
        self._unfinished = self._cut(pieces, last)
        return pieces

    def flush(self) -> bytes:
        """Give back and forget the unfinished line: the stream is over, or its text is wanted now."""
        rest = self._unfinished
        self._unfinished = b""
        return rest

    def _cut(self, pieces: "list[Piece]", line: bytes) -> bytes:
        """Hand on the front of an overlong line as text, always in the same places; return its end.

        The end is as long as the longest sentence, so a sentence at the end of an endless line is still found.
        """
        if len(line) <= self._max_bytes:
            return line
        start = 0
        step = self._max_bytes + 1 - SENTENCE_BYTES_MAX
        while len(line) - start > self._max_bytes:
            pieces.append(("text", line[start : start + step]))
            start += step
        return line[start:]


def _read_line(pieces: "list[Piece]", line: bytes) -> None:
    start = line.rfind(b"$")
    sentence = decode(line[start:] + b"\n") if start >= 0 else None
    if sentence is None:
        pieces.append(("text", line + b"\n"))
        return
    if start > 0:
        pieces.append(("text", line[:start]))
    pieces.append(("sentence", sentence))


def _is_name(name: str) -> bool:
    return 0 < len(name) <= NAME_CHARS_MAX and not name.strip(_NAME_CHARS)


def _checked_name(field: str, name: str) -> str:
    if not isinstance(name, str) or not _is_name(name):
        raise WireError("W-NAME", field, name)
    return name


def _checked_number(field: str, number: int, number_max: int) -> str:
    if not isinstance(number, int) or not 0 <= number <= number_max:
        raise WireError("W-NUMBER", field, number)
    return "%d" % number


def _read_number(digits: str, number_max: int) -> int:
    """-1: not a whole number in its one spelling."""
    if not digits.isdigit() or len(digits) > 19 or (digits[0] == "0" and digits != "0"):
        return -1
    number = int(digits)
    return number if number <= number_max else -1


def _is_plain(body: bytes) -> bool:
    """True: printable ASCII only."""
    return min(body) >= 32 and max(body) <= 126


def escaped(text: str) -> str:
    """Write an argument as it stands in a line. Raises: WireError: no text, or half a character."""
    if not isinstance(text, str):
        raise WireError("W-TEXT", "argument", text)
    if not text.strip(_PLAIN_CHARS):
        return text
    try:
        coded = text.encode()
    except UnicodeError:
        raise WireError("W-TEXT", "argument", text) from None
    return "".join([chr(byte) if chr(byte) in _PLAIN_CHARS else "%%%02X" % byte for byte in coded])


def _unescape(args: "list[str]") -> bool:
    """Read the escapes in their place. False: one that encode() would not have written."""
    for index, arg in enumerate(args):
        if "%" in arg:
            plain = _unescaped(arg)
            if plain is None:
                return False
            args[index] = plain
    return True


def _unescaped(arg: str) -> str | None:
    """None: an escape that encode() would not have written."""
    parts = arg.split("%")
    coded = parts[0].encode()
    for part in parts[1:]:
        digits = part[:2]
        if len(digits) < 2 or digits.strip("0123456789ABCDEF"):
            return None
        byte = int(digits, 16)
        if chr(byte) in _PLAIN_CHARS:
            return None
        coded += bytes([byte]) + part[2:].encode()
    try:
        return coded.decode()
    except UnicodeError:
        return None


if hasattr(str, "isprintable"):  # CPython: one pattern does by the line what decode_by_hand does by the field
    import re
    from functools import lru_cache

    _PATTERN = re.compile(  # "+" after a repetition: what it took it never gives back, so it never tries twice
        r"\$([a-z0-9_-]{1,16}+,(?:0|[1-9][0-9]{0,9}+)),(0|[1-9][0-9]{0,9}+),(0|[1-9][0-9]{0,18}+),([a-z0-9_-]{1,16}+)"
        r"(?:,([ -#%-)+-~]*+))?+\*([0-9A-F]{8})(?:\r?\n)?+"
    ).fullmatch
    _new = tuple.__new__  # a third of the time that Sentence(...) takes

    @lru_cache(maxsize=64)  # a board's sentences all begin alike
    def _read_head(head: str) -> tuple[str, int] | None:
        """The source and its boot. None: a boot too large."""
        source, boot_digits = head.split(",")
        boot = int(boot_digits)
        return (source, boot) if boot <= BOOT_MAX else None

    def decode_by_pattern(line: bytes) -> Sentence | None:
        """As decode_by_hand, three times as fast."""
        found = _PATTERN(line.decode("latin-1"))
        if found is None:
            return None
        head, seq_digits, time_digits, kind, rest, checksum = found.groups()
        end = found.start(6) - 1
        if int(checksum, 16) != crc32(line[1:end]) or end + _TAIL_BYTES >= SENTENCE_BYTES_MAX:
            return None
        known, seq, time_us = _read_head(head), int(seq_digits), int(time_digits)
        if known is None or seq > SEQ_MAX or time_us > TIME_US_MAX:
            return None
        args = [] if rest is None else rest.split(",")
        if rest is not None and "%" in rest and not _unescape(args):
            return None
        return _new(Sentence, (known[0], known[1], seq, time_us, kind, tuple(args)))

    decode = decode_by_pattern
