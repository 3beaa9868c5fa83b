"""What may be corrected at the desk: the facts that stand, the latest first, and what may be put in their place.

Rule: a correction is itself a fact and stands in the list; to take it back undoes it.
"""

from collections.abc import Collection, Mapping, Sequence

from judge.challenge import Definition
from judge.corrections import effective
from judge.facts import (
    Body,
    Called,
    Corrected,
    DisputeDecided,
    Fact,
    Noted,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunSigned,
    RunVoided,
)
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionLeft,
    HeatForfeited,
    PlacesRevealed,
    RoundPublished,
    StandingsFrozen,
    TableClosed,
    TableReopened,
    TablesAssigned,
    TeamArrived,
    TeamInspected,
)
from judge.tournament.decisions import HeatKept, decision_in
from tui.challenge_words import label

__all__ = ["companions", "correctable", "other_calls", "takes_number", "teams_of"]

OF_RUNS = (Called, RunEnded, RunSigned, RunVoided, RunDisputed, DisputeDecided)
OF_THE_HALL = (
    ClosingSet, CompetitionEntered, CompetitionLeft, HeatForfeited, PlacesRevealed, RoundPublished, StandingsFrozen,
    TableClosed, TableReopened, TablesAssigned, TeamArrived, TeamInspected,
)  # fmt: skip


def correctable(facts: Sequence[Fact], team: str | None = None) -> list[Fact]:
    """The facts that may be corrected, as they stand now. Args: team: only those about it."""
    standing = effective(facts)[0]
    corrections = _standing_corrections(facts)
    about = teams_of(facts)
    chosen = [fact for fact in standing if _is_offered(fact.body)] + corrections
    if team is not None:
        sources = {(fact.station, fact.seq): fact.run for fact in facts}
        chosen = [fact for fact in chosen if team in _about(fact, about, sources)]
    return sorted(chosen, key=lambda fact: (fact.lamport, fact.station, fact.seq), reverse=True)


def companions(facts: Sequence[Fact], correction: Fact) -> list[Fact]:
    """The facts that were written with a correction, for what was chosen about heats played on the old result.

    They follow it in its station's chain and carry its reason; who takes the correction back takes them back as well.
    """
    return _companions({(fact.station, fact.seq): fact for fact in facts}, correction)


def _companions(by_id: Mapping[tuple[str, int], Fact], correction: Fact) -> list[Fact]:
    head = correction.body
    if not isinstance(head, Corrected):
        return []
    corrected = by_id.get((head.station, head.seq))
    undone = _companions(by_id, corrected) if corrected is not None else []
    found: list[Fact] = []
    while (fact := by_id.get((correction.station, correction.seq + 1 + len(found)))) is not None:
        if not _goes_with(fact.body, head.reason, {(one.station, one.seq) for one in undone}):
            break
        found.append(fact)
    return found


def _goes_with(body: Body, reason: str, undone: Collection[tuple[str, int]]) -> bool:
    match body:
        case Corrected():
            return (body.station, body.seq) in undone and body.reason == reason
        case RunVoided():
            return body.reason == reason
        case Noted():
            return isinstance(decision_in(body), HeatKept) and body.args.get("reason") == reason
    return False


def teams_of(facts: Sequence[Fact]) -> dict[str, tuple[str, ...]]:
    """Run -> the teams that came to the table for it."""
    teams: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        if fact.run is None:
            continue
        if isinstance(fact.body, RunOpened):
            teams[fact.run] = (fact.body.team,)
        elif isinstance(fact.body, Noted) and fact.body.topic == "sides":
            teams[fact.run] = tuple(str(team) for team in fact.body.args.values())
    return teams


def takes_number(body: Body, definition: Definition | None) -> bool:
    """Whether a call says how many, or which one."""
    if not isinstance(body, Called) or definition is None or body.call not in definition.calls:
        return False
    return definition.calls[body.call].kind in ("counter", "ordered")


def other_calls(body: Body, definition: Definition | None, division: str) -> dict[str, str]:
    """Call -> its label: what may have happened instead, where it needs nothing more to be said."""
    if not isinstance(body, Called) or definition is None:
        return {}
    rules = definition.calls_of(definition.played(division))
    return {rule.name: label(rule.labels) for rule in rules if rule.name != body.call and not rule.args}


def _standing_corrections(facts: Sequence[Fact]) -> list[Fact]:
    """The corrections that nobody took back."""
    undone: set[tuple[str, int]] = set()
    standing = []
    for fact in reversed(facts):
        if isinstance(fact.body, Corrected) and (fact.station, fact.seq) not in undone:
            standing.append(fact)
            undone.add((fact.body.station, fact.body.seq))
    return standing


def _is_offered(body: Body) -> bool:
    return isinstance(body, (*OF_RUNS, *OF_THE_HALL)) or decision_in(body) is not None


def _about(fact: Fact, teams: dict[str, tuple[str, ...]], runs: dict[tuple[str, int], str | None]) -> tuple[str, ...]:
    run = fact.run
    if isinstance(fact.body, Corrected):
        run = runs.get((fact.body.station, fact.body.seq))
    if run is not None:
        return teams.get(run, ())
    decision = decision_in(fact.body)
    named = getattr(decision, "order", None) or getattr(decision, "teams", None)
    return tuple(named) if named else (str(getattr(fact.body, "team", "")),)
