"""Single elimination: seeds, byes, heats in which both run, ties that stop, third place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import Key, Ranking
from judge.tournament.elimination import Bracket, HeatRun, HeatState, bracket, seed_pairs
from judge.tournament.ranking import Entry, Order

HEAT = Ranking((Key("points", "high"), Key("last_scoring_ms", "low")), "director")


def play(
    count: int,
    results: dict[tuple[str, str], tuple[int, int | None]],
    *,
    ranking: Ranking = HEAT,
    decided: dict[str, tuple[str, ...]] | None = None,
    third_place: str = "semifinal_result",
) -> Bracket:
    """A bracket of teams t1 (best seed), t2, ...; results: (heat, team) -> (points, last scoring ms)."""

    def result(heat: str, team: str) -> HeatRun | None:
        if (heat, team) not in results:
            return None
        points, last_ms = results[heat, team]
        return HeatRun(f"{heat}-{team}", points, {"points": points, "last_scoring_ms": last_ms})

    seeds = [Entry(f"t{number}", number) for number in range(1, count + 1)]
    return bracket(seeds, result, ranking, decided=decided or {}, draw_seed=7, third_place=third_place)


def play_out(count: int, strength: dict[str, int]) -> Bracket:
    """Play every heat; the stronger team wins it."""
    results: dict[tuple[str, str], tuple[int, int | None]] = {}
    while True:
        drawn = play(count, results)
        ready = [heat for heat in drawn.heats if heat.state is HeatState.READY]
        if not ready:
            return drawn
        for heat in ready:
            results |= {(heat.id, side.team): (strength[side.team], 1) for side in heat.sides if side.team}


@pytest.mark.parametrize(
    ("size", "pairs"),
    [
        (2, [(1, 2)]),
        (4, [(1, 4), (2, 3)]),
        (8, [(1, 8), (4, 5), (3, 6), (2, 7)]),
        (16, [(1, 16), (8, 9), (5, 12), (4, 13), (3, 14), (6, 11), (7, 10), (2, 15)]),
    ],
)
def test_seeds_meet_as_printed(size: int, pairs: list[tuple[int, int]]) -> None:
    """Eight: 1v8, 4v5, 3v6, 2v7; four: 1v4, 2v3."""
    assert pairs == seed_pairs(size)


def test_heats_are_named_from_the_final() -> None:
    """The final is F1, the semi-finals S1 and S2, then Q1 to Q4, then R16-1 and so on."""
    assert ["S1", "S2", "F1"] == [heat.id for heat in play(4, {}).heats]
    assert ["Q1", "Q2", "Q3", "Q4"] == [heat.id for heat in play(8, {}).rounds[0]]
    assert "R16-8" == play(16, {}).rounds[0][-1].id


def test_both_run_and_the_higher_score_advances() -> None:
    """A heat is decided when both runs are there, not before."""
    half = play(4, {("S1", "t1"): (400, 1)})
    whole = play(4, {("S1", "t1"): (400, 1), ("S1", "t4"): (401, 1)})

    assert HeatState.READY is half.heats[0].state
    assert (HeatState.DECIDED, "t4", "t1") == (whole.heats[0].state, whole.heats[0].winner, whole.heats[0].loser)
    assert ("t4", "S1", HeatState.WAITING) == (
        whole.heats[2].sides[0].team, whole.heats[2].sides[0].from_heat, whole.heats[2].state,
    )  # fmt: skip
    assert {"key": "points", "better": "high", "mine": 401, "next": 400} == dict(whole.heats[0].why.fields)  # type: ignore[union-attr]


def test_a_tie_goes_to_the_next_key() -> None:
    """Equal points: who reached them sooner advances."""
    drawn = play(2, {("F1", "t1"): (400, 90_000), ("F1", "t2"): (400, 80_000)})

    assert ("t2", "last_scoring_ms") == (drawn.champion, drawn.heats[0].why.fields["key"])  # type: ignore[union-attr]


def test_a_tie_in_everything_stops_the_bracket() -> None:
    """Without a decision nobody advances; the director's order decides, and is named as the reason."""
    results: dict[tuple[str, str], tuple[int, int | None]] = {("S1", "t1"): (0, None), ("S1", "t4"): (0, None)}

    stopped, decided = play(4, results), play(4, results, decided={"S1": [Order(("t4", "t1"))]})

    assert (HeatState.UNDECIDED, None) == (stopped.heats[0].state, stopped.heats[0].winner)
    assert HeatState.WAITING is stopped.heats[2].state
    assert ("t4", "director") == (decided.heats[0].winner, decided.heats[0].why.code)  # type: ignore[union-attr]


def test_a_definition_may_let_lots_decide() -> None:
    """With the ending draw the published seed decides the heat."""
    results: dict[tuple[str, str], tuple[int, int | None]] = {("F1", "t1"): (0, None), ("F1", "t2"): (0, None)}

    drawn = play(2, results, ranking=Ranking(HEAT.keys, "draw"))

    assert ("draw", HeatState.DECIDED) == (drawn.heats[0].why.code, drawn.heats[0].state)  # type: ignore[union-attr]


def test_third_place_is_decided_by_the_semi_finals() -> None:
    """The better loser of the semi-finals is third; equal losers are jointly third; or both are third by rule."""
    results: dict[tuple[str, str], tuple[int, int | None]] = {
        ("S1", "t1"): (500, 1), ("S1", "t4"): (300, 5), ("S2", "t2"): (450, 1), ("S2", "t3"): (310, 9),
        ("F1", "t1"): (400, 1), ("F1", "t2"): (420, 1),
    }  # fmt: skip
    equal = {**results, ("S1", "t4"): (310, 9)}

    assert [(1, "t2"), (2, "t1"), (3, "t3"), (4, "t4")] == [(p.place, p.team) for p in play(4, results).placings]
    assert [(3, "t3"), (3, "t4")] == sorted((p.place, p.team) for p in play(4, equal).placings[2:])
    assert [3, 3] == [p.place for p in play(4, results, third_place="shared").placings[2:]]


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_has_to_run_against_nobody(count: int) -> None:
    """One team is champion at once, no team gives no champion; neither has a heat."""
    drawn = play(count, {})

    assert ((), ["t1"][:count]) == (drawn.heats, [placing.team for placing in drawn.placings])


@given(count=st.integers(2, 64), data=st.data())
def test_any_number_of_teams_ends_in_one_champion(count: int, data: st.DataObject) -> None:
    """Byes go to the best seeds, n - 1 heats are run, and every team but the champion loses exactly once."""
    strengths = data.draw(st.permutations(range(count)))
    drawn = play_out(count, {f"t{number}": strength for number, strength in enumerate(strengths, start=1)})
    run = [heat for heat in drawn.heats if heat.state is HeatState.DECIDED]
    byes = [heat.winner for heat in drawn.heats if heat.state is HeatState.BYE]

    assert count - 1 == len(run) == len({heat.loser for heat in run})
    assert drawn.champion == f"t{strengths.index(count - 1) + 1}"
    assert {f"t{number}" for number in range(1, len(byes) + 1)} == set(byes)
    assert drawn.champion not in {heat.loser for heat in run}


@given(count=st.sampled_from([2, 4, 8, 16, 32, 64]))
def test_the_best_seeds_meet_as_late_as_they_can(count: int) -> None:
    """When the better seed always wins, each round leaves the better half."""
    drawn = play_out(count, {f"t{number}": count - number for number in range(1, count + 1)})

    left = count
    for heats in drawn.rounds:
        left //= 2
        assert {f"t{number}" for number in range(1, left + 1)} == {heat.winner for heat in heats}
