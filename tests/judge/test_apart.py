"""What was done apart: both are kept, a rule holds, the head referee is asked, and the answer is a fact."""

import io
import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.apart import seen_elsewhere
from judge.facts import GENESIS, Body, Called, Corrected, Fact, RunOpened, encode_body, order, read_fact, seal
from judge.hall_kinds import CompetitionOpened
from judge.journal import Journal
from judge.run_state import RunStage
from judge.tournament.announced import with_values
from judge.tournament.answers import Act, answered, may_answer
from judge.tournament.hall import fold_hall
from judge.tournament.state import Answer, Decision, NextRun, TournamentState
from judge.verify import Fact as Row
from judge.verify import apart, verify
from tests.judge.hall_book import DEFINITIONS, HallBook
from tests.judge.test_verify_formats import bundled

OPEN_RUNS = [{"id": "open", "type": "open_runs", "runs": 2, "counted": 1}]


def day(points: int = 430, runs: int = 1) -> HallBook:
    """A morning at the desk in which team c-1 had its runs."""
    book = HallBook()
    book.open("c", OPEN_RUNS, 2)
    for _ in range(runs):
        book.run(_next(book), points)
    return book


def _next(book: HallBook) -> NextRun:
    return NextRun("c-1", 1 + book.runs, "open", None, "c")


class Apart:
    """Stations that all begin with the same facts, and know of each other only what was brought to them."""

    def __init__(self, facts: Sequence[Fact], stations: Sequence[str]) -> None:
        self.facts = list(facts)
        self.have = {name: set(range(len(facts))) for name in stations}
        self.last: dict[str, Fact] = {}

    def write(self, station: str, body: Body, run: str | None = None, by: str = "referee") -> Fact:
        """As a journal writes: after all that it has seen, and with what the correction had seen."""
        here = {(fact.station, fact.seq): fact for fact in map(self.facts.__getitem__, self.have[station])}
        if isinstance(body, Corrected):
            others = [one for one in here.values() if isinstance(one.body, Corrected) and one.station != station]
            seen = seen_elsewhere(body, others, here)
            body = Corrected(body.station, body.seq, body.action, body.replacement, body.reason, seen)
        own = self.last.get(station)
        fact = seal(
            body, station=station, seq=own.seq + 1 if own else 1, prev=own.hash if own else GENESIS, run=run,
            lamport=1 + max(one.lamport for one in here.values()), at_ms=None, wall="2026-11-21T01:00:00Z", by=by,
        )  # fmt: skip
        self.have[station].add(len(self.facts))
        self.facts.append(fact)
        self.last[station] = fact
        return fact

    def bring(self, giver: str, taker: str) -> None:
        """A stick goes from one to the other."""
        self.have[taker] |= self.have[giver]

    @property
    def state(self) -> TournamentState:
        """When all is merged."""
        return fold_hall(self.facts, DEFINITIONS).competitions["c"]

    def answer(self, station: str, decision: Decision, answer: Answer, *side: str) -> None:
        """The head referee answers at a station."""
        for act in answered(self.state, decision, answer, "settled", side):
            self.write(station, act.body, act.run, "head_referee")


def number(fact: Fact, n: int) -> Corrected:
    """That many bonus balls."""
    return Corrected(fact.station, fact.seq, "replace", Called("bonus_ball", {"n": n}), "miscounted")


def balls(book: HallBook) -> Fact:
    """The call that says how many."""
    return next(fact for fact in book.facts if isinstance(fact.body, Called) and fact.body.call == "bonus_ball")


def two_apart() -> tuple[Apart, Fact]:
    """The table says 31 balls and the desk 33, and neither has heard of the other."""
    book = day()
    hall = Apart(book.facts, ["desk-2", "table-1"])
    hall.write("table-1", number(balls(book), 31))
    hall.write("desk-2", number(balls(book), 33), by="chief")
    return hall, balls(book)


def points(state: TournamentState) -> int:
    """What the first run is worth."""
    return state.runs[0].score.points


