"""What the computer says to a running program: sentences on the same port that print() uses.

Nothing is listened to before somebody asks for it (`listen`), so a program may use input(). From then on this ear takes
every line that comes; lines that are no sentences are dropped. A tick without a byte takes no heap.
"""

import select
import sys
import time

import wire

LINE_BYTES_MAX = wire.SENTENCE_BYTES_MAX
SENTENCE_BEGINS = 36  # "$"
BYTES_A_TICK_MAX = 256  # a computer that never stops talking does not keep the robot from driving


class Ear:
    """A watcher for the guard. stream: bytes, as sys.stdin.buffer."""

    def __init__(self, stream=None):
        self._stream = stream or sys.stdin.buffer
        self._hearers = []
        self._poll = None
        self._byte = bytearray(1)
        self._line = bytearray(LINE_BYTES_MAX)
        self._length = 0
        self._is_taking = False
        self.heard_ms = 0  # ticks_ms() of the last sentence, whoever it was for

    def listen(self, hearer):
        """Call hearer(sentence) for each sentence from now on; it may raise RobotStopped."""
        self.open()
        if hearer not in self._hearers:
            self._hearers.append(hearer)

    def open(self):
        """Take what comes on the port from now on, if only to know when it was."""
        if self._poll is None:
            self._poll = select.poll()
            self._poll.register(self._stream, select.POLLIN)
            self.heard_ms = time.ticks_ms()

    def check(self):
        """Take what has come; called by a timer in the middle of itself it does nothing. Raises: as a hearer does."""
        if self._poll is None or self._is_taking:
            return
        self._is_taking = True
        try:
            self._take_all()
        finally:
            self._is_taking = False

    def _take_all(self):
        for _ in range(BYTES_A_TICK_MAX):
            if not self._has_byte():
                return
            if not self._stream.readinto(self._byte):  # the other end is closed for good
                self._poll = None
                return
            self._take(self._byte[0])

    def _has_byte(self):
        for _ready in self._poll.ipoll(0):
            return True
        return False

    def _take(self, byte):
        if byte == SENTENCE_BEGINS:
            self._length = 0  # whatever stood before it is no part of it: somebody may have asked who is there
        if byte not in (10, 13):
            if self._length < LINE_BYTES_MAX:
                self._line[self._length] = byte
            self._length += 1
            return
        length, self._length = self._length, 0
        if not 0 < length < LINE_BYTES_MAX:
            return
        sentence = wire.decode(bytes(self._line[:length]))
        if sentence is not None:
            self.heard_ms = time.ticks_ms()
            for hearer in self._hearers:
                hearer(sentence)
