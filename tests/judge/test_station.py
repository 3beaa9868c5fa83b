"""A table's shell on a real journal: the box's sentences and the referee's keys in, facts out, no signal lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.wire import Sentence, Splitter, encode
from judge.challenges import load
from judge.errors import StationError
from judge.facts import Body, Called, Fact, Noted, RunEnded, RunOpened, RunStarted, Signalled
from judge.journal import Journal, read_evidence, read_facts
from judge.run_state import RunState
from judge.station import Station
from judge.table import fold_run
from judge.testing import FakeClock, FakePort

GATES = ("home_out", "tower_in", "tower_out", "home_in", "ball")
CALL_OF = {"home_out": "leave", "tower_in": "stop", "ball": "ball", "tower_out": "back", "home_in": "home"}
MISSION = (("home_out", 1435), ("tower_in", 11_700), ("ball", 12_090), ("tower_out", 13_625), ("home_in", 26_960))
RULES = load("line_following")
OPENED = RunOpened("t1", 1, True, "open_runs", None, 1)
RUN = "t1-open-1"
BOOT, NEXT_BOOT = 77, 78


@dataclass
class Box:
    """What a judge box says: numbers of its own from 1 in each boot, a clock of its own from 0."""

    clock: FakeClock
    boot: int = BOOT
    born_us: int = 0
    seq: int = 0

    def hello(self, oldest: int = 1) -> bytes:
        """Who is here."""
        return self._said("hello", self.seq, ("0.1.0", "5", str(oldest)))

    def sync(self, token: str) -> bytes:
        """Its clock, now."""
        return self._said("sync", self.seq, (token,))

    def kept(self, kind: str, *args: str) -> bytes:
        """A sentence that it keeps until it is acknowledged, stamped now."""
        self.seq += 1
        return self._said(kind, self.seq, args)

    def signal(self, gate: str, count: int = 1) -> bytes:
        """A gate was crossed, now."""
        return self.kept("signal", str(GATES.index(gate)), str(count))

    def _said(self, kind: str, seq: int, args: tuple[str, ...]) -> bytes:
        return encode(Sentence("box", self.boot, seq, self.clock.now_us - self.born_us, kind, args))


@dataclass
class WatchedPort(FakePort):
    """A scripted port that calls WATCH with each sentence before it is taken."""

    watch: Callable[[Sentence], None] = lambda _sentence: None
    heard: list[Sentence] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        """Take what is written apart."""
        for _what, piece in Splitter().feed(data):
            assert not isinstance(piece, bytes)
            self.watch(piece)
            self.heard.append(piece)

    def kinds(self) -> list[str]:
        """What was asked of the box, in order."""
        return [sentence.kind for sentence in self.heard]

    def tokens(self) -> list[str]:
        """Of the sync exchanges that were begun."""
        return [sentence.args[0] for sentence in self.heard if sentence.kind == "sync"]


@dataclass
class Desk:
    """A station with its journal, its clock and its port."""

    path: Path
    journal: Journal
    clock: FakeClock
    station: Station
    port: WatchedPort = field(default_factory=WatchedPort)

    def hear(self, *pieces: bytes) -> None:
        """Let the box's bytes come in."""
        for piece in pieces:
            self.port.script.append(piece)
            self.station.pump()

    def plug(self, box: Box) -> None:
        """Plug a box in on a port of its own; it answers at once."""
        self.port = WatchedPort()
        self.station.plug(self.port)
        self.hear(box.hello(), *(box.sync(token) for token in self.port.tokens()))

    def start(self, box: Box) -> None:
        """Open the run and have the box start it, one second later."""
        self.station.open_run(RUN, OPENED, by="referee")
        self.station.ask_start()
        self.clock.pass_ms(1000)
        self.hear(box.kept("start", RUN))

    def bodies(self, kind: type[Body]) -> list[Body]:
        """The facts of a kind."""
        return [fact.body for fact in self.journal.facts() if isinstance(fact.body, kind)]

    def times(self) -> list[tuple[str, int | None]]:
        """The gates that signalled, with their moments in the run."""
        return [(fact.body.gate, fact.at_ms) for fact in self.journal.facts() if isinstance(fact.body, Signalled)]

    def state(self) -> RunState:
        """The run as its facts tell it."""
        return fold_run(RULES, "ES", [fact for fact in self.journal.facts() if fact.run == RUN])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A station without a box, 5 s after its clock began."""
    clock = FakeClock(5_000_000)
    with Journal.open(tmp_path / "day.db", "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal:
        yield Desk(tmp_path / "day.db", journal, clock, Station(journal, clock, GATES))


@pytest.fixture
def box(desk: Desk) -> Box:
    """A judge box that was switched on two seconds ago."""
    return Box(desk.clock, born_us=desk.clock.now_us - 2_000_000)


@pytest.fixture
def started(desk: Desk, box: Box) -> Desk:
    """A run that the box has started."""
    desk.plug(box)
    desk.start(box)
    return desk


# -- by the box ------------------------------------------------------------------------------------------------------


def test_the_box_starts_the_run(desk: Desk, box: Box) -> None:
    """The station asks for the lamp; the clock starts when the box says that it is on."""
    desk.plug(box)
    desk.station.open_run(RUN, OPENED, by="referee")
    desk.station.ask_start()

    asked = desk.port.heard[-1]
    was_running = desk.station.is_running
    desk.hear(box.kept("start", RUN))

    assert ("start", (RUN,)) == (asked.kind, asked.args)
    assert not was_running
    assert desk.station.is_running
    assert [RunStarted("box")] == desk.bodies(RunStarted)


def test_a_lamp_of_another_run_starts_nothing(desk: Desk, box: Box) -> None:
    """Its sentence was under way while that run was declared void: the next run waits for its own."""
    desk.plug(box)
    desk.station.open_run(RUN, OPENED, by="referee")
    desk.station.ask_start()
    desk.hear(box.kept("start", "t9-open-1"))
    was_running = desk.station.is_running
    desk.hear(box.kept("start", RUN))

    assert (False, True) == (was_running, desk.station.is_running)


def test_a_signals_moment_is_the_boxs_not_the_cables(started: Desk, box: Box) -> None:
    """A signal that came three seconds late stands where it happened, by the box's own clock."""
    started.clock.pass_ms(1435)
    late = box.signal("home_out")
    started.clock.pass_ms(3000)
    started.hear(late)

    assert [("home_out", 1435)] == started.times()
    assert 4435 == started.station.elapsed_ms()


