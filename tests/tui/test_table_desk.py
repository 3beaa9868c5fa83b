"""A referee at a table without a screen: what each deed writes, what it may not do, and what is left after a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.errors import JournalTaken
from judge.facts import (
    Called,
    Corrected,
    DisputeDecided,
    Noted,
    RunDisputed,
    RunEnded,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
)
from judge.journal import Journal
from judge.run_state import RunStage
from tests.judge.test_station import Box, WatchedPort
from tests.judge.two_boxes import Box as BoxAtCable
from tests.tui.table_hall import Hall
from tui.table.desk import Desk, Mode, NoTournamentError, RefusedError
from tui.table.persons import referees


@pytest.fixture(name="hall")
def _hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path / "hall.db", division="ES")
    yield hall
    hall.journal.close()


def points(desk: Desk) -> int:
    """What the run at the table is worth now."""
    state = desk.state()
    assert state is not None
    return state.score.points


def plugged(hall: Hall, box: Box) -> WatchedPort:
    """Plug a box in that answers at once."""
    port = WatchedPort()
    hall.desk.plug(port)
    for said in (box.hello(), *(box.sync(token) for token in port.tokens())):
        port.script.append(said)
        hall.desk.pump()
    return port


def test_a_run_by_hand_from_the_line_to_both_signatures(hall: Hall) -> None:
    """Opened, started by hand, called, stopped, signed by the team's member and the referee, each by a person id."""
    hall.start_next()
    hall.call("leave")
    hall.clock.pass_ms(500)
    hall.desk.stop()
    hall.desk.agree()
    hall.desk.agree()
    run = hall.desk.tournament.run("t1-open-1")
    members = hall.desk.tournament.teams[0].entered.members

    assert [RunStarted("hand")] == hall.bodies(RunStarted)
    assert [RunSigned("team", members[0]), RunSigned("referee", hall.desk.referee)] == hall.bodies(RunSigned)
    assert (RunStage.SIGNED, 50, 1500, True) == (run.stage, run.score.points, run.ended_ms, run.is_counted)
    assert (None, Mode.CHOOSING) == (hall.desk.run, hall.desk.mode())


def test_undo_takes_one_call_back_at_a_time_and_redo_gives_them_again(hall: Hall) -> None:
    """Each press is a new fact; the record keeps all of them."""
    hall.start_next()
    for call in ("leave", "stop", "ball"):
        hall.call(call)
    seen = [points(hall.desk)]
    for deed in (hall.desk.undo, hall.desk.undo, hall.desk.redo, hall.desk.redo):
        deed()
        seen.append(points(hall.desk))

    assert [250, 150, 50, 150, 250] == seen
    assert 4 == len(hall.bodies(Corrected))
    with pytest.raises(RefusedError, match="nothing-to-redo"):
        hall.desk.redo()


def test_nothing_is_given_again_after_a_new_call(hall: Hall) -> None:
    """Redo after something else was called would surprise."""
    hall.start_next()
    hall.call("leave")
    hall.desk.undo()
    hall.call("leave")

    with pytest.raises(RefusedError, match="nothing-to-redo"):
        hall.desk.redo()
    assert 50 == points(hall.desk)


def test_a_stop_by_mistake_is_taken_back_and_the_clock_never_stopped(hall: Hall) -> None:
    """Three seconds lie between the stop and its undo; a call afterwards carries the true time."""
    hall.start_next()
    hall.clock.pass_ms(1000)
    hall.desk.stop()
    hall.clock.pass_ms(3000)
    hall.desk.undo()
    hall.call("leave")
    state = hall.desk.state()

    assert state is not None
    assert (RunStage.STARTED, 5000) == (state.stage, state.score.last_scoring_ms)


def test_an_end_that_a_call_brought_about_goes_with_its_call(hall: Hall) -> None:
    """One key touched the tower by mistake: one key takes it back, and the run goes on."""
    hall.start_next()
    hall.call("leave")
    hall.call("tower_touched")
    over = hall.desk.mode()
    hall.desk.undo()
    back = hall.desk.mode(), points(hall.desk)
    hall.desk.redo()

    assert (Mode.OVER, (Mode.RUNNING, 50)) == (over, back)
    assert (Mode.OVER, 400) == (hall.desk.mode(), points(hall.desk))


def test_the_clock_stops_at_the_limit_by_itself(hall: Hall) -> None:
    """Whenever the station noticed: the end is the limit; and undo does not open it again, it takes the call."""
    hall.start_next()
    hall.call("leave")
    hall.clock.pass_ms(200_000)
    hall.desk.pump()
    state = hall.desk.state()
    hall.desk.undo()

    assert state is not None
    assert [RunEnded("time")] == hall.bodies(RunEnded)
    assert (180_000, 0) == (state.ended_ms, state.time_left_ms)
    assert (Mode.OVER, 0) == (hall.desk.mode(), points(hall.desk))


