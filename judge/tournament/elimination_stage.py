"""An elimination, single or double, as a stage: who is in the bracket, what came of it, and what has to be decided.

Rules: whoever leaves before the first heat is not drawn, and the next one comes in; who leaves later loses what is not
run. A team that enters after the first heat is not in it. A run in a heat that its team does not stand in (after a
correction, or by mistake) counts nowhere and is named.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from judge.findings import Finding
from judge.run_state import RunStage
from judge.tournament.double_elimination import DoubleElimination, double_elimination
from judge.tournament.double_plan import FINAL, SECOND_FINAL
from judge.tournament.elimination import (
    CONTESTED,
    NOBODY_PLAYED,
    THIRD,
    Bracket,
    Heat,
    HeatRun,
    HeatState,
    bracket,
)
from judge.tournament.play import Play
from judge.tournament.ranking import Entry
from judge.tournament.run_offs import RunOffs, run_offs
from judge.tournament.stages import StageRule
from judge.tournament.state import Answer, Decision, StageState, tie_answers

__all__ = ["check_heats", "elimination_stage"]

SINGLE_FINAL = "F1"
Drawn = tuple[Bracket | None, DoubleElimination | None]
"""One of the two."""
CHOICES: tuple[Answer, ...] = ("keep", "rerun", "joint")


def elimination_stage(
    play: Play, rule: StageRule, seeds: Sequence[Entry], everyone: Mapping[str, Entry], out: Collection[str]
) -> StageState:
    """Fold the stage.

    Args: seeds: best first. everyone: who else may stand in a heat that the director kept. out: who does not go on.
    """
    definition, again = play.setup.of_stage(rule.id), run_offs(play, rule)
    played = play.played(rule)
    (single, double), kept = _played(play, rule, seeds, _kept(play, rule, everyone), again, played)
    heats = _heats(single, double)
    entrants = tuple(entry.id for entry in seeds)
    shared = (*_kept_jointly(play, rule, kept), *_tied_jointly(play, rule, heats))
    stage = StageState(
        rule, definition, "running", entrants, bracket=single, double=double, run_offs=again.heats, shared=shared
    )
    placings, entries = stage.placings, {entry.id: entry for entry in (*seeds, *everyone.values())}
    advancing = tuple(entries[placing.team] for placing in placings if placing.team not in out)
    is_left = any(heat.state in (HeatState.READY, HeatState.UNDECIDED) for heat in heats)
    is_over = placings and not again.pending and not is_left
    return StageState(
        rule, definition, "over" if is_over else "running", entrants, bracket=single, double=double,
        decisions=_decisions(play, rule, (single, double), again, played), advancing=advancing, run_offs=again.heats,
        shared=shared,
    )  # fmt: skip


def _played(
    play: Play,
    rule: StageRule,
    seeds: Sequence[Entry],
    kept: Mapping[str, tuple[Entry, Entry]],
    again: RunOffs,
    played: Mapping[str, Sequence[str]],
) -> tuple[Drawn, Collection[str]]:
    """The elimination, and which of its heats stand as they were kept.

    A heat that was kept stands no more once it would put a team into two.
    """
    drawn = _drawn(play, rule, seeds, kept, again, NOBODY_PLAYED)
    if any(_is_contested(heat, played) for heat in _heats(*drawn)):  # hardly ever: all else is folded without looking
        drawn = _drawn(play, rule, seeds, kept, again, played)
    twice = _twice(drawn) if kept else set()
    standing = {heat: pair for heat, pair in kept.items() if twice.isdisjoint(entry.id for entry in pair)}
    if len(standing) == len(kept):
        return drawn, {heat.id for heat in _heats(*drawn)} & kept.keys()
    return _played(play, rule, seeds, standing, again, played)


def _twice(drawn: Drawn) -> set[str]:
    """The teams that stand in two heats at once."""
    parts, stands = _parts(drawn), dict[str, list[str]]()
    for heat in _heats(*drawn):
        for side in heat.sides:
            if side.team is not None:
                stands.setdefault(side.team, []).append(heat.id)
    return {
        team
        for team, own in stands.items()
        if any(_are_at_once(parts[one], parts[other]) for one, other in combinations(own, 2))
    }


def _parts(drawn: Drawn) -> dict[str, tuple[str, int]]:
    """The part and the round of each heat; the match for the third place is run when the final is."""
    single, double = drawn
    if double is not None:
        return {heat.id: (heat.part, heat.round) for heat in (double.plan.heats if double.plan is not None else ())}
    rounds = single.rounds if single is not None else ()
    parts = {heat.id: ("winners", number) for number, heats in enumerate(rounds, start=1) for heat in heats}
    return {**parts, THIRD: ("winners", len(rounds))}


def _are_at_once(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether nobody can stand in both: one round, or a losers' round that those of a winners' round are spared."""
    if one[0] == other[0]:
        return one[1] == other[1]
    numbers = dict((one, other))
    return numbers.keys() == {"winners", "losers"} and numbers["losers"] < 2 * numbers["winners"] - 2


def _heats(single: Bracket | None, double: DoubleElimination | None) -> tuple[Heat, ...]:
    drawn = single if single is not None else double
    return drawn.heats if drawn is not None else ()


