"""What a competition looks like once its facts are folded, stage by stage, and what has to be run next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from judge.challenge import Definition
from judge.facts import Fact, TeamEntered, TournamentOpened
from judge.findings import Finding
from judge.run_state import Refusal, RunStage, RunState
from judge.stable_random import draw
from judge.tournament.double_elimination import DoubleElimination
from judge.tournament.elimination import Bracket, Heat, HeatState, Placing, sharing
from judge.tournament.open_runs import OpenResult
from judge.tournament.ranking import Entry, Why
from judge.tournament.stages import StageRule
from judge.tournament.swiss import SwissState

__all__ = [
    "ELIMINATION", "OPEN_RUNS", "PRACTICE", "Answer", "Asks", "Decision", "Entrance", "Group", "NextRun", "Side",
    "StageState", "Standing", "Status", "Team", "TournamentState", "may_close", "may_dispute", "next_official",
    "tie_answers",
]  # fmt: skip

OPEN_RUNS: Final = "open_runs"
ELIMINATION: Final = "elimination"
PRACTICE: Final = "practice"
Answer = Literal["order", "lots", "joint", "run_off", "keep", "rerun", "stands", "side"]
Asks = Literal["order", "corrections", "runs", "target"]
Status = Literal["in", "withdrew", "no_show", "disqualified"]


@dataclass(frozen=True, slots=True)
class Team:
    """A team as it entered; `number` counts the entries from 1."""

    id: str
    number: int
    entered: TeamEntered


@dataclass(frozen=True, slots=True)
class Entrance:
    """A team in a competition. `status`: in, or why it left; `is_late`: it entered after the first official run."""

    team: str
    number: int
    status: Status
    is_late: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of standings, best first; `why` is why it stands before the next line."""

    rank: int
    team: str
    is_joint: bool
    result: OpenResult
    why: Why | None


@dataclass(frozen=True, slots=True)
class NextRun:
    """A run that has to be run. `number` counts the team's official runs in this stage (and heat) that are not void."""

    team: str
    number: int
    stage: str
    heat: str | None
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of several things that were done apart: the facts of it, the last word last, and the run it is about.

    `points`: what the run is worth if this side is right; None: no result, or it is about no run.
    """

    facts: tuple[Fact, ...]
    run: str | None = None
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone has to settle before anything moves: a tie among `teams`, or a heat played on an old result.

    `where`: a stage's id (who goes on, who is which seed), a group's, or a heat's. `answers`: what may be said to it.
    `played`: of a heat that was run by others than stand in it now (`teams`), who they are; its answers are `keep` (it
    stands, with a note), `rerun` (void, and replayed with the right team) and `joint` (it stands, and the right team
    shares the place of the one that played in its stead). Of a tie `joint` lets them share their rank.

    `asks`: other than `order` it is about what was done apart (`judge.tournament.asked`), between `sides`; it stops
    nothing, because a stated rule holds meanwhile. `where` is then a run, a fact's id or a team.
    """

    where: str
    teams: tuple[str, ...]
    stage: str | None = None
    competition: str | None = None
    answers: tuple[Answer, ...] = ("order", "lots")
    played: tuple[str, ...] = ()
    asks: Asks = "order"
    sides: tuple[Side, ...] = ()
    counted: int = 0
    """Of runs: how many of the sides count, the first ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a stage, or all of it (`id` None): its standings, and its published rounds with their matches.

    A match is a heat whose id is `match_id`; drawn: decided, without a winner.
    """

    id: str | None
    teams: tuple[str, ...]
    standings: tuple[Standing, ...]
    rounds: tuple[tuple[Heat, ...], ...]
    is_over: bool
    swiss: SwissState | None = None


