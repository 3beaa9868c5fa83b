"""Whole competitions by chance, through facts and the fold of the hall: what holds for every one of them.

A campaign that fails says the command that plays it again; many more are played under `torture`.
"""

from collections import Counter
from itertools import combinations

import pytest

from judge.facts import Called
from judge.hall_kinds import RoundPublished
from judge.tournament.elimination import HeatState
from judge.tournament.hall import fold_hall
from judge.tournament.state import StageState, TournamentState
from tests.judge.hall_book import DEFINITIONS, HallBook
from tests.judge.hall_campaign import FORMATS, Campaign, outcome, shuffled

SLICE = [(name, teams) for number, name in enumerate(FORMATS) for teams in (2 + number % 4, 7 + number % 5)]
MANY_TEAMS = {"open-runs": 1000, "single": 1000, "double": 1000, "open-double": 300, "swiss-single": 120}


@pytest.mark.parametrize(("name", "teams"), SLICE)
def test_a_competition_by_chance_keeps_every_rule(name: str, teams: int) -> None:
    """Drop-outs, no-shows, late entries, ties and corrections on the way; in the end every rule of its format holds."""
    check(Campaign(name, teams, seed=1))


@pytest.mark.parametrize(
    ("name", "teams", "seed", "unrest"),
    [("swiss-single", 3, 9, 25), ("double", 12, 114, 40), ("open-double", 4, 105, 40)],
)
def test_days_that_once_put_a_team_into_two_heats(name: str, teams: int, seed: int, unrest: int) -> None:
    """A heat was to stand with a team that has a bye, or that a later correction put elsewhere."""
    check(Campaign(name, teams, seed, unrest=unrest))


@pytest.mark.torture
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_and_every_size_to_64(name: str) -> None:
    """Each size; up to 16 with three seeds, one of them without unrest."""
    for teams in range(2, 65):
        for seed in range(3) if teams <= 16 else (1,):
            check(Campaign(name, teams, seed, unrest=25 * (seed > 0)))


@pytest.mark.torture
@pytest.mark.parametrize("name", MANY_TEAMS)
def test_samples_to_a_thousand_teams(name: str) -> None:
    """As large as a competition may be."""
    for teams in (97, MANY_TEAMS[name]):
        check(Campaign(name, teams, seed=1, unrest=5))


def check(campaign: Campaign) -> None:
    """Play it, and check what came of it."""
    state = campaign.play()
    try:
        check_places(state)
        for stage in state.stages:
            check_stage(state, stage, has_kept=campaign.has_kept)
        check_byes(campaign.book, state)
        check_facts(campaign.book, state)
    except AssertionError as error:
        raise AssertionError(f"{campaign.again}\n{error}") from error


def check_places(state: TournamentState) -> None:
    """A total preorder: a place is one more than how many stand before; nobody twice; no finding."""
    places = [placing.place for placing in state.placings]
    assert [1 + sum(other < place for other in places) for place in places] == places
    assert len({placing.team for placing in state.placings}) == len(places)
    out = {team for team, entry in state.entries.items() if entry.status == "disqualified"}
    assert out.isdisjoint(placing.team for placing in state.placings)
    assert () == state.findings
    for stage in state.stages:
        for lines in [group.standings for group in stage.groups] or [stage.standings]:
            ranks = [line.rank for line in lines]
            assert [1 + sum(other < rank for other in ranks) for rank in ranks] == ranks
            assert [line.why is None for line in lines] == [False] * (len(lines) - 1) + [True] * bool(lines)


def check_stage(state: TournamentState, stage: StageState, *, has_kept: bool) -> None:
    """The rules of one format."""
    finished = (HeatState.DECIDED, HeatState.BYE, *([HeatState.WAITING] * has_kept))
    assert all(heat.state in finished for heat in stage.heats if stage.rule.is_elimination)
    if stage.double is not None and not has_kept and len(stage.entrants) > 1:
        lost = Counter(heat.loser for heat in stage.heats if heat not in stage.run_offs)
        champion = stage.double.champion
        assert {team: 2 for team in stage.entrants if team != champion} == {
            team: count for team, count in lost.items() if team != champion
        }
        assert ("G2" in stage.double.outcomes) == (lost[champion] == 1)
    if stage.bracket is not None and not has_kept:
        lost = Counter(heat.loser for heats in stage.bracket.rounds for heat in heats)
        assert {team: 1 for team in stage.entrants if team != stage.bracket.champion} == {
            team: count for team, count in lost.items() if team is not None
        }
    if stage.rule.is_league:
        check_league(state, stage)


def check_league(state: TournamentState, stage: StageState) -> None:
    """Nobody meets anyone twice in Swiss; in a round robin every two that stayed have met."""
    for group in stage.groups:
        sides = [[side.team or "" for side in heat.sides] for heats in group.rounds for heat in heats]
        met = Counter(frozenset(two) for one in sides for two in combinations(one, 2))
        there = [team for team in group.teams if state.entries[team].status == "in"]
        if group.swiss is not None:
            assert set(met.values()) <= {1}
        elif group.is_over and len(there) != 2:
            assert all(met[frozenset(two)] >= stage.rule.legs for two in combinations(there, 2))
        for heats in group.rounds:
            teams = [side.team for heat in heats for side in heat.sides]
            assert len(teams) == len(set(teams))


def check_byes(book: HallBook, state: TournamentState) -> None:
    """Nobody has two byes in a Swiss stage."""
    rounds = [fact.body for fact in book.facts if isinstance(fact.body, RoundPublished)]
    for stage in state.stages:
        alone = [one[0] for body in rounds for one in body.pairings if body.stage == stage.id and len(one) == 1]
        assert stage.rule.type != "swiss" or set(Counter(alone).values()) <= {1}


def check_facts(book: HallBook, state: TournamentState) -> None:
    """In any order of arrival the same; corrected and undone the same; under other names the same, renamed."""
    seen = outcome(state)
    assert seen == outcome(fold_hall(shuffled(book.facts, 5), DEFINITIONS).competitions["c"])
    calls = [fact for fact in book.facts if isinstance(fact.body, Called)]
    if calls:
        book.correct(book.correct(calls[len(calls) // 2]))
        assert seen == outcome(book.state("c"))


@pytest.mark.parametrize("name", FORMATS)
def test_other_names_only_rename_the_result(name: str) -> None:
    """The same day with every team called something else, in another alphabetical order."""
    plain, renamed = Campaign(name, 6, seed=2), Campaign(name, 6, seed=2, names=lambda number: f"z{999 - number}")
    state, other = plain.play(), renamed.play()

    names = dict(zip(plain.teams, renamed.teams, strict=True))
    assert outcome(other) == outcome(state, names), plain.again
