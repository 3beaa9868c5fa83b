"""One run at one table: its life, its gates and calls, corrections, and what the referee is asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Corrected,
    Fact,
    Noted,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    seal,
)
from judge.table import TRANSITIONS, RunStage, RunState, fold_run, may

LINE_FOLLOWING = load("line_following")
REFEREE = "p-aaaaaaaaaa"
OPENED = RunOpened("t1", 1, True, "open_runs", None, 1)
MISSION = (("home_out", 1000), ("tower_in", 5000), ("ball", 7000), ("tower_out", 9000), ("home_in", 14_000))
CALL_OF = {"home_out": "leave", "tower_in": "stop", "ball": "ball", "tower_out": "back", "home_in": "home"}


class RunBook:
    """Writes the facts of one run, one after the other."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def add(self, body: Body, at_ms: int | None = None) -> Fact:
        """Write the next fact."""
        seq = len(self.facts) + 1
        fact = seal(
            body, station="t1", seq=seq, lamport=seq, at_ms=at_ms, wall="2026-01-01T10:00:00+09:00", by="referee",
            run="r1", prev=self.facts[-1].hash if self.facts else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)
        return fact

    def signal(self, gate: str, at_ms: int | None) -> Fact:
        """A gate was crossed."""
        return self.add(Signalled(gate, {"boot": 1, "seq": 9, "n": 77}, (at_ms or 0) * 1000), at_ms)

    def call(self, call: str, at_ms: int | None, **args: int) -> Fact:
        """The referee called."""
        return self.add(Called(call, args), at_ms)

    def correct(self, fact: Fact, replacement: Body | None = None) -> Fact:
        """Withdraw a fact, or put another in its place."""
        if replacement is None:
            return self.add(Corrected(fact.station, fact.seq, "withdraw", None, "mistake"))
        return self.add(Corrected(fact.station, fact.seq, "replace", replacement, "mistake"))

    def state(self, at_ms: int | None = None) -> RunState:
        """The run as it stands, in ES."""
        return fold_run(LINE_FOLLOWING, "ES", self.facts, at_ms=at_ms)


@pytest.fixture(name="open_book")
def _open_book() -> RunBook:
    book = RunBook()
    book.add(OPENED)
    return book


@pytest.fixture(name="book")
def _book(open_book: RunBook) -> RunBook:
    """A run that has started."""
    open_book.add(RunStarted("box"), 0)
    return open_book


def codes(state: RunState) -> list[str]:
    """The codes of the open questions."""
    return [question.code for question in state.questions]


def test_a_run_goes_from_opened_to_signed(open_book: RunBook) -> None:
    """Opened, started, ended, signed; the score is provisional until the last."""
    stages = [open_book.state().stage]
    for body, at_ms in ((RunStarted("hand"), 0), (RunEnded("time"), 180_000), (RunSigned("referee", REFEREE), None)):
        open_book.add(body, at_ms)
        stages.append(open_book.state().stage)

    assert [RunStage.OPENED, RunStage.STARTED, RunStage.ENDED, RunStage.SIGNED] == stages
    assert open_book.state().is_counted
    assert ("hand", "time", 180_000) == (
        open_book.state().started_by, open_book.state().ended_reason, open_book.state().ended_ms,
    )  # fmt: skip


def test_gates_and_keys_give_the_same_score() -> None:
    """The same run judged by keys alone and by the box, with the same times, has the same score and breakdown."""
    by_box, by_keys = RunBook(), RunBook()
    for book, source in ((by_box, "box"), (by_keys, "hand")):
        book.add(OPENED)
        book.add(RunStarted(source), 0)  # type: ignore[arg-type]
    for gate, at_ms in MISSION:
        by_box.signal(gate, at_ms)
        by_keys.call(CALL_OF[gate], at_ms)
    for ball in range(60):
        by_box.signal("ball", 30_000 + ball * 100)
        by_keys.call("bonus_ball", 30_000 + ball * 100)
    for book in (by_box, by_keys):
        book.add(RunEnded("time"), 180_000)

    assert 460 == by_box.state().score.points
    assert by_keys.state().score == replace(by_box.state().score, ignored=by_keys.state().score.ignored)