def test_a_call_that_was_forgotten_is_added_after_the_end_but_not_after_the_signature(hall: Hall) -> None:
    """It carries the moment of the end; what a team signed does not change behind its back."""
    hall.start_next()
    hall.clock.pass_ms(1000)
    hall.desk.stop()
    hall.clock.pass_ms(9000)
    hall.desk.call("leave", {})
    late = hall.journal.facts()[-1]
    hall.desk.agree()

    assert (Called("leave"), 1000) == (late.body, late.at_ms)
    with pytest.raises(RefusedError, match="signed-already"):
        hall.desk.call("stop", {})
    hall.desk.undo()
    hall.desk.call("stop", {})
    assert 150 == points(hall.desk)


def test_a_signature_by_mistake_is_taken_back_after_the_run_left_the_table(hall: Hall) -> None:
    """The run comes back to the table, over and unsigned by the referee."""
    hall.start_next()
    hall.desk.stop()
    hall.desk.agree()
    hall.desk.agree()
    hall.desk.undo()

    assert ("t1-open-1", Mode.OVER, "referee") == (hall.desk.run, hall.desk.mode(), hall.desk.next_signature())


def test_a_fault_of_the_hall_uses_no_run_and_the_team_comes_again(hall: Hall) -> None:
    """Void with its reason; the same team, the same number, another id."""
    hall.start_next()
    hall.desk.void("lamp")
    hall.start_next()
    opened = hall.desk.state()

    assert [RunVoided("lamp")] == hall.bodies(RunVoided)
    assert opened is not None
    assert opened.opened is not None
    assert ("t1-open-1.2", "t1", 1) == (opened.run, opened.opened.team, opened.opened.number)


def test_a_void_run_whose_clock_is_gone_is_not_brought_back(hall: Hall) -> None:
    """It is run again; one that was over already can be taken back, for nothing of it is lost."""
    hall.start_next()
    hall.desk.void("lamp")
    with pytest.raises(RefusedError, match="nothing-to-undo"):
        hall.desk.undo()
    hall.start_next()
    hall.desk.stop()
    hall.desk.void("lamp")
    hall.desk.undo()

    assert ("t1-open-1.2", Mode.OVER) == (hall.desk.run, hall.desk.mode())


def test_a_table_leads_matches_from_the_open_runs_to_the_champion(tmp_path: Path) -> None:
    """Two sides come to the table together; when the open runs are over, the line holds the heat."""
    hall = Hall(tmp_path / "ring.db", "sumobot", "ES", teams=2, overlay={"N": 1, "K": 1})
    lines = []
    for _match in range(2):
        lines.append([(one.teams, one.stage, one.heat) for one in hall.desk.line])
        hall.start_next()
        hall.call("bout", winner="B")
        hall.call("bout", winner="B")
        hall.desk.agree()
        hall.desk.agree()
    state = hall.desk.tournament
    signed = [body.role for body in hall.bodies(RunSigned)]  # type: ignore[attr-defined]
    hall.journal.close()

    assert [[(("t1", "t2"), "open_runs", None)], [(("t2", "t1"), "elimination", "F1")]] == lines
    assert ["team", "team_2", "referee"] * 2 == signed
    assert ("t1", []) == (state.champion, hall.desk.line)


def confirmed_by_two(tmp_path: Path) -> Hall:
    """A run that a second person has to confirm; the team and the referee have signed, and it is handed over."""
    hall = Hall(tmp_path / "two.db", division="ES", teams=2, overlay={"confirm": 1})
    hall.start_next()
    hall.call("leave")
    hall.call("stop")
    hall.desk.stop()
    hall.desk.agree()
    hall.desk.agree()
    return hall


def test_a_second_person_confirms_and_nobody_who_had_a_hand_in_the_run(tmp_path: Path) -> None:
    """Not the referee, not who corrected it; a third may."""
    hall = confirmed_by_two(tmp_path)
    refused = []
    for deed in (hall.desk.agree, hall.desk.need_second_person):
        with pytest.raises(RefusedError) as refusal:
            deed()
        refused.append(refusal.value.refusal.code)
    referee = hall.desk.referee
    hall.desk.hand_over(None)
    call = [fact for fact in hall.journal.facts() if isinstance(fact.body, Called)][-1]
    hall.journal.append(Corrected(call.station, call.seq, "withdraw", None, "mistake"), by=hall.desk.referee)
    for deed in (hall.desk.agree, hall.desk.need_second_person):
        with pytest.raises(RefusedError) as refusal:
            deed()
        refused.append(refusal.value.refusal.code)
    hall.desk.hand_over(None)
    hall.desk.agree()
    stage = hall.desk.tournament.runs[0].stage
    hall.journal.close()

    assert ["second-person"] * 2 + ["not-a-second-person"] * 2 == refused
    assert (RunStage.SIGNED, None) == (stage, hall.desk.run)
    assert referee not in [body.person for body in hall.bodies(RunSigned) if body.role == "confirmer"]  # type: ignore[attr-defined]


