"""What happened apart, asked of the head referee: corrections of one run, runs beyond N, runs under an old target.

Rules: nothing is dropped and nothing stops: until somebody settles it, the latest correction holds (`judge.apart`), the
first N runs count (`judge.tournament.open_runs`), and all runs are scored by the target that was announced last. Every
answer is made of facts that can be taken back: corrections that have seen all the others, or a run that is void.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from judge.apart import Apart, corrections_apart, unseen
from judge.corrections import effective
from judge.facts import Corrected, Fact, RunOpened, RunVoided
from judge.hall_kinds import CompetitionOpened
from judge.run_state import RunStage
from judge.table import fold_standing
from judge.tournament.acts import Act
from judge.tournament.announced import announced_values, stale_values
from judge.tournament.gathering import Gathering
from judge.tournament.state import Answer, Decision, Side, StageState, Standing, TournamentState

__all__ = ["SETTLERS", "ask_apart", "settling"]

SETTLERS: Final = ("head_referee", "chief")
"""Who settles what was done apart."""
BEYOND_N: Final = "beyond_n"
ANSWERS: Final[tuple[Answer, ...]] = ("stands", "side")


def ask_apart(
    states: Mapping[str, TournamentState], gathered: Mapping[str, Gathering], facts: Sequence[Fact]
) -> dict[str, TournamentState]:
    """The same competitions with what has to be asked. Args: facts: all of the journal, as recorded."""
    asked: dict[str, list[Decision]] = {name: [] for name in states}
    for apart in corrections_apart(facts):
        name = _competition_of(apart.root, states)
        if name is not None:
            asked[name].append(_of_corrections(apart, states[name], gathered[name], facts))
    for name, state in states.items():
        for stage in state.stages:
            asked[name] += _beyond(state, stage, gathered[name])
        asked[name] += _under_old_values(state, gathered[name])
    return {name: replace(state, asked=tuple(asked[name])) if asked[name] else state for name, state in states.items()}


def settling(decision: Decision, side: int | None, reason: str) -> list[Act]:
    """The facts of an answer.

    Args: side: its number from 1; None: it stands as it is. Of corrections the side that is right; of runs the one that
    does not count. reason: a word.
    Raises: ValueError: there is no such side.
    """
    if side is not None and not 1 <= side <= len(decision.sides):
        raise ValueError(f"{decision.where} has no side {side}")
    if decision.asks == "runs":
        return [Act(RunVoided(BEYOND_N), run) for run in _too_many(decision, side)]
    if decision.asks == "target":
        return [_under_values_that_hold(decision, reason)]
    words = [one.facts for one in decision.sides]
    if side is None:  # said once more by somebody who knows of all of them
        last = words[-1][-1].body
        assert isinstance(last, Corrected)
        return [Act(Corrected(last.station, last.seq, last.action, last.replacement, reason), decision.sides[-1].run)]
    run = decision.sides[side - 1].run
    wrong = unseen(words, side - 1)
    return [Act(Corrected(fact.station, fact.seq, "withdraw", None, reason), run) for fact in wrong]


def _too_many(decision: Decision, side: int | None) -> list[str]:
    runs = [one.run for one in decision.sides if one.run is not None]
    if side is not None:
        return runs[side - 1 : side]
    return runs[decision.counted :]


def _competition_of(root: Fact, states: Mapping[str, TournamentState]) -> str | None:
    """Whose question it is; of what is about none (any more): the first one's."""
    body, first = root.body, next(iter(states), None)
    if root.run is not None:
        return next((name for name, state in states.items() if any(run.run == root.run for run in state.runs)), first)
    name = body.competition if isinstance(body, CompetitionOpened) else getattr(body, "competition", first)
    return name if name in states else first


def _of_corrections(apart: Apart, state: TournamentState, gathering: Gathering, facts: Sequence[Fact]) -> Decision:
    run = next((run for run in state.runs if run.run == apart.root.run), None) if apart.root.run else None
    sides = []
    own = [fact for fact in facts if fact.run == apart.root.run or type(fact.body) is Corrected] if run else []
    for number, side in enumerate(apart.sides):
        points = _points(gathering, apart.root.run or "", own, apart.against(number)) if run is not None else None
        sides.append(Side(side, apart.root.run, points))
    stage = run.opened.stage if run is not None and run.opened is not None else None
    teams = run.teams if run is not None else ()
    where = apart.root.run or apart.root.source
    return Decision(where, teams, stage, state.competition, ANSWERS, asks="corrections", sides=tuple(sides))


def _points(gathering: Gathering, run: str, facts: Iterable[Fact], without: Sequence[Fact]) -> int | None:
    """What a run would be worth if these corrections had not been made. Args: facts: of the run; all corrections."""
    left = {(fact.station, fact.seq) for fact in without}
    standing, _ = effective(fact for fact in facts if (fact.station, fact.seq) not in left)
    own = [fact for fact in standing if fact.run == run]
    stage = next((fact.body.stage for fact in own if isinstance(fact.body, RunOpened)), "")
    score = fold_standing(gathering.setup.of_stage(stage), gathering.setup.opened.division, own).score
    return score.points if score.has_result else None


def _beyond(state: TournamentState, stage: StageState, gathering: Gathering) -> list[Decision]:
    """Who has more official runs in open runs than are allowed: which of them count?"""
    if stage.rule.type != "open_runs":
        return []
    return [_of_runs(state, stage, line, gathering) for line in stage.standings if line.result.beyond]


def _of_runs(state: TournamentState, stage: StageState, line: Standing, gathering: Gathering) -> Decision:
    within = {*line.result.signed, *line.result.pending}
    runs = [run for run in state.runs if run.run in within or run.run in line.result.beyond]
    sides = []
    for run in runs:
        opening = next(fact for fact in gathering.runs[run.run or ""] if isinstance(fact.body, RunOpened))
        sides.append(Side((opening,), run.run, run.points_of(line.team)))
    return Decision(
        line.team, (line.team,), stage.id, state.competition, ANSWERS, asks="runs", sides=tuple(sides),
        counted=len(within),
    )  # fmt: skip


def _under_old_values(state: TournamentState, gathering: Gathering) -> Iterator[Decision]:
    """The official runs that were opened under another announcement than holds now."""
    for run in state.runs:
        opened = run.opened
        if opened is None or not (opened.official and opened.announced) or run.stage is RunStage.VOIDED:
            continue
        definition, division = gathering.setup.of_stage(opened.stage), gathering.setup.opened.division
        old = stale_values(opened, definition, division)
        if not old:
            continue
        facts = gathering.runs[run.run or ""]
        opening = next(fact for fact in facts if isinstance(fact.body, RunOpened))
        played = definition.played(division)
        before = definition.with_overlay({f"{name}.{played}": value for name, value in old.items()})
        score = fold_standing(before, division, facts).score
        now = {**opened.announced, **announced_values(definition, division)}
        holds = opening._replace(body=replace(opened, announced=now))
        sides = (
            Side((opening,), run.run, score.points if score.has_result else None),
            Side((holds,), run.run, run.score.points if run.score.has_result else None),
        )
        yield Decision(
            run.run or "", run.teams, opened.stage, state.competition, ("stands", "rerun"), asks="target", sides=sides
        )


def _under_values_that_hold(decision: Decision, reason: str) -> Act:
    """The run counts under the values that hold: its opening says so from now on."""
    holds = decision.sides[-1].facts[-1]
    return Act(Corrected(holds.station, holds.seq, "replace", holds.body, reason), decision.sides[-1].run)