def test_the_box_may_forget_only_what_is_on_the_disk(started: Desk, box: Box) -> None:
    """When an acknowledgement is written, another reader of the file finds the fact already."""

    def watch(sentence: Sentence) -> None:
        if sentence.kind == "ack":
            stamps = [
                (fact.body.args["boot"], fact.body.args["seq"])
                for fact in read_facts(started.path)
                if isinstance(fact.body, Signalled | Noted)
            ]
            acknowledged.append((int(sentence.args[0]), int(sentence.args[1])))
            assert acknowledged[-1] == stamps[-1]

    acknowledged: list[tuple[int, int]] = []
    started.port.watch = watch
    started.hear(box.signal("home_out"), box.signal("tower_in") + box.signal("ball"), box.kept("stop"))

    assert [(BOOT, 2), (BOOT, 3), (BOOT, 4), (BOOT, 5)] == acknowledged


def test_what_is_sent_again_counts_once(started: Desk, box: Box) -> None:
    """The box repeats until it is acknowledged, and again when it is asked who it is."""
    signal = box.signal("home_out")

    started.hear(signal, signal, box.hello(oldest=2), signal)

    assert [("home_out", 0)] == started.times()


def test_what_the_journal_holds_is_not_taken_again_by_a_judge_that_restarted(desk: Desk, box: Box) -> None:
    """`seen` comes from the journal: the first numbers are there already, the third is new."""
    desk.station = Station(desk.journal, desk.clock, GATES, seen={BOOT: 2})
    lines = [box.signal("home_out"), box.signal("tower_in"), box.signal("ball")]

    desk.plug(box)
    desk.hear(*lines)

    assert [("ball", None)] == desk.times()


def test_signals_that_are_gone_are_named(desk: Desk, box: Box) -> None:
    """Another host has acknowledged them: the journal says which are missing; nothing is made up."""
    box.seq = 4
    desk.plug(box)
    desk.hear(box.hello(oldest=5))

    assert [Noted("signals_missing", {"boot": BOOT, "first": 1, "last": 4})] == desk.bodies(Noted)
    assert [] == desk.times()


def test_an_input_without_a_gate_is_written_down_as_what_it_is(started: Desk, box: Box) -> None:
    """More inputs than the field has gates: a signal is evidence, so it is kept, and it is asked about."""
    started.hear(box.kept("signal", "7", "1"))

    assert [("input_7", 0)] == started.times()
    assert ["unknown-gate"] == [question.code for question in started.state().questions]


def test_the_raw_bytes_are_kept(started: Desk, box: Box) -> None:
    """Every byte of the box is evidence under its run, noise too, in the order and at the moment it came."""
    noise, signal = b"Traceback (most recent call last):\r\n", box.signal("home_out")
    started.hear(noise, signal)
    started.station.end_run("declared", by="referee")

    kept = read_evidence(started.path, RUN)

    assert b"".join(chunk.raw for chunk in kept if not chunk.is_sent).endswith(noise + signal)
    assert b",stop*" in kept[-1].raw or b",ack," in kept[-1].raw
    assert started.clock.now_us == kept[-1].at_us
    assert read_evidence(started.path, None)  # the hello, before there was a run


