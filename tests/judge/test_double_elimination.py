"""Double elimination: two losses, byes, late rematches, the grand final, ties that stop, withdrawals."""

import random
from collections import Counter
from collections.abc import Collection, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.challenge import Key, Ranking
from judge.tournament.double_elimination import DoubleElimination, double_elimination
from judge.tournament.double_plan import double_plan
from judge.tournament.elimination import Absences, HeatRun, HeatState, Placing
from judge.tournament.ranking import Entry, Order

HEAT = Ranking((Key("points", "high"), Key("last_scoring_ms", "low")), "director")
Points = dict[tuple[str, str], int]


def play(
    count: int,
    points: Mapping[tuple[str, str], int],
    *,
    ranking: Ranking = HEAT,
    decided: Mapping[str, tuple[str, ...]] | None = None,
    withdrawn: Collection[str] = (),
    kept: Mapping[str, tuple[Entry, Entry]] | None = None,
) -> DoubleElimination:
    """Teams t1 (best seed), t2, ...; points: (heat, team) -> points."""

    def result(heat: str, team: str) -> HeatRun | None:
        scored = points.get((heat, team))
        return None if scored is None else HeatRun(f"{heat}-{team}", scored, {"points": scored})

    seeds = [Entry(f"t{number}", number) for number in range(1, count + 1)]
    return double_elimination(
        seeds, result, ranking, decided=decided or {}, draw_seed=7, absent=Absences(withdrawn), kept=kept or {}
    )


def run_ready(
    state: DoubleElimination, points: Points, rng: random.Random, better: Mapping[str, int] | None = None
) -> None:
    """Run every heat that can be run: the stronger wins, or lots."""
    for heat in state.ready:
        first, second = state.sides_of(heat)
        assert first is not None
        assert second is not None
        wins = better[first] > better[second] if better else rng.random() < 0.5
        points |= {(heat, first): 100 + wins, (heat, second): 101 - wins}


def play_out(count: int, seed: int, better: Mapping[str, int] | None = None) -> DoubleElimination:
    """Play to the end by the lots of `seed`, which hypothesis prints when it fails."""
    rng, points = random.Random(seed), Points()
    while (state := play(count, points)).ready:
        run_ready(state, points, rng, better)
    return state


def losses(state: DoubleElimination) -> Counter[str]:
    """How often each team lost."""
    return Counter(heat.loser for heat in state.heats if heat.loser is not None)


SIZES = st.one_of(st.integers(2, 64), st.sampled_from([65, 96, 100, 127, 128, 129]))


@settings(max_examples=20, deadline=None)
@example(count=1000, seed=2)
@given(count=SIZES, seed=st.integers(0, 2**32))
def test_everyone_but_the_champion_loses_exactly_twice(count: int, seed: int) -> None:
    """2n - 2 heats, and one more when the unbeaten finalist lost the first grand final."""
    state = play_out(count, seed)
    lost = losses(state)

    assert state.champion is not None
    assert {f"t{n}": 2 for n in range(1, count + 1) if f"t{n}" != state.champion} == {
        team: number for team, number in lost.items() if team != state.champion
    }
    assert lost[state.champion] in (0, 1)
    assert 2 * count - 2 + lost[state.champion] == len(state.heats) == sum(lost.values())
    assert (lost[state.champion] == 1) >= (state.heats[-1].id == "G2")


@settings(max_examples=20, deadline=None)
@given(count=SIZES, seed=st.integers(0, 2**32))
def test_the_winner_of_the_winners_rounds_needs_one_grand_final_to_win(count: int, seed: int) -> None:
    """G2 is there exactly when the finalist from the losers' rounds won G1."""
    state = play_out(count, seed)
    unbeaten, beaten_once = state.sides_of("G1")
    final = state.heat("G1")

    assert (final.winner == beaten_once) == (state.heats[-1].id == "G2")
    assert final.winner == beaten_once or state.champion == unbeaten


