"""A board on a desk with wires to its pins: the field's end of its channel, at the pace of the wall's clock."""

import threading
import time
from collections import deque
from types import TracebackType
from typing import Self

from firmware.virtual.channel import EDGE, HELLO, POLL, READ, SYNC, WAIT, WRITE, Channel
from firmware.virtual.spawn import BoardProcess

ADC = 1
LOOK_S = 0.001


class Bench:
    """Give a board's pins their levels and see what it writes; a context manager around a board in a field.

    Args: analog: pin → 0..65535. levels: pin → 0 or 1, else 1.
    """

    def __init__(self, board: BoardProcess, *, analog: dict[int, int] | None = None) -> None:
        assert board.channel is not None
        self._channel = Channel(board.channel)
        self._analog = {} if analog is None else analog
        self.levels: dict[int, int] = {}
        self.written: list[tuple[int, int]] = []
        self._edges: deque[tuple[int, int, int]] = deque()
        self._born_us = 0
        self._due_us: int | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="bench")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def change(self, pin: int, level: int) -> None:
        """Change an input's level now."""
        self.levels[pin] = level
        self._edges.append((_now_us(), pin, level))

    def _serve(self) -> None:
        while not self._is_over.is_set() and not self._channel.is_closed:
            for frame in self._channel.receive(wait=False):
                self._take(*frame)
            if self._due_us is not None and (_now_us() >= self._due_us or self._edges):
                self._due_us = None
                self._channel.answer(_now_us(), 1 if self._edges else 0, bool(self._edges))
            time.sleep(LOOK_S)

    def _take(self, op: int, pin: int, kind: int, value: int) -> None:
        if op == HELLO:
            self._born_us = _now_us()
        if op in (HELLO, SYNC):
            self._channel.answer(_now_us(), value, bool(self._edges))
        elif op in (WAIT, POLL):
            self._due_us = _now_us() + max(value, 20)
        elif op == READ:
            self._channel.answer(
                _now_us(), self._analog.get(pin, 0) if kind == ADC else self.levels.get(pin, 1), bool(self._edges)
            )
        elif op == WRITE:
            self.written.append((pin, value))
        elif op == EDGE:
            at_us, edge_pin, level = self._edges.popleft() if self._edges else (_now_us(), 0, -1)
            at_us = max(at_us, self._born_us)  # one from before the program is seen when it begins
            self._channel.answer(at_us, -1 if level < 0 else edge_pin << 1 | level, bool(self._edges))


def _now_us() -> int:
    return time.monotonic_ns() // 1000
