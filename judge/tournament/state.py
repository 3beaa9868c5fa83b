"""What a tournament looks like once its facts are folded, and what has to be run next."""

from dataclasses import dataclass
from typing import Final, Literal

from judge.challenge import Definition
from judge.facts import TeamEntered, TournamentOpened
from judge.findings import Finding
from judge.run_state import Refusal, RunStage, RunState
from judge.stable_random import draw
from judge.tournament.elimination import Bracket, HeatState
from judge.tournament.open_runs import OpenResult
from judge.tournament.ranking import Why

__all__ = [
    "ELIMINATION", "OPEN_RUNS", "Decision", "NextRun", "Standing", "Team", "TournamentState", "may_close",
    "may_dispute", "next_official",
]  # fmt: skip

OPEN_RUNS: Final = "open_runs"
ELIMINATION: Final = "elimination"
Stage = Literal["none", "open_runs", "elimination", "done"]


@dataclass(frozen=True, slots=True)
class Team:
    """A team as it entered; `number` counts the entries from 1."""

    id: str
    number: int
    entered: TeamEntered


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the standings of the open runs, best first; `why` is why it stands before the next line."""

    rank: int
    team: str
    is_joint: bool
    result: OpenResult
    why: Why | None


@dataclass(frozen=True, slots=True)
class NextRun:
    """A run that has to be run. `number` counts the team's official runs in this stage that are not void, from 1."""

    team: str
    number: int
    stage: str
    heat: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A tie that someone has to settle (`decisions.tie_decided`) before anything moves."""

    where: str
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TournamentState:
    """Everything that follows from the facts. `definition` carries the day's overlay; None: nothing was opened yet."""

    opened: TournamentOpened | None
    definition: Definition | None
    stage: Stage
    teams: tuple[Team, ...]
    runs: tuple[RunState, ...]
    standings: tuple[Standing, ...]
    bracket: Bracket | None
    champion: str | None
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]

    @property
    def under_review(self) -> tuple[RunState, ...]:
        """The disputed runs that nobody has decided yet; they count nowhere, and are shown as such."""
        return tuple(run for run in self.runs if run.stage is RunStage.DISPUTED)

    def run(self, run: str) -> RunState:
        """One run by its id. Raises: KeyError: there is no such run."""
        for state in self.runs:
            if state.run == run:
                return state
        raise KeyError(run)

    def lots(self, decision: Decision) -> tuple[str, ...]:
        """The order the published seed gives to the teams of a decision, for a director who leaves it to the draw.

        Raises: ValueError: no tournament was opened, so there is no seed.
        """
        if self.opened is None:
            raise ValueError("no tournament was opened")
        teams = {team.number: team.id for team in self.teams if team.id in decision.teams}
        return tuple(teams[number] for number in draw(self.opened.seed, decision.where, teams))


def may_close(state: TournamentState, stage: str) -> Refusal | None:
    """Say why a stage may not be closed now; None: it may. Code: under-review (runs)."""
    runs = [run.run or "" for run in state.under_review if run.opened is not None and run.opened.stage == stage]
    return Refusal("under-review", {"runs": " ".join(runs)}) if runs else None


def may_dispute(state: TournamentState, run: RunState) -> Refusal | None:
    """Say why a team may not object to a run now; None: the tournament allows it (`judge.run_state.may` asks the run).

    Code: stage-over (stage): a dispute over an open run would take back a bracket that is being played.
    """
    if run.opened is not None and run.opened.stage == OPEN_RUNS and state.bracket is not None:
        return Refusal("stage-over", {"stage": OPEN_RUNS})
    return None


def next_official(state: TournamentState) -> tuple[NextRun, ...]:
    """The official runs that have to be run, first things first; runs that are open now are not among them.

    Open runs: whoever has used the fewest, in the order of entry; a team at a table is not asked for again.
    Elimination: heats in their order, better seed first. Nothing while a decision about the seeding is awaited.
    """
    if state.definition is None or state.stage == "done":
        return ()
    if state.bracket is not None:
        return _next_in_heats(state, state.bracket)
    if state.decisions:
        return ()
    busy = {team for run in state.runs if run.stage in (RunStage.OPENED, RunStage.STARTED) for team in run.teams}
    allowed = state.definition.aggregation.runs_official
    numbers = {team.id: team.number for team in state.teams}
    free = [line for line in state.standings if line.result.runs_left and line.team not in busy]
    free.sort(key=lambda line: (-line.result.runs_left, numbers[line.team]))
    return tuple(NextRun(line.team, allowed - line.result.runs_left + 1, OPEN_RUNS, None) for line in free)


def _next_in_heats(state: TournamentState, drawn: Bracket) -> tuple[NextRun, ...]:
    taken = {
        (run.opened.heat, team)
        for run in state.runs
        for team in run.teams
        if run.opened is not None and run.opened.official and run.stage is not RunStage.VOIDED
    }
    return tuple(
        NextRun(side.team, 1, ELIMINATION, heat.id)
        for heat in drawn.heats
        if heat.state is HeatState.READY
        for side in heat.sides
        if side.team is not None and (heat.id, side.team) not in taken
    )
