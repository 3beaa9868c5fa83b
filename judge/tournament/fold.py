"""A whole tournament from its facts: teams, runs, standings, bracket and champion.

Rules: nothing here is ever stored; the facts may come in any order; the elimination begins when every team has its N
official signed runs or the director closes the open runs; a tie that decides who is in stops it and asks; no stage
closes over a run that is under review.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from judge.challenge import Definition
from judge.corrections import effective
from judge.errors import DefinitionError
from judge.facts import Fact, Noted, TeamEntered, TournamentOpened
from judge.findings import Finding
from judge.table import RunStage, RunState, fold_standing
from judge.tournament.decisions import HeatKept, StageClosed, TieDecided, decision_in
from judge.tournament.elimination import Bracket, HeatRun, HeatState, bracket
from judge.tournament.matches import MatchResult, match_entries, match_result
from judge.tournament.open_runs import open_result
from judge.tournament.ranking import Entry, Ranked, rank, tied
from judge.tournament.state import (
    ELIMINATION,
    OPEN_RUNS,
    Decision,
    NextRun,
    Standing,
    Team,
    TournamentState,
    may_close,
    may_dispute,
    next_official,
)

__all__ = [
    "Decision",
    "NextRun",
    "Standing",
    "Team",
    "TournamentState",
    "fold",
    "may_close",
    "may_dispute",
    "next_official",
]


def fold(facts: Iterable[Fact], definitions: Mapping[str, Definition]) -> TournamentState:
    """Fold a tournament. `definitions` by id, as they were loaded, without an overlay."""
    standing, findings = effective(facts)
    folding = _Folding(standing, list(findings))
    definition = folding.open(definitions)
    if folding.opened is None or definition is None:
        return TournamentState(folding.opened, None, "none", (), (), (), None, None, (), tuple(folding.findings))
    teams, runs = folding.teams(definition), folding.runs(definition)
    standings, decisions, entries = _standings(folding, definition, teams, runs)
    drawn: Bracket | None = None
    if folding.opened.bracket_size and _is_open_stage_over(folding, definition, standings, runs) and not decisions:
        drawn = _bracket(folding, definition, runs, entries)
        decisions = _heat_decisions(drawn)
    folding.check_heats(drawn, runs)
    champion = drawn.champion if drawn is not None else _open_champion(folding, definition, standings, runs)
    return TournamentState(
        opened=folding.opened,
        definition=definition,
        stage="done" if champion is not None else OPEN_RUNS if drawn is None else ELIMINATION,
        teams=teams,
        runs=runs,
        standings=standings,
        bracket=drawn,
        champion=champion,
        decisions=decisions,
        findings=(*folding.findings, *(finding for run in runs for finding in run.findings)),
    )


@dataclass(slots=True)
class _Folding:
    """Sorts the standing facts by what they are about, and gathers what is wrong with them."""

    facts: list[Fact]
    findings: list[Finding]
    opened: TournamentOpened | None = None
    closed: set[str] = field(default_factory=set)
    decided: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def open(self, definitions: Mapping[str, Definition]) -> Definition | None:
        """Find the tournament's opening and lay its overlay; read the director's facts on the way."""
        definition: Definition | None = None
        for fact in self.facts:
            if not isinstance(fact.body, TournamentOpened | Noted):
                continue
            match decision_in(fact.body) or fact.body:
                case TournamentOpened() as body if self.opened is None:
                    self.opened = body
                    definition = self._definition(fact, body, definitions)
                case TournamentOpened():
                    self.find("opened-twice", fact)
                case StageClosed(stage=stage):
                    self.closed.add(stage)
                case HeatKept(heat=heat, teams=teams):
                    self.kept[heat] = teams
                case TieDecided(where=where, order=order):
                    self.decided[where] = order
        return definition

    def teams(self, definition: Definition) -> tuple[Team, ...]:
        """Those who entered, of the division that is played or of one that the director merged with it."""
        assert self.opened is not None
        played = definition.played(self.opened.division)
        teams: dict[str, Team] = {}
        for fact in self.facts:
            if not isinstance(fact.body, TeamEntered):
                continue
            if fact.body.team in teams:
                self.find("team-entered-twice", fact, team=fact.body.team)
            elif definition.played(fact.body.division) != played:
                self.find("team-of-another-division", fact, team=fact.body.team)
            else:
                teams[fact.body.team] = Team(fact.body.team, len(teams) + 1, fact.body)
        return tuple(teams.values())

    def runs(self, definition: Definition) -> tuple[RunState, ...]:
        assert self.opened is not None
        by_run: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if fact.run is not None:
                by_run.setdefault(fact.run, []).append(fact)
        return tuple(fold_standing(definition, self.opened.division, facts) for facts in by_run.values())

    def check_heats(self, drawn: Bracket | None, runs: tuple[RunState, ...]) -> None:
        """A run in a heat that its team does not stand in: after a correction, or by mistake. It counts nowhere."""
        sides = {(heat.id, side.team) for heat in (drawn.heats if drawn is not None else ()) for side in heat.sides}
        for run in runs:
            opened = run.opened
            if opened is None or opened.stage != ELIMINATION or run.stage is RunStage.VOIDED:
                continue
            if (opened.heat, opened.team) not in sides:
                fields: dict[str, int | str] = {"heat": opened.heat or "", "team": opened.team}
                self.findings.append(Finding("run-outside-its-heat", "error", run.run or "", fields))

    def matches(self, runs: tuple[RunState, ...], teams: set[str]) -> list[MatchResult]:
        """The official signed matches of the open stage, in the order they were opened."""
        results = []
        for run in runs:
            if not run.is_counted or run.opened is None or run.opened.stage != OPEN_RUNS:
                continue
            if not run.has_teams:
                self.findings.append(Finding("match-without-sides", "error", run.run or ""))
            elif teams.issuperset(run.teams):
                results.append(match_result(run.teams, run.score))
        return results

    def find(self, code: str, fact: Fact, **fields: int | str) -> None:
        self.findings.append(Finding(code, "error", fact.source, fields))

    def _definition(
        self, fact: Fact, body: TournamentOpened, definitions: Mapping[str, Definition]
    ) -> Definition | None:
        definition = definitions.get(body.definition)
        if definition is None or body.division not in definition.divisions:
            self.find("unknown-definition", fact, definition=body.definition, division=body.division)
            return None
        if definition.hash != body.definition_hash:
            self.find("definition-changed", fact, definition=body.definition)
        own = {"N": body.runs_official, "K": body.runs_counted}
        size = {"bracket_size": body.bracket_size} if body.bracket_size else {}
        try:
            return definition.with_overlay({**body.overlay, **own, **size})
        except DefinitionError as error:
            self.find("overlay-refused", fact, key=error.key, reason=error.reason)
            return None


def _standings(
    folding: _Folding, definition: Definition, teams: tuple[Team, ...], runs: tuple[RunState, ...]
) -> tuple[tuple[Standing, ...], tuple[Decision, ...], list[Entry]]:
    own: dict[str, list[RunState]] = {team.id: [] for team in teams}
    for run in runs:
        opened = run.opened
        if opened is None or opened.stage != OPEN_RUNS:
            continue
        for team in run.teams:
            if team in own:
                own[team].append(run)
            else:
                folding.findings.append(Finding("run-of-unknown-team", "error", run.run or "", {"team": team}))
    results = {team: open_result(runs, definition.aggregation, team) for team, runs in own.items()}
    entries = [Entry(team.id, team.number, results[team.id].figures) for team in teams]
    if definition.match is not None:
        entries = match_entries(tuple(own), folding.matches(runs, set(own)), definition.aggregation)
    lines = _rank(folding, definition, entries)
    standings = tuple(
        Standing(line.rank, line.entry.id, line.is_joint, results[line.entry.id], line.why) for line in lines
    )
    assert folding.opened is not None
    if not folding.opened.bracket_size or not _is_open_stage_over(folding, definition, standings, runs):
        return standings, (), entries
    return standings, _seeding_decisions(definition, lines), entries


def _rank(folding: _Folding, definition: Definition, entries: list[Entry]) -> list[Ranked]:
    assert folding.opened is not None
    seed = folding.opened.seed if definition.ranking.then == "draw" else None
    decided = folding.decided.get(OPEN_RUNS, ())
    return rank(entries, definition.ranking.keys, decided=decided, draw_seed=seed, place=OPEN_RUNS)


def _open_champion(
    folding: _Folding, definition: Definition, standings: tuple[Standing, ...], runs: tuple[RunState, ...]
) -> str | None:
    """Without an elimination whoever leads alone once the open runs are over has won."""
    assert folding.opened is not None
    if folding.opened.bracket_size or not _is_open_stage_over(folding, definition, standings, runs):
        return None
    first = standings[0]
    return None if first.is_joint or first.result.total is None else first.team


def _is_open_stage_over(
    folding: _Folding, definition: Definition, standings: tuple[Standing, ...], runs: tuple[RunState, ...]
) -> bool:
    if any(run.stage is RunStage.DISPUTED and run.opened and run.opened.stage == OPEN_RUNS for run in runs):
        return False
    allowed = definition.aggregation.runs_official
    is_complete = all(len(line.result.signed) == allowed for line in standings)
    return bool(standings) and (OPEN_RUNS in folding.closed or is_complete)


def _seeding_decisions(definition: Definition, lines: list[Ranked]) -> tuple[Decision, ...]:
    """Ties that decide who is in; and, where the definition leaves the seeding to the director, who is which seed."""
    size = definition.elimination.size
    decisions = []
    for group in tied(line for line in lines if _has_run(line)):
        first = next(line.rank for line in lines if line.entry.id == group[0])
        is_across = first <= size < first + len(group) - 1
        is_within = first <= size and definition.elimination.seeding == "director"
        if is_across or is_within:
            decisions.append(Decision(OPEN_RUNS, group))
    return tuple(decisions)


def _bracket(
    folding: _Folding, definition: Definition, runs: tuple[RunState, ...], everyone: Iterable[Entry]
) -> Bracket:
    assert folding.opened is not None
    seed = folding.opened.seed
    entries = [entry for entry in everyone if entry.figures.get("total") is not None]
    decided = folding.decided.get(OPEN_RUNS, ())
    lines = rank(entries, definition.ranking.keys, decided=decided, draw_seed=seed, place="seeding")
    heat_runs = _heat_runs(runs)
    return bracket(
        [line.entry for line in lines[: definition.elimination.size]],
        lambda heat, team: heat_runs.get((heat, team)),
        definition.elimination.heat,
        decided=folding.decided,
        draw_seed=seed,
        third_place=definition.elimination.third_place,
        kept=_kept(folding, entries),
    )


def _kept(folding: _Folding, entries: Iterable[Entry]) -> dict[str, tuple[Entry, Entry]]:
    """The heats that stand as they were played; one with a team that has no result any more cannot."""
    known = {entry.id: entry for entry in entries}
    return {
        heat: (known[first], known[second])
        for heat, (first, second) in folding.kept.items()
        if first in known and second in known
    }


def _heat_runs(runs: tuple[RunState, ...]) -> dict[tuple[str, str], HeatRun]:
    """The first signed run of each team in each heat."""
    heat_runs: dict[tuple[str, str], HeatRun] = {}
    for run in runs:
        opened = run.opened
        if opened is None or opened.stage != ELIMINATION or opened.heat is None:
            continue
        if not (run.is_counted and run.has_teams):
            continue
        for team in run.teams:
            points = run.points_of(team)
            figures = {"points": points, "last_scoring_ms": run.score.last_scoring_ms}
            heat_runs.setdefault((opened.heat, team), HeatRun(run.run or "", points or 0, figures))
    return heat_runs


def _heat_decisions(drawn: Bracket) -> tuple[Decision, ...]:
    undecided = (heat for heat in drawn.heats if heat.state is HeatState.UNDECIDED)
    return tuple(Decision(heat.id, tuple(side.team for side in heat.sides if side.team)) for heat in undecided)


def _has_run(line: Ranked) -> bool:
    return line.entry.figures.get("total") is not None
