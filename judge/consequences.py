"""What a correction would change, before it is made: scores, ranks, heats, places, and heats played on the old result.

Rules: the whole tournament is folded twice, without and with what is proposed, and compared; nothing is guessed. What
becomes of heats that were already played is never decided here: `settled` gives the facts of the choice that a person
made by name: `keep` (they stand, with a note), `rerun` (void, and replayed with the right team) or `joint` (they stand,
and the right team shares the place of the one that played in its stead).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from judge.challenge import Definition
from judge.facts import GENESIS, Body, Corrected, Fact, RunVoided, order, seal
from judge.findings import Finding
from judge.run_state import RunStage, RunState
from judge.tournament.answers import Act, KeptHeat, keeping, runs_of
from judge.tournament.elimination import Heat
from judge.tournament.hall import fold_hall
from judge.tournament.hall_state import FalseCertificate, HallState
from judge.tournament.state import Answer, Decision, StageState

__all__ = [
    "Act", "Choice", "Consequences", "HeatChange", "PlaceChange", "PlayedHeat", "RankChange", "ScoreChange",
    "consequences", "correction", "settled",
]  # fmt: skip

Choice = Literal["rerun", "keep", "joint"]
PREVIEW = "preview"  # the station of facts that nobody has written yet


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What a run is worth to a team; None: nothing, or it does not count."""

    run: str
    team: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RankChange:
    """A team's rank in the standings of a stage (in its group, where there are groups), and its total."""

    team: str
    rank_before: int | None
    rank_after: int | None
    total_before: int | None
    total_after: int | None
    stage: str = ""
    competition: str = ""