def test_two_corrections_made_apart_are_kept_decided_by_a_rule_and_asked_about() -> None:
    """Of equal lamports the greater station's stands; the question shows both values, who said them and where."""
    hall, _ = two_apart()
    state = hall.state

    (asked,) = state.asked
    said = [(side.points, side.facts[-1].station, side.facts[-1].by) for side in asked.sides]
    assert [(433, "desk-2", "chief"), (431, "table-1", "referee")] == said
    assert (431, "r1", ("c-1",), "corrections") == (points(state), asked.where, asked.teams, asked.asks)
    assert () == state.decisions


@pytest.mark.parametrize(("answer", "side", "is_worth"), [("stands", "", 431), ("side", "1", 433), ("side", "2", 431)])
def test_the_head_referees_answer_is_a_fact_that_settles_it(answer: Answer, side: str, is_worth: int) -> None:
    """Whichever is right: the run is worth that, nothing is asked any more, and nobody else may answer."""
    hall, _ = two_apart()
    (asked,) = hall.state.asked
    refused = may_answer(hall.state, asked, "side", "referee")
    assert refused is not None
    assert "not-yours" == refused.code
    assert None is may_answer(hall.state, asked, "side", "chief")

    hall.bring("table-1", "desk-2")
    hall.answer("desk-2", asked, answer, *[side] * bool(side))

    assert (is_worth, ()) == (points(hall.state), hall.state.asked)


def test_two_answers_given_apart_are_a_question_again() -> None:
    """Two desks that had merged the same sticks and do not know of each other."""
    hall, _ = two_apart()
    (asked,) = hall.state.asked
    for desk in ("table-1", "desk-2"):
        hall.bring({"table-1": "desk-2", "desk-2": "table-1"}[desk], desk)
    before = set(hall.have["desk-2"])
    hall.answer("desk-2", asked, "side", "1")
    hall.have["table-1"] = before | {n for n in hall.have["table-1"] if hall.facts[n].station == "table-1"}
    hall.answer("table-1", asked, "side", "2")

    (again,) = hall.state.asked
    assert {"desk-2", "table-1"} == {side.facts[-1].station for side in again.sides}
    assert {"head_referee"} == {side.facts[-1].by for side in again.sides}


def test_who_had_seen_the_other_correction_only_corrects_it() -> None:
    """One after the other, at two stations, is no question."""
    book = day()
    hall = Apart(book.facts, ["desk-2", "table-1"])
    hall.write("table-1", number(balls(book), 31))
    hall.bring("table-1", "desk-2")
    last = hall.write("desk-2", number(balls(book), 33))

    assert isinstance(last.body, Corrected)
    assert ((433, ()), {"table-1": 1}) == ((points(hall.state), hall.state.asked), dict(last.body.seen))


def test_corrections_of_two_facts_of_one_run_made_apart_are_asked_about_too() -> None:
    """Both hold meanwhile: each may have meant the same mistake."""
    book = day()
    ball = balls(book)
    back = next(fact for fact in book.facts if isinstance(fact.body, Called) and fact.body.call == "ball")
    hall = Apart(book.facts, ["desk-2", "table-1"])
    hall.write("table-1", Corrected(ball.station, ball.seq, "withdraw", None, "not_so"))
    hall.write("desk-2", Corrected(back.station, back.seq, "withdraw", None, "not_so"))

    (asked,) = hall.state.asked
    assert 2 == len(asked.sides)
    hall.bring("table-1", "desk-2")
    hall.answer("desk-2", asked, "side", "1" if asked.sides[0].facts[-1].station == "table-1" else "2")
    assert (400, ()) == (points(hall.state), hall.state.asked)


DEEDS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.integers(0, 40), st.booleans(), st.booleans()),
    min_size=2, max_size=8,
)  # fmt: skip
DAY = day()


