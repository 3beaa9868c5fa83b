"""What a correction would change, before it is made: scores, ranks, heats, and heats played on the old result.

Rules: it is folded twice, without and with what is proposed, and compared; nothing is guessed. What becomes of heats
that were already played is never decided here: `settled` gives the facts of the choice that a person made, `rerun`
(their runs are void, and run again) or `keep` (the round stands as it was played).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from judge.challenge import Definition
from judge.facts import GENESIS, Body, Corrected, Fact, RunVoided, order, seal
from judge.findings import Finding
from judge.run_state import RunStage, RunState
from judge.tournament.decisions import heat_kept
from judge.tournament.elimination import Heat
from judge.tournament.fold import fold
from judge.tournament.state import ELIMINATION, TournamentState

__all__ = [
    "Act", "Choice", "Consequences", "HeatChange", "PlayedHeat", "RankChange", "ScoreChange", "consequences",
    "correction", "settled",
]  # fmt: skip

Choice = Literal["rerun", "keep"]
PREVIEW = "preview"  # the station of facts that nobody has written yet
UNPLAYED = (RunStage.NEW, RunStage.VOIDED)


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
    """A team's rank in the open stage, and its total."""

    team: str
    rank_before: int | None
    rank_after: int | None
    total_before: int | None
    total_after: int | None


@dataclass(frozen=True, slots=True)
class HeatChange:
    """Who meets in a heat, and who wins it; () and None: the heat was, or will be, not drawn yet."""

    heat: str
    teams_before: tuple[str, ...]
    teams_after: tuple[str, ...]
    winner_before: str | None
    winner_after: str | None


@dataclass(frozen=True, slots=True)
class PlayedHeat:
    """A heat that was run (or is being run) by teams that would not all stand in it any more."""

    heat: str
    teams: tuple[str, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that would be different; `findings` are those that are new."""

    scores: tuple[ScoreChange, ...]
    ranks: tuple[RankChange, ...]
    heats: tuple[HeatChange, ...]
    played: tuple[PlayedHeat, ...]
    champion_before: str | None
    champion_after: str | None
    findings: tuple[Finding, ...]
    keeping: tuple[tuple[str, tuple[str, ...]], ...]
    """The heats that `keep` holds fast, with their teams: whole rounds, so that no team comes to stand in two heats."""

    @property
    def needs_choice(self) -> bool:
        """Heats were played on the old result: someone has to say what becomes of them."""
        return bool(self.played)


def consequences(facts: Sequence[Fact], acts: Sequence[Act], definitions: Mapping[str, Definition]) -> Consequences:
    """Compare the tournament as it stands with what it would be after `acts`.

    Raises: FactInvalid: an act could not be written.
    """
    before, after = fold(facts, definitions), fold([*facts, *_previewed(facts, acts)], definitions)
    heats = tuple(_heat_changes(before, after))
    played = tuple(_played(before, [change.heat for change in heats if change.teams_before != change.teams_after]))
    return Consequences(
        scores=tuple(_score_changes(before, after)),
        ranks=tuple(_rank_changes(before, after)),
        heats=heats,
        played=played,
        champion_before=before.champion,
        champion_after=after.champion,
        findings=tuple(finding for finding in after.findings if finding not in before.findings),
        keeping=_keeping(before, {heat.heat for heat in played}),
    )


def settled(would_be: Consequences, choice: Choice, reason: str) -> list[Act]:
    """The facts that go with a correction, so that the heats played on the old result are what was chosen."""
    if choice == "keep":
        return [Act(heat_kept(heat, teams, reason)) for heat, teams in would_be.keeping]
    return [Act(RunVoided(reason), run) for heat in would_be.played for run in heat.runs]


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


def _score_changes(before: TournamentState, after: TournamentState) -> list[ScoreChange]:
    old, new = ({key: points for run in state.runs for key, points in _worth(run).items()} for state in (before, after))
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [ScoreChange(run, team, old.get((run, team)), new.get((run, team))) for run, team in changed]


def _rank_changes(before: TournamentState, after: TournamentState) -> list[RankChange]:
    nothing = (None, None)
    old, new = ({line.team: (line.rank, line.result.total) for line in state.standings} for state in (before, after))
    changed = [team for team in {**old, **new} if old.get(team) != new.get(team)]
    pairs = [(team, old.get(team, nothing), new.get(team, nothing)) for team in changed]
    return [RankChange(team, was[0], will[0], was[1], will[1]) for team, was, will in pairs]


def _heats(state: TournamentState) -> dict[str, Heat]:
    return {heat.id: heat for heat in state.bracket.heats} if state.bracket is not None else {}


def _teams(heat: Heat | None) -> tuple[str, ...]:
    return tuple(side.team for side in heat.sides if side.team is not None) if heat is not None else ()


def _winner(heat: Heat | None) -> str | None:
    return heat.winner if heat is not None else None


def _heat_changes(before: TournamentState, after: TournamentState) -> list[HeatChange]:
    old, new = _heats(before), _heats(after)
    changes = []
    for name in {**old, **new}:
        was, will = old.get(name), new.get(name)
        change = HeatChange(name, _teams(was), _teams(will), _winner(was), _winner(will))
        if (change.teams_before, change.winner_before) != (change.teams_after, change.winner_after):
            changes.append(change)
    return changes


def _played(before: TournamentState, changed: Iterable[str]) -> list[PlayedHeat]:
    played = []
    for heat in changed:
        runs = [
            run
            for run in before.runs
            if run.stage not in UNPLAYED and run.opened and (run.opened.stage, run.opened.heat) == (ELIMINATION, heat)
        ]
        if runs:
            teams = tuple(dict.fromkeys(team for run in runs for team in run.teams))
            played.append(PlayedHeat(heat, teams, tuple(run.run or "" for run in runs)))
    return played


def _keeping(before: TournamentState, played: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rounds = before.bracket.rounds if before.bracket is not None else ()
    kept = [heat for heats in rounds if any(heat.id in played for heat in heats) for heat in heats]
    return tuple((heat.id, _teams(heat)) for heat in kept if len(_teams(heat)) == 2)
