"""Disputes and signatures: who refused, who decided, who may still, and that nothing moves meanwhile."""

from dataclasses import replace

import pytest

from judge.challenges import load
from judge.disputes import is_late, time_line
from judge.facts import (
    Body,
    Called,
    Corrected,
    DisputeDecided,
    Fact,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
)
from judge.table import RunStage, RunState, fold_run, may
from judge.tournament.decisions import stage_closed
from judge.tournament.fold import NextRun, may_close, may_dispute, next_official
from tests.judge.test_tournament_fold import OPENED, TournamentBook, by_name

REFEREE, TEAM, SECOND = "p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc"
REFUSED = RunDisputed("t1", TEAM, "ball_was_in", 15)
STANDS, AMENDED, VOID = (DisputeDecided("head_referee", word, "seen") for word in ("stands", "amended", "void"))  # type: ignore[arg-type]
CHIEF = DisputeDecided("chief", "stands", "heard_both")
ALL_SIGN = load("line_following").with_overlay({"team_signs": 1, "confirm": 1})


@pytest.fixture(name="book")
def _book() -> TournamentBook:
    """Two teams; t1 has run and is asked to sign."""
    book = TournamentBook(replace(OPENED, runs_official=1, bracket_size=0))
    book.enter("t1", "t2")
    book.run(NextRun("t1", 1, "open_runs", None), 2, is_signed=False)
    return book


def state_of(book: TournamentBook, *bodies: Body) -> RunState:
    """The first run after these facts too."""
    for body in bodies:
        book.add(body, "r1")
    return book.state().run("r1")


def test_a_disputed_run_is_set_aside_and_the_next_team_runs(book: TournamentBook) -> None:
    """One fact: the run counts nowhere, shows as under review, uses its attempt, and t2 is next."""
    assert RunStage.DISPUTED is state_of(book, REFUSED).stage

    state = book.state()
    assert ["r1"] == [run.run for run in state.under_review]
    assert ["t2"] == [wanted.team for wanted in next_official(state)]
    assert [None, None] == [line.result.total for line in state.standings]


def test_no_stage_closes_over_an_open_dispute(book: TournamentBook) -> None:
    """The director is refused, and even a closing fact that stands does not crown anyone before the decision."""
    state_of(book, REFUSED)
    book.run(NextRun("t2", 1, "open_runs", None), 1)
    refusal = may_close(book.state(), "open_runs")
    assert ("under-review", {"runs": "r1"}) == (refusal.code if refusal else "", refusal.fields if refusal else {})

    book.add(stage_closed("open_runs"))
    assert ("open_runs", None) == (book.state().stage, book.state().champion)

    state_of(book, STANDS)
    assert None is may_close(book.state(), "open_runs")
    assert ("done", "t1") == (book.state().stage, book.state().champion)


@pytest.mark.parametrize(
    ("decision", "stage", "total"), [(STANDS, RunStage.SIGNED, 150), (VOID, RunStage.VOIDED, None)]
)
def test_a_decision_settles_the_run(book: TournamentBook, decision: Body, stage: RunStage, total: int | None) -> None:
    """It stands and counts without the team's signature, or it is void and the team runs again."""
    run = state_of(book, REFUSED, decision)

    totals = {line.team: line.result.total for line in book.state().standings}
    assert (stage, total) == (run.stage, totals["t1"])
    assert (decision is VOID) == ("t1" in [wanted.team for wanted in next_official(book.state())])


def test_amended_counts_what_the_head_referee_added(book: TournamentBook) -> None:
    """What was missed is called while the run is under review, with its own time; then the score stands amended."""
    book.add(REFUSED, "r1")
    book.add(Called("ball"), "r1", 90_000)

    run = state_of(book, AMENDED)

    assert (250, RunStage.SIGNED) == (run.score.points, run.stage)
    decided = run.disputes[0].decided
    assert decided is not None
    assert ("head_referee", "amended", "seen", "referee") == (
        decided.level, decided.decision, decided.reason, decided.by,
    )  # fmt: skip


def test_the_chief_decides_finally(book: TournamentBook) -> None:
    """After the head referee the team may go to the chief; after the chief there is nobody."""
    run = state_of(book, REFUSED, VOID, REFUSED)
    assert (RunStage.DISPUTED, True) == (run.stage, run.disputes[0].decided is not None)
    assert "not-at-this-level" == getattr(may(run, STANDS, ALL_SIGN), "code", None)
    assert [["not-at-this-level"], RunStage.DISPUTED] == [
        [finding.code for finding in state_of(book, STANDS).findings], book.state().run("r1").stage,
    ]  # fmt: skip

    run = state_of(book, CHIEF)
    assert (RunStage.SIGNED, None) == (run.stage, run.void_reason)
    assert "dispute-is-final" == getattr(may(run, REFUSED, ALL_SIGN), "code", None)
    assert RunStage.SIGNED is state_of(book, REFUSED).stage


def test_a_run_that_the_hall_made_void_is_no_matter_for_a_dispute(book: TournamentBook) -> None:
    """Only a decision can be appealed against."""
    run = state_of(book, RunVoided("lamp_failed"))

    assert "dispute-is-final" == getattr(may(run, REFUSED, ALL_SIGN), "code", None)
    assert RunStage.VOIDED is state_of(book, REFUSED).stage


