"""Ties asked about, and every answer: an order, lots, a run-off, a shared rank; rings of three; seeded Swiss."""

import random
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.bundle import hall_bundle
from judge.challenges import load, text
from judge.facts import Fact
from judge.hall_kinds import CompetitionLeft, TablesAssigned
from judge.tournament.answers import answered
from judge.tournament.hall import next_rounds, turns
from judge.tournament.state import Answer, TournamentState, next_official
from judge.verify import verify
from tests.judge.hall_book import DEFINITIONS, HallBook

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OPEN = {"id": "open", "type": "open_runs", "runs": 1}
CUP = {"id": "cup", "type": "single_elimination", "size": 2}
TIED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "who goes on from open runs": ([OPEN, CUP], "open"),
    "who goes on from a group": ([{"id": "all", "type": "groups", "groups": 1, "advance": 2}, CUP], "A"),
    "who goes on from a round robin": ([{"id": "all", "type": "round_robin"}, CUP], "all"),
    "who goes on from Swiss": ([{"id": "all", "type": "swiss", "rounds": 3}, CUP], "all"),
    "the first places of open runs": ([OPEN], "open"),
    "the first places of a round robin": ([{"id": "all", "type": "round_robin"}], "all"),
    "a final": ([{"id": "cup", "type": "single_elimination"}], "F1"),
    "a semi-final": ([{"id": "cup", "type": "single_elimination"}], "S1"),
    "a grand final": ([{"id": "cup", "type": "double_elimination"}], "W1-1"),
}


def tied(stages: list[dict[str, Any]], where: str) -> HallBook:
    """Four teams that all make the same, and lots drawn until the tie that is meant comes up."""
    book = HallBook()
    book.open("c", stages, 4)
    for _ in range(200):
        decisions = book.state("c").decisions
        if decisions and decisions[0].where == where:
            return book
        play(book, 300)
    raise AssertionError(f"no tie at {where}")


def play(book: HallBook, points: int) -> None:
    """Do the next thing, each run making the same."""
    assert book.step("c", random.Random(1), lambda _team: points)


def answer(book: HallBook, given: Answer) -> list[Fact]:
    """Answer the first question."""
    state = book.state("c")
    one = state.decisions[0]
    order = tuple(reversed(one.teams)) if given == "order" else ()
    return [book.add(act.body, act.run) for act in answered(state, one, given, "settled", order)]


@pytest.mark.parametrize("given", ["order", "lots", "run_off", "joint"])
@pytest.mark.parametrize("tie", TIED)
def test_every_answer_that_is_offered_settles_the_tie(tie: str, given: Answer) -> None:
    """What is offered is true: written, the question is gone (a run-off is run first); withdrawn, it is back."""
    stages, where = TIED[tie]
    book = tied(stages, where)
    asked = book.state("c").decisions
    if given not in asked[0].answers:
        assert ("joint", where in ("F1", "A", "all", "open")) == (given, False)
        return

    written = answer(book, given)
    if given == "run_off":
        run_the_run_off(book, asked[0].teams)
    settled = book.state("c")
    for fact in written:
        book.correct(fact)

    assert asked[0] not in settled.decisions
    assert where not in [decision.where for decision in settled.decisions]
    if given != "run_off":
        assert asked == book.state("c").decisions
    if given == "joint" and "first places" in tie:
        assert set(asked[0].teams) == set(settled.champions)
    if given in ("order", "run_off") and "first places" in tie:
        assert (asked[0].teams[-1],) == settled.champions


@pytest.mark.parametrize("given", ["order", "lots", "run_off", "joint"])
def test_two_ties_of_one_stage_are_both_settled(given: Answer) -> None:
    """The answer to the second takes nothing from the first, whatever it was; and the other verifier agrees."""
    book = HallBook()
    book.open("c", [OPEN], 4)
    for wanted in next_official(book.state("c")):
        book.run(wanted, 300 if wanted.team in ("c-1", "c-2") else 150)
    first, second = book.state("c").decisions
    answer(book, given)
    if given == "run_off":
        run_the_run_off(book, first.teams)
    book.add(answered(book.state("c"), second, "lots", "lots")[0].body)
    state = book.state("c")
    texts = {load(name).hash: text(name) for name in DEFINITIONS}

    assert ((("c-1", "c-2"), ("c-3", "c-4")), ()) == ((first.teams, second.teams), state.decisions)
    assert state.lots(second) == tuple(line.team for line in state.standings[2:])
    assert [] == verify(hall_bundle(book.facts, book.hall(), texts, KEY))


def run_the_run_off(book: HallBook, teams: tuple[str, ...]) -> None:
    """The teams are asked for, once each, and before all others; the last of them is the best."""
    wanted = {run.team: run for run in next_official(book.state("c"))[: len(teams)]}
    assert set(teams) == set(wanted)
    assert all((run.heat or "").endswith("-x1") for run in wanted.values())
    assert () == book.state("c").decisions
    for points, team in enumerate(teams, start=401):
        book.run(wanted[team], points)


