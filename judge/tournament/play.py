"""What the stages of one competition share while they are folded: teams, runs by stage and heat, who is absent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from judge.facts import RunOpened
from judge.run_state import RunStage, RunState
from judge.table import fold_standing
from judge.tournament.elimination import Absences, HeatRun
from judge.tournament.gathering import Gathering
from judge.tournament.ranking import Entry
from judge.tournament.setup import Setup
from judge.tournament.stages import StageRule

__all__ = ["HeatRuns", "Play", "fold_runs"]

HeatRuns = Mapping[tuple[str, str], HeatRun]
"""(heat, team) -> what the team has there."""


def fold_runs(gathering: Gathering) -> tuple[RunState, ...]:
    """Fold every run of a competition once, each by the definition of its stage."""
    setup = gathering.setup
    division = setup.opened.division
    states = []
    for run, facts in gathering.runs.items():
        stage = next((fact.body.stage for fact in facts if isinstance(fact.body, RunOpened)), "")
        states.append(fold_standing(setup.of_stage(stage), division, facts, hands=gathering.hands.get(run, ())))
    return tuple(states)


@dataclass
class Play:
    """One competition while it is folded. `numbers`: of entry, by team."""

    gathering: Gathering
    numbers: Mapping[str, int]
    runs: Sequence[RunState]
    by_stage: dict[str, list[RunState]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_stage = {}
        for run in self.runs:
            if run.opened is not None:
                self.by_stage.setdefault(run.opened.stage, []).append(run)

    @property
    def setup(self) -> Setup:
        """How the competition was opened."""
        return self.gathering.setup

    @property
    def seed(self) -> int:
        """The seed of its lots."""
        return self.setup.opened.seed

    @cached_property
    def disqualified(self) -> frozenset[str]:
        """Who is in no standings."""
        return frozenset(team for team, why in self.gathering.gone.items() if why == "disqualified")

    @cached_property
    def name(self) -> str | None:
        """What the facts of this competition say in `competition`."""
        return None if self.setup.is_single else self.setup.id

    def out_of(self, stage: str | None) -> frozenset[str]:
        """Who left before a stage began, and so does not come into it; None: whoever left at all."""
        begun = self.gathering.begun.get(stage or "")
        return frozenset(team for team, (place, _) in self.gathering.left.items() if begun is None or place < begun)

    def entry(self, team: str) -> Entry:
        """A team before it has any result."""
        return Entry(team, self.numbers[team])

    def absent(self, stage: str) -> Absences:
        """Who does not run in a stage any more, or not in one heat."""
        missed = {(heat, team) for of, heat, team in self.gathering.forfeits if of == stage}
        return Absences(frozenset(self.gathering.left), frozenset(missed))

    def heat_runs(self, rule: StageRule, *, each: int | None = None) -> HeatRuns:
        """What each team has in each heat: its first signed runs, as many as the stage asks for, added up."""
        gathered: dict[tuple[str, str], list[RunState]] = {}
        for run in self.by_stage.get(rule.id, ()):
            heat = run.opened.heat if run.opened is not None else None
            if heat is None or not (run.is_counted and run.has_teams):
                continue
            for team in run.teams:
                gathered.setdefault((heat, team), []).append(run)
        each = max(1, rule.runs) if each is None else each
        return {key: _together(runs[:each], key[1]) for key, runs in gathered.items() if len(runs) >= each}

    def played(self, rule: StageRule) -> dict[str, tuple[str, ...]]:
        """Who has run in each heat, or is running in it; void runs are none."""
        teams: dict[str, tuple[str, ...]] = {}
        for run in self.by_stage.get(rule.id, ()):
            heat = run.opened.heat if run.opened is not None else None
            if heat is not None and run.stage is not RunStage.VOIDED:
                teams[heat] = tuple(dict.fromkeys((*teams.get(heat, ()), *run.teams)))
        return teams


def _together(runs: Sequence[RunState], team: str) -> HeatRun:
    scored = [points for run in runs if (points := run.points_of(team)) is not None]
    last_ms = [run.score.last_scoring_ms for run in runs if run.score.last_scoring_ms is not None]
    figures = {
        "points": sum(scored) if scored else None,
        "last_scoring_ms": sum(last_ms) if len(last_ms) == len(runs) else None,
    }
    return HeatRun(runs[0].run or "", sum(scored), figures)
