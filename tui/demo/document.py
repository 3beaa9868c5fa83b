"""The demo's document: every figure folded from the two journals, and from nothing else.

The engine and the second process that checks it (`tui.demo.replay`) both call `document`, on facts they read for
themselves; nothing of a running program can get into it.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from clubhouse_logs.report import yearly
from judge.facts import Fact, Noted, head
from judge.table import RunStage, RunState
from tui.demo.season import demo_day, demo_fiscal_year
from tui.journal_story import fold_known, run_json, standings_json
from tui.town import Town

__all__ = ["document", "run_label"]


def document(tournament: list[Fact], clubhouse: list[Fact], town: Town) -> dict[str, Any]:
    """Return the document of a demo, without what the wall clock says."""
    state = fold_known(tournament)
    if state.opened is None or state.definition is None:
        raise ValueError("no tournament was opened in this journal")
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
        **standings_json(tournament, state),
        "placings": [asdict(placing) for placing in state.bracket.placings] if state.bracket else [],
        "kpi": _kpi(clubhouse, town),
    }


def run_label(run: RunState) -> str:
    """Return what a run is: team, stage or heat, and number. A run that is held again keeps it."""
    assert run.opened is not None
    return f"{run.opened.team}-{run.opened.heat or 'open'}-{run.opened.number}"


def _run(run: RunState) -> dict[str, Any]:
    assert run.opened is not None
    return {
        "run": run_label(run),
        **run_json(run),
        "stage": run.opened.stage,
        "heat": run.opened.heat,
        "number": run.opened.number,
        "official": run.opened.official,
        "started_by": run.started_by,
        "phase": run.score.phase,
        "calls": [{"at_ms": call.at_ms, "kind": call.kind} for call in run.calls],
        "program_error": _program_error(run.notes),
    }


def _program_error(notes: Iterable[Noted]) -> dict[str, int | str] | None:
    for note in notes:
        if note.topic == "program":
            return dict(note.args)
    return None


def _kpi(facts: list[Fact], town: Town) -> dict[str, Any]:
    day: date = demo_day(town)
    calendar = town.calendar()
    report = yearly(
        facts,
        town_calendar=calendar,
        fiscal_year=demo_fiscal_year(town),
        target=town.clubhouse_target(),
        as_of=day,
        merge_gap_min=town.site().merge_gap_min,
    )
    return {**report.as_json(), "head": head(facts)}
