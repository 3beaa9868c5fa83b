"""What a plan depends on, taken from a tournament as it stands: its matches so far as they can be known, teams, tables.

Rules: open runs are first come and have no plan; what takes their places begins when their line has closed;
       a league is planned as it was published, or as it will be, by places of the stage before; a Swiss round only when
       it is published; a bracket by places until the places are known;
       names that come later move nothing by themselves: the plan is repaired, and most of it stays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from judge.tournament.groups import deal
from judge.tournament.hall_state import HallState
from judge.tournament.league_stage import group_name, match_id
from judge.tournament.line_records import ClosingMoved
from judge.tournament.plan import Match, Place, PlanInputs, PlanTable, Window
from judge.tournament.plan_stages import double_elimination_matches, elimination_matches
from judge.tournament.round_robin import round_robin
from judge.tournament.rounds import next_rounds, ring_of, rounds_of_threes
from judge.tournament.state import StageState, TournamentState

__all__ = ["open_runs_end", "plan_inputs"]

FOREVER_MS = 10**15


def plan_inputs(
    hall: HallState,
    *,
    starts_ms: Sequence[int],
    slot_ms: int,
    rest_slots: int = 1,
    now_ms: int = 0,
    away: Mapping[str, tuple[Window, ...]] | None = None,
    open_runs_end_ms: Mapping[str, int] | None = None,
    is_cautious: bool = True,
) -> PlanInputs:
    """Take a plan's inputs from the tournament; a table that is closed is so from now on.

    Args: starts_ms: the slots there are (`plan.slot_starts`). away: teams that are late, or leave early.
          open_runs_end_ms: by competition; nothing that takes places of its open runs is planned before.
    """
    ends = open_runs_end_ms or {}
    matches = tuple(
        match for name, state in hall.competitions.items() for match in _matches(name, state, ends.get(name, 0))
    )
    tables = tuple(
        PlanTable(
            table.number,
            frozenset(table.competitions or hall.competitions),
            (Window(now_ms, FOREVER_MS),) if table.closed is not None else (),
        )
        for table in hall.tables.values()
    )
    return PlanInputs(
        slot_ms=slot_ms,
        starts_ms=tuple(starts_ms),
        tables=tables,
        matches=matches,
        rest_slots=rest_slots,
        rosters={team.id: tuple(team.entered.members) for team in hall.teams.values()},
        entered={name: _entered(state) for name, state in hall.competitions.items()},
        away=away or {},
        is_cautious=is_cautious,
    )


def open_runs_end(hall: HallState, zero_ms: int) -> dict[str, int | None]:
    """When the line closes of every competition that plans something behind its open runs; None: nobody has said.

    Args: zero_ms: the plan's moment 0, in ms since 1970.
    """
    ends: dict[str, int | None] = {}
    for name, state in hall.competitions.items():
        runs = next((n for n, stage in enumerate(state.stages) if stage.rule.type == "open_runs"), None)
        if runs is None or state.stages[runs].is_over or not list(_matches(name, state, 0)):
            continue
        line = hall.lines[name]
        moved = [record.closes_at_ms for record in line.records if isinstance(record, ClosingMoved)]
        closes_at_ms = moved[-1] if moved else line.rules.closes_at_ms
        ends[name] = None if closes_at_ms is None else closes_at_ms - zero_ms
    return ends


def _entered(state: TournamentState) -> tuple[str, ...]:
    return tuple(team for team, entrance in state.entries.items() if entrance.status == "in")


def _matches(name: str, state: TournamentState, open_runs_end_ms: int) -> Iterator[Match]:
    """All that can be planned of a competition, stage by stage."""
    coming, before, not_before_ms = len(_entered(state)), None, 0
    for stage in state.stages:
        coming = min(stage.rule.size or coming, coming)
        if stage.state != "waiting":
            coming = len(stage.entrants)
        matches: Iterator[Match] = iter(())
        if stage.rule.is_league:
            matches = _league(name, state, stage, coming, before)
        elif stage.rule.is_elimination and coming > 1:
            matches = _elimination(name, stage, coming, before)
        elif stage.rule.type == "open_runs" and not stage.is_over:
            not_before_ms = open_runs_end_ms
        yield from (replace(match, not_before_ms=not_before_ms) for match in matches)
        coming, before = _going_on(stage, coming), stage.id


def _going_on(stage: StageState, coming: int) -> int:
    if stage.is_over:
        return len(stage.advancing)
    if stage.rule.type == "groups" and stage.rule.advance:
        return min(coming, stage.rule.groups * stage.rule.advance)
    return coming


def _league(name: str, state: TournamentState, stage: StageState, coming: int, before: str | None) -> Iterator[Match]:
    """A league's matches: published, to be published as they stand here, or by places of the stage before."""
    if stage.state != "waiting":
        yield from _league_of_teams(name, state, stage)
    elif stage.rule.type != "swiss" and before is not None and coming:
        yield from _league_of_places(name, state, stage, coming, before)


def _league_of_teams(name: str, state: TournamentState, stage: StageState) -> Iterator[Match]:
    for group in stage.groups:
        for heat in (heat for heats in group.rounds for heat in heats):
            yield Match(name, stage.id, heat.id, tuple((side.team,) for side in heat.sides if side.team))
    for published in next_rounds(state, stage.id) if stage.rule.type != "swiss" else ():
        for place, meeting in enumerate(published.pairings, start=1):
            if len(meeting) > 1:
                match = match_id(published.group, published.number, place)
                yield Match(name, stage.id, match, tuple((team,) for team in meeting))


def _league_of_places(
    name: str, state: TournamentState, stage: StageState, coming: int, before: str
) -> Iterator[Match]:
    rule, seeds = stage.rule, [str(seed) for seed in range(1, coming + 1)]
    assert state.opened is not None
    is_ring = ring_of(stage.definition, state.opened.division) > 2
    groups = deal(seeds, min(rule.groups, coming)) if rule.type == "groups" else (tuple(seeds),)
    for number, group in enumerate(groups):
        letter = group_name(number) if rule.type == "groups" else None
        rounds = rounds_of_threes(group, Counter(), rule.legs) if is_ring else _rounds(group, rule.legs)
        for round_number, meetings in enumerate(rounds, start=1):
            for place, meeting in enumerate(meetings, start=1):
                if len(meeting) > 1:
                    sides = tuple((Place(before, int(seed)),) for seed in meeting)
                    yield Match(name, rule.id, match_id(letter, round_number, place), sides)


def _rounds(seeds: Sequence[str], legs: int) -> list[list[tuple[str, ...]]]:
    return [
        [(one.first,) if one.second is None else (one.first, one.second) for one in pairings]
        for pairings in round_robin(seeds, legs=legs)
    ]


def _elimination(name: str, stage: StageState, coming: int, before: str | None) -> Iterator[Match]:
    """The bracket's heats; a place that is known is a team."""
    rule, from_stage = stage.rule, before or stage.rule.id
    if rule.type == "double_elimination":
        matches = double_elimination_matches(name, rule.id, coming, seeded_from=from_stage)
    else:
        has_third = rule.third_place == "match"
        matches = elimination_matches(name, rule.id, coming, seeded_from=from_stage, has_third_place=has_third)
    teams_of = {heat.id: [side.team for side in heat.sides] for heat in stage.heats} if stage.entrants else {}
    for match in matches:
        teams = teams_of.get(match.id, [])
        sides = tuple(
            (team,) if team is not None else side for side, team in zip_longest(match.sides, teams) if team or side
        )
        yield replace(match, sides=sides)
