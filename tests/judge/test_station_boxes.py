"""Two judge boxes on one table, boxes that come and go in a run, and what is asked about then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.corrections import effective
from judge.facts import Corrected, Noted, RunOpened, Signalled
from judge.hands import judged_by
from judge.journal import Journal, read_all_evidence, read_facts
from judge.link import SignalArrived
from judge.questions import UNSURE_MS_MAX
from judge.replay import replay_events, replay_run
from judge.station import Station, seen_signals
from judge.table_boxes import CLOCK_WAIT_US
from judge.testing import FakeClock
from tests.judge.two_boxes import FAR, NEAR, OPENED, RUN, SECOND_MS, Box, Table


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A table without a box, 5 s after its clock began."""
    clock = FakeClock(5_000_000)
    with Journal.open(tmp_path / "day.db", "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal:
        yield Table(tmp_path / "day.db", clock, journal, Station(journal, clock, NEAR, more_gates=(FAR,)))


@pytest.fixture
def near(table: Table) -> Box:
    """The box at home."""
    box = Box(table.clock, 77, born_us=1_000_000, ppm=80)
    table.station.plug(box)
    return box


@pytest.fixture
def far(table: Table) -> Box:
    """The box at the tower: another crystal, a slower cable."""
    box = Box(table.clock, 88, born_us=-30_000_000, ppm=-90, delay_us=700)
    table.station.plug(box, 1)
    return box


# -- one time line ---------------------------------------------------------------------------------------------------


def test_two_boxes_tell_one_time(table: Table, near: Box, far: Box) -> None:
    """Three minutes, 170 millionths between the crystals: each gate to one millisecond, whichever box saw it."""
    table.turn(30 * SECOND_MS, step_ms=10)
    table.start()
    begun_us = table.clock.now_us
    expected = []
    for box, number, gate in (
        (near, 0, "home_out"),
        (far, 0, "tower_in"),
        (near, 2, "ball"),
        (far, 1, "tower_out"),
    ) * 4:
        table.turn(10 * SECOND_MS, step_ms=10)
        expected.append((gate, table.clock.now_us))
        box.signal(str(number), "1")
        table.turn(20)

    lamp_us = next(fact.body.args["device_us"] for fact in table.of_run() if isinstance(fact.body, Noted))
    assert isinstance(lamp_us, int)
    start_us = lamp_us * 1_000_000 // (1_000_000 - near.ppm) + near.born_us
    assert begun_us - start_us < 51_000
    for (gate, at_ms), (wanted, true_us) in zip(table.times(), expected, strict=True):
        assert gate == wanted
        assert at_ms is not None
        own_ms = (true_us - start_us) * near.ppm / 1e9  # a moment of the starting box is told by its own crystal
        assert abs(at_ms - (true_us - start_us) / 1000) <= 1 + abs(own_ms)
    assert "unsure-time" not in table.questions()


def test_a_line_that_is_slow_for_a_while_is_asked_until_the_clock_is_good(table: Table) -> None:
    """A first exchange of 80 ms leaves 40 ms of doubt; the next ones, a moment later, take it away."""
    near = Box(table.clock, 77, delay_us=40_000)
    table.station.plug(near)
    table.turn(120)
    first = table.station.lines[0].link.clock(77)
    assert first is not None
    doubt_us = first.error_us
    near.delay_us = 200
    table.turn(2000, step_ms=1)

    assert doubt_us > 30_000
    assert first.error_us < 1500


@pytest.mark.usefixtures("near")
def test_a_signal_waits_for_its_boxs_clock(table: Table, far: Box) -> None:
    """The tower's box says something before its clock is known: it is written down a moment later, with its moment."""
    table.turn(100)
    far.close()
    table.start()
    late = Box(table.clock, 99, born_us=table.clock.now_us - 7_000_000, is_deaf=True)
    table.station.plug(late, 1)
    table.turn(1000)
    late.signal("0", "1")
    table.turn(500)
    before, kept = table.times(), len(late.kept)
    late.is_deaf = False
    table.station.remind()
    table.turn(500)

    assert (before, kept, late.kept) == ([], 1, [])
    ((gate, at_ms),) = table.times()
    assert (gate, at_ms) == ("tower_in", pytest.approx(1045, abs=8))


@pytest.mark.usefixtures("near")
def test_a_signal_whose_moment_nobody_knows_is_asked_about(table: Table) -> None:
    """Its box never answers what its clock says: no time is made up from when the cable brought it."""
    table.turn(100)
    table.start()
    mute = Box(table.clock, 99, is_deaf=True)
    table.station.plug(mute, 1)
    table.turn(100)
    mute.signal("0", "1")
    table.turn(CLOCK_WAIT_US // 1000 + 50, step_ms=50)

    assert table.times() == [("tower_in", None)]
    assert table.questions() == ["no-time"]
    assert mute.kept == []


@pytest.mark.usefixtures("near")
def test_a_moment_that_is_unsure_is_asked_about(table: Table) -> None:
    """A box on a line that takes 80 ms each way may be 80 ms off: the fact says so, and the referee is asked."""
    table.turn(100)
    table.start()
    slow = Box(table.clock, 99, delay_us=80_000)
    table.station.plug(slow, 1)
    table.turn(1000)
    slow.signal("0", "1")
    table.turn(200)

    (unsure_ms,) = [fact.body.args.get("unsure_ms") for fact in table.of_run() if isinstance(fact.body, Signalled)]
    assert isinstance(unsure_ms, int)
    assert unsure_ms > UNSURE_MS_MAX
    assert "unsure-time" in table.questions()


def test_a_hosts_clock_that_jumps_moves_no_gate(table: Table, near: Box, far: Box) -> None:
    """The computer sleeps for an hour by its own clock; signals before and after keep their moments in the run."""
    table.turn(25 * SECOND_MS, step_ms=50)
    table.start()
    table.turn(5 * SECOND_MS, step_ms=50)
    far.signal("0", "1")
    table.turn(100)
    for box in (near, far):
        box.born_us += 3_600_000_000  # the host's clock went on, the boxes' did not
    table.clock.now_us += 3_600_000_000
    table.turn(25 * SECOND_MS, step_ms=50)
    far.signal("1", "1")
    near.signal("1", "1")
    table.turn(100)

    moments = [at_ms for _, at_ms in table.times()]
    assert moments == pytest.approx([5050, 30_160, 30_160], abs=20)
    assert "clock_jumped" in table.topics()
    assert table.station.elapsed_ms() == pytest.approx(30_250, abs=60)


# -- boxes come and go in a run --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("near")
def test_a_box_may_be_added_in_the_middle_of_a_run(table: Table) -> None:
    """Its gates count from then on; the run is the same."""
    table.turn(100)
    table.start()
    table.turn(3000, step_ms=50)
    added = Box(table.clock, 99)
    table.station.plug(added, 1)
    table.turn(1000)
    added.signal("0", "1")
    table.turn(100)

    assert [gate for gate, _ in table.times()] == ["tower_in"]
    assert table.topics() == ["box_added"]
    assert table.questions() == ["out-of-order"]


def test_a_cable_that_was_out_leaves_no_question(table: Table, near: Box) -> None:
    """The same boot comes back and says what it kept: nothing can be missing."""
    table.turn(100)
    table.start()
    table.station._lose_box(table.station.lines[0])
    near.signal("0", "1")
    table.turn(2000)
    asked = table.questions()
    table.station.plug(near)
    table.turn(100)

    assert asked == ["box-away"]
    assert table.topics() == ["box_lost", "box_back"]
    assert [gate for gate, _ in table.times()] == ["home_out"]
    assert table.questions() == []


@pytest.mark.usefixtures("near")
def test_a_box_that_started_anew_in_a_run_is_asked_about(table: Table) -> None:
    """What it had seen and not yet told is gone with its memory. The referee's word settles it."""
    table.turn(100)
    table.start()
    table.station._lose_box(table.station.lines[0])
    table.station.plug(Box(table.clock, 78, born_us=table.clock.now_us))
    table.turn(100)
    asked = table.state().questions
    table.journal.append(Corrected(*asked[0].ref, "withdraw", None, "nothing_missed"), run=RUN, by="referee")

    assert [question.code for question in asked] == ["box-restarted"]
    assert table.questions() == []


def test_a_box_that_is_put_away_after_its_lamp_went_out_leaves_no_question(table: Table, near: Box) -> None:
    """It tells in order: what it saw in the run it has told. Unplugged, or switched off and on, before the signing."""
    table.turn(100)
    table.start()
    table.station.end_run("declared", by="referee")
    table.turn(500)
    table.station._lose_box(table.station.lines[0])
    away = table.questions()
    table.station.plug(Box(table.clock, 78, born_us=table.clock.now_us))
    table.turn(500)

    assert (away, table.questions()) == ([], [])
    assert near.lit == ""


@pytest.mark.parametrize("is_started", [False, True], ids=["before the start", "in the run"])
def test_signals_that_another_host_took_are_asked_about_in_a_run(table: Table, near: Box, is_started: bool) -> None:
    """Before the start nothing decides; after it a hole may hide a gate."""
    table.turn(100)
    table.start() if is_started else table.station.open_run(RUN, OPENED, by="referee")
    near.seq += 3  # told to, and forgotten for, somebody else
    near.kept.clear()
    near.signal("0", "4")
    table.turn(500)

    assert "signals_missing" in table.topics()
    assert table.questions() == (["signals-missing"] if is_started else [])


def test_a_ring_that_was_full_is_asked_about(table: Table, near: Box) -> None:
    """The box counts what it had no room for; the judge never takes that for nothing."""
    table.turn(100)
    table.start()
    near.signal("12", kind="lost")
    table.turn(100)

    (question,) = table.state().questions
    assert (question.code, question.fields["count"]) == ("signals-lost", 12)


@pytest.mark.parametrize(("is_box", "is_hand", "expected"), [(True, False, "box"), (True, True, "both")])
def test_a_run_says_by_what_it_was_judged(table: Table, near: Box, is_box: bool, is_hand: bool, expected: str) -> None:
    """A gate called by hand marks the run, whatever the box had said."""
    table.turn(100)
    table.start()
    if is_box:
        near.signal("0", "1")
    table.turn(100)
    if is_hand:
        table.station.call("stop", by="referee")

    assert judged_by(effective(table.of_run())[0]) == expected


def test_a_run_without_a_box_was_judged_by_hand(table: Table) -> None:
    """Keys and a clock are enough."""
    table.station.open_run(RUN, OPENED, by="referee")
    table.station.start_by_hand(by="referee")
    table.station.call("leave", by="referee")

    assert judged_by(table.of_run()) == "hand"


@pytest.mark.parametrize("reason", ["lamp", "cable", "judge", "field_moved"])
def test_a_fault_of_the_hall_uses_up_no_run(table: Table, near: Box, reason: str) -> None:
    """Void, with its reason, and run again: the same number, the first one counts for nothing and asks nothing."""
    table.turn(100)
    table.start()
    near.signal("0", "1")
    table.turn(100)
    table.station.void_run(RUN, reason, by="referee")
    again = table.station.open_run("t1-open-1.2", OPENED, by="referee")

    assert (table.state().void_reason, table.state().is_counted, table.questions()) == (reason, False, [])
    assert isinstance(again.body, RunOpened)


# -- heard again from the record -------------------------------------------------------------------------------------


def test_a_run_is_heard_again_from_its_bytes(table: Table, near: Box, far: Box) -> None:
    """Noise, two boxes, a boot in between: the evidence gives the signals of the journal, moment for moment."""
    table.turn(2000)
    table.start()
    for box, number in ((near, 0), (far, 0), (near, 2), (far, 1)):
        table.turn(1500)
        box._send(b"Traceback (most recent call last):\n$box,1,2,3,sig")
        box.signal(str(number), "1")
    table.turn(100)
    table.station._lose_box(table.station.lines[0])
    reborn = Box(table.clock, 78, born_us=table.clock.now_us)
    table.station.plug(reborn)
    table.turn(500)
    reborn.signal("1", "1")
    table.turn(100)
    table.station.end_run("declared", by="referee")
    table.journal.flush()

    record = read_all_evidence(table.path)
    replayed = replay_run(record, RUN, (NEAR, FAR))

    written = [(fact.at_ms, fact.body) for fact in table.of_run() if isinstance(fact.body, Signalled)]
    assert len(written) == 5
    assert [(at_ms, body.gate, body.device_us) for at_ms, body in replayed] == [
        (at_ms, body.gate, body.device_us) for at_ms, body in written
    ]
    assert {step.box for step in replay_events(record) if isinstance(step.event, SignalArrived)} == {0, 1}


def test_another_wiring_is_tried_on_the_same_bytes(table: Table, near: Box) -> None:
    """Two gates were swapped: the run is judged again as it should have been, without anybody driving."""
    table.turn(100)
    table.start()
    near.signal("1", "1")
    table.turn(100)
    table.journal.flush()

    swapped = (NEAR[1], NEAR[0], NEAR[2])
    assert [gate for gate, _ in table.times()] == ["home_in"]
    assert [signal.body.gate for signal in replay_run(read_all_evidence(table.path), RUN, (swapped,))] == ["home_out"]


def test_a_judge_that_starts_anew_knows_what_it_had(table: Table, near: Box, far: Box) -> None:
    """Both boxes resend what was not acknowledged; the journal says what was."""
    table.turn(100)
    table.start()
    near.signal("0", "1")
    far.signal("0", "1")
    table.turn(100)
    again = Station(table.journal, table.clock, NEAR, seen_signals(read_facts(table.path)), more_gates=(FAR,))
    table.station = again
    again.plug(near)
    again.plug(far, 1)
    near.signal("2", "1")
    table.turn(100)

    assert [fact.body.gate for fact in table.journal.facts() if isinstance(fact.body, Signalled)] == [
        "home_out", "tower_in", "ball",
    ]  # fmt: skip
