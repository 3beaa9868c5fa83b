"""The box's talk on CPython: the same file as on the board, under noise, with a panel that is watched."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.judge_box.clock import DeviceClock
from firmware.judge_box.edges import EdgeQueue
from firmware.judge_box.talk import SIGNALS_MAX, Panel, Talk
from firmware.wire import Sentence, decode, encode

PERIOD = 1 << 30
BOOT = 77


class Bench:
    """A talk on a desk: its clock is moved by hand, what it writes is read."""

    def __init__(self) -> None:
        self.now_us = 0
        self.said: list[Sentence] = []
        self.lamps: list[tuple[str, int]] = []
        self.queue = EdgeQueue(64)
        panel = Panel()
        panel.start_lamp = lambda level: self.lamps.append(("start", level))
        panel.pending_lamp = lambda level: self.lamps.append(("pending", level))
        clock = DeviceClock(
            lambda: self.now_us % PERIOD, lambda end, start: (end - start + PERIOD // 2) % PERIOD - PERIOD // 2
        )
        self.talk = Talk(5, BOOT, clock, self._write, self.queue, panel)

    def _write(self, line: bytes) -> None:
        sentence = decode(line)
        assert sentence is not None
        self.said.append(sentence)

    def host(self, kind: str, *args: str) -> None:
        self.talk.hear(encode(Sentence("host", 0, 0, 0, kind, args)))

    def edge(self, number: int = 4) -> None:
        self.queue.put(number, self.now_us % PERIOD)

    def turn(self, us: int = 20_000) -> None:
        self.now_us += us
        self.talk.work()

    def kinds(self) -> list[str]:
        kinds, self.said = [sentence.kind for sentence in self.said], []
        return kinds


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=200) | st.just(b"$host,0,0,0,ack,77,99999*0000\n"), max_size=20))
def test_random_bytes_make_a_box_do_nothing(pieces: list[bytes]) -> None:
    """No error, no signal, no lamp: a sentence with a right checksum is needed for that."""
    bench = Bench()
    bench.edge()
    bench.turn()
    bench.kinds()
    for piece in pieces:
        bench.talk.hear(piece)

    assert bench.kinds() == []
    assert bench.lamps == [("pending", 1)]


def test_noise_for_ever_stays_within_the_memory() -> None:
    """Two megabytes of what is no sentence leave a line's worth behind."""
    bench = Bench()
    held_bytes = []
    tracemalloc.start()
    try:
        for number in range(2 * 256 + 1):
            bench.talk.hear(bytes([number % 256]) * 1024)
            if number % 256 == 0:
                held_bytes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()

    assert held_bytes[2] - held_bytes[1] < 1000


def test_256_signals_wait_for_a_host_that_is_away() -> None:
    """A host that starts anew a minute later gets them all, from the first, in order."""
    bench = Bench()
    for _ in range(SIGNALS_MAX):
        bench.edge()
        bench.turn(230_000)
    bench.said.clear()

    bench.host("hello")

    assert SIGNALS_MAX >= 256
    assert [sentence.seq for sentence in bench.said[1:]] == list(range(1, SIGNALS_MAX + 1))
    assert bench.said[0].args == ("0.1.0", "5", "1")


def test_a_box_that_runs_for_hours_keeps_its_stamps_in_order() -> None:
    """The board's counter wraps after 18 minutes; twelve hours of a signal a minute never go back."""
    bench = Bench()
    for minute in range(12 * 60):
        for _ in range(6):
            bench.turn(10_000_000)
        bench.edge()
        bench.turn(0)
        bench.host("ack", str(BOOT), str(minute + 1))
    stamps = [sentence.time_us for sentence in bench.said if sentence.kind == "signal" and sentence.args[0] == "4"]

    assert sorted(set(stamps)) == [60_000_000 * (minute + 1) for minute in range(12 * 60)]


def test_the_lamp_of_a_run_and_the_lamp_of_what_is_not_safe() -> None:
    """Start lights one until stop; whatever is kept lights the other until it is acknowledged."""
    bench = Bench()
    bench.host("start", "r1")
    bench.host("ack", str(BOOT), "1")
    bench.host("stop")
    bench.host("ack", str(BOOT), "2")

    assert bench.lamps == [
        ("start", 1), ("pending", 1), ("pending", 0), ("start", 0), ("pending", 1), ("pending", 0),
    ]  # fmt: skip
