"""The rounds of a league that can be published now, as the facts that publish them; nothing is published by itself.

Rules: round robin and groups are published whole, by the circle; who enters later meets everybody in rounds that are
added, as few as a greedy choice finds; Swiss is published round by round, once every match of the last has a result,
equal teams in the order of their seeds where they came out of an earlier stage. Where three meet in a ring, rounds of
threes are added until every two have met; who is left over in one has a bye there.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from judge.challenge import Definition
from judge.hall_kinds import RoundPublished
from judge.run_state import Refusal
from judge.tournament.elimination import HeatState
from judge.tournament.league_stage import league_ranking
from judge.tournament.pairing import Pairing
from judge.tournament.round_robin import round_robin
from judge.tournament.setup import SIDES
from judge.tournament.state import Group, StageState, TournamentState
from judge.tournament.swiss import next_round

__all__ = ["may_publish", "next_rounds", "ring_of", "rounds_of_threes"]

Meetings = Sequence[tuple[str, ...]]
Rounds = Sequence[Meetings]
THREE = 3


def next_rounds(state: TournamentState, stage: str) -> tuple[RoundPublished, ...]:
    """The facts that publish what comes next in a stage; () where there is nothing to publish, or not yet.

    Raises: KeyError: there is no such stage.
    """
    of_stage = state.stage_state(stage)
    if state.opened is None or not of_stage.rule.is_league or of_stage.state != "running":
        return ()
    competition = state.competition or state.opened.tournament
    return tuple(
        RoundPublished(competition, stage, group.id, number, tuple(meetings))
        for group in of_stage.groups
        for number, meetings in enumerate(_rounds(state, of_stage, group), start=len(group.rounds) + 1)
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


def ring_of(definition: Definition, division: str) -> int:
    """How many meet in one match of a league."""
    if definition.match is None or SIDES not in definition.params:
        return 2
    return definition.param(SIDES, definition.played(division))


def _rounds(state: TournamentState, stage: StageState, group: Group) -> Rounds:
    assert state.opened is not None
    if group.swiss is not None:
        is_waiting = any(heat.state is not HeatState.DECIDED for heats in group.rounds for heat in heats)
        if is_waiting or len(group.rounds) >= stage.rule.rounds:
            return ()
        ranking = league_ranking(stage.definition, stage.rule)
        seeds = () if stage is state.stages[0] else stage.entrants
        proposed = next_round(group.swiss, ranking, draw_seed=state.opened.seed, seeds=seeds)
        return (_meetings(proposed.pairings),) if proposed.pairings else ()
    there = [team for team in group.teams if state.entries[team].status == "in"]
    if ring_of(stage.definition, state.opened.division) == THREE:
        return rounds_of_threes(there, _met(group), stage.rule.legs)
    if not group.rounds:
        return [_meetings(pairings) for pairings in round_robin(there, legs=stage.rule.legs)]
    return _added(there, _met(group), stage.rule.legs)


def _meetings(pairings: Sequence[Pairing]) -> Meetings:
    return [(one.first,) if one.second is None else (one.first, one.second) for one in pairings]


def _met(group: Group) -> Counter[frozenset[str | None]]:
    """How often each two have met, or are going to."""
    return Counter(
        frozenset(two)
        for heats in group.rounds
        for heat in heats
        for two in combinations([side.team for side in heat.sides], 2)
    )


def _added(there: Sequence[str], met: Counter[frozenset[str | None]], legs: int) -> Rounds:
    """Rounds for those who have not met as often as they should, each team at most once a round."""
    left = [two for two in combinations(there, 2) for _ in range(legs - met[frozenset(two)])]
    rounds: list[list[tuple[str, ...]]] = []
    busy: list[set[str]] = []
    for first, second in left:
        number = next((n for n, teams in enumerate(busy) if not {first, second} & teams), len(rounds))
        if number == len(rounds):
            rounds.append([])
            busy.append(set())
        rounds[number].append((first, second))
        busy[number] |= {first, second}
    return rounds


def rounds_of_threes(there: Sequence[str], met: Counter[frozenset[str | None]], legs: int) -> Rounds:
    """Rounds of threes until every two have met: each time those who have most still to meet, the least busy first."""
    met, played = met.copy(), Counter[str]()
    rounds: list[Meetings] = []

    def unmet(team: str, others: Sequence[str]) -> int:
        return sum(met[frozenset((team, other))] < legs for other in others if other != team)

    while len(there) >= THREE and any(unmet(team, there) for team in there):
        left = sorted(there, key=lambda team: (-unmet(team, there), played[team], there.index(team)))
        meetings: list[tuple[str, ...]] = []
        while len(left) >= THREE and unmet(left[0], there):
            meeting = [left.pop(0)]
            while len(meeting) < THREE:
                best = max(left, key=lambda team: (unmet(team, meeting), -played[team], -there.index(team)))
                left.remove(best)
                meeting.append(best)
            meetings.append(tuple(meeting))
            played.update(meeting)
            met.update(frozenset(two) for two in combinations(meeting, 2))
        rounds.append([*meetings, *((team,) for team in left)])
    return rounds
