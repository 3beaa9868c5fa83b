"""Ballots that are split among stands: no voter may give more than one has, wherever they gave it.

Rule: a stand by itself is held to the limit by the fold; over all stands only this can tell, and it tells, not takes:
whose votes are too many is for the referee to settle with the voter.
"""

from collections.abc import Iterable

from judge.challenge import Definition
from judge.findings import Finding
from judge.run_state import RunStage, RunState

__all__ = ["overspent"]


def overspent(definition: Definition, runs: Iterable[RunState]) -> list[Finding]:
    """A finding for each voter whose votes at all stands together are more than one may give.

    Code: votes-overspent (voter, given, most); `source` is the call.
    """
    limits = {rule.name: rule.each_max for rule in definition.calls.values() if rule.each_max is not None}
    given: dict[tuple[str, str], int] = {}
    for run in runs:
        if run.stage is RunStage.VOIDED:
            continue
        for item in run.score.counted:
            if item.kind in limits:
                voter = (item.kind, str(item.told[limits[item.kind][0]]))
                given[voter] = given.get(voter, 0) + item.n
    return [
        Finding("votes-overspent", "error", call, {"voter": voter, "given": votes, "most": limits[call][1]})
        for (call, voter), votes in sorted(given.items())
        if votes > limits[call][1]
    ]
