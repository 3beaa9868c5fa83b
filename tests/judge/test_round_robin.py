"""Round robin and groups: complete, balanced, dealt by seed, and a tie that decides who goes on asks."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.challenge import Key, Ranking
from judge.stable_random import draw
from judge.tournament.groups import Advancing, advancing, deal
from judge.tournament.ranking import Entry, Ranked, rank
from judge.tournament.round_robin import round_robin

RANKING = Ranking((Key("points", "high"),), "joint")


def named(count: int) -> list[str]:
    return [f"t{number}" for number in range(1, count + 1)]


@settings(max_examples=40, deadline=None)
@example(count=250, legs=1)
@given(count=st.integers(2, 64), legs=st.integers(1, 3))
def test_everyone_meets_everyone_once_a_leg(count: int, legs: int) -> None:
    """Complete; nobody twice in a round; as few rounds as can be; one bye each and leg for an odd number."""
    rounds = round_robin(named(count), legs=legs)
    met = Counter(frozenset((p.first, p.second)) for pairings in rounds for p in pairings if p.second)
    byes = Counter(p.first for pairings in rounds for p in pairings if p.second is None)

    assert dict.fromkeys(map(frozenset, combinations(named(count), 2)), legs) == met
    assert legs * (count - 1 + count % 2) == len(rounds)
    assert (dict.fromkeys(named(count), legs) if count % 2 else {}) == byes
    for pairings in rounds:
        assert sorted(named(count)) == sorted(team for p in pairings for team in (p.first, p.second) if team)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(2, 64), legs=st.integers(1, 3))
def test_sides_are_balanced(count: int, legs: int) -> None:
    """First and second side differ by one match at most; by none for an odd number, or after an even number of legs."""
    rounds = round_robin(named(count), legs=legs)
    firsts = Counter(p.first for pairings in rounds for p in pairings if p.second)
    seconds = Counter(p.second for pairings in rounds for p in pairings if p.second)

    most = 0 if count % 2 or legs % 2 == 0 else 1
    assert {most} >= {abs(firsts[team] - seconds[team]) for team in named(count)}


@given(count=st.integers(2, 20), names=st.permutations(range(20)))
def test_other_names_change_nothing_but_the_names(count: int, names: list[int]) -> None:
    """The plan is one of places."""
    other = {f"t{n}": f"x{names[n - 1]}" for n in range(1, count + 1)}
    renamed = round_robin([other[team] for team in named(count)])

    assert [[(other[p.first], p.second and other[p.second]) for p in r] for r in round_robin(named(count))] == [
        [(p.first, p.second) for p in r] for r in renamed
    ]


def test_one_team_has_nobody_to_meet() -> None:
    """Fewer than two teams have no round; a name twice is a mistake."""
    assert () == round_robin(["t1"]) == round_robin([])
    with pytest.raises(ValueError, match="twice"):
        round_robin(["t1", "t1"])
    with pytest.raises(ValueError, match="0 legs"):
        round_robin(["t1", "t2"], legs=0)


@given(count=st.integers(1, 200), data=st.data())
def test_groups_are_fair(count: int, data: st.DataObject) -> None:
    """Everyone is in one group; sizes differ by one at most; the best seeds are in different groups."""
    groups = data.draw(st.integers(1, count))
    dealt = deal(named(count), groups)

    assert sorted(named(count)) == sorted(team for group in dealt for team in group)
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    assert named(groups) == [group[0] for group in dealt]


def test_seeds_are_dealt_to_and_fro() -> None:
    """Seven in three groups: 1 6 7, 2 5, 3 4."""
    assert (("t1", "t6", "t7"), ("t2", "t5"), ("t3", "t4")) == deal(named(7), 3)
    with pytest.raises(ValueError, match="2 teams"):
        deal(named(2), 3)


def group(*points: int, first: int) -> list[Ranked]:
    return rank([Entry(f"t{n}", n, {"points": p}) for n, p in enumerate(points, start=first)], RANKING.keys)


def test_winners_are_seeded_before_seconds() -> None:
    """Each place by points; a group with too few sends all it has."""
    groups = {"A": group(6, 3, 0, first=1), "B": group(9, 2, 1, first=4), "C": group(4, first=7)}
    went_on = advancing(groups, 2, RANKING, draw_seed=1)

    assert Advancing(("t4", "t1", "t7", "t2", "t5"), ()) == went_on


def test_a_tie_at_the_edge_of_a_group_asks() -> None:
    """Who would go on by chance does not; a tie above or below the edge is of no matter."""
    tied = advancing({"A": group(6, 3, 3, first=1), "B": group(5, 5, 1, first=4)}, 2, RANKING, draw_seed=1)
    inside = advancing({"A": group(6, 6, 3, first=1), "B": group(5, 4, 4, first=4)}, 2, RANKING, draw_seed=1)

    assert ((), (("A", ("t2", "t3")),)) == (tied.seeds, tied.ties)
    assert (("B", ("t5", "t6")),) == inside.ties


@pytest.mark.parametrize("seed", range(1, 5))
def test_equals_who_go_on_either_way_are_seeded_by_the_lots_of_their_group(seed: int) -> None:
    """Not by who entered first: the first lot of the group stands among the winners, the other among the seconds."""
    alike = {"A": group(6, 6, 3, first=1), "B": group(5, 5, 0, first=4)}
    seeds = advancing(alike, 2, RANKING, draw_seed=seed).seeds
    first, second = draw(seed, "A", (1, 2))
    other, another = draw(seed, "B", (4, 5))

    assert (f"t{first}", f"t{other}", f"t{second}", f"t{another}") == seeds
