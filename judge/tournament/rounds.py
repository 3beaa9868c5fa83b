"""The rounds of a league that can be published now, as the facts that publish them; nothing is published by itself.

Rules: round robin and groups are published whole, by the circle; who enters later meets everybody in rounds that are
added, as few as a greedy choice finds; Swiss is published round by round, once every match of the last has a result.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from judge.hall_kinds import RoundPublished
from judge.run_state import Refusal
from judge.tournament.elimination import HeatState
from judge.tournament.league_stage import league_ranking
from judge.tournament.pairing import Pairing
from judge.tournament.round_robin import round_robin
from judge.tournament.state import Group, StageState, TournamentState
from judge.tournament.swiss import next_round

__all__ = ["may_publish", "next_rounds"]

Rounds = Sequence[Sequence[Pairing]]


def next_rounds(state: TournamentState, stage: str) -> tuple[RoundPublished, ...]:
    """The facts that publish what comes next in a stage; () where there is nothing to publish, or not yet.

    Raises: KeyError: there is no such stage.
    """
    of_stage = state.stage_state(stage)
    if state.opened is None or not of_stage.rule.is_league or of_stage.state != "running":
        return ()
    competition = state.competition or state.opened.tournament
    return tuple(
        RoundPublished(competition, stage, group.id, number, tuple(map(_meeting, pairings)))
        for group in of_stage.groups
        for number, pairings in enumerate(_rounds(state, of_stage, group), start=len(group.rounds) + 1)
    )


def may_publish(state: TournamentState, body: RoundPublished) -> Refusal | None:
    """Say why a round may not be published now; None: it may.

    Codes: unknown-stage (stage), stage-not-running (stage), round-is-not-next (number, next), not-in-the-stage (team).
    """
    of_stage = next((one for one in state.stages if one.id == body.stage and one.rule.is_league), None)
    group = next((one for one in of_stage.groups if one.id == body.group), None) if of_stage is not None else None
    if of_stage is None or (group is None and of_stage.groups):
        return Refusal("unknown-stage", {"stage": body.stage})
    if of_stage.state != "running" or group is None:
        return Refusal("stage-not-running", {"stage": body.stage})
    if body.number != len(group.rounds) + 1:
        return Refusal("round-is-not-next", {"number": body.number, "next": len(group.rounds) + 1})
    stranger = next((team for meeting in body.pairings for team in meeting if team not in group.teams), None)
    return Refusal("not-in-the-stage", {"team": stranger}) if stranger is not None else None


def _meeting(pairing: Pairing) -> tuple[str, ...]:
    return (pairing.first,) if pairing.second is None else (pairing.first, pairing.second)


def _rounds(state: TournamentState, stage: StageState, group: Group) -> Rounds:
    if group.swiss is not None:
        is_waiting = any(heat.state is not HeatState.DECIDED for heats in group.rounds for heat in heats)
        if is_waiting or len(group.rounds) >= stage.rule.rounds:
            return ()
        assert state.opened is not None
        ranking = league_ranking(stage.definition, stage.rule)
        proposed = next_round(group.swiss, ranking, draw_seed=state.opened.seed)
        return (proposed.pairings,) if proposed.pairings else ()
    there = [team for team in group.teams if state.entries[team].status == "in"]
    if not group.rounds:
        return round_robin(there, legs=stage.rule.legs)
    return _added(there, group, stage.rule.legs)


def _added(there: Sequence[str], group: Group, legs: int) -> Rounds:
    """Rounds for those who have not met as often as they should, each team at most once a round."""
    met = Counter(
        frozenset(two)
        for heats in group.rounds
        for heat in heats
        for two in combinations([side.team for side in heat.sides], 2)
    )
    left = [two for two in combinations(there, 2) for _ in range(legs - met[frozenset(two)])]
    rounds: list[list[Pairing]] = []
    busy: list[set[str]] = []
    for first, second in left:
        number = next((n for n, teams in enumerate(busy) if not {first, second} & teams), len(rounds))
        if number == len(rounds):
            rounds.append([])
            busy.append(set())
        rounds[number].append(Pairing(first, second))
        busy[number] |= {first, second}
    return rounds