# -- the box goes and comes ------------------------------------------------------------------------------------------


def test_a_run_goes_on_by_keys_when_the_box_is_lost(started: Desk) -> None:
    """The cable is pulled in the middle of a run: noted once, and the referee goes on."""
    started.clock.pass_ms(1000)
    started.port.script.append(None)
    still_there = started.station.pump()
    started.clock.pass_ms(435)
    started.station.call("leave", by="referee")

    assert not still_there
    assert (None, None, True) == (started.station.port, started.station.box, started.port.is_closed)
    assert [(1000, "box_lost")] == [
        (fact.at_ms, fact.body.topic)
        for fact in started.journal.facts()
        if isinstance(fact.body, Noted) and fact.body.topic != "lamp"
    ]
    assert 50 == started.state().score.points
    assert started.station.is_running


def test_a_box_that_comes_back_with_a_new_boot_tells_the_right_moments(started: Desk, box: Box) -> None:
    """Its clock began anew: the offset is learned from the sync exchange, and its lamp is asked for again."""
    started.clock.pass_ms(1435)
    started.hear(box.signal("home_out"))
    started.port.script.append(None)
    started.station.pump()
    reborn = Box(started.clock, NEXT_BOOT, born_us=started.clock.now_us)
    started.clock.pass_ms(300)

    started.plug(reborn)
    started.hear(reborn.kept("start", RUN))
    started.clock.pass_ms(9965)
    late = reborn.signal("tower_in")
    started.clock.pass_ms(700)
    started.hear(late)

    assert "start" in started.port.kinds()
    assert [("home_out", 1435), ("tower_in", 11_700)] == started.times()
    assert [RunStarted("box")] == started.bodies(RunStarted)  # the lamp that is lit again starts nothing


def test_a_box_is_ready_when_its_clock_is_known(desk: Desk, box: Box) -> None:
    """Its name alone is not enough: without the offset a signal of another boot would stand in the wrong place."""
    desk.station.plug(desk.port)
    ready = [desk.station.is_box_ready]
    desk.hear(box.hello())
    ready.append(desk.station.is_box_ready)
    desk.hear(box.sync(desk.port.tokens()[0]))
    ready.append(desk.station.is_box_ready)
    desk.station.unplug()
    ready.append(desk.station.is_box_ready)

    assert [False, False, True, False] == ready


@pytest.mark.parametrize("is_new_boot", [False, True], ids=["only the cable was out", "the box started anew"])
@pytest.mark.parametrize("asked", ["start", "stop"])
def test_what_was_asked_of_a_box_that_went_is_asked_again(desk: Desk, box: Box, asked: str, is_new_boot: bool) -> None:
    """The lamp's sentence went into a dead cable: the run must still start, and its lamp must still go out."""
    desk.plug(box)
    if asked == "stop":
        desk.start(box)
        desk.station.end_run("declared", by="referee")
    else:
        desk.station.open_run(RUN, OPENED, by="referee")
        desk.station.ask_start()
    desk.port.script.append(None)
    desk.station.pump()
    back = Box(desk.clock, NEXT_BOOT, born_us=desk.clock.now_us) if is_new_boot else box
    desk.plug(back)
    was_asked = desk.port.kinds().count(asked)
    desk.hear(back.kept(asked, RUN), back.hello(oldest=back.seq + 1))

    assert 1 == was_asked
    assert 1 == len(desk.bodies(RunStarted))
    assert asked != "stop" or 1 == desk.port.kinds().count("stop")


def test_a_signal_after_the_end_is_kept_and_asked_about(started: Desk, box: Box) -> None:
    """Late, but it names the run and its moment; the score stays as it was until the referee answers."""
    started.clock.pass_ms(1435)
    started.hear(box.signal("home_out"))
    started.clock.pass_ms(10_000)
    started.station.end_run("declared", by="referee")
    started.clock.pass_ms(265)
    started.hear(box.signal("tower_in"))

    state = started.state()
    assert [("home_out", 1435), ("tower_in", 11_700)] == started.times()
    assert (50, 11_435) == (state.score.points, state.ended_ms)
    assert ["signal-after-end"] == [question.code for question in state.questions]


# -- by hand ---------------------------------------------------------------------------------------------------------


def judged_by_box(desk: Desk, box: Box) -> RunState:
    """The mission and 20 bonus balls, all by the box."""
    desk.plug(box)
    desk.start(box)
    begin_us = desk.clock.now_us
    for gate, at_ms in _drive():
        desk.clock.now_us = begin_us + at_ms * 1000
        desk.hear(box.signal(gate))
    desk.clock.now_us = begin_us + 60_000_000
    desk.station.end_run("declared", by="referee")
    return desk.state()