def test_what_a_second_person_sends_back_is_put_right_signed_and_confirmed(tmp_path: Path) -> None:
    """All signatures fall; undo then takes the last call back, not a signature that fell, and the clock stays over."""
    hall = confirmed_by_two(tmp_path)
    referee = hall.desk.referee
    hall.desk.hand_over(None)
    second = hall.desk.referee
    hall.desk.send_back("call_wrong")
    sent_back = hall.desk.state()
    hall.desk.hand_over(referee)
    undone = hall.desk.undo()
    corrected = points(hall.desk)
    hall.desk.agree()
    hall.desk.agree()
    hall.desk.hand_over(second)
    hall.desk.agree()
    run = hall.desk.tournament.runs[0]
    hall.journal.close()

    assert sent_back is not None
    assert ((), "call_wrong") == (sent_back.signatures, sent_back.returned_reason)
    assert ([Called("stop")], 50) == ([fact.body for fact in undone], corrected)
    assert (RunStage.SIGNED, 50, []) == (run.stage, run.score.points, list(run.findings))


def test_who_sent_a_run_back_by_mistake_takes_that_back_and_agrees(tmp_path: Path) -> None:
    """A slip of the second person: what was signed stands again."""
    hall = confirmed_by_two(tmp_path)
    hall.desk.hand_over(None)
    hall.desk.send_back("look_again")
    undone = hall.desk.undo()
    hall.desk.agree()
    stage = hall.desk.tournament.runs[0].stage
    hall.journal.close()

    assert [RunReturned(hall.desk.referee, "look_again")] == [fact.body for fact in undone]
    assert RunStage.SIGNED is stage


def test_a_disputed_run_is_set_aside_counts_nowhere_and_the_next_team_starts(hall: Hall) -> None:
    """Under review until the head referee decides; then it counts as it stands."""
    hall.start_next()
    hall.call("leave")
    hall.desk.stop()
    hall.desk.dispute("not_agreed")
    hall.start_next()
    here = hall.desk.state()
    before = {line.team: line.result.total for line in hall.desk.tournament.standings}
    under_review = [run.run for run in hall.desk.tournament.under_review]
    hall.desk.decide("t1-open-1", "stands")
    after = {line.team: line.result.total for line in hall.desk.tournament.standings}

    assert here is not None
    assert ("t2",) == here.teams
    assert [RunDisputed("t1", None, "not_agreed", 15)] == hall.bodies(RunDisputed)
    assert (["t1-open-1"], None, 50) == (under_review, before["t1"], after["t1"])
    assert [DisputeDecided("head_referee", "stands", "ruled_stands")] == hall.bodies(DisputeDecided)


