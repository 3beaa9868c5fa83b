"""A journal as it unfolds: what stood after each fact, and what stands at the end.

Everything here is folded anew from the facts; a journal of another challenge or of a clubhouse has no scores to show.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from judge.facts import Corrected, Fact, head
from judge.journal import Journal, read_definitions, read_facts
from judge.table import RunState, fold_run
from judge.tournament.elimination import Heat
from judge.tournament.fold import TournamentState, fold
from tui.fact_words import Names
from tui.kept_definitions import NOTHING_KEPT, Kept, known_definitions

__all__ = [
    "Step",
    "fact_json",
    "fold_file",
    "fold_journal",
    "fold_known",
    "names_of",
    "run_json",
    "standings_json",
    "steps",
]


@dataclass(frozen=True, slots=True)
class Step:
    """The `number`-th fact in the one order, the run it touched, and that run after it (None: no run, or no rules)."""

    number: int
    fact: Fact
    run: str | None
    after: RunState | None


def fold_known(facts: Sequence[Fact], kept: Kept = NOTHING_KEPT) -> TournamentState:
    """Fold a tournament under the definition it was opened under; one that nobody has comes back as a finding.

    Args: kept: the definitions that its journal keeps; what is not among them is this program's own.
    """
    return fold(facts, known_definitions(facts, kept))


def fold_file(path: Path) -> TournamentState:
    """Fold the tournament of a journal's file. Raises: NotAJournal, JournalTooNew, JournalDamaged."""
    return fold_known(read_facts(path), read_definitions(path))


def fold_journal(journal: Journal) -> TournamentState:
    """Fold the tournament of a journal that is written here."""
    return fold_known(journal.facts(), journal.definitions())


def names_of(state: TournamentState) -> Names:
    """Return what the sentences about a tournament's facts may call things by."""
    teams = {team.id: team.entered.name for team in state.teams}
    return Names(teams, state.definition, _zone(state.opened.timezone) if state.opened else None)


def steps(facts: Sequence[Fact], state: TournamentState) -> Iterator[Step]:
    """Walk the facts in their order, folding the run that each one touches; a correction touches the run it names."""
    runs: dict[tuple[str, int], str | None] = {}
    so_far: dict[str, list[Fact]] = {}
    for number, fact in enumerate(facts, start=1):
        run = fact.run
        if run is None and isinstance(fact.body, Corrected):
            run = runs.get((fact.body.station, fact.body.seq))
        runs[fact.station, fact.seq] = run
        after = None
        if run is not None:
            so_far.setdefault(run, []).append(fact)
            if state.definition is not None and state.opened is not None:
                after = fold_run(state.definition, state.opened.division, so_far[run])
        yield Step(number, fact, run, after)


def fact_json(fact: Fact) -> dict[str, Any]:
    """Return a fact's columns; the body as the object it is."""
    return {**fact.row()._asdict(), "body": json.loads(fact.text)}


def run_json(run: RunState) -> dict[str, Any]:
    """Return what a run is worth and how far it is."""
    return {
        "team": run.opened.team if run.opened else None,
        "state": run.stage.value,
        "score": run.score.points,
        "max": run.score.max_points,
        "breakdown": [
            {"term": term.term, "points": term.points, "why": {"code": term.code, **term.fields}}
            for term in run.score.breakdown
        ],
        "ended": {"reason": run.ended_reason, "at_ms": run.ended_ms},
        "questions": [
            {"code": question.code, "at_ms": question.at_ms, "fact": f"{question.ref[0]}:{question.ref[1]}"}
            for question in run.questions
        ],
        "signed": [{"role": signature.role, "person": signature.person} for signature in run.signatures],
    }


def standings_json(facts: Sequence[Fact], state: TournamentState) -> dict[str, Any]:
    """Return where a tournament stands, and the head of the facts that say so."""
    names = {team.id: team.entered.name for team in state.teams}
    return {
        "standings": [
            {
                "rank": line.rank,
                "team": line.team,
                "name": names[line.team],
                "total": line.result.total,
                "best_single": line.result.best_single,
                "why": {"code": line.why.code, **line.why.fields} if line.why else None,
            }
            for line in state.standings
        ],
        "bracket": [_heat(heat) for heat in state.bracket.heats] if state.bracket else [],
        "champion": {"team": state.champion, "name": names[state.champion]} if state.champion else None,
        "head": head(facts),
    }


def _heat(heat: Heat) -> dict[str, Any]:
    return {
        "heat": heat.id,
        "sides": [{"team": side.team, "seed": side.seed, "points": side.points} for side in heat.sides],
        "state": heat.state.value,
        "winner": heat.winner,
        "why": {"code": heat.why.code, **heat.why.fields} if heat.why else None,
    }


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None  # a zone this computer does not know: times show as they were written down