def judged_by_keys(desk: Desk) -> RunState:
    """The same, without a box anywhere."""
    desk.station.open_run(RUN, OPENED, by="referee")
    desk.station.start_by_hand(by="referee")
    begin_us = desk.clock.now_us
    for number, (gate, at_ms) in enumerate(_drive()):
        desk.clock.now_us = begin_us + at_ms * 1000
        desk.station.call(CALL_OF[gate] if number < len(MISSION) else "bonus_ball", by="referee")
    desk.clock.now_us = begin_us + 60_000_000
    desk.station.end_run("declared", by="referee")
    return desk.state()


def _drive() -> list[tuple[str, int]]:
    return [*MISSION, *(("ball", 40_000 + 95 * number) for number in range(20))]


def test_keys_alone_and_the_box_give_the_same_score(tmp_path: Path) -> None:
    """One run, judged twice: points, every line of the breakdown, its times and its end."""
    states = []
    for name in ("box", "keys"):
        clock = FakeClock(5_000_000)
        with Journal.open(tmp_path / f"{name}.db", "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal:
            desk = Desk(tmp_path / f"{name}.db", journal, clock, Station(journal, clock, GATES))
            states.append(judged_by_box(desk, Box(clock, born_us=1234)) if name == "box" else judged_by_keys(desk))
    by_box, by_keys = states

    assert 420 == by_box.score.points
    assert by_keys.score.points == by_box.score.points
    assert by_keys.score.breakdown == by_box.score.breakdown
    assert [(call.at_ms, call.kind) for call in by_keys.calls] == [(call.at_ms, call.kind) for call in by_box.calls]
    assert by_keys.ended_ms == by_box.ended_ms
    assert ("hand", "box") == (by_keys.started_by, by_box.started_by)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        pytest.param(lambda station: station.ask_start(), "no_box", id="a start without a box"),
        pytest.param(lambda station: station.call("leave", by="referee"), "not_started", id="an early call"),
        pytest.param(lambda station: station.end_run("time", by="referee"), "not_started", id="an early end"),
        pytest.param(lambda station: station.open_run("r2", OPENED, by="referee"), "run_open", id="two runs at once"),
    ],
)
def test_a_key_that_makes_no_sense_writes_nothing(desk: Desk, act: Callable[[Station], Fact], reason: str) -> None:
    """The referee is told why; the journal is as it was."""
    desk.station.open_run(RUN, OPENED, by="referee")
    before = desk.journal.facts()

    with pytest.raises(StationError) as caught:
        act(desk.station)

    assert (reason, RUN) == (caught.value.reason, caught.value.run)
    assert before == desk.journal.facts()


def test_a_run_starts_once(started: Desk) -> None:
    """By box or by hand, not both; after its end there is no run to start."""
    with pytest.raises(StationError, match="started"):
        started.station.start_by_hand(by="referee")
    with pytest.raises(StationError, match="started"):
        started.station.ask_start()
    started.station.end_run("declared", by="referee")
    with pytest.raises(StationError, match="no_run"):
        started.station.start_by_hand(by="referee")

    assert 1 == len(started.bodies(RunStarted))


def test_a_void_run_leaves_the_table_free(started: Desk, box: Box) -> None:
    """Its lamp goes out, later signals belong to no run, and the next may come."""
    started.station.void_run(RUN, "field_moved", by="referee")
    started.hear(box.signal("home_out"))
    started.station.open_run("t1-open-1.2", OPENED, by="referee")

    assert "stop" == [kind for kind in started.port.kinds() if kind != "ack"][-1]
    assert [("home_out", None)] == started.times()
    assert [] == started.bodies(RunEnded)
    assert "voided" == started.state().stage.value


def test_calls_carry_what_the_referee_said(started: Desk) -> None:
    """A call with its arguments stands at its moment, by who made it."""
    started.clock.pass_ms(2500)
    fact = started.station.call("bonus_ball", {"n": 3}, by="referee")

    assert (Called("bonus_ball", {"n": 3}), 2500, "referee", RUN) == (fact.body, fact.at_ms, fact.by, fact.run)


def test_a_greeting_that_got_lost_is_said_again(desk: Desk, box: Box) -> None:
    """A sentence sent while a board starts may reach nobody: as long as the box owes an answer it is asked again."""
    port = WatchedPort()
    desk.station.plug(port)
    first = port.kinds()

    desk.station.remind()
    still_waiting = desk.station.is_waiting
    port.script.append(box.hello() + box.sync(port.tokens()[-1]))
    desk.station.pump()

    assert first == port.kinds()[: len(first)]
    assert {"hello", "sync"} <= set(port.kinds()[len(first) :])
    assert still_waiting
    assert not desk.station.is_waiting