@dataclass(frozen=True, slots=True)
class StageState:
    """One stage. `entrants`: who is in it, best seed first; () while the stage before is not over.

    `standings`: of open runs, or of a single group; `groups`: of groups, round robin and Swiss; one of `bracket` and
    `double` in an elimination. `advancing`: who comes out of it, in order, once it is over and nothing is undecided.
    """

    rule: StageRule
    definition: Definition
    state: Literal["waiting", "running", "over"]
    entrants: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    groups: tuple[Group, ...] = ()
    bracket: Bracket | None = None
    double: DoubleElimination | None = None
    decisions: tuple[Decision, ...] = ()
    advancing: tuple[Entry, ...] = ()
    run_offs: tuple[Heat, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    """(team, other): by a director's choice the team has the place of the other."""

    @property
    def id(self) -> str:
        """The stage's id."""
        return self.rule.id

    @property
    def is_over(self) -> bool:
        """All of it was run, or it was closed, and nothing is undecided."""
        return self.state == "over" and not self.decisions

    @property
    def heats(self) -> tuple[Heat, ...]:
        """All heats and matches, in an order they can be run; the run-offs first."""
        if self.bracket is not None:
            return (*self.run_offs, *self.bracket.heats)
        if self.double is not None:
            return (*self.run_offs, *self.double.heats)
        return (*self.run_offs, *(heat for group in self.groups for heats in group.rounds for heat in heats))

    @property
    def order(self) -> tuple[Placing, ...]:
        """How the teams stand to each other here: by places, by standings, or by their ranks in the groups."""
        groups = self.groups or (Group(None, (), self.standings, (), False),)
        lines = (line for group in groups for line in group.standings)
        return self.placings or tuple(Placing(line.rank, line.team) for line in lines)

    @property
    def placings(self) -> tuple[Placing, ...]:
        """The places an elimination gave, best first."""
        drawn = self.bracket or self.double
        placings = drawn.placings if drawn is not None else ()
        return sharing(placings, self.shared) if placings and self.shared else placings


NO_ENTRIES: Mapping[str, Entrance] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TournamentState:
    """Everything that follows from the facts of one competition.

    `opened`: how it was opened (of one among many in the words of a single one: `opened.tournament` is its id).
    `definition` carries the day's overlay; None: nothing was opened yet. `stage`: the id of the stage that runs, `none`
    or `done`. `standings` and `bracket` are those of the latest stage that has any.
    """

    opened: TournamentOpened | None
    definition: Definition | None
    stage: str
    teams: tuple[Team, ...]
    runs: tuple[RunState, ...]
    standings: tuple[Standing, ...]
    bracket: Bracket | None
    champion: str | None
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    stages: tuple[StageState, ...] = ()
    entries: Mapping[str, Entrance] = field(default_factory=lambda: NO_ENTRIES)
    competition: str | None = None
    """Its id among others; None: the journal holds no other."""
    asked: tuple[Decision, ...] = ()
    """What was done apart, of all stages: a rule holds until somebody settles it."""

    @property
    def to_settle(self) -> tuple[Decision, ...]:
        """All that waits for somebody: what stops the stage first."""
        return (*self.decisions, *self.asked)

    @property
    def under_review(self) -> tuple[RunState, ...]:
        """The disputed runs that nobody has decided yet; they count nowhere, and are shown as such."""
        return tuple(run for run in self.runs if run.stage is RunStage.DISPUTED)

    @property
    def running(self) -> StageState | None:
        """The stage that runs; None: nothing was opened, or all is over."""
        return next((stage for stage in self.stages if not stage.is_over), None)

    @property
    def placings(self) -> tuple[Placing, ...]:
        """The places at the end: of the last stage, then those who did not come so far, by the stages before.

        Who is equal has the same place; who was disqualified has none. () until all is over.
        """
        if self.stage != "done":
            return ()
        out = {team for team, entry in self.entries.items() if entry.status == "disqualified"}
        placings: list[Placing] = []
        for stage in reversed(self.stages):
            placed = {placing.team for placing in placings} | out
            left = sorted((line for line in stage.order if line.team not in placed), key=lambda line: line.place)
            first, before = {line.place: n for n, line in reversed([*enumerate(left, start=1)])}, len(placings)
            placings += [Placing(before + first[line.place], line.team) for line in left]
        placings += _by_rounds(self.stages[0], {placing.team for placing in placings} | out, len(placings))
        shared = [pair for stage in self.stages for pair in stage.shared]
        return sharing(placings, shared) if shared else tuple(placings)

    @property
    def champions(self) -> tuple[str, ...]:
        """Who has the first place, once all is over: one team, or those who share it."""
        return tuple(placing.team for placing in self.placings if placing.place == 1)

    @property
    def contested(self) -> tuple[Decision, ...]:
        """The heats that were run by others than stand in them now; until that is settled they are under review."""
        return tuple(decision for decision in self.decisions if decision.played)

    def run(self, run: str) -> RunState:
        """One run by its id. Raises: KeyError: there is no such run."""
        for state in self.runs:
            if state.run == run:
                return state
        raise KeyError(run)

    def stage_state(self, stage: str) -> StageState:
        """One stage by its id. Raises: KeyError: there is no such stage."""
        for state in self.stages:
            if state.id == stage:
                return state
        raise KeyError(stage)

    def lots(self, decision: Decision) -> tuple[str, ...]:
        """The order the published seed gives to the teams of a decision, for a director who leaves it to the draw.

        Raises: ValueError: no tournament was opened, so there is no seed.
        """
        if self.opened is None:
            raise ValueError("no tournament was opened")
        teams = {team.number: team.id for team in self.teams if team.id in decision.teams}
        return tuple(teams[number] for number in draw(self.opened.seed, decision.where, teams))


def tie_answers(definition: Definition, teams: Sequence[str], *, is_joint: bool = True) -> tuple[Answer, ...]:
    """What may be said to a tie; where robots meet, a run-off takes as many as a ring does.

    Args: is_joint: whether they may share their rank.
    """
    answers: list[Answer] = ["order", "lots"]
    if definition.match is None or len(teams) == 2:
        answers.append("run_off")
    return (*answers, "joint") if is_joint else tuple(answers)


def _by_rounds(stage: StageState, placed: set[str], before: int) -> list[Placing]:
    """The places of those a first stage's bracket gave none: by the last round they stood in, jointly."""
    placings: list[Placing] = []
    for heats in reversed(stage.bracket.rounds if stage.bracket is not None else ()):
        teams = [side.team for heat in heats for side in heat.sides if side.team is not None]
        left = [team for team in dict.fromkeys(teams) if team not in placed]
        place = 1 + before + len(placings)
        placings += [Placing(place, team) for team in left]
        placed = placed | set(left)
    return placings


def may_close(state: TournamentState, stage: str) -> Refusal | None:
    """Say why a stage may not be closed now; None: it may. Code: under-review (runs)."""
    runs = [run.run or "" for run in state.under_review if run.opened is not None and run.opened.stage == stage]
    return Refusal("under-review", {"runs": " ".join(runs)}) if runs else None


def may_dispute(state: TournamentState, run: RunState) -> Refusal | None:
    """Say why a team may not object to a run now; None: the tournament allows it (`judge.run_state.may` asks the run).

    Code: stage-over (stage): a dispute over a run of an earlier stage would take back one that is being played.
    """
    order = [stage.id for stage in state.stages]
    reached = order.index(state.stage) if state.stage in order else len(order) - 1
    if run.opened is not None and run.opened.stage in order[: max(0, reached)]:
        return Refusal("stage-over", {"stage": run.opened.stage})
    return None


def next_official(state: TournamentState) -> tuple[NextRun, ...]:
    """The official runs that have to be run, first things first; runs that are open now are not among them.

    Open runs: whoever has used the fewest, in the order of entry; a team at a table is not asked for again.
    Elsewhere: heats and matches in their order, better seed first. Nothing while a tie about who goes on is open.
    """
    stage = state.running
    if stage is None or state.stage == "done" or stage.state == "waiting":
        return ()
    if stage.rule.type != "open_runs" or stage.run_offs:
        in_heats = _next_in_heats(state, stage)
        if stage.rule.type != "open_runs" or in_heats:
            return in_heats
    if stage.decisions:
        return ()
    busy = {team for run in state.runs if run.stage in (RunStage.OPENED, RunStage.STARTED) for team in run.teams}
    allowed = stage.definition.aggregation.runs_official
    numbers = {team.id: team.number for team in state.teams}
    gone = {team for team, entry in state.entries.items() if entry.status != "in"}
    free = [line for line in stage.standings if line.result.runs_left and line.team not in busy | gone]
    free.sort(key=lambda line: (-line.result.runs_left, numbers[line.team]))
    return tuple(
        NextRun(line.team, allowed - line.result.runs_left + 1, stage.id, None, state.competition) for line in free
    )


def _next_in_heats(state: TournamentState, stage: StageState) -> tuple[NextRun, ...]:
    taken: dict[tuple[str | None, str], int] = {}
    for run in state.runs:
        opened = run.opened
        if opened is not None and opened.stage == stage.id and opened.official and run.stage is not RunStage.VOIDED:
            for team in run.teams:
                taken[opened.heat, team] = taken.get((opened.heat, team), 0) + 1
    each = max(1, stage.rule.runs)
    once = {heat.id for heat in stage.run_offs}
    return tuple(
        NextRun(side.team, taken.get((heat.id, side.team), 0) + 1, stage.id, heat.id, state.competition)
        for heat in stage.heats
        if heat.state is HeatState.READY
        for side in heat.sides
        if side.team is not None and taken.get((heat.id, side.team), 0) < (1 if heat.id in once else each)
    )
