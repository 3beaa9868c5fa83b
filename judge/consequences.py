"""What a correction would change, before it is made: scores, ranks, heats, and heats played on the old result.

Rules: it is folded twice, without and with what is proposed, and compared; nothing is guessed. What becomes of heats
that were already played is never decided here: `settled` gives the facts of the choice that a person made, `rerun`
(their runs are void, and run again), `keep` (the round stands as it was played) or `joint` (it stands, and who was in
it shares a place with who should have been).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from judge.challenge import Definition
from judge.facts import GENESIS, Body, Corrected, Fact, RunVoided, order, seal
from judge.findings import Finding
from judge.run_state import RunStage, RunState
from judge.tournament.decisions import heat_kept, tie_decided
from judge.tournament.elimination import Heat
from judge.tournament.hall import fold_hall
from judge.tournament.hall_state import HallState
from judge.tournament.state import StageState, TournamentState

__all__ = [
    "Act", "Choice", "Consequences", "HeatChange", "KeptHeat", "PlayedHeat", "RankChange", "ScoreChange",
    "consequences", "correction", "settled",
]  # fmt: skip

Choice = Literal["rerun", "keep", "joint"]
PREVIEW = "preview"  # the station of facts that nobody has written yet
UNPLAYED = (RunStage.NEW, RunStage.VOIDED)
Place = tuple[str | None, str | None]
"""A competition and its stage as facts name them: None in a journal of a single competition."""


class Act(NamedTuple):
    """A fact that someone proposes to write."""

    body: Body
    run: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What a run is worth to a team; None: nothing, or it does not count."""

    run: str
    team: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RankChange:
    """A team's rank in the standings of a stage (or a group of it), and its total."""

    team: str
    rank_before: int | None
    rank_after: int | None
    total_before: int | None
    total_after: int | None
    stage: str
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class HeatChange:
    """Who meets in a heat, and who wins it; () and None: the heat was, or will be, not drawn yet."""

    heat: str
    teams_before: tuple[str, ...]
    teams_after: tuple[str, ...]
    winner_before: str | None
    winner_after: str | None
    stage: str
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class PlayedHeat:
    """A heat that was run (or is being run) by teams that would not all stand in it any more.

    `shares`: who stands in it and would not, and who does not and would: those that `joint` gives one place.
    """

    heat: str
    teams: tuple[str, ...]
    runs: tuple[str, ...]
    shares: tuple[str, ...]
    stage: str | None = None
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class KeptHeat:
    """A heat that `keep` holds fast, with its teams."""

    heat: str
    teams: tuple[str, ...]
    stage: str | None = None
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that would be different; `findings` are those that are new. Champions: of the competition it is in."""

    scores: tuple[ScoreChange, ...]
    ranks: tuple[RankChange, ...]
    heats: tuple[HeatChange, ...]
    played: tuple[PlayedHeat, ...]
    champion_before: str | None
    champion_after: str | None
    findings: tuple[Finding, ...]
    keeping: tuple[KeptHeat, ...]
    """The heats that `keep` holds fast: whole rounds, so that no team comes to stand in two heats."""

    @property
    def needs_choice(self) -> bool:
        """Heats were played on the old result: someone has to say what becomes of them."""
        return bool(self.played)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen; a joint place only where it is known who would have been there instead."""
        if not self.played:
            return ()
        return ("keep", "rerun", "joint") if any(_shares(heat) for heat in self.played) else ("keep", "rerun")


def consequences(facts: Sequence[Fact], acts: Sequence[Act], definitions: Mapping[str, Definition]) -> Consequences:
    """Compare the tournament as it stands with what it would be after `acts`.

    Raises: FactInvalid: an act could not be written.
    """
    before, after = fold_hall(facts, definitions), fold_hall([*facts, *_previewed(facts, acts)], definitions)
    heats = tuple(_heat_changes(before, after))
    moved = [change for change in heats if change.teams_before != change.teams_after]
    played = tuple(_played(before, after, moved))
    champions = _champions(before, after)
    return Consequences(
        scores=tuple(_score_changes(before, after)),
        ranks=tuple(_rank_changes(before, after)),
        heats=heats,
        played=played,
        champion_before=champions[0],
        champion_after=champions[1],
        findings=tuple(finding for finding in after.findings if finding not in before.findings),
        keeping=tuple(_keeping(before, played)),
    )


