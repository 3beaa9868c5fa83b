"""A competition from its facts: teams, runs, stage after stage, and its champion.

Rules: nothing here is ever stored; the facts may come in any order; a stage begins when the one before is over, with
those who come out of it, best first; a tie that decides who is in stops it and asks; no stage closes over a run that is
under review.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from judge.challenge import Definition
from judge.corrections import effective
from judge.facts import Fact
from judge.findings import Finding
from judge.second_person import hands_in
from judge.tournament.asked import ask_apart
from judge.tournament.elimination_stage import check_heats, elimination_stage
from judge.tournament.gathering import Gathering, gather
from judge.tournament.league_stage import league_stage
from judge.tournament.open_stage import open_stage
from judge.tournament.play import Play, fold_runs
from judge.tournament.ranking import Entry, rank
from judge.tournament.stages import StageRule
from judge.tournament.state import (
    ELIMINATION,
    Decision,
    Entrance,
    NextRun,
    StageState,
    Standing,
    Status,
    Team,
    TournamentState,
    may_close,
    may_dispute,
    next_official,
    tie_answers,
)

__all__ = [
    "Decision",
    "NextRun",
    "Standing",
    "Team",
    "TournamentState",
    "fold",
    "fold_competition",
    "may_close",
    "may_dispute",
    "next_official",
]

PLACES_ASKED = 3  # ties behind these are shared, where no stage follows


def fold(facts: Iterable[Fact], definitions: Mapping[str, Definition]) -> TournamentState:
    """Fold a journal that holds one competition (of several: the first). `definitions` by id, without an overlay."""
    facts = list(facts)
    standing, findings = effective(facts)
    gathered = gather(standing, definitions, hands_in(facts))
    wrong = [*findings, *gathered.findings]
    if not gathered.competitions:
        return TournamentState(None, None, "none", (), (), (), None, None, (), tuple(wrong))
    name, one = next(iter(gathered.competitions.items()))
    return ask_apart({name: fold_competition(one, wrong)}, gathered.competitions, facts)[name]


def fold_competition(one: Gathering, findings: Sequence[Finding] = ()) -> TournamentState:
    """Fold one competition. Args: findings: those of the journal, which come first."""
    setup = one.setup
    if setup.definition is None:
        wrong = (*findings, *one.findings)
        return TournamentState(setup.opened, None, "none", (), (), (), None, None, (), wrong, competition=setup.id)
    runs = fold_runs(one)
    numbers = {team: number for number, team in enumerate(one.entered, start=1)}
    play = Play(one, numbers, runs)
    stages = tuple(_stages(play))
    running = next((stage for stage in stages if not stage.is_over), None)
    champion = _champion(play, stages) if running is None else None
    shown = [stage for stage in stages if stage.standings]
    drawn = [stage for stage in stages if stage.bracket is not None and stage.bracket.rounds]
    for rule in _heat_stages(play):
        check_heats(play, rule, next((stage.heats for stage in stages if stage.id == rule.id), ()))
    return TournamentState(
        opened=setup.opened,
        definition=setup.definition,
        stage=_stage_name(play, running, champion),
        teams=tuple(Team(team, number, one.teams[team]) for team, number in numbers.items()),
        runs=runs,
        standings=shown[-1].standings if shown else (),
        bracket=drawn[-1].bracket if drawn else None,
        champion=champion,
        decisions=running.decisions if running is not None else (),
        findings=(*findings, *one.findings, *(finding for run in runs for finding in run.findings)),
        stages=stages,
        entries=_entries(play),
        competition=play.name,
    )


def _stages(play: Play) -> Iterable[StageState]:
    """Stage after stage, each with those who come out of the one before; those that cannot begin yet wait."""
    rules, entries = play.setup.stages, [play.entry(team) for team in play.numbers]
    came: StageState | None = None
    for number, rule in enumerate(rules):
        if came is not None and not came.is_over:
            yield StageState(rule, play.setup.of_stage(rule.id), "waiting")
            continue
        seeds = _first_seeds(play, rule) if came is None else list(came.advancing)[: rule.size or None]
        everyone = entries if came is None else came.advancing
        following = rules[number + 1] if number + 1 < len(rules) else None
        stage = _stage(play, rule, seeds, everyone, play.out_of(following.id if following is not None else None))
        came = _asking(play, stage, following)
        yield came


def _stage(
    play: Play, rule: StageRule, seeds: Sequence[Entry], everyone: Sequence[Entry], out: frozenset[str]
) -> StageState:
    if rule.type == "open_runs":
        return open_stage(play, rule, [entry.id for entry in seeds], out)
    if rule.is_league:
        return league_stage(play, rule, seeds, out)
    return elimination_stage(play, rule, seeds, {entry.id: entry for entry in everyone}, out)


def _first_seeds(play: Play, rule: StageRule) -> list[Entry]:
    """Who is in the first stage: in open runs all, in the order of entry; else by the director's order or by lots.

    Who left before the stage began is not in it; in an elimination nobody comes in once it has begun.
    """
    entries = [play.entry(team) for team in play.numbers]
    if rule.type == "open_runs":
        return entries
    begun, out = play.gathering.begun.get(rule.id), play.out_of(rule.id)
    is_closed = rule.is_elimination and begun is not None
    there = [
        entry
        for entry in entries
        if entry.id not in out and not (is_closed and play.gathering.entered[entry.id] > (begun or 0))
    ]
    decided = play.gathering.ties(rule.id).get("seeding", ())
    lines = rank(there, (), decided=decided, draw_seed=play.seed, place="seeding")
    return [line.entry for line in lines][: rule.size or None]


def _asking(play: Play, stage: StageState, following: StageRule | None) -> StageState:
    """The stage with the ties that have to be settled: who goes on; which seed who is, where that is the director's.

    Of the last stage: the first places, where the definition leaves them to the director.
    """
    if not stage.is_over or stage.rule.is_elimination or stage.rule.type == "groups":
        return stage
    decided = [{*one.ids} for one in play.gathering.ties(stage.id).get(stage.id, ())]
    there = {entry.id for entry in stage.advancing}
    lines = [line for line in stage.standings if line.team in there]
    decisions = []
    for first in sorted({line.rank for line in lines if line.is_joint}):
        group = tuple(line.team for line in lines if line.rank == first)
        place = 1 + sum(line.rank < first for line in lines)
        is_open = len(group) > 1 and not any(one.issuperset(group) for one in decided)
        if is_open and _matters(play, stage, following, place, len(group)):
            of = None if play.setup.is_single else stage.id
            decisions.append(Decision(stage.id, group, of, play.name, tie_answers(stage.definition, group)))
    return replace(stage, decisions=tuple(decisions))


def _matters(play: Play, stage: StageState, following: StageRule | None, place: int, count: int) -> bool:
    """Whether somebody has to say in which order so many equal teams stand that come from a place on."""
    if following is None:
        return not play.setup.is_single and stage.definition.ranking.then == "director" and place <= PLACES_ASKED
    size, elimination = following.size, play.setup.of_stage(following.id).elimination
    is_settled = following.is_elimination and elimination.seeding == "director" and elimination.size > 0
    is_across = bool(size) and place <= size < place + count - 1
    return is_across or (is_settled and (not size or place <= size))


def _stage_name(play: Play, running: StageState | None, champion: str | None) -> str:
    """The stage that runs; a single competition without a champion is not done."""
    if running is not None:
        return running.id
    return play.setup.stages[-1].id if play.setup.is_single and champion is None else "done"


def _champion(play: Play, stages: Sequence[StageState]) -> str | None:
    """Who has won the last stage; where standings end it, whoever leads alone and has a result."""
    last = stages[-1]
    if last.rule.is_elimination:
        return next((line.team for line in last.placings if line.team not in play.disqualified), None)
    first = last.standings[0] if last.standings else None
    if first is None or first.is_joint or first.result.total is None:
        return None
    return first.team


def _heat_stages(play: Play) -> list[StageRule]:
    """The stages whose runs stand in heats; of a single competition without a bracket, the one that is not there."""
    rules = [rule for rule in play.setup.stages if rule.type != "open_runs"]
    if play.setup.is_single and not rules:
        return [StageRule(ELIMINATION, "single_elimination")]
    return rules


def _entries(play: Play) -> dict[str, Entrance]:
    """Everyone who entered, and whether they are still in."""
    one, begun = play.gathering, min(play.gathering.begun.values(), default=None)
    statuses: dict[str, Status] = {**one.gone}
    return {
        team: Entrance(team, number, statuses.get(team, "in"), begun is not None and one.entered[team] > begun)
        for team, number in play.numbers.items()
    }