@settings(max_examples=20, deadline=None)
@given(count=SIZES, seed=st.integers(0, 2**32))
def test_two_who_met_meet_again_as_late_as_the_plan_promises(count: int, seed: int) -> None:
    """Met in winners' round s, fallen there and in round t: apart until 2^z places are left, z = twos in t - s."""
    state = play_out(count, seed)
    assert state.plan is not None
    rounds = (count - 1).bit_length()
    met: dict[frozenset[str | None], int] = {}
    fell: dict[str | None, int] = {}
    for planned in state.plan.heats:
        pair = frozenset(state.sides_of(planned.id))
        if planned.part == "winners":
            met[pair], fell[state.heat(planned.id).loser] = planned.round, planned.round
        elif planned.part == "losers" and pair in met:
            apart = max(fell[team] for team in pair) - met[pair]
            twos = (apart & -apart).bit_length() - 1
            assert (planned.round + 3) // 2 >= rounds - twos, f"{sorted(map(str, pair))} again in {planned.id}"


@settings(max_examples=15, deadline=None)
@given(count=st.integers(2, 200))
def test_byes_go_to_the_best_seeds(count: int) -> None:
    """Who is not in winners' round 1 is better than all who are, and enters in round 2."""
    plan = double_plan(count)
    first_heat = {
        source.seed: heat for heat in reversed(plan.heats) for source in heat.sources if source.outcome == "seed"
    }
    byes = (1 << (count - 1).bit_length()) - count

    assert set(range(1, count + 1)) == set(first_heat)
    assert {seed: 2 if seed <= byes else 1 for seed in first_heat} == {seed: h.round for seed, h in first_heat.items()}


@settings(max_examples=15, deadline=None)
@given(count=st.integers(2, 64), seed=st.integers(0, 2**32))
def test_the_best_two_are_placed_first_and_second(count: int, seed: int) -> None:
    """When the stronger always wins, whatever the seeding: the two strongest are at the top."""
    strength = random.Random(seed).sample(range(count), count)
    better = {f"t{number}": strength[number - 1] for number in range(1, count + 1)}
    state = play_out(count, seed, better)

    by_strength = sorted(better, key=lambda team: -better[team])
    assert [Placing(n, team) for n, team in enumerate(by_strength[:2], start=1)] == list(state.placings[:2])
    assert sorted(better) == sorted(placing.team for placing in state.placings)


@settings(max_examples=15, deadline=None)
@given(count=st.integers(2, 40), seed=st.integers(0, 2**32), names=st.randoms(use_true_random=False))
def test_other_names_change_nothing_but_the_names(count: int, seed: int, names: random.Random) -> None:
    """The bracket of renamed teams is the bracket with the names replaced."""
    state = play_out(count, seed)
    teams = [f"t{number}" for number in range(1, count + 1)]
    renamed = dict(zip(teams, names.sample([f"x{n}" for n in range(count)], count), strict=True))
    back = {new: old for old, new in renamed.items()}
    points = {(h.id, s.team): s.points for h in state.heats for s in h.sides}

    def result(heat: str, team: str) -> HeatRun | None:
        scored = points.get((heat, back[team]))
        return None if scored is None else HeatRun(heat, scored, {"points": scored})

    seeds = [Entry(renamed[team], number) for number, team in enumerate(teams, start=1)]
    again = double_elimination(seeds, result, HEAT, decided={}, draw_seed=7)

    assert [Placing(p.place, renamed[p.team]) for p in state.placings] == list(again.placings)


@settings(max_examples=15, deadline=None)
@given(count=st.integers(2, 40), seed=st.integers(0, 2**32), data=st.data())
def test_teams_may_withdraw_at_any_moment(count: int, seed: int, data: st.DataObject) -> None:
    """Who withdrew loses what they have not run; the others never wait for them; all still lose exactly twice."""
    rng, points, withdrawn = random.Random(seed), Points(), set[str]()
    while (state := play(count, points, withdrawn=withdrawn)).ready:
        withdrawn |= data.draw(st.sets(st.sampled_from([f"t{n}" for n in range(1, count + 1)]), max_size=2))
        run_ready(play(count, points, withdrawn=withdrawn), points, rng)
    lost = losses(state)

    assert all(lost[f"t{n}"] == 2 for n in range(1, count + 1) if f"t{n}" != state.champion)
    assert all(heat.state is HeatState.DECIDED for heat in state.heats)


