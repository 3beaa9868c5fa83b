"""The demo's document: every figure folded from the two journals, and from nothing else.

The engine and the second process that checks it (`tui.demo.replay`) both call `document`, on facts they read for
themselves; nothing of a running program can get into it.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from clubhouse_logs.report import yearly
from judge.challenges import load
from judge.facts import Fact, Noted, TournamentOpened, head
from judge.table import RunStage, RunState
from judge.tournament.elimination import Heat
from judge.tournament.fold import TournamentState, fold
from tui.demo.season import demo_day, demo_fiscal_year
from tui.town import Town

__all__ = ["document", "fold_tournament", "run_label"]


def fold_tournament(facts: Iterable[Fact]) -> TournamentState:
    """Fold the tournament of a journal under the definition that it was opened with."""
    known = list(facts)
    opened = next((fact.body for fact in known if isinstance(fact.body, TournamentOpened)), None)
    return fold(known, {opened.definition: load(opened.definition)} if opened else {})


def document(tournament: list[Fact], clubhouse: list[Fact], town: Town) -> dict[str, Any]:
    """Return the document of a demo, without what the wall clock says."""
    state = fold_tournament(tournament)
    if state.opened is None or state.definition is None:
        raise ValueError("no tournament was opened in this journal")
    names = {team.id: team.entered.name for team in state.teams}
    done = [run for run in state.runs if run.stage is not RunStage.VOIDED]
    return {
        "demo": {
            "seed": state.opened.seed,
            "town": town.id,
            "challenge": state.definition.id,
            "definition_hash": state.opened.definition_hash,
            "division": state.opened.division,
            "teams": len(state.teams),
            "runs_official": state.opened.runs_official,
            "runs_counted": state.opened.runs_counted,
        },
        "teams": [
            {"team": team.id, "name": team.entered.name, "members": list(team.entered.members)} for team in state.teams
        ],
        "runs": [_run(run) for run in done],
        "void_runs": [
            {"run": run_label(run), "reason": run.void_reason} for run in state.runs if run.stage is RunStage.VOIDED
        ],
        "simulated_s": sum(run.ended_ms or 0 for run in done) // 1000,
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
        "placings": [asdict(placing) for placing in state.bracket.placings] if state.bracket else [],
        "champion": {"team": state.champion, "name": names[state.champion]} if state.champion else None,
        "kpi": _kpi(clubhouse, town),
        "head": head(tournament),
    }


def run_label(run: RunState) -> str:
    """Return what a run is: team, stage or heat, and number. A run that is held again keeps it."""
    assert run.opened is not None
    return f"{run.opened.team}-{run.opened.heat or 'open'}-{run.opened.number}"


def _run(run: RunState) -> dict[str, Any]:
    assert run.opened is not None
    return {
        "run": run_label(run),
        "team": run.opened.team,
        "stage": run.opened.stage,
        "heat": run.opened.heat,
        "number": run.opened.number,
        "official": run.opened.official,
        "state": run.stage.value,
        "started_by": run.started_by,
        "score": run.score.points,
        "max": run.score.max_points,
        "phase": run.score.phase,
        "breakdown": [
            {"term": term.term, "points": term.points, "why": {"code": term.code, **term.fields}}
            for term in run.score.breakdown
        ],
        "calls": [{"at_ms": call.at_ms, "kind": call.kind} for call in run.calls],
        "questions": [{"code": question.code, "at_ms": question.at_ms} for question in run.questions],
        "ended": {"reason": run.ended_reason, "at_ms": run.ended_ms},
        "program_error": _program_error(run.notes),
        "signed": [{"role": signature.role, "person": signature.person} for signature in run.signatures],
    }


def _program_error(notes: Iterable[Noted]) -> dict[str, int | str] | None:
    for note in notes:
        if note.topic == "program":
            return dict(note.args)
    return None


def _heat(heat: Heat) -> dict[str, Any]:
    return {
        "heat": heat.id,
        "sides": [{"team": side.team, "seed": side.seed, "points": side.points} for side in heat.sides],
        "state": heat.state.value,
        "winner": heat.winner,
        "why": {"code": heat.why.code, **heat.why.fields} if heat.why else None,
    }


def _kpi(facts: list[Fact], town: Town) -> dict[str, Any]:
    day: date = demo_day(town)
    calendar = town.calendar()
    report = yearly(
        facts,
        town_calendar=calendar,
        fiscal_year=demo_fiscal_year(town),
        target=town.clubhouse_target(),
        as_of=day,
    )
    return {**report.as_json(), "head": head(facts)}
