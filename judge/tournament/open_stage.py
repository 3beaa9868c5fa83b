"""Open runs as a stage: the standings of whoever entered, and when the stage is over.

Rules: it is over when every team that is still in has its N official signed runs, or when the director closes it; never
while a run of it is under review. Who left keeps what it has run and goes on no further; who was disqualified is in no
standings.
"""

from collections.abc import Collection, Sequence

from judge.findings import Finding
from judge.run_state import RunStage, RunState
from judge.tournament.matches import MatchResult, match_entries, match_result
from judge.tournament.open_runs import OpenResult, open_result
from judge.tournament.play import Play
from judge.tournament.ranking import Entry, Ranked, rank
from judge.tournament.run_offs import run_offs
from judge.tournament.stages import StageRule
from judge.tournament.state import StageState, Standing

__all__ = ["open_stage", "standing_lines"]


def open_stage(play: Play, rule: StageRule, entrants: Sequence[str], out: Collection[str]) -> StageState:
    """Fold the stage. Args: out: who does not go on. `advancing`: who does, best first, equal ones by lots."""
    definition = play.setup.of_stage(rule.id)
    again = run_offs(play, rule)
    in_heats = again.ids
    runs = [run for run in play.by_stage.get(rule.id, []) if run.opened is None or run.opened.heat not in in_heats]
    own: dict[str, list[RunState]] = {team: [] for team in entrants}
    for run in runs:
        for team in run.teams:
            if team in own:
                own[team].append(run)
            elif team not in play.gathering.entered:
                play.gathering.findings.append(Finding("run-of-unknown-team", "error", run.run or "", {"team": team}))
    results = {team: open_result(of_team, definition.aggregation, team) for team, of_team in own.items()}
    entries = [Entry(team, play.numbers[team], results[team].figures) for team in own]
    if definition.match is not None:
        numbered = match_entries(tuple(own), _matches(play, runs, set(own)), definition.aggregation)
        entries = [Entry(entry.id, play.numbers[entry.id], entry.figures, entry.against) for entry in numbered]
    keys, run_off = definition.ranking.keys, again.orders.get(rule.id, ())
    seed = play.seed if definition.ranking.then == "draw" else None
    ranked = [entry for entry in entries if entry.id not in play.disqualified]
    orders = play.gathering.orders(rule.id).get(rule.id, ())
    lines = rank(ranked, keys, decided=orders, run_off=run_off, draw_seed=seed, place=rule.id)
    standings = standing_lines(lines, results)
    if again.pending or not _is_over(play, rule, standings, runs):
        return StageState(rule, definition, "running", tuple(entrants), standings, run_offs=again.heats)
    there = [entry for entry in entries if entry.figures.get("total") is not None and entry.id not in out]
    ties = play.gathering.ties(rule.id).get(rule.id, ())
    seeds = rank(there, keys, decided=ties, run_off=run_off, draw_seed=play.seed, place="seeding")
    advancing = tuple(line.entry for line in seeds)
    return StageState(rule, definition, "over", tuple(entrants), standings, advancing=advancing, run_offs=again.heats)


def standing_lines(lines: Sequence[Ranked], results: dict[str, OpenResult]) -> tuple[Standing, ...]:
    """Ranked lines with what each team has."""
    return tuple(Standing(line.rank, line.entry.id, line.is_joint, results[line.entry.id], line.why) for line in lines)


def _matches(play: Play, runs: Sequence[RunState], teams: set[str]) -> list[MatchResult]:
    """The official signed matches, in the order they were opened."""
    results = []
    for run in runs:
        if not run.is_counted:
            continue
        if not run.has_teams:
            play.gathering.findings.append(Finding("match-without-sides", "error", run.run or ""))
        elif teams.issuperset(run.teams):
            results.append(match_result(run.teams, run.score))
    return results


def _is_over(play: Play, rule: StageRule, standings: Sequence[Standing], runs: Sequence[RunState]) -> bool:
    if any(run.stage is RunStage.DISPUTED for run in runs):
        return False
    allowed, gone = play.setup.of_stage(rule.id).aggregation.runs_official, play.gathering.left
    is_complete = all(len(line.result.signed) == allowed for line in standings if line.team not in gone)
    return bool(standings) and (rule.id in play.gathering.closed or is_complete)