def test_a_box_lost_in_the_middle_is_replaced_by_keys(book: RunBook) -> None:
    """Signals and calls mix in one run."""
    for gate, at_ms in MISSION[:3]:
        book.signal(gate, at_ms)
    book.call("back", 9000)
    book.call("home", 14_000)

    assert (400, "bonus") == (book.state().score.points, book.state().score.phase)


def test_the_ball_gate_means_another_call_in_the_bonus(book: RunBook) -> None:
    """The first ball is the mission's; after the way home each ball is a bonus ball."""
    for gate, at_ms in MISSION:
        book.signal(gate, at_ms)
    book.signal("ball", 7100)  # a second ball of the mission's drop: it is not counted

    assert {"ball": 1} == {name: n for name, n in book.state().score.counts.items() if "ball" in name}

    book.signal("ball", 40_000)

    assert 401 == book.state().score.points
    assert [] == codes(book.state())


def test_trips_of_the_bonus_ask_nothing(book: RunBook) -> None:
    """In the bonus the gates of the way mean nothing and raise no question."""
    for gate, at_ms in MISSION:
        book.signal(gate, at_ms)
    for gate, at_ms in MISSION:
        book.signal(gate, 30_000 + at_ms)

    assert (401, []) == (book.state().score.points, codes(book.state()))


def test_a_gate_nobody_knows_is_a_question(book: RunBook) -> None:
    """A signal of a gate that the definition does not name is kept and asked about."""
    fact = book.signal("input_7", 2000)

    assert ["unknown-gate"] == codes(book.state())
    assert (("t1", fact.seq), 2000, {"gate": "input_7"}) == (
        book.state().questions[0].ref, book.state().questions[0].at_ms, book.state().questions[0].fields,
    )  # fmt: skip


def test_a_signal_after_the_end_is_kept_and_asked_about(book: RunBook) -> None:
    """A crossing after the end does not count by itself; the referee decides."""
    book.signal("home_out", 1000)
    book.add(RunEnded("declared"), 4000)
    book.signal("tower_in", 4500)

    assert (50, ["signal-after-end"]) == (book.state().score.points, codes(book.state()))


def test_a_signal_that_only_arrived_after_the_end_counts(book: RunBook) -> None:
    """The time of the device decides, not when the cable delivered it."""
    book.signal("home_out", 1000)
    book.add(RunEnded("declared"), 4000)
    book.signal("tower_in", 3900)

    assert (150, []) == (book.state().score.points, codes(book.state()))


def test_a_signal_after_the_signature_does_not_change_the_score(book: RunBook) -> None:
    """What was signed moves only by a correction; the late signal is a question."""
    book.signal("home_out", 1000)
    book.add(RunEnded("declared"), 4000)
    book.add(RunSigned("referee", REFEREE))
    book.signal("tower_in", 3900)

    assert (50, ["signal-after-signing"], RunStage.SIGNED) == (
        book.state().score.points, codes(book.state()), book.state().stage,
    )  # fmt: skip


def test_a_question_is_answered_by_a_correction(book: RunBook) -> None:
    """Withdrawing the asked fact closes its question; replacing it by a call makes it count."""
    asked = book.signal("input_7", 1000)
    answered = book.correct(asked, Called("leave"))

    assert (50, []) == (book.state().score.points, codes(book.state()))

    book.correct(answered)
    book.correct(asked)

    assert (0, []) == (book.state().score.points, codes(book.state()))


def test_a_missed_gate_is_asked_about_and_can_be_called_later(book: RunBook) -> None:
    """A tower without a start is a question that names what is missing; the referee adds it with its time."""
    book.signal("tower_in", 5000)
    assert [("out-of-order", {"missing": "leave", "gate": "tower_in"})] == [
        (question.code, question.fields) for question in book.state().questions
    ]

    book.call("leave", 4999)

    assert (150, []) == (book.state().score.points, codes(book.state()))


def test_a_time_that_is_not_known_is_a_question(book: RunBook) -> None:
    """A signal without a time in the run is not a zero."""
    book.signal("home_out", None)

    assert (0, ["no-time"]) == (book.state().score.points, codes(book.state()))


def test_placing_the_robot_means_nothing(open_book: RunBook) -> None:
    """Signals between opening and start are kept and not asked about."""
    open_book.signal("home_out", None)
    open_book.add(RunStarted("box"), 0)

    assert (0, []) == (open_book.state().score.points, codes(open_book.state()))


