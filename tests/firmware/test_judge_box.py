"""The judge box: its parts on CPython, its talk on MicroPython, a real one behind a port, alone and in the field."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.flasher.install import install_judge_box, install_program
from firmware.judge_box.boot_id import next_boot_id
from firmware.judge_box.clock import DeviceClock
from firmware.judge_box.edges import EPOCH_US, FALLING, RISING, EdgeQueue, GateInput
from firmware.judge_box.ring import KeptRing
from firmware.virtual.events import GatePassed, WorldEvent
from firmware.virtual.field import Field
from firmware.virtual.plan import load_plan
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.world import World
from firmware.wire import Sentence, Splitter, encode

FIRMWARE = Path(__file__).parents[2] / "firmware"
MICROPYTHON = Path(sys.executable).with_name("micropython")
GOOD_PROGRAM = FIRMWARE.parent / "tui" / "demo" / "programs" / "good.py"
KEPT = ("signal", "start", "stop", "lost")
PERIOD = 1 << 30
ANSWER_S_MAX = 20.0
READY_US = 1_000_000  # the robot's program comes to its button
LATE_US_MAX = 1000

with_virtual_boards = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")


def ticks_diff(end: int, start: int) -> int:
    """MicroPython's own: right for less than half a period."""
    return (end - start + PERIOD // 2) % PERIOD - PERIOD // 2


class Ticks:
    """A counter that wraps as a board's does."""

    def __init__(self) -> None:
        self.now_us = 0

    def __call__(self) -> int:
        return self.now_us % PERIOD


class Bench:
    """Inputs on a desk: the interrupts are called by hand, the loop turns every 50 ms."""

    def __init__(self, inputs: int = 1, capacity: int = 64, debounce_us: int = 5000) -> None:
        self.queue = EdgeQueue(capacity)
        self.inputs = [GateInput(number, debounce_us, self.queue, ticks_diff) for number in range(inputs)]
        self.now_us = 1_000_000
        self.taken: list[tuple[int, int]] = []

    def edge(self, bits: int, number: int = 0) -> None:
        self.inputs[number].on_edge(bits, self.now_us % PERIOD)

    def pass_us(self, us: int) -> None:
        end_us = self.now_us + us
        while self.now_us < end_us:
            self.now_us = min(end_us, self.now_us + 50_000)
            self.turn()

    def turn(self) -> None:
        self.queue.epoch = self.now_us // EPOCH_US
        while (edge := self.queue.take()) is not None:
            self.taken.append(edge)

    def ball(self, broken_us: int, chatter_us: list[int]) -> None:
        """A beam that is broken for a while, with chatter at both ends."""
        for bits in (FALLING, RISING):
            self.edge(bits)
            for gap_us in chatter_us:
                self.now_us += gap_us
                self.edge(FALLING | RISING if gap_us % 2 else RISING)
                self.edge(FALLING if bits == FALLING else RISING)
            self.now_us += broken_us if bits == FALLING else 0


def test_device_time_goes_on_when_the_counter_wraps() -> None:
    """Three hours of 50 ms turns: never back, never a wrap missed."""
    ticks = Ticks()
    clock = DeviceClock(ticks, ticks_diff)
    for _ in range(3 * 3600 * 20):
        ticks.now_us += 50_000
        assert clock.now_us() == ticks.now_us


def test_a_stamp_from_before_the_wrap_keeps_its_place() -> None:
    """An interrupt just before the wrap, read just after it."""
    ticks = Ticks()
    clock = DeviceClock(ticks, ticks_diff)
    for ticks.now_us in (500_000_000, 1_000_000_000, PERIOD - 1000):
        clock.now_us()
    stamp = ticks()
    ticks.now_us = PERIOD + 2000
    clock.now_us()

    assert clock.at_us(stamp) == PERIOD - 1000


def test_a_full_ring_refuses_the_newest_and_keeps_the_oldest() -> None:
    """Nothing is ever overwritten."""
    ring = KeptRing(3)
    for line in (b"1", b"2", b"3"):
        ring.keep(line)

    with pytest.raises(IndexError):
        ring.keep(b"4")
    assert ring.lines(9) == [b"1", b"2", b"3"]
    assert ring.last_seq == 3


def test_numbers_have_no_gap_across_acknowledgements() -> None:
    """Random keeping and forgetting: the lines kept are always those from oldest_seq to last_seq."""
    dice = random.Random(5)
    ring = KeptRing(7)
    for _ in range(2000):
        if dice.random() < 0.5 and len(ring) < 7:
            ring.keep(b"%d" % (ring.last_seq + 1))
        else:
            ring.forget(dice.randrange(0, ring.last_seq + 3))
        assert ring.lines(99) == [b"%d" % seq for seq in range(ring.oldest_seq, ring.last_seq + 1)]
        assert ring.lines(2) == ring.lines(99)[:2]


@pytest.mark.parametrize("seq", [0, 3, 6, 1000], ids=["none", "gone", "not yet given", "far away"])
def test_an_acknowledgement_of_what_is_not_kept_changes_nothing(seq: int) -> None:
    """A host that is wrong, or late, loses no signal."""
    ring = KeptRing(9)
    for _ in range(5):
        ring.keep(b"x")
    ring.forget(3)

    assert ring.forget(seq) == 0
    assert len(ring) == 2


def test_chatter_counts_once() -> None:
    """A contact that bounces at the break and at the release is one signal, stamped at its very first edge."""
    bench = Bench()
    begin_us = bench.now_us
    bench.ball(broken_us=20_000, chatter_us=[40, 900, 333, 2000])
    bench.turn()

    assert bench.taken == [(0, begin_us)]


@pytest.mark.parametrize("broken_us", [500, 8_000, 15_000, 19_000])
def test_no_ball_is_dropped_at_25_ms_apart(broken_us: int) -> None:
    """Two hundred balls, 25 ms from one to the next."""
    bench = Bench(capacity=256)
    begin_us = bench.now_us
    for number in range(200):
        bench.now_us = begin_us + number * 25_000
        bench.edge(FALLING)
        bench.now_us += broken_us
        bench.edge(RISING)
    bench.turn()

    assert [stamp - begin_us for _, stamp in bench.taken] == [number * 25_000 for number in range(200)]


def test_a_pulse_shorter_than_the_interrupt_still_counts() -> None:
    """A board that reports both edges at once saw the beam break."""
    bench = Bench()
    bench.edge(FALLING | RISING)
    bench.turn()

    assert len(bench.taken) == 1


@pytest.mark.parametrize("quiet_s", [1, 100, 300, 537, 600, 1073, 1074, 1080, 5000])
def test_an_input_that_was_quiet_for_long_still_counts(quiet_s: int) -> None:
    """The counter wraps after 1,074 s; no length of silence makes a signal look like chatter."""
    bench = Bench()
    for _ in range(2):
        bench.edge(FALLING)
        bench.pass_us(20_000)
        bench.edge(RISING)
        bench.pass_us(quiet_s * 1_000_000)

    assert len(bench.taken) == 2


def test_inputs_do_not_disturb_each_other() -> None:
    """Two gates in the same millisecond are two signals."""
    bench = Bench(inputs=2)
    bench.edge(FALLING, 0)
    bench.now_us += 300
    bench.edge(FALLING, 1)
    bench.turn()

    assert [number for number, _ in bench.taken] == [0, 1]


def test_edges_beyond_the_queue_are_counted_not_kept() -> None:
    """The interrupt never waits and never overwrites."""
    queue = EdgeQueue(4)
    for number in range(6):
        queue.put(number, number)

    assert [queue.take() for _ in range(5)] == [(0, 0), (1, 1), (2, 2), (3, 3), None]
    assert queue.refused_count == 2


def test_each_boot_has_its_own_number_and_a_repetition_the_same(tmp_path: Path) -> None:
    """Ten boots, ten numbers; another board has others; the same board from new has the same ten."""
    paths = [str(tmp_path / name) for name in ("a", "b", "c")]
    boots = [[next_boot_id(unique, lambda _: b"chance", path) for _ in range(10)] for unique, path in
             zip((b"one", b"two", b"one"), paths, strict=True)]  # fmt: skip

    assert len({*boots[0], *boots[1]}) == 20
    assert boots[0] == boots[2]


@pytest.mark.parametrize("content", ["", "-1", "x", "9999999999", "1\n"], ids=repr)
def test_a_damaged_count_leaves_the_boot_id_to_chance(content: str, tmp_path: Path) -> None:
    """A count that cannot be trusted could repeat a boot: the host would take new signals for old ones."""
    path = tmp_path / "boot_count.txt"
    path.write_text(content)
    chances = iter((b"one", b"two"))

    first, second = (next_boot_id(b"board", lambda _: next(chances), str(path)) for _ in range(2))

    assert first != second
    assert path.read_text() == content


def test_a_full_disk_leaves_the_boot_id_to_chance(tmp_path: Path) -> None:
    """The count could not be written back."""
    path = str(tmp_path / "missing" / "boot_count.txt")

    assert next_boot_id(b"board", lambda _: b"one", path) != next_boot_id(b"board", lambda _: b"two", path)


# -- the talk, on MicroPython ------------------------------------------------------------------------------------------

TALK = """
import sys
sys.path[:] = [BOARD, FIRMWARE, ".frozen"]
import micropython
import _world, time, machine, select
import wire
from judge_box.boards import virtual
from judge_box.box import JudgeBox
from judge_box.clock import DeviceClock

now = [0]
said = []
lamp = machine.Pin(virtual.PENDING_LAMP_PIN, machine.Pin.OUT)

def write(line):
    sentence = wire.decode(line)
    if sentence.kind in ("signal", "start", "stop", "lost"):
        assert lamp.value() == 1, "the lamp goes on before the sentence"
    said.append(sentence)

box = JudgeBox(virtual, 77, DeviceClock(lambda: now[0] % (1 << 30), time.ticks_diff), write)

def host(kind, *args):
    del said[:]
    box.hear(b"noise" + wire.encode(wire.Sentence("host", 0, 0, 0, kind, args)))
    return [(sentence.kind, sentence.seq) + tuple(sentence.args) for sentence in said]

def turn(ms=20):
    del said[:]
    now[0] += ms * 1000
    box.work()
    return [(sentence.kind, sentence.seq) + tuple(sentence.args) for sentence in said]

def edge(number):
    box._edges.put(number, now[0] % (1 << 30))
"""

CONVERSATION = """
assert host("hello") == [("hello", 0, "0.1.0", "8", "1")]
assert host("start", "r1") == [("start", 1, "r1")] and host("start", "r1") == []
edge(4)
assert turn() == [("signal", 2, "4", "1")]
assert turn(470) == [] and turn(20) == [("start", 1, "r1"), ("signal", 2, "4", "1")] and turn(480) == []
assert host("ack", "76", "2") == [] and lamp.value() == 1
assert host("ack", "77", "9") == [] and lamp.value() == 1
assert host("ack", "77", "1") == [] and lamp.value() == 1
assert host("hello") == [("hello", 2, "0.1.0", "8", "2"), ("signal", 2, "4", "1")]
assert host("ack", "77", "2") == [] and lamp.value() == 0
assert turn(1000) == []
edge(0)
assert host("sync", "a,b")[0][0] == "signal" and said[1].args == ("a,b",)
assert host("stop") == [("stop", 4, "r1")] and host("stop") == []
assert host("selftest") == [("selftest", 4, "11111111")]
assert host("dance") == [("refused", 4, "dance")]
for bad in (("ack",), ("ack", "x", "y"), ("ack", "77", "-1"), ("sync",), ("start", "x" * 99), ("start",)):
    assert [row[0] for row in host(*bad)] in ([], ["refused"]), bad
assert host("ack", "77", "4") == [] and lamp.value() == 0
"""

OVERFLOW = """
for count in range(1, 301):
    edge(4)
    sent = [row for row in turn(0)]
    assert sent == ([("signal", count, "4", str(count))] if count <= 256 else []), sent
assert host("start", "r2") == [("start", 257, "r2")] and host("stop") == [("stop", 258, "r2")]
assert [row[1] for row in host("hello")[1:]] == list(range(1, 259))
assert host("ack", "77", "100") == [("lost", 259, "44")]
edge(4)
assert turn() == [("signal", 260, "4", "301")]
assert host("ack", "77", "260") == [] and lamp.value() == 0
for _ in range(70):
    edge(3)
assert len(turn()) == 64 and host("ack", "77", "324") == [("lost", 325, "50")]
"""

NO_HEAP = """
handler = _world.handlers[virtual.INPUT_PINS[0]][1]
on_edge = None
from judge_box.edges import EdgeQueue, GateInput
queue = EdgeQueue(64)
on_edge = GateInput(0, 5000, queue, lambda end, start: end - start).on_edge
on_edge(1, 10000)
micropython.heap_lock()
try:
    on_edge(1, 20000)
    on_edge(2, 30000)
    on_edge(3, 40000)
finally:
    micropython.heap_unlock()
assert [queue.take() for _ in range(4)] == [(0, 10000), (0, 20000), (0, 40000), None]
"""


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
@pytest.mark.parametrize("script", [CONVERSATION, OVERFLOW, NO_HEAP], ids=["conversation", "overflow", "no heap"])
def test_on_micropython(script: str, tmp_path: Path) -> None:
    """Acknowledging, resending, refusing, a full ring, and an interrupt that allocates nothing."""
    preface = f"BOARD, FIRMWARE = {str(FIRMWARE / 'virtual' / 'micropython')!r}, {str(FIRMWARE)!r}\n"
    path = tmp_path / "talk.py"
    path.write_text(preface + TALK + script + "print('right')\n")

    done = subprocess.run([MICROPYTHON, path], capture_output=True, text=True, check=False, timeout=30)

    assert done.stdout.endswith("right\n"), done.stdout + done.stderr


# -- a real one behind a port ------------------------------------------------------------------------------------------


class Host:
    """A judge that acknowledges what it is told to; `heard` are the box's sentences."""

    def __init__(self, port: str) -> None:
        self._fd = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._splitter = Splitter()
        self.heard: list[Sentence] = []
        self.text = b""
        self.acknowledges = True

    def write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                self.listen()

    def say(self, kind: str, *args: str) -> None:
        self.write(encode(Sentence("host", 0, 0, 0, kind, args)))

    def listen(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # nothing there, or the box's cable is out
            return
        for _, piece in self._splitter.feed(data):
            if isinstance(piece, bytes):
                self.text += piece
                continue
            self.heard.append(piece)
            if piece.kind in KEPT and self.acknowledges:
                self.say("ack", str(piece.boot), str(piece.seq))

    def wait(self, until: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + ANSWER_S_MAX
        while not until():
            assert time.monotonic() < deadline_s, (self.heard[-5:], self.text[-500:])
            self.listen()
            time.sleep(0.002)

    def count(self, kind: str) -> int:
        return sum(sentence.kind == kind for sentence in self.heard)

    def close(self) -> None:
        os.close(self._fd)


@pytest.fixture
def lone_box(tmp_path: Path) -> Iterator[str]:
    """A judge box on a desk, no field; gives its port."""
    with BoardProcess("judge-box", "box", tmp_path, in_field=False) as board:
        install_judge_box(board.port)
        yield board.port


@with_virtual_boards
def test_a_box_survives_noise_silence_and_a_host_that_starts_anew(lone_box: str) -> None:
    """Garbage, endless lines and half sentences change nothing; what was not acknowledged comes again as it was."""
    host = Host(lone_box)
    host.acknowledges = False
    host.say("hello")
    host.wait(lambda: host.count("hello") > 0)
    host.write(bytes(byte for byte in range(256) if byte != 3) + b"x" * 5000 + b"$host,0,0,0,start,r9*0000\n$host,0,0")
    host.say("start", "r1")
    host.wait(lambda: host.count("start") >= 2)  # said, and said again because nobody acknowledged
    host.close()

    second = Host(lone_box)
    second.say("hello")
    second.wait(lambda: second.count("start") > 0 and second.count("hello") > 0)
    second.say("sync", "7")
    second.wait(lambda: second.count("sync") > 0)
    second.close()

    starts = [sentence for sentence in host.heard + second.heard if sentence.kind == "start"]
    assert len(set(starts)) == 1
    assert starts[0].args == ("r1",)
    assert second.heard[-1].time_us > starts[0].time_us


class SignalHeldError(Exception):
    """The box has sent a signal that the host does not acknowledge: the moment to pull the plug."""


class Judging:
    """A world with a good robot, and a judge box that is there for a while at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passed: list[GatePassed] = []
        self.heard_us: list[int] = []
        self.committed: dict[tuple[int, int], Sentence] = {}
        self.host: Host | None = None
        field = Field(load_plan("line_following"), 1)
        self.world = World(field, on_event=self.note, is_through=self.is_through, idle=self.listen)

    def note(self, event: WorldEvent) -> None:
        if isinstance(event, GatePassed):
            self.passed.append(event)

    def is_through(self, number: int) -> bool:
        return number <= len(self.committed)

    def listen(self) -> None:
        if self.host is None:
            return
        known = len(self.host.heard)
        self.host.listen()
        for sentence in self.host.heard[known:]:
            if sentence.kind == "signal" and not self.host.acknowledges:
                raise SignalHeldError
            if sentence.kind == "signal":
                self.committed[sentence.boot, sentence.seq] = sentence
                self.heard_us.append(self.world.now_us)

    def live(self, signal_count: int, *, is_first: bool) -> None:
        """One life of the box, from its power to SIGKILL with an unacknowledged signal in its ring."""
        with BoardProcess("judge-box", "box", self.folder, in_field=True) as box:
            if is_first:
                install_judge_box(box.port)
            assert box.channel is not None
            self.world.attach("box", box.channel, role="judge_box", parent_pid=box.pid)
            self.host = host = Host(box.port)
            # The player presses the robot's button 0.3 s after the lamp, once: on a busy machine the robot's program
            # may start later than the box's, and a robot that was not there yet never sets off.
            self.world.hold(lambda: host.count("hello") > 0 and self.world.is_here("robot"), ANSWER_S_MAX)
            if is_first:
                self.world.run(lambda: False, READY_US)
                host.say("start", "r1")
            assert self.world.run(lambda: len(self.committed) >= signal_count, 60_000_000), self.committed
            host.acknowledges = False
            with pytest.raises(SignalHeldError):
                self.world.run(lambda: False, 60_000_000)
            os.kill(box.pid, signal.SIGKILL)
            self.world.detach("box")
            host.close()
            self.host = None


@with_virtual_boards
def test_a_box_that_is_killed_in_a_run_loses_no_gate_and_doubles_none(tmp_path: Path) -> None:
    """Its process killed three times, each time with a signal in its ring: every gate is signalled once, in order."""
    judging = Judging(tmp_path)
    with BoardProcess("robot", "robot", tmp_path, in_field=True) as robot:
        install_program(robot.port, GOOD_PROGRAM)
        assert robot.channel is not None
        judging.world.attach("robot", robot.channel, role="robot", parent_pid=robot.pid)
        for life, signal_count in enumerate((4, 9, 14)):
            judging.live(signal_count, is_first=life == 0)
    gates = load_plan("line_following").judge_box_inputs
    told = [gates[int(sentence.args[0])] for sentence in judging.committed.values()]

    passed = judging.passed[: len(told)]
    late_us = [heard_us - gate.at_us for heard_us, gate in zip(judging.heard_us, passed, strict=True)]

    assert len({boot for boot, _ in judging.committed}) == 3
    assert len(told) >= 14
    assert told == [gate.gate for gate in passed]
    assert max(late_us) <= LATE_US_MAX, "a caught edge ends the box's wait: no turn passes before its lamp is lit"
