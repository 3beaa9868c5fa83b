"""An elimination, single or double, as a stage: who is in the bracket, what came of it, and what has to be decided.

Rules: whoever leaves before the first heat is not drawn, and the next one comes in; who leaves later loses what is not
run. A team that enters after the first heat is not in it. A run in a heat that its team does not stand in (after a
correction, or by mistake) counts nowhere and is named.
"""

from collections.abc import Collection, Mapping, Sequence

from judge.findings import Finding
from judge.run_state import RunStage
from judge.tournament.double_elimination import double_elimination
from judge.tournament.double_plan import SECOND_FINAL
from judge.tournament.elimination import THIRD, Heat, HeatRun, HeatState, bracket
from judge.tournament.play import Play
from judge.tournament.ranking import Entry
from judge.tournament.stages import StageRule
from judge.tournament.state import ANSWERS, Decision, StageState

__all__ = ["check_heats", "elimination_stage"]

LAST_HEATS = frozenset(["F1", THIRD, SECOND_FINAL])
"""The heats whose winner goes nowhere. The first grand final is none: its loser may have to meet the winner again."""


def elimination_stage(
    play: Play, rule: StageRule, seeds: Sequence[Entry], everyone: Mapping[str, Entry], out: Collection[str]
) -> StageState:
    """Fold the stage.

    Args: seeds: best first. everyone: who else may stand in a heat that the director kept. out: who does not go on.
    """
    definition = play.setup.of_stage(rule.id)
    runs = play.heat_runs(rule)

    def results(heat: str, team: str) -> HeatRun | None:
        return runs.get((heat, team))

    ranking, decided = play.setup.heat_ranking(rule.id), play.gathering.ties(rule.id)
    kept, absent = _kept(play, rule, everyone), play.absent(rule.id)
    single, double = None, None
    if rule.type == "double_elimination":
        double = double_elimination(
            seeds, results, ranking, decided=decided, draw_seed=play.seed, absent=absent, kept=kept
        )
    else:
        third = rule.third_place if not play.setup.is_single else definition.elimination.third_place
        single = bracket(
            seeds, results, ranking, decided=decided, draw_seed=play.seed, third_place=third, kept=kept, absent=absent
        )
    stage = StageState(rule, definition, "running", tuple(entry.id for entry in seeds), bracket=single, double=double)
    decisions = _decisions(play, rule, stage.heats)
    placings, entries = stage.placings, {entry.id: entry for entry in (*seeds, *everyone.values())}
    advancing = tuple(entries[placing.team] for placing in placings if placing.team not in out)
    return StageState(
        rule, definition, "over" if placings else "running", stage.entrants, bracket=single, double=double,
        decisions=decisions, advancing=advancing,
    )  # fmt: skip


def check_heats(play: Play, rule: StageRule, heats: Sequence[Heat]) -> None:
    """Name the runs in a heat that their team does not stand in."""
    sides = {(heat.id, side.team) for heat in heats for side in heat.sides}
    for run in play.by_stage.get(rule.id, ()):
        opened = run.opened
        if opened is None or run.stage is RunStage.VOIDED or (opened.heat, opened.team) in sides:
            continue
        fields: dict[str, int | str] = {"heat": opened.heat or "", "team": opened.team}
        play.gathering.findings.append(Finding("run-outside-its-heat", "error", run.run or "", fields))


def _kept(play: Play, rule: StageRule, everyone: Mapping[str, Entry]) -> dict[str, tuple[Entry, Entry]]:
    """The heats that stand as they were played; one with a team that has no result any more cannot."""
    kept = {}
    for (of, heat), fact in play.gathering.kept.items():
        first, second = fact.teams
        if of in (None, rule.id) and first in everyone and second in everyone:
            kept[heat] = everyone[first], everyone[second]
    return kept


def _decisions(play: Play, rule: StageRule, heats: Sequence[Heat]) -> tuple[Decision, ...]:
    """The heats in which all ran and are equal; a place that leads nowhere may be shared."""
    undecided = (heat for heat in heats if heat.state is HeatState.UNDECIDED)
    stage = None if play.setup.is_single else rule.id
    return tuple(
        Decision(
            heat.id, tuple(side.team for side in heat.sides if side.team), stage, play.name,
            (*ANSWERS, "joint") if heat.id in LAST_HEATS else ANSWERS,
        )
        for heat in undecided
    )  # fmt: skip