def settled(would_be: Consequences, choice: Choice, reason: str) -> list[Act]:
    """The facts that go with a correction, so that the heats played on the old result are what was chosen."""
    if choice == "rerun":
        return [Act(RunVoided(reason), run) for heat in would_be.played for run in heat.runs]
    kept = [
        Act(heat_kept(heat.heat, heat.teams, reason, stage=heat.stage, competition=heat.competition))
        for heat in would_be.keeping
    ]
    return kept if choice == "keep" else kept + _joint(would_be, reason)


def _joint(would_be: Consequences, reason: str) -> list[Act]:
    """Who was in a heat and who should have been, once for each pair."""
    groups = {frozenset(heat.shares): heat for heat in reversed(would_be.played) if _shares(heat)}
    return [
        Act(
            tie_decided(
                f"{heat.heat}-places", heat.shares, reason, stage=heat.stage, competition=heat.competition,
                is_joint=True,
            )
        )
        for heat in groups.values()
    ]  # fmt: skip


def _shares(heat: PlayedHeat) -> bool:
    return len(heat.shares) > 1


def correction(fact: Fact, replacement: Body | None, reason: str) -> Act:
    """The act that withdraws a fact, or puts a body in its place; of a correction it is the undo."""
    action: Literal["withdraw", "replace"] = "withdraw" if replacement is None else "replace"
    return Act(Corrected(fact.station, fact.seq, action, replacement, reason))


def _previewed(facts: Sequence[Fact], acts: Iterable[Act]) -> list[Fact]:
    """The facts as they would be written now, by a station that does not exist."""
    last = order(facts)[-1] if facts else None
    lamport, wall = (last.lamport, last.wall) if last is not None else (0, "1970-01-01T00:00:00Z")
    written: list[Fact] = []
    for seq, act in enumerate(acts, start=1):
        prev = written[-1].hash if written else GENESIS
        written.append(
            seal(act.body, station=PREVIEW, seq=seq, lamport=lamport + seq, at_ms=act.at_ms, wall=wall, by="chief",
                 run=act.run, prev=prev)
        )  # fmt: skip
    return written


def _worth(run: RunState) -> dict[tuple[str, str], int | None]:
    is_counted = run.stage in (RunStage.ENDED, RunStage.SIGNED)
    return {(run.run or "", team): run.points_of(team) if is_counted else None for team in run.teams}


def _score_changes(before: HallState, after: HallState) -> list[ScoreChange]:
    old, new = (
        {key: points for _name, run in hall.runs.values() for key, points in _worth(run).items()}
        for hall in (before, after)
    )
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [ScoreChange(run, team, old.get((run, team)), new.get((run, team))) for run, team in changed]


def _stages(hall: HallState) -> dict[tuple[str, str], tuple[TournamentState, StageState]]:
    return {(name, stage.id): (state, stage) for name, state in hall.competitions.items() for stage in state.stages}


def _rank_changes(before: HallState, after: HallState) -> list[RankChange]:
    nothing = (None, None)
    old, new = _ranks(before), _ranks(after)
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [
        RankChange(team, *_crossed(old.get((name, stage, team), nothing), new.get((name, stage, team), nothing)), stage,
                   None if before.is_single else name)
        for name, stage, team in changed
    ]  # fmt: skip


def _crossed(
    was: tuple[int | None, int | None], will: tuple[int | None, int | None]
) -> tuple[int | None, int | None, int | None, int | None]:
    return was[0], will[0], was[1], will[1]


