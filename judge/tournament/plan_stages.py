"""The matches of a stage before anybody has played in it: what a plan places, under the ids the stage's format uses."""

from collections.abc import Sequence

from judge.challenge import Ranking
from judge.tournament.double_plan import FINAL, SECOND_FINAL, double_plan
from judge.tournament.elimination import HeatState, Side, bracket
from judge.tournament.plan import Entrant, Match, Outcome, Place
from judge.tournament.ranking import Entry
from judge.tournament.round_robin import round_robin

__all__ = ["double_elimination_matches", "elimination_matches", "made_matches", "round_robin_matches"]

NO_RANKING = Ranking((), "joint")


def made_matches(competition: str, stage: str, made: Sequence[Sequence[Sequence[str]]]) -> tuple[Match, ...]:
    """Name the matches that `plan_matches.make_matches` made: M1, M2, ... in their order."""
    return tuple(
        Match(competition, stage, f"M{number}", tuple(map(tuple, sides))) for number, sides in enumerate(made, start=1)
    )


def round_robin_matches(
    competition: str, stage: str, teams: Sequence[str], *, group: str = "", legs: int = 1
) -> tuple[Match, ...]:
    """Everyone against everyone: `r1-2` is round 1, match 2; with the group's letter, `A1-2`. A bye is no match."""
    return tuple(
        Match(competition, stage, f"{group or 'r'}{number}-{place}", ((pairing.first,), (pairing.second,)))
        for number, pairings in enumerate(round_robin(teams, legs=legs), start=1)
        for place, pairing in enumerate(pairings, start=1)
        if pairing.second is not None
    )


def elimination_matches(
    competition: str, stage: str, entrants: int, *, seeded_from: str, has_third_place: bool = False
) -> tuple[Match, ...]:
    """A single elimination of the first so many of an earlier stage; who has a bye comes in a round later.

    Args: has_third_place: those who lose the semi-finals meet as T1.
    """
    seeds = [Entry(str(seed), seed, {}) for seed in range(1, entrants + 1)]
    heats = [
        heat
        for heat in bracket(seeds, lambda _heat, _team: None, NO_RANKING, decided={}, draw_seed=0).heats
        if heat.state is not HeatState.BYE
    ]
    matches = [
        Match(competition, stage, heat.id, tuple((_entrant(side, seeded_from),) for side in heat.sides))
        for heat in heats
    ]
    if has_third_place and {"S1", "S2"} <= {heat.id for heat in heats}:
        losers = tuple((Outcome(heat, "loser"),) for heat in ("S1", "S2"))
        matches.insert(-1, Match(competition, stage, "T1", losers))
    return tuple(matches)


def double_elimination_matches(competition: str, stage: str, entrants: int, *, seeded_from: str) -> tuple[Match, ...]:
    """A double elimination of the first so many of an earlier stage, with room for a second grand final."""
    matches = []
    for heat in double_plan(entrants).heats:
        sides: list[tuple[Entrant]] = []
        for source in heat.sources:
            if source.outcome == "seed":
                sides.append((Place(seeded_from, source.seed or 0),))
            else:
                sides.append((Outcome(source.heat or "", source.outcome),))
        if heat.id == SECOND_FINAL:
            sides = [(Outcome(FINAL, "winner"),), (Outcome(FINAL, "loser"),)]
        matches.append(Match(competition, stage, heat.id, tuple(sides)))
    return tuple(matches)


def _entrant(side: Side, seeded_from: str) -> Entrant:
    if side.seed is not None:
        return Place(seeded_from, side.seed)
    return Outcome(side.from_heat or "", "winner")