@given(DEEDS, st.randoms(use_true_random=False))
def test_in_whatever_order_sticks_come_score_and_question_are_the_same(
    deeds: list[tuple[str, str, int, bool, bool]], chance: random.Random
) -> None:
    """What is asked is who really had not seen whom; both verifiers say it; and any order of facts gives the same."""
    hall = Apart(DAY.facts, "abc")
    made: dict[int, set[int]] = {}
    for station, other, n, is_stick, is_undo in deeds:
        own = [at for at in made if at in hall.have[station]]
        if is_stick:
            hall.bring(other, station)
            continue
        named = hall.facts[own[n % len(own)]] if is_undo and own else balls(DAY)
        undo = Corrected(named.station, named.seq, "withdraw", None, "not_so")
        body = undo if is_undo else number(named, n)
        made[len(hall.facts)] = set(own)
        hall.write(station, body)
    unseen = [at for at in made if not any(at in seen for seen in made.values())]
    expected = [fact.source for fact in order(hall.facts[at] for at in unseen)] if len(unseen) > 1 else []

    state = hall.state
    assert expected == [side.facts[-1].source for one in state.asked for side in one.sides]
    chance.shuffle(hall.facts)
    again = hall.state
    assert (points(state), state.asked) == (points(again), again.asked)
    rows = [Row(*fact.row()) for fact in hall.facts]
    assert ({"r1": expected} if expected else {}) == apart(rows)


def test_a_whole_bundle_with_such_questions_is_verified() -> None:
    """Corrections apart and a run beyond N, worked out twice."""
    hall, _ = two_apart()
    book = day(runs=3)
    for facts, says in (
        (hall.facts, {"r1": ["desk-2:1", "table-1:1"]}),
        (book.facts, {"c/open/c-1": ["r1", "r2", "r3"]}),
    ):
        bundle = bundled(facts)
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            assert says == json.loads(archive.read("results.json"))["apart"]
        assert [] == verify(bundle)


def test_a_run_beyond_n_is_a_question_and_the_answer_counts() -> None:
    """Of three runs where two are allowed the first two count until somebody says which one does not."""
    book = day(runs=2)
    book.run(_next(book), 500)
    state = book.state("c")
    (asked,) = state.asked
    first = state.stages[0].standings[0].result
    assert ("runs", ["r1", "r2", "r3"], 2) == (asked.asks, [side.run for side in asked.sides], asked.counted)
    assert (430, ("r3",), [430, 430, 500]) == (first.total, first.beyond, [side.points for side in asked.sides])

    answers: list[tuple[Answer, tuple[str, ...], int]] = [("side", ("1",), 500), ("stands", (), 430)]
    for answer, side, total in answers:
        acts = answered(state, asked, answer, "settled", side)
        settled = fold_hall([*book.facts, *_written(book, acts)], DEFINITIONS).competitions["c"]
        assert ((), total) == (settled.asked, settled.stages[0].standings[0].result.total)


def _written(book: HallBook, acts: Sequence[Act]) -> list[Fact]:
    copy = HallBook()
    copy.facts, copy.last = list(book.facts), dict(book.last)
    return [copy.add(act.body, act.run) for act in acts]


def test_the_journal_says_what_a_correction_had_seen_and_nothing_where_there_is_nothing(tmp_path: Path) -> None:
    """Whatever program corrects; a correction that had seen no other one reads as it did before there was the field."""
    clock = "2026-11-21T09:00:00+09:00"
    with (
        Journal.open(tmp_path / "a.db", "table-1", clock=lambda: clock) as table,
        Journal.open(tmp_path / "b.db", "desk", clock=lambda: clock) as desk,
    ):
        opened = table.append(RunOpened("t1", 1, True, "open_runs", None, 1), run="r1", by="referee")
        call = table.append(Called("leave"), run="r1", at_ms=1, by="referee")
        other = table.append(Called("leave"), run="r2", at_ms=1, by="referee")
        first = table.append(Corrected(call.station, call.seq, "withdraw", None, "not_so"), run="r1", by="referee")
        desk.take([fact.row() for fact in (opened, call, other, first)])
        again = desk.append(Corrected(call.station, call.seq, "withdraw", None, "not_so"), run="r1", by="chief")
        apart_from = desk.append_all([Corrected(other.station, other.seq, "withdraw", None, "not_so")], by="chief")[0]

    assert (1, 4, 1) == (first.schema, again.schema, apart_from.schema)
    assert "seen" not in encode_body(first.body)
    assert isinstance(again.body, Corrected)
    assert {"table-1": 4} == dict(again.body.seen)
    assert again == read_fact(again.row())


