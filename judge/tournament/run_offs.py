"""Run-offs: who is equal runs once more, and what came of it separates them.

Rules: a run-off is a heat of its own (`S1-x1`: the first of heat S1), decided by the heat's keys, one run each; it is
never over before everyone in it has run, or is absent; who is still equal after it may be run off again, or settled in
another way; it holds only where it names all who are equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.tournament.decisions import RunOffCalled, run_off_heat
from judge.tournament.elimination import Heat, HeatState, Side
from judge.tournament.play import Play
from judge.tournament.ranking import Entry, rank
from judge.tournament.stages import StageRule

__all__ = ["RunOffs", "run_offs"]

Groups = Sequence[Sequence[str]]
"""Best first, equals together."""


@dataclass(frozen=True, slots=True)
class RunOffs:
    """The run-offs of a stage. `orders`: what came of them, by where; `pending`: where one has still to be run."""

    heats: tuple[Heat, ...]
    orders: Mapping[str, Groups]
    pending: frozenset[str]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of their heats."""
        return frozenset(heat.id for heat in self.heats)


def run_offs(play: Play, rule: StageRule) -> RunOffs:
    """Fold the run-offs of a stage, in the order of their numbers."""
    called = [one for one in play.gathering.run_offs if one.stage in (None, rule.id)]
    heats: list[Heat] = []
    orders: dict[str, Groups] = {}
    pending = set()
    for one in sorted(called, key=lambda one: one.number):
        heat, groups = _run_off(play, rule, one)
        heats.append(heat)
        if heat.state is HeatState.READY:
            pending.add(one.where)
        else:
            orders[one.where] = _finer(orders.get(one.where, (one.teams,)), groups)
    return RunOffs(tuple(heats), orders, frozenset(pending))


def _run_off(play: Play, rule: StageRule, one: RunOffCalled) -> tuple[Heat, Groups]:
    heat, absent = run_off_heat(one.where, one.number), play.absent(rule.id)
    runs = play.heat_runs(rule, each=1)
    sides = tuple(
        Side(team, None, None, False, run.points if run else None, run.run if run else None)
        for team, run in ((team, runs.get((heat, team))) for team in one.teams)
    )
    if any(side.run is None and not absent.holds(heat, side.team or "") for side in sides):
        return Heat(heat, sides, HeatState.READY, None, None, None), ()
    entries = [
        Entry(team, number, runs[heat, team].figures if (heat, team) in runs else {})
        for number, team in enumerate(one.teams)
    ]
    lines = rank(entries, play.setup.heat_ranking(rule.id).keys)
    groups = [[line.entry.id for line in lines if line.rank == place] for place in sorted({li.rank for li in lines})]
    winner = groups[0][0] if len(groups[0]) == 1 else None
    loser = groups[-1][0] if winner and len(lines) == 2 else None
    return Heat(heat, sides, HeatState.DECIDED, winner, loser, lines[0].why), groups


def _finer(before: Groups, groups: Groups) -> Groups:
    """Groups split by a later run-off, where it names all of one."""
    named = {team for group in groups for team in group}
    finer: list[Sequence[str]] = []
    for group in before:
        parts = [[team for team in part if team in group] for part in groups]
        finer += [part for part in parts if part] if named.issuperset(group) else [group]
    return finer