def test_a_walkover_is_named_as_the_reason() -> None:
    """The heat of a team that left is not run, and says why; the heats it ran before stand."""
    state = play(4, {("W1-1", "t1"): 5, ("W1-1", "t4"): 3}, withdrawn={"t1", "t2"})

    assert ("t1", "points") == (state.heat("W1-1").winner, state.heat("W1-1").why.fields["key"])  # type: ignore[union-attr]
    assert ("t3", "walkover") == (state.heat("W1-2").winner, state.heat("W1-2").why.code)  # type: ignore[union-attr]
    assert ("t3", "t1") == (state.heat("W2-1").winner, state.heat("W2-1").loser)


def test_a_tie_stops_there_and_asks() -> None:
    """Nobody moves, up or down, until the director's order or the definition's lots decide."""
    tie = {("W1-1", "t1"): 5, ("W1-1", "t4"): 5}
    stopped, named = play(4, tie), play(4, tie, decided={"W1-1": [Order(("t4", "t1"))]})
    drawn = play(4, tie, ranking=Ranking(HEAT.keys, "draw"))

    assert (("W1-1",), None) == (stopped.undecided, stopped.heat("W1-1").winner)
    assert (None, None) == (stopped.sides_of("W2-1")[0], stopped.sides_of("L1-1")[0])
    assert ("t4", "director", "t1") == (
        named.sides_of("W2-1")[0],
        named.heat("W1-1").why.code,
        named.sides_of("L1-1")[0],
    )  # type: ignore[union-attr]
    assert ("draw", ()) == (drawn.heat("W1-1").why.code, drawn.undecided)  # type: ignore[union-attr]


def test_a_correction_undone_is_as_if_it_never_was() -> None:
    """The state is a function of the results alone."""
    points = Points()
    run_ready(play(8, points), points, random.Random(1))
    corrected = {**points, ("W1-1", "t1"): 0, ("W1-1", "t8"): 9}

    assert play(8, corrected).sides_of("W2-1") != play(8, points).sides_of("W2-1")
    assert play(8, {**corrected, ("W1-1", "t1"): points["W1-1", "t1"], ("W1-1", "t8"): points["W1-1", "t8"]}).heats == (
        play(8, points).heats
    )


@pytest.mark.parametrize("heat", ["W2-1", "L1-1", "G1"])
def test_a_heat_the_director_keeps_stands_after_a_correction(heat: str) -> None:
    """The teams that played it stay in it, and so does its result; without the decision it has other teams."""
    state, points = play(4, {}), Points()
    while (state := play(4, points)).ready:
        run_ready(state, points, random.Random(3), {"t1": 4, "t2": 3, "t3": 2, "t4": 1})
    played = state.sides_of(heat)
    first, second = (Entry(str(team), int(str(team)[1:])) for team in played)
    corrected = {**points, ("W1-1", "t1"): 0, ("L2-1", "t2"): 0}
    kept = play(4, corrected, kept={heat: (first, second)})

    assert played != play(4, corrected).sides_of(heat)
    assert (played, state.heat(heat).winner) == (kept.sides_of(heat), kept.heat(heat).winner)


@pytest.mark.parametrize("better", ["high", "low"])
@given(one=st.integers(0, 3), other=st.integers(0, 3))
def test_a_heat_says_what_decided_and_the_champion_agrees(better: str, one: int, other: int) -> None:
    """The short cut through the first key comes to what the one ranking function says."""
    ranking = Ranking((Key("points", better),), "director")  # type: ignore[arg-type]
    state = play(2, {("W1-1", "t1"): one, ("W1-1", "t2"): other}, ranking=ranking)

    shown = state.heat("W1-1")
    assert state.outcomes["W1-1"] == (shown.state if shown.winner is None else (shown.winner, shown.loser))
    assert (shown.winner == "t1") == (one > other if better == "high" else one < other)


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_has_to_run_against_nobody(count: int) -> None:
    """One team is champion at once; no team gives none."""
    state = play(count, {})

    assert ((), ["t1"][:count]) == (state.heats, [placing.team for placing in state.placings])
