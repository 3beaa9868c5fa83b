"""Swiss: equal scores meet, no rematch, one bye at most, whoever comes and goes."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.challenge import Key, Ranking
from judge.tournament.pairing import Pairing
from judge.tournament.swiss import SwissEntry, SwissRound, SwissState, SwissTeam, next_round, pair, swiss

RANKING = Ranking((Key("points", "high"), Key("buchholz", "high")), "joint")
WIN, DRAW, BYE = 2, 1, 2


class Stage:
    """A Swiss stage played by lots: `seed` repeats it."""

    def __init__(self, teams: Sequence[SwissTeam], seed: int) -> None:
        self.teams = list(teams)
        self.rng = random.Random(seed)
        self.published: list[tuple[Pairing, ...]] = []
        self.points: dict[tuple[int, str], int] = {}

    def state(self) -> SwissState:
        return swiss(
            self.teams, self.published, lambda number, team: self.points.get((number, team)), RANKING,
            bye_points=BYE, draw_seed=5,
        )  # fmt: skip

    def pair(self) -> SwissRound:
        return next_round(self.state(), RANKING, draw_seed=5)

    def play(self, paired: SwissRound) -> None:
        self.published.append(paired.pairings)
        for pairing in paired.pairings:
            if pairing.second is not None:
                won = self.rng.choice((0, DRAW, WIN))
                self.points |= {(paired.number, pairing.first): won, (paired.number, pairing.second): WIN - won}


def entered(count: int) -> list[SwissTeam]:
    return [SwissTeam(f"t{number}", number) for number in range(1, count + 1)]


def check(stage: Stage) -> None:
    """No rematch, one bye at most, in each round everyone once."""
    met = Counter(frozenset((p.first, p.second)) for pairings in stage.published for p in pairings if p.second)
    byes = Counter(p.first for pairings in stage.published for p in pairings if p.second is None)
    assert all(number == 1 for number in met.values())
    assert all(number == 1 for number in byes.values())
    for pairings in stage.published:
        teams = [team for p in pairings for team in (p.first, p.second) if team is not None]
        assert len(teams) == len(set(teams))


@settings(max_examples=40, deadline=None)
@example(count=200, seed=3)
@given(count=st.integers(2, 64), seed=st.integers(0, 2**32))
def test_nobody_meets_twice_and_nobody_has_two_byes(count: int, seed: int) -> None:
    """Up to half as many rounds as teams, everyone is paired in every round; an odd number has one bye."""
    stage = Stage(entered(count), seed)
    for _ in range(min(7, (count + 1) // 2)):
        paired = stage.pair()
        assert () == paired.unpaired
        assert count % 2 == sum(p.second is None for p in paired.pairings)
        stage.play(paired)
    check(stage)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(2, 40), seed=st.integers(0, 2**32))
def test_teams_come_and_go_between_any_two_rounds(count: int, seed: int) -> None:
    """Drop-outs and late entries: everyone who plays is paired while rounds < half the teams, and the rules hold."""
    stage, rng = Stage(entered(count), seed), random.Random(seed + 1)
    for number in range(1, 8):
        playing = {team.id for team in stage.teams if team.plays(number)}
        paired = stage.pair()
        teams = [team for p in paired.pairings for team in (p.first, p.second) if team is not None]
        assert playing == {*teams, *paired.unpaired}
        assert not paired.unpaired or number - 1 >= len(playing) / 2
        stage.play(paired)
        for place, team in enumerate(stage.teams):
            if team.plays(number) and rng.random() < 0.1:
                stage.teams[place] = SwissTeam(team.id, team.number, team.from_round, number)
        for _ in range(rng.choice((0, 0, 1, 2))):
            late = len(stage.teams) + 1
            stage.teams.append(SwissTeam(f"t{late}", late, number + 1))
    check(stage)


def least_steps(entries: Sequence[SwissEntry]) -> tuple[int, int]:
    """By trying everything: (how many stay unpaired, least sum of squares of steps between score groups)."""
    scores = sorted({entry.score for entry in entries}, reverse=True)

    def best(left: tuple[int, ...], bye_free: bool) -> tuple[int, int]:
        if not left:
            return (0, 0)
        one, rest = entries[left[0]], left[1:]
        unpaired, steps = best(rest, bye_free)
        found = [(unpaired + 1, steps)]
        if bye_free and not one.had_bye:
            unpaired, steps = best(rest, False)
            found.append((unpaired, steps + (len(scores) - scores.index(one.score)) ** 2))
        for other in rest:
            if entries[other].id not in one.met:
                unpaired, steps = best(tuple(x for x in rest if x != other), bye_free)
                apart = scores.index(one.score) - scores.index(entries[other].score)
                found.append((unpaired, steps + apart**2))
        return min(found)

    return best(tuple(range(len(entries))), len(entries) % 2 == 1)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 7), seed=st.integers(0, 2**32))
def test_no_other_pairing_brings_scores_closer(count: int, seed: int) -> None:
    """As many pairs as the rules allow, then the least steps between score groups: compared with all pairings."""
    rng = random.Random(seed)
    barred = {frozenset((a, b)) for a in range(count) for b in range(a) if rng.random() < 0.4}
    scores = sorted((rng.randrange(4) for _ in range(count)), reverse=True)
    entries = [
        SwissEntry(f"t{n}", scores[n], frozenset(f"t{m}" for m in range(count) if {n, m} in barred), bye, 0)
        for n, bye in enumerate(rng.choices((True, False), k=count))
    ]
    pairings, unpaired = pair(entries)
    groups = sorted(set(scores), reverse=True)
    group = {entry.id: groups.index(entry.score) for entry in entries}
    steps = sum(((len(groups) if p.second is None else group[p.second]) - group[p.first]) ** 2 for p in pairings)

    assert least_steps(entries) == (len(unpaired), steps)


@settings(max_examples=20, deadline=None)
@given(half=st.integers(2, 30), seed=st.integers(0, 2**32))
def test_equal_scores_meet(half: int, seed: int) -> None:
    """After a first round without draws, winners meet winners and losers meet losers; one step where it is odd."""
    stage = Stage(entered(2 * half), seed)
    stage.rng.choice = lambda _choices: WIN  # type: ignore[method-assign, assignment]
    stage.play(stage.pair())
    points = stage.points

    crossing = sum(points[1, p.first] != points[1, p.second] for p in stage.pair().pairings if p.second)
    assert half % 2 == crossing


def test_the_upper_half_of_a_group_meets_the_lower() -> None:
    """Eight equals, none of whom met: 1v5, 2v6, 3v7, 4v8."""
    pairings, _ = pair([SwissEntry(f"t{n}", 0, frozenset(), False, 0) for n in range(1, 9)])

    assert [("t1", "t5"), ("t2", "t6"), ("t3", "t7"), ("t4", "t8")] == [(p.first, p.second) for p in pairings]


def test_many_small_steps_are_better_than_a_large_one() -> None:
    """Scores 2 1 1 0: the best meets a middle one, and the other middle one the last."""
    scores = {"t1": 2, "t2": 1, "t3": 1, "t4": 0}
    pairings, _ = pair([SwissEntry(team, score, frozenset(), False, 0) for team, score in scores.items()])

    assert [1, 1] == [scores[p.first] - scores[p.second or ""] for p in pairings]


def test_who_had_the_first_side_less_often_has_it() -> None:
    """Sides are shared out."""
    pairings, _ = pair([SwissEntry("t1", 4, frozenset(), False, 2), SwissEntry("t2", 4, frozenset(), False, 1)])

    assert (Pairing("t2", "t1"),) == pairings


def test_when_everybody_has_met_they_are_named() -> None:
    """Four teams have three rounds; a fourth is not paired in silence."""
    stage = Stage(entered(4), 1)
    while not (paired := stage.pair()).unpaired:
        stage.play(paired)

    assert len(stage.published) <= 3
    assert paired.unpaired


def test_a_round_waits_for_the_results_of_the_last() -> None:
    """A match without a result is named, and the next round is not paired."""
    stage = Stage(entered(4), 1)
    paired = stage.pair()
    stage.play(paired)
    del stage.points[1, paired.pairings[0].first]

    assert ((1, paired.pairings[0]),) == stage.state().missing
    with pytest.raises(ValueError, match="1 matches"):
        stage.pair()


def test_a_bye_counts_and_buchholz_does_not_count_it() -> None:
    """The bye gives its points; the sum of the opponents' points knows only opponents."""
    stage = Stage(entered(3), 1)
    stage.play(stage.pair())
    bye = stage.published[0][-1]
    figures = {line.entry.id: line.entry.figures for line in stage.state().standings}

    assert bye.second is None
    assert {"points": BYE, "buchholz": 0, "matches": 0} == figures[bye.first]


@settings(max_examples=15, deadline=None)
@given(count=st.integers(2, 40), seed=st.integers(0, 2**32))
def test_other_names_change_nothing_but_the_names(count: int, seed: int) -> None:
    """Lots go by the number of entry, so renamed teams are paired alike, in whatever order they are listed."""
    one, other = Stage(entered(count), seed), Stage([SwissTeam(f"x{n}", n) for n in range(1, count + 1)], seed)
    other.teams.reverse()
    for _ in range(min(4, (count + 1) // 2)):
        here, there = one.pair(), other.pair()
        assert [(p.first[1:], p.second and p.second[1:]) for p in here.pairings] == [
            (p.first[1:], p.second and p.second[1:]) for p in there.pairings
        ]
        one.play(here)
        other.play(there)
