"""A plan repaired: what still can stays where it was, what cannot moves, and the difference is data.

Rules: what began before now stays as it was played; rest and order stay hard; as few matches change as the search
       finds, never fewer than `unfit` has to.
"""

from dataclasses import dataclass, replace

from judge.tournament.plan import Key, Match, Plan, PlanInputs, Planned, PlanTable
from judge.tournament.plan_placing import Placed, search

__all__ = ["Change", "Difference", "difference", "repair", "unfit"]


@dataclass(frozen=True, slots=True)
class Change:
    """A match that is elsewhere now; None: it was not in that plan."""

    match: Match
    before: Planned | None
    after: Planned | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one plan to another, in the order of the newer times, and whose sheets are printed anew."""

    changes: tuple[Change, ...]
    tables: tuple[int, ...]
    teams: tuple[str, ...]
    """Teams known by now, that have a match at another time or table."""


def repair(plan: Plan, inputs: PlanInputs, *, now_ms: int) -> Placed:
    """Make the next version: the same plan, but for what the inputs no longer allow.

    Args: inputs: as they are now: a broken table with a window in which it is closed, a late team with one in which it
          is away, other slots when lunch moved, matches that were added or fell away.
    Raises: ValueError: a reference that cannot be filled, or a match began at a table that is not in the inputs.
    """
    wanted = {match.key for match in inputs.matches}
    homes = {key: (planned.start_ms, planned.table) for key, planned in plan.of().items() if key in wanted}
    begun = {key for key, (start_ms, _table) in homes.items() if start_ms < now_ms}
    if not {homes[key][1] for key in begun} <= {table.number for table in inputs.tables}:
        raise ValueError("a match began at a table that is not in the inputs")
    ahead = replace(inputs, starts_ms=tuple(start_ms for start_ms in inputs.starts_ms if start_ms >= now_ms))
    return search(ahead, homes, begun, plan.version + 1)


def unfit(plan: Plan, inputs: PlanInputs, *, now_ms: int) -> tuple[Key, ...]:
    """Name the matches that cannot stay, whatever the others do: a plan that is repaired changes these at least."""
    tables = {table.number: table for table in inputs.tables}
    wanted = {match.key: match for match in inputs.matches}
    return tuple(
        planned.match.key
        for planned in plan.slots
        if planned.start_ms >= now_ms
        and (match := wanted.get(planned.match.key)) is not None
        and not _may_stay(match, planned, tables.get(planned.table), inputs)
    )


def difference(before: Plan, after: Plan) -> Difference:
    """Compare two plans, match by match."""
    was, now = before.of(), after.of()
    changes = [
        Change((now.get(key) or was[key]).match, was.get(key), now.get(key))
        for key in {**was, **now}
        if _where(was.get(key)) != _where(now.get(key))
    ]
    changes.sort(key=lambda change: (_where(change.after) or _where(change.before) or (0, 0), change.match.key))
    sides = [planned for change in changes for planned in (change.before, change.after) if planned is not None]
    teams = {one for change in changes for one in change.match.entrants if isinstance(one, str)}
    return Difference(tuple(changes), tuple(sorted({planned.table for planned in sides})), tuple(sorted(teams)))


def _may_stay(match: Match, planned: Planned, table: PlanTable | None, inputs: PlanInputs) -> bool:
    windows = [window for one in match.entrants if isinstance(one, str) for window in inputs.away.get(one, ())]
    return (
        table is not None
        and match.competition in table.competitions
        and planned.start_ms in inputs.starts_ms
        and planned.start_ms >= match.not_before_ms
        and not any(window.meets(planned.start_ms, inputs.slot_ms) for window in (*windows, *table.closed))
    )


def _where(planned: Planned | None) -> tuple[int, int] | None:
    return None if planned is None else (planned.start_ms, planned.table)