def test_a_dispute_stands_though_the_clock_had_jumped_before_the_end(hall: Hall) -> None:
    """The end was stamped wrong and could be set right: written anew it would come after the dispute and undo it."""
    box = BoxAtCable(hall.clock, 77)
    hall.desk.plug(box)

    def turn(ms: int) -> None:
        for _ in range(ms // 5):
            hall.clock.pass_ms(5)
            hall.desk.pump()

    turn(3000)
    hall.start_next()
    turn(2000)
    box.signal("0", "1")
    turn(1000)
    hall.clock.now_us -= 3_600_000_000
    box.born_us -= 3_600_000_000
    hall.desk.stop()
    hall.desk.dispute("not_agreed")
    turn(3000)

    assert [run.run for run in hall.desk.tournament.under_review] == ["t1-open-1"]
    assert "clock_jumped" in [body.topic for body in hall.bodies(Noted) if isinstance(body, Noted)]


def test_practice_counts_nowhere_and_uses_no_run(hall: Hall) -> None:
    """It is said when it is opened, not afterwards."""
    hall.desk.is_official = False
    hall.start_next()
    hall.desk.stop()
    hall.desk.agree()
    hall.desk.agree()
    hall.desk.is_official = True

    assert (False, "practice") == (hall.desk.tournament.runs[0].is_counted, hall.desk.tournament.runs[0].opened.stage)  # type: ignore[union-attr]
    assert ("t1", 1) == (hall.desk.line[0].teams[0], hall.desk.line[0].number)


def test_a_run_that_was_open_when_the_program_died_is_void_and_run_again(hall: Hall) -> None:
    """The same team is first in the line again; nobody lost a run."""
    hall.start_next()
    hall.call("leave")
    desk = hall.again()

    assert [RunVoided("judge_restarted")] == hall.bodies(RunVoided)
    assert (Mode.CHOOSING, ("t1",), 1) == (desk.mode(), desk.line[0].teams, desk.line[0].number)


def test_a_run_that_was_over_when_the_program_died_waits_for_its_signatures(hall: Hall) -> None:
    """Its score was on the disk; the referee is still the same person, and takes back a call at most, not the end."""
    hall.start_next()
    hall.call("leave")
    hall.call("stop")
    hall.desk.stop()
    referee = hall.desk.referee
    desk = hall.again()
    desk.undo()

    assert ("t1-open-1", Mode.OVER, 50, referee) == (desk.run, desk.mode(), points(desk), desk.referee)
    assert 1 == len(hall.bodies(RunEnded))


def test_two_referees_cannot_open_one_journal(hall: Hall) -> None:
    """The second is told who writes there."""
    with pytest.raises(JournalTaken):
        hall.open()


def test_a_table_is_handed_over_on_the_record(hall: Hall) -> None:
    """Who sat there before wrote it down; what is called afterwards is the new referee's."""
    before = hall.desk.referee
    hall.desk.hand_over(None)
    hall.start_next()
    hall.call("leave")
    noted = next(fact for fact in reversed(hall.journal.facts()) if isinstance(fact.body, Noted))

    assert (before, hall.desk.referee) == (noted.by, str(noted.body.args["person"]))  # type: ignore[attr-defined]
    assert (before, hall.desk.referee) == referees(hall.desk.facts)
    assert hall.desk.referee == hall.journal.facts()[-1].by


def test_a_box_joins_a_run_that_was_started_by_hand_and_leaves_it_again(hall: Hall) -> None:
    """Its gates count while it is there, keys before and after; the run says that both judged it."""
    hall.start_next()
    hall.call("leave", 2000)
    box = Box(hall.clock)
    port = plugged(hall, box)
    hall.clock.pass_ms(3000)
    port.script.append(box.kept("signal", "1", "1"))
    hall.desk.pump()
    hall.desk.unplug()
    hall.call("ball", 1000)
    state = hall.desk.state()

    assert state is not None
    assert [("leave", 2000), ("stop", 5000), ("ball", 6000)] == [(call.kind, call.at_ms) for call in state.calls]
    assert ("both", ["box_added", "box_lost"]) == (
        hall.desk.hands(), [body.topic for body in hall.bodies(Noted) if body.topic.startswith("box")],  # type: ignore[attr-defined]
    )  # fmt: skip


def test_a_signal_after_the_end_is_asked_about_before_anybody_signs(hall: Hall) -> None:
    """Kept, not counted and not dropped; one digit says what it was."""
    box = Box(hall.clock)
    port = plugged(hall, box)
    hall.desk.open(hall.desk.line[0])
    hall.desk.start()
    hall.clock.pass_ms(1000)
    port.script.append(box.kept("start", "t1-open-1"))
    hall.desk.pump()
    hall.clock.pass_ms(1000)
    hall.desk.stop()
    hall.clock.pass_ms(10)
    port.script.append(box.kept("signal", "0", "1"))
    hall.desk.pump()
    asked = [answer.words for answer in hall.desk.answers()]
    with pytest.raises(RefusedError, match="questions-open"):
        hall.desk.agree()
    hall.desk.answer(hall.desk.answers()[1])

    assert ["it means nothing", "it counts: Left home"] == asked
    assert 1 == len(hall.bodies(Signalled))
    assert (50, []) == (points(hall.desk), hall.desk.answers())


def test_calls_out_of_their_order_are_asked_about_and_settled_in_one_key(hall: Hall) -> None:
    """The record was merged from another table: a tower before the start line. What came first is called as well."""
    hall.start_next()
    hall.clock.pass_ms(5000)
    hall.desk.station.call("stop", by=hall.desk.referee)  # as a call from elsewhere comes: past the keys
    hall.desk.stop()
    asked = [answer.words for answer in hall.desk.answers()]
    hall.desk.answer(hall.desk.answers()[1])

    assert ["it did not happen", "this happened before: Left home"] == asked
    assert (150, []) == (points(hall.desk), hall.desk.answers())


def test_a_journal_without_a_tournament_is_no_table(tmp_path: Path) -> None:
    """There is nothing to judge by."""
    with (
        Journal.open(tmp_path / "empty.db", "table-1", clock=lambda: "2026-11-07T09:00:00Z") as journal,
        pytest.raises(NoTournamentError),
    ):
        Desk(journal, 1, now_us=lambda: 0, new_person=lambda: "p-aaaaaaaaaa")
