"""The host's clock jumps against the boxes': no gate moves, an end that it spoilt is set right, and it is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.corrections import effective
from judge.facts import Noted, RunEnded, Signalled, person_id
from judge.journal import Journal
from judge.station import Station
from judge.testing import FakeClock
from tests.judge.two_boxes import FAR, NEAR, OPENED, RUN, SECOND_MS, Box, Table

HOUR_US = 3_600_000_000


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A table, 10 s into a run, whose boxes are both well known."""
    clock = FakeClock(5_000_000)
    with Journal.open(tmp_path / "day.db", "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal:
        table = Table(tmp_path / "day.db", clock, journal, Station(journal, clock, NEAR, more_gates=(FAR,)))
        table.station.plug(Box(clock, 77, born_us=1_000_000, ppm=80))
        table.station.plug(Box(clock, 88, born_us=-30_000_000, ppm=-90), 1)
        table.turn(20 * SECOND_MS, step_ms=50)
        table.start()
        table.turn(10 * SECOND_MS, step_ms=50)
        yield table


@pytest.fixture
def near(table: Table) -> Box:
    """The box at home, which lights the lamp."""
    box = table.station.port
    assert isinstance(box, Box)
    return box


@pytest.fixture
def far(table: Table) -> Box:
    """The box at the tower."""
    box = table.station.lines[1].port
    assert isinstance(box, Box)
    return box


def ends(table: Table) -> list[int | None]:
    """The ends of the run that stand."""
    return [fact.at_ms for fact in effective(table.journal.facts())[0] if isinstance(fact.body, RunEnded)]


def jumps(table: Table) -> list[str | None]:
    """The runs that are asked about a jump."""
    return [fact.run for fact in table.journal.facts() if getattr(fact.body, "topic", "") == "clock_jumped"]


@pytest.mark.parametrize("by_us", [-HOUR_US, HOUR_US])
def test_what_one_box_finds_out_holds_for_every_box(table: Table, near: Box, far: Box, by_us: int) -> None:
    """Only the tower's answers; the start was told by the other. A gate of either stands where it was crossed."""
    near.is_deaf = True
    table.jump(by_us, near, far)
    table.turn(1 * SECOND_MS)
    far.signal("0", "1")
    near.signal("0", "1")
    table.turn(20)

    assert table.times() == [("home_out", pytest.approx(11_050, abs=8)), ("tower_in", pytest.approx(11_050, abs=8))]
    assert jumps(table) == [RUN]


def test_a_start_after_a_jump_that_nobody_had_found_out_stays_where_it_was(table: Table, near: Box, far: Box) -> None:
    """The run before is over, the clock jumps, the next run begins at once: its time is not the jump's."""
    table.station.end_run("declared", by="referee")
    table.turn(500)
    table.jump(HOUR_US, near, far)
    table.station.open_run("t1-open-2", OPENED, by="referee")
    table.station.ask_start()
    table.turn(5 * SECOND_MS)

    assert table.station.elapsed_ms() == pytest.approx(5000, abs=10)


@pytest.mark.parametrize(
    ("by_us", "stamped_ms"),
    [pytest.param(-HOUR_US, 10_050, id="back"), pytest.param(HOUR_US, 3_611_050, id="on")],
)
def test_an_end_stamped_by_a_clock_that_had_jumped_is_set_right(
    table: Table, near: Box, far: Box, by_us: int, stamped_ms: int
) -> None:
    """A gate, a second, the jump, a ball, and the end before the ball is told: both count, and it is asked about."""
    near.signal("0", "1")
    table.turn(1 * SECOND_MS)
    table.jump(by_us, near, far)
    near.signal("2", "1")
    table.clock.pass_ms(3)
    fact = table.station.end_run("declared", by="referee")
    asked_at_once = table.questions()
    table.turn(3 * SECOND_MS)

    assert fact.at_ms == pytest.approx(stamped_ms, abs=8)
    assert ends(table) == [pytest.approx(11_050, abs=8)]
    assert [at_ms <= 11_060 for _, at_ms in table.times() if at_ms is not None] == [True, True]
    assert "signal-after-end" not in table.questions()
    assert ("clock-jumped" in asked_at_once, "clock-jumped" in table.questions()) == (False, True)


def test_an_end_before_the_jump_stands(table: Table, near: Box, far: Box) -> None:
    """The clock jumps between the end and the lamp going out: both moments fit, and the referee's is kept."""
    table.turn(1 * SECOND_MS)
    table.station.end_run("declared", by="referee")
    table.jump(HOUR_US, near, far)
    table.turn(3 * SECOND_MS)

    assert ends(table) == [pytest.approx(11_050, abs=8)]
    assert jumps(table) == [RUN]


@pytest.mark.parametrize("is_signed", [True, False], ids=["signed", "disputed"])
def test_an_end_that_people_have_taken_up_is_left_alone(table: Table, near: Box, far: Box, is_signed: bool) -> None:
    """What they agreed to, or contest, is theirs to correct: an end written anew would come after the dispute."""
    near.signal("0", "1")
    table.turn(1 * SECOND_MS)
    table.jump(-HOUR_US, near, far)
    fact = table.station.end_run("declared", by="referee")
    table.station.sign(RUN, "referee", person_id(b"a referee")) if is_signed else table.station.settle(RUN)
    table.turn(3 * SECOND_MS)

    assert ends(table) == [fact.at_ms]
    assert jumps(table) == [RUN]


@pytest.mark.usefixtures("far")
def test_a_jump_long_after_the_end_is_no_runs(table: Table, near: Box, far: Box) -> None:
    """Three exchanges said since that the clock was right at the end: nobody is asked about it."""
    table.station.end_run("declared", by="referee")
    table.turn(10 * SECOND_MS, step_ms=50)
    table.jump(HOUR_US, near, far)
    table.turn(5 * SECOND_MS, step_ms=50)

    assert jumps(table) == [None]
    assert "clock-jumped" not in table.questions()


def test_a_jump_is_known_before_anybody_can_sign(table: Table, near: Box, far: Box) -> None:
    """Whoever stops the clock asks the boxes what time it is; while an answer contradicts, the station waits."""
    table.turn(100)
    table.jump(70_000, near, far)  # too little to be seen from here
    table.station.end_run("declared", by="referee")
    table.turn(400)

    assert jumps(table) == [RUN]
    assert not table.station.is_waiting


def test_what_the_box_saw_after_its_lamp_went_out_is_not_the_run_before(table: Table, near: Box) -> None:
    """The run's end was entered late, as the limit itself; then a robot is placed through the gate."""
    table.station.end_run("time", by="referee", at_ms=180_000)
    table.turn(100)
    table.station.open_run("t1-open-2", OPENED, by="referee")
    near.signal("0", "1")
    table.turn(100)

    placed = [fact.run for fact in table.journal.facts() if isinstance(fact.body, Signalled)]
    assert placed == ["t1-open-2"]
    assert [fact.run for fact in table.journal.facts() if isinstance(fact.body, Noted)][-1] == RUN


def test_a_start_by_hand_beside_a_jump_is_unsure(table: Table, near: Box, far: Box) -> None:
    """Nothing says which came first: a gate stands where the host's clock has it, and its moment is asked about."""
    table.station.end_run("declared", by="referee")
    table.turn(500)
    table.station.open_run("t1-open-2", OPENED, by="referee")
    table.jump(HOUR_US, near, far)
    table.station.start_by_hand(by="referee")
    table.turn(2 * SECOND_MS)
    far.signal("0", "1")
    table.turn(50)

    ((at_ms, unsure_ms),) = [
        (fact.at_ms, fact.body.args["unsure_ms"])
        for fact in table.journal.facts()
        if isinstance(fact.body, Signalled) and fact.run == "t1-open-2"
    ]
    assert at_ms == pytest.approx(2000, abs=8)
    assert unsure_ms == pytest.approx(3_600_000, abs=100)


def test_while_an_answer_contradicts_the_station_waits_and_asks_again(table: Table, near: Box, far: Box) -> None:
    """The second answer, which would settle it, is lost on its way: the next is not two seconds off."""
    far.is_deaf = True
    table.jump(HOUR_US, near, far)
    while not table.station.lines[0].is_doubted:
        table.turn(1, step_ms=1)
    near.is_deaf = True
    near.out.clear()
    table.turn(1 * SECOND_MS)
    before = (table.station.is_waiting, jumps(table))
    near.is_deaf = False
    table.turn(250)

    assert before == (True, [])
    assert (table.station.is_waiting, jumps(table)) == (False, [RUN])