def test_a_late_dispute_is_heard_and_said_to_be_late(book: TournamentBook) -> None:
    """The limit that held stands in the fact; whoever decides weighs it."""
    assert [False, True] == [is_late("2026-01-01T10:00:00+09:00", f"2026-01-01T01:15:0{s}Z", 15) for s in (0, 1)]
    assert [False] == [dispute.is_late for dispute in state_of(book, REFUSED).disputes]
    fact = book.facts[-1]
    book.facts[-1] = fact._replace(wall="2026-01-01T10:15:01+09:00")

    run = book.state().run("r1")
    assert ([True], ["dispute-late"]) == ([one.is_late for one in run.disputes], [one.code for one in run.findings])
    assert RunStage.DISPUTED is run.stage


def test_the_time_line_shows_signals_and_calls_together(book: TournamentBook) -> None:
    """By the run's clock, with what was withdrawn still in sight; what others said is not in it."""
    crossed = book.add(Signalled("ball", {}, 7), "r1", 1500)
    book.add(Corrected(crossed.station, crossed.seq, "withdraw", None, "a_hand"))
    book.run(NextRun("t2", 1, "open_runs", None), 1)

    line = time_line(book.facts, "r1")

    assert [("clock", 0), ("call", 1000), ("signal", 1500), ("call", 2000), ("clock", 180_000)] == [
        (moment.source, moment.at_ms) for moment in line
    ]
    assert [None] == [moment.standing for moment in line if moment.source == "signal"]
    assert all(moment.fact.run == "r1" for moment in line)


def test_a_run_is_provisional_until_all_have_signed() -> None:
    """Referee, the team's own, and where the tournament asks for it a second person; each by id."""
    book = TournamentBook()
    for body, at_ms in ((RunOpened("t1", 1, True, "open_runs", None, 1), None), (RunStarted("hand"), 0)):
        book.add(body, "r1", at_ms)
    book.add(RunEnded("declared"), "r1", 9000)
    assert ("referee", "team", "confirmer") == ALL_SIGN.sign_off

    def after(*bodies: Body) -> RunState:
        for body in bodies:
            book.add(body, "r1")
        return fold_run(ALL_SIGN, "ES", [fact for fact in book.facts if fact.run == "r1"])

    run = after(RunSigned("referee", REFEREE))
    assert "not-a-second-person" == getattr(may(run, RunSigned("confirmer", SECOND), ALL_SIGN), "code", None)
    run = after(RunSigned("team", TEAM))
    assert "not-a-second-person" == getattr(may(run, RunSigned("confirmer", REFEREE), ALL_SIGN), "code", None)
    assert None is may(run, RunSigned("confirmer", SECOND), ALL_SIGN)
    assert RunStage.ENDED is after(RunSigned("confirmer", REFEREE)).stage
    sent_back = after(RunReturned(SECOND, "wrong_team"))
    assert ((), "wrong_team", RunStage.ENDED) == (sent_back.signatures, sent_back.returned_reason, sent_back.stage)
    assert None is after(RunSigned("referee", REFEREE), RunSigned("team", TEAM)).returned_reason
    assert RunStage.SIGNED is after(RunSigned("confirmer", SECOND)).stage


def test_who_called_anything_in_a_run_cannot_confirm_it() -> None:
    """A second person took no part: whoever edits cannot be the one who agrees."""
    book = TournamentBook()
    book.add(RunOpened("t1", 1, True, "open_runs", None, 1), "r1")
    book.add(RunStarted("hand"), "r1", 0)
    book.add(Called("leave"), "r1", 1000)
    for body in (RunEnded("time"), RunSigned("referee", REFEREE), RunSigned("team", TEAM)):
        book.add(body, "r1", 2000)
    facts: list[Fact] = [fact._replace(by=SECOND) if isinstance(fact.body, Called) else fact for fact in book.facts]
    confirmed = [*facts, book.add(RunSigned("confirmer", SECOND), "r1")]

    run = fold_run(ALL_SIGN, "ES", [fact for fact in confirmed if fact.run == "r1"])

    assert ([RunStage.ENDED], ["not-a-second-person"]) == ([run.stage], [one.code for one in run.findings])


def test_a_dispute_in_a_heat_stops_the_bracket_there() -> None:
    """The heat is not decided while one of its runs is under review, and goes on from there."""
    book = TournamentBook(replace(OPENED, runs_official=1, bracket_size=2))
    book.enter("t1", "t2")
    state = book.play(by_name)
    assert "t1" == state.champion
    refused = may_dispute(state, state.run("r1"))  # an open run: its stage is over, the bracket stands on it
    assert "stage-over" == (refused.code if refused else "")
    run = next(run.run for run in state.runs if run.opened is not None and run.opened.heat == "F1")

    book.add(RunDisputed("t2", TEAM, "foul", 15), run)

    assert None is may_dispute(state, state.run(run or ""))
    assert (None, ()) == (book.state().champion, next_official(book.state()))
    book.add(DisputeDecided("chief", "void", "foul"), run)
    assert ["F1"] == [wanted.heat for wanted in next_official(book.state())]
