"""Matches that are made: as many for everyone, the gap kept, and as few meetings again as there can be."""

from collections import Counter
from functools import partial
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.stable_random import Lots
from judge.tournament.plan_matches import gap_most, make_matches, variety

FLOORS = {12: (1, 4), 24: (2, 2), 36: (3, 2), 48: (4, 1), 60: (5, 1), 100: (8, 1)}
"""Teams -> the published least gap and most repeats of an opponent: three against three, six matches each."""


def named(count: int) -> list[str]:
    return [f"t{number}" for number in range(count)]


def floor_is_held(teams: int, seed: int) -> None:
    gap, repeats = FLOORS[teams]
    made = variety(make_matches(named(teams), matches_each=6, a_side=3, gap=gap, seed=seed))
    assert made.gap >= gap, f"{teams} teams, seed {seed}"
    assert made.opponents <= repeats, f"{teams} teams, seed {seed}"


@pytest.mark.parametrize("teams", [12, 48])
def test_gap_and_repeats_are_no_worse_than_the_published_floors(teams: int) -> None:
    """Both figures count what came out, apart from how it was made."""
    floor_is_held(teams, 1)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("teams", FLOORS)
def test_the_floors_are_held_whatever_the_seed(teams: int, seed: int) -> None:
    """No seed is a lucky one."""
    floor_is_held(teams, seed)


@settings(max_examples=25, deadline=None)
@given(
    teams=st.integers(2, 30),
    each=st.integers(1, 5),
    shape=st.sampled_from([(2, 1), (2, 2), (2, 3), (3, 1), (4, 1)]),
    abreast=st.integers(1, 3),
    gap=st.integers(1, 4),
    seed=st.integers(0, 9),
)
def test_everyone_has_as_many_matches_and_keeps_the_gap(
    teams: int, each: int, shape: tuple[int, int], abreast: int, gap: int, seed: int
) -> None:
    """Or it is refused; seats that stay empty are in the last matches, and no side is two seats smaller."""
    sides, a_side = shape
    make = partial(make_matches, named(teams), matches_each=each, sides=sides, a_side=a_side, abreast=abreast, gap=gap)
    if gap_most(teams, sides * a_side, abreast) < gap:
        with pytest.raises(ValueError, match="cannot rest"):
            make(seed=seed)
        return
    made = make(seed=seed, exchanges=300)
    sizes = [len(side) for match in made for side in match]

    assert dict.fromkeys(named(teams), each) == Counter(team for match in made for side in match for team in side)
    assert -(-teams * each // (sides * a_side)) == len(made)
    assert each == 1 or gap <= variety(made, abreast).gap
    assert 1 >= max(sizes) - min(sizes)


def test_equal_seeds_give_equal_matches_and_other_names_change_only_the_names() -> None:
    """No clock is asked: the work is counted."""
    renamed = {team: f"x{team}" for team in named(12)}
    made = make_matches(named(12), matches_each=3, a_side=2, seed=7)

    assert made == make_matches(named(12), matches_each=3, a_side=2, seed=7)
    assert made != make_matches(named(12), matches_each=3, a_side=2, seed=8)
    assert tuple(tuple(tuple(renamed[team] for team in side) for side in match) for match in made) == make_matches(
        list(renamed.values()), matches_each=3, a_side=2, seed=7
    )


def test_what_cannot_be_made_is_refused() -> None:
    """A team twice, no match, one side."""
    for wrong in ({"matches_each": 0}, {"sides": 1}, {"gap": 0}):
        with pytest.raises(ValueError, match="nothing to make"):
            make_matches(named(6), **{"matches_each": 1, "seed": 1, **wrong})
    with pytest.raises(ValueError, match="twice"):
        make_matches(["a", "a"], matches_each=1, seed=1)


def test_lots_are_the_hashes_anyone_can_repeat() -> None:
    """`printf '%s' '5/matches/1' | sha256sum`, four bytes at a time from its end."""
    lots = Lots(5, "matches")
    drawn = [lots.below(1000) for _ in range(9)]

    assert drawn == [int.from_bytes(part, "little") * 1000 >> 32 for part in lots_by_hand(5, "matches", 9)]
    assert set(range(6)) == {lots.below(6) for _ in range(200)}


def lots_by_hand(seed: int, place: str, count: int) -> list[bytes]:
    parts: list[bytes] = []
    for block in (1, 2):
        digest = sha256(f"{seed}/{place}/{block}".encode()).digest()
        parts += [digest[at : at + 4] for at in range(28, -1, -4)]
    return parts[:count]
