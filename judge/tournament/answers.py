"""What somebody answers to a decision, as the facts that are then written; each can be withdrawn, and stands again.

Rules: nothing is written here; who may answer, and until when, is in the definition (`[correction]`); a heat that is
kept takes a team out of the heat where it should have been: whoever it pushed out stands there in its stead, so that
nobody stands in two heats, and nobody in none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.facts import RunVoided
from judge.run_state import Refusal, RunStage, RunState
from judge.tournament.acts import Act
from judge.tournament.asked import SETTLERS, settling
from judge.tournament.decisions import heat_kept, run_off_called, tie_decided
from judge.tournament.elimination import CONTESTED, Heat, HeatState, Side
from judge.tournament.state import Answer, Decision, StageState, TournamentState

__all__ = ["Act", "KeptHeat", "answered", "keeping", "may_answer", "runs_of", "voided"]


@dataclass(frozen=True, slots=True)
class KeptHeat:
    """A heat as it is to stand; `sharing`: (team, team of the heat) who would share their place."""

    heat: str
    teams: tuple[str, ...]
    sharing: tuple[tuple[str, str], ...]
    stage: str | None
    competition: str | None

    def fact(self, reason: str, *, is_joint: bool) -> Act:
        """The fact that keeps it."""
        joint = dict(self.sharing) if is_joint else None
        return Act(
            heat_kept(self.heat, self.teams, reason, stage=self.stage, competition=self.competition, joint=joint)
        )


def may_answer(state: TournamentState, decision: Decision, answer: Answer, by: str) -> Refusal | None:
    """Say why an answer may not be given; None: it may.

    Args: by: a role. Codes: settled-already (where), not-an-answer (answer, where): it is not offered, or too late;
    not-yours (by): the definition leaves what becomes of played heats to others.
    """
    if decision not in state.to_settle:
        return Refusal("settled-already", {"where": decision.where})
    if answer not in decision.answers:
        return Refusal("not-an-answer", {"answer": answer, "where": decision.where})
    if decision.asks != "order" and by not in SETTLERS:
        return Refusal("not-yours", {"by": by})
    if decision.played and state.definition is not None and by not in state.definition.correction.by:
        return Refusal("not-yours", {"by": by})
    return None


def answered(
    state: TournamentState, decision: Decision, answer: Answer, reason: str, order: Sequence[str] = ()
) -> list[Act]:
    """The facts of an answer.

    Args: reason: a word. order: best first, for `order`; for the `joint` of a tie who comes first where one must; for
    `side` its number, from 1.
    Raises: ValueError: the answer is not offered, or the order does not name the teams, or a side.
    """
    if answer not in decision.answers:
        raise ValueError(f"{answer} is no answer to {decision.where}")
    if decision.asks != "order" and answer == "rerun":
        return [Act(RunVoided(reason), decision.where)]
    if decision.asks != "order":
        return settling(decision, int(order[0]) if answer == "side" and order else None, reason)
    stage = _stage(state, decision)
    if decision.played:
        kept = keeping(stage, [decision])
        if answer == "rerun":
            return voided(runs_of(state, stage, decision.where), reason)
        strays = [run for run in runs_of(state, stage, decision.where) if not _stands(run, decision.where, kept)]
        return [*(one.fact(reason, is_joint=answer == "joint") for one in kept), *voided(strays, reason)]
    if answer == "run_off":
        number = 1 + sum(heat.id.rpartition("-x")[0] == decision.where for heat in stage.run_offs)
        said = {"stage": decision.stage, "competition": decision.competition}
        return [Act(run_off_called(decision.where, decision.teams, number, reason, **said))]
    given = state.lots(decision) if answer == "lots" else tuple(order or decision.teams)
    if set(given) != set(decision.teams) or (answer == "order" and not order):
        raise ValueError(f"the order has to name {' '.join(decision.teams)}")
    return [
        Act(
            tie_decided(
                decision.where, given, reason, stage=decision.stage, competition=decision.competition,
                is_joint=answer == "joint",
            )
        )
    ]  # fmt: skip


def runs_of(state: TournamentState, stage: StageState, heat: str) -> list[RunState]:
    """The runs of a heat that are not void."""
    return [
        run
        for run in state.runs
        if run.opened is not None
        and (run.opened.stage, run.opened.heat) == (stage.id, heat)
        and run.stage is not RunStage.VOIDED
    ]


def voided(runs: Sequence[RunState], reason: str) -> list[Act]:
    """The facts that make runs void."""
    return [Act(RunVoided(reason), run.run) for run in runs]


def keeping(stage: StageState, contested: Sequence[Decision]) -> tuple[KeptHeat, ...]:
    """The heats that have to be held fast so that the contested ones stand as they were played, those last."""
    heats = {heat.id: heat for heat in stage.heats if heat not in stage.run_offs}
    pairs = {one.where: _pair(one, heats) for one in contested}
    now = {one.where: set(one.teams) for one in contested}
    pulled = {team for where, pair in pairs.items() for team in pair if team not in now[where]}
    out = [team for one in contested for team in one.teams if all(team not in pair for pair in pairs.values())]
    moved: list[KeptHeat] = []
    first = contested[0]
    for heat in heats.values():
        teams = tuple(side.team for side in heat.sides if side.team is not None)
        if heat.id in pairs or heat.state not in (HeatState.READY, HeatState.UNDECIDED) or not pulled & set(teams):
            continue
        stand = tuple(out.pop(0) if team in pulled and out else team for team in teams)
        changed = zip(teams, stand, strict=True) if heat.why == CONTESTED else ()
        sharing = tuple((team, other) for team, other in changed if team != other)
        moved.append(KeptHeat(heat.id, stand, sharing, first.stage, first.competition))
    return (*moved, *(_kept(one, pairs[one.where]) for one in contested))


def _kept(decision: Decision, pair: tuple[str, ...]) -> KeptHeat:
    wronged = [team for team in decision.teams if team not in pair]
    instead = [team for team in pair if team not in decision.teams]
    sharing = tuple(zip(wronged, instead, strict=False))
    return KeptHeat(decision.where, pair, sharing, decision.stage, decision.competition)


def _pair(decision: Decision, heats: Mapping[str, Heat]) -> tuple[str, ...]:
    """The two who played, the first ones to run; where only one has, with whoever stays; each on its side."""
    sides = [side for side in heats[decision.where].sides if side.team is not None]
    teams = [side.team for side in sides if side.team is not None]
    pushed = {side.team for side in sides if _came_for(side, decision.played, heats)}
    stay = [team for team in teams if team not in decision.played]
    pair = [*decision.played, *sorted(stay, key=lambda team: team in pushed)][:2]
    if len(teams) == 2 and (pair[0] == teams[1] or pair[1] == teams[0]):
        pair.reverse()
    return tuple(pair)


def _came_for(side: Side, played: Sequence[str], heats: Mapping[str, Heat]) -> bool:
    """Whether a side came out of a heat of somebody who played here, and so stands where that one stood."""
    came_from = heats.get(side.from_heat or "")
    return came_from is not None and any(one.team in played and one.team != side.team for one in came_from.sides)


def _stands(run: RunState, where: str, kept: Sequence[KeptHeat]) -> bool:
    return any(one.heat == where and set(run.teams) <= set(one.teams) for one in kept)


def _stage(state: TournamentState, decision: Decision) -> StageState:
    running: Mapping[str, StageState] = {stage.id: stage for stage in state.stages}
    return running[decision.stage if decision.stage is not None else state.stage]
