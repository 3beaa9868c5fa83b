"""What MicroPython prints, taken apart: text to be cooked, bytes to be left alone, and messages of the prelude.

On a board print() ends lines with CR LF and sys.stdout.buffer writes bytes as they are; on a PC both write LF to one
descriptor. So the prelude frames what goes to sys.stdout.buffer, with a mark that only it and the relay know, and all
else is text: a lone LF becomes CR LF. What MicroPython itself prints has CR LF already and passes unchanged.
"""

import re
import struct

BYTES = "B"
MOUNTED = "M"
DAMAGED = "D"
PROGRAM = "P"
PROMPT = "R"
OVER = "X"
TEXT = "text"

_LONE_LF = re.compile(rb"(?<!\r)\n")


class Splitter:
    """Splits the stream of one MicroPython process, whatever its chunks are.

    Its memory is bounded by the chunk it is given and one unfinished frame head (mark, kind, length).
    """

    def __init__(self, mark: bytes) -> None:
        """Args: mark: its first byte must be one that text never has (0xFF is in no UTF-8), or text would wait."""
        self._mark = mark
        self._head_bytes = len(mark) + 5
        self._held = b""
        self._ended_in_cr = False
        self._kind = ""
        self._left = 0

    def feed(self, data: bytes) -> list[tuple[str, bytes]]:
        """Return (kind, bytes) pieces in order; text is cooked. A long frame may come in several pieces of its kind."""
        data = self._held + data
        self._held = b""
        pieces: list[tuple[str, bytes]] = []
        while data:
            if self._left:
                data = self._take_payload(data, pieces)
                if self._held:
                    break
                continue
            at = self._mark_at(data)
            if at:
                pieces.append((TEXT, self._cook(data[:at])))
                data = data[at:]
                continue
            if len(data) < self._head_bytes:
                self._held = data
                break
            self._kind, self._left = self._head(data)
            data = data[self._head_bytes :]
            if not self._left:
                pieces.append((self._kind, b""))
        return pieces

    def _take_payload(self, data: bytes, pieces: list[tuple[str, bytes]]) -> bytes:
        """Take more of a frame's payload; return the rest. A mark in it says that a Ctrl-C broke the frame off."""
        at = self._mark_at(data)
        is_whole = data.startswith(self._mark, at)
        if at >= self._left or (not is_whole and at + len(self._mark) > self._left):  # no mark, or no room for one
            at = min(len(data), self._left)
            self._left -= at
        elif is_whole:
            self._left = 0
        else:  # perhaps the beginning of one: what comes next tells
            self._left -= at
            self._held = data[at:]
        if at:
            pieces.append((self._kind, data[:at]))
        return data[at:]

    def _mark_at(self, data: bytes) -> int:
        """Return how much of the front is text: up to the mark, or to what may be the beginning of one."""
        at = data.find(self._mark)
        if at >= 0:
            return at
        at = data.rfind(self._mark[:1], max(0, len(data) - len(self._mark)))
        while at > 0 and not self._mark.startswith(data[at:]):
            at = data.find(self._mark[:1], at + 1)
        return at if at >= 0 and self._mark.startswith(data[at:]) else len(data)

    def _head(self, data: bytes) -> tuple[str, int]:
        at = len(self._mark)
        (length,) = struct.unpack_from("<I", data, at + 1)
        return chr(data[at]), length

    def _cook(self, text: bytes) -> bytes:
        cooked = _LONE_LF.sub(b"\r\n", text)
        if self._ended_in_cr and text.startswith(b"\n"):
            cooked = cooked[1:]
        self._ended_in_cr = text.endswith(b"\r")
        return cooked