def test_who_is_equal_after_a_run_off_is_asked_about_again() -> None:
    """Two of three are equal again: only the third is settled; a second run-off names the others."""
    book = HallBook()
    book.open("c", [OPEN], 3)
    for wanted in next_official(book.state("c")):
        book.run(wanted, 300)
    answer(book, "run_off")
    for wanted in next_official(book.state("c")):
        book.run(wanted, 405 if wanted.team == "c-2" else 401)
    again = book.state("c")
    answer(book, "run_off")
    second = next_official(book.state("c"))
    for wanted in second:
        book.run(wanted, {"c-1": 150, "c-3": 300}[wanted.team])
    state = book.state("c")

    assert ("c-1", "c-3") == again.decisions[0].teams
    assert {"open-x2"} == {wanted.heat for wanted in second}
    assert ["c-2", "c-3", "c-1"] == [line.team for line in state.standings]
    assert ["run_off", "run_off"] == [line.why.code for line in state.standings if line.why]
    assert ("done", "c-2") == (state.stage, state.champion)


def test_a_final_may_be_shared() -> None:
    """Both finalists are first, the next place is the third; the heat has a winner, because someone must come first."""
    book = tied(*TIED["a final"])
    answer(book, "joint")
    state = book.state("c")

    assert [1, 1, 3, 3] == [placing.place for placing in state.placings]
    assert ("done", 2) == (state.stage, len(state.champions))


def test_whoever_leaves_during_a_run_off_is_last_in_it() -> None:
    """A team that left has not run: the other stands before it, and nothing waits."""
    book = tied(*TIED["a semi-final"])
    answer(book, "run_off")
    gone, stays = next_official(book.state("c"))[:2]
    book.add(CompetitionLeft("c", gone.team, "withdrew"))
    book.run(stays, 50)
    heat = next(heat for heat in book.state("c").stages[0].heats if heat.id == "S1")

    assert stays.team == heat.winner


@pytest.mark.parametrize("teams", [3, 4, 5, 7, 9])
@pytest.mark.parametrize("legs", [1, 2])
def test_three_in_a_ring_meet_until_every_two_have_met(teams: int, legs: int) -> None:
    """Every match has three, nobody stands in two of a round, and the stage ends."""
    book = HallBook()
    stages = [{"id": "ring", "type": "round_robin", "legs": legs}]
    names = book.open("c", stages, teams, challenge="sumobot", overlay={"sides": 3})
    rounds = next_rounds(book.state("c"), "ring")
    met = Counter(frozenset(two) for body in rounds for meeting in body.pairings for two in combinations(meeting, 2))

    assert {3, 1} >= {len(meeting) for body in rounds for meeting in body.pairings}
    assert all(sorted(names) == sorted(team for meeting in body.pairings for team in meeting) for body in rounds)
    assert all(met[frozenset(two)] >= legs for two in combinations(names, 2))
    if teams == 5 and legs == 1:
        state = book.play("c", lambda team: int(team.rpartition("-")[2]))
        assert ("done", "c-5") == (state.stage, state.champion)


def test_groups_of_three_in_a_ring_lead_to_a_final_of_two() -> None:
    """Three robots a match in the groups, two in the bracket; a table opens the match with all its teams."""
    book = HallBook()
    stages = [{"id": "groups", "type": "groups", "groups": 2, "advance": 1}, CUP]
    book.open("c", stages, 6, challenge="sumobot", overlay={"sides": 3})
    book.add(TablesAssigned("c", (1,)))
    for body in next_rounds(book.state("c"), "groups"):
        book.add(body)
    offered = [turn.teams for turn in turns(book.hall(), 1, 0)]
    state = book.play("c", lambda team: int(team.rpartition("-")[2]))

    assert [3, 3] == [len(teams) for teams in offered]
    assert ("done", "c-6", ()) == (state.stage, state.champion, state.findings)


def test_a_swiss_stage_after_another_is_paired_by_its_seeds() -> None:
    """The first round: the upper half of the open runs against the lower, in their order, not by lots."""
    book = HallBook(seed=3)
    book.open("c", [OPEN, {"id": "swiss", "type": "swiss", "rounds": 2}], 6)
    points = {f"c-{number}": 400 + number for number in range(1, 7)}
    for wanted in next_official(book.state("c")):
        book.run(wanted, points[wanted.team])
    state: TournamentState = book.state("c")

    assert ("c-6", "c-5", "c-4", "c-3", "c-2", "c-1") == state.stages[1].entrants
    (first,) = next_rounds(state, "swiss")
    assert [{"c-6", "c-3"}, {"c-5", "c-2"}, {"c-4", "c-1"}] == [set(meeting) for meeting in first.pairings]
