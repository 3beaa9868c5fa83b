"""Sentences to the host, beside what the program prints. Nobody need listen."""

import sys
import time
from binascii import crc32

import machine
import wire

SOURCE = "robot"


class Telemetry:
    """The boot field is made of the board's own id: it says which robot speaks."""

    def __init__(self):
        self._board = crc32(machine.unique_id())
        self._seq = 0

    def tell(self, *args):
        """Send words and numbers; those that do not fit in one sentence are shortened."""
        self._seq += 1
        texts = [str(arg) for arg in args]
        while True:
            sentence = wire.Sentence(SOURCE, self._board, self._seq, time.ticks_ms() * 1000, "tele", tuple(texts))
            try:
                line = wire.encode(sentence)
                break
            except wire.WireError:
                longest = max(range(len(texts)), key=lambda index: len(texts[index]))
                texts[longest] = texts[longest][: len(texts[longest]) // 2]
        sys.stdout.buffer.write(line)


telemetry = Telemetry()
