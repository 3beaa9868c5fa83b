"""A plan as a small tree of whole numbers and words, as a fact holds it, and back.

A team, a stage and a start are written once and named by their number, so a plan of 170 teams with eight matches each
has some ten thousand bytes. In a match a number is a team, `["winner", "Q1"]` an outcome, `[stage, place]` a place.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from judge.tournament.plan import Entrant, Match, Outcome, Place, Plan, Planned

__all__ = ["TREE_VERSION", "as_tree", "plan_from_tree"]

TREE_VERSION = 1


def as_tree(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON without floats and nulls."""
    stages: dict[tuple[str, str], int] = {}
    teams: dict[str, int] = {}
    starts: dict[int, int] = {}

    def entrant(match: Match, one: Entrant) -> Any:
        match one:
            case Outcome():
                return [one.outcome, one.match]
            case Place():
                return [stages.setdefault((match.competition, one.stage), len(stages)), one.place]
        return teams.setdefault(one, len(teams))

    slots = [
        [
            one.match.id,
            stages.setdefault((one.match.competition, one.match.stage), len(stages)),
            one.table,
            starts.setdefault(one.start_ms, len(starts)),
            one.match.not_before_ms,
            [[entrant(one.match, member) for member in side] for side in one.match.sides],
        ]
        for one in plan.slots
    ]
    return {
        "tree": TREE_VERSION,
        "version": plan.version,
        "slot_ms": plan.slot_ms,
        "stages": [list(names) for names in stages],
        "teams": list(teams),
        "starts_ms": list(starts),
        "slots": slots,
    }


def plan_from_tree(tree: Mapping[str, Any]) -> Plan:
    """Read a plan back. Raises: ValueError: it is no plan, or a newer program's."""
    if tree.get("tree") != TREE_VERSION:
        raise ValueError(f"a plan written as tree {tree.get('tree')}; this program reads {TREE_VERSION}")
    try:
        return Plan(tree["version"], tree["slot_ms"], tuple(_planned(slot, tree) for slot in tree["slots"]))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"not a plan: {error!r}") from error


def _planned(slot: Sequence[Any], tree: Mapping[str, Any]) -> Planned:
    match_id, stage, table, start, not_before_ms, sides = slot
    competition, stage_id = tree["stages"][stage]
    entrants = tuple(tuple(_entrant(one, tree) for one in side) for side in sides)
    return Planned(Match(competition, stage_id, match_id, entrants, not_before_ms), table, tree["starts_ms"][start])


def _entrant(one: Any, tree: Mapping[str, Any]) -> Entrant:
    if isinstance(one, int):
        return str(tree["teams"][one])
    first, second = one
    if isinstance(first, int):
        return Place(tree["stages"][first][1], second)
    if first not in ("winner", "loser"):
        raise ValueError(f"an outcome {first}")
    return Outcome(second, first)