def old_target(points_of_balls: int = 110) -> HallBook:
    """A run of a table that had not heard that the target is 137: it was opened under 100."""
    book = HallBook()
    book.open("c", OPEN_RUNS, 2)
    book.run(_next(book), 400 + points_of_balls, is_signed=False)
    opening = next(n for n, fact in enumerate(book.facts) if isinstance(fact.body, RunOpened))
    body = book.facts[opening].body
    assert isinstance(body, RunOpened)
    rest, book.facts = book.facts[opening + 1 :], book.facts[:opening]
    book.last = {fact.station: fact for fact in book.facts}
    book.add(with_values(body, DEFINITIONS["line_following"], "ES"), "r1")
    for fact in rest:
        book.add(fact.body, fact.run, fact.at_ms)
    return book


def announce(target: int, opening: Fact) -> Corrected:
    """As `tournament set c T=137` writes it."""
    assert isinstance(opening.body, CompetitionOpened)
    return Corrected(opening.station, opening.seq, "replace", replace(opening.body, overlay={"T": target}), "announced")


def opened(facts: Sequence[Fact]) -> Fact:
    """How the competition was opened."""
    return next(fact for fact in facts if isinstance(fact.body, CompetitionOpened))


def test_a_run_begun_under_an_old_ball_target_is_asked_about_and_scored_by_the_one_that_holds() -> None:
    """Both targets stand beside the question, with what the run is worth by each; and both verifiers say so."""
    book = old_target()
    before = book.state("c")
    book.add(announce(137, opened(book.facts)))
    state = book.state("c")
    (asked,) = state.asked
    told = [(side.points, dict(getattr(side.facts[0].body, "announced", {}))) for side in asked.sides]

    assert ((), 490) == (before.asked, points(before))
    assert ("target", [(490, {"T": 100}), (510, {"T": 137})], 510) == (asked.asks, told, points(state))
    assert [] == verify(bundled(book.facts))
    stands, again = (_written(book, answered(state, asked, answer, "settled")) for answer in asked.answers)
    settled = fold_hall([*book.facts, *stands], DEFINITIONS).competitions["c"]
    assert ((), 510) == (settled.asked, points(settled))
    void = fold_hall([*book.facts, *again], DEFINITIONS).competitions["c"]
    assert ((), RunStage.VOIDED) == (void.asked, void.runs[0].stage)


def test_a_run_opened_after_the_announcement_was_heard_is_not_asked_about() -> None:
    """What was announced again is what it was opened under."""
    book = old_target()
    book.add(announce(100, opened(book.facts)))

    assert () == book.state("c").asked


def test_two_tables_that_typed_different_targets_are_a_question_with_both() -> None:
    """Neither had heard of the other; the later one in the order holds until the head referee has answered."""
    book = old_target()
    hall = Apart(book.facts, ["desk-2", "table-1"])
    for station, target in (("desk-2", 137), ("table-1", 173)):
        hall.write(station, announce(target, opened(book.facts)))
    typed, _stale = hall.state.asked

    assert ("corrections", opened(book.facts).source, ["desk-2", "table-1"]) == (
        typed.asks, typed.where, [side.facts[-1].station for side in typed.sides],
    )  # fmt: skip
    definition = hall.state.definition
    assert definition is not None
    assert 173 == definition.param("T", "ES")
    assert [] == verify(bundled(hall.facts))
    hall.bring("table-1", "desk-2")
    hall.answer("desk-2", typed, "side", "1")
    definition = hall.state.definition
    assert definition is not None
    assert (137, ["target"]) == (definition.param("T", "ES"), [one.asks for one in hall.state.asked])