@dataclass(frozen=True, slots=True)
class HeatChange:
    """Who meets in a heat, and who wins it; () and None: the heat was, or will be, not drawn yet."""

    heat: str
    teams_before: tuple[str, ...]
    teams_after: tuple[str, ...]
    winner_before: str | None
    winner_after: str | None
    stage: str = ""
    competition: str = ""


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A team's place at the end of a competition; None: it had, or will have, none."""

    competition: str
    team: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class PlayedHeat:
    """A heat that was run (or is being run) by teams that would not all stand in it any more; it would stop there."""

    heat: str
    teams: tuple[str, ...]
    runs: tuple[str, ...]
    stage: str = ""
    competition: str = ""
    choices: tuple[Answer, ...] = ("keep", "rerun", "joint")


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that would be different; `findings` are those that are new.

    `champion_before`, `champion_after`: of the first competition in which they differ, else of the first. `by`: the
    roles that the definitions let choose. `certificates`: printed ones that would become false.
    """

    scores: tuple[ScoreChange, ...]
    ranks: tuple[RankChange, ...]
    heats: tuple[HeatChange, ...]
    played: tuple[PlayedHeat, ...]
    champion_before: str | None
    champion_after: str | None
    findings: tuple[Finding, ...]
    keeping: tuple[KeptHeat, ...]
    """The heats that `keep` holds fast, with their teams, so that no team comes to stand in two heats."""
    places: tuple[PlaceChange, ...] = ()
    certificates: tuple[FalseCertificate, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def needs_choice(self) -> bool:
        """Heats were played on the old result: someone has to say what becomes of them."""
        return bool(self.played)

    @property
    def choices(self) -> tuple[Answer, ...]:
        """What may be chosen for all of them."""
        return tuple(
            choice for choice in ("keep", "rerun", "joint") if all(choice in heat.choices for heat in self.played)
        )


def consequences(facts: Sequence[Fact], acts: Sequence[Act], definitions: Mapping[str, Definition]) -> Consequences:
    """Compare the tournament as it stands with what it would be after `acts`.

    Raises: FactInvalid: an act could not be written.
    """
    before = fold_hall(facts, definitions)
    after = fold_hall([*facts, *_previewed(facts, acts)], definitions)
    champions = [(one.champion, after.competitions[name].champion) for name, one in before.competitions.items()
                 if name in after.competitions]  # fmt: skip
    was, will = next((pair for pair in champions if pair[0] != pair[1]), champions[0] if champions else (None, None))
    contested = [one for one in after.contested if one not in before.contested]
    by = (after.competitions[name].definition for name, _ in contested)
    return Consequences(
        scores=tuple(_score_changes(before, after)),
        ranks=tuple(_rank_changes(before, after)),
        heats=tuple(_heat_changes(before, after)),
        played=tuple(_played(after, contested)),
        champion_before=was,
        champion_after=will,
        findings=tuple(finding for finding in after.findings if finding not in before.findings),
        keeping=tuple(_keeping(after, contested)),
        places=tuple(_place_changes(before, after)),
        certificates=tuple(one for one in after.false_certificates if one not in before.false_certificates),
        by=tuple(dict.fromkeys(role for definition in by if definition for role in definition.correction.by)),
    )


def settled(would_be: Consequences, choice: Choice, reason: str) -> list[Act]:
    """The facts that go with a correction, so that the heats played on the old result are what was chosen."""
    if choice == "rerun":
        return [Act(RunVoided(reason), run) for heat in would_be.played for run in heat.runs]
    return [heat.fact(reason, is_joint=choice == "joint") for heat in would_be.keeping]


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
        {key: points for _, run in hall.runs.values() for key, points in _worth(run).items()}
        for hall in (before, after)
    )
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [ScoreChange(run, team, old.get((run, team)), new.get((run, team))) for run, team in changed]


def _stages(hall: HallState) -> Iterator[tuple[str, StageState]]:
    return ((name, stage) for name, state in hall.competitions.items() for stage in state.stages)


def _ranks(hall: HallState) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    return {
        (name, stage.id, line.team): (line.rank, line.result.total)
        for name, stage in _stages(hall)
        for lines in ([group.standings for group in stage.groups] or [stage.standings])
        for line in lines
    }


def _rank_changes(before: HallState, after: HallState) -> list[RankChange]:
    old, new = _ranks(before), _ranks(after)
    nothing = (None, None)
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    pairs = [(key, old.get(key, nothing), new.get(key, nothing)) for key in changed]
    return [RankChange(key[2], was[0], will[0], was[1], will[1], key[1], key[0]) for key, was, will in pairs]


def _heats(hall: HallState) -> dict[tuple[str, str, str], Heat]:
    return {(name, stage.id, heat.id): heat for name, stage in _stages(hall) for heat in stage.heats}


def _teams(heat: Heat | None) -> tuple[str, ...]:
    return tuple(side.team for side in heat.sides if side.team is not None) if heat is not None else ()


def _winner(heat: Heat | None) -> str | None:
    return heat.winner if heat is not None else None


def _heat_changes(before: HallState, after: HallState) -> list[HeatChange]:
    old, new = _heats(before), _heats(after)
    changes = []
    for key in {**old, **new}:
        was, will = old.get(key), new.get(key)
        change = HeatChange(key[2], _teams(was), _teams(will), _winner(was), _winner(will), key[1], key[0])
        if (change.teams_before, change.winner_before) != (change.teams_after, change.winner_after):
            changes.append(change)
    return changes


def _place_changes(before: HallState, after: HallState) -> list[PlaceChange]:
    old, new = (
        {(name, one.team): one.place for name, state in hall.competitions.items() for one in state.placings}
        for hall in (before, after)
    )
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [PlaceChange(name, team, old.get((name, team)), new.get((name, team))) for name, team in changed]


def _of_contested(hall: HallState, name: str, decision: Decision) -> StageState:
    state = hall.competitions[name]
    return state.stage_state(decision.stage if decision.stage is not None else state.stage)


def _played(after: HallState, contested: Iterable[tuple[str, Decision]]) -> Iterator[PlayedHeat]:
    for name, decision in contested:
        stage = _of_contested(after, name, decision)
        runs = runs_of(after.competitions[name], stage, decision.where)
        ids = tuple(run.run or "" for run in runs)
        yield PlayedHeat(decision.where, decision.played, ids, stage.id, name, decision.answers)


def _keeping(after: HallState, contested: Sequence[tuple[str, Decision]]) -> Iterator[KeptHeat]:
    for name in dict.fromkeys(name for name, _ in contested):
        of_one = [decision for of, decision in contested if of == name]
        yield from keeping(_of_contested(after, name, of_one[0]), of_one)