def _ranks(hall: HallState) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    return {
        (name, of, line.team): (line.rank, line.result.total)
        for (name, of), (_state, stage) in _stages(hall).items()
        for lines in ([group.standings for group in stage.groups] or [stage.standings])
        for line in lines
    }


def _heats(hall: HallState) -> dict[tuple[str, str, str], Heat]:
    return {(name, of, heat.id): heat for (name, of), (_state, stage) in _stages(hall).items() for heat in stage.heats}


def _teams(heat: Heat | None) -> tuple[str, ...]:
    return tuple(side.team for side in heat.sides if side.team is not None) if heat is not None else ()


def _winner(heat: Heat | None) -> str | None:
    return heat.winner if heat is not None else None


def _heat_changes(before: HallState, after: HallState) -> list[HeatChange]:
    old, new = _heats(before), _heats(after)
    changes = []
    for key in {**old, **new}:
        was, will = old.get(key), new.get(key)
        name, stage, heat = key
        change = HeatChange(heat, _teams(was), _teams(will), _winner(was), _winner(will), stage,
                            None if before.is_single else name)  # fmt: skip
        if (change.teams_before, change.winner_before) != (change.teams_after, change.winner_after):
            changes.append(change)
    return changes


def _played(before: HallState, after: HallState, changed: Iterable[HeatChange]) -> list[PlayedHeat]:
    """Runs that the proposal itself makes void need no choice any more."""
    played, void = [], {run for run, (_name, state) in after.runs.items() if state.stage is RunStage.VOIDED}
    for change in changed:
        state = before.competitions[change.competition or next(iter(before.competitions))]
        runs = [
            run
            for run in state.runs
            if run.stage not in UNPLAYED and run.run not in void and run.opened and (run.opened.stage, run.opened.heat) == (change.stage,
                                                                                                    change.heat)
        ]  # fmt: skip
        if runs:
            teams = tuple(dict.fromkeys(team for run in runs for team in run.teams))
            shares = tuple(sorted({*change.teams_before} ^ {*change.teams_after}))
            stage = None if before.is_single else change.stage
            ids = tuple(run.run or "" for run in runs)
            played.append(PlayedHeat(change.heat, teams, ids, shares, stage, change.competition))
    return played


def _keeping(before: HallState, played: Sequence[PlayedHeat]) -> list[KeptHeat]:
    kept = []
    for (name, of), (_state, stage) in _stages(before).items():
        place: Place = (None, None) if before.is_single else (name, of)
        there = {heat.heat for heat in played if (heat.competition, heat.stage) == place}
        for heats in _rounds(stage):
            if any(heat.id in there for heat in heats):
                kept += [
                    KeptHeat(heat.id, _teams(heat), place[1], place[0]) for heat in heats if len(_teams(heat)) == 2
                ]
    return kept


def _rounds(stage: StageState) -> list[Sequence[Heat]]:
    """The heats that stand or fall together: a round, and with the final the match for the third place."""
    if stage.bracket is not None:
        *others, last = stage.bracket.rounds or ((),)
        third = stage.bracket.third
        return [*others, (*last, third) if third is not None else last]
    if stage.double is None or stage.double.plan is None:
        return []
    drawn, rounds = {heat.id: heat for heat in stage.heats}, dict[tuple[str, int], list[Heat]]()
    for planned in stage.double.plan.heats:
        if planned.id in drawn:
            rounds.setdefault((planned.part, planned.round), []).append(drawn[planned.id])
    return list(rounds.values())


def _champions(before: HallState, after: HallState) -> tuple[str | None, str | None]:
    """Of the first competition that is different; of the first one where none is."""
    names = [name for name in after.competitions if after.competitions[name] != before.competitions.get(name)]
    name = next(iter([*names, *after.competitions]), "")
    was, will = before.competitions.get(name), after.competitions.get(name)
    return was.champion if was is not None else None, will.champion if will is not None else None