def test_withdraw_undo_and_undo_of_the_undo(book: RunBook) -> None:
    """A correction takes effect, its undo restores, the undo of the undo takes effect again."""
    book.call("leave", 1000)
    stop = book.call("stop", 5000)
    before = book.state().score

    correction = book.correct(stop)
    assert 50 == book.state().score.points
    undo = book.correct(correction)
    assert before == book.state().score
    book.correct(undo)
    assert 50 == book.state().score.points


def test_a_replaced_call_keeps_its_place_and_time(book: RunBook) -> None:
    """A wrong key is put right where it was pressed."""
    wrong = book.call("touch_robot", 1000)
    book.correct(wrong, Called("leave"))

    assert [("leave", 1000)] == [(call.kind, call.at_ms) for call in book.state().calls]


def test_a_correction_that_names_nothing_is_a_finding(book: RunBook) -> None:
    """A correction of a fact that is not there changes nothing and is reported."""
    book.add(Corrected("t9", 5, "withdraw", None, "mistake"))

    assert ["correction-names-nothing"] == [finding.code for finding in book.state().findings]


def test_an_end_by_mistake_can_be_withdrawn(book: RunBook) -> None:
    """The run goes on as if it had not been ended."""
    end = book.add(RunEnded("declared"), 4000)
    book.correct(end)
    book.signal("home_out", 5000)

    assert (RunStage.STARTED, 50) == (book.state().stage, book.state().score.points)


def test_a_void_run_asks_nothing_and_counts_nowhere(book: RunBook) -> None:
    """After a fault of the hall the run is void with its reason; withdrawing that brings it back."""
    book.signal("input_7", 1000)
    void = book.add(RunVoided("lamp_failed"))

    assert (RunStage.VOIDED, "lamp_failed", []) == (book.state().stage, book.state().void_reason, codes(book.state()))

    book.correct(void)

    assert RunStage.STARTED is book.state().stage


def test_the_time_left_runs_and_stops(book: RunBook) -> None:
    """Time left follows the given clock, and stands still after the end."""
    book.signal("home_out", 1000)

    assert [179_000, 100_000, 0] == [book.state(at_ms).time_left_ms for at_ms in (None, 80_000, 200_000)]

    book.add(RunEnded("declared"), 90_000)

    assert 90_000 == book.state(150_000).time_left_ms


def test_the_buttons_are_the_calls_that_count_now(book: RunBook) -> None:
    """The definition drives the referee's keys: first the start, then the tower, in the bonus the balls."""
    assert ["leave", "tower_touched", "touch_robot"] == [button.call for button in book.state().buttons]
    assert ("l", "スタート", 50) == (
        book.state().buttons[0].key, book.state().buttons[0].labels["ja"], book.state().buttons[0].points,
    )  # fmt: skip
    for gate, at_ms in MISSION:
        book.signal(gate, at_ms)
    assert ["bonus_ball", "tower_touched", "touch_robot"] == [button.call for button in book.state().buttons]


def test_notes_ride_along(book: RunBook) -> None:
    """What is noted about a run (a crashed program) is there to be shown and decides nothing."""
    book.add(Noted("program", {"line": 7, "error": "NameError"}), 2000)

    assert ["program"] == [note.topic for note in book.state().notes]


BODIES: tuple[Body, ...] = (
    OPENED, RunStarted("hand"), Called("leave"), Signalled("home_out", {}, 1), RunEnded("declared"),
    RunSigned("referee", REFEREE), RunVoided("lamp_failed"),
)  # fmt: skip
WAY = {
    RunStage.NEW: (),
    RunStage.OPENED: BODIES[:1],
    RunStage.STARTED: BODIES[:2],
    RunStage.ENDED: (*BODIES[:2], RunEnded("declared")),
    RunStage.SIGNED: (*BODIES[:2], RunEnded("declared"), RunSigned("referee", REFEREE)),
    RunStage.DISPUTED: (*BODIES[:2], RunEnded("declared"), RunDisputed("t1", None, "ball_seen", 15)),
    RunStage.VOIDED: (OPENED, RunVoided("lamp_failed")),
}