def _drawn(
    play: Play,
    rule: StageRule,
    seeds: Sequence[Entry],
    kept: Mapping[str, tuple[Entry, Entry]],
    again: RunOffs,
    played: Mapping[str, Sequence[str]],
) -> Drawn:
    runs = play.heat_runs(rule)

    def results(heat: str, team: str) -> HeatRun | None:
        return runs.get((heat, team))

    ranking, decided = play.setup.heat_ranking(rule.id), play.gathering.ties(rule.id)
    absent = play.absent(rule.id)
    if rule.type == "double_elimination":
        return None, double_elimination(
            seeds, results, ranking, decided=decided, draw_seed=play.seed, absent=absent, kept=kept,
            run_off=again.orders, played=played,
        )  # fmt: skip
    third = rule.third_place if not play.setup.is_single else play.setup.of_stage(rule.id).elimination.third_place
    drawn = bracket(
        seeds, results, ranking, decided=decided, draw_seed=play.seed, third_place=third, kept=kept, absent=absent,
        run_off=again.orders, played=played,
    )  # fmt: skip
    return drawn, None


def _is_contested(heat: Heat, played: Mapping[str, Sequence[str]]) -> bool:
    """Whether others ran in a heat than stand in it, as far as is known who does."""
    is_known = all(side.is_nobody or side.team is not None for side in heat.sides)
    return is_known and not set(played.get(heat.id, ())) <= {side.team for side in heat.sides}


def check_heats(play: Play, rule: StageRule, heats: Sequence[Heat]) -> None:
    """Name the runs in a heat that their team does not stand in; while a side is not known, nobody can say."""
    sides = {(heat.id, side.team) for heat in heats for side in heat.sides}
    unknown = {heat.id for heat in heats if any(side.team is None and not side.is_nobody for side in heat.sides)}
    for run in play.by_stage.get(rule.id, ()):
        opened = run.opened
        if opened is None or run.stage is RunStage.VOIDED:
            continue
        if (opened.heat, opened.team) in sides or opened.heat in unknown:
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


def _kept_jointly(play: Play, rule: StageRule, kept: Collection[str]) -> list[tuple[str, str]]:
    """Who shares the place of who played in its stead, where that heat stands as it was kept."""
    facts = play.gathering.kept.items()
    return [pair for (of, heat), fact in facts if of in (None, rule.id) and heat in kept for pair in fact.joint]


def _tied_jointly(play: Play, rule: StageRule, heats: Sequence[Heat]) -> list[tuple[str, str]]:
    """Who shares the place of the other, because both were equal in a heat that gives places."""
    joint = play.gathering.joint(rule.id)
    return [
        (heat.loser, heat.winner)
        for heat in heats
        if heat.id in joint and _gives_places(rule, heat) and heat.winner and heat.loser and _by_director(heat)
    ]


def _by_director(heat: Heat) -> bool:
    return heat.why is not None and heat.why.code == "director"


def _gives_places(rule: StageRule, heat: Heat) -> bool:
    """The heats whose two teams have the places they were for: those who are equal may share theirs."""
    return heat.id in ((SECOND_FINAL,) if rule.type == "double_elimination" else (SINGLE_FINAL, THIRD))


def _decisions(
    play: Play, rule: StageRule, drawn: Drawn, again: RunOffs, played: Mapping[str, tuple[str, ...]]
) -> tuple[Decision, ...]:
    """The heats in which all ran and are equal, or others ran than stand in them now."""
    stage, decisions = None if play.setup.is_single else rule.id, []
    for heat in _heats(*drawn):
        if heat.state is not HeatState.UNDECIDED or heat.id in again.pending:
            continue
        teams = tuple(side.team for side in heat.sides if side.team)
        if heat.why == CONTESTED:
            choices = _choices(play, rule, heat, drawn, played)
            decisions.append(Decision(heat.id, teams, stage, play.name, choices, played[heat.id]))
        else:
            answers = tie_answers(play.setup.of_stage(rule.id), teams, is_joint=_gives_places(rule, heat))
            decisions.append(Decision(heat.id, teams, stage, play.name, answers))
    return tuple(decisions)


def _choices(
    play: Play, rule: StageRule, heat: Heat, drawn: Drawn, played: Mapping[str, tuple[str, ...]]
) -> tuple[Answer, ...]:
    """What may become of a heat that others played; after the definition's last moment it can only stand.

    It cannot stand where one of those others has run elsewhere since, or has a bye there: nobody has two places.
    """
    if not _may_stand(play, rule, heat, drawn, played):
        return ("rerun",)
    until = play.setup.of_stage(rule.id).correction.until
    finals = (FINAL, SECOND_FINAL) if rule.type == "double_elimination" else (SINGLE_FINAL,)
    runs = play.by_stage.get(rule.id, ())
    is_run = any(run.is_counted and run.opened is not None and run.opened.heat in finals for run in runs)
    is_late = (until == "certificates" and play.gathering.is_certified) or (until == "final" and is_run)
    return CHOICES[:1] if is_late else CHOICES


def _may_stand(play: Play, rule: StageRule, heat: Heat, drawn: Drawn, played: Mapping[str, tuple[str, ...]]) -> bool:
    pulled = set(played[heat.id]) - {side.team for side in heat.sides}
    begun = {run.opened.heat for run in play.by_stage.get(rule.id, ()) if run.opened is not None}
    parts = _parts(drawn)
    return not any(
        pulled & {side.team for side in other.sides} and _are_at_once(parts[heat.id], parts[other.id])
        for other in _heats(*drawn)
        if other.id != heat.id
        and other.why != CONTESTED
        and (other.id in begun or other.state not in (HeatState.READY, HeatState.UNDECIDED))
    )