@pytest.mark.parametrize("stage", list(RunStage))
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.KIND)
def test_a_fact_that_may_not_stand_there_moves_nothing(stage: RunStage, body: Body) -> None:
    """Every illegal fact is a finding and leaves the run as it was; the shell is told before it writes one."""
    book = RunBook()
    for step in WAY[stage]:
        book.add(step, 100)
    before = book.state()
    assert stage is before.stage

    book.add(body, 100)

    is_legal = type(body) in TRANSITIONS[stage]
    assert is_legal == (not book.state().findings)
    if not is_legal:
        assert (before.stage, before.score, before.ended_ms) == (
            book.state().stage, book.state().score, book.state().ended_ms,
        )  # fmt: skip
        refusal = may(before, body, LINE_FOLLOWING)
        assert (None if isinstance(body, Signalled) else "not-now") == (refusal.code if refusal else None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (Called("leave"), None),
        (Called("touch_robot"), None),
        (Called("home"), "call-not-now"),
        (Called("x1"), "call-not-now"),
        (Called("flew"), "unknown-call"),
        (RunEnded("declared"), None),
    ],
)
def test_a_shell_may_ask_before_it_writes(book: RunBook, body: Body, code: str | None) -> None:
    """A key that would not count is refused in words before it becomes a fact."""
    refusal = may(book.state(), body, LINE_FOLLOWING)

    assert code == (refusal.code if refusal else None)


def test_no_call_is_taken_when_the_time_is_over(book: RunBook) -> None:
    """At the end of the time the keys are refused."""
    refusal = may(book.state(180_000), Called("leave"), LINE_FOLLOWING)

    assert refusal is not None
    assert "time-over" == refusal.code


def test_a_run_with_open_questions_is_not_signed(book: RunBook) -> None:
    """First the questions, then the signature; and each role signs once."""
    asked = book.signal("input_7", 1000)
    book.add(RunEnded("declared"), 4000)
    signature = RunSigned("referee", REFEREE)
    refusal = may(book.state(), signature, LINE_FOLLOWING)
    assert refusal is not None
    assert ("questions-open", {"count": 1}) == (refusal.code, refusal.fields)

    book.correct(asked)
    assert may(book.state(), signature, LINE_FOLLOWING) is None

    book.add(signature)
    again = may(book.state(), signature, LINE_FOLLOWING)
    assert again is not None
    assert "already-signed" == again.code


def test_every_role_of_the_sign_off_has_to_sign(book: RunBook) -> None:
    """Where the definition asks for the referee and the team, one signature is not enough."""
    both = replace(LINE_FOLLOWING, sign_off=("referee", "team"))
    book.add(RunEnded("declared"), 4000)
    book.add(RunSigned("referee", REFEREE))
    assert RunStage.ENDED is fold_run(both, "ES", book.facts).stage

    book.add(RunSigned("team", "p-bbbbbbbbbb"))
    assert RunStage.SIGNED is fold_run(both, "ES", book.facts).stage


def test_practice_is_never_counted() -> None:
    """A signed practice run is no official run."""
    book = RunBook()
    book.add(replace(OPENED, official=False))
    for body in (RunStarted("hand"), RunEnded("declared"), RunSigned("referee", REFEREE)):
        book.add(body, 100)

    assert (RunStage.SIGNED, False) == (book.state().stage, book.state().is_counted)


STEPS = st.sampled_from([*BODIES, *(Signalled(gate, {}, 1) for gate, _ in MISSION)])


@given(
    steps=st.lists(st.tuples(STEPS, st.integers(0, 190_000)), max_size=15),
    gone=st.integers(0, 14),
    shuffle=st.randoms(use_true_random=False),
)  # fmt: skip
def test_any_facts_fold_and_correct_then_undo_is_the_identity(steps, gone, shuffle) -> None:  # type: ignore[no-untyped-def]
    """No list of facts crashes the fold; a correction and its undo leave no trace; the order of the list is nothing."""
    book = RunBook()
    for body, at_ms in steps:
        book.add(body, at_ms)
    before = book.state()
    if steps:
        book.correct(book.correct(book.facts[gone % len(steps)]))
    mixed = list(book.facts)
    shuffle.shuffle(mixed)

    after = fold_run(LINE_FOLLOWING, "ES", mixed)

    assert before == after
    assert sum(term.points for term in after.score.breakdown) == after.score.points
